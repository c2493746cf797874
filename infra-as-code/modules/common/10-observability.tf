# What tells an operator that something is wrong, and where to look.
# Used by whoever is on call; docs/operations.md has a section per alarm.
# Without it the first to notice is a subscriber.

locals {
  runbook = "Runbook: docs/operations.md, section"

  # Powertools adds the dimension `service`, which is the function's name, so two environments never mix.
  metric_namespace = "fintech-solution"

  function_alarm_names = {
    get-account-info  = module.get_account_info.name
    init-user-account = module.init_user_account.name
  }

  throttle_alarm_names = merge(local.function_alarm_names, { authorizer = module.authorizer.name })

  # One metric each. What they have in common (period, action, missing data) is stated once, in the resource.
  metric_alarms = merge(
    {
      dead-letters = {
        description = "A request was given up or parked."
        namespace   = "AWS/SQS"
        metric      = "ApproximateNumberOfMessagesVisible"
        dimensions  = { QueueName = aws_sqs_queue.account_request_dlq.name }
        statistic   = "Maximum"
        period      = 60
        operator    = "GreaterThanOrEqualToThreshold"
        threshold   = 1
      }
      oldest-request = {
        description = "Requests wait longer than three visibility time-outs: nobody opens accounts, or a provider is down."
        namespace   = "AWS/SQS"
        metric      = "ApproximateAgeOfOldestMessage"
        dimensions  = { QueueName = aws_sqs_queue.account_request.name }
        statistic   = "Maximum"
        period      = 60
        operator    = "GreaterThanThreshold"
        threshold   = 3 * local.account_request_visibility_seconds
      }
      accounts-opened = {
        description = "More accounts were opened in an hour than people usually ask for: someone may be opening numbers by the thousand."
        namespace   = local.metric_namespace
        metric      = "AccountOpened"
        dimensions  = { service = module.init_user_account.name }
        statistic   = "Sum"
        period      = 3600
        operator    = "GreaterThanThreshold"
        threshold   = var.accounts_opened_per_hour_alarm
      }
      client-errors = {
        description = "A surge of refused requests: a client with a bad token, or someone trying tokens."
        namespace   = "AWS/ApiGateway"
        metric      = "4XXError"
        dimensions  = { ApiName = aws_api_gateway_rest_api.this.name, Stage = aws_api_gateway_stage.this.stage_name }
        statistic   = "Sum"
        period      = 300
        operator    = "GreaterThanThreshold"
        threshold   = var.client_errors_per_5_minutes_alarm
      }
      server-errors = {
        description = "A share of the answers is our fault."
        namespace   = "AWS/ApiGateway"
        metric      = "5XXError"
        dimensions  = { ApiName = aws_api_gateway_rest_api.this.name, Stage = aws_api_gateway_stage.this.stage_name }
        # The average of this metric is the ratio of 5xx answers: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
        statistic = "Average"
        period    = 300
        operator  = "GreaterThanThreshold"
        threshold = var.server_error_ratio_alarm
      }
      authorizer-failures = {
        description = "The authorizer fails: good tokens are answered 500."
        namespace   = "AWS/Lambda"
        metric      = "Errors"
        dimensions  = { FunctionName = module.authorizer.name }
        statistic   = "Sum"
        period      = 60
        operator    = "GreaterThanOrEqualToThreshold"
        threshold   = 1
      }
      corrupt-accounts = {
        description = "A stored account cannot be told truthfully, so its owner is answered 500."
        namespace   = local.metric_namespace
        metric      = "CorruptAccount"
        dimensions  = { service = module.get_account_info.name }
        statistic   = "Sum"
        period      = 300
        operator    = "GreaterThanOrEqualToThreshold"
        threshold   = 1
      }
      jwks-failures = {
        description = "The identity provider's signing keys cannot be fetched; known keys work for an hour more."
        namespace   = local.metric_namespace
        metric      = "JwksFailure"
        dimensions  = { service = module.authorizer.name }
        statistic   = "Sum"
        period      = 300
        operator    = "GreaterThanOrEqualToThreshold"
        threshold   = 1
      }
    },
    {
      for name, function in local.function_alarm_names : "${name}-errors" => {
        description = "The function ${name} fails."
        namespace   = "AWS/Lambda"
        metric      = "Errors"
        dimensions  = { FunctionName = function }
        statistic   = "Sum"
        period      = 60
        operator    = "GreaterThanOrEqualToThreshold"
        threshold   = 1
      }
    },
    {
      for name, function in local.throttle_alarm_names : "${name}-throttles" => {
        description = "AWS refuses to run ${name} often enough: the account's concurrency is used up."
        namespace   = "AWS/Lambda"
        metric      = "Throttles"
        dimensions  = { FunctionName = function }
        statistic   = "Sum"
        period      = 60
        operator    = "GreaterThanOrEqualToThreshold"
        threshold   = 1
      }
    },
  )

  notification_channels = toset(concat(local.sms_on ? ["sms"] : [], local.email_on ? ["email"] : []))
}

# One corrupt account is no share of the answers and no failure of the function, so its line in the log is counted.
resource "aws_cloudwatch_log_metric_filter" "corrupt_account" {
  name           = "corrupt-account"
  log_group_name = module.get_account_info.log_group_name
  pattern        = "{ $.level = \"ERROR\" && $.error.name = \"CorruptAccountError\" }"

  metric_transformation {
    namespace  = local.metric_namespace
    name       = "CorruptAccount"
    value      = "1"
    unit       = "Count"
    dimensions = { service = "$.service" }
  }
}

resource "aws_sns_topic" "alarm" {
  name              = local.name.alarms
  kms_master_key_id = aws_kms_key.this.arn
}

resource "aws_sns_topic_policy" "alarm" {
  arn = aws_sns_topic.alarm.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AllowAlarmsToPublish"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.alarm.arn
        Condition = { StringEquals = { "aws:SourceAccount" = var.aws_account_id } }
      },
      {
        Sid       = "AllowKeyEventsToPublish"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.alarm.arn
        Condition = { ArnEquals = { "aws:SourceArn" = aws_cloudwatch_event_rule.key_disabled.arn } }
      },
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.alarm.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "alarm_email" {
  count = var.alarm_email == null ? 0 : 1

  topic_arn = aws_sns_topic.alarm.arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

resource "aws_cloudwatch_metric_alarm" "metric" {
  for_each = local.metric_alarms

  alarm_name          = "${local.name_prefix}-${each.key}"
  alarm_description   = "${each.value.description} ${local.runbook} ${each.key}."
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = each.value.period
  evaluation_periods  = 1
  comparison_operator = each.value.operator
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarm.arn]
  ok_actions          = [aws_sns_topic.alarm.arn]
}

resource "aws_cloudwatch_metric_alarm" "notification_failures" {
  for_each = local.notification_channels

  alarm_name          = "${local.name_prefix}-${each.key}-failures"
  alarm_description   = "Too large a share of welcome messages (${each.key}) fails. ${local.runbook} notification-failures."
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.notification_failure_ratio_alarm
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarm.arn]
  ok_actions          = [aws_sns_topic.alarm.arn]

  metric_query {
    id          = "ratio"
    expression  = "(FILL(failed, 0) + FILL(given_up, 0)) / (FILL(sent, 0) + FILL(failed, 0) + FILL(given_up, 0))"
    label       = "Share of failed attempts"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { sent = "WelcomeSent", failed = "WelcomeFailed", given_up = "WelcomeGivenUp" }

    content {
      id = metric_query.key

      metric {
        namespace   = local.metric_namespace
        metric_name = metric_query.value
        period      = 900
        stat        = "Sum"
        dimensions  = { service = module.init_user_account.name, Channel = each.key }
      }
    }
  }
}

# No metric says that a key was switched off; CloudTrail does, where the account has a trail (task doctor says so).
resource "aws_cloudwatch_event_rule" "key_disabled" {
  name        = "${local.name_prefix}-key-disabled"
  description = "The environment's key was disabled or is to be deleted. ${local.runbook} key-disabled."
  event_pattern = jsonencode({
    source        = ["aws.kms"]
    "detail-type" = ["AWS API Call via CloudTrail"]
    detail = {
      eventSource = ["kms.amazonaws.com"]
      eventName   = ["DisableKey", "ScheduleKeyDeletion"]
      resources   = { ARN = [aws_kms_key.this.arn] }
    }
  })
}

resource "aws_cloudwatch_event_target" "key_disabled" {
  rule = aws_cloudwatch_event_rule.key_disabled.name
  arn  = aws_sns_topic.alarm.arn
}
