# Plans the module offline, with the real provider and no account. What AWS would only tell after an apply is filled in
# here, so that every policy is rendered in full; scripts/infra/plans.mjs adds the same for each function, queue and table
# of the manifest, reads these plans and holds them to the rules of the deployment. The runs below hold the module to what
# it refuses and to what each switch brings.

provider "aws" {
  region                      = "ca-central-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
}

variables {
  environment            = "dev"
  aws_region             = "ca-central-1"
  aws_account_id         = "123456789012"
  issuer_uri             = "https://issuer.example/"
  jwks_uri               = "https://issuer.example/.well-known/jwks.json"
  audience               = "https://api.example"
  test_destination_email = "back-office@example.org"
  lambda_package_path    = "./tests/fixtures/function.zip"
}

override_resource {
  target          = aws_kms_key.this
  override_during = plan
  values = {
    arn    = "arn:aws:kms:ca-central-1:123456789012:key/00000000-0000-0000-0000-000000000001"
    key_id = "00000000-0000-0000-0000-000000000001"
  }
}

override_resource {
  target          = aws_kms_key.alarm
  override_during = plan
  values = {
    arn    = "arn:aws:kms:ca-central-1:123456789012:key/00000000-0000-0000-0000-000000000003"
    key_id = "00000000-0000-0000-0000-000000000003"
  }
}

override_resource {
  target          = aws_api_gateway_rest_api.this
  override_during = plan
  values = {
    id               = "api0000001"
    execution_arn    = "arn:aws:execute-api:ca-central-1:123456789012:api0000001"
    root_resource_id = "root000001"
  }
}

override_resource {
  target          = aws_sns_topic.alarm
  override_during = plan
  values = {
    arn = "arn:aws:sns:ca-central-1:123456789012:fintech-solution-dev-alarms"
  }
}

override_resource {
  target          = aws_cloudwatch_log_group.access
  override_during = plan
  values = {
    arn = "arn:aws:logs:ca-central-1:123456789012:log-group:/aws/apigateway/fintech-solution-dev-access"
  }
}

override_resource {
  target          = aws_ssm_parameter.sms_credentials
  override_during = plan
  values = {
    arn = "arn:aws:ssm:ca-central-1:123456789012:parameter/fintech-solution/dev/sms-provider-credentials"
  }
}

override_resource {
  target          = aws_ssm_parameter.callback_signing_secret
  override_during = plan
  values = {
    arn = "arn:aws:ssm:ca-central-1:123456789012:parameter/fintech-solution/dev/callback-signing-secret"
  }
}

override_resource {
  target          = aws_ses_configuration_set.this
  override_during = plan
  values = {
    arn = "arn:aws:ses:ca-central-1:123456789012:configuration-set/fintech-solution-dev"
  }
}

override_resource {
  target          = aws_cloudwatch_event_rule.key_disabled
  override_during = plan
  values = {
    arn = "arn:aws:events:ca-central-1:123456789012:rule/fintech-solution-dev-key-disabled"
  }
}

override_data {
  target = data.aws_route53_zone.this
  values = {
    zone_id = "Z0000000000000000001"
  }
}

override_resource {
  target          = module.request_guard[0].aws_vpc.this
  override_during = plan
  values = {
    id = "vpc-00000000000000001"
  }
}

override_resource {
  target          = module.request_guard[0].aws_subnet.this
  override_during = plan
  values = {
    id = "subnet-00000000000000001"
  }
}

override_resource {
  target          = module.request_guard[0].aws_security_group.this
  override_during = plan
  values = {
    id = "sg-00000000000000001"
  }
}

override_resource {
  target          = module.request_guard[0].aws_vpc_endpoint.dynamodb
  override_during = plan
  values = {
    prefix_list_id = "pl-00000001"
  }
}

override_resource {
  target          = module.request_guard[0].aws_elasticache_user.this
  override_during = plan
  values = {
    arn = "arn:aws:elasticache:ca-central-1:123456789012:user:fintech-solution-dev-guard"
  }
}

override_resource {
  target          = module.request_guard[0].aws_elasticache_serverless_cache.this
  override_during = plan
  values = {
    arn      = "arn:aws:elasticache:ca-central-1:123456789012:serverlesscache:fintech-solution-dev-guard"
    endpoint = [{ address = "fintech-solution-dev-guard-x.serverless.cac1.cache.amazonaws.com", port = 6379 }]
  }
}

override_resource {
  target          = module.request_guard[0].aws_cloudwatch_log_group.flow
  override_during = plan
  values = {
    arn = "arn:aws:logs:ca-central-1:123456789012:log-group:/aws/vpc/fintech-solution-dev-guard-refused"
  }
}

override_resource {
  target          = module.request_guard[0].aws_iam_role.flow
  override_during = plan
  values = {
    arn = "arn:aws:iam::123456789012:role/fintech-solution-dev-guard-flow-role"
    id  = "fintech-solution-dev-guard-flow-role"
  }
}

run "with_the_defaults" {
  command = plan

  assert {
    condition     = length(aws_ses_configuration_set.this) == 1 && length(aws_ssm_parameter.sms_credentials) == 0
    error_message = "By default e-mail is on where an address is set, and SMS is off."
  }

  assert {
    condition     = length(module.request_guard) == 0 && alltrue([for function, package in local.packages : function == package])
    error_message = "By default there is no request guard, and each function has its ordinary package."
  }

  assert {
    condition     = length(aws_acm_certificate.api) == 0 && length(aws_route53_record.api) == 0
    error_message = "Without a custom domain there is no certificate and no record."
  }
}

run "with_everything_on" {
  command = plan

  variables {
    apply_custom_domain        = true
    domain                     = "example.org"
    enable_request_guard       = true
    enable_sms_notifications   = "ON"
    sms_provider_client_id     = "offline-client-id"
    sms_provider_client_secret = "offline-client-secret"
    callback_signing_secret    = "offline-client-secret-for-callbacks"
    allowed_origins            = ["https://app.example.org", "http://localhost:5173"]
    setting_names              = ["alarm_email", "required_scope"]
    settings = {
      alarm_email             = "on-call@example.org"
      msisdn_claim            = "phone_number"
      required_scope          = "read:accounts"
      unbound_scope           = "read:any-account"
      client_ids              = ["back-office"]
      web_acl_arn             = "arn:aws:wafv2:ca-central-1:123456789012:regional/webacl/example/00000000-0000-0000-0000-000000000002"
      reserved_concurrency    = { init-user-account = 10 }
      msisdn_country_code     = "224"
      msisdn_national_pattern = "6[0-356]\\d{7}"
      sms_sender_name         = "SMS 9080"
      callback_allowed_hosts  = ["hooks.example.org", "*.merchant.example.org"]
    }
  }

  assert {
    condition     = aws_api_gateway_domain_name.api[0].security_policy == "TLS_1_2" && length(aws_route53_record.certificate_validation) == 1
    error_message = "A custom domain speaks TLS 1.2 at least, and its certificate's validation record is really created."
  }

  assert {
    condition     = length(aws_route53_record.dkim) == 3 && length(aws_route53_record.mail_from_spf) == 1 && length(aws_route53_record.dmarc) == 1
    error_message = "With a domain, e-mail is signed (DKIM) and its sender is declared (SPF, DMARC)."
  }

  assert {
    condition     = aws_ssm_parameter.sms_credentials[0].type == "SecureString" && aws_ssm_parameter.sms_credentials[0].value_wo_version == 1
    error_message = "The SMS credentials are a SecureString that is written and never read back."
  }

  assert {
    condition     = aws_ssm_parameter.callback_signing_secret[0].type == "SecureString" && aws_ssm_parameter.callback_signing_secret[0].value_wo_version == 1
    error_message = "The masters that sign callbacks are a SecureString that is written and never read back."
  }

  assert {
    condition     = local.packages["get-account-info"] == "get-account-info-guarded" && local.packages["authorizer"] == "authorizer"
    error_message = "With the request guard the function that it watches has its guarded package, and no other has."
  }

  assert {
    condition     = one(aws_sns_topic_subscription.alarm_email[*].endpoint) == "on-call@example.org"
    error_message = "The mailbox of the alarms is subscribed to their topic."
  }
}

run "with_everything_off" {
  command = plan

  variables {
    enable_email_notifications = "OFF"
  }

  assert {
    condition     = length(aws_ses_configuration_set.this) == 0 && length(aws_ses_email_identity.destination) == 0
    error_message = "With e-mail OFF there is nothing of SES."
  }
}

run "with_sms_alone" {
  command = plan

  variables {
    enable_sms_notifications   = "ON"
    enable_email_notifications = "OFF"
    sms_provider_client_id     = "offline-client-id"
    sms_provider_client_secret = "offline-client-secret"
  }

  assert {
    condition     = length(aws_ssm_parameter.sms_credentials) == 1 && length(aws_ses_configuration_set.this) == 0
    error_message = "SMS alone brings its credentials and nothing of SES."
  }
}

run "with_a_domain_alone" {
  command = plan

  variables {
    apply_custom_domain        = true
    domain                     = "example.org"
    enable_email_notifications = "OFF"
  }

  assert {
    condition     = length(aws_ses_domain_identity.this) == 0 && output.api_base_url == "https://api.dev.example.org"
    error_message = "A domain without e-mail brings nothing of SES."
  }
}

run "with_the_operators_own_valkey" {
  command = plan

  variables {
    enable_request_guard = true
    settings = {
      request_guard_host               = "valkey.example.internal"
      request_guard_port               = 6380
      request_guard_tls                = false
      request_guard_subnet_ids         = ["subnet-0a", "subnet-0b"]
      request_guard_security_group_ids = ["sg-0c"]
    }
  }

  assert {
    condition     = length(module.request_guard) == 0
    error_message = "With an address of the operator's own no network and no cache is made."
  }
}

run "with_the_operators_own_serverless_cache" {
  command = plan

  variables {
    enable_request_guard = true
    settings = {
      request_guard_host               = "shared-x.serverless.cac1.cache.amazonaws.com"
      request_guard_user               = "guard"
      request_guard_cache              = "shared"
      request_guard_connect_arns       = ["arn:aws:elasticache:ca-central-1:123456789012:serverlesscache:shared", "arn:aws:elasticache:ca-central-1:123456789012:user:guard"]
      request_guard_subnet_ids         = ["subnet-0a", "subnet-0b"]
      request_guard_security_group_ids = ["sg-0c"]
    }
  }
}

run "a_second_environment_of_the_domain" {
  command = plan

  variables {
    environment                = "staging"
    apply_custom_domain        = true
    domain                     = "example.org"
    manage_mail_domain         = false
    enable_request_guard       = true
    enable_sms_notifications   = "ON"
    sms_provider_client_id     = "offline-client-id"
    sms_provider_client_secret = "offline-client-secret"
    settings                   = { manage_email_identity = false, web_acl_arn = "arn:aws:wafv2:ca-central-1:123456789012:regional/webacl/example/00000000-0000-0000-0000-000000000002" }
  }

  assert {
    condition     = output.api_base_url == "https://api.staging.example.org" && length(aws_ses_domain_identity.this) == 0 && length(aws_route53_record.dmarc) == 0
    error_message = "A second environment of a domain has a host of its own and leaves the domain's mail to the first."
  }

  assert {
    condition     = alltrue([for name in values(local.name) : strcontains(name, "staging")])
    error_message = "Every name holds the environment's."
  }
}

run "refuses_a_longer_authorizer_cache" {
  command = plan

  variables {
    settings = { authorizer_cache_ttl_seconds = 301 }
  }

  expect_failures = [var.settings]
}

run "refuses_an_origin_with_a_path" {
  command = plan

  variables {
    allowed_origins = ["https://app.example.org/"]
  }

  expect_failures = [var.allowed_origins]
}

run "refuses_a_plain_http_origin" {
  command = plan

  variables {
    allowed_origins = ["http://app.example.org"]
  }

  expect_failures = [var.allowed_origins]
}

run "refuses_two_scopes_for_one" {
  command = plan

  variables {
    settings = { unbound_scope = "read:accounts read:all" }
  }

  expect_failures = [var.settings]
}

run "refuses_a_client_with_a_comma" {
  command = plan

  variables {
    settings = { client_ids = ["one,other"] }
  }

  expect_failures = [var.settings]
}

run "refuses_email_on_without_an_address" {
  command = plan

  variables {
    enable_email_notifications = "ON"
    test_destination_email     = ""
  }

  expect_failures = [var.enable_email_notifications]
}

run "refuses_sms_on_without_credentials" {
  command = plan

  variables {
    enable_sms_notifications = "ON"
    sms_provider_client_id   = "offline-client-id"
  }

  expect_failures = [var.sms_provider_client_secret]
}

run "refuses_an_address_for_callbacks" {
  command = plan

  variables {
    callback_signing_secret = "offline-client-secret-for-callbacks"
    settings                = { callback_allowed_hosts = ["127.0.0.1"] }
  }

  expect_failures = [var.settings]
}

run "refuses_a_url_of_this_machine_for_callbacks" {
  command = plan

  variables {
    callback_signing_secret = "offline-client-secret-for-callbacks"
    settings                = { callback_allowed_hosts = ["http://127.0.0.1:9001"] }
  }

  expect_failures = [var.settings]
}

run "refuses_every_host_for_callbacks" {
  command = plan

  variables {
    callback_signing_secret = "offline-client-secret-for-callbacks"
    settings                = { callback_allowed_hosts = ["*"] }
  }

  expect_failures = [var.settings]
}

run "refuses_a_top_level_domain_for_callbacks" {
  command = plan

  variables {
    callback_signing_secret = "offline-client-secret-for-callbacks"
    settings                = { callback_allowed_hosts = ["*.org"] }
  }

  expect_failures = [var.settings]
}

run "refuses_a_port_for_callbacks" {
  command = plan

  variables {
    callback_signing_secret = "offline-client-secret-for-callbacks"
    settings                = { callback_allowed_hosts = ["hooks.example.org:8443"] }
  }

  expect_failures = [var.settings]
}

run "refuses_callbacks_without_a_signing_secret" {
  command = plan

  variables {
    callback_signing_secret = "short"
    settings                = { callback_allowed_hosts = ["hooks.example.org"] }
  }

  expect_failures = [var.callback_signing_secret]
}

run "refuses_a_custom_domain_without_a_domain" {
  command = plan

  variables {
    apply_custom_domain = true
  }

  expect_failures = [var.domain]
}

run "refuses_a_plain_http_issuer" {
  command = plan

  variables {
    issuer_uri = "http://issuer.example/"
  }

  expect_failures = [var.issuer_uri]
}

run "refuses_plain_http_keys" {
  command = plan

  variables {
    jwks_uri = "http://issuer.example/jwks.json"
  }

  expect_failures = [var.jwks_uri]
}

run "refuses_an_empty_audience" {
  command = plan

  variables {
    audience = " "
  }

  expect_failures = [var.audience]
}

run "refuses_fewer_receives" {
  command = plan

  variables {
    settings = { max_receive_count = { account-requests = 9 } }
  }

  expect_failures = [var.settings]
}

run "refuses_a_lease_shorter_than_the_function" {
  command = plan

  variables {
    settings = { welcome_lease_seconds = 30 }
  }

  expect_failures = [var.settings]
}

run "refuses_a_function_that_starts_no_record" {
  command = plan

  variables {
    settings = { timeout_seconds = { init-user-account = 39 } }
  }

  expect_failures = [var.settings]
}

run "refuses_an_authorizer_cut_off_before_it_gives_up" {
  command = plan

  variables {
    settings = { timeout_seconds = { authorizer = 6 } }
  }

  expect_failures = [var.settings]
}

run "refuses_a_lookup_cut_off_before_it_gives_up" {
  command = plan

  variables {
    settings = { timeout_seconds = { get-account-info = 14 } }
  }

  expect_failures = [var.settings]
}

run "refuses_a_lease_longer_than_the_visibility" {
  command = plan

  variables {
    settings = { welcome_lease_seconds = 271 }
  }

  expect_failures = [var.settings]
}

run "refuses_reserving_less_than_the_mapping_uses" {
  command = plan

  variables {
    settings = { reserved_concurrency = { init-user-account = 4 } }
  }

  expect_failures = [var.settings]
}

run "takes_another_numbering_plan" {
  command = plan

  variables {
    settings = { msisdn_country_code = "33", msisdn_national_pattern = "[67]\\d{8}" }
  }
}

run "refuses_a_country_code_with_a_plus" {
  command = plan

  variables {
    settings = { msisdn_country_code = "+224" }
  }

  expect_failures = [var.settings]
}

run "refuses_a_country_code_with_which_no_number_begins" {
  command = plan

  variables {
    settings = { msisdn_country_code = "22" }
  }

  expect_failures = [var.settings]
}

run "refuses_a_country_code_that_ends_earlier" {
  command = plan

  variables {
    settings = { msisdn_country_code = "202" }
  }

  expect_failures = [var.settings]
}

run "refuses_a_national_pattern_that_is_no_expression" {
  command = plan

  variables {
    settings = { msisdn_national_pattern = "6[0-3" }
  }

  expect_failures = [var.settings]
}

run "refuses_a_national_pattern_of_any_length" {
  command = plan

  variables {
    settings = { msisdn_national_pattern = "\\d*" }
  }

  expect_failures = [var.settings]
}

run "refuses_a_national_pattern_of_five_digits" {
  command = plan

  variables {
    settings = { msisdn_national_pattern = "\\d{5,9}" }
  }

  expect_failures = [var.settings]
}

run "refuses_a_national_pattern_that_fits_one_short_number" {
  command = plan

  variables {
    settings = { msisdn_national_pattern = "7\\d{7}|90210" }
  }

  expect_failures = [var.settings]
}

run "refuses_a_gateway_less_patient_than_the_function" {
  command = plan

  variables {
    settings = { integration_timeout_ms = 10000 }
  }

  expect_failures = [var.settings]
}

run "refuses_a_setting_that_does_not_exist" {
  command = plan

  variables {
    setting_names = ["opening_balanse"]
  }

  expect_failures = [var.setting_names]
}

run "refuses_a_time_out_of_a_function_that_does_not_exist" {
  command = plan

  variables {
    settings = { timeout_seconds = { authoriser = 10 } }
  }

  expect_failures = [var.settings]
}

run "refuses_a_least_amount_above_the_greatest" {
  command = plan

  variables {
    settings = { transaction_min_amount = 1001, transaction_max_amount = 1000 }
  }

  expect_failures = [var.settings]
}

run "refuses_a_fraction_of_a_franc" {
  command = plan

  variables {
    settings = { account_max_balance = 1000.5 }
  }

  expect_failures = [var.settings]
}

run "refuses_a_negative_limit" {
  command = plan

  variables {
    settings = { cash_daily_limit = -1 }
  }

  expect_failures = [var.settings]
}

run "refuses_an_expiry_before_the_sweep" {
  command = plan

  variables {
    settings = { transaction_expiry_seconds = 119 }
  }

  expect_failures = [var.settings]
}

run "refuses_a_negative_allowance" {
  command = plan

  variables {
    settings = { openings_per_day = -1 }
  }

  expect_failures = [var.settings]
}

run "refuses_a_notifier_that_outlives_its_lease" {
  command = plan

  variables {
    settings = { timeout_seconds = { notify-parties = 60 } }
  }

  expect_failures = [var.settings]
}

run "refuses_a_processor_that_starts_no_transaction" {
  command = plan

  variables {
    settings = { timeout_seconds = { process-transaction = 10 } }
  }

  expect_failures = [var.settings]
}

run "refuses_a_sweep_that_meets_the_next" {
  command = plan

  variables {
    settings = { timeout_seconds = { sweep-transactions = 61 } }
  }

  expect_failures = [var.settings]
}

run "refuses_lines_below_info" {
  command = plan

  variables {
    settings = { log_level = "DEBUG" }
  }

  expect_failures = [var.settings]
}

run "refuses_a_subdomain_with_a_dot_at_its_end" {
  command = plan

  variables {
    api_subdomain = "api."
  }

  expect_failures = [var.api_subdomain]
}

run "refuses_a_valkey_without_a_network" {
  command = plan

  variables {
    enable_request_guard = true
    settings             = { request_guard_host = "valkey.example.internal" }
  }

  expect_failures = [var.settings]
}

run "refuses_a_network_without_a_valkey" {
  command = plan

  variables {
    enable_request_guard = true
    settings             = { request_guard_subnet_ids = ["subnet-0a"] }
  }

  expect_failures = [var.settings]
}

run "refuses_an_address_of_a_guard_that_is_off" {
  command = plan

  variables {
    settings = {
      request_guard_host               = "valkey.example.internal"
      request_guard_subnet_ids         = ["subnet-0a"]
      request_guard_security_group_ids = ["sg-0c"]
    }
  }

  expect_failures = [var.settings]
}

run "refuses_an_iam_user_without_tls" {
  command = plan

  variables {
    enable_request_guard = true
    settings = {
      request_guard_host               = "shared.example.internal"
      request_guard_user               = "guard"
      request_guard_cache              = "shared"
      request_guard_tls                = false
      request_guard_connect_arns       = ["arn:aws:elasticache:ca-central-1:123456789012:serverlesscache:shared", "arn:aws:elasticache:ca-central-1:123456789012:user:guard"]
      request_guard_subnet_ids         = ["subnet-0a"]
      request_guard_security_group_ids = ["sg-0c"]
    }
  }

  expect_failures = [var.settings]
}

run "refuses_the_right_to_another_users_cache" {
  command = plan

  variables {
    enable_request_guard = true
    settings = {
      request_guard_host               = "shared.example.internal"
      request_guard_user               = "guard"
      request_guard_cache              = "shared"
      request_guard_connect_arns       = ["arn:aws:elasticache:ca-central-1:123456789012:serverlesscache:shared", "arn:aws:elasticache:ca-central-1:123456789012:user:other"]
      request_guard_subnet_ids         = ["subnet-0a"]
      request_guard_security_group_ids = ["sg-0c"]
    }
  }

  expect_failures = [var.settings]
}

run "refuses_a_url_as_the_address_of_valkey" {
  command = plan

  variables {
    enable_request_guard = true
    settings = {
      request_guard_host               = "rediss://valkey.example.internal:6379"
      request_guard_subnet_ids         = ["subnet-0a"]
      request_guard_security_group_ids = ["sg-0c"]
    }
  }

  expect_failures = [var.settings]
}

run "refuses_a_zone_of_another_region" {
  command = plan

  variables {
    enable_request_guard = true
    settings             = { request_guard_availability_zones = ["eu-west-3a", "eu-west-3b"] }
  }

  expect_failures = [var.settings]
}
