# The ledger: transactions, the legs of every movement, the counters of a day, marks of notifications.
# Used by request-transaction (accepts), process-transaction (posts), get-transaction (reads), notify-parties (marks) and
# sweep-transactions (finds what is stuck) and verify-ledger (reads all). Without it no money moves.

resource "aws_dynamodb_table" "ledger" {
  name                        = local.name.ledger
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = var.deletion_protection

  dynamic "attribute" {
    for_each = toset(["pk", "sk", "pendingShard", "createdAt"])

    content {
      name = attribute.key
      type = "S"
    }
  }

  # Only what is pending has a shard, so the index stays as small as what waits.
  global_secondary_index {
    name               = "pending"
    hash_key           = "pendingShard"
    range_key          = "createdAt"
    projection_type    = "INCLUDE"
    non_key_attributes = ["expiresAt"]
  }

  # Only the counters of a day carry it; transactions and legs stay for ever.
  ttl {
    enabled        = true
    attribute_name = "ttl"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.this.arn
  }
}

locals {
  # Rights over the ledger hold for keys of one kind, and rights to move money only inside TransactWriteItems:
  # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
  # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
  in_transaction   = { "dynamodb:EnclosingOperation" = ["TransactWriteItems"] }
  transaction_keys = { "dynamodb:LeadingKeys" = ["TX#*"] }
}
