# The whole environment is this one module call. It is named after its folder: a copy of the folder is a second environment.

locals {
  environment = basename(abspath(path.root))
  lambda_src  = "${path.root}/../../../lambda-src"
}

module "common" {
  source = "../../modules/common"

  environment = local.environment
  lambda_package_paths = {
    authorizer        = "${local.lambda_src}/authorizer/dist/authorizer.zip"
    get_account_info  = "${local.lambda_src}/get-account-info/dist/get-account-info.zip"
    init_user_account = "${local.lambda_src}/init-user-account/dist/init-user-account.zip"
  }

  project                           = var.project
  aws_region                        = var.aws_region
  aws_account_id                    = var.aws_account_id
  apply_custom_domain               = var.apply_custom_domain
  domain                            = var.domain
  manage_dmarc_record               = var.manage_dmarc_record
  issuer_uri                        = var.issuer_uri
  jwks_uri                          = var.jwks_uri
  audience                          = var.audience
  msisdn_claim                      = var.msisdn_claim
  required_scope                    = var.required_scope
  unbound_scope                     = var.unbound_scope
  client_ids                        = var.client_ids
  authorizer_cache_ttl_seconds      = var.authorizer_cache_ttl_seconds
  fail_on_openapi_warnings          = var.fail_on_openapi_warnings
  integration_timeout_ms            = var.integration_timeout_ms
  throttle_rate_per_second          = var.throttle_rate_per_second
  throttle_burst                    = var.throttle_burst
  allowed_origins                   = var.allowed_origins
  web_acl_arn                       = var.web_acl_arn
  lambda_runtime                    = var.lambda_runtime
  lambda_memory_mb                  = var.lambda_memory_mb
  authorizer_timeout_seconds        = var.authorizer_timeout_seconds
  get_account_info_timeout_seconds  = var.get_account_info_timeout_seconds
  init_user_account_timeout_seconds = var.init_user_account_timeout_seconds
  log_level                         = var.log_level
  reserved_concurrency              = var.reserved_concurrency
  msisdn_country_code               = var.msisdn_country_code
  msisdn_national_pattern           = var.msisdn_national_pattern
  opening_balance                   = var.opening_balance
  accounts_table_name               = var.accounts_table_name
  deletion_protection               = var.deletion_protection
  batch_size                        = var.batch_size
  batching_window_seconds           = var.batching_window_seconds
  maximum_concurrency               = var.maximum_concurrency
  max_receive_count                 = var.max_receive_count
  welcome_lease_seconds             = var.welcome_lease_seconds
  enable_sms_notifications          = var.enable_sms_notifications
  sms_provider_client_id            = var.sms_provider_client_id
  sms_provider_client_secret        = var.sms_provider_client_secret
  sms_credentials_version           = var.sms_credentials_version
  sms_provider_api_url              = var.sms_provider_api_url
  sms_sender_name                   = var.sms_sender_name
  enable_email_notifications        = var.enable_email_notifications
  test_destination_email            = var.test_email
  manage_email_identity             = var.manage_email_identity
  log_retention_days                = var.log_retention_days
  alarm_email                       = var.alarm_email
  accounts_opened_per_hour_alarm    = var.accounts_opened_per_hour_alarm
  client_errors_per_5_minutes_alarm = var.client_errors_per_5_minutes_alarm
  server_error_ratio_alarm          = var.server_error_ratio_alarm
  notification_failure_ratio_alarm  = var.notification_failure_ratio_alarm
}
