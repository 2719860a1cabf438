variables {
  environment = "prod"
  location    = "japaneast"
  parts = {
    container_app = ["helpdesk", "chatbot", "worker"]
  }
}

run "names_follow_the_framework" {
  command = plan

  assert {
    condition     = output.names["container_apps_environment"][""] == "cae-mdg-prod-jpe-001"
    error_message = "the environment's name is abbreviation, workload, stage, region, instance"
  }

  assert {
    condition     = output.names["container_app"]["helpdesk"] == "ca-mdg-helpdesk-prod-jpe-001"
    error_message = "a part stands between workload and stage"
  }
}

run "kinds_without_hyphens_have_none" {
  command = plan

  assert {
    condition     = output.names["storage_account"][""] == "stmdgprodjpe001" && output.names["container_registry"][""] == "crmdgprodjpe001"
    error_message = "storage accounts and registries take letters and digits only"
  }
}

run "a_name_too_long_is_refused" {
  command = plan

  variables {
    parts = { container_app = ["averyveryverylongrole"] }
  }

  expect_failures = [output.names]
}

run "an_unknown_stage_is_refused" {
  command = plan

  variables {
    environment = "test"
  }

  expect_failures = [var.environment]
}

run "an_unknown_region_is_refused" {
  command = plan

  variables {
    location = "moonbase"
  }

  expect_failures = [var.location]
}

run "a_part_with_a_hyphen_is_refused" {
  command = plan

  variables {
    parts = { container_app = ["help-desk"] }
  }

  expect_failures = [var.parts]
}
