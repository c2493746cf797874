# A private network for the guarded function and the cache: two subnets, no internet gateway, no NAT, no route but to DynamoDB.
# Used by the function that reads accounts, where the request guard is on.
# Without it the function could not reach the cache, which AWS offers inside a VPC only.

locals {
  # Nothing is connected with this network, so every environment may have the same addresses.
  cidr_block = "10.0.0.0/24"
}

# Both DNS settings: else the names of SQS and DynamoDB would not lead to the endpoints.
# https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html
resource "aws_vpc" "this" {
  cidr_block           = local.cidr_block
  enable_dns_hostnames = true
  enable_dns_support   = true
  tags                 = { Name = var.name }
}

# AWS makes this group with every VPC and lets its members talk to each other; adopted here, it lets nothing through.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "this" {
  for_each = { for index, zone in var.availability_zones : zone => cidrsubnet(local.cidr_block, 1, index) }

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false
  tags                    = { Name = "${var.name}-${each.key}" }
}

resource "aws_route_table" "this" {
  vpc_id = aws_vpc.this.id
  tags   = { Name = var.name }
}

resource "aws_route_table_association" "this" {
  for_each = aws_subnet.this

  subnet_id      = each.value.id
  route_table_id = aws_route_table.this.id
}
