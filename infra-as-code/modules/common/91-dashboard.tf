# The environment on one screen, and the questions that operators ask of its logs.
# Used by the operator on call; docs/operations.md says when to ask which.
# Without it every incident begins with writing queries.

locals {
  api_series = ["ApiName", aws_api_gateway_rest_api.this.name, "Stage", aws_api_gateway_stage.this.stage_name]
  opener     = ["service", local.functions["init-user-account"].name]

  dashboard_graphs = concat([
    { title = "Requests", stat = "Sum", metrics = [
      concat(["AWS/ApiGateway", "Count"], local.api_series),
      concat(["AWS/ApiGateway", "4XXError"], local.api_series),
      concat(["AWS/ApiGateway", "5XXError"], local.api_series),
    ] },
    { title = "Latency at the 95th percentile (ms)", stat = "p95", metrics = [
      concat(["AWS/ApiGateway", "Latency"], local.api_series),
      concat(["AWS/ApiGateway", "IntegrationLatency"], local.api_series),
    ] },
    { title = "Queues", stat = "Maximum", metrics = concat([for queue in values(local.queues) : [
      ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue.name],
      ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", queue.name],
      ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue.dead_letters_name],
    ]]...) },
    { title = "Accounts and welcomes", stat = "Sum", metrics = concat(
      [concat([local.metric_namespace, "AccountOpened"], local.opener)],
      [for pair in setproduct(values(local.welcome_metrics), ["sms", "email"]) : concat([local.metric_namespace, pair[0], "Channel", pair[1]], local.opener)],
      [concat([local.metric_namespace, "EventParked"], local.opener)],
    ) },
    { title = "Transactions", stat = "Sum", metrics = [
      for metric, function in { TransactionAccepted = "request-transaction", TransactionCompleted = "process-transaction", TransactionFailed = "process-transaction" } :
      [{ expression = "SEARCH('{\"${local.metric_namespace}\",Type,service} service=\"${local.functions[function].name}\" MetricName=\"${metric}\"', 'Sum', 300)" }]
    ] },
    { title = "Transactions: why they failed, replays, conflicts, what was stuck", stat = "Sum", metrics = concat(
      [for function in ["process-transaction", "sweep-transactions"] :
        [{ expression = "SEARCH('{\"${local.metric_namespace}\",Reason,service} service=\"${local.functions[function].name}\" MetricName=\"TransactionFailed\"', 'Sum', 300)" }]
      ],
      [[{ expression = "SEARCH('{\"${local.metric_namespace}\",Type,service} service=\"${local.functions["request-transaction"].name}\" MetricName=\"TransactionReplayed\"', 'Sum', 300)" }]],
      [[local.metric_namespace, "TransactionConflict", "service", local.functions["request-transaction"].name]],
      [[local.metric_namespace, "TransactionSwept", "service", local.functions["sweep-transactions"].name]],
    ) },
    { title = "Notifications of transactions", stat = "Sum", metrics = [
      for metric in ["NotificationSent", "NotificationFailed", "NotificationGivenUp"] :
      [{ expression = "SEARCH('{\"${local.metric_namespace}\",Recipient,service} service=\"${local.functions["notify-parties"].name}\" MetricName=\"${metric}\"', 'Sum', 300)" }]
    ] },
    { title = "Errors and throttles", stat = "Sum", metrics = concat([for function in values(local.functions) : [
      ["AWS/Lambda", "Errors", "FunctionName", function.name],
      ["AWS/Lambda", "Throttles", "FunctionName", function.name],
    ]]...) },
    { title = "Duration at the 95th percentile (ms)", stat = "p95", metrics = [
      for function in values(local.functions) : ["AWS/Lambda", "Duration", "FunctionName", function.name]
    ] },
  ], local.request_guard_graphs)

  # A serverless cache is found by its name.
  request_guard_graphs = [for guard in local.request_guards : { title = "Request guard: not there, enquiries refused; use of its cache", stat = "Sum", metrics = concat(
    [for metric in ["GuardUnavailable", "EnquiryRefused"] : [local.metric_namespace, metric, "service", local.functions["get-account-info"].name]],
    [for metric in ["ElastiCacheProcessingUnits", "ThrottledCmds"] : [{ expression = "SEARCH('Namespace=\"AWS/ElastiCache\" MetricName=\"${metric}\" \"${guard.cache}\"', 'Sum', 300)" }] if guard.cache != null],
  ) }]

  function_log_groups = [for function in values(local.functions) : "/aws/lambda/${function.name}"]

  log_queries = {
    find-a-correlation-id = {
      groups = local.function_log_groups
      query  = "fields @timestamp, service, level, message, correlationId | filter correlationId = 'PASTE-THE-ID-HERE' | sort @timestamp asc"
    }
    errors = {
      groups = local.function_log_groups
      # A time-out or a crash is a line of Lambda's own, which has no level: https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
      query = "fields @timestamp, service, message, msisdn, error.name, error.message, correlationId, record.status, record.requestId | filter level = 'ERROR' or record.status in ['timeout', 'error', 'failure'] | sort @timestamp desc | limit 100"
    }
    find-a-transaction = {
      groups = local.function_log_groups
      query  = "fields @timestamp, service, level, message, reason, outcome, correlationId | filter reference = 'PASTE-THE-REFERENCE-HERE' | sort @timestamp asc"
    }
    failed-transactions = {
      groups = [for function in ["process-transaction", "sweep-transactions"] : "/aws/lambda/${local.functions[function].name}"]
      query  = "filter message in ['Transaction failed', 'Failed as expired'] | stats count(*) as failed by type, coalesce(reason, 'expired') | sort failed desc"
    }
    stuck-transactions = {
      groups = ["/aws/lambda/${local.functions["sweep-transactions"].name}"]
      query  = "filter message = 'Swept' and stuck > 0 | fields @timestamp, stuck, leftForNextRun | sort @timestamp desc | limit 100"
    }
    notifications = {
      groups = ["/aws/lambda/${local.functions["notify-parties"].name}"]
      query  = "filter message = 'Notification' | stats count(*) as attempts by recipient, outcome, coalesce(reason, '-') | sort attempts desc"
    }
    refused-tokens = {
      groups = ["/aws/lambda/${local.functions["authorizer"].name}"]
      query  = "filter ispresent(Reason) | stats count(*) as refused by Reason | sort refused desc"
    }
    slow-requests = {
      groups = [aws_cloudwatch_log_group.access.name]
      query  = "fields @timestamp, requestId, status, responseLatency, integrationLatency, authorizerLatency | sort responseLatency desc | limit 50"
    }
    callers = {
      groups = [aws_cloudwatch_log_group.access.name]
      query  = "stats count(*) as requests, sum(status >= 400) as refused by sub | sort requests desc | limit 50"
    }
  }
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = local.name.dashboard
  dashboard_body = jsonencode({
    widgets = concat(
      [{
        type = "alarm", x = 0, y = 0, width = 24, height = 3
        properties = {
          title  = "Alarms"
          alarms = concat([for alarm in aws_cloudwatch_metric_alarm.metric : alarm.arn], [for alarm in aws_cloudwatch_metric_alarm.expression : alarm.arn])
        }
      }],
      [for index, graph in local.dashboard_graphs : {
        type = "metric", x = 12 * (index % 2), y = 3 + 6 * floor(index / 2), width = 12, height = 6
        properties = {
          title   = graph.title
          region  = var.aws_region
          stat    = graph.stat
          period  = 300
          metrics = graph.metrics
        }
      }],
    )
  })
}

resource "aws_cloudwatch_query_definition" "this" {
  for_each = local.log_queries

  name            = "${local.name_prefix}/${each.key}"
  log_group_names = each.value.groups
  query_string    = each.value.query
}
