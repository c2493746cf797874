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
  description = "Serve the API on API_SUBDOMAIN.DOMAIN, with its certificate and records; the domain's public hosted zone must exist in Route 53."
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

variable "api_subdomain" {
  description = "What comes before the domain in the API's host; null for api.ENVIRONMENT. Two environments of one domain need two."
  type        = string
  default     = null

  validation {
    condition     = var.api_subdomain == null ? true : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$", var.api_subdomain))
    error_message = "api_subdomain: one or more labels in lower case, such as api or api.staging."
  }
}

variable "manage_mail_domain" {
  description = "Create the domain's SES identity, its DKIM and MAIL FROM records and its DMARC record; one environment of a domain owns them, false in every other."
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

# --- API ----------------------------------------------------------------------------------------------------------

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

variable "enable_request_guard" {
  description = "Watch reads with a fast store (Valkey) in a VPC: a limit of enquiries per caller and minute, and one event for many polls. It costs by the hour; docs/deploy.md says how much."
  type        = bool
  default     = false
  nullable    = false
}

# --- Functions ----------------------------------------------------------------------------------------------------

variable "lambda_package_path" {
  description = "Path of a function's zip, as `npm run build` writes it, with {function} in the place of the function's name."
  type        = string
}

variable "lambda_runtime" {
  description = "Lambda runtime identifier of the functions."
  type        = string
  default     = "nodejs22.x"
  nullable    = false
}

# --- Accounts and ledger ------------------------------------------------------------------------------------------

variable "accounts_table_name" {
  description = "Name of the accounts table where it is not the usual one: after a restore to a point in time."
  type        = string
  default     = null
}

variable "ledger_table_name" {
  description = "Name of the ledger's table where it is not the usual one: after a restore to a point in time."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Refuse the deletion of the tables. `task tf-destroy-dev` lifts it after the environment's name was typed."
  type        = bool
  default     = true
  nullable    = false
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

variable "callback_signing_secret" {
  description = "Master that every client's callback secret is made of, 32 random characters or more; needed at plan and at apply where settings.callback_allowed_hosts is set, kept out of plan and state."
  type        = string
  default     = ""
  nullable    = false
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = length(var.settings.callback_allowed_hosts) == 0 || length(var.callback_signing_secret) >= 32
    error_message = "callback_signing_secret: with callback_allowed_hosts it must have 32 characters or more (FINTECH_SOLUTION_CALLBACK_SIGNING_SECRET; openssl rand -base64 48)."
  }
}

variable "callback_signing_secret_previous" {
  description = "The master before, while clients change over to the new one; empty otherwise."
  type        = string
  default     = ""
  nullable    = false
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = var.callback_signing_secret_previous == "" || length(var.callback_signing_secret_previous) >= 32
    error_message = "callback_signing_secret_previous: empty, or 32 characters or more."
  }
}

variable "callback_signing_version" {
  description = "Raise by one to write the masters again: their value is in no state, so Terraform cannot see that they changed."
  type        = number
  default     = 1
  nullable    = false
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
