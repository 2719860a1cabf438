variable "resource_group_name" {
  description = "Resource group of these resources."
  type        = string
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}

variable "name" {
  description = "Name of the bot resource, unique in Azure."
  type        = string

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9_-]{1,63}$", var.name))
    error_message = "2 to 64 letters, digits, hyphens and underscores."
  }
}

variable "display_name" {
  description = "What people see in Teams before the app package says otherwise."
  type        = string
  default     = "Madoguchi"
}

variable "sku" {
  description = "F0 (free: Teams is a standard channel, so it is enough) or S1."
  type        = string
  default     = "F0"

  validation {
    condition     = contains(["F0", "S1"], var.sku)
    error_message = "F0 or S1."
  }
}

variable "identity" {
  description = "The user-assigned identity the bot signs in as; the helpdesk role runs under the same."
  type = object({
    id        = string
    client_id = string
    tenant_id = string
  })
}

variable "host" {
  description = "Host name at which the helpdesk role answers, without scheme."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$", var.host))
    error_message = "A host name such as helpdesk.example.com, without https://."
  }
}

variable "government_cloud" {
  description = "Whether the tenant is in the moderate government cloud of the United States."
  type        = bool
  default     = false
}
