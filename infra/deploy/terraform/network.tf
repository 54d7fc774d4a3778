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

# Workers call models and webhooks through this network, and so need a way out of it.
resource "google_compute_router" "out" {
  name    = "genii-out"
  network = google_compute_network.genii.id
  region  = var.region
}

resource "google_compute_router_nat" "out" {
  name                               = "genii-out"
  router                             = google_compute_router.out.name
  region                             = var.region
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"
}
