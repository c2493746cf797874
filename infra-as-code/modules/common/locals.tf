# Every name that AWS will know, and the few values that several files must agree on.
# Names are built here alone, so two environments of one account never collide.

data "aws_partition" "current" {}

locals {
  name_prefix = "${var.project}-${var.environment}"
  arn_prefix  = "arn:${data.aws_partition.current.partition}"

  name = {
    key               = "alias/${local.name_prefix}"
    alarm_key         = "alias/${local.name_prefix}-alarms"
    api               = local.name_prefix
    accounts          = coalesce(var.accounts_table_name, "${local.name_prefix}-accounts")
    ledger            = coalesce(var.ledger_table_name, "${local.name_prefix}-ledger")
    schedules         = local.name_prefix
    sms_credentials   = "/${var.project}/${var.environment}/sms-provider-credentials"
    callback_secret   = "/${var.project}/${var.environment}/callback-signing-secret"
    access_log        = "/aws/apigateway/${local.name_prefix}-access"
    configuration_set = local.name_prefix
    alarms            = "${local.name_prefix}-alarms"
    dashboard         = local.name_prefix
    # Made of both names alone: ElastiCache takes 40 characters.
    request_guard          = "${local.name_prefix}-guard"
    request_guard_flow_log = "/aws/vpc/${local.name_prefix}-guard-refused"
  }

  schedule_group_arn = "${local.arn_prefix}:scheduler:${var.aws_region}:${var.aws_account_id}:schedule-group/${local.name.schedules}"
  alarm_topic_arn    = "${local.arn_prefix}:sns:${var.aws_region}:${var.aws_account_id}:${local.name.alarms}"

  stage_name   = var.environment
  api_host     = var.apply_custom_domain ? "${coalesce(var.api_subdomain, "api.${var.environment}")}.${var.domain}" : null
  api_base_url = var.apply_custom_domain ? "https://${local.api_host}" : "/${local.stage_name}"

  sms_on = var.enable_sms_notifications == "ON"
  # Callbacks are offered where a host is allowed.
  callbacks_on = length(var.settings.callback_allowed_hosts) > 0
  email_on     = local.enable_email_notifications == "ON"
  # E-mail is on where an address is set, unless the operator said otherwise.
  enable_email_notifications = coalesce(var.enable_email_notifications, var.test_destination_email == "" ? "OFF" : "ON")
  sender_email               = var.apply_custom_domain ? "api@${var.domain}" : var.test_destination_email
}
