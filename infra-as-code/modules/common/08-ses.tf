# Who our e-mail comes from, and how it is carried. Nothing when e-mail is off.
# Used by init-user-account.
# Without it SES refuses every message as coming from an unverified sender.

locals {
  # A domain has one SES identity and one set of mail records, whichever environment owns them.
  mail_domain_on = local.email_on && var.apply_custom_domain && var.manage_mail_domain
  mail_from      = "mail.${var.domain}"
}

# The back office's mailbox: the sender without a domain; with one, the only kind of recipient that an SES sandbox allows.
resource "aws_ses_email_identity" "destination" {
  count = local.email_on && var.settings.manage_email_identity ? 1 : 0

  email = var.test_destination_email
}

resource "aws_ses_configuration_set" "this" {
  count = local.email_on ? 1 : 0

  name                       = local.name.configuration_set
  reputation_metrics_enabled = true
  sending_enabled            = true

  delivery_options {
    tls_policy = "Require"
  }
}

resource "aws_ses_domain_identity" "this" {
  count = local.mail_domain_on ? 1 : 0

  domain = var.domain
}

resource "aws_route53_record" "ses_verification" {
  count = local.mail_domain_on ? 1 : 0

  zone_id = data.aws_route53_zone.this[0].zone_id
  name    = "_amazonses.${var.domain}"
  type    = "TXT"
  ttl     = 600
  records = [aws_ses_domain_identity.this[0].verification_token]
}

resource "aws_ses_domain_dkim" "this" {
  count = local.mail_domain_on ? 1 : 0

  domain = aws_ses_domain_identity.this[0].domain
}

# SES always gives three tokens.
resource "aws_route53_record" "dkim" {
  count = local.mail_domain_on ? 3 : 0

  zone_id = data.aws_route53_zone.this[0].zone_id
  name    = "${aws_ses_domain_dkim.this[0].dkim_tokens[count.index]}._domainkey.${var.domain}"
  type    = "CNAME"
  ttl     = 600
  records = ["${aws_ses_domain_dkim.this[0].dkim_tokens[count.index]}.dkim.amazonses.com"]
}

resource "aws_ses_domain_mail_from" "this" {
  count = local.mail_domain_on ? 1 : 0

  domain           = aws_ses_domain_identity.this[0].domain
  mail_from_domain = local.mail_from
}

resource "aws_route53_record" "mail_from_mx" {
  count = local.mail_domain_on ? 1 : 0

  zone_id = data.aws_route53_zone.this[0].zone_id
  name    = local.mail_from
  type    = "MX"
  ttl     = 600
  records = ["10 feedback-smtp.${var.aws_region}.amazonses.com"]
}

resource "aws_route53_record" "mail_from_spf" {
  count = local.mail_domain_on ? 1 : 0

  zone_id = data.aws_route53_zone.this[0].zone_id
  name    = local.mail_from
  type    = "TXT"
  ttl     = 600
  records = ["v=spf1 include:amazonses.com -all"]
}

resource "aws_route53_record" "dmarc" {
  count = local.mail_domain_on && var.settings.manage_dmarc_record ? 1 : 0

  zone_id = data.aws_route53_zone.this[0].zone_id
  name    = "_dmarc.${var.domain}"
  type    = "TXT"
  ttl     = 600
  records = ["v=DMARC1; p=quarantine; adkim=s; aspf=r"]
}
