# The function that tells the parties of a final transaction.
# Used by the queue of notifications.
# Without it money moves and its owner is not told.

module "notify_parties" {
  source = "../lambda-function"

  function    = local.functions["notify-parties"]
  description = "Tells the parties of a final transaction, once each."
  permissions = concat(
    [
      {
        Sid       = "AllowTransactionsAndMovementsRead"
        Effect    = "Allow"
        Action    = ["dynamodb:GetItem"]
        Resource  = [aws_dynamodb_table.ledger.arn]
        Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["TX#*", "ACC#*"] } }
      },
      # A mark stands beside its transaction, under the same partition key; it moves no money, so it needs no transaction.
      {
        Sid       = "AllowNotificationsMark"
        Effect    = "Allow"
        Action    = ["dynamodb:PutItem"]
        Resource  = [aws_dynamodb_table.ledger.arn]
        Condition = { "ForAllValues:StringLike" = local.transaction_keys }
      },
      # The poller receives and deletes with this role; the function itself lengthens a failed record's visibility.
      {
        Sid      = "AllowNotificationsReceive"
        Effect   = "Allow"
        Action   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
        Resource = [module.notifications.arn]
      },
      {
        Sid      = "AllowUnusableMessagesPark"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = [module.notifications.dead_letters.arn]
      },
      local.key_use["tables_queues_and_secrets"],
    ],
    local.sms_credentials_read,
    [for parameter in aws_ssm_parameter.callback_signing_secret : {
      Sid      = "AllowCallbackSigningSecretRead"
      Effect   = "Allow"
      Action   = ["ssm:GetParameter"]
      Resource = [parameter.arn]
    }],
  )

  environment_variables = {
    LEDGER_TABLE_NAME                           = aws_dynamodb_table.ledger.name
    NOTIFICATION_QUEUE_URL                      = module.notifications.url
    DEAD_LETTER_QUEUE_URL                       = module.notifications.dead_letters.url
    ENABLE_SMS_NOTIFICATIONS                    = var.enable_sms_notifications
    SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME = local.sms_on ? aws_ssm_parameter.sms_credentials[0].name : ""
    SMS_PROVIDER_API_URL                        = local.sms_on ? var.sms_provider_api_url : ""
    SMS_SENDER_NAME                             = local.sms_on ? var.settings.sms_sender_name : ""
    # The function asks for its name in any case; it reads it when a callback is to be signed.
    CALLBACK_SIGNING_SECRET_PARAMETER_NAME = local.name.callback_secret
    CALLBACK_ALLOWED_HOSTS                 = join(",", var.settings.callback_allowed_hosts)
    MSISDN_COUNTRY_CODE                    = var.settings.msisdn_country_code
    MSISDN_NATIONAL_PATTERN                = var.settings.msisdn_national_pattern
  }
}

resource "aws_lambda_event_source_mapping" "notification" {
  event_source_arn                   = module.notifications.arn
  function_name                      = module.notify_parties.arn
  batch_size                         = local.queues["notifications"].batch_size
  maximum_batching_window_in_seconds = local.queues["notifications"].batching_window_seconds
  function_response_types            = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = local.queues["notifications"].maximum_concurrency
  }
}
