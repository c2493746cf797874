# The requests to open an account, and their dead letters.
# Used by get-account-info (sends) and init-user-account (receives; parks what it cannot use).
# Without it a first visit would have to open the account while the caller waits.

module "account_requests" {
  source = "../sqs-queue"

  queue = local.queues["account-requests"]
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
