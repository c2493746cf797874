# What the operator may set, with TF_VAR_… or in terraform.tfvars (see terraform.tfvars.example). Left out, a setting
# has the default that modules/common gives it; modules/common also says what is a good value and refuses the others.

variable "project" {
  description = "First part of every name."
  type        = string
  default     = "fintech-solution"
  nullable    = false
}

variable "aws_region" {
  description = "Region of the deployment."
  type        = string
  default     = "ca-central-1"
  nullable    = false
}

variable "aws_account_id" {
  description = "Account of the deployment, 12 digits."
  type        = string
}

variable "apply_custom_domain" {
  description = "Serve the API on api.DOMAIN, with its certificate and records; the domain's public hosted zone must exist in Route 53."
  type        = bool
  default     = null
}

variable "domain" {
  description = "Domain whose public hosted zone is in Route 53; empty without a custom domain."
  type        = string
  default     = null
}

variable "manage_dmarc_record" {
  description = "Create _dmarc.DOMAIN; false where the domain already has one."
  type        = bool
  default     = null
}

variable "issuer_uri" {
  description = "`iss` of every accepted token, exactly as the identity provider writes it (Auth0: with the trailing slash)."
  type        = string
}

variable "jwks_uri" {
  description = "Where the identity provider publishes its signing keys."
  type        = string
}

variable "audience" {
  description = "`aud` of every accepted token: the API's identifier at the identity provider."
  type        = string
}

variable "msisdn_claim" {
  description = "Claim that binds a token to one number; null for the functions' default."
  type        = string
  default     = null
}

variable "required_scope" {
  description = "Scope that a token must carry to read an account; null for none."
  type        = string
  default     = null
}

variable "unbound_scope" {
  description = "Scope that a token without the claim msisdn_claim must carry to read an account; null for none."
  type        = string
  default     = null
}

variable "client_ids" {
  description = "Clients whose tokens are accepted though they carry no `aud` (Amazon Cognito's access tokens); empty for none."
  type        = list(string)
  default     = null
}

variable "authorizer_cache_ttl_seconds" {
  description = "How long API Gateway keeps the authorizer's answer for one token, in seconds; a revoked token works that much longer."
  type        = number
  default     = null
}

variable "fail_on_openapi_warnings" {
  description = "Refuse the API definition when API Gateway warns about it."
  type        = bool
  default     = null
}

variable "integration_timeout_ms" {
  description = "How long API Gateway waits for a function, in milliseconds; longer than the function's own timeout."
  type        = number
  default     = null
}

variable "throttle_rate_per_second" {
  description = "Requests per second that the stage lets through in the long run."
  type        = number
  default     = null
}

variable "throttle_burst" {
  description = "Requests that the stage lets through at once."
  type        = number
  default     = null
}

variable "allowed_origins" {
  description = "Origins whose pages may call the API from a browser, exactly as a browser writes them (https://app.example.com); empty for none."
  type        = list(string)
  default     = null
}

variable "web_acl_arn" {
  description = "AWS WAF web ACL (regional) to put before the API; null for none."
  type        = string
  default     = null
}

variable "lambda_runtime" {
  description = "Lambda runtime identifier of the three functions."
  type        = string
  default     = null
}

variable "lambda_memory_mb" {
  description = "Memory of each function, in MB."
  type        = number
  default     = null
}

variable "authorizer_timeout_seconds" {
  description = "Longest time for one token, in seconds."
  type        = number
  default     = null
}

variable "get_account_info_timeout_seconds" {
  description = "Longest time for one lookup, in seconds."
  type        = number
  default     = null
}

variable "init_user_account_timeout_seconds" {
  description = "Longest time for one batch of account requests, in seconds."
  type        = number
  default     = null
}

variable "log_level" {
  description = "Lowest level that the functions log: INFO, WARN or ERROR."
  type        = string
  default     = null
}

variable "reserved_concurrency" {
  description = "Concurrent executions set aside per function; -1 for none (a new account has a quota of 10 in all, of which Lambda lets nobody reserve)."
  type = object({
    authorizer        = optional(number, -1)
    get_account_info  = optional(number, -1)
    init_user_account = optional(number, -1)
  })
  default = null
}

variable "msisdn_country_code" {
  description = "Country code of the numbering plan; null for the functions' default (224, Guinea)."
  type        = string
  default     = null
}

variable "msisdn_national_pattern" {
  description = "Regular expression of a national number; null for the functions' default (Guinea)."
  type        = string
  default     = null
}

variable "opening_balance" {
  description = "What a new account is credited with, in whole GNF."
  type        = number
  default     = null
}

variable "accounts_table_name" {
  description = "Name of the accounts table where it is not the usual one: after a restore to a point in time."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Refuse the deletion of the accounts table. `task tf-destroy-dev` lifts it after the environment's name was typed."
  type        = bool
  default     = null
}

variable "batch_size" {
  description = "Account requests handed to one invocation at most."
  type        = number
  default     = null
}

variable "batching_window_seconds" {
  description = "How long the poller waits to fill a batch, in seconds: fewer invocations, later accounts."
  type        = number
  default     = null
}

variable "maximum_concurrency" {
  description = "Batches that are worked on at once at most."
  type        = number
  default     = null
}

variable "max_receive_count" {
  description = "Receives after which a request is dead-lettered; with the functions' growing delays, 10 outlast an hour's outage."
  type        = number
  default     = null
}

variable "welcome_lease_seconds" {
  description = "How long one delivery may hold the right to send a welcome message, in seconds."
  type        = number
  default     = null
}

variable "enable_sms_notifications" {
  description = "Send an SMS to a new subscriber: ON or OFF."
  type        = string
  default     = null
}

variable "sms_provider_client_id" {
  description = "Client identifier at the SMS provider; needed at plan and at apply with SMS ON, kept out of plan and state."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}

variable "sms_provider_client_secret" {
  description = "Client secret at the SMS provider; needed at plan and at apply with SMS ON, kept out of plan and state."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}

variable "sms_credentials_version" {
  description = "Raise by one to write the SMS credentials again: their value is in no state, so Terraform cannot see that they changed."
  type        = number
  default     = null
}

variable "sms_provider_api_url" {
  description = "Where SMS messages are posted."
  type        = string
  default     = null
}

variable "sms_sender_name" {
  description = "Sender that the subscriber sees, approved by the SMS provider; null for the functions' default."
  type        = string
  default     = null
}

variable "enable_email_notifications" {
  description = "Send an e-mail to the back office for each new account: ON or OFF; null for ON where test_email is set."
  type        = string
  default     = null
}

variable "test_email" {
  description = "Mailbox of the back office; without a custom domain it is the sender too, and SES asks it to confirm."
  type        = string
  default     = null
}

variable "manage_email_identity" {
  description = "Create the SES identity of test_email; false in a second environment of the same account that uses the same mailbox."
  type        = bool
  default     = null
}

variable "log_retention_days" {
  description = "How long CloudWatch keeps every log, in days."
  type        = number
  default     = null
}

variable "alarm_email" {
  description = "Mailbox that alarms write to, after it confirmed the subscription; null for none."
  type        = string
  default     = null
}

variable "accounts_opened_per_hour_alarm" {
  description = "Accounts opened in one hour above which an alarm rings: a token that opens numbers by the thousand."
  type        = number
  default     = null
}

variable "client_errors_per_5_minutes_alarm" {
  description = "4xx answers in five minutes above which an alarm rings."
  type        = number
  default     = null
}

variable "server_error_ratio_alarm" {
  description = "Share of 5xx answers in five minutes above which an alarm rings, 0 to 1."
  type        = number
  default     = null
}

variable "notification_failure_ratio_alarm" {
  description = "Share of failed attempts to notify in fifteen minutes above which an alarm rings, 0 to 1."
  type        = number
  default     = null
}
