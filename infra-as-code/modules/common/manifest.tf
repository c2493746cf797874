# The list of what is deployed (deployment/manifest.json, which the build, the local stack and the tests read too) with
# the environment's own settings on top.
# Used by every file that makes, watches or shows a function, a queue or a schedule.
# Without it a time-out or a batch size would stand in several places and differ.

locals {
  manifest = jsondecode(file("${path.module}/../../../deployment/manifest.json"))

  # A function that the request guard watches has a second package, with the guard in it.
  packages = { for function, entry in local.manifest.functions : function => var.enable_request_guard ? try(entry.guarded.zip, function) : function }

  # By the name of the folder in lambda-src: what module lambda-function takes.
  functions = { for function, entry in local.manifest.functions : function => {
    name                 = "${local.name_prefix}-${function}"
    package_path         = replace(replace(var.lambda_package_path, "{function}.zip", "${local.packages[function]}.zip"), "{function}", function)
    runtime              = var.lambda_runtime
    memory_mb            = lookup(var.settings.memory_mb, function, entry.memoryMb)
    timeout_seconds      = lookup(var.settings.timeout_seconds, function, entry.timeoutSeconds)
    reserved_concurrency = lookup(var.settings.reserved_concurrency, function, -1)
    log_level            = var.settings.log_level
    log_retention_days   = var.settings.log_retention_days
    kms_key_arn          = aws_kms_key.this.arn
  } }

  # The function that receives from each queue.
  consumers = { for function, entry in local.manifest.functions : entry.trigger.queue => function if entry.trigger.kind == "queue" }

  # How the messages of each queue reach that function.
  batches = { for queue, function in local.consumers : queue => {
    batch_size              = lookup(var.settings.batch_size, queue, local.manifest.functions[function].trigger.batchSize)
    batching_window_seconds = lookup(var.settings.batching_window_seconds, queue, local.manifest.functions[function].trigger.batchingWindowSeconds)
    maximum_concurrency     = lookup(var.settings.maximum_concurrency, queue, local.manifest.functions[function].trigger.maximumConcurrency)
  } }

  # What module sqs-queue takes, with what the mapping and the alarms need.
  queues = { for queue, entry in local.manifest.queues : queue => merge(local.batches[queue], {
    name                          = "${local.name_prefix}-${queue}"
    dead_letters_name             = "${local.name_prefix}-${queue}-dlq"
    aws_region                    = var.aws_region
    aws_account_id                = var.aws_account_id
    kms_key_arn                   = aws_kms_key.this.arn
    message_retention_seconds     = entry.messageRetentionSeconds
    dead_letter_retention_seconds = entry.deadLetterRetentionSeconds
    max_receive_count             = lookup(var.settings.max_receive_count, queue, entry.maxReceiveCount)
    # AWS asks for six times the function's time-out, so that retries of a throttled poller stay inside one receive:
    # https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    visibility_timeout_seconds = 6 * local.functions[local.consumers[queue]].timeout_seconds + local.batches[queue].batching_window_seconds
  }) }

  # In minutes, which is the least that EventBridge Scheduler takes.
  schedule_expressions = { for schedule, entry in local.manifest.schedules :
    schedule => "rate(${entry.everySeconds / 60} ${entry.everySeconds == 60 ? "minute" : "minutes"})"
  }
}
