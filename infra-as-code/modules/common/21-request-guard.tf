# The request guard: a fast store beside the function that reads accounts, in a network of our own or at the operator's address.
# Used by get-account-info alone, where enable_request_guard is on; it leaves the Internet then, which it does not need.
# Without it nothing is missing: each enquiry costs a read of the table, and the daily allowance still limits openings.

module "request_guard" {
  source = "../request-guard"
  count  = local.request_guard_is_ours ? 1 : 0

  name               = local.name.request_guard
  flow_log_name      = local.name.request_guard_flow_log
  aws_region         = var.aws_region
  aws_account_id     = var.aws_account_id
  availability_zones = coalescelist(var.settings.request_guard_availability_zones, ["${var.aws_region}a", "${var.aws_region}b"])
  kms_key_arn        = aws_kms_key.this.arn
  log_retention_days = var.settings.log_retention_days
  function_role_arn  = module.get_account_info.role_arn

  endpoint_statements = { for service in ["dynamodb", "sqs"] : service => [
    for statement in local.get_account_info_permissions : { Sid = statement.Sid, Action = statement.Action, Resource = statement.Resource }
    if startswith(statement.Action[0], "${service}:")
  ] }

  # What lambda-src/adapters/src/valkey asks, each of one key.
  commands = ["expire", "get", "incr", "set"]
  # Three commands a request at most, and room for another three.
  commands_per_second_max = max(1000, ceil(6 * var.settings.throttle_rate_per_second))
}

locals {
  request_guard_is_ours = var.enable_request_guard && var.settings.request_guard_host == null

  # One element where the guard is on, else none.
  request_guards = concat(
    [for made in module.request_guard : {
      host               = made.host
      port               = made.port
      tls                = true
      user               = made.user
      cache              = made.cache
      connect_arns       = made.connect_arns
      subnet_ids         = made.subnet_ids
      security_group_ids = made.security_group_ids
    }],
    var.enable_request_guard && var.settings.request_guard_host != null ? [{
      host               = var.settings.request_guard_host
      port               = var.settings.request_guard_port
      tls                = var.settings.request_guard_tls
      user               = var.settings.request_guard_user
      cache              = var.settings.request_guard_cache
      connect_arns       = var.settings.request_guard_connect_arns
      subnet_ids         = var.settings.request_guard_subnet_ids
      security_group_ids = var.settings.request_guard_security_group_ids
    }] : [],
  )

  request_guard_environments = [for guard in local.request_guards : {
    REQUEST_GUARD_HOST              = guard.host
    REQUEST_GUARD_PORT              = tostring(guard.port)
    REQUEST_GUARD_TLS               = tostring(guard.tls)
    REQUEST_GUARD_USER              = guard.user
    REQUEST_GUARD_CACHE             = guard.cache
    ENQUIRIES_PER_MINUTE_PER_CALLER = tostring(var.settings.enquiries_per_minute_per_caller)
    PENDING_MARK_TTL_SECONDS        = tostring(var.settings.pending_mark_ttl_seconds)
  }]

  ec2_arn_prefix = "${local.arn_prefix}:ec2:${var.aws_region}:${var.aws_account_id}"
  # What Lambda does with the role to bring a function into a network, as in AWSLambdaVPCAccessExecutionRole:
  # https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
  network_interface_actions = {
    create  = ["ec2:CreateNetworkInterface"]
    see     = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"]
    release = ["ec2:AssignPrivateIpAddresses", "ec2:DeleteNetworkInterface", "ec2:UnassignPrivateIpAddresses"]
  }

  request_guard_permissions = flatten([for guard in local.request_guards : [
    [
      {
        Sid    = "AllowNetworkInterfacesCreate"
        Effect = "Allow"
        Action = local.network_interface_actions.create
        # An interface has no identifier before it is made; where it may be made is exact.
        Resource = concat(
          ["${local.ec2_arn_prefix}:network-interface/*"],
          [for id in guard.subnet_ids : "${local.ec2_arn_prefix}:subnet/${id}"],
          [for id in guard.security_group_ids : "${local.ec2_arn_prefix}:security-group/${id}"],
        )
      },
      # EC2's lists have no resources to name: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
      {
        Sid      = "AllowNetworkInterfacesSee"
        Effect   = "Allow"
        Action   = local.network_interface_actions.see
        Resource = ["*"]
      },
      {
        Sid      = "AllowNetworkInterfacesRelease"
        Effect   = "Allow"
        Action   = local.network_interface_actions.release
        Resource = ["${local.ec2_arn_prefix}:*/*"]
      },
      # Lambda needs these rights, the function's code does not: the same page, "Security best practices".
      {
        Sid       = "DenyNetworkInterfacesToTheCode"
        Effect    = "Deny"
        Action    = flatten(values(local.network_interface_actions))
        Resource  = ["*"]
        Condition = { ArnEquals = { "lambda:SourceFunctionArn" = [local.guarded_function_arn] } }
      },
    ],
    [for arns in [guard.connect_arns] : {
      Sid      = "AllowRequestGuardConnect"
      Effect   = "Allow"
      Action   = ["elasticache:Connect"]
      Resource = arns
    } if length(arns) > 0],
  ]])

  # Written out, because the function waits for this very policy.
  guarded_function_arn = "${local.arn_prefix}:lambda:${var.aws_region}:${var.aws_account_id}:function:${local.functions["get-account-info"].name}"
}
