# The function that accepts a transaction: it stores it as pending and queues its reference.
# Used by API Gateway.
# Without it no transaction begins.

module "request_transaction" {
  source = "../lambda-function"

  function    = local.functions["request-transaction"]
  description = "Accepts a transaction or a reversal and queues it."
  permissions = [
    {
      Sid       = "AllowTransactionsRead"
      Effect    = "Allow"
      Action    = ["dynamodb:GetItem"]
      Resource  = [aws_dynamodb_table.ledger.arn]
      Condition = { "ForAllValues:StringLike" = local.transaction_keys }
    },
    # Its one write moves no money, so it needs no transaction.
    {
      Sid       = "AllowTransactionsAccept"
      Effect    = "Allow"
      Action    = ["dynamodb:PutItem"]
      Resource  = [aws_dynamodb_table.ledger.arn]
      Condition = { "ForAllValues:StringLike" = local.transaction_keys }
    },
    {
      Sid      = "AllowTransactionsSend"
      Effect   = "Allow"
      Action   = ["sqs:SendMessage"]
      Resource = [module.transactions.arn]
    },
    local.key_use["tables_and_queues"],
  ]

  environment_variables = {
    LEDGER_TABLE_NAME          = aws_dynamodb_table.ledger.name
    TRANSACTION_QUEUE_URL      = module.transactions.url
    TRANSACTION_MIN_AMOUNT     = tostring(var.settings.transaction_min_amount)
    TRANSACTION_MAX_AMOUNT     = tostring(var.settings.transaction_max_amount)
    TRANSACTION_EXPIRY_SECONDS = tostring(var.settings.transaction_expiry_seconds)
    CALLBACK_ALLOWED_HOSTS     = join(",", var.settings.callback_allowed_hosts)
    ALLOWED_ORIGINS            = join(",", var.allowed_origins)
    MSISDN_COUNTRY_CODE        = var.settings.msisdn_country_code
    MSISDN_NATIONAL_PATTERN    = var.settings.msisdn_national_pattern
  }
}
