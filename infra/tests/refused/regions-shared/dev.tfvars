stage = "dev"
accounts = {
  jpe = {
    location = "japaneast" # refused: dev has models in japaneast
    models = {
      "gpt-5-mini-2025-08-07" = 30
    }
  }
}
