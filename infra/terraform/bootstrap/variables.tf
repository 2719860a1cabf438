variable "subscription_id" {
  description = "Subscription that keeps the state; best one of its own."
  type        = string
}

variable "location" {
  description = "Region of the state."
  type        = string
  default     = "japaneast"
}

variable "operators" {
  description = "Principals that may apply: name to object id."
  type        = map(string)
}

variable "operator_ip_ranges" {
  description = "Addresses from which the state may be reached; everywhere (with an Entra token) when empty."
  type        = list(string)
  default     = []
}
