# The function that decides whether a token is good.
# Used by API Gateway, once per token and authorizer_cache_ttl_seconds.
# Without it every request is refused.

module "authorizer" {
  source = "../lambda-function"

  function    = local.functions["authorizer"]
  description = "Tells API Gateway whether a bearer token is good."
  permissions = [] # It calls the identity provider alone.

  environment_variables = {
    ISSUER_URI   = var.issuer_uri
    JWKS_URI     = var.jwks_uri
    AUDIENCE     = var.audience
    MSISDN_CLAIM = var.settings.msisdn_claim
    CLIENT_IDS   = join(",", var.settings.client_ids)
  }
}
