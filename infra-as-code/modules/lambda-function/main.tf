# A Lambda function with what belongs to it alone: its role, its log group, its one inline policy.
# Used by every function of modules/common, so that no two functions ever share a role.
# Without it each function would spell these out, and one of them would forget the log group's retention.

locals {
  environment_variables = { for key, value in var.environment_variables : key => value if value != null && value != "" }
}

# Made before the function: else Lambda makes one by itself, without retention and without our key.
resource "aws_cloudwatch_log_group" "function" {
  name              = "/aws/lambda/${var.function.name}"
  retention_in_days = var.function.log_retention_days
  kms_key_id        = var.function.kms_key_arn
}

resource "aws_iam_role" "function" {
  name        = "${var.function.name}-role"
  description = "What ${var.function.name} may do, and no other function."
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AllowLambdaToAssume"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

# Inline and one per role: aws_iam_policy_attachment is exclusive and would detach the policy from every other role.
# Written with jsonencode(), so that a plan shows it in full: a policy document that waits for an ARN is read at apply only.
resource "aws_iam_role_policy" "function" {
  name = "permissions"
  role = aws_iam_role.function.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(var.permissions, [
      # No logs:CreateLogGroup: a group that someone deleted must not come back without retention and key.
      {
        Sid      = "AllowOwnLogWrite"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.function.arn}:*"]
      },
      # X-Ray has no resources to name: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
      {
        Sid      = "AllowTraceWrite"
        Effect   = "Allow"
        Action   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
        Resource = ["*"]
      },
    ])
  })
}

resource "aws_lambda_function" "this" {
  function_name                  = var.function.name
  description                    = var.description
  role                           = aws_iam_role.function.arn
  handler                        = "app.lambdaHandler"
  runtime                        = var.function.runtime
  architectures                  = ["arm64"]
  memory_size                    = var.function.memory_mb
  timeout                        = var.function.timeout_seconds
  reserved_concurrent_executions = var.function.reserved_concurrency
  filename                       = var.function.package_path
  source_code_hash               = filebase64sha256(var.function.package_path)
  kms_key_arn                    = var.function.kms_key_arn

  environment {
    variables = merge(local.environment_variables, {
      POWERTOOLS_LOG_LEVEL    = var.function.log_level
      POWERTOOLS_SERVICE_NAME = var.function.name
    })
  }

  tracing_config {
    mode = "Active"
  }

  dynamic "vpc_config" {
    for_each = var.network[*]

    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.function.name
    # Always: metrics are log lines without a level, and above INFO Lambda drops them. POWERTOOLS_LOG_LEVEL is what varies.
    # https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    application_log_level = "INFO"
    # Time-outs, crashes and failed starts. A report of each success would cost more than the function's own line.
    system_log_level = "WARN"
  }

  # The policy first: a function that starts before it may do nothing yet.
  depends_on = [aws_iam_role_policy.function]
}
