package main

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// plan turns the proposed state into the planned one: write-only arguments
// are taken out, and on creation what only the cloud knows becomes unknown.
func plan(block *tfprotov6.SchemaBlock, proposed tftypes.Value, creating bool) (tftypes.Value, error) {
	if proposed.IsNull() || !proposed.IsKnown() {
		return proposed, nil
	}
	fields := map[string]tftypes.Value{}
	if err := proposed.As(&fields); err != nil {
		return proposed, err
	}
	for _, attribute := range block.Attributes {
		fields[attribute.Name] = planAttribute(attribute, fields[attribute.Name], creating)
	}
	for _, nested := range block.BlockTypes {
		planned, err := planNested(nested, fields[nested.TypeName], creating)
		if err != nil {
			return proposed, err
		}
		fields[nested.TypeName] = planned
	}
	return tftypes.NewValue(proposed.Type(), fields), nil
}

func planAttribute(attribute *tfprotov6.SchemaAttribute, value tftypes.Value, creating bool) tftypes.Value {
	switch {
	case attribute.WriteOnly:
		return tftypes.NewValue(attribute.ValueType(), nil)
	case attribute.Computed && creating && value.IsNull():
		return tftypes.NewValue(attribute.ValueType(), tftypes.UnknownValue)
	default:
		return value
	}
}

func planNested(nested *tfprotov6.SchemaNestedBlock, value tftypes.Value, creating bool) (tftypes.Value, error) {
	if value.IsNull() || !value.IsKnown() {
		return value, nil
	}
	switch nested.Nesting {
	case tfprotov6.SchemaNestedBlockNestingModeSingle, tfprotov6.SchemaNestedBlockNestingModeGroup:
		return plan(nested.Block, value, creating)
	case tfprotov6.SchemaNestedBlockNestingModeMap:
		items := map[string]tftypes.Value{}
		if err := value.As(&items); err != nil {
			return value, err
		}
		for key, item := range items {
			planned, err := plan(nested.Block, item, creating)
			if err != nil {
				return value, err
			}
			items[key] = planned
		}
		return tftypes.NewValue(value.Type(), items), nil
	default:
		var items []tftypes.Value
		if err := value.As(&items); err != nil {
			return value, err
		}
		for index, item := range items {
			planned, err := plan(nested.Block, item, creating)
			if err != nil {
				return value, err
			}
			items[index] = planned
		}
		return tftypes.NewValue(value.Type(), items), nil
	}
}

// replacing lists the arguments of the replace table that differ between
// prior and planned. An argument inside a block is written `block.argument`
// and looked up in the block's first entry.
func replacing(arguments []string, prior, planned tftypes.Value) []*tftypes.AttributePath {
	if prior.IsNull() {
		return nil
	}
	var result []*tftypes.AttributePath
	for _, argument := range arguments {
		path := pathOf(argument)
		before, beforeErr := walk(prior, path)
		after, afterErr := walk(planned, path)
		if beforeErr != nil || afterErr != nil || !after.IsKnown() {
			continue
		}
		if !before.Equal(after) {
			result = append(result, path)
		}
	}
	return result
}

func pathOf(argument string) *tftypes.AttributePath {
	path := tftypes.NewAttributePath()
	for index, step := range strings.Split(argument, ".") {
		if index > 0 {
			path = path.WithElementKeyInt(0)
		}
		path = path.WithAttributeName(step)
	}
	return path
}

func walk(value tftypes.Value, path *tftypes.AttributePath) (tftypes.Value, error) {
	found, _, err := tftypes.WalkAttributePath(value, path)
	if err != nil {
		return tftypes.Value{}, err
	}
	result, isValue := found.(tftypes.Value)
	if !isValue {
		return tftypes.Value{}, tftypes.ErrInvalidStep
	}
	return result, nil
}
