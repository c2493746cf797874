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
  description = "Serve the API on API_SUBDOMAIN.DOMAIN, with its certificate and records; the domain's public hosted zone must exist in Route 53."
  type        = bool
  default     = null
}

variable "domain" {
  description = "Domain whose public hosted zone is in Route 53; empty without a custom domain."
  type        = string
  default     = null
}

variable "api_subdomain" {
  description = "What comes before the domain in the API's host; null for api in dev and api.ENVIRONMENT elsewhere."
  type        = string
  default     = null
}

variable "manage_mail_domain" {
  description = "Create the domain's SES identity, its DKIM and MAIL FROM records and its DMARC record; null for true in dev and false elsewhere, because one environment of a domain owns them."
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

variable "allowed_origins" {
  description = "Origins whose pages may call the API from a browser, exactly as a browser writes them (https://app.example.com); empty for none."
  type        = list(string)
  default     = null
}

variable "enable_request_guard" {
  description = "Watch reads with a fast store (Valkey) in a VPC: a limit of enquiries per caller and minute, and one event for many polls. It costs by the hour; docs/deploy.md says how much."
  type        = bool
  default     = null
}

variable "lambda_runtime" {
  description = "Lambda runtime identifier of the functions."
  type        = string
  default     = null
}

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

variable "callback_signing_secret" {
  description = "Master that every client's callback secret is made of, 32 random characters or more; needed at plan and at apply where settings.callback_allowed_hosts is set, kept out of plan and state."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}

variable "callback_signing_secret_previous" {
  description = "The master before, while clients change over to the new one; empty otherwise."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}

variable "callback_signing_version" {
  description = "Raise by one to write the masters again: their value is in no state, so Terraform cannot see that they changed."
  type        = number
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

variable "settings" {
  description = "Settings that differ from their defaults, by the names in modules/common/settings.tf."
  type        = any
  default     = {}
  nullable    = false
}
