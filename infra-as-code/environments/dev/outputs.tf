output "api_base_url" {
  description = "What comes before /get-account-info/…"
  value       = module.common.api_base_url
}

output "gateway_api_rest" {
  description = "The REST API."
  value       = module.common.gateway_api_rest
}

output "lambda_authorizer" {
  description = "The authorizer function."
  value       = module.common.lambda_authorizer
}

output "get_account_info_lambda" {
  description = "The function that reads accounts."
  value       = module.common.get_account_info_lambda
}

output "init_account_lambda" {
  description = "The function that opens accounts."
  value       = module.common.init_account_lambda
}

output "dynamo_db_table" {
  description = "The accounts."
  value       = module.common.dynamo_db_table
}

output "init_account_sqs_queue" {
  description = "The requests to open an account."
  value       = module.common.init_account_sqs_queue
}

output "dead_letter_queue" {
  description = "The dead letters of the requests to open an account."
  value       = module.common.dead_letter_queue
}

output "ledger_table" {
  description = "The ledger."
  value       = module.common.ledger_table
}

output "queues" {
  description = "Every queue and its dead letters, by the queue's name in deployment/manifest.json."
  value       = module.common.queues
}

output "functions" {
  description = "Every function: name and ARN, by the name of its folder in lambda-src."
  value       = module.common.functions
}

output "route53_record" {
  description = "The API's own name; null without a custom domain."
  value       = module.common.route53_record
}

output "acm_certificate" {
  description = "The API's certificate; null without a custom domain."
  value       = module.common.acm_certificate
}

output "kms_key" {
  description = "The environment's key."
  value       = module.common.kms_key
}

output "callback_signing_secret_parameter" {
  description = "Where the masters that sign callbacks are; null where no host is allowed."
  value       = module.common.callback_signing_secret_parameter
}

output "sms_credentials_parameter" {
  description = "Where the SMS provider's credentials are; null with SMS OFF."
  value       = module.common.sms_credentials_parameter
}

output "log_groups" {
  description = "Every log of the environment."
  value       = module.common.log_groups
}

output "alarm_topic" {
  description = "Where alarms are sent."
  value       = module.common.alarm_topic
}

output "dashboard" {
  description = "Name of the environment's dashboard."
  value       = module.common.dashboard
}
