# Once per account and region, by `task bootstrap`: where Terraform keeps its state, and the role with which
# API Gateway writes its logs. Both outlive every environment.

terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  # Its own state lies in the bucket that it makes; the first run keeps it on disk and then moves it there.
  backend "s3" {}
}

provider "aws" {
  region              = var.aws_region
  allowed_account_ids = [var.aws_account_id]

  default_tags {
    tags = {
      Project   = var.project
      ManagedBy = "terraform"
    }
  }
}
