output "url" {
  description = "All routes"
  value       = google_cloud_run_v2_service.command_side["public"].uri
}

output "read_url" {
  description = "Most routes that only read"
  value       = google_cloud_run_v2_service.query_side.uri
}

output "images" {
  description = "Where images are pushed to"
  value       = "${var.region}-docker.pkg.dev/${var.project}/${google_artifact_registry_repository.images.repository_id}"
}
