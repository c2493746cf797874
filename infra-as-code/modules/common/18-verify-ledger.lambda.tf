# The function verify-ledger.
# Used by its schedule.
# Without it …

module "verify_ledger" {
  source = "../lambda-function"

  function    = local.functions["verify-ledger"]
  description = "…"
  permissions = []

  environment_variables = {}
}
