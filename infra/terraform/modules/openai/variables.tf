variable "resource_group_name" {
  description = "Resource group of these resources."
  type        = string
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}

variable "accounts" {
  description = <<-TEXT
    Azure OpenAI accounts: key to name, region, order of use (1 first) and deployments.
    A deployment's key is its name: model, hyphen, version. Capacity is in thousands of tokens a minute
    (for most chat models) and has no default on purpose: left out, the provider would set 1.
    A deployment on its way out moves from `deployments` to `retiring` and only from there out of the code.
  TEXT
  type = map(object({
    name     = string
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

  validation {
    condition = alltrue(flatten([for account in values(var.accounts) : [
      for key, deployment in merge(account.deployments, account.retiring) : key == "${deployment.model}-${deployment.version}"
    ]]))
    error_message = "A deployment's key is <model>-<version>: a new model is a new entry, never an edited one."
  }

  validation {
    condition = alltrue(flatten([for account in values(var.accounts) : [
      for deployment in values(account.deployments) : deployment.capacity >= 1 && floor(deployment.capacity) == deployment.capacity
    ]]))
    error_message = "Capacity is a whole number, 1 or more."
  }

  validation {
    condition = alltrue(flatten([for account in values(var.accounts) : [
      for deployment in values(account.deployments) : contains([
        "Standard", "DataZoneStandard", "GlobalStandard",
        "ProvisionedManaged", "DataZoneProvisionedManaged", "GlobalProvisionedManaged",
      ], deployment.sku)
    ]]))
    error_message = "The sku is Standard, DataZoneStandard, GlobalStandard or one of the three ProvisionedManaged."
  }

  validation {
    condition = alltrue(flatten([for account in values(var.accounts) : [
      for deployment in values(account.deployments) : deployment.spillover == null || (
        endswith(deployment.sku, "ProvisionedManaged") &&
        endswith(try(account.deployments[deployment.spillover].sku, ""), "Standard")
      )
    ]]))
    error_message = "Spillover goes from a provisioned deployment to a standard one of the same account."
  }

  validation {
    condition     = length(distinct([for account in values(var.accounts) : account.priority])) == length(var.accounts)
    error_message = "Two accounts have the same priority."
  }

  validation {
    condition     = alltrue([for account in values(var.accounts) : length(setintersection(keys(account.deployments), keys(account.retiring))) == 0])
    error_message = "A deployment is in use or retiring, not both."
  }
}

variable "public_network_access_enabled" {
  description = "Whether the accounts have a public endpoint (which still takes Entra tokens only)."
  type        = bool
  default     = true
}

variable "private_endpoints" {
  description = "Subnet, its region, network and names (account key to name) for private endpoints; none when null."
  type = object({
    subnet_id          = string
    location           = string
    virtual_network_id = string
    names              = map(string)
  })
  default = null

  validation {
    condition     = var.private_endpoints == null || length(setsubtract(keys(var.accounts), try(keys(var.private_endpoints.names), []))) == 0
    error_message = "Each account needs a name for its private endpoint."
  }
}

variable "logs" {
  description = "Where the accounts' own logs go; nowhere when null. They hold no prompts. An object, so that it is known while planning whether there are any."
  type = object({
    workspace_id = string
  })
  default = null
}
