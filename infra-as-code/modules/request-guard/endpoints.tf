# The ways out of the network: one endpoint for each AWS service that the function calls, open to its role alone.
# Used by the guarded function. KMS is called by DynamoDB and SQS on its behalf, logs and traces are sent by Lambda outside of
# this network, and the cache's token is signed without a call: none of them needs an endpoint.
# Without one of them every call of that service would hang until it times out.

locals {
  # What the function's role may do, and no other principal. The role's own policy says under which conditions.
  # A gateway endpoint takes no role as principal: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
  endpoint_policies = { for service, statements in var.endpoint_statements : service => jsonencode({
    Version = "2012-10-17"
    Statement = [for statement in statements : {
      Sid       = statement.Sid
      Effect    = "Allow"
      Principal = "*"
      Action    = statement.Action
      Resource  = statement.Resource
      Condition = { ArnEquals = { "aws:PrincipalArn" = var.function_role_arn } }
    }]
  }) }
}

resource "aws_vpc_endpoint" "dynamodb" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${var.aws_region}.dynamodb"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.this.id]
  policy            = local.endpoint_policies["dynamodb"]
  tags              = { Name = "${var.name}-dynamodb" }
}

resource "aws_vpc_endpoint" "sqs" {
  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${var.aws_region}.sqs"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [for subnet in aws_subnet.this : subnet.id]
  security_group_ids  = [aws_security_group.this["endpoint"].id]
  policy              = local.endpoint_policies["sqs"]
  tags                = { Name = "${var.name}-sqs" }
}
