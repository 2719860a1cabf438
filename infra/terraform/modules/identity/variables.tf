variable "resource_group_name" {
  description = "Resource group the identities live in."
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

variable "identities" {
  description = "Key to name of each user-assigned identity (helpdesk = \"id-mdg-helpdesk-dev-jpe-001\")."
  type        = map(string)

  validation {
    condition     = alltrue([for name in values(var.identities) : can(regex("^[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}$", name))])
    error_message = "An identity's name is 3 to 128 letters, digits, hyphens and underscores."
  }
}

variable "role_assignments" {
  description = "What each identity may do: a key of our own to identity (a key of identities), role name and scope (resource id)."
  type = map(object({
    identity = string
    role     = string
    scope    = string
  }))
  default = {}

  validation {
    condition     = alltrue([for grant in values(var.role_assignments) : contains(keys(var.identities), grant.identity)])
    error_message = "A role assignment names an identity that is not in identities."
  }

  # Each of these can read keys or hand out rights; the program needs neither.
  validation {
    condition = alltrue([for grant in values(var.role_assignments) : !contains([
      "Owner", "Contributor", "User Access Administrator", "Key Vault Administrator",
      "Cognitive Services Contributor", "Azure Service Bus Data Owner", "Storage Account Contributor",
    ], grant.role)])
    error_message = "An identity of the program gets a data role (User, Sender, Receiver, Reader), never one that reads keys or grants rights."
  }
}

variable "federations" {
  description = "Identities that a program outside Azure may take on without a secret: own key to identity, issuer and subject of its tokens."
  type = map(object({
    identity = string
    issuer   = string
    subject  = string
  }))
  default = {}

  validation {
    condition     = alltrue([for federation in values(var.federations) : startswith(federation.issuer, "https://")])
    error_message = "An issuer of tokens has an https address."
  }

  validation {
    condition     = alltrue([for federation in values(var.federations) : contains(keys(var.identities), federation.identity)])
    error_message = "A federation names an identity that is not in identities."
  }
}
