stage = "prod"
accounts = {
  jpe = {
    location = "japaneast"
    models = {
      "gpt-5-mini-2025-08-07" = 30
    }
  }
  aue = {
    location = "australiaeast"
    models = {
      "gpt-5-mini-2025-08-07" = 30
    }
  }
}
