# --- Where and for whom -------------------------------------------------------------------------------------------

variable "project" {
  description = "First part of every name."
  type        = string
  default     = "fintech-solution"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.project))
    error_message = "project: lower-case letters, digits and hyphens, 2 to 20 characters, a letter first."
  }
}

variable "environment" {
  description = "Second part of every name, and the API's stage: dev, staging, …"
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,9}$", var.environment))
    error_message = "environment: lower-case letters, digits and hyphens, 2 to 10 characters, a letter first."
  }
}

variable "aws_region" {
  description = "Region of the deployment."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.aws_region))
    error_message = "aws_region: a region's code such as ca-central-1."
  }
}

variable "aws_account_id" {
  description = "Account of the deployment, 12 digits."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.aws_account_id))
    error_message = "aws_account_id: 12 digits."
  }
}

# --- Custom domain ------------------------------------------------------------------------------------------------

variable "apply_custom_domain" {
  description = "Serve the API on api.DOMAIN, with its certificate and records; the domain's public hosted zone must exist in Route 53."
  type        = bool
  default     = false
  nullable    = false
}

variable "domain" {
  description = "Domain whose public hosted zone is in Route 53; empty without a custom domain."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = !var.apply_custom_domain || can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "domain: with apply_custom_domain it must be a domain name such as example.com."
  }
}

variable "manage_dmarc_record" {
  description = "Create _dmarc.DOMAIN; false where the domain already has one."
  type        = bool
  default     = true
  nullable    = false
}

# --- Tokens -------------------------------------------------------------------------------------------------------

variable "issuer_uri" {
  description = "`iss` of every accepted token, exactly as the identity provider writes it (Auth0: with the trailing slash)."
  type        = string

  validation {
    condition     = can(regex("^https://[^\\s/?#]+(/[^\\s?#]*)?$", var.issuer_uri))
    error_message = "issuer_uri: an https URL without query or fragment; your provider's /.well-known/openid-configuration shows it as \"issuer\"."
  }
}

variable "jwks_uri" {
  description = "Where the identity provider publishes its signing keys."
  type        = string

  validation {
    condition     = can(regex("^https://[^\\s/?#]+/[^\\s#]*$", var.jwks_uri))
    error_message = "jwks_uri: an https URL; your provider's /.well-known/openid-configuration shows it as \"jwks_uri\"."
  }
}

variable "audience" {
  description = "`aud` of every accepted token: the API's identifier at the identity provider."
  type        = string

  validation {
    condition     = length(trimspace(var.audience)) > 0
    error_message = "audience: must not be empty; in Auth0 it is the API's Identifier."
  }
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

  validation {
    condition     = var.unbound_scope == null ? true : can(regex("^[!#-\\[\\]-~]+$", var.unbound_scope))
    error_message = "unbound_scope: one scope, without blanks (RFC 6749, section 3.3)."
  }
}

variable "client_ids" {
  description = "Clients whose tokens are accepted though they carry no `aud` (Amazon Cognito's access tokens); empty for none."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for client in var.client_ids : can(regex("^[^\\s,]+$", client))])
    error_message = "client_ids: identifiers without blanks and commas."
  }
}

variable "authorizer_cache_ttl_seconds" {
  description = "How long API Gateway keeps the authorizer's answer for one token, in seconds; a revoked token works that much longer."
  type        = number
  default     = 250
  nullable    = false

  validation {
    condition     = var.authorizer_cache_ttl_seconds >= 0 && var.authorizer_cache_ttl_seconds <= 300
    error_message = "authorizer_cache_ttl_seconds: 0 (no cache) to 300."
  }
}

# --- API ----------------------------------------------------------------------------------------------------------

variable "fail_on_openapi_warnings" {
  description = "Refuse the API definition when API Gateway warns about it."
  type        = bool
  default     = false
  nullable    = false
}

variable "integration_timeout_ms" {
  description = "How long API Gateway waits for a function, in milliseconds; longer than the function's own timeout."
  type        = number
  default     = 29000
  nullable    = false

  validation {
    condition     = var.integration_timeout_ms <= 29000 && var.integration_timeout_ms > 1000 * var.get_account_info_timeout_seconds
    error_message = "integration_timeout_ms: at most 29000 and more than get_account_info_timeout_seconds, or callers get a time-out for answers that are on their way."
  }
}

variable "throttle_rate_per_second" {
  description = "Requests per second that the stage lets through in the long run."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.throttle_rate_per_second > 0
    error_message = "throttle_rate_per_second: more than 0."
  }
}

variable "throttle_burst" {
  description = "Requests that the stage lets through at once."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.throttle_burst > 0
    error_message = "throttle_burst: more than 0."
  }
}

variable "allowed_origins" {
  description = "Origins whose pages may call the API from a browser, exactly as a browser writes them (https://app.example.com); empty for none."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for origin in var.allowed_origins : can(regex("^https://[a-z0-9.-]+(:[0-9]{1,5})?$|^http://(localhost|127\\.0\\.0\\.1)(:[0-9]{1,5})?$", origin))])
    error_message = "allowed_origins: scheme and host in lower case, a port where it is not 443, no path and no slash at the end; http only for this machine (http://localhost:5173)."
  }
}

variable "web_acl_arn" {
  description = "AWS WAF web ACL (regional) to put before the API; null for none."
  type        = string
  default     = null
}

# --- Functions ----------------------------------------------------------------------------------------------------

variable "lambda_package_paths" {
  description = "The zips that `npm run build` wrote."
  type = object({
    authorizer        = string
    get_account_info  = string
    init_user_account = string
  })
}

variable "lambda_runtime" {
  description = "Lambda runtime identifier of the three functions."
  type        = string
  default     = "nodejs22.x"
  nullable    = false
}

variable "lambda_memory_mb" {
  description = "Memory of each function, in MB."
  type        = number
  default     = 512
  nullable    = false

  validation {
    condition     = var.lambda_memory_mb >= 128 && var.lambda_memory_mb <= 10240
    error_message = "lambda_memory_mb: 128 to 10240."
  }
}

variable "authorizer_timeout_seconds" {
  description = "Longest time for one token, in seconds."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.authorizer_timeout_seconds >= 5 && var.authorizer_timeout_seconds <= 29
    error_message = "authorizer_timeout_seconds: 5 to 29."
  }
}

variable "get_account_info_timeout_seconds" {
  description = "Longest time for one lookup, in seconds."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.get_account_info_timeout_seconds >= 10 && var.get_account_info_timeout_seconds <= 28
    error_message = "get_account_info_timeout_seconds: 10 to 28; less is cut off (502) before a table and a queue that do not answer are given up (503)."
  }
}

variable "init_user_account_timeout_seconds" {
  description = "Longest time for one batch of account requests, in seconds."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.init_user_account_timeout_seconds >= 25 && var.init_user_account_timeout_seconds <= 900
    error_message = "init_user_account_timeout_seconds: 25 to 900; no record is started with less time left than it may take (23 s), so less opens no account at all."
  }
}

variable "log_level" {
  description = "Lowest level that the functions log: INFO, WARN or ERROR."
  type        = string
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["DEBUG", "INFO", "WARN", "ERROR"], var.log_level)
    error_message = "log_level: DEBUG, INFO, WARN or ERROR."
  }
}

variable "reserved_concurrency" {
  description = "Concurrent executions set aside per function; -1 for none (a new account has a quota of 10 in all, of which Lambda lets nobody reserve)."
  type = object({
    authorizer        = optional(number, -1)
    get_account_info  = optional(number, -1)
    init_user_account = optional(number, -1)
  })
  default  = {}
  nullable = false

  validation {
    condition = (
      var.reserved_concurrency.init_user_account == -1 ||
      var.reserved_concurrency.init_user_account >= var.maximum_concurrency
    )
    error_message = "reserved_concurrency.init_user_account: -1 or at least maximum_concurrency, or the queue's pollers are throttled and messages lose receives."
  }
}

# --- Numbers and money --------------------------------------------------------------------------------------------

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
  default     = 1000
  nullable    = false

  validation {
    condition     = var.opening_balance >= 0 && floor(var.opening_balance) == var.opening_balance
    error_message = "opening_balance: a whole number of GNF, 0 or more."
  }
}

variable "accounts_table_name" {
  description = "Name of the accounts table where it is not the usual one: after a restore to a point in time."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Refuse the deletion of the accounts table. `task tf-destroy-dev` lifts it after the environment's name was typed."
  type        = bool
  default     = true
  nullable    = false
}

# --- Queue --------------------------------------------------------------------------------------------------------

variable "batch_size" {
  description = "Account requests handed to one invocation at most."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.batch_size >= 1 && var.batch_size <= 10
    error_message = "batch_size: 1 to 10."
  }
}

variable "batching_window_seconds" {
  description = "How long the poller waits to fill a batch, in seconds: fewer invocations, later accounts."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.batching_window_seconds >= 0 && var.batching_window_seconds <= 300
    error_message = "batching_window_seconds: 0 to 300."
  }
}

variable "maximum_concurrency" {
  description = "Batches that are worked on at once at most."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.maximum_concurrency >= 2 && var.maximum_concurrency <= 1000
    error_message = "maximum_concurrency: 2 (the least that AWS takes) to 1000."
  }
}

variable "max_receive_count" {
  description = "Receives after which a request is dead-lettered; with the functions' growing delays, 10 outlast an hour's outage."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.max_receive_count >= 10 && var.max_receive_count <= 1000
    error_message = "max_receive_count: 10 to 1000."
  }
}

variable "welcome_lease_seconds" {
  description = "How long one delivery may hold the right to send a welcome message, in seconds."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.welcome_lease_seconds > var.init_user_account_timeout_seconds
    error_message = "welcome_lease_seconds: more than init_user_account_timeout_seconds, or a second delivery could send while the first still does."
  }

  validation {
    condition     = var.welcome_lease_seconds < 6 * var.init_user_account_timeout_seconds + var.batching_window_seconds
    error_message = "welcome_lease_seconds: less than the queue's visibility (6 × init_user_account_timeout_seconds + batching_window_seconds), or a redelivery finds the lease still held."
  }
}

# --- Notifications ------------------------------------------------------------------------------------------------

variable "enable_sms_notifications" {
  description = "Send an SMS to a new subscriber: ON or OFF."
  type        = string
  default     = "OFF"
  nullable    = false

  validation {
    condition     = contains(["ON", "OFF"], var.enable_sms_notifications)
    error_message = "enable_sms_notifications: ON or OFF."
  }
}

variable "sms_provider_client_id" {
  description = "Client identifier at the SMS provider; needed at plan and at apply with SMS ON, kept out of plan and state."
  type        = string
  default     = ""
  nullable    = false
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = var.enable_sms_notifications == "OFF" || length(var.sms_provider_client_id) > 0
    error_message = "sms_provider_client_id: with enable_sms_notifications ON it must be set (FINTECH_SOLUTION_SMS_CLIENT_ID)."
  }
}

variable "sms_provider_client_secret" {
  description = "Client secret at the SMS provider; needed at plan and at apply with SMS ON, kept out of plan and state."
  type        = string
  default     = ""
  nullable    = false
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = var.enable_sms_notifications == "OFF" || length(var.sms_provider_client_secret) > 0
    error_message = "sms_provider_client_secret: with enable_sms_notifications ON it must be set (FINTECH_SOLUTION_SMS_CLIENT_SECRET)."
  }
}

variable "sms_credentials_version" {
  description = "Raise by one to write the SMS credentials again: their value is in no state, so Terraform cannot see that they changed."
  type        = number
  default     = 1
  nullable    = false
}

variable "sms_provider_api_url" {
  description = "Where SMS messages are posted."
  type        = string
  default     = "https://api.nimbasms.com/v1/messages"
  nullable    = false

  validation {
    condition     = can(regex("^https://[^\\s/?#]+(/[^\\s#]*)?$", var.sms_provider_api_url))
    error_message = "sms_provider_api_url: an https URL."
  }
}

variable "sms_sender_name" {
  description = "Sender that the subscriber sees, approved by the SMS provider; null for the functions' default."
  type        = string
  default     = null

  validation {
    condition     = var.sms_sender_name == null ? true : length(var.sms_sender_name) <= 11
    error_message = "sms_sender_name: at most 11 characters."
  }
}

variable "enable_email_notifications" {
  description = "Send an e-mail to the back office for each new account: ON or OFF; null for ON where test_destination_email is set."
  type        = string
  default     = null

  validation {
    condition     = var.enable_email_notifications == null ? true : contains(["ON", "OFF"], var.enable_email_notifications)
    error_message = "enable_email_notifications: ON or OFF."
  }

  validation {
    condition     = var.enable_email_notifications == null ? true : var.enable_email_notifications == "OFF" || var.test_destination_email != ""
    error_message = "enable_email_notifications is ON and there is no address to write to: set test_destination_email (FINTECH_SOLUTION_TEST_EMAIL)."
  }
}

variable "test_destination_email" {
  description = "Mailbox of the back office; without a custom domain it is the sender too, and SES asks it to confirm."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = var.test_destination_email == "" || can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.test_destination_email))
    error_message = "test_destination_email: an e-mail address, or empty."
  }
}

variable "manage_email_identity" {
  description = "Create the SES identity of test_destination_email; false in a second environment of the same account that uses the same mailbox."
  type        = bool
  default     = true
  nullable    = false
}

# --- Observability ------------------------------------------------------------------------------------------------

variable "log_retention_days" {
  description = "How long CloudWatch keeps every log, in days."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days: one of the values that CloudWatch takes: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, …"
  }
}

variable "alarm_email" {
  description = "Mailbox that alarms write to, after it confirmed the subscription; null for none."
  type        = string
  default     = null
}

variable "accounts_opened_per_hour_alarm" {
  description = "Accounts opened in one hour above which an alarm rings: a token that opens numbers by the thousand."
  type        = number
  default     = 200
  nullable    = false
}

variable "client_errors_per_5_minutes_alarm" {
  description = "4xx answers in five minutes above which an alarm rings."
  type        = number
  default     = 200
  nullable    = false
}

variable "server_error_ratio_alarm" {
  description = "Share of 5xx answers in five minutes above which an alarm rings, 0 to 1."
  type        = number
  default     = 0.05
  nullable    = false

  validation {
    condition     = var.server_error_ratio_alarm > 0 && var.server_error_ratio_alarm < 1
    error_message = "server_error_ratio_alarm: between 0 and 1."
  }
}

variable "notification_failure_ratio_alarm" {
  description = "Share of failed attempts to notify in fifteen minutes above which an alarm rings, 0 to 1."
  type        = number
  default     = 0.5
  nullable    = false

  validation {
    condition     = var.notification_failure_ratio_alarm > 0 && var.notification_failure_ratio_alarm < 1
    error_message = "notification_failure_ratio_alarm: between 0 and 1."
  }
}
