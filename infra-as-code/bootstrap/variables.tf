variable "project" {
  description = "First part of every name."
  type        = string
  default     = "fintech-solution"
  nullable    = false
}

variable "aws_region" {
  description = "Region of the deployments."
  type        = string
  default     = "ca-central-1"
  nullable    = false
}

variable "aws_account_id" {
  description = "Account of the deployments, 12 digits."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.aws_account_id))
    error_message = "aws_account_id: 12 digits."
  }
}

variable "state_bucket" {
  description = "Name of the bucket for Terraform's state; null for PROJECT-ACCOUNT-terraform-state."
  type        = string
  default     = null
}

variable "manage_state_bucket" {
  description = "Make the bucket for Terraform's state; false in every region but the first one of the account."
  type        = bool
  default     = true
  nullable    = false
}

variable "adopt_state_bucket" {
  description = "The bucket exists already, but not in this state (made by hand, or a first run was interrupted): take it over."
  type        = bool
  default     = false
  nullable    = false
}

variable "manage_api_gateway_account" {
  description = "Set the account's API Gateway logging role in this region; false where another role is set and stays."
  type        = bool
  default     = true
  nullable    = false
}

variable "adopt_api_gateway_role" {
  description = "The logging role exists already, but not in this state: take it over."
  type        = bool
  default     = false
  nullable    = false
}
