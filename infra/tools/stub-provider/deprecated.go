package main

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// deprecated warns of every argument that is written although the schema marks
// it as deprecated. Terraform leaves that to the provider, and so to us.
func deprecated(block *tfprotov6.SchemaBlock, config tftypes.Value, path *tftypes.AttributePath) []*tfprotov6.Diagnostic {
	fields := map[string]tftypes.Value{}
	if config.IsNull() || !config.IsKnown() || config.As(&fields) != nil {
		return nil
	}
	var result []*tfprotov6.Diagnostic
	for _, attribute := range block.Attributes {
		if attribute.Deprecated && !fields[attribute.Name].IsNull() {
			result = append(result, &tfprotov6.Diagnostic{
				Severity:  tfprotov6.DiagnosticSeverityWarning,
				Summary:   "Argument is deprecated",
				Detail:    fmt.Sprintf("%s is deprecated and goes with the next major version of the provider", attribute.Name),
				Attribute: path.WithAttributeName(attribute.Name),
			})
		}
	}
	for _, nested := range block.BlockTypes {
		value := fields[nested.TypeName]
		var items []tftypes.Value
		if value.IsNull() || !value.IsKnown() || !value.Type().Is(tftypes.List{}) || value.As(&items) != nil {
			continue
		}
		for index, item := range items {
			inner := path.WithAttributeName(nested.TypeName).WithElementKeyInt(index)
			result = append(result, deprecated(nested.Block, item, inner)...)
		}
	}
	return result
}
