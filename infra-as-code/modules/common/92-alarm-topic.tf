# Where alarms go: a topic, its own key, and the rule that watches the environment's key.
# Used by every alarm; docs/operations.md has a section for each.
# Without it an alarm changes its colour on a screen, and that is all.

# A key of its own: were the topic under the environment's key, then the loss of that key would silence the alarm about it
# and every other one.
resource "aws_kms_key" "alarm" {
  description             = "The alarms of ${local.name_prefix} on their way."
  enable_key_rotation     = true
  deletion_window_in_days = 30

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AllowAccountToAdminister"
        Effect    = "Allow"
        Principal = { AWS = "${local.arn_prefix}:iam::${var.aws_account_id}:root" }
        Action    = local.key_administration
        Resource  = "*"
        Condition = { StringEquals = { "kms:CallerAccount" = var.aws_account_id } }
      },
      # https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
      {
        Sid       = "AllowAlarmsToPublish"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = { StringEquals = { "kms:EncryptionContext:aws:sns:topicArn" = local.alarm_topic_arn } }
      },
      # Without a condition: EventBridge supports no condition, neither here nor in the topic's policy.
      # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
      {
        Sid       = "AllowEventsToPublish"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
      },
    ]
  })
}

resource "aws_kms_alias" "alarm" {
  name          = local.name.alarm_key
  target_key_id = aws_kms_key.alarm.key_id
}

resource "aws_sns_topic" "alarm" {
  name              = local.name.alarms
  kms_master_key_id = aws_kms_key.alarm.arn
}

resource "aws_sns_topic_policy" "alarm" {
  arn = aws_sns_topic.alarm.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AllowAlarmsToPublish"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.alarm.arn
        Condition = { StringEquals = { "aws:SourceAccount" = var.aws_account_id } }
      },
      # Without a condition, see the key's policy.
      {
        Sid       = "AllowEventsToPublish"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.alarm.arn
      },
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.alarm.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "alarm_email" {
  count = var.settings.alarm_email == null ? 0 : 1

  topic_arn = aws_sns_topic.alarm.arn
  protocol  = "email"
  endpoint  = var.settings.alarm_email
}

# No metric says that a key was switched off; CloudTrail does, where the account has a trail that is on (task doctor says so).
resource "aws_cloudwatch_event_rule" "key_disabled" {
  name        = "${local.name_prefix}-key-disabled"
  description = "The environment's key was disabled or is to be deleted. ${local.runbook} key-disabled."
  event_pattern = jsonencode({
    source        = ["aws.kms"]
    "detail-type" = ["AWS API Call via CloudTrail"]
    detail = {
      eventSource = ["kms.amazonaws.com"]
      eventName   = ["DisableKey", "ScheduleKeyDeletion"]
      resources   = { ARN = [aws_kms_key.this.arn] }
    }
  })
}

resource "aws_cloudwatch_event_target" "key_disabled" {
  rule = aws_cloudwatch_event_rule.key_disabled.name
  arn  = aws_sns_topic.alarm.arn
}
