# One task behind a load balancer in Tokyo.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

module "chatbot_aws" {
  source = "../.."

  name               = "mdg-chatbot-dev"
  availability_zones = ["ap-northeast-1a", "ap-northeast-1c"]
  image              = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/madoguchi:1.0.0"
  host               = { name = "chatbot.dev.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
  secret_names       = { MADOGUCHI_DATABASE_URL = "mdg-chatbot-dev/database-url" }
}

output "url" {
  value = module.chatbot_aws.url
}
