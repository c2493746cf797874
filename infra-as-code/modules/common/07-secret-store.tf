# The SMS provider's credentials, only with SMS ON, and the masters that sign callbacks, only where a host is allowed.
# Used by init-user-account and notify-parties.
# Without it no SMS can be sent, and no client can tell a callback of ours from another one.

# Write-only: the value is in no plan and no state, so Terraform writes it again only when the version is raised.
resource "aws_ssm_parameter" "sms_credentials" {
  count = local.sms_on ? 1 : 0

  name        = local.name.sms_credentials
  description = "JSON {client_id, client_secret} of the SMS provider."
  type        = "SecureString"
  key_id      = aws_kms_key.this.arn
  value_wo = jsonencode({
    client_id     = var.sms_provider_client_id
    client_secret = var.sms_provider_client_secret
  })
  value_wo_version = var.sms_credentials_version
}

# The right to read them, one statement or none.
locals {
  sms_credentials_read = [for parameter in aws_ssm_parameter.sms_credentials : {
    Sid      = "AllowSmsCredentialsRead"
    Effect   = "Allow"
    Action   = ["ssm:GetParameter"]
    Resource = [parameter.arn]
  }]
}

# Every client's secret is made of the current master; the previous one signs too while clients change over.
resource "aws_ssm_parameter" "callback_signing_secret" {
  count = local.callbacks_on ? 1 : 0

  name        = local.name.callback_secret
  description = "JSON {current, previous} of the masters that sign callbacks."
  type        = "SecureString"
  key_id      = aws_kms_key.this.arn
  value_wo = jsonencode({
    current  = var.callback_signing_secret
    previous = var.callback_signing_secret_previous
  })
  value_wo_version = var.callback_signing_version
}
