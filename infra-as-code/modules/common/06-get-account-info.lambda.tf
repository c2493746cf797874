# The function behind the API's one route: reads an account, or asks for it to be opened.
# Used by API Gateway.
# Without it a good token gets no balance.

data "aws_iam_policy_document" "get_account_info" {
  statement {
    sid       = "AllowAccountsRead"
    actions   = ["dynamodb:GetItem"]
    resources = [aws_dynamodb_table.account.arn]
  }

  statement {
    sid       = "AllowAccountRequestsSend"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.account_request.arn]
  }

  # DynamoDB decrypts the table's key, SQS makes a data key for what is sent.
  statement {
    sid       = "AllowKeyUseThroughTableAndQueue"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.this.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["dynamodb.${var.aws_region}.amazonaws.com", "sqs.${var.aws_region}.amazonaws.com"]
    }
  }
}

module "get_account_info" {
  source = "../lambda-function"

  name                 = local.name.get_account_info
  description          = "Reads a subscriber's account, or asks for it to be opened."
  package_path         = var.lambda_package_paths.get_account_info
  runtime              = var.lambda_runtime
  memory_mb            = var.lambda_memory_mb
  timeout_seconds      = var.get_account_info_timeout_seconds
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  kms_key_arn          = aws_kms_key.this.arn
  reserved_concurrency = var.reserved_concurrency.get_account_info
  permissions          = data.aws_iam_policy_document.get_account_info.json

  environment_variables = {
    TABLE_NAME              = aws_dynamodb_table.account.name
    INIT_ACCOUNT_QUEUE_URL  = aws_sqs_queue.account_request.url
    REQUIRED_SCOPE          = var.required_scope == null ? "" : var.required_scope
    MSISDN_COUNTRY_CODE     = var.msisdn_country_code == null ? "" : var.msisdn_country_code
    MSISDN_NATIONAL_PATTERN = var.msisdn_national_pattern == null ? "" : var.msisdn_national_pattern
    POWERTOOLS_LOG_LEVEL    = var.log_level
    POWERTOOLS_SERVICE_NAME = local.name.get_account_info
  }
}
