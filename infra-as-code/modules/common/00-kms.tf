# The environment's one key.
# Used by the queues, the table, the SMS credentials, the functions' environments, the logs and the alarm topic.
# Without it data lies under keys that nobody here can rotate, watch or revoke.

locals {
  # Services that use the key on behalf of a caller whose own policy allows it.
  key_services = [for service in ["dynamodb", "sqs", "ssm", "lambda", "sns"] : "${service}.${var.aws_region}.amazonaws.com"]
  # API Gateway names its execution log group after the API's identifier, which is not known when the key is made.
  encrypted_log_groups = [
    "${local.arn_prefix}:logs:${var.aws_region}:${var.aws_account_id}:log-group:/aws/lambda/${local.name_prefix}-*",
    "${local.arn_prefix}:logs:${var.aws_region}:${var.aws_account_id}:log-group:${local.name.access_log}",
    "${local.arn_prefix}:logs:${var.aws_region}:${var.aws_account_id}:log-group:API-Gateway-Execution-Logs_*/${local.stage_name}",
  ]
}

data "aws_iam_policy_document" "key" {
  # In a key policy "*" is the key itself.
  statement {
    sid = "AllowAccountToAdminister"
    actions = [
      "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:CreateGrant", "kms:DeleteAlias", "kms:DescribeKey", "kms:DisableKey",
      "kms:DisableKeyRotation", "kms:EnableKey", "kms:EnableKeyRotation", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus",
      "kms:ListGrants", "kms:ListKeyPolicies", "kms:ListKeyRotations", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RevokeGrant",
      "kms:RotateKeyOnDemand", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription",
    ]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["${local.arn_prefix}:iam::${var.aws_account_id}:root"]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:CallerAccount"
      values   = [var.aws_account_id]
    }
  }

  # The account's roles may use the key as their own policies say, and only through these services.
  statement {
    sid       = "AllowAccountUseThroughServices"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["${local.arn_prefix}:iam::${var.aws_account_id}:root"]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:CallerAccount"
      values   = [var.aws_account_id]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = local.key_services
    }
  }

  # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  statement {
    sid       = "AllowLogsToEncrypt"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["logs.${var.aws_region}.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = local.encrypted_log_groups
    }
  }

  # Without these two the alarms ring and nobody hears: the topic is encrypted.
  # https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
  statement {
    sid       = "AllowAlarmsToPublish"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com", "events.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:EncryptionContext:aws:sns:topicArn"
      values   = [local.alarm_topic_arn]
    }
  }
}

resource "aws_kms_key" "this" {
  description             = "Everything that ${local.name_prefix} stores or logs."
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_kms_alias" "this" {
  name          = local.name.key
  target_key_id = aws_kms_key.this.key_id
}
