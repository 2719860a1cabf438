variable "workload" {
  description = "Short name of the workload. Part of every name, so three letters leave room for the longest ones."
  type        = string
  default     = "mdg"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,7}$", var.workload))
    error_message = "The workload is 2 to 8 lower case letters and digits, a letter first."
  }
}

variable "environment" {
  description = "Stage: dev, stg or prod."
  type        = string

  validation {
    condition     = contains(["dev", "stg", "prod"], var.environment)
    error_message = "The environment is dev, stg or prod."
  }
}

variable "location" {
  description = "Azure region, as `az account list-locations` names it (japaneast)."
  type        = string

  validation {
    condition     = contains(keys(local.region_codes), var.location)
    error_message = "No short code is known for this region; add it to locals.tf."
  }
}

variable "instance" {
  description = "Three digits that tell two installations of one stage and region apart."
  type        = string
  default     = "001"

  validation {
    condition     = can(regex("^[0-9]{3}$", var.instance))
    error_message = "The instance is three digits."
  }
}

variable "parts" {
  description = "Names wanted beside the plain one of each kind: kind to list of parts (container_app = [\"helpdesk\"])."
  type        = map(list(string))
  default     = {}

  validation {
    condition     = alltrue([for kind in keys(var.parts) : contains(keys(local.kinds), kind)])
    error_message = "A kind in parts is unknown; the known ones stand in locals.tf."
  }

  validation {
    condition     = alltrue(flatten([for parts in values(var.parts) : [for part in parts : can(regex("^[a-z][a-z0-9]*$", part))]]))
    error_message = "A part is lower case letters and digits, a letter first: a hyphen would be read as a separator."
  }
}
