output "state_bucket" {
  description = "Where Terraform keeps the state of every environment."
  value       = local.state_bucket
}

output "api_gateway_logs_role" {
  description = "ARN of the role with which API Gateway writes its logs; null where it is not managed here."
  value       = one(aws_iam_role.api_gateway_logs[*].arn)
}
