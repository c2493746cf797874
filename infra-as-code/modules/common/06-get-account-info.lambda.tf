# The function behind the API's one route: reads an account, or asks for it to be opened.
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
    local.key_use["tables_and_queues"],
  ]
}

module "get_account_info" {
  source = "../lambda-function"

  function    = local.functions["get-account-info"]
  description = "Reads a subscriber's account, or asks for it to be opened."
  permissions = local.get_account_info_permissions

  environment_variables = {
    TABLE_NAME              = aws_dynamodb_table.account.name
    INIT_ACCOUNT_QUEUE_URL  = module.account_requests.url
    REQUIRED_SCOPE          = var.settings.required_scope
    UNBOUND_SCOPE           = var.settings.unbound_scope
    ALLOWED_ORIGINS         = join(",", var.allowed_origins)
    MSISDN_COUNTRY_CODE     = var.settings.msisdn_country_code
    MSISDN_NATIONAL_PATTERN = var.settings.msisdn_national_pattern
  }
}
