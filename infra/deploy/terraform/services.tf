data "google_project" "this" {}

locals {
  # As a former key it only opens: while there are services of before, which can't read what is sealed.
  sealing_secrets = { (var.seal ? "GENII_MASTER_KEY" : "GENII_MASTER_KEYS_OLD") = "master-key" }
  command_side_secrets = merge(local.sealing_secrets, {
    DATABASE_URL              = "database-url"
    GENII_DB_COMMAND_PASSWORD = "database-command"
    GENII_DB_QUERY_PASSWORD   = "database-query"
    GENII_DB_SYSTEM_PASSWORD  = "database-system"
    REDIS_URL                 = "redis-url"
    GENII_JWT_SECRET          = "jwt-secret"
    OPENAI_API_KEY            = "openai-api-key"
    SLACK_BOT_TOKEN           = "slack-bot-token"
    PAGERDUTY_ROUTING_KEY     = "pagerduty-routing-key"
  })
  command_side_settings = merge(var.settings, {
    GCS_BUCKET       = google_storage_bucket.files.name
    GENII_PUBLIC_URL = "https://genii-command-side-${data.google_project.this.number}.${var.region}.run.app"
    # Health and metrics, on a port that Cloud Run shows to nobody.
    MANAGEMENT_SERVER_PORT = "9090"
    SLACK_CHANNEL          = var.slack_channel
    GENII_WORKER_POOL      = "projects/${var.project}/locations/${var.region}/workerPools/genii-worker"
    GENII_WORKERS          = tostring(var.workers.tasks)
    GENII_AUTOSCALE_MIN    = tostring(var.workers.min)
    GENII_AUTOSCALE_MAX    = tostring(var.workers.max)
  })
  query_side_secrets = {
    DATABASE_URL            = "database-address"
    GENII_DB_QUERY_PASSWORD = "database-query"
    GENII_JWT_SECRET        = "jwt-secret"
  }
}

# Twice the same: what clients reach, without workers' routes, health and metrics; and for workers
# alone, from this network.
resource "google_cloud_run_v2_service" "command_side" {
  for_each = {
    public = {
      name            = "genii-command-side"
      ingress         = "INGRESS_TRAFFIC_ALL"
      internal_routes = "false"
      min             = var.command_side_instances.min
    }
    internal = {
      name            = "genii-command-internal"
      ingress         = "INGRESS_TRAFFIC_INTERNAL_ONLY"
      internal_routes = "true"
      min             = 1
    }
  }
  name                = each.value.name
  location            = var.region
  ingress             = each.value.ingress
  deletion_protection = true
  depends_on = [
    google_secret_manager_secret_version.stored,
    google_secret_manager_secret_iam_member.readers,
  ]

  template {
    service_account                  = google_service_account.services["command-side"].email
    timeout                          = "60s"
    max_instance_request_concurrency = 200

    scaling {
      min_instance_count = each.value.min
      max_instance_count = var.command_side_instances.max
    }

    vpc_access {
      egress = "PRIVATE_RANGES_ONLY"
      network_interfaces {
        network    = google_compute_network.genii.id
        subnetwork = google_compute_subnetwork.run.id
      }
    }

    containers {
      image = var.images.command_side
      ports {
        container_port = 8080
      }
      resources {
        limits = { cpu = "2", memory = "2Gi" }
        # Sagas, deadlines and the reconciler work between requests too.
        cpu_idle          = false
        startup_cpu_boost = true
      }
      startup_probe {
        period_seconds    = 2
        failure_threshold = 60
        http_get {
          path = "/actuator/health/readiness"
          port = 9090
        }
      }
      liveness_probe {
        period_seconds    = 10
        failure_threshold = 6
        http_get {
          path = "/actuator/health/liveness"
          port = 9090
        }
      }
      env {
        name  = "GENII_INTERNAL_ROUTES"
        value = each.value.internal_routes
      }
      dynamic "env" {
        for_each = local.command_side_settings
        content {
          name  = env.key
          value = env.value
        }
      }
      dynamic "env" {
        for_each = local.command_side_secrets
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
}

moved {
  from = google_cloud_run_v2_service.command_side
  to   = google_cloud_run_v2_service.command_side["public"]
}

resource "google_cloud_run_v2_service" "query_side" {
  name                = "genii-query-side"
  location            = var.region
  ingress             = "INGRESS_TRAFFIC_ALL"
  deletion_protection = true
  # It expects the schema that command-side makes.
  depends_on = [google_cloud_run_v2_service.command_side]

  template {
    service_account                  = google_service_account.services["query-side"].email
    timeout                          = "60s"
    max_instance_request_concurrency = 200

    scaling {
      min_instance_count = var.query_side_instances.min
      max_instance_count = var.query_side_instances.max
    }

    vpc_access {
      egress = "PRIVATE_RANGES_ONLY"
      network_interfaces {
        network    = google_compute_network.genii.id
        subnetwork = google_compute_subnetwork.run.id
      }
    }

    containers {
      image = var.images.query_side
      ports {
        container_port = 8080
      }
      resources {
        limits            = { cpu = "1", memory = "1Gi" }
        startup_cpu_boost = true
      }
      startup_probe {
        period_seconds    = 2
        failure_threshold = 60
        http_get {
          path = "/actuator/health/readiness"
          port = 9090
        }
      }
      env {
        name  = "MANAGEMENT_SERVER_PORT"
        value = "9090"
      }
      dynamic "env" {
        for_each = local.query_side_secrets
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
}

# All ask every caller for a token of their own; the internal one is reached from this network alone.
resource "google_cloud_run_v2_service_iam_member" "callers" {
  for_each = {
    command-side = google_cloud_run_v2_service.command_side["public"].name
    query-side   = google_cloud_run_v2_service.query_side.name
    internal     = google_cloud_run_v2_service.command_side["internal"].name
  }
  name     = each.value
  location = var.region
  role     = "roles/run.invoker"
  member   = "allUsers"
}
