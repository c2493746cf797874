# Who is to be told of which final transaction, and the dead letters of that.
# Used by process-transaction and sweep-transactions (send) and notify-parties (receives; parks what it cannot use).
# Without it an SMS provider that is down would hold up money.

module "notifications" {
  source = "../sqs-queue"

  queue = local.queues["notifications"]
}
