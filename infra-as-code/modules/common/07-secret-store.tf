# The SMS provider's credentials. Only with SMS ON.
# Used by init-user-account and notify-parties.
# Without it no SMS can be sent.

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
