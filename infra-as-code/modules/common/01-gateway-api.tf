# The HTTP API, its stage, its logs, and the functions that it may call.
# Used by every client; templates/endpoints.oas.yaml is the only place where a route is written.
# Without it no client reaches a function.

resource "aws_api_gateway_rest_api" "this" {
  name                         = local.name.api
  description                  = "API Argent Mobile (${var.environment})"
  body                         = local.api_body
  put_rest_api_mode            = "overwrite"
  fail_on_warnings             = var.settings.fail_on_openapi_warnings
  disable_execute_api_endpoint = var.apply_custom_domain

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  lifecycle {
    create_before_destroy = true
  }
}

# The statements are named after the API: an API that was deleted by hand is made again with another identifier, and its
# new permissions come before the old ones go, so their names must differ.
# The authorizer's identifier is made with the API, so its part of the source is a star.
resource "aws_lambda_permission" "authorizer" {
  statement_id  = "AllowApiToAuthorize-${aws_api_gateway_rest_api.this.id}"
  action        = "lambda:InvokeFunction"
  function_name = module.authorizer.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/authorizers/*"
}

resource "aws_lambda_permission" "route" {
  for_each = local.route_functions

  statement_id  = "AllowApiToCall-${aws_api_gateway_rest_api.this.id}-${md5(each.key)}"
  action        = "lambda:InvokeFunction"
  function_name = local.api_functions[each.value.function].name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/${each.value.source}"
}

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  description = "Follows the API's definition."

  # A deployment is a snapshot: whatever changes the API must make a new one. The definition has a hash of its own, so that
  # anybody can tell from the state whether what is served is what it says.
  triggers = {
    body = sha256(aws_api_gateway_rest_api.this.body)
    arguments = sha256(jsonencode([
      aws_api_gateway_rest_api.this.disable_execute_api_endpoint,
      aws_api_gateway_rest_api.this.endpoint_configuration,
      aws_api_gateway_rest_api.this.put_rest_api_mode,
      aws_api_gateway_rest_api.this.description,
    ]))
  }

  lifecycle {
    create_before_destroy = true
  }

  # No caller may reach a route before API Gateway may call the function behind it.
  depends_on = [aws_lambda_permission.authorizer, aws_lambda_permission.route]
}

resource "aws_cloudwatch_log_group" "access" {
  name              = local.name.access_log
  retention_in_days = var.settings.log_retention_days
  kms_key_id        = aws_kms_key.this.arn
}

# API Gateway would make this one by itself, without retention and without our key.
resource "aws_cloudwatch_log_group" "execution" {
  name              = "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.this.id}/${local.stage_name}"
  retention_in_days = var.settings.log_retention_days
  kms_key_id        = aws_kms_key.this.arn
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id   = aws_api_gateway_rest_api.this.id
  deployment_id = aws_api_gateway_deployment.this.id
  stage_name    = local.stage_name
  description   = "The ${var.environment} environment."

  # Off: API Gateway's segment stores the full URL, and the URL holds the subscriber's number. The functions trace.
  xray_tracing_enabled = false

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    # No path, no header, no body: none of these fields can hold a token, nor a number unless the identity provider made it the `sub`.
    format = jsonencode({
      requestId          = "$context.requestId"
      extendedRequestId  = "$context.extendedRequestId"
      requestTimeEpoch   = "$context.requestTimeEpoch"
      httpMethod         = "$context.httpMethod"
      status             = "$context.status"
      responseLatency    = "$context.responseLatency"
      responseLength     = "$context.responseLength"
      refusal            = "$context.error.responseType"
      authorizerStatus   = "$context.authorizer.status"
      authorizerLatency  = "$context.authorizer.latency"
      authorizerError    = "$context.authorizer.error"
      integrationStatus  = "$context.integration.status"
      integrationLatency = "$context.integration.latency"
      integrationError   = "$context.integration.error"
      sub                = "$context.authorizer.sub"
    })
  }

  depends_on = [aws_cloudwatch_log_group.execution]
}

resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  method_path = "*/*"

  settings {
    metrics_enabled        = true
    logging_level          = "ERROR"
    data_trace_enabled     = false
    throttling_rate_limit  = var.settings.throttle_rate_per_second
    throttling_burst_limit = var.settings.throttle_burst
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  count = var.settings.web_acl_arn == null ? 0 : 1

  resource_arn = aws_api_gateway_stage.this.arn
  web_acl_arn  = var.settings.web_acl_arn
}
