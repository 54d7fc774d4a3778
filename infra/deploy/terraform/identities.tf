resource "google_service_account" "services" {
  for_each     = toset(["command-side", "query-side", "worker"])
  account_id   = "genii-${each.value}"
  display_name = "Genii ${each.value}"
}

resource "google_service_account" "backup" {
  account_id   = "genii-backup"
  display_name = "Genii monthly backup"
}

# Files: written, read and signed for by command-side alone.
resource "google_storage_bucket_iam_member" "files" {
  bucket = google_storage_bucket.files.name
  role   = "roles/storage.objectUser"
  member = google_service_account.services["command-side"].member
}

resource "google_service_account_iam_member" "signs_urls" {
  service_account_id = google_service_account.services["command-side"].name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_service_account.services["command-side"].member
}

# The autoscaler in command-side sets the number of workers; Google asks for both of these for that.
resource "google_cloud_run_v2_worker_pool_iam_member" "scales" {
  name     = google_cloud_run_v2_worker_pool.worker.name
  location = var.region
  role     = "roles/run.developer"
  member   = google_service_account.services["command-side"].member
}

resource "google_service_account_iam_member" "scales" {
  service_account_id = google_service_account.services["worker"].name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.services["command-side"].member
}

resource "google_project_iam_member" "backup" {
  project = var.project
  role    = "roles/cloudsql.editor"
  member  = google_service_account.backup.member
}
