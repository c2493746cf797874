# The function behind the API's one route: reads an account, or asks for it to be opened.
# Used by API Gateway.
# Without it a good token gets no balance.

locals {
  get_account_info_permissions = [
    {
      Sid      = "AllowAccountsRead"
      Effect   = "Allow"
      Action   = ["dynamodb:GetItem"]
      Resource = [aws_dynamodb_table.account.arn]
    },
    {
      Sid      = "AllowAccountRequestsSend"
      Effect   = "Allow"
      Action   = ["sqs:SendMessage"]
      Resource = [aws_sqs_queue.account_request.arn]
    },
    # DynamoDB decrypts the table's key, SQS makes a data key for what is sent.
    {
      Sid      = "AllowKeyUseThroughTableAndQueue"
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource = [aws_kms_key.this.arn]
      Condition = {
        StringEquals = { "kms:ViaService" = ["dynamodb.${var.aws_region}.amazonaws.com", "sqs.${var.aws_region}.amazonaws.com"] }
      }
    },
  ]
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
  permissions          = local.get_account_info_permissions

  environment_variables = {
    TABLE_NAME              = aws_dynamodb_table.account.name
    INIT_ACCOUNT_QUEUE_URL  = aws_sqs_queue.account_request.url
    REQUIRED_SCOPE          = var.required_scope == null ? "" : var.required_scope
    UNBOUND_SCOPE           = var.unbound_scope == null ? "" : var.unbound_scope
    ALLOWED_ORIGINS         = join(",", var.allowed_origins)
    MSISDN_COUNTRY_CODE     = var.msisdn_country_code == null ? "" : var.msisdn_country_code
    MSISDN_NATIONAL_PATTERN = var.msisdn_national_pattern == null ? "" : var.msisdn_national_pattern
    POWERTOOLS_LOG_LEVEL    = var.log_level
    POWERTOOLS_SERVICE_NAME = local.name.get_account_info
  }
}
