# The whole environment is this one module call. It is named after its folder: a copy of the folder is a second environment.

locals {
  environment = basename(abspath(path.root))
  # The first environment has the shorter host and owns what a domain has once; any other asks for it.
  is_first = local.environment == "dev"
}

module "common" {
  source = "../../modules/common"

  environment         = local.environment
  lambda_package_path = "${path.root}/../../../lambda-src/{function}/dist/{function}.zip"

  project                          = var.project
  aws_region                       = var.aws_region
  aws_account_id                   = var.aws_account_id
  apply_custom_domain              = var.apply_custom_domain
  domain                           = var.domain
  api_subdomain                    = local.is_first ? coalesce(var.api_subdomain, "api") : var.api_subdomain
  manage_mail_domain               = coalesce(var.manage_mail_domain, local.is_first)
  issuer_uri                       = var.issuer_uri
  jwks_uri                         = var.jwks_uri
  audience                         = var.audience
  allowed_origins                  = var.allowed_origins
  enable_request_guard             = var.enable_request_guard
  enable_sms_notifications         = var.enable_sms_notifications
  sms_provider_client_id           = var.sms_provider_client_id
  sms_provider_client_secret       = var.sms_provider_client_secret
  sms_credentials_version          = var.sms_credentials_version
  sms_provider_api_url             = var.sms_provider_api_url
  callback_signing_secret          = var.callback_signing_secret
  callback_signing_secret_previous = var.callback_signing_secret_previous
  callback_signing_version         = var.callback_signing_version
  enable_email_notifications       = var.enable_email_notifications
  test_destination_email           = var.test_email
  accounts_table_name              = var.accounts_table_name
  ledger_table_name                = var.ledger_table_name
  deletion_protection              = var.deletion_protection
  lambda_runtime                   = var.lambda_runtime
  settings                         = var.settings
  setting_names                    = keys(var.settings)
}
