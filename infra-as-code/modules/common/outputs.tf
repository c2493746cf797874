output "api_base_url" {
  description = "What comes before /get-account-info/…"
  value       = var.apply_custom_domain ? local.api_base_url : aws_api_gateway_stage.this.invoke_url
}

output "gateway_api_rest" {
  description = "The REST API."
  value = {
    name          = aws_api_gateway_rest_api.this.name
    id            = aws_api_gateway_rest_api.this.id
    execution_arn = aws_api_gateway_rest_api.this.execution_arn
    stage_name    = aws_api_gateway_stage.this.stage_name
    domain_name   = one(aws_api_gateway_domain_name.api[*].domain_name)
  }
}

output "lambda_authorizer" {
  description = "The authorizer function."
  value = {
    name               = module.authorizer.name
    arn                = module.authorizer.arn
    execution_role_arn = module.authorizer.role_arn
  }
}

output "get_account_info_lambda" {
  description = "The function that reads accounts."
  value = {
    name               = module.get_account_info.name
    arn                = module.get_account_info.arn
    execution_role_arn = module.get_account_info.role_arn
  }
}

output "init_account_lambda" {
  description = "The function that opens accounts."
  value = {
    name               = module.init_user_account.name
    arn                = module.init_user_account.arn
    execution_role_arn = module.init_user_account.role_arn
  }
}

output "dynamo_db_table" {
  description = "The accounts."
  value = {
    name = aws_dynamodb_table.account.name
    arn  = aws_dynamodb_table.account.arn
  }
}

output "init_account_sqs_queue" {
  description = "The requests to open an account."
  value = {
    name = module.account_requests.name
    arn  = module.account_requests.arn
    url  = module.account_requests.url
  }
}

output "dead_letter_queue" {
  description = "The dead letters of the requests to open an account."
  value = {
    name = module.account_requests.dead_letters.name
    arn  = module.account_requests.dead_letters.arn
    url  = module.account_requests.dead_letters.url
  }
}

output "ledger_table" {
  description = "The ledger."
  value = {
    name = aws_dynamodb_table.ledger.name
    arn  = aws_dynamodb_table.ledger.arn
  }
}

output "queues" {
  description = "Every queue and its dead letters, by the queue's name in deployment/manifest.json."
  value = {
    account-requests = module.account_requests
    transactions     = module.transactions
    notifications    = module.notifications
  }
}

output "functions" {
  description = "Every function: name and ARN, by the name of its folder in lambda-src."
  value = { for function, made in merge(local.api_functions, {
    init-user-account   = module.init_user_account
    process-transaction = module.process_transaction
    notify-parties      = module.notify_parties
    sweep-transactions  = module.sweep_transactions
    verify-ledger       = module.verify_ledger
  }) : function => { name = made.name, arn = made.arn } }
}

output "route53_record" {
  description = "The API's own name; null without a custom domain."
  value       = one(aws_route53_record.api[*].fqdn)
}

output "acm_certificate" {
  description = "The API's certificate; null without a custom domain."
  value       = one(aws_acm_certificate.api[*].arn)
}

output "kms_key" {
  description = "The environment's key."
  value = {
    id  = aws_kms_key.this.key_id
    arn = aws_kms_key.this.arn
  }
}

output "sms_credentials_parameter" {
  description = "Where the SMS provider's credentials are; null with SMS OFF."
  value       = one(aws_ssm_parameter.sms_credentials[*].name)
}

output "callback_signing_secret_parameter" {
  description = "Where the masters that sign callbacks are; null where no host is allowed."
  value       = one(aws_ssm_parameter.callback_signing_secret[*].name)
}

output "log_groups" {
  description = "Every log of the environment."
  value = merge(
    { for function, settings in local.functions : function => "/aws/lambda/${settings.name}" },
    { access = aws_cloudwatch_log_group.access.name, execution = aws_cloudwatch_log_group.execution.name },
  )
}

output "alarm_topic" {
  description = "Where alarms are sent."
  value       = aws_sns_topic.alarm.arn
}

output "dashboard" {
  description = "Name of the environment's dashboard."
  value       = aws_cloudwatch_dashboard.this.dashboard_name
}
