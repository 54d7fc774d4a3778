terraform {
  required_version = ">= 1.9"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.7"
    }
  }
  # The state holds generated passwords: keep it in a bucket that only the deployer can read.
  backend "gcs" {}
}

provider "google" {
  project = var.project
  region  = var.region
}
