terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

resource "aws_lb" "this" {
  name               = "mdg-chatbot-dev-lb"
  load_balancer_type = "application"
  internal           = false # refused: is open and not listed
  subnets            = ["subnet-1", "subnet-2"]
}
