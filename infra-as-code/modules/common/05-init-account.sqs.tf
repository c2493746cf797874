# The requests to open an account, and their dead letters.
# Used by get-account-info (sends) and init-user-account (receives; parks what it cannot use).
# Without it a first visit would have to open the account while the caller waits.

module "account_requests" {
  source = "../sqs-queue"

  name                          = local.queues["account-requests"].name
  aws_region                    = var.aws_region
  aws_account_id                = var.aws_account_id
  kms_key_arn                   = aws_kms_key.this.arn
  visibility_timeout_seconds    = local.queues["account-requests"].visibility_timeout_seconds
  message_retention_seconds     = local.queues["account-requests"].message_retention_seconds
  max_receive_count             = local.queues["account-requests"].max_receive_count
  dead_letter_retention_seconds = local.queues["account-requests"].dead_letter_retention_seconds
}

# The queues stood here before they had a module of their own.
moved {
  from = aws_sqs_queue.account_request
  to   = module.account_requests.aws_sqs_queue.this
}

moved {
  from = aws_sqs_queue.account_request_dlq
  to   = module.account_requests.aws_sqs_queue.dead_letters
}

moved {
  from = aws_sqs_queue_policy.account_request
  to   = module.account_requests.aws_sqs_queue_policy.this
}

moved {
  from = aws_sqs_queue_policy.account_request_dlq
  to   = module.account_requests.aws_sqs_queue_policy.dead_letters
}
