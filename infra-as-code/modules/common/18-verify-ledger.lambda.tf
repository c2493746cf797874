# The function that reads both tables and finds what breaks a rule of the ledger. It changes nothing.
# Used by its schedule (19-schedules.tf), every hour.
# Without it a franc that is missing is found by its owner.

module "verify_ledger" {
  source = "../lambda-function"

  function    = local.functions["verify-ledger"]
  description = "Reads both tables and counts each rule of the ledger that is broken."
  permissions = [
    {
      Sid      = "AllowAccountsReadAll"
      Effect   = "Allow"
      Action   = ["dynamodb:BatchGetItem", "dynamodb:Scan"]
      Resource = [aws_dynamodb_table.account.arn]
    },
    {
      Sid      = "AllowLedgerReadAll"
      Effect   = "Allow"
      Action   = ["dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan"]
      Resource = [aws_dynamodb_table.ledger.arn]
    },
    local.key_use["tables"],
  ]

  environment_variables = {
    TABLE_NAME              = aws_dynamodb_table.account.name
    LEDGER_TABLE_NAME       = aws_dynamodb_table.ledger.name
    VERIFY_SEGMENTS         = tostring(var.settings.verify_segments)
    MSISDN_COUNTRY_CODE     = var.settings.msisdn_country_code
    MSISDN_NATIONAL_PATTERN = var.settings.msisdn_national_pattern
  }
}
