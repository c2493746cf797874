output "host" {
  description = "Address of the cache."
  value       = aws_elasticache_serverless_cache.this.endpoint[0].address
}

output "port" {
  description = "Port of the cache for reads and writes."
  value       = local.cache_port
}

output "user" {
  description = "Name of the one user."
  value       = aws_elasticache_user.this.user_name
}

output "cache" {
  description = "Name of the cache, which its token names too."
  value       = aws_elasticache_serverless_cache.this.name
}

output "connect_arns" {
  description = "What the right to connect needs: the cache and the user."
  value       = [aws_elasticache_serverless_cache.this.arn, aws_elasticache_user.this.arn]
}

# The function enters the network when it can leave it again: before, every call would hang.
output "subnet_ids" {
  description = "Subnets of the function."
  value       = [for subnet in aws_subnet.this : subnet.id]
  depends_on = [
    aws_route_table_association.this,
    aws_vpc_endpoint.dynamodb,
    aws_vpc_endpoint.sqs,
    aws_vpc_security_group_egress_rule.function,
    aws_vpc_security_group_egress_rule.function_to_dynamodb,
    aws_vpc_security_group_ingress_rule.from_function,
  ]
}

output "security_group_ids" {
  description = "Security group of the function."
  value       = [aws_security_group.this["function"].id]
}
