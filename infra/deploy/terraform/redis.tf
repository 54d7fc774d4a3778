# Carries ready work only. What it holds can be lost, so it has no replica and no snapshots; but what
# it holds may not be dropped one by one without a word.
resource "google_redis_instance" "genii" {
  name               = "genii"
  region             = var.region
  tier               = "BASIC"
  memory_size_gb     = var.redis_memory_gb
  redis_version      = "REDIS_7_2"
  redis_configs      = { maxmemory-policy = "noeviction" }
  auth_enabled       = true
  authorized_network = google_compute_network.genii.id
  connect_mode       = "PRIVATE_SERVICE_ACCESS"
  depends_on         = [google_service_networking_connection.services]
}
