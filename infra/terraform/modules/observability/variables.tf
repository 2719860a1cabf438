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

variable "resource_group_id" {
  description = "Id of the resource group, watched by the budget."
  type        = string
}

variable "names" {
  description = "Names: log_workspace, application_insights, action_group."
  type = object({
    log_workspace        = string
    application_insights = string
    action_group         = string
  })
}

variable "retention_days" {
  description = "Days that logs and traces are kept. The first 31 are in the price of the intake."
  type        = number
  default     = 31

  validation {
    condition     = var.retention_days >= 30 && var.retention_days <= 730
    error_message = "Retention is 30 to 730 days."
  }
}

variable "daily_quota_gb" {
  description = "Most that may be taken in per day, in gigabytes; -1 for no limit. What comes later that day is lost."
  type        = number
  default     = 1

  validation {
    condition     = var.daily_quota_gb == -1 || var.daily_quota_gb >= 0.1
    error_message = "The quota is -1 or at least 0.1 GB a day."
  }
}

variable "mail_addresses" {
  description = "Who is told when an alert or the budget fires: name to address."
  type        = map(string)

  validation {
    condition     = length(var.mail_addresses) > 0 && alltrue([for mail in values(var.mail_addresses) : can(regex("^[^@ ]+@[^@ ]+$", mail))])
    error_message = "At least one mail address is needed: an alert that nobody hears is none."
  }
}

variable "budget" {
  description = "Money per month, in the billing currency, and the first month it counts (the first of a month, RFC 3339)."
  type = object({
    amount      = number
    first_month = string
  })

  validation {
    condition     = var.budget.amount > 0 && can(regex("^[0-9]{4}-[0-9]{2}-01T00:00:00Z$", var.budget.first_month))
    error_message = "The budget is above zero and begins on the first of a month, such as 2026-12-01T00:00:00Z."
  }
}

variable "watched" {
  description = "What the alerts look at; each map is key to resource id."
  type = object({
    openai_accounts     = optional(map(string), {})
    service_buses       = optional(map(string), {})
    postgresql_servers  = optional(map(string), {})
    container_apps      = optional(map(string), {})
    throttled_per_5_min = optional(number, 20)
  })
  default = {}
}

variable "opentelemetry_agent" {
  description = "Turns on the OpenTelemetry agent of a Container Apps environment: off when null."
  type = object({
    environment_id = string
    # Dapr's own spans reach Application Insights by the environment already; both ways would count them twice.
    include_dapr = optional(bool, false)
  })
  default = null
}
