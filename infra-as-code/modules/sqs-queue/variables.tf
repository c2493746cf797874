variable "queue" {
  description = "What every queue has: names, times, key."
  type = object({
    name                          = string # its dead-letter queue is NAME-dlq
    aws_region                    = string
    aws_account_id                = string
    kms_key_arn                   = string # customer key that encrypts both queues
    visibility_timeout_seconds    = number # how long a message that was received stays invisible
    message_retention_seconds     = number # how long a message waits at most
    max_receive_count             = number # receives after which a message goes to the dead-letter queue
    dead_letter_retention_seconds = number # how long a dead letter is kept
  })

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,76}$", var.queue.name))
    error_message = "queue.name: letters, digits, hyphens and underscores, at most 76 (SQS takes 80, and -dlq is added)."
  }

  validation {
    condition     = var.queue.dead_letter_retention_seconds > var.queue.message_retention_seconds
    error_message = "queue.dead_letter_retention_seconds: more than message_retention_seconds, because a dead letter keeps its first time of sending."
  }
}
