# What invokes functions by the clock: one schedule and one role for each.
# Used by sweep-transactions and verify-ledger; deployment/manifest.json says how often.
# Without it a transaction whose message was lost stays pending for ever, and nothing looks for a broken rule.

locals {
  scheduled_functions = {
    sweep-transactions = module.sweep_transactions
    verify-ledger      = module.verify_ledger
  }
}

# The scheduler hands a run to Lambda, which would by itself repeat one that failed: twice, at a time of its own.
# https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
resource "aws_lambda_function_event_invoke_config" "schedule" {
  for_each = local.scheduled_functions

  function_name                = each.value.name
  maximum_retry_attempts       = 0
  maximum_event_age_in_seconds = 60
}

resource "aws_scheduler_schedule_group" "this" {
  name = local.name.schedules
}

# The group in the trust, because AWS takes no single schedule there:
# https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
resource "aws_iam_role" "schedule" {
  for_each = local.scheduled_functions

  name        = "${each.value.name}-schedule"
  description = "What the schedule of ${each.value.name} may do: invoke that function."
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AllowSchedulerToAssume"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = var.aws_account_id, "aws:SourceArn" = local.schedule_group_arn } }
    }]
  })
}

resource "aws_iam_role_policy" "schedule" {
  for_each = local.scheduled_functions

  name = "permissions"
  role = aws_iam_role.schedule[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "AllowFunctionInvoke"
        Effect   = "Allow"
        Action   = ["lambda:InvokeFunction"]
        Resource = [each.value.arn]
      },
      # https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html
      {
        Sid       = "AllowOwnScheduleDecrypt"
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = [aws_kms_key.this.arn]
        Condition = { StringEquals = { "kms:ViaService" = ["scheduler.${var.aws_region}.amazonaws.com"] } }
      },
    ]
  })
}

resource "aws_scheduler_schedule" "this" {
  for_each = local.scheduled_functions

  name                = each.value.name
  description         = "Invokes ${each.value.name}."
  group_name          = aws_scheduler_schedule_group.this.name
  schedule_expression = local.schedule_expressions[each.key]
  kms_key_arn         = aws_kms_key.this.arn

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = each.value.arn
    role_arn = aws_iam_role.schedule[each.key].arn

    # The next run is the repetition: a late one beside it would do the same work twice.
    retry_policy {
      maximum_retry_attempts       = 0
      maximum_event_age_in_seconds = 60
    }
  }

  # The rights first: the first run may come at once.
  depends_on = [aws_iam_role_policy.schedule]
}
