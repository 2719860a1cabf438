module "naming" {
  source = "../../../terraform/modules/naming"

  environment = "prod"
  location    = "japaneast"
  parts       = { container_app = ["averyveryverylongrole"] }
}
