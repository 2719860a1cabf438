variable "resource_group_name" {
  description = "Resource group of these resources."
  type        = string
}

variable "location" {
  description = "Azure region."
  type        = string
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}

variable "names" {
  description = "Names of the environment and registry, and of each app (by role) and job."
  type = object({
    environment = string
    registry    = string
    apps        = map(string)
    jobs        = map(string)
  })
}

variable "subnet_id" {
  description = "Subnet of the environment, delegated to Microsoft.App/environments."
  type        = string
}

variable "log_workspace_id" {
  description = "Log Analytics workspace of the environment's logs."
  type        = string
}

variable "application_insights_connection_string" {
  description = "Where the Dapr sidecars send their own spans."
  type        = string
  sensitive   = true
}

variable "zone_redundant" {
  description = "Spread replicas over availability zones. Cannot be changed later."
  type        = bool
  default     = false
}

variable "registry_sku" {
  description = "Basic, Standard or Premium."
  type        = string
  default     = "Basic"

  validation {
    condition     = contains(["Basic", "Standard", "Premium"], var.registry_sku)
    error_message = "Basic, Standard or Premium."
  }
}

variable "deploy_apps" {
  description = "False for the first apply: the registry must hold the image, and the vault the secrets, before an app can start."
  type        = bool
  default     = true
}

variable "image" {
  description = "Image of the program, with registry and digest or tag."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9.-]+/[a-z0-9./_-]+(:[A-Za-z0-9._-]+|@sha256:[0-9a-f]{64})$", var.image)) && !endswith(var.image, ":latest")
    error_message = "The image has a registry, a name and a tag or digest, and the tag is not latest: it would change behind our back."
  }
}

variable "sidecar_identity" {
  description = "Identity of the Dapr components. One for all apps, since a component names exactly one."
  type = object({
    id        = string
    client_id = string
  })
}

variable "prerequisites" {
  description = "Ids of what must exist before an app starts: role assignments, private endpoints, subscriptions."
  type        = list(string)
  default     = []
}

variable "apps" {
  description = <<-TEXT
    Roles of the program, each an app: size, replicas, identity, environment and secrets.
    `secrets` is environment variable to the vault's secret address. `scale_topics` lists topics whose
    subscription of this app id adds replicas, `scale_queues` storage queues.
  TEXT
  type = map(object({
    cpu          = number
    memory       = string
    min_replicas = number
    max_replicas = number
    identity     = object({ id = string, client_id = string })
    external     = optional(bool, false)
    environment  = optional(map(string), {})
    secrets      = optional(map(string), {})
    scale_topics = optional(set(string), [])
    scale_queues = optional(set(string), [])
    scale_http   = optional(number)
  }))

  validation {
    condition     = length(setsubtract(keys(var.apps), ["helpdesk", "chatbot", "worker"])) == 0
    error_message = "The program's roles that run as apps are helpdesk, chatbot and worker."
  }

  validation {
    condition = alltrue([for app in values(var.apps) : contains(
      ["0.25/0.5Gi", "0.5/1Gi", "0.75/1.5Gi", "1/2Gi", "1.25/2.5Gi", "1.5/3Gi", "1.75/3.5Gi", "2/4Gi"], "${app.cpu}/${app.memory}",
    )])
    error_message = "Memory is twice the processor share: 0.25 with 0.5Gi up to 2 with 4Gi."
  }

  validation {
    condition     = alltrue([for app in values(var.apps) : app.min_replicas <= app.max_replicas && app.max_replicas >= 1])
    error_message = "min_replicas is not above max_replicas, and that is 1 or more."
  }

  # With no replica there is no sidecar either, so only a queue's length can wake the app.
  validation {
    condition     = alltrue([for app in values(var.apps) : app.min_replicas > 0 || length(app.scale_topics) + length(app.scale_queues) > 0])
    error_message = "An app that scales to zero needs a queue or topic that wakes it."
  }

  validation {
    condition = alltrue(flatten([for app in values(var.apps) : [
      for name in concat(keys(app.environment), keys(app.secrets)) : !can(regex("MODEL|DEPLOYMENT", upper(name)))
    ]]))
    error_message = "The infrastructure tells the program where models are, never which to call."
  }

  validation {
    condition = alltrue(flatten([for app in values(var.apps) : [
      for address in values(app.secrets) : can(regex("^https://[a-z0-9-]+\\.vault\\.azure\\.net/secrets/[A-Za-z0-9-]+$", address))
    ]]))
    error_message = "A secret is the address of a vault's secret, without version: then the newest is used."
  }
}

variable "jobs" {
  description = "Work by the clock: name to cron (five fields, UTC), time limit in seconds. A job has no sidecar: it calls the worker and waits."
  type = map(object({
    cron            = string
    timeout_seconds = optional(number, 1800)
    identity        = object({ id = string, client_id = string })
  }))
  default = {}

  validation {
    condition     = alltrue([for job in values(var.jobs) : can(regex("^(\\S+ ){4}\\S+$", job.cron))])
    error_message = "Cron has five fields, in UTC: 18:00 there is 03:00 in Japan."
  }

  validation {
    condition     = length(var.jobs) == 0 || contains(keys(var.apps), "worker")
    error_message = "Jobs call the worker, so there must be one."
  }
}

variable "messaging" {
  description = "Addresses of what the Dapr components talk to."
  type = object({
    service_bus_host = string
    service_bus_name = string
    storage_account  = string
    redis_address    = string
  })
}
