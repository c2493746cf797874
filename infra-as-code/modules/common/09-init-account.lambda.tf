# The function that opens accounts and welcomes their holders.
# Used by the queue of account requests.
# Without it "your account is being opened" never comes true.

locals {
  # Without a domain, the back office's own address is the sender.
  ses_identities = distinct([
    "${local.arn_prefix}:ses:${var.aws_region}:${var.aws_account_id}:identity/${var.apply_custom_domain ? var.domain : var.test_destination_email}",
    "${local.arn_prefix}:ses:${var.aws_region}:${var.aws_account_id}:identity/${var.test_destination_email}",
  ])
}

locals {
  init_user_account_permissions = concat(
    [
      {
        Sid      = "AllowAccountsRead"
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem"]
        Resource = [aws_dynamodb_table.account.arn]
      },
      # The two writes outside a transaction: an opening makes an item, a mark of a welcome moves no money.
      {
        Sid      = "AllowAccountsOpen"
        Effect   = "Allow"
        Action   = ["dynamodb:PutItem"]
        Resource = [aws_dynamodb_table.account.arn]
      },
      {
        Sid      = "AllowWelcomesMark"
        Effect   = "Allow"
        Action   = ["dynamodb:UpdateItem"]
        Resource = [aws_dynamodb_table.account.arn]
      },
      # The poller receives and deletes with this role; the function itself lengthens a failed record's visibility.
      {
        Sid      = "AllowAccountRequestsReceive"
        Effect   = "Allow"
        Action   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
        Resource = [module.account_requests.arn]
      },
      {
        Sid      = "AllowUnusableRequestsPark"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = [module.account_requests.dead_letters.arn]
      },
      local.key_use["tables_queues_and_sms_credentials"],
    ],
    local.sms_credentials_read,
    [for configuration_set in aws_ses_configuration_set.this : {
      Sid       = "AllowWelcomeEmailSend"
      Effect    = "Allow"
      Action    = ["ses:SendEmail"]
      Resource  = concat(local.ses_identities, [configuration_set.arn])
      Condition = { StringEquals = { "ses:FromAddress" = local.sender_email } }
    }],
  )
}

module "init_user_account" {
  source = "../lambda-function"

  function    = local.functions["init-user-account"]
  description = "Opens the accounts that were asked for and sends the welcome messages."
  permissions = local.init_user_account_permissions

  environment_variables = {
    TABLE_NAME                                  = aws_dynamodb_table.account.name
    OPENING_BALANCE                             = tostring(var.settings.opening_balance)
    ENABLE_SMS_NOTIFICATIONS                    = var.enable_sms_notifications
    SMS_PROVIDER_API_CREDENTIALS_PARAMETER_NAME = local.sms_on ? aws_ssm_parameter.sms_credentials[0].name : ""
    SMS_PROVIDER_API_URL                        = local.sms_on ? var.sms_provider_api_url : ""
    SMS_SENDER_NAME                             = local.sms_on ? var.settings.sms_sender_name : ""
    ENABLE_EMAIL_NOTIFICATIONS                  = local.enable_email_notifications
    DESTINATION_EMAIL                           = local.email_on ? var.test_destination_email : ""
    SES_CONFIGURATION_SET                       = local.email_on ? aws_ses_configuration_set.this[0].name : ""
    APPLY_CUSTOM_DOMAIN                         = tostring(var.apply_custom_domain)
    DOMAIN_NAME                                 = var.apply_custom_domain ? var.domain : ""
    WELCOME_LEASE_SECONDS                       = tostring(var.settings.welcome_lease_seconds)
    INIT_ACCOUNT_QUEUE_URL                      = module.account_requests.url
    DEAD_LETTER_QUEUE_URL                       = module.account_requests.dead_letters.url
    MSISDN_COUNTRY_CODE                         = var.settings.msisdn_country_code
    MSISDN_NATIONAL_PATTERN                     = var.settings.msisdn_national_pattern
  }
}

resource "aws_lambda_event_source_mapping" "account_request" {
  event_source_arn                   = module.account_requests.arn
  function_name                      = module.init_user_account.arn
  batch_size                         = local.queues["account-requests"].batch_size
  maximum_batching_window_in_seconds = local.queues["account-requests"].batching_window_seconds
  # One bad record must not bring its nine neighbours back.
  function_response_types = ["ReportBatchItemFailures"]

  # The pollers themselves stop at this many batches; reserved concurrency alone would throttle and burn receives.
  scaling_config {
    maximum_concurrency = local.queues["account-requests"].maximum_concurrency
  }
}
