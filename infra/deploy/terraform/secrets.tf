locals {
  # Made here; only machines ever see them.
  generated = toset([
    "database-owner",
    "database-command",
    "database-query",
    "database-system",
    "jwt-secret",
  ])
  # Made elsewhere: gcloud secrets versions add genii-slack-bot-token --data-file=-
  given = toset([
    "openai-api-key",
    "pagerduty-routing-key",
    "slack-bot-token",
  ])
  # Written out, because what they are made of is secret and can't be gone through.
  composed_names = toset(["database-url", "database-address", "redis-url", "master-key"])

  address = google_sql_database_instance.genii.private_ip_address
  composed = {
    database-url = join("", [
      "postgresql://genii:", random_password.generated["database-owner"].result,
      "@", local.address, ":5432/genii?sslmode=require",
    ])
    # Query-side takes the address from it and logs in as itself.
    database-address = "postgresql://none:none@${local.address}:5432/genii?sslmode=require"
    master-key       = random_bytes.master_key.base64
    redis-url = join("", [
      "redis://:", google_redis_instance.genii.auth_string,
      "@", google_redis_instance.genii.host, ":", tostring(google_redis_instance.genii.port),
    ])
  }
  stored = merge(
    { for name in local.generated : name => random_password.generated[name].result },
    local.composed,
  )
}

# What agents write is sealed with it: lost, all of that is lost. Keep a copy elsewhere.
resource "random_bytes" "master_key" {
  length = 32
  lifecycle {
    prevent_destroy = true
  }
}

# Letters and digits, because they stand in addresses.
resource "random_password" "generated" {
  for_each = local.generated
  length   = 48
  special  = false
}

resource "google_secret_manager_secret" "all" {
  for_each  = setunion(local.generated, local.given, local.composed_names)
  secret_id = "genii-${each.value}"
  replication {
    auto {}
  }
  depends_on = [google_project_service.apis]
}

resource "google_secret_manager_secret_version" "stored" {
  for_each    = setunion(local.generated, local.composed_names)
  secret      = google_secret_manager_secret.all[each.value].id
  secret_data = local.stored[each.value]
}

locals {
  secrets_of = {
    command-side = [
      "database-url", "database-command", "database-query", "database-system",
      "redis-url", "jwt-secret", "master-key", "openai-api-key", "slack-bot-token",
      "pagerduty-routing-key",
    ]
    query-side = ["database-address", "database-query", "jwt-secret"]
    worker     = ["jwt-secret", "openai-api-key"]
  }
  readers = merge([
    for service, names in local.secrets_of : {
      for name in names : "${service}/${name}" => { service = service, secret = name }
    }
  ]...)
}

resource "google_secret_manager_secret_iam_member" "readers" {
  for_each  = local.readers
  secret_id = google_secret_manager_secret.all[each.value.secret].id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.services[each.value.service].member
}
