variable "zone" {
  description = <<-TEXT
    The Route53 zone of this environment. `create` false uses an existing one (`id`). `parent_id` is the zone
    above, which then gets the NS record that delegates this one; null if a registrar delegates it.
  TEXT
  type = object({
    name      = string
    create    = optional(bool, true)
    id        = optional(string)
    parent_id = optional(string)
  })

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$", var.zone.name))
    error_message = "A zone's name such as dev.example.com, lower case, without a trailing dot."
  }

  validation {
    condition     = var.zone.create || var.zone.id != null
    error_message = "An existing zone needs its id."
  }
}

variable "hosts" {
  description = "Custom domains of container apps: label under the zone (\"\" is the zone itself) to the app."
  type = map(object({
    # Key of apps.
    app = string
  }))
  default = {}

  validation {
    condition     = alltrue([for label in keys(var.hosts) : label == "" || can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", label))])
    error_message = "A host is one label of lower case letters, digits and hyphens, or empty for the zone itself."
  }
}

variable "apps" {
  description = "The apps behind the hosts: resource id, generated host name, proof of ownership."
  type = map(object({
    id                         = string
    host                       = string
    custom_domain_verification = string
  }))
  default = {}
}

variable "environment" {
  description = "The Container Apps environment: id, static address (for the zone itself), name prefix of certificates."
  type = object({
    id        = string
    static_ip = string
  })
  default = null
}

variable "certificate_name" {
  description = "Name of the managed certificates; the label is appended."
  type        = string
  default     = "cert-madoguchi"
}

variable "certificate_authorities" {
  description = "Who may issue certificates for the zone (CAA). DigiCert issues Azure's managed ones, Amazon those of AWS."
  type        = set(string)
  default     = ["digicert.com", "amazon.com"]

  validation {
    condition     = contains(var.certificate_authorities, "digicert.com")
    error_message = "Without digicert.com the managed certificates can neither be issued nor renewed."
  }
}

variable "ttl" {
  description = "Seconds that records are kept by others. Lower it a day before a move."
  type        = number
  default     = 300

  validation {
    condition     = var.ttl >= 30 && var.ttl <= 86400
    error_message = "30 seconds to a day."
  }
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}
