# The role with which API Gateway writes execution logs: one per account and region, whatever the number of APIs.
# Used by the stage of every environment.
# Without it an apply stops at the stage: "CloudWatch Logs role ARN must be set in account settings to enable logging".

data "aws_partition" "current" {}

locals {
  api_gateway_role_name = "${var.project}-api-gateway-logs-${var.aws_region}"
}

import {
  for_each = var.adopt_api_gateway_role ? toset([local.api_gateway_role_name]) : toset([])

  to = aws_iam_role.api_gateway_logs[0]
  id = each.value
}

data "aws_iam_policy_document" "api_gateway_trust" {
  statement {
    sid     = "AllowApiGatewayToAssume"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["apigateway.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "api_gateway_logs" {
  count = var.manage_api_gateway_account ? 1 : 0

  name               = local.api_gateway_role_name
  description        = "API Gateway writes its execution logs with it."
  assume_role_policy = data.aws_iam_policy_document.api_gateway_trust.json
}

# API Gateway tests the role for AWS's own list of rights when it is set: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
resource "aws_iam_role_policy_attachment" "api_gateway_logs" {
  count = var.manage_api_gateway_account ? 1 : 0

  role       = aws_iam_role.api_gateway_logs[0].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

resource "aws_api_gateway_account" "this" {
  count = var.manage_api_gateway_account ? 1 : 0

  cloudwatch_role_arn = aws_iam_role.api_gateway_logs[0].arn

  depends_on = [aws_iam_role_policy_attachment.api_gateway_logs]
}
