# The function that sees to transactions that are stuck.
# Used by its schedule (19-schedules.tf), every minute.
# Without it a transaction whose message was lost stays pending for ever.

module "sweep_transactions" {
  source = "../lambda-function"

  function    = local.functions["sweep-transactions"]
  description = "Queues stuck transactions again, and fails those whose time is over."
  permissions = [
    {
      Sid      = "AllowPendingList"
      Effect   = "Allow"
      Action   = ["dynamodb:Query"]
      Resource = ["${aws_dynamodb_table.ledger.arn}/index/pending"]
    },
    {
      Sid       = "AllowTransactionsRead"
      Effect    = "Allow"
      Action    = ["dynamodb:BatchGetItem", "dynamodb:GetItem"]
      Resource  = [aws_dynamodb_table.ledger.arn]
      Condition = { "ForAllValues:StringLike" = local.transaction_keys }
    },
    {
      Sid      = "AllowTransactionsFailInTransaction"
      Effect   = "Allow"
      Action   = ["dynamodb:UpdateItem"]
      Resource = [aws_dynamodb_table.ledger.arn]
      Condition = {
        "ForAnyValue:StringEquals" = local.in_transaction
        "ForAllValues:StringLike"  = local.transaction_keys
      }
    },
    {
      Sid      = "AllowMessagesSend"
      Effect   = "Allow"
      Action   = ["sqs:SendMessage"]
      Resource = [module.transactions.arn, module.notifications.arn]
    },
    local.key_use["tables_and_queues"],
  ]

  environment_variables = {
    LEDGER_TABLE_NAME       = aws_dynamodb_table.ledger.name
    TRANSACTION_QUEUE_URL   = module.transactions.url
    NOTIFICATION_QUEUE_URL  = module.notifications.url
    MSISDN_COUNTRY_CODE     = var.settings.msisdn_country_code
    MSISDN_NATIONAL_PATTERN = var.settings.msisdn_national_pattern
  }
}
