# The references of accepted transactions on their way to be posted, and their dead letters.
# Used by request-transaction and sweep-transactions (send) and process-transaction (receives; parks what it cannot use).
# Without it a caller would have to wait while the transaction is posted.

module "transactions" {
  source = "../sqs-queue"

  queue = local.queues["transactions"]
}
