// Command stub-provider stands in for a Terraform provider without a cloud.
//
// It serves the real schema of a provider (JSON as `terraform providers
// schema -json` prints it), refuses what the real provider's documentation
// says it refuses (tables beside the schemas), plans computed values as
// unknown, and on apply fills them with fakes that are the same at every run.
// It never opens a connection: what it "creates" exists in the state file only.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

func main() {
	provider := flag.String("provider", "", "provider to stand in for: azurerm, azapi or aws")
	address := flag.String("address", "", "provider source address, as in required_providers")
	schemas := flag.String("schemas", "", "folder with <provider>.json, provider-blocks.json, replace.json, values.json")
	flag.Parse()

	if err := serve(*provider, *address, *schemas); err != nil {
		fmt.Fprintf(os.Stderr, "stub-provider: %v\n", err)
		os.Exit(1)
	}
}

func serve(provider, address, schemas string) error {
	loaded, err := load(schemas, provider)
	if err != nil {
		return fmt.Errorf("load schemas of %q from %q: %w", provider, schemas, err)
	}
	return tf6server.Serve(address, func() tfprotov6.ProviderServer { return loaded })
}
