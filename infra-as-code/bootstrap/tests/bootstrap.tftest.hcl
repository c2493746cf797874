# Plans the bootstrap offline, with the real provider and no account, and holds the state's bucket to what keeps a state:
# versions, encryption, no access from outside, no plain HTTP.

provider "aws" {
  region                      = "ca-central-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
}

variables {
  aws_account_id = "123456789012"
}

override_resource {
  target          = aws_s3_bucket.state
  override_during = plan
  values = {
    arn = "arn:aws:s3:::fintech-solution-123456789012-terraform-state"
    id  = "fintech-solution-123456789012-terraform-state"
  }
}

run "the_state_is_kept_safe" {
  command = plan

  assert {
    condition     = aws_s3_bucket.state[0].bucket == "fintech-solution-123456789012-terraform-state"
    error_message = "The bucket is named after the project and the account."
  }

  assert {
    condition     = aws_s3_bucket_versioning.state[0].versioning_configuration[0].status == "Enabled"
    error_message = "The state's bucket keeps versions: a state that was overwritten can be brought back."
  }

  assert {
    condition = alltrue([
      for setting in ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"] :
      aws_s3_bucket_public_access_block.state[0][setting]
    ])
    error_message = "The state's bucket cannot be opened to the public, whatever else is set."
  }

  assert {
    condition     = one(flatten(aws_s3_bucket_server_side_encryption_configuration.state[0].rule[*].apply_server_side_encryption_by_default[*].sse_algorithm)) == "aws:kms"
    error_message = "The state's bucket is encrypted with KMS."
  }

  assert {
    condition = length([
      for statement in jsondecode(aws_s3_bucket_policy.state[0].policy).Statement : statement
      if statement.Effect == "Deny" && statement.Action == "s3:*" && statement.Principal.AWS == "*" && try(statement.Condition.Bool["aws:SecureTransport"], "") == "false" && length(statement.Resource) == 2
    ]) == 1
    error_message = "The state's bucket refuses plain HTTP, to everybody, for the bucket and for what is in it."
  }
}

run "the_logging_role_is_for_api_gateway_alone" {
  command = plan

  assert {
    condition     = jsondecode(aws_iam_role.api_gateway_logs[0].assume_role_policy).Statement[*].Principal.Service == ["apigateway.amazonaws.com"]
    error_message = "Only API Gateway may assume the role with which it writes its logs."
  }
}

run "in_a_second_region_the_bucket_is_left_alone" {
  command = plan

  variables {
    manage_state_bucket = false
    aws_region          = "eu-west-3"
  }

  assert {
    condition     = length(aws_s3_bucket.state) == 0 && length(aws_s3_bucket_policy.state) == 0 && length(aws_api_gateway_account.this) == 1
    error_message = "The bucket lies in the first region; a second one gets its logging role alone."
  }
}

run "another_logging_role_stays" {
  command = plan

  variables {
    manage_api_gateway_account = false
  }

  assert {
    condition     = length(aws_api_gateway_account.this) == 0 && length(aws_iam_role.api_gateway_logs) == 0
    error_message = "manage_api_gateway_account = false leaves the account's setting alone."
  }
}

run "refuses_an_account_of_four_digits" {
  command = plan

  variables {
    aws_account_id = "1234"
  }

  expect_failures = [var.aws_account_id]
}
