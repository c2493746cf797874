# Every name that AWS will know, and the few values that several files must agree on.
# Nothing else builds a name, so two environments of one account never collide.

data "aws_partition" "current" {}

locals {
  name_prefix = "${var.project}-${var.environment}"
  arn_prefix  = "arn:${data.aws_partition.current.partition}"

  name = {
    key                  = "alias/${local.name_prefix}"
    api                  = local.name_prefix
    authorizer           = "${local.name_prefix}-authorizer"
    get_account_info     = "${local.name_prefix}-get-account-info"
    init_user_account    = "${local.name_prefix}-init-user-account"
    accounts             = coalesce(var.accounts_table_name, "${local.name_prefix}-accounts")
    account_requests     = "${local.name_prefix}-account-requests"
    account_requests_dlq = "${local.name_prefix}-account-requests-dlq"
    sms_credentials      = "/${var.project}/${var.environment}/sms-provider-credentials"
    access_log           = "/aws/apigateway/${local.name_prefix}-access"
    configuration_set    = local.name_prefix
    alarms               = "${local.name_prefix}-alarms"
    dashboard            = local.name_prefix
  }

  alarm_topic_arn = "${local.arn_prefix}:sns:${var.aws_region}:${var.aws_account_id}:${local.name.alarms}"

  stage_name   = var.environment
  api_host     = var.apply_custom_domain ? "api.${var.domain}" : null
  api_base_url = var.apply_custom_domain ? "https://${local.api_host}" : "/${local.stage_name}"

  sms_on   = var.enable_sms_notifications == "ON"
  email_on = local.enable_email_notifications == "ON"
  # E-mail is on where an address is set, unless the operator said otherwise.
  enable_email_notifications = coalesce(var.enable_email_notifications, var.test_destination_email == "" ? "OFF" : "ON")
  sender_email               = var.apply_custom_domain ? "api@${var.domain}" : var.test_destination_email

  # AWS asks for six times the function's timeout, so that retries of a throttled poller stay inside one receive:
  # https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
  account_request_visibility_seconds = 6 * var.init_user_account_timeout_seconds + var.batching_window_seconds
}
