output "url" {
  description = "Where the other cloud calls the chatbot."
  value       = "https://${var.host.name}"
}

output "log_group" {
  description = "Name of the log group."
  value       = aws_cloudwatch_log_group.this.name
}

output "secret_arns" {
  description = "Secrets that a person must fill before the service starts: variable to ARN."
  value       = { for name, secret in aws_secretsmanager_secret.this : name => secret.arn }
}

output "task_role_arn" {
  description = "Role of the program: the subject of its tokens."
  value       = aws_iam_role.task.arn
}
