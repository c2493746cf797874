# The function that lists an account's movements and transactions, and shows one entry.
# Used by API Gateway.
# Without it a subscriber sees a balance and not how it came about.

module "get_account_statement" {
  source = "../lambda-function"

  function    = local.functions["get-account-statement"]
  description = "Lists an account's movements and transactions."
  permissions = [
    {
      Sid      = "AllowAccountsRead"
      Effect   = "Allow"
      Action   = ["dynamodb:GetItem"]
      Resource = [aws_dynamodb_table.account.arn]
    },
    {
      Sid       = "AllowMovementsRead"
      Effect    = "Allow"
      Action    = ["dynamodb:BatchGetItem", "dynamodb:GetItem"]
      Resource  = [aws_dynamodb_table.ledger.arn]
      Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["TX#*", "ACC#*"] } }
    },
    {
      Sid       = "AllowMovementsList"
      Effect    = "Allow"
      Action    = ["dynamodb:Query"]
      Resource  = [aws_dynamodb_table.ledger.arn]
      Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["ACC#*"] } }
    },
    local.key_use["tables"],
  ]

  environment_variables = {
    TABLE_NAME              = aws_dynamodb_table.account.name
    LEDGER_TABLE_NAME       = aws_dynamodb_table.ledger.name
    REQUIRED_SCOPE          = var.settings.required_scope
    UNBOUND_SCOPE           = var.settings.unbound_scope
    ALLOWED_ORIGINS         = join(",", var.allowed_origins)
    MSISDN_COUNTRY_CODE     = var.settings.msisdn_country_code
    MSISDN_NATIONAL_PATTERN = var.settings.msisdn_national_pattern
  }
}
