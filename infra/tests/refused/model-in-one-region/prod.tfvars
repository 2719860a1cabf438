stage = "prod"
accounts = {
  jpe = {
    location = "japaneast"
    models = {
      "gpt-5-mini-2025-08-07" = 30 # refused: prod has gpt-5-mini-2025-08-07 in 1 region(s)
    }
  }
}
