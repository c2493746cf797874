# The environment's key; the alarm topic has one of its own (92-alarm-topic.tf).
# Used by the queues, the tables, the SMS credentials, the functions' environments, the schedule and the logs.
# Without it data lies under keys that the account can neither rotate nor watch nor revoke.

locals {
  key_administration = [
    "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:CreateGrant", "kms:DeleteAlias", "kms:DescribeKey", "kms:DisableKey",
    "kms:DisableKeyRotation", "kms:EnableKey", "kms:EnableKeyRotation", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus",
    "kms:ListGrants", "kms:ListKeyPolicies", "kms:ListKeyRotations", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RevokeGrant",
    "kms:RotateKeyOnDemand", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription",
  ]

  # Services that use the key on behalf of a caller whose own policy allows it.
  # ElastiCache: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html
  key_services = [for service in concat(["dynamodb", "sqs", "ssm", "lambda", "scheduler"], local.request_guard_is_ours ? ["elasticache"] : []) :
    "${service}.${var.aws_region}.amazonaws.com"
  ]

  # What a role needs to reach what lies under the key: DynamoDB decrypts a table's key, SQS makes a data key for what is
  # sent, SSM decrypts a parameter.
  key_use = { for reach, services in {
    tables                            = ["dynamodb"]
    tables_and_queues                 = ["dynamodb", "sqs"]
    tables_queues_and_sms_credentials = concat(["dynamodb", "sqs"], local.sms_on ? ["ssm"] : [])
    tables_queues_and_secrets         = concat(["dynamodb", "sqs"], local.sms_on || local.callbacks_on ? ["ssm"] : [])
    } : reach => {
    Sid       = "AllowKeyUseThroughServices"
    Effect    = "Allow"
    Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource  = [aws_kms_key.this.arn]
    Condition = { StringEquals = { "kms:ViaService" = [for service in services : "${service}.${var.aws_region}.amazonaws.com"] } }
  } }

  # API Gateway names its execution log group after the API's identifier, which is not known when the key is made.
  encrypted_log_groups = [for group in concat(
    ["/aws/lambda/${local.name_prefix}-*", local.name.access_log, "API-Gateway-Execution-Logs_*/${local.stage_name}"],
    local.request_guard_is_ours ? [local.name.request_guard_flow_log] : [],
  ) : "${local.arn_prefix}:logs:${var.aws_region}:${var.aws_account_id}:log-group:${group}"]
}

resource "aws_kms_key" "this" {
  description             = "Everything that ${local.name_prefix} stores or logs."
  enable_key_rotation     = true
  deletion_window_in_days = 30

  # In a key policy "*" is the key itself.
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
      # The account's roles may use the key as their own policies say, and only through these services.
      {
        Sid       = "AllowAccountUseThroughServices"
        Effect    = "Allow"
        Principal = { AWS = "${local.arn_prefix}:iam::${var.aws_account_id}:root" }
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
        Resource  = "*"
        Condition = { StringEquals = { "kms:CallerAccount" = var.aws_account_id, "kms:ViaService" = local.key_services } }
      },
      # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
      {
        Sid       = "AllowLogsToEncrypt"
        Effect    = "Allow"
        Principal = { Service = "logs.${var.aws_region}.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Condition = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = local.encrypted_log_groups } }
      },
    ]
  })
}

resource "aws_kms_alias" "this" {
  name          = local.name.key
  target_key_id = aws_kms_key.this.key_id
}
