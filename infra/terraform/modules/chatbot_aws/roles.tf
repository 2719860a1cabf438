# Empty when made; a person puts the value in, so that it passes through no state file.
resource "aws_secretsmanager_secret" "this" {
  for_each = var.secret_names

  name                    = each.value
  description             = "Read by ${var.name} as ${each.key}"
  recovery_window_in_days = 7
  tags                    = var.tags
}

locals {
  trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

# Of Fargate itself: fetch the image, write logs, read the secrets to hand over.
resource "aws_iam_role" "execution" {
  name               = "${var.name}-execution"
  assume_role_policy = local.trust
  tags               = var.tags
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role_policy" "secrets" {
  count = length(var.secret_names) > 0 ? 1 : 0

  name = "read-secrets"
  role = aws_iam_role.execution.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = [for secret in aws_secretsmanager_secret.this : secret.arn]
    }]
  })
}

# Of the program: it calls nothing in AWS but the issuer of its own tokens.
resource "aws_iam_role" "task" {
  name               = "${var.name}-task"
  assume_role_policy = local.trust
  tags               = var.tags
}

resource "aws_iam_role_policy" "token" {
  count = var.azure == null ? 0 : 1

  name = "ask-for-a-token"
  role = aws_iam_role.task.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "sts:GetWebIdentityToken"
      Resource = "*"
      # For Entra only, and for five minutes: long enough to exchange it.
      Condition = {
        "ForAllValues:StringEquals" = { "sts:IdentityTokenAudience" = "api://AzureADTokenExchange" }
        Null                        = { "sts:IdentityTokenAudience" = "false" }
        NumericLessThanEquals       = { "sts:DurationSeconds" = 300 }
      }
    }]
  })
}
