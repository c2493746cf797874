variable "name" {
  description = "Name of the queue; its dead-letter queue is NAME-dlq."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,76}$", var.name))
    error_message = "name: letters, digits, hyphens and underscores, at most 76 (SQS takes 80, and -dlq is added)."
  }
}

variable "aws_region" {
  description = "Region of the queues."
  type        = string
}

variable "aws_account_id" {
  description = "Account of the queues, 12 digits."
  type        = string
}

variable "kms_key_arn" {
  description = "Customer key that encrypts both queues."
  type        = string
}

variable "visibility_timeout_seconds" {
  description = "How long a message that was received stays invisible, in seconds."
  type        = number
}

variable "message_retention_seconds" {
  description = "How long a message waits at most, in seconds."
  type        = number
}

variable "max_receive_count" {
  description = "Receives after which a message goes to the dead-letter queue."
  type        = number
}

variable "dead_letter_retention_seconds" {
  description = "How long a dead letter is kept, in seconds."
  type        = number

  validation {
    condition     = var.dead_letter_retention_seconds > var.message_retention_seconds
    error_message = "dead_letter_retention_seconds: more than message_retention_seconds, because a dead letter keeps its first time of sending."
  }
}
