# Who may talk to whom inside the network, port by port: the function to the cache and to the endpoints, and nothing else.
# Used by the function, the cache and the endpoint of SQS.
# Without it everything in the network could reach everything.

locals {
  # The port for reads and writes; the guard does not use the other one (6380), which is for reads that may be old.
  # https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/set-up.html#elasticache-install-grant-access-VPN
  cache_port = 6379
  https_port = 443

  security_groups = {
    function = "The guarded function."
    cache    = "The cache of the request guard."
    endpoint = "The endpoint of SQS."
  }

  # From the function to each of the two others.
  ways = {
    cache    = { port = local.cache_port, description = "Valkey over TLS" }
    endpoint = { port = local.https_port, description = "SQS over HTTPS" }
  }
}

resource "aws_security_group" "this" {
  for_each = local.security_groups

  name        = "${var.name}-${each.key}"
  description = each.value
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${var.name}-${each.key}" }
}

resource "aws_vpc_security_group_egress_rule" "function" {
  for_each = local.ways

  security_group_id            = aws_security_group.this["function"].id
  referenced_security_group_id = aws_security_group.this[each.key].id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  description                  = "${each.value.description}, to the ${each.key}"
}

resource "aws_vpc_security_group_ingress_rule" "from_function" {
  for_each = local.ways

  security_group_id            = aws_security_group.this[each.key].id
  referenced_security_group_id = aws_security_group.this["function"].id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  description                  = "${each.value.description}, from the function"
}

# A gateway endpoint has no security group; its addresses are a list that AWS keeps.
resource "aws_vpc_security_group_egress_rule" "function_to_dynamodb" {
  security_group_id = aws_security_group.this["function"].id
  prefix_list_id    = aws_vpc_endpoint.dynamodb.prefix_list_id
  ip_protocol       = "tcp"
  from_port         = local.https_port
  to_port           = local.https_port
  description       = "DynamoDB over HTTPS"
}
