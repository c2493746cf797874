# The function that reads an account, or asks for it to be opened; with the request guard its package is the guarded one.
# Used by API Gateway.
# Without it a good token gets no balance.

locals {
  get_account_info_permissions = [
    {
      Sid      = "AllowAccountsRead"
      Effect   = "Allow"
      Action   = ["dynamodb:GetItem"]
      Resource = [aws_dynamodb_table.account.arn]
    },
    {
      Sid      = "AllowAccountRequestsSend"
      Effect   = "Allow"
      Action   = ["sqs:SendMessage"]
      Resource = [module.account_requests.arn]
    },
    # Openings are counted in the ledger's table, where no right of this function reaches money.
    {
      Sid       = "AllowCountedNumbersRead"
      Effect    = "Allow"
      Action    = ["dynamodb:GetItem"]
      Resource  = [aws_dynamodb_table.ledger.arn]
      Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["LIM#OPEN#*"] } }
    },
    {
      Sid      = "AllowOpeningsCountInTransaction"
      Effect   = "Allow"
      Action   = ["dynamodb:PutItem", "dynamodb:UpdateItem"]
      Resource = [aws_dynamodb_table.ledger.arn]
      Condition = {
        "ForAnyValue:StringEquals" = local.in_transaction
        "ForAllValues:StringLike"  = { "dynamodb:LeadingKeys" = ["LIM#OPEN#*"] }
      }
    },
    local.key_use["tables_and_queues"],
  ]
}

module "get_account_info" {
  source = "../lambda-function"

  function    = local.functions["get-account-info"]
  description = "Reads a subscriber's account, or asks for it to be opened."
  permissions = concat(local.get_account_info_permissions, local.request_guard_permissions)
  network     = one([for guard in local.request_guards : { subnet_ids = guard.subnet_ids, security_group_ids = guard.security_group_ids }])

  environment_variables = merge({
    TABLE_NAME                  = aws_dynamodb_table.account.name
    INIT_ACCOUNT_QUEUE_URL      = module.account_requests.url
    LEDGER_TABLE_NAME           = aws_dynamodb_table.ledger.name
    OPENINGS_PER_CALLER_PER_DAY = tostring(var.settings.openings_per_caller_per_day)
    OPENINGS_PER_DAY            = tostring(var.settings.openings_per_day)
    REQUIRED_SCOPE              = var.settings.required_scope
    UNBOUND_SCOPE               = var.settings.unbound_scope
    ALLOWED_ORIGINS             = join(",", var.allowed_origins)
    MSISDN_COUNTRY_CODE         = var.settings.msisdn_country_code
    MSISDN_NATIONAL_PATTERN     = var.settings.msisdn_national_pattern
  }, local.request_guard_environments...)
}
