stage = "dev"
accounts = {
  sec = {
    location = "swedencentral"
    models = {
      "gpt-5-mini-2025-08-07" = 30
    }
  }
}
