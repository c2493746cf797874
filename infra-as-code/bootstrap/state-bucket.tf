# The bucket for Terraform's state, its lock included (use_lockfile). It lies in the region that was made ready first.
# Used by every environment of the account, whatever its region.
# Without it each machine would have its own idea of what is deployed.

locals {
  state_bucket = coalesce(var.state_bucket, "${var.project}-${var.aws_account_id}-terraform-state")
}

import {
  for_each = var.adopt_state_bucket ? toset([local.state_bucket]) : toset([])

  to = aws_s3_bucket.state[0]
  id = each.value
}

resource "aws_s3_bucket" "state" {
  count = var.manage_state_bucket ? 1 : 0

  bucket = local.state_bucket
}

resource "aws_s3_bucket_versioning" "state" {
  count = var.manage_state_bucket ? 1 : 0

  bucket = aws_s3_bucket.state[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "state" {
  count = var.manage_state_bucket ? 1 : 0

  bucket = aws_s3_bucket.state[0].id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "state" {
  count = var.manage_state_bucket ? 1 : 0

  bucket = aws_s3_bucket.state[0].id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "state" {
  count = var.manage_state_bucket ? 1 : 0

  bucket = aws_s3_bucket.state[0].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# Every apply leaves a version behind; a quarter of a year is long enough to find that one was wrong.
resource "aws_s3_bucket_lifecycle_configuration" "state" {
  count = var.manage_state_bucket ? 1 : 0

  bucket = aws_s3_bucket.state[0].id

  rule {
    id     = "expire-old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days           = 90
      newer_noncurrent_versions = 10
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.state]
}

# So that a rule of the account may tell someone that the state was written or deleted.
resource "aws_s3_bucket_notification" "state" {
  count = var.manage_state_bucket ? 1 : 0

  bucket      = aws_s3_bucket.state[0].id
  eventbridge = true
}

# Written with jsonencode(), so that a plan shows it: a policy document that waits for the bucket's ARN is read at apply only.
resource "aws_s3_bucket_policy" "state" {
  count = var.manage_state_bucket ? 1 : 0

  bucket = aws_s3_bucket.state[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.state[0].arn, "${aws_s3_bucket.state[0].arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.state]
}
