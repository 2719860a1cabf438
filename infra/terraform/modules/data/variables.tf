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

variable "tenant_id" {
  description = "Entra tenant whose identities may sign in."
  type        = string
}

variable "names" {
  description = "Names by kind, and the naming module's prefix-free tail for subnets and private endpoints."
  type = object({
    virtual_network       = string
    subnets               = map(string)
    postgresql            = string
    redis                 = string
    service_bus_namespace = string
    storage_account       = string
    key_vault             = string
    private_endpoints     = map(string)
  })

  validation {
    condition     = length(setsubtract(["apps", "database", "endpoints"], keys(var.names.subnets))) == 0
    error_message = "Names of the subnets apps, database and endpoints are needed."
  }

  validation {
    condition     = length(setsubtract(["redis", "servicebus", "queue", "vault"], keys(var.names.private_endpoints))) == 0
    error_message = "Names of the private endpoints redis, servicebus, queue and vault are needed."
  }
}

variable "address_space" {
  description = "Addresses of the virtual network, a /24 or wider. Apps get its first quarter, database and endpoints the next eighths."
  type        = string
  default     = "10.20.0.0/24"

  validation {
    condition     = can(cidrhost(var.address_space, 0)) && try(tonumber(split("/", var.address_space)[1]) <= 24, false)
    error_message = "The address space is a CIDR block of /24 or wider."
  }
}

variable "private_endpoints_enabled" {
  description = "Redis, queues, vault (and Service Bus, if Premium) reachable from the virtual network only."
  type        = bool
  default     = false
}

variable "operator_ip_ranges" {
  description = "Addresses from which people put secrets into the vault. Empty: only from inside the network."
  type        = list(string)
  default     = []

  validation {
    condition     = !contains(var.operator_ip_ranges, "0.0.0.0/0")
    error_message = "The vault is not opened to everybody."
  }

  validation {
    condition     = length(var.operator_ip_ranges) == 0 || var.private_endpoints_enabled
    error_message = "Without private endpoints the apps come by the public door, so it cannot be narrowed to the operators."
  }
}

variable "postgresql" {
  description = "Size of the database. sku: B_Standard_B1ms for trials, GP_Standard_D2ds_v5 and up for work."
  type = object({
    sku                   = string
    storage_mb            = optional(number, 32768)
    version               = optional(string, "16")
    backup_retention_days = optional(number, 7)
    geo_redundant_backup  = optional(bool, false)
    zone_redundant        = optional(bool, false)
    # Name of the database and of the program's user; the user's password lives in the vault.
    database            = optional(string, "madoguchi")
    administrator_login = optional(string, "madoguchi_admin")
    # Raise it by one to set a new administrator password.
    password_version = optional(number, 1)
  })

  validation {
    condition     = var.postgresql.storage_mb >= 32768
    error_message = "The smallest disk is 32768 MB."
  }

  validation {
    condition     = !(var.postgresql.zone_redundant && startswith(var.postgresql.sku, "B_"))
    error_message = "A burstable server has no standby: choose GP_ or MO_ for zone redundancy."
  }
}

variable "postgresql_administrator_password" {
  description = "First password of the server's administrator. Ephemeral: it is in no state and no plan."
  type        = string
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = length(var.postgresql_administrator_password) >= 16
    error_message = "At least 16 characters."
  }
}

variable "postgresql_administrators" {
  description = "Entra groups or people who administer the database: key to principal."
  type = map(object({
    object_id      = string
    principal_name = string
    principal_type = string
  }))
  default = {}
}

variable "redis" {
  description = "Managed Redis: the state store of the Dapr sidecars. Balanced_B0 is the smallest."
  type = object({
    sku               = optional(string, "Balanced_B0")
    high_availability = optional(bool, false)
  })
  default = {}
}

variable "redis_principals" {
  description = "Identities that may use Redis: key to principal id."
  type        = map(string)
  default     = {}
}

variable "service_bus" {
  description = "Service Bus and its topics: topic to the app ids that listen to it."
  type = object({
    sku      = optional(string, "Standard")
    capacity = optional(number, 0)
    topics   = map(list(string))
    # Times a message is tried before Service Bus itself gives it up. Dapr's own retries come before.
    max_delivery_count = optional(number, 10)
  })

  validation {
    condition     = contains(["Standard", "Premium"], var.service_bus.sku)
    error_message = "Topics need Standard or Premium."
  }

  validation {
    condition     = (var.service_bus.sku == "Premium") == (var.service_bus.capacity > 0)
    error_message = "Premium needs a capacity (1, 2, 4, 8, 16); Standard has none."
  }
}

variable "queues" {
  description = "Names of the storage queues."
  type        = set(string)

  validation {
    condition     = alltrue([for queue in var.queues : can(regex("^[a-z0-9]([a-z0-9]|-[a-z0-9]){2,62}$", queue))])
    error_message = "A queue's name is 3 to 63 lower case letters, digits and single hyphens."
  }
}

variable "storage_replication" {
  description = "How often the queues' contents are kept: LRS, ZRS, GRS."
  type        = string
  default     = "LRS"

  validation {
    condition     = contains(["LRS", "ZRS", "GRS", "GZRS"], var.storage_replication)
    error_message = "LRS, ZRS, GRS or GZRS."
  }
}
