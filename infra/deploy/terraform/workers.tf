locals {
  worker_secrets = {
    GENII_JWT_SECRET = "jwt-secret"
    OPENAI_API_KEY   = "openai-api-key"
  }
  worker_settings = {
    GENII_COMMAND_URL = google_cloud_run_v2_service.command_side["internal"].uri
    GENII_WORKERS     = tostring(var.workers.tasks)
    # Cloud Run gives an instance ten seconds to end.
    GENII_WORKER_GRACE = "7s"
  }
}

resource "google_cloud_run_v2_worker_pool" "worker" {
  name                = "genii-worker"
  location            = var.region
  deletion_protection = false
  depends_on = [
    google_secret_manager_secret_version.stored,
    google_secret_manager_secret_iam_member.readers,
  ]

  scaling {
    scaling_mode          = "MANUAL"
    manual_instance_count = var.workers.min
  }

  template {
    service_account = google_service_account.services["worker"].email

    vpc_access {
      # All of it, since a service that only this network reaches has a public address too.
      egress = "ALL_TRAFFIC"
      network_interfaces {
        network    = google_compute_network.genii.id
        subnetwork = google_compute_subnetwork.run.id
      }
    }

    containers {
      image = var.images.worker
      resources {
        limits = { cpu = "1", memory = "1Gi" }
      }
      dynamic "env" {
        for_each = local.worker_settings
        content {
          name  = env.key
          value = env.value
        }
      }
      dynamic "env" {
        for_each = local.worker_secrets
        content {
          name = env.key
          value_source {
            secret_key_ref {
              secret  = google_secret_manager_secret.all[env.value].secret_id
              version = "latest"
            }
          }
        }
      }
    }
  }

  lifecycle {
    # The autoscaler's, from the first look on.
    ignore_changes = [scaling[0].manual_instance_count]
  }
}
