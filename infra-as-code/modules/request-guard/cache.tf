# The fast store of the request guard, and the one user that may open it.
# Used by the guarded function: counters of a minute and marks of a minute, nothing that would be missed.
# Without it the function works on, as if there were no guard, and an alarm rings.

# Without a password: the function proves by its role who it is. AWS wants name and identifier to be the same then.
# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
resource "aws_elasticache_user" "this" {
  user_id   = var.name
  user_name = var.name
  engine    = "valkey"
  # What the guard's commands are, on its own keys: no KEYS, no SCAN, no FLUSHALL.
  access_string = "on ~guard:* -@all ${join(" ", [for command in var.commands : "+${command}"])}"

  authentication_mode {
    type = "iam"
  }
}

resource "aws_elasticache_user_group" "this" {
  user_group_id = var.name
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.this.user_id]
}

# A serverless cache speaks TLS only: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html
resource "aws_elasticache_serverless_cache" "this" {
  name                 = var.name
  description          = "Enquiries of a minute and numbers that are being opened; may vanish at any time."
  engine               = "valkey"
  major_engine_version = "8"
  kms_key_id           = var.kms_key_arn
  user_group_id        = aws_elasticache_user_group.this.user_group_id
  subnet_ids           = [for subnet in aws_subnet.this : subnet.id]
  security_group_ids   = [aws_security_group.this["cache"].id]
  # Nothing here is worth a backup.
  snapshot_retention_limit = 0

  # The most that can be billed. Above it commands fail, and a failed command only means that the guard is skipped.
  cache_usage_limits {
    data_storage {
      maximum = 1
      unit    = "GB"
    }

    ecpu_per_second {
      maximum = var.commands_per_second_max
    }
  }
}
