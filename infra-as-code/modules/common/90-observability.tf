# What tells an operator that something is wrong.
# Used by the operator on call; docs/operations.md has a section per alarm, or per kind of alarm (`section`).
# Without it the first to notice is a subscriber.

locals {
  runbook = "Runbook: docs/operations.md, section"

  # Powertools adds the dimension `service`, which is the function's name, so two environments never mix.
  metric_namespace = "fintech-solution"
  # A sum over every value of a dimension. Names are quoted, because AWS reserves words (`Limit`) and refuses a query with one:
  # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-reserved-keywords.html
  sum_over       = "SELECT SUM(%s) FROM SCHEMA(\"${local.metric_namespace}\", \"%s\", \"service\") WHERE \"service\" = '%s'"
  api_dimensions = { ApiName = aws_api_gateway_rest_api.this.name, Stage = aws_api_gateway_stage.this.stage_name }

  # One metric each. What a line leaves out is said once, in the resource: the sum over one minute, from one on.
  metric_alarms = merge(
    { for queue, settings in local.queues : "${queue}-dead-letters" => {
      section     = "dead-letters"
      description = "Dead letters wait: requests that were given up or parked."
      namespace   = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", statistic = "Maximum"
      dimensions  = { QueueName = settings.dead_letters_name }
    } },
    { for queue, settings in local.queues : "${queue}-oldest" => {
      section     = "oldest-message"
      description = "A message waits longer than three visibility time-outs: the function does not receive, or a provider is down."
      namespace   = "AWS/SQS", metric = "ApproximateAgeOfOldestMessage", statistic = "Maximum"
      dimensions  = { QueueName = settings.name }
      threshold   = 3 * settings.visibility_timeout_seconds
    } },
    { for function, settings in local.functions : "${function}-errors" => {
      section     = "function-errors"
      description = "The function ${function} fails."
      namespace   = "AWS/Lambda", metric = "Errors"
      dimensions  = { FunctionName = settings.name }
    } if function != "authorizer" },
    { for function, settings in local.functions : "${function}-throttles" => {
      section     = "function-throttles"
      description = "AWS refuses to run ${function} often enough: the account's concurrency is used up."
      namespace   = "AWS/Lambda", metric = "Throttles"
      dimensions  = { FunctionName = settings.name }
    } },
    {
      accounts-opened = {
        description = "More accounts were opened in an hour than people usually ask for: a token may be opening numbers by the thousand."
        namespace   = local.metric_namespace, metric = "AccountOpened", period = 3600
        dimensions  = { service = local.functions["init-user-account"].name }
        threshold   = var.settings.accounts_opened_per_hour_alarm + 1
      }
      client-errors = {
        description = "A surge of refused requests: a client with a bad token, or a caller that tries tokens."
        namespace   = "AWS/ApiGateway", metric = "4XXError", period = 300
        dimensions  = local.api_dimensions
        threshold   = var.settings.client_errors_per_5_minutes_alarm + 1
      }
      # The average of this metric is the ratio of 5xx answers: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
      server-errors = {
        description = "A share of the answers is our fault."
        namespace   = "AWS/ApiGateway", metric = "5XXError", statistic = "Average", period = 300
        dimensions  = local.api_dimensions
        threshold   = var.settings.server_error_ratio_alarm
      }
      corrupt-accounts = {
        description = "A stored account cannot be told truthfully, so its owner is answered 500."
        namespace   = local.metric_namespace, metric = "CorruptAccount", period = 300
        dimensions  = { service = local.functions["get-account-info"].name }
      }
      # The sweep counts what is pending for more than a minute, each minute anew, so five full minutes are one old transaction
      # or a queue that does not flow.
      transactions-stuck = {
        description = "Transactions are pending for longer than a minute, for five minutes on end: nothing posts them."
        namespace   = local.metric_namespace, metric = "TransactionSwept"
        dimensions  = { service = local.functions["sweep-transactions"].name }
        minutes     = 5
        datapoints  = 4 # two runs may fall into one minute, and none into the next
      }
      jwks-failures = {
        description = "The identity provider's signing keys cannot be fetched; known keys work for an hour more."
        namespace   = local.metric_namespace, metric = "JwksFailure", period = 300
        dimensions  = { service = local.functions["authorizer"].name }
      }
    },
    # One lost packet is no news: each running copy of the function leaves the guard alone for a few seconds and asks again.
    { for guard in local.request_guards : "request-guard-unavailable" => {
      section     = "request-guard"
      description = "The request guard does not answer: reads go on without it, so no caller is limited and every poll may queue an event."
      namespace   = local.metric_namespace, metric = "GuardUnavailable"
      dimensions  = { service = local.functions["get-account-info"].name }
      minutes     = 5
      datapoints  = 3
    } },
  )

  # Failures that are meant: those of a provider have alarms of their own, and contention passes.
  expected_failures = {
    init-user-account   = ["welcome-failed", "welcome-held-elsewhere"]
    process-transaction = ["contended"]
    notify-parties      = ["notification-failed", "notification-held-elsewhere"]
  }

  welcome_metrics = { sent = "WelcomeSent", failed = "WelcomeFailed", given_up = "WelcomeGivenUp" }

  # Several metrics, or one over all values of a dimension.
  expression_alarms = merge(
    # API Gateway answers 401 without keeping it only where an authorizer throws "Unauthorized", and Lambda counts that as an
    # error: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
    # A caller's token must not ring an alarm about our faults, so these refusals, which the authorizer counts, are taken off.
    # The two counts of one refusal may stand in neighbouring periods; five minutes make that rare.
    { authorizer-errors = {
      section     = "function-errors"
      description = "The function authorizer fails, refusals of callers' tokens left out."
      expression  = "errors - FILL(refused, 0)"
      threshold   = 1
      minutes     = 5
      period      = 300
      metrics = {
        errors  = { namespace = "AWS/Lambda", metric = "Errors", statistic = "Sum", dimensions = { FunctionName = local.functions["authorizer"].name } }
        refused = { namespace = local.metric_namespace, metric = "TokenRefusedForNow", statistic = "Sum", dimensions = { service = local.functions["authorizer"].name } }
      }
    } },
    # The alarm on dead letters stays on while an old one waits, so new ones have an alarm that is off again at once.
    # NumberOfMessagesSent leaves out what SQS itself moves to a dead-letter queue, so the growth of the queue is watched:
    # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    { for queue, settings in local.queues : "${queue}-new-dead-letters" => {
      section     = "new-dead-letters"
      description = "A dead letter came in, whether or not older ones wait."
      expression  = "DIFF(FILL(visible, REPEAT) + FILL(in_flight, REPEAT))"
      threshold   = 1
      # DIFF has no value for the first minute of what is looked at.
      minutes = 3
      period  = 60
      metrics = {
        for id, metric in { visible = "ApproximateNumberOfMessagesVisible", in_flight = "ApproximateNumberOfMessagesNotVisible" } :
        id => { namespace = "AWS/SQS", metric = metric, statistic = "Maximum", dimensions = { QueueName = settings.dead_letters_name } }
      }
    } },
    # A record that is reported failed is no error of the function, and ApproximateAgeOfOldestMessage leaves out messages
    # that were received three times. The query adds up all reasons, those that are not known today too, but for the expected.
    { for function, expected in local.expected_failures : "${function}-failed-requests" => {
      section     = "failed-requests"
      description = "Messages fail in ${function} and are repeated: a right, a table or the key may be missing."
      expression  = join(" AND ", concat([format(local.sum_over, "RequestFailed", "Reason", local.functions[function].name)], [for reason in expected : "\"Reason\" != '${reason}'"]))
      threshold   = var.settings.failed_requests_per_10_minutes_alarm
      minutes     = 10
      period      = 600
      metrics     = {}
    } },
    # Our fault alone: every other reason is the customer's or the account's.
    { transactions-expired = {
      description = "Transactions that were accepted failed because nothing posted them in time."
      expression  = "FILL(processed, 0) + FILL(swept, 0)"
      threshold   = 1
      minutes     = 5
      period      = 300
      metrics = { for id, function in { processed = "process-transaction", swept = "sweep-transactions" } : id => {
        namespace  = local.metric_namespace, metric = "TransactionFailed", statistic = "Sum"
        dimensions = { service = local.functions[function].name, Reason = "genericError" }
      } }
    } },
    # A schedule that is gone leaves no metric at all, so no data rings too.
    { sweep-stopped = {
      section     = "schedule-stopped"
      description = "The sweep has not run for five minutes: lost messages are not queued again, and nothing expires."
      expression  = "IF(FILL(runs, 0) < 1, 1, 0)"
      threshold   = 1
      minutes     = 5
      period      = 300
      missing     = "breaching"
      metrics = { runs = {
        namespace  = "AWS/Lambda", metric = "Invocations", statistic = "Sum"
        dimensions = { FunctionName = local.functions["sweep-transactions"].name }
      } }
    } },
    { verification-stopped = {
      section     = "schedule-stopped"
      description = "No verification of the ledger has come to its end for three hours."
      expression  = "IF(FILL(verified, 0) < 1, 1, 0)"
      threshold   = 1
      minutes     = 180
      period      = 10800
      missing     = "breaching"
      metrics = { verified = {
        namespace  = local.metric_namespace, metric = "LedgerVerified", statistic = "Sum"
        dimensions = { service = local.functions["verify-ledger"].name }
      } }
    } },
    { ledger-faults = {
      description = "The ledger contradicts itself: a rule about money is broken."
      expression  = format(local.sum_over, "LedgerFault", "Invariant", local.functions["verify-ledger"].name)
      threshold   = 1
      minutes     = 5
      period      = 300
      metrics     = {}
    } },
    { notifications-given-up = {
      description = "Parties of a transaction were not told of it, and will not be without us."
      expression  = format(local.sum_over, "NotificationGivenUp", "Recipient", local.functions["notify-parties"].name)
      threshold   = 1
      minutes     = 5
      period      = 300
      metrics     = {}
    } },
    { openings-refused = {
      section     = "openings-allowance"
      description = "Openings are refused: a caller, or all of them, used up the day's allowance."
      expression  = format(local.sum_over, "OpeningRefused", "Limit", local.functions["get-account-info"].name)
      threshold   = 1
      minutes     = 5
      period      = 300
      metrics     = {}
    } },
    { for limit in [var.settings.openings_per_day] : "openings-near-limit" => {
      section     = "openings-allowance"
      description = "Four fifths of the openings that a day may have are used up."
      expression  = "FILL(opened, 0)"
      threshold   = ceil(limit * 0.8)
      minutes     = 1440
      period      = 86400
      metrics = { opened = {
        namespace  = local.metric_namespace, metric = "AccountOpened", statistic = "Sum"
        dimensions = { service = local.functions["init-user-account"].name }
      } }
    } if limit > 0 },
    { for channel in concat(local.sms_on ? ["sms"] : [], local.email_on ? ["email"] : []) : "${channel}-failures" => {
      section     = "notification-failures"
      description = "Too large a share of welcome messages (${channel}) fails."
      expression  = "(FILL(failed, 0) + FILL(given_up, 0)) / (FILL(sent, 0) + FILL(failed, 0) + FILL(given_up, 0))"
      threshold   = var.settings.notification_failure_ratio_alarm
      minutes     = 15
      period      = 900
      metrics = { for id, metric in local.welcome_metrics : id => {
        namespace  = local.metric_namespace, metric = metric, statistic = "Sum"
        dimensions = { service = local.functions["init-user-account"].name, Channel = channel }
      } }
    } },
  )
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

resource "aws_cloudwatch_metric_alarm" "metric" {
  for_each = local.metric_alarms

  alarm_name          = "${local.name_prefix}-${each.key}"
  alarm_description   = "${each.value.description} ${local.runbook} ${try(each.value.section, each.key)}."
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = try(each.value.statistic, "Sum")
  period              = try(each.value.period, 60)
  evaluation_periods  = try(each.value.minutes, 1)
  datapoints_to_alarm = try(each.value.datapoints, null)
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = try(each.value.threshold, 1)
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarm.arn]
  ok_actions          = [aws_sns_topic.alarm.arn]
}

# Both have one name in AWS, so that a new one beside the old one would be deleted with it.
moved {
  from = aws_cloudwatch_metric_alarm.metric["authorizer-errors"]
  to   = aws_cloudwatch_metric_alarm.expression["authorizer-errors"]
}

resource "aws_cloudwatch_metric_alarm" "expression" {
  for_each = local.expression_alarms

  alarm_name          = "${local.name_prefix}-${each.key}"
  alarm_description   = "${each.value.description} ${local.runbook} ${try(each.value.section, each.key)}."
  evaluation_periods  = each.value.minutes * 60 / each.value.period
  datapoints_to_alarm = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = each.value.threshold
  treat_missing_data  = try(each.value.missing, "notBreaching")
  alarm_actions       = [aws_sns_topic.alarm.arn]
  ok_actions          = [aws_sns_topic.alarm.arn]

  metric_query {
    id          = "result"
    expression  = each.value.expression
    label       = each.key
    period      = length(each.value.metrics) == 0 ? each.value.period : null
    return_data = true
  }

  dynamic "metric_query" {
    for_each = each.value.metrics

    content {
      id = metric_query.key

      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.metric
        period      = each.value.period
        stat        = metric_query.value.statistic
        dimensions  = metric_query.value.dimensions
      }
    }
  }
}
