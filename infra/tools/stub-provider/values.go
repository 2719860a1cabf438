package main

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// rule is what a provider's documentation says an argument accepts.
type rule struct {
	OneOf   []string `json:"one_of"`
	Pattern string   `json:"pattern"`
	Min     *float64 `json:"min"`
	Max     *float64 `json:"max"`
}

// check compares a configuration with the table. Unknown and absent values
// are left alone: Terraform asks again when it knows them.
func check(config tftypes.Value, rules map[string]rule) []*tfprotov6.Diagnostic {
	var result []*tfprotov6.Diagnostic
	for _, argument := range sortedKeys(rules) {
		for _, path := range expand(config, strings.Split(argument, "."), tftypes.NewAttributePath()) {
			value, err := walk(config, path)
			if err != nil || value.IsNull() || !value.IsFullyKnown() {
				continue
			}
			if problem := rules[argument].refuse(value); problem != "" {
				result = append(result, &tfprotov6.Diagnostic{
					Severity:  tfprotov6.DiagnosticSeverityError,
					Summary:   "Value not accepted by the provider",
					Detail:    fmt.Sprintf("%s: %s", argument, problem),
					Attribute: path,
				})
			}
		}
	}
	return result
}

// expand finds every place an argument stands in, since a block may be
// repeated. Sets have no index, so arguments inside sets are not checked.
func expand(config tftypes.Value, steps []string, path *tftypes.AttributePath) []*tftypes.AttributePath {
	path = path.WithAttributeName(steps[0])
	if len(steps) == 1 {
		return []*tftypes.AttributePath{path}
	}
	value, err := walk(config, path)
	if err != nil || value.IsNull() || !value.IsKnown() || !value.Type().Is(tftypes.List{}) {
		return nil
	}
	var items []tftypes.Value
	if value.As(&items) != nil {
		return nil
	}
	var result []*tftypes.AttributePath
	for index := range items {
		result = append(result, expand(config, steps[1:], path.WithElementKeyInt(index))...)
	}
	return result
}

func (r rule) refuse(value tftypes.Value) string {
	if value.Type().Is(tftypes.Number) {
		return r.refuseNumber(value)
	}
	var text string
	if value.As(&text) != nil {
		return ""
	}
	if len(r.OneOf) > 0 && !contains(r.OneOf, text) {
		return fmt.Sprintf("%q is none of %s", text, strings.Join(r.OneOf, ", "))
	}
	if r.Pattern != "" && !regexp.MustCompile(r.Pattern).MatchString(text) {
		return fmt.Sprintf("%q does not match %s", text, r.Pattern)
	}
	return ""
}

func (r rule) refuseNumber(value tftypes.Value) string {
	var number big.Float
	if value.As(&number) != nil {
		return ""
	}
	exact, _ := number.Float64()
	if r.Min != nil && exact < *r.Min {
		return fmt.Sprintf("%g is below %g", exact, *r.Min)
	}
	if r.Max != nil && exact > *r.Max {
		return fmt.Sprintf("%g is above %g", exact, *r.Max)
	}
	return ""
}

func contains(all []string, one string) bool {
	for _, each := range all {
		if each == one {
			return true
		}
	}
	return false
}
