# Names of a small installation in Japan East.
module "naming" {
  source = "../.."

  environment = "dev"
  location    = "japaneast"
  parts = {
    container_app = ["helpdesk", "chatbot", "worker"]
    identity      = ["helpdesk", "chatbot", "worker"]
  }
}

output "environment_name" {
  value = module.naming.names["container_apps_environment"][""]
}
