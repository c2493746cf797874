# A queue, its dead-letter queue, and the policies of both.
# Used by every queue of modules/common; the functions' own roles say who sends and receives.
# Without it each queue would repeat these settings, and one of them would lose messages.

# A queue's ARN is written out, because the two queues name each other.
locals {
  arn_prefix = "arn:${data.aws_partition.current.partition}:sqs:${var.queue.aws_region}:${var.queue.aws_account_id}"
}

data "aws_partition" "current" {}

resource "aws_sqs_queue" "this" {
  name                              = var.queue.name
  visibility_timeout_seconds        = var.queue.visibility_timeout_seconds
  message_retention_seconds         = var.queue.message_retention_seconds
  kms_master_key_id                 = var.queue.kms_key_arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = var.queue.max_receive_count
  })
}

# A redriven message keeps its first time of sending, so its retention must be the longer one.
resource "aws_sqs_queue" "dead_letters" {
  name                              = "${var.queue.name}-dlq"
  message_retention_seconds         = var.queue.dead_letter_retention_seconds
  kms_master_key_id                 = var.queue.kms_key_arn
  kms_data_key_reuse_period_seconds = 300

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = ["${local.arn_prefix}:${var.queue.name}"]
  })
}

# The policies of the queues grant nothing, and refuse plain HTTP.
locals {
  policies = {
    for name, arn in { this = aws_sqs_queue.this.arn, dead_letters = aws_sqs_queue.dead_letters.arn } : name => jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }]
    })
  }
}

resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.this.id
  policy    = local.policies.this
}

resource "aws_sqs_queue_policy" "dead_letters" {
  queue_url = aws_sqs_queue.dead_letters.id
  policy    = local.policies.dead_letters
}
