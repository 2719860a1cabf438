locals {
  # Short codes of the regions, as they stand in names. Japan first: it is where we started.
  region_codes = {
    japaneast          = "jpe"
    japanwest          = "jpw"
    koreacentral       = "krc"
    southeastasia      = "sea"
    australiaeast      = "aue"
    centralindia       = "inc"
    eastus             = "eus"
    eastus2            = "eus2"
    westus3            = "wus3"
    northcentralus     = "ncus"
    canadaeast         = "cae"
    northeurope        = "neu"
    westeurope         = "weu"
    swedencentral      = "sec"
    francecentral      = "frc"
    germanywestcentral = "gwc"
    switzerlandnorth   = "chn"
    uksouth            = "uks"
    global             = "global"
  }

  # Abbreviations of the Cloud Adoption Framework with the limits of each resource type.
  # `plain` kinds allow letters and digits only, so their parts are joined without hyphens.
  # `caj`, `amr` are not in every edition of the published table; they are ours until they are.
  kinds = {
    resource_group             = { abbreviation = "rg", shortest = 1, longest = 90, plain = false }
    container_apps_environment = { abbreviation = "cae", shortest = 1, longest = 60, plain = false }
    container_app              = { abbreviation = "ca", shortest = 2, longest = 32, plain = false }
    container_app_job          = { abbreviation = "caj", shortest = 2, longest = 32, plain = false }
    container_registry         = { abbreviation = "cr", shortest = 5, longest = 50, plain = true }
    openai                     = { abbreviation = "oai", shortest = 2, longest = 64, plain = false }
    bot                        = { abbreviation = "bot", shortest = 2, longest = 64, plain = false }
    service_bus_namespace      = { abbreviation = "sbns", shortest = 6, longest = 50, plain = false }
    storage_account            = { abbreviation = "st", shortest = 3, longest = 24, plain = true }
    key_vault                  = { abbreviation = "kv", shortest = 3, longest = 24, plain = false }
    log_workspace              = { abbreviation = "log", shortest = 4, longest = 63, plain = false }
    application_insights       = { abbreviation = "appi", shortest = 1, longest = 260, plain = false }
    action_group               = { abbreviation = "ag", shortest = 1, longest = 260, plain = false }
    identity                   = { abbreviation = "id", shortest = 3, longest = 128, plain = false }
    postgresql                 = { abbreviation = "psql", shortest = 3, longest = 63, plain = false }
    redis                      = { abbreviation = "amr", shortest = 1, longest = 63, plain = false }
    virtual_network            = { abbreviation = "vnet", shortest = 2, longest = 64, plain = false }
    subnet                     = { abbreviation = "snet", shortest = 1, longest = 80, plain = false }
    private_endpoint           = { abbreviation = "pep", shortest = 1, longest = 80, plain = false }
    certificate                = { abbreviation = "cert", shortest = 1, longest = 64, plain = false }
  }
}
