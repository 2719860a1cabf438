variable "environment" {
  description = "dev, stg or prod."
  type        = string
}

variable "location" {
  description = "Region of everything but the models."
  type        = string
}

variable "subscription_id" {
  description = "Subscription of this environment. The same for all, or one each."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.subscription_id))
    error_message = "A subscription id is a UUID in lower case."
  }
}

variable "tenant_id" {
  description = "Entra tenant: of the bot, of the people, of the database's administrators."
  type        = string
}

variable "aws" {
  description = "AWS account of the zones (and of the chatbot there), its region, the role to take on."
  type = object({
    account_id = string
    region     = string
    role_arn   = optional(string)
  })
}

variable "image" {
  description = "Image of the program, by tag or digest."
  type        = string
}

variable "deploy_apps" {
  description = "False for the very first apply, before image and secrets are there."
  type        = bool
  default     = true
}

variable "zone" {
  description = "Route53 zone of this environment and the zone above it."
  type = object({
    name      = string
    create    = optional(bool, true)
    id        = optional(string)
    parent_id = optional(string)
  })
}

variable "openai_accounts" {
  description = "Azure OpenAI by region: short key to region, order of use, deployments in use and retiring. Capacity in thousands of tokens a minute."
  type = map(object({
    location = string
    priority = number
    deployments = map(object({
      model     = string
      version   = string
      sku       = string
      capacity  = number
      spillover = optional(string)
    }))
    retiring = optional(map(object({
      model     = string
      version   = string
      sku       = string
      capacity  = number
      spillover = optional(string)
    })), {})
  }))
}

variable "private_endpoints_enabled" {
  description = "Close the public doors of Redis, queues, vault and models."
  type        = bool
}

variable "operator_ip_ranges" {
  description = "Addresses from which people put secrets into the vault."
  type        = list(string)
  default     = []
}

variable "address_space" {
  description = "Addresses of the Azure network."
  type        = string
}

variable "zone_redundant" {
  description = "Replicas over availability zones. Cannot be changed later."
  type        = bool
  default     = false
}

variable "postgresql" {
  description = "Size of the database, see modules/data."
  type = object({
    sku                   = string
    storage_mb            = optional(number, 32768)
    backup_retention_days = optional(number, 7)
    geo_redundant_backup  = optional(bool, false)
    zone_redundant        = optional(bool, false)
    password_version      = optional(number, 1)
  })
}

variable "postgresql_administrator_password" {
  description = "First password of the database's administrator; from the environment, TF_VAR_postgresql_administrator_password."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "postgresql_administrators" {
  description = "Entra principals that administer the database."
  type = map(object({
    object_id      = string
    principal_name = string
    principal_type = string
  }))
  default = {}
}

variable "redis" {
  description = "Size of Managed Redis."
  type = object({
    sku               = optional(string, "Balanced_B0")
    high_availability = optional(bool, false)
  })
  default = {}
}

variable "service_bus" {
  description = "Tier of Service Bus."
  type = object({
    sku      = optional(string, "Standard")
    capacity = optional(number, 0)
  })
  default = {}
}

variable "storage_replication" {
  description = "How often the queues are kept."
  type        = string
  default     = "LRS"
}

variable "registry_sku" {
  description = "Tier of the registry."
  type        = string
  default     = "Basic"
}

variable "apps" {
  description = "Size and number of replicas by role."
  type = map(object({
    cpu          = number
    memory       = string
    min_replicas = number
    max_replicas = number
  }))
}

variable "mail_addresses" {
  description = "Who hears alerts and the budget."
  type        = map(string)
}

variable "budget" {
  description = "Money per month and the first month."
  type = object({
    amount      = number
    first_month = string
  })
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 31
}

variable "log_daily_quota_gb" {
  description = "Most that logs may grow a day, in gigabytes."
  type        = number
  default     = 1
}

variable "chatbot_aws" {
  description = "The chatbot role on AWS; null runs it in Azure alone."
  type = object({
    image              = string
    availability_zones = list(string)
    address_space      = optional(string, "10.30.0.0/24")
    minimum            = optional(number, 1)
    maximum            = optional(number, 3)
    # Issuer of the AWS account's own tokens (IAM outbound identity federation), for Azure OpenAI without a key.
    token_issuer = optional(string)
  })
  default = null
}
