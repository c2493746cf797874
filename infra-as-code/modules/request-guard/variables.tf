variable "name" {
  description = "Name of the cache, its user, its network and all that belongs to them; unique in its account and region."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,39}$", var.name)) && !can(regex("--|-$", var.name))
    error_message = "name: lower-case letters, digits and single hyphens, 3 to 40 characters, a letter first: what ElastiCache takes."
  }
}

variable "aws_region" {
  description = "Region of the network."
  type        = string
}

variable "aws_account_id" {
  description = "Account of the network, 12 digits."
  type        = string
}

variable "availability_zones" {
  description = "Two zones of the region for the subnets, by name: what AWS lists may change, and a subnet does not move."
  type        = list(string)

  # https://docs.aws.amazon.com/lambda/latest/operatorguide/networking-vpc.html
  validation {
    condition     = length(var.availability_zones) == 2 && length(distinct(var.availability_zones)) == 2
    error_message = "availability_zones: two different zones, so that the loss of one leaves the guard."
  }
}

variable "kms_key_arn" {
  description = "Customer key that encrypts the cache and the flow log."
  type        = string
}

variable "log_retention_days" {
  description = "How long CloudWatch keeps the flow log."
  type        = number
}

variable "flow_log_name" {
  description = "Name of the flow log's group."
  type        = string
}

variable "function_role_arn" {
  description = "Role of the guarded function: the only principal that the endpoints let through."
  type        = string
}

variable "endpoint_statements" {
  description = "What the function does at each service that has an endpoint here: IAM statements by `dynamodb` and `sqs`."
  type        = map(list(object({ Sid = string, Action = list(string), Resource = list(string) })))

  validation {
    condition     = toset(keys(var.endpoint_statements)) == toset(["dynamodb", "sqs"])
    error_message = "endpoint_statements: for dynamodb and sqs, which have an endpoint here."
  }
}

variable "commands" {
  description = "Commands of Valkey that the guard uses."
  type        = list(string)
}

variable "commands_per_second_max" {
  description = "Commands of one kilobyte that the cache takes in a second at most (ECPU per second)."
  type        = number

  validation {
    condition     = var.commands_per_second_max >= 1000 && var.commands_per_second_max <= 15000000
    error_message = "commands_per_second_max: 1000 to 15000000, which is what ElastiCache takes."
  }
}
