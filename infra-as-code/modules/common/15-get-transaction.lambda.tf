# The function that says what became of a transaction, and whether the service is well.
# Used by API Gateway.
# Without it a client that polls never learns the outcome.

module "get_transaction" {
  source = "../lambda-function"

  function    = local.functions["get-transaction"]
  description = "Reads a transaction, its state, or the service's own state."
  permissions = [
    {
      Sid       = "AllowTransactionsAndMovementsRead"
      Effect    = "Allow"
      Action    = ["dynamodb:GetItem"]
      Resource  = [aws_dynamodb_table.ledger.arn]
      Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["TX#*", "ACC#*"] } }
    },
    local.key_use["tables"],
  ]

  environment_variables = {
    LEDGER_TABLE_NAME       = aws_dynamodb_table.ledger.name
    REQUIRED_SCOPE          = var.settings.required_scope
    UNBOUND_SCOPE           = var.settings.unbound_scope
    ALLOWED_ORIGINS         = join(",", var.allowed_origins)
    MSISDN_COUNTRY_CODE     = var.settings.msisdn_country_code
    MSISDN_NATIONAL_PATTERN = var.settings.msisdn_national_pattern
  }
}
