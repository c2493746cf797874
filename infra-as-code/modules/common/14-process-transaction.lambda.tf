# The function that posts transactions: both balances, both legs and the final state in one write, or a refusal that is true.
# Used by the queue of transactions.
# Without it everything stays pending until it expires.

module "process_transaction" {
  source = "../lambda-function"

  function    = local.functions["process-transaction"]
  description = "Posts a transaction, or refuses it, in one write."
  permissions = [
    {
      Sid      = "AllowAccountsRead"
      Effect   = "Allow"
      Action   = ["dynamodb:BatchGetItem"]
      Resource = [aws_dynamodb_table.account.arn]
    },
    {
      Sid       = "AllowTransactionsRead"
      Effect    = "Allow"
      Action    = ["dynamodb:BatchGetItem"]
      Resource  = [aws_dynamodb_table.ledger.arn]
      Condition = { "ForAllValues:StringLike" = local.transaction_keys }
    },
    # A balance changes here and nowhere else, and never without its legs.
    {
      Sid       = "AllowBalancesMoveInTransaction"
      Effect    = "Allow"
      Action    = ["dynamodb:ConditionCheckItem", "dynamodb:UpdateItem"]
      Resource  = [aws_dynamodb_table.account.arn]
      Condition = { "ForAnyValue:StringEquals" = local.in_transaction }
    },
    # No right to update a leg: what a movement was stays as it was.
    {
      Sid      = "AllowLegsAddInTransaction"
      Effect   = "Allow"
      Action   = ["dynamodb:PutItem"]
      Resource = [aws_dynamodb_table.ledger.arn]
      Condition = {
        "ForAnyValue:StringEquals" = local.in_transaction
        "ForAllValues:StringLike"  = { "dynamodb:LeadingKeys" = ["ACC#*"] }
      }
    },
    # One statement for both kinds of keys, because IAM may be asked once about all items that a transaction updates.
    {
      Sid      = "AllowTransactionsEndInTransaction"
      Effect   = "Allow"
      Action   = ["dynamodb:ConditionCheckItem", "dynamodb:UpdateItem"]
      Resource = [aws_dynamodb_table.ledger.arn]
      Condition = {
        "ForAnyValue:StringEquals" = local.in_transaction
        "ForAllValues:StringLike"  = { "dynamodb:LeadingKeys" = ["TX#*", "LIM#CASH#*"] }
      }
    },
    # The poller receives and deletes with this role; the function itself lengthens a failed record's visibility.
    {
      Sid      = "AllowTransactionsReceive"
      Effect   = "Allow"
      Action   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
      Resource = [module.transactions.arn]
    },
    {
      Sid      = "AllowNotificationsSend"
      Effect   = "Allow"
      Action   = ["sqs:SendMessage"]
      Resource = [module.notifications.arn]
    },
    {
      Sid      = "AllowUnusableMessagesPark"
      Effect   = "Allow"
      Action   = ["sqs:SendMessage"]
      Resource = [module.transactions.dead_letters.arn]
    },
    local.key_use["tables_and_queues"],
  ]

  environment_variables = {
    TABLE_NAME              = aws_dynamodb_table.account.name
    LEDGER_TABLE_NAME       = aws_dynamodb_table.ledger.name
    TRANSACTION_QUEUE_URL   = module.transactions.url
    NOTIFICATION_QUEUE_URL  = module.notifications.url
    DEAD_LETTER_QUEUE_URL   = module.transactions.dead_letters.url
    ACCOUNT_MAX_BALANCE     = tostring(var.settings.account_max_balance)
    DAILY_DEBIT_LIMIT       = tostring(var.settings.daily_debit_limit)
    CASH_DAILY_LIMIT        = tostring(var.settings.cash_daily_limit)
    MSISDN_COUNTRY_CODE     = var.settings.msisdn_country_code
    MSISDN_NATIONAL_PATTERN = var.settings.msisdn_national_pattern
  }
}

resource "aws_lambda_event_source_mapping" "transaction" {
  event_source_arn                   = module.transactions.arn
  function_name                      = module.process_transaction.arn
  batch_size                         = local.queues["transactions"].batch_size
  maximum_batching_window_in_seconds = local.queues["transactions"].batching_window_seconds
  function_response_types            = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = local.queues["transactions"].maximum_concurrency
  }
}
