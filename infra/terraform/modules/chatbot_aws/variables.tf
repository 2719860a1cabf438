variable "name" {
  description = "Name of the service and, with it, of its resources."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,24}[a-z0-9]$", var.name))
    error_message = "3 to 26 lower case letters, digits and hyphens: load balancers take 32, and a suffix is added."
  }
}

variable "address_space" {
  description = "Addresses of the service's own network, a /24 or wider."
  type        = string
  default     = "10.30.0.0/24"

  validation {
    condition     = can(cidrhost(var.address_space, 0))
    error_message = "A CIDR block."
  }
}

variable "availability_zones" {
  description = "Two zones or more: a load balancer stands in at least two."
  type        = list(string)

  validation {
    condition     = length(distinct(var.availability_zones)) >= 2
    error_message = "Two different zones are needed."
  }
}

variable "image" {
  description = "Image of the program, with tag or digest."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9.-]+/[a-z0-9./_-]+(:[A-Za-z0-9._-]+|@sha256:[0-9a-f]{64})$", var.image)) && !endswith(var.image, ":latest")
    error_message = "The image has a registry, a name and a tag or digest, and the tag is not latest."
  }
}

variable "size" {
  description = "Processor (1024 = one) and memory (MiB) of a task, and how many run."
  type = object({
    cpu     = optional(number, 512)
    memory  = optional(number, 1024)
    minimum = optional(number, 1)
    maximum = optional(number, 3)
  })
  default = {}

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096], var.size.cpu) && var.size.memory >= 2 * var.size.cpu && var.size.memory <= 8 * var.size.cpu
    error_message = "Fargate takes 256 to 4096 processor units with two to eight times as many MiB."
  }

  validation {
    condition     = var.size.minimum >= 1 && var.size.minimum <= var.size.maximum
    error_message = "At least one task, and not more than the maximum."
  }
}

variable "host" {
  description = "Host name under the Route53 zone, and the zone's id."
  type = object({
    name    = string
    zone_id = string
  })
}

variable "environment" {
  description = "Environment variables of the program."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.environment) : !can(regex("MODEL|DEPLOYMENT", upper(name)))])
    error_message = "The infrastructure tells the program where models are, never which to call."
  }
}

variable "secret_names" {
  description = "Environment variables that come from Secrets Manager: variable to the secret's name. The value is put in by people."
  type        = map(string)
  default     = {}
}

variable "callers" {
  description = "Addresses that may call the service (the Azure environment's outbound addresses). Everybody when empty; a token is asked for in any case."
  type        = list(string)
  default     = []
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "CloudWatch keeps 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545 or 731 days."
  }
}

variable "deletion_protection" {
  description = "Whether the load balancer refuses to be deleted."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}

variable "azure" {
  description = "The identity in Azure that the program takes on with a token of its AWS role; none when null."
  type = object({
    client_id = string
    tenant_id = string
  })
  default = null
}
