# Everything that an operator may change and seldom does: one object, each setting with its default and its meaning.
# Used by every file of this module; an environment passes the settings that differ.
# Without it each environment would repeat each setting three times.

variable "settings" {
  description = "Settings that differ from their defaults; each is described here, in its line."
  default     = {}
  nullable    = false

  type = object({
    # Tokens
    msisdn_claim                 = optional(string)           # claim that binds a token to one number; null for the functions' default
    required_scope               = optional(string)           # scope that a token must carry to read an account; null for none
    unbound_scope                = optional(string)           # scope that a token without msisdn_claim must carry to read an account; null for none
    client_ids                   = optional(list(string), []) # clients whose tokens are accepted though they carry no `aud` (Amazon Cognito)
    authorizer_cache_ttl_seconds = optional(number, 250)      # how long API Gateway keeps the answer for one token; a revoked one works that much longer

    # API
    integration_timeout_ms   = optional(number, 29000) # how long API Gateway waits for a function; longer than the function's own time-out
    throttle_rate_per_second = optional(number, 50)    # requests per second that the stage lets through in the long run
    throttle_burst           = optional(number, 100)   # requests that the stage lets through at once
    fail_on_openapi_warnings = optional(bool, false)   # refuse the API definition when API Gateway warns about it
    web_acl_arn              = optional(string)        # AWS WAF web ACL (regional) before the API; null for none

    # Functions and queues, by their names in deployment/manifest.json, which has the default of what is not set here
    memory_mb               = optional(map(number), {}) # memory of a function
    timeout_seconds         = optional(map(number), {}) # longest time of one invocation
    reserved_concurrency    = optional(map(number), {}) # executions set aside; -1 for none (a new account has 10 in all, and none may be set aside)
    batch_size              = optional(map(number), {}) # messages of a queue handed to one invocation at most
    batching_window_seconds = optional(map(number), {}) # how long a queue's poller waits to fill a batch: fewer invocations, later answers
    maximum_concurrency     = optional(map(number), {}) # batches of a queue that are worked on at once at most
    max_receive_count       = optional(map(number), {}) # receives of a queue before a dead letter; with growing delays, 10 outlast an hour's outage
    log_level               = optional(string, "INFO")  # lowest level that the functions write: INFO, WARN or ERROR
    log_retention_days      = optional(number, 30)      # how long CloudWatch keeps every log

    # Transactions, in whole GNF
    transaction_min_amount     = optional(number, 1)         # least amount of one transaction
    transaction_max_amount     = optional(number, 10000000)  # greatest amount of one transaction
    transaction_expiry_seconds = optional(number, 3600)      # how long an accepted transaction may wait to be posted; after it, it fails
    account_max_balance        = optional(number, 50000000)  # greatest balance that a credit may lead to
    daily_debit_limit          = optional(number, 0)         # what one account may send in a day (UTC); 0 for no limit
    cash_daily_limit           = optional(number, 100000000) # what one requester may deposit and withdraw against cash in a day (UTC)
    verify_segments            = optional(number, 1)         # parts in which the ledger is verified, one an hour; more where an hour's run does not finish
    callback_allowed_hosts     = optional(list(string), [])  # hosts that clients may be called back at: exact names, or *.example.com for every name below; empty for no callbacks

    # Accounts and welcomes
    opening_balance             = optional(number, 1000)   # what a new account is credited with, in whole GNF
    openings_per_caller_per_day = optional(number, 1000)   # accounts that the reads of one caller may open in a day (UTC); 0 for no limit
    openings_per_day            = optional(number, 100000) # accounts that all reads may open in a day (UTC); 0 for no limit
    msisdn_country_code         = optional(string)         # country code of the numbering plan; null for the functions' default (224, Guinea)
    msisdn_national_pattern     = optional(string)         # regular expression of a national number; null for the functions' default (Guinea)
    welcome_lease_seconds       = optional(number, 60)     # how long one delivery may hold the right to send a welcome
    sms_sender_name             = optional(string)         # sender that the subscriber sees, approved by the provider; null for the functions' default
    manage_email_identity       = optional(bool, true)     # create the SES identity of the mailbox; false in a second environment with the same mailbox
    manage_dmarc_record         = optional(bool, true)     # create _dmarc.DOMAIN; false where the domain already has one

    # Request guard (enable_request_guard). Where the cache is the operator's own, its address, and what the function needs to get there
    enquiries_per_minute_per_caller  = optional(number, 120)      # reads that one caller may make in a minute; 0 for no limit
    pending_mark_ttl_seconds         = optional(number, 60)       # how long a number whose opening was asked for is not asked for again; 0 for no mark
    request_guard_availability_zones = optional(list(string), []) # two zones for the cache's network; empty for the region's a and b
    request_guard_host               = optional(string)           # address of your own Valkey; null for a serverless cache that is made here
    request_guard_port               = optional(number, 6379)     # port of your own Valkey
    request_guard_tls                = optional(bool, true)       # whether your own Valkey speaks TLS
    request_guard_user               = optional(string)           # IAM user of your own serverless cache; null for a Valkey that asks nobody
    request_guard_cache              = optional(string)           # name of your own serverless cache, where there is a user
    request_guard_connect_arns       = optional(list(string), []) # ARNs of that cache and of that user
    request_guard_subnet_ids         = optional(list(string), []) # subnets of the function that reach your Valkey, DynamoDB and SQS
    request_guard_security_group_ids = optional(list(string), []) # security groups of the function that let it reach them

    # Alarms
    alarm_email                          = optional(string)       # mailbox that alarms write to, after it confirmed the subscription; null for none
    accounts_opened_per_hour_alarm       = optional(number, 200)  # accounts opened in an hour above which an alarm rings: a token that opens numbers by the thousand
    client_errors_per_5_minutes_alarm    = optional(number, 200)  # 4xx answers in five minutes above which an alarm rings
    server_error_ratio_alarm             = optional(number, 0.05) # share of 5xx answers in five minutes above which an alarm rings, 0 to 1
    notification_failure_ratio_alarm     = optional(number, 0.5)  # share of failed attempts to notify in a quarter of an hour above which an alarm rings, 0 to 1
    failed_requests_per_10_minutes_alarm = optional(number, 2)    # account requests reported failed in ten minutes from which on an alarm rings
  })

  validation {
    condition     = var.settings.unbound_scope == null ? true : can(regex("^[!#-\\[\\]-~]+$", var.settings.unbound_scope))
    error_message = "unbound_scope: one scope, without blanks (RFC 6749, section 3.3)."
  }

  validation {
    condition     = alltrue([for client in var.settings.client_ids : can(regex("^[^\\s,]+$", client))])
    error_message = "client_ids: identifiers without blanks and commas."
  }

  # Names only, no address and no URL, least of all of this machine. The function refuses the same.
  validation {
    condition = alltrue([for host in var.settings.callback_allowed_hosts :
      can(regex("^(\\*\\.([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+|([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+)[a-z0-9-]*[a-z][a-z0-9-]*$", host)) && !endswith(host, "-") && length(host) <= 253
    ])
    error_message = "callback_allowed_hosts: names of hosts in lower case, or *. before a domain; no address, no scheme, no port."
  }

  validation {
    condition     = var.settings.authorizer_cache_ttl_seconds >= 0 && var.settings.authorizer_cache_ttl_seconds <= 300
    error_message = "authorizer_cache_ttl_seconds: 0 (no cache) to 300."
  }

  validation {
    condition = var.settings.integration_timeout_ms <= 29000 && alltrue([for function, entry in local.manifest.functions :
      var.settings.integration_timeout_ms > 1000 * lookup(var.settings.timeout_seconds, function, entry.timeoutSeconds) if entry.trigger.kind == "routes"
    ])
    error_message = "integration_timeout_ms: at most 29000 and more than the time-out of every function of a route, or callers get a time-out for answers that are on their way."
  }

  validation {
    condition     = var.settings.throttle_rate_per_second > 0 && var.settings.throttle_burst > 0
    error_message = "throttle_rate_per_second, throttle_burst: more than 0."
  }

  validation {
    condition = alltrue([
      for settings in [var.settings.memory_mb, var.settings.timeout_seconds, var.settings.reserved_concurrency] :
      length(setsubtract(keys(settings), keys(local.manifest.functions))) == 0
    ])
    error_message = "memory_mb, timeout_seconds, reserved_concurrency: by function, and the functions are ${join(", ", keys(local.manifest.functions))}."
  }

  validation {
    condition = alltrue([
      for settings in [var.settings.batch_size, var.settings.batching_window_seconds, var.settings.maximum_concurrency, var.settings.max_receive_count] :
      length(setsubtract(keys(settings), keys(local.manifest.queues))) == 0
    ])
    error_message = "batch_size, batching_window_seconds, maximum_concurrency, max_receive_count: by queue, and the queues are ${join(", ", keys(local.manifest.queues))}."
  }

  validation {
    condition     = alltrue([for megabytes in values(var.settings.memory_mb) : megabytes >= 128 && megabytes <= 10240])
    error_message = "memory_mb: 128 to 10240."
  }

  validation {
    condition     = lookup(var.settings.timeout_seconds, "authorizer", 7) >= 7 && lookup(var.settings.timeout_seconds, "authorizer", 7) <= 29
    error_message = "timeout_seconds of authorizer: 7 to 29; less is cut off before two downloads of the signing keys are given up."
  }

  validation {
    condition     = lookup(var.settings.timeout_seconds, "get-account-info", 15) >= 15 && lookup(var.settings.timeout_seconds, "get-account-info", 15) <= 28
    error_message = "timeout_seconds of get-account-info: 15 to 28; less is cut off (502) before tables and a queue that do not answer are given up (503)."
  }

  validation {
    condition     = lookup(var.settings.timeout_seconds, "init-user-account", 40) >= 40 && lookup(var.settings.timeout_seconds, "init-user-account", 40) <= 900
    error_message = "timeout_seconds of init-user-account: 40 to 900; no record is started with less time left than it may take, so less opens no account at all."
  }

  validation {
    condition     = lookup(var.settings.timeout_seconds, "request-transaction", 10) >= 10 && lookup(var.settings.timeout_seconds, "request-transaction", 10) <= 28
    error_message = "timeout_seconds of request-transaction: 10 to 28; less is cut off (502) before a table and a queue that do not answer are given up (503)."
  }

  validation {
    condition     = lookup(var.settings.timeout_seconds, "get-account-statement", 10) >= 10 && lookup(var.settings.timeout_seconds, "get-account-statement", 10) <= 28
    error_message = "timeout_seconds of get-account-statement: 10 to 28; less is cut off (502) before a table that does not answer is given up (503)."
  }

  validation {
    condition     = lookup(var.settings.timeout_seconds, "get-transaction", 10) >= 10 && lookup(var.settings.timeout_seconds, "get-transaction", 10) <= 28
    error_message = "timeout_seconds of get-transaction: 10 to 28; less is cut off (502) before a table that does not answer is given up (503)."
  }

  validation {
    condition     = lookup(var.settings.timeout_seconds, "process-transaction", 11) >= 11 && lookup(var.settings.timeout_seconds, "process-transaction", 11) <= 900
    error_message = "timeout_seconds of process-transaction: 11 to 900; no transaction is started with less time left than it may take, so less posts none at all."
  }

  validation {
    condition     = lookup(var.settings.timeout_seconds, "notify-parties", 39) >= 39 && lookup(var.settings.timeout_seconds, "notify-parties", 39) <= 59
    error_message = "timeout_seconds of notify-parties: 39 to 59; with less, no notification is started; with more, a second delivery could send while the first still does (its lease is 60 s)."
  }

  validation {
    condition     = lookup(var.settings.timeout_seconds, "sweep-transactions", 13) >= 13 && lookup(var.settings.timeout_seconds, "sweep-transactions", 13) <= 60
    error_message = "timeout_seconds of sweep-transactions: 13 to 60; with less, no transaction is started; with more, a run meets the next one."
  }

  validation {
    condition = alltrue([for queue, function in local.consumers :
      lookup(var.settings.reserved_concurrency, function, -1) == -1 || lookup(var.settings.reserved_concurrency, function, -1) >= lookup(var.settings.maximum_concurrency, queue, local.manifest.functions[function].trigger.maximumConcurrency)
    ])
    error_message = "reserved_concurrency of a queue's function: -1 or at least the queue's maximum_concurrency, or the pollers are throttled and messages lose receives."
  }

  validation {
    condition     = alltrue([for value in values(var.settings.batch_size) : value >= 1 && value <= 10])
    error_message = "batch_size: 1 to 10."
  }

  validation {
    condition     = alltrue([for value in values(var.settings.batching_window_seconds) : value >= 0 && value <= 300])
    error_message = "batching_window_seconds: 0 to 300."
  }

  validation {
    condition     = alltrue([for value in values(var.settings.maximum_concurrency) : value >= 2 && value <= 1000])
    error_message = "maximum_concurrency: 2 (the least that AWS takes) to 1000."
  }

  validation {
    condition     = alltrue([for value in values(var.settings.max_receive_count) : value >= 10 && value <= 1000])
    error_message = "max_receive_count: 10 to 1000."
  }

  validation {
    condition     = contains(["INFO", "WARN", "ERROR"], var.settings.log_level)
    error_message = "log_level: INFO, WARN or ERROR."
  }

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.settings.log_retention_days)
    error_message = "log_retention_days: one of the values that CloudWatch takes: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, …"
  }

  validation {
    condition     = var.settings.opening_balance >= 0 && floor(var.settings.opening_balance) == var.settings.opening_balance
    error_message = "opening_balance: a whole number of GNF, 0 or more."
  }

  # What the functions refuse when they start (lambda-src/runtime/src/numbering-plan.ts), so that no deployment stops them.
  # RE2 takes the first alternative that fits, as JavaScript does, so `202` gives `20`, which is not the whole.
  validation {
    condition     = var.settings.msisdn_country_code == null ? true : try(regex("^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[1-9]\\d\\d)", var.settings.msisdn_country_code), "") == var.settings.msisdn_country_code
    error_message = "msisdn_country_code: a country code of ITU-T E.164, one to three digits without a plus."
  }

  validation {
    condition     = can(regexall(coalesce(var.settings.msisdn_national_pattern, "0"), ""))
    error_message = "msisdn_national_pattern: a regular expression that Terraform knows too (RE2: no look-around, no back-reference)."
  }

  validation {
    condition     = alltrue([for numbers in local.short_numbers : length(try(regexall("(?m)^(?:${coalesce(var.settings.msisdn_national_pattern, "0{6}")})$", numbers), [])) == 0])
    error_message = "msisdn_national_pattern: must not fit numbers of fewer than six digits; logs could not mask them."
  }

  validation {
    condition     = alltrue([for count in [var.settings.openings_per_caller_per_day, var.settings.openings_per_day] : count >= 0 && count <= 1000000000 && floor(count) == count])
    error_message = "openings_per_caller_per_day, openings_per_day: whole numbers, 0 (no limit) to 1000000000."
  }

  validation {
    condition = alltrue([
      for francs in [var.settings.transaction_min_amount, var.settings.transaction_max_amount, var.settings.account_max_balance] :
      francs >= 1 && francs < 1e15 && floor(francs) == francs
    ])
    error_message = "transaction_min_amount, transaction_max_amount, account_max_balance: whole numbers of GNF, 1 to 999999999999999."
  }

  validation {
    condition     = var.settings.transaction_min_amount <= var.settings.transaction_max_amount
    error_message = "transaction_min_amount: at most transaction_max_amount, or every transaction is refused."
  }

  validation {
    condition     = alltrue([for francs in [var.settings.daily_debit_limit, var.settings.cash_daily_limit] : francs >= 0 && francs < 1e15 && floor(francs) == francs])
    error_message = "daily_debit_limit, cash_daily_limit: whole numbers of GNF, 0 to 999999999999999."
  }

  validation {
    condition     = var.settings.verify_segments >= 1 && var.settings.verify_segments <= 1000 && floor(var.settings.verify_segments) == var.settings.verify_segments
    error_message = "verify_segments: a whole number, 1 to 1000."
  }

  # The sweeper queues a lost transaction again after a minute.
  validation {
    condition     = var.settings.transaction_expiry_seconds >= 120 && var.settings.transaction_expiry_seconds <= 2592000 && floor(var.settings.transaction_expiry_seconds) == var.settings.transaction_expiry_seconds
    error_message = "transaction_expiry_seconds: 120 (less leaves no time to queue a lost transaction again) to 2592000."
  }

  validation {
    condition     = var.settings.welcome_lease_seconds > lookup(var.settings.timeout_seconds, "init-user-account", local.manifest.functions["init-user-account"].timeoutSeconds)
    error_message = "welcome_lease_seconds: more than init-user-account's time-out, or a second delivery could send while the first still does."
  }

  validation {
    condition = var.settings.welcome_lease_seconds < (
      6 * lookup(var.settings.timeout_seconds, "init-user-account", local.manifest.functions["init-user-account"].timeoutSeconds) +
      lookup(var.settings.batching_window_seconds, "account-requests", local.manifest.functions["init-user-account"].trigger.batchingWindowSeconds)
    )
    error_message = "welcome_lease_seconds: less than the queue's visibility (6 × init-user-account's time-out + the batching window), or a redelivery finds the lease still held."
  }

  validation {
    condition     = var.settings.request_guard_host == null ? true : can(regex("^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$", var.settings.request_guard_host))
    error_message = "request_guard_host: a host's name or address, without scheme and port."
  }

  validation {
    condition     = var.settings.request_guard_host == null || var.enable_request_guard
    error_message = "request_guard_host has no effect while enable_request_guard is false: set both or none."
  }

  validation {
    condition = var.settings.request_guard_host == null || (
      length(var.settings.request_guard_subnet_ids) > 0 && alltrue([for id in var.settings.request_guard_subnet_ids : can(regex("^subnet-[0-9a-f]+$", id))]) &&
      length(var.settings.request_guard_security_group_ids) > 0 && alltrue([for id in var.settings.request_guard_security_group_ids : can(regex("^sg-[0-9a-f]+$", id))])
    )
    error_message = "request_guard_host: with it, request_guard_subnet_ids (subnet-…) and request_guard_security_group_ids (sg-…) say where the function goes."
  }

  validation {
    condition = var.settings.request_guard_host != null || alltrue([
      for given in concat([var.settings.request_guard_user, var.settings.request_guard_cache], var.settings.request_guard_connect_arns, var.settings.request_guard_subnet_ids, var.settings.request_guard_security_group_ids) : given == null
    ])
    error_message = "request_guard_user, _cache, _connect_arns, _subnet_ids and _security_group_ids describe your own Valkey: they need request_guard_host."
  }

  # A token of IAM goes over TLS only: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
  validation {
    condition = var.settings.request_guard_user == null ? var.settings.request_guard_cache == null && length(var.settings.request_guard_connect_arns) == 0 : (
      var.settings.request_guard_cache != null && var.settings.request_guard_tls &&
      length([for arn in var.settings.request_guard_connect_arns : arn if endswith(arn, ":user:${var.settings.request_guard_user}")]) == 1 &&
      length([for arn in var.settings.request_guard_connect_arns : arn if endswith(arn, ":serverlesscache:${coalesce(var.settings.request_guard_cache, "-")}")]) == 1 &&
      length(var.settings.request_guard_connect_arns) == 2
    )
    error_message = "request_guard_user: with it, request_guard_cache, TLS, and in request_guard_connect_arns the ARNs of that serverless cache and of that user, no other; without it, none of them."
  }

  validation {
    condition     = var.settings.request_guard_port >= 1 && var.settings.request_guard_port <= 65535 && floor(var.settings.request_guard_port) == var.settings.request_guard_port
    error_message = "request_guard_port: 1 to 65535."
  }

  validation {
    condition     = contains([0, 2], length(distinct(var.settings.request_guard_availability_zones))) && alltrue([for zone in var.settings.request_guard_availability_zones : startswith(zone, var.aws_region)])
    error_message = "request_guard_availability_zones: two zones of the region, such as ca-central-1a and ca-central-1b, or none."
  }

  validation {
    condition     = alltrue([for given in [[var.settings.enquiries_per_minute_per_caller, 1000000], [var.settings.pending_mark_ttl_seconds, 3600]] : given[0] >= 0 && given[0] <= given[1] && floor(given[0]) == given[0]])
    error_message = "enquiries_per_minute_per_caller: 0 (no limit) to 1000000; pending_mark_ttl_seconds: 0 (no mark) to 3600; whole numbers."
  }

  validation {
    condition     = var.settings.sms_sender_name == null ? true : length(var.settings.sms_sender_name) <= 11
    error_message = "sms_sender_name: at most 11 characters."
  }

  validation {
    condition     = alltrue([for ratio in [var.settings.server_error_ratio_alarm, var.settings.notification_failure_ratio_alarm] : ratio > 0 && ratio < 1])
    error_message = "server_error_ratio_alarm, notification_failure_ratio_alarm: between 0 and 1."
  }

  validation {
    condition     = var.settings.failed_requests_per_10_minutes_alarm >= 1
    error_message = "failed_requests_per_10_minutes_alarm: 1 or more."
  }
}

# All numbers of at most five digits, one a line, because the length of what an expression fits cannot be read off it. Each
# length is the shorter one behind every digit; a hundred thousand calls of `format` would take half a minute.
locals {
  digits        = range(10)
  one_digit     = join("\n", local.digits)
  two_digits    = join("\n", [for digit in local.digits : replace(local.one_digit, "/(?m)^/", digit)])
  three_digits  = join("\n", [for digit in local.digits : replace(local.two_digits, "/(?m)^/", digit)])
  four_digits   = join("\n", [for digit in local.digits : replace(local.three_digits, "/(?m)^/", digit)])
  five_digits   = join("\n", [for digit in local.digits : replace(local.four_digits, "/(?m)^/", digit)])
  short_numbers = ["", local.one_digit, local.two_digits, local.three_digits, local.four_digits, local.five_digits]
}

# An object's unknown attributes vanish without a word when it is handed on, so the environment hands on their names too.
variable "setting_names" {
  description = "Names of the settings that the environment sets."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.setting_names, keys(var.settings))) == 0
    error_message = "settings: there is no ${join(", ", setsubtract(var.setting_names, keys(var.settings)))}; modules/common/settings.tf lists them."
  }
}
