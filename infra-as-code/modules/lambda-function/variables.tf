variable "function" {
  description = "What every function has: names, package, limits, log."
  type = object({
    name                 = string # unique in its account and region; role and log group are named after it
    package_path         = string # the zip that `npm run build` wrote
    runtime              = string # Lambda runtime identifier
    memory_mb            = number # the CPU share grows with it
    timeout_seconds      = number # longest time that one invocation may take
    reserved_concurrency = number # concurrent executions set aside for this function; -1 for none
    log_level            = string # lowest level that the function writes; Lambda itself keeps INFO and above
    log_retention_days   = number # how long CloudWatch keeps the log
    kms_key_arn          = string # customer key that encrypts the environment and the log group
  })

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,54}$", var.function.name))
    error_message = "function.name: lower-case letters, digits and hyphens, 3 to 55 characters (its role adds a suffix and may have 64)."
  }

  validation {
    condition     = fileexists(var.function.package_path)
    error_message = "function.package_path: there is no zip at ${var.function.package_path}. Build the functions first: npm run build."
  }
}

variable "description" {
  description = "One sentence that the Lambda console shows."
  type        = string
}

variable "network" {
  description = "Where the function is inside a VPC; null for outside, where it reaches the Internet."
  type        = object({ subnet_ids = list(string), security_group_ids = list(string) })
  default     = null
}

variable "environment_variables" {
  description = "Environment of the function, without Powertools' own. Empty values and nulls are left out: an empty setting counts as absent."
  type        = map(string)
}

variable "permissions" {
  description = "What this function may do besides writing its log and its traces: IAM policy statements."
  type        = any
}
