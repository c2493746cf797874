# The function that decides whether a token is good.
# Used by API Gateway, once per token and authorizer_cache_ttl_seconds.
# Without it every request is refused.

module "authorizer" {
  source = "../lambda-function"

  name                 = local.name.authorizer
  description          = "Tells API Gateway whether a bearer token is good."
  package_path         = var.lambda_package_paths.authorizer
  runtime              = var.lambda_runtime
  memory_mb            = var.lambda_memory_mb
  timeout_seconds      = var.authorizer_timeout_seconds
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  kms_key_arn          = aws_kms_key.this.arn
  reserved_concurrency = var.reserved_concurrency.authorizer
  permissions          = [] # It calls nobody but the identity provider.

  environment_variables = {
    ISSUER_URI              = var.issuer_uri
    JWKS_URI                = var.jwks_uri
    AUDIENCE                = var.audience
    MSISDN_CLAIM            = var.msisdn_claim == null ? "" : var.msisdn_claim
    CLIENT_IDS              = join(",", var.client_ids)
    POWERTOOLS_LOG_LEVEL    = var.log_level
    POWERTOOLS_SERVICE_NAME = local.name.authorizer
  }
}
