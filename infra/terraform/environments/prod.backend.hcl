# The state of this environment; the account is made by ../bootstrap.
resource_group_name  = "rg-mdgstate-prod-jpe-001"
storage_account_name = "stmdgstateprodjpe001"
container_name       = "state"
key                  = "prod.tfstate"
use_azuread_auth     = true
