# PostgreSQL and Redis have addresses in this network alone.
resource "google_compute_network" "genii" {
  name                    = "genii"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "run" {
  name                     = "genii-run"
  network                  = google_compute_network.genii.id
  region                   = var.region
  ip_cidr_range            = "10.10.0.0/22"
  private_ip_google_access = true
}

resource "google_compute_global_address" "services" {
  name          = "genii-services"
  network       = google_compute_network.genii.id
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  prefix_length = 20
}

resource "google_service_networking_connection" "services" {
  network                 = google_compute_network.genii.id
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = [google_compute_global_address.services.name]
  depends_on              = [google_project_service.apis]
}
