variable "project" {
  description = "Google Cloud project that everything is made in"
  type        = string
}

variable "region" {
  description = "Where everything runs"
  type        = string
  default     = "europe-west1"
}

variable "images" {
  description = "Container images by service, best by digest"
  type = object({
    command_side = string
    query_side   = string
    worker       = string
  })
}

variable "database_tier" {
  description = "Machine of Cloud SQL"
  type        = string
  default     = "db-custom-4-16384"
}

variable "redis_memory_gb" {
  description = "Memory of Redis; what is queued must fit, it evicts nothing"
  type        = number
  default     = 2
}

variable "command_side_instances" {
  description = "Instances of command-side: at least one, whose background work never rests"
  type        = object({ min = number, max = number })
  default     = { min = 2, max = 6 }
}

variable "query_side_instances" {
  description = "Instances of query-side"
  type        = object({ min = number, max = number })
  default     = { min = 1, max = 10 }
}

variable "workers" {
  description = "Worker instances, set between these by the autoscaler, and tasks at once in each"
  type        = object({ min = number, max = number, tasks = number })
  default     = { min = 1, max = 20, tasks = 16 }

  validation {
    condition     = var.workers.min >= 1 && var.workers.max >= var.workers.min
    error_message = "At least one worker, and at most no fewer than at least."
  }
}

variable "seal" {
  description = "Whether what agents write is sealed, not only opened: true on a new system, and on one of before once all its services are of a version that opens it, by an apply of its own"
  type        = bool
  default     = false
}

variable "settings" {
  description = "More settings of command-side by name, such as GENII_RETENTION_DAYS; none that is set here already"
  type        = map(string)
  default     = {}
}

variable "slack_channel" {
  description = "Where alerts go"
  type        = string
  default     = "#fleet-ops"
}
