# Cloud SQL's daily backups go after 30 days; one a month is kept until somebody deletes it.
resource "google_cloud_scheduler_job" "backup" {
  name             = "genii-monthly-backup"
  region           = var.region
  schedule         = "30 3 1 * *"
  time_zone        = "Etc/UTC"
  attempt_deadline = "320s"
  depends_on       = [google_project_service.apis]

  retry_config {
    retry_count = 3
  }

  http_target {
    http_method = "POST"
    uri = join("", [
      "https://sqladmin.googleapis.com/v1/projects/", var.project,
      "/instances/", google_sql_database_instance.genii.name, "/backupRuns",
    ])
    headers = { "Content-Type" = "application/json" }
    body    = base64encode(jsonencode({ description = "monthly" }))
    oauth_token {
      service_account_email = google_service_account.backup.email
    }
  }
}
