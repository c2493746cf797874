terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    # 5.100 is the last of its line and the one that this configuration was tried with. What 6 changes for us:
    # data.aws_region.name becomes .region (not used here), and aws_api_gateway_account resets the account on destroy (bootstrap).
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  # The rest (bucket, key, region, lock) comes from -backend-config: the tasks give it, so no tracked file is edited.
  backend "s3" {}
}

provider "aws" {
  region              = var.aws_region
  allowed_account_ids = [var.aws_account_id]

  default_tags {
    tags = {
      Project     = var.project
      Environment = local.environment
      ManagedBy   = "terraform"
    }
  }
}
