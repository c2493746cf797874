variable "name" {
  description = "Name of the function, unique in its account and region; its role and log group are named after it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,47}$", var.name))
    error_message = "name: lower-case letters, digits and hyphens, 3 to 48 characters (its role adds a suffix and may have 64)."
  }
}

variable "description" {
  description = "One sentence that the Lambda console shows."
  type        = string
}

variable "package_path" {
  description = "Path of the zip that `npm run build` wrote for this function."
  type        = string

  validation {
    condition     = fileexists(var.package_path)
    error_message = "package_path: there is no zip at ${var.package_path}. Build the functions first: npm run build."
  }
}

variable "handler" {
  description = "Entry point inside the zip: file.export."
  type        = string
  default     = "app.lambdaHandler"
}

variable "runtime" {
  description = "Lambda runtime identifier."
  type        = string
}

variable "memory_mb" {
  description = "Memory in MB; the CPU share grows with it."
  type        = number
}

variable "timeout_seconds" {
  description = "Longest time that one invocation may take, in seconds."
  type        = number
}

variable "environment_variables" {
  description = "Environment of the function. Empty values are left out: a setting that is empty is a setting that is absent."
  type        = map(string)
}

variable "log_level" {
  description = "Lowest level that the function's own log lines keep."
  type        = string
}

variable "permissions" {
  description = "What this function may do besides writing its log and its traces: IAM policy statements."
  type        = any
}

variable "kms_key_arn" {
  description = "Customer key that encrypts the environment and the log group."
  type        = string
}

variable "log_retention_days" {
  description = "How long CloudWatch keeps the function's log, in days."
  type        = number
}

variable "reserved_concurrency" {
  description = "Concurrent executions set aside for this function; -1 for none."
  type        = number
}
