# The API's own name: certificate, domain name, records. Only with apply_custom_domain.
# Used by callers, who then keep one address through every redeployment.
# Without it the API has only its execute-api address.

data "aws_route53_zone" "this" {
  count = var.apply_custom_domain ? 1 : 0

  name         = var.domain
  private_zone = false
}

resource "aws_acm_certificate" "api" {
  count = var.apply_custom_domain ? 1 : 0

  domain_name       = local.api_host
  validation_method = "DNS"

  options {
    certificate_transparency_logging_preference = "ENABLED"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# ACM issues nothing until it finds this record, and never renews without it.
resource "aws_route53_record" "certificate_validation" {
  for_each = var.apply_custom_domain ? toset([local.api_host]) : toset([])

  zone_id         = data.aws_route53_zone.this[0].zone_id
  name            = one([for option in aws_acm_certificate.api[0].domain_validation_options : option.resource_record_name if option.domain_name == each.key])
  type            = one([for option in aws_acm_certificate.api[0].domain_validation_options : option.resource_record_type if option.domain_name == each.key])
  records         = [one([for option in aws_acm_certificate.api[0].domain_validation_options : option.resource_record_value if option.domain_name == each.key])]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "api" {
  count = var.apply_custom_domain ? 1 : 0

  certificate_arn         = aws_acm_certificate.api[0].arn
  validation_record_fqdns = [for record in aws_route53_record.certificate_validation : record.fqdn]
}

resource "aws_api_gateway_domain_name" "api" {
  count = var.apply_custom_domain ? 1 : 0

  domain_name              = local.api_host
  regional_certificate_arn = aws_acm_certificate_validation.api[0].certificate_arn
  security_policy          = "TLS_1_2"

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_base_path_mapping" "api" {
  count = var.apply_custom_domain ? 1 : 0

  api_id      = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  domain_name = aws_api_gateway_domain_name.api[0].domain_name
}

resource "aws_route53_record" "api" {
  count = var.apply_custom_domain ? 1 : 0

  zone_id = data.aws_route53_zone.this[0].zone_id
  name    = local.api_host
  type    = "A"

  alias {
    name                   = aws_api_gateway_domain_name.api[0].regional_domain_name
    zone_id                = aws_api_gateway_domain_name.api[0].regional_zone_id
    evaluate_target_health = false
  }
}
