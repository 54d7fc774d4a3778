resource "google_sql_database_instance" "genii" {
  name                = "genii"
  database_version    = "POSTGRES_16"
  region              = var.region
  deletion_protection = true
  depends_on          = [google_service_networking_connection.services]

  settings {
    tier              = var.database_tier
    availability_type = "REGIONAL"
    disk_type         = "PD_SSD"
    disk_autoresize   = true

    ip_configuration {
      ipv4_enabled    = false
      private_network = google_compute_network.genii.id
      ssl_mode        = "ENCRYPTED_ONLY"
    }

    backup_configuration {
      enabled                        = true
      start_time                     = "02:00"
      point_in_time_recovery_enabled = true
      transaction_log_retention_days = 7
      backup_retention_settings {
        retained_backups = 30
      }
    }

    database_flags {
      name  = "cloudsql.enable_pg_cron"
      value = "on"
    }
    database_flags {
      name  = "cron.database_name"
      value = "genii"
    }
    database_flags {
      name  = "max_connections"
      value = "400"
    }

    insights_config {
      query_insights_enabled = true
    }
  }

  lifecycle {
    # It grows by itself.
    ignore_changes = [settings[0].disk_size]
  }
}

resource "google_sql_database" "genii" {
  name            = "genii"
  instance        = google_sql_database_instance.genii.name
  deletion_policy = "ABANDON"
}

# Runs the migrations. Users made here may create roles and both extensions, and are no superusers.
resource "google_sql_user" "owner" {
  name            = "genii"
  instance        = google_sql_database_instance.genii.name
  password        = random_password.generated["database-owner"].result
  deletion_policy = "ABANDON"
}
