# The connections that the security groups refused.
# Used by the operator who looks for the reason of a time-out inside the network.
# Without it a forgotten rule and a service that is down look the same.

resource "aws_cloudwatch_log_group" "flow" {
  name              = var.flow_log_name
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_iam_role" "flow" {
  name        = "${var.name}-flow-role"
  description = "Lets VPC flow logs write their log group."
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AllowFlowLogsToAssume"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "vpc-flow-logs.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = var.aws_account_id } }
    }]
  })
}

# The group is made here, so nothing may make one: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
resource "aws_iam_role_policy" "flow" {
  name = "permissions"
  role = aws_iam_role.flow.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "AllowOwnLogWrite"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.flow.arn}:*"]
      },
      # A list has no resource to name.
      {
        Sid      = "AllowLogGroupsList"
        Effect   = "Allow"
        Action   = ["logs:DescribeLogGroups"]
        Resource = ["*"]
      },
    ]
  })
}

resource "aws_flow_log" "this" {
  vpc_id                   = aws_vpc.this.id
  traffic_type             = "REJECT"
  log_destination          = aws_cloudwatch_log_group.flow.arn
  iam_role_arn             = aws_iam_role.flow.arn
  max_aggregation_interval = 600
  tags                     = { Name = var.name }
}
