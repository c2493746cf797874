# The accounts, one item per subscriber number.
# Used by get-account-info (reads), init-user-account (opens) and process-transaction (moves balances).
# Without it there is no money to show.

resource "aws_dynamodb_table" "account" {
  name                        = local.name.accounts
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "msisdn"
  deletion_protection_enabled = var.deletion_protection

  attribute {
    name = "msisdn"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.this.arn
  }
}
