# The requests to open an account, and where those land that nobody could fulfil.
# Used by get-account-info (sends) and init-user-account (receives; parks what is not ours).
# Without it a first visit would have to open the account while the caller waits.

# Its ARN is written out, because the two queues name each other.
locals {
  account_requests_arn = "${local.arn_prefix}:sqs:${var.aws_region}:${var.aws_account_id}:${local.name.account_requests}"
}

resource "aws_sqs_queue" "account_request" {
  name                              = local.name.account_requests
  visibility_timeout_seconds        = local.account_request_visibility_seconds
  message_retention_seconds         = 4 * 24 * 60 * 60
  kms_master_key_id                 = aws_kms_key.this.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.account_request_dlq.arn
    maxReceiveCount     = var.max_receive_count
  })
}

# A redriven message keeps its first time of sending, so its retention must be the longer one.
resource "aws_sqs_queue" "account_request_dlq" {
  name                              = local.name.account_requests_dlq
  message_retention_seconds         = 14 * 24 * 60 * 60
  kms_master_key_id                 = aws_kms_key.this.arn
  kms_data_key_reuse_period_seconds = 300

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [local.account_requests_arn]
  })
}

# The functions' own roles grant what is needed; the queues themselves grant nobody, and refuse plain HTTP.
locals {
  queue_policy = {
    for name, arn in { account_request = aws_sqs_queue.account_request.arn, account_request_dlq = aws_sqs_queue.account_request_dlq.arn } :
    name => jsonencode({
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

resource "aws_sqs_queue_policy" "account_request" {
  queue_url = aws_sqs_queue.account_request.id
  policy    = local.queue_policy.account_request
}

resource "aws_sqs_queue_policy" "account_request_dlq" {
  queue_url = aws_sqs_queue.account_request_dlq.id
  policy    = local.queue_policy.account_request_dlq
}
