# The environment on one screen, and the questions that operators ask of its logs.
# Used by whoever is on call; docs/operations.md says when to ask which.
# Without it every incident begins with writing queries.

locals {
  dashboard_functions = {
    authorizer        = module.authorizer.name
    get-account-info  = module.get_account_info.name
    init-user-account = module.init_user_account.name
  }
  api_dimensions = ["ApiName", aws_api_gateway_rest_api.this.name, "Stage", aws_api_gateway_stage.this.stage_name]

  dashboard_graphs = [
    { title = "Requests", stat = "Sum", metrics = [
      concat(["AWS/ApiGateway", "Count"], local.api_dimensions),
      concat(["AWS/ApiGateway", "4XXError"], local.api_dimensions),
      concat(["AWS/ApiGateway", "5XXError"], local.api_dimensions),
    ] },
    { title = "Latency at the 95th percentile (ms)", stat = "p95", metrics = [
      concat(["AWS/ApiGateway", "Latency"], local.api_dimensions),
      concat(["AWS/ApiGateway", "IntegrationLatency"], local.api_dimensions),
    ] },
    { title = "Requests to open an account", stat = "Maximum", metrics = [
      ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.account_request.name],
      ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", aws_sqs_queue.account_request.name],
      ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.account_request_dlq.name],
    ] },
    { title = "Accounts and welcomes", stat = "Sum", metrics = concat(
      [[local.metric_namespace, "AccountOpened", "service", module.init_user_account.name]],
      [for pair in setproduct(["WelcomeSent", "WelcomeFailed", "WelcomeGivenUp"], ["sms", "email"]) :
      [local.metric_namespace, pair[0], "Channel", pair[1], "service", module.init_user_account.name]],
      [[local.metric_namespace, "EventParked", "service", module.init_user_account.name]],
    ) },
    { title = "Errors and throttles", stat = "Sum", metrics = concat([for function in values(local.dashboard_functions) : [
      ["AWS/Lambda", "Errors", "FunctionName", function],
      ["AWS/Lambda", "Throttles", "FunctionName", function],
    ]]...) },
    { title = "Duration at the 95th percentile (ms)", stat = "p95", metrics = [
      for function in values(local.dashboard_functions) : ["AWS/Lambda", "Duration", "FunctionName", function]
    ] },
  ]

  function_log_groups = [module.authorizer.log_group_name, module.get_account_info.log_group_name, module.init_user_account.log_group_name]

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
    refused-tokens = {
      groups = [module.authorizer.log_group_name]
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
          alarms = concat([for alarm in aws_cloudwatch_metric_alarm.metric : alarm.arn], [for alarm in aws_cloudwatch_metric_alarm.notification_failures : alarm.arn])
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
