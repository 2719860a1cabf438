locals {
  tail = [var.environment, local.region_codes[var.location], var.instance]

  # "" is the plain name of a kind: cae-mdg-dev-jpe-001.
  wanted = { for kind in keys(local.kinds) : kind => concat([""], lookup(var.parts, kind, [])) }

  names = {
    for kind, parts in local.wanted : kind => {
      for part in parts : part => join(
        local.kinds[kind].plain ? "" : "-",
        concat([local.kinds[kind].abbreviation, var.workload], part == "" ? [] : [part], local.tail),
      )
    }
  }

  misfits = flatten([
    for kind, parts in local.names : [
      for name in values(parts) : name
      if length(name) < local.kinds[kind].shortest || length(name) > local.kinds[kind].longest
    ]
  ])
}
