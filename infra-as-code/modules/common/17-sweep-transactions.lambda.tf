# The function that sees to transactions that are stuck, and its schedule.
# Used by EventBridge Scheduler, every minute.
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

# The scheduler hands the run to Lambda, which would by itself repeat one that failed: twice, at a time of its own.
# https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
resource "aws_lambda_function_event_invoke_config" "sweep_transactions" {
  function_name                = module.sweep_transactions.name
  maximum_retry_attempts       = 0
  maximum_event_age_in_seconds = 60
}

resource "aws_scheduler_schedule_group" "this" {
  name = local.name.schedules
}

# The group in the trust, because AWS takes no single schedule there:
# https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
resource "aws_iam_role" "sweep_transactions_schedule" {
  name        = "${local.name_prefix}-sweep-transactions-schedule"
  description = "What the schedule of ${module.sweep_transactions.name} may do: invoke that function."
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AllowSchedulerToAssume"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = var.aws_account_id, "aws:SourceArn" = local.schedule_group_arn } }
    }]
  })
}

resource "aws_iam_role_policy" "sweep_transactions_schedule" {
  name = "permissions"
  role = aws_iam_role.sweep_transactions_schedule.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "AllowSweepInvoke"
        Effect   = "Allow"
        Action   = ["lambda:InvokeFunction"]
        Resource = [module.sweep_transactions.arn]
      },
      # https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html
      {
        Sid       = "AllowOwnScheduleDecrypt"
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = [aws_kms_key.this.arn]
        Condition = { StringEquals = { "kms:ViaService" = ["scheduler.${var.aws_region}.amazonaws.com"] } }
      },
    ]
  })
}

resource "aws_scheduler_schedule" "sweep_transactions" {
  name                = "${local.name_prefix}-sweep-transactions"
  description         = "Invokes ${module.sweep_transactions.name}."
  group_name          = aws_scheduler_schedule_group.this.name
  schedule_expression = local.schedule_expressions["sweep-transactions"]
  kms_key_arn         = aws_kms_key.this.arn

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = module.sweep_transactions.arn
    role_arn = aws_iam_role.sweep_transactions_schedule.arn

    # The next minute is the repetition: a late run beside a new one would sweep the same transactions twice.
    retry_policy {
      maximum_retry_attempts       = 0
      maximum_event_age_in_seconds = 60
    }
  }

  # The rights first: the first run may come at once.
  depends_on = [aws_iam_role_policy.sweep_transactions_schedule]
}
