package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// zeroUUID stands where a cloud would give a tenant, subscription or
// principal id.
const zeroUUID = "00000000-0000-0000-0000-000000000000"

// uuids are the computed arguments that hold a UUID in the real providers.
var uuids = map[string]bool{
	"tenant_id": true, "subscription_id": true, "principal_id": true, "client_id": true, "object_id": true,
}

// fixed are computed arguments of which other arguments expect one certain value.
var fixed = map[string]string{"resource_record_type": "CNAME"}

// fake replaces every unknown in a planned state by a value that depends on
// the resource only, so that a second plan finds nothing to change.
func fake(typeName string, planned tftypes.Value) (tftypes.Value, error) {
	seed := sha256.Sum256([]byte(typeName + identity(planned)))
	return tftypes.Transform(planned, func(path *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if value.IsKnown() {
			return value, nil
		}
		return fakeValue(value.Type(), typeName, lastName(path), hex.EncodeToString(seed[:4])), nil
	})
}

// identity is what tells one resource from another of its type: the arguments
// that name it and its place.
func identity(planned tftypes.Value) string {
	fields := map[string]tftypes.Value{}
	if planned.IsNull() || planned.As(&fields) != nil {
		return ""
	}
	var text string
	for _, key := range []string{"name", "zone_id", "type", "parent_id", "scope", "principal_id", "role_definition_name"} {
		var part string
		if field, present := fields[key]; present && field.IsKnown() && !field.IsNull() && field.As(&part) == nil {
			text += "/" + part
		}
	}
	return text
}

func lastName(path *tftypes.AttributePath) string {
	steps := path.Steps()
	for index := len(steps) - 1; index >= 0; index-- {
		if name, isName := steps[index].(tftypes.AttributeName); isName {
			return string(name)
		}
	}
	return "value"
}

func fakeValue(kind tftypes.Type, typeName, name, seed string) tftypes.Value {
	switch {
	case kind.Is(tftypes.String):
		if uuids[name] {
			return tftypes.NewValue(kind, zeroUUID)
		}
		if value, known := fixed[name]; known {
			return tftypes.NewValue(kind, value)
		}
		return tftypes.NewValue(kind, fmt.Sprintf("stub-%s-%s-%s", typeName, name, seed))
	case kind.Is(tftypes.Number):
		return tftypes.NewValue(kind, 1)
	case kind.Is(tftypes.Bool):
		return tftypes.NewValue(kind, false)
	case kind.Is(tftypes.DynamicPseudoType):
		empty := tftypes.Object{AttributeTypes: map[string]tftypes.Type{}}
		return tftypes.NewValue(empty, map[string]tftypes.Value{})
	}
	switch kind := kind.(type) {
	case tftypes.List:
		return tftypes.NewValue(kind, []tftypes.Value{fakeValue(kind.ElementType, typeName, name, seed)})
	case tftypes.Set:
		return tftypes.NewValue(kind, []tftypes.Value{fakeValue(kind.ElementType, typeName, name, seed)})
	case tftypes.Map:
		return tftypes.NewValue(kind, map[string]tftypes.Value{})
	case tftypes.Object:
		fields := map[string]tftypes.Value{}
		for key, inner := range kind.AttributeTypes {
			fields[key] = fakeValue(inner, typeName, key, seed)
		}
		return tftypes.NewValue(kind, fields)
	default:
		return tftypes.NewValue(kind, nil)
	}
}
