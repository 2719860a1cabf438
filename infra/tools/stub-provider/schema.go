package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The JSON form of a schema, as `terraform providers schema -json` prints it.
type (
	jsonProvider struct {
		Resources  map[string]jsonSchema `json:"resource_schemas"`
		Data       map[string]jsonSchema `json:"data_source_schemas"`
		Ephemerals map[string]jsonSchema `json:"ephemeral_resource_schemas"`
	}
	jsonSchema struct {
		Version int64     `json:"version"`
		Block   jsonBlock `json:"block"`
	}
	jsonBlock struct {
		Attributes map[string]jsonAttribute `json:"attributes"`
		Blocks     map[string]jsonNested    `json:"block_types"`
		Deprecated bool                     `json:"deprecated"`
	}
	jsonNested struct {
		Mode  string    `json:"nesting_mode"`
		Block jsonBlock `json:"block"`
		Min   int64     `json:"min_items"`
		Max   int64     `json:"max_items"`
	}
	jsonAttribute struct {
		Type       json.RawMessage `json:"type"`
		Nested     *jsonObject     `json:"nested_type"`
		Required   bool            `json:"required"`
		Optional   bool            `json:"optional"`
		Computed   bool            `json:"computed"`
		Sensitive  bool            `json:"sensitive"`
		Deprecated bool            `json:"deprecated"`
		WriteOnly  bool            `json:"write_only"`
	}
	jsonObject struct {
		Attributes map[string]jsonAttribute `json:"attributes"`
		Mode       string                   `json:"nesting_mode"`
	}
)

// load reads everything the stub knows about one provider.
func load(dir, provider string) (*stub, error) {
	var main jsonProvider
	if err := readJSON(filepath.Join(dir, provider+".json"), &main); err != nil {
		return nil, err
	}
	var blocks map[string]jsonSchema
	if err := readJSON(filepath.Join(dir, "provider-blocks.json"), &blocks); err != nil {
		return nil, err
	}
	own, known := blocks[provider]
	if !known {
		return nil, fmt.Errorf("provider-blocks.json has no entry %q", provider)
	}
	result := &stub{}
	if err := readJSON(filepath.Join(dir, "replace.json"), &result.replace); err != nil {
		return nil, err
	}
	if err := readJSON(filepath.Join(dir, "values.json"), &result.values); err != nil {
		return nil, err
	}
	var err error
	if result.provider, err = own.convert(); err != nil {
		return nil, err
	}
	if result.resources, err = convertAll(main.Resources); err != nil {
		return nil, err
	}
	if result.data, err = convertAll(main.Data); err != nil {
		return nil, err
	}
	result.ephemerals, err = convertAll(main.Ephemerals)
	return result, err
}

func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func convertAll(all map[string]jsonSchema) (map[string]*tfprotov6.Schema, error) {
	result := make(map[string]*tfprotov6.Schema, len(all))
	for name, schema := range all {
		converted, err := schema.convert()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		result[name] = converted
	}
	return result, nil
}

func (s jsonSchema) convert() (*tfprotov6.Schema, error) {
	block, err := s.Block.convert()
	if err != nil {
		return nil, err
	}
	return &tfprotov6.Schema{Version: s.Version, Block: block}, nil
}

var blockModes = map[string]tfprotov6.SchemaNestedBlockNestingMode{
	"single": tfprotov6.SchemaNestedBlockNestingModeSingle,
	"list":   tfprotov6.SchemaNestedBlockNestingModeList,
	"set":    tfprotov6.SchemaNestedBlockNestingModeSet,
	"map":    tfprotov6.SchemaNestedBlockNestingModeMap,
	"group":  tfprotov6.SchemaNestedBlockNestingModeGroup,
}

func (b jsonBlock) convert() (*tfprotov6.SchemaBlock, error) {
	attributes, err := convertAttributes(b.Attributes)
	if err != nil {
		return nil, err
	}
	result := &tfprotov6.SchemaBlock{Attributes: attributes, Deprecated: b.Deprecated}
	for _, name := range sortedKeys(b.Blocks) {
		nested := b.Blocks[name]
		mode, known := blockModes[nested.Mode]
		if !known {
			return nil, fmt.Errorf("block %s: nesting mode %q", name, nested.Mode)
		}
		inner, err := nested.Block.convert()
		if err != nil {
			return nil, fmt.Errorf("block %s: %w", name, err)
		}
		result.BlockTypes = append(result.BlockTypes, &tfprotov6.SchemaNestedBlock{
			TypeName: name, Block: inner, Nesting: mode, MinItems: nested.Min, MaxItems: nested.Max,
		})
	}
	return result, nil
}

var objectModes = map[string]tfprotov6.SchemaObjectNestingMode{
	"single": tfprotov6.SchemaObjectNestingModeSingle,
	"list":   tfprotov6.SchemaObjectNestingModeList,
	"set":    tfprotov6.SchemaObjectNestingModeSet,
	"map":    tfprotov6.SchemaObjectNestingModeMap,
}

func convertAttributes(all map[string]jsonAttribute) ([]*tfprotov6.SchemaAttribute, error) {
	var result []*tfprotov6.SchemaAttribute
	for _, name := range sortedKeys(all) {
		from := all[name]
		to := &tfprotov6.SchemaAttribute{
			Name: name, Required: from.Required, Optional: from.Optional, Computed: from.Computed,
			Sensitive: from.Sensitive, Deprecated: from.Deprecated, WriteOnly: from.WriteOnly,
		}
		if from.Nested == nil {
			parsed, err := tftypes.ParseJSONType(from.Type) //nolint:staticcheck // the only reader of this form
			if err != nil {
				return nil, fmt.Errorf("attribute %s: %w", name, err)
			}
			to.Type = parsed
		} else {
			inner, err := convertAttributes(from.Nested.Attributes)
			if err != nil {
				return nil, fmt.Errorf("attribute %s: %w", name, err)
			}
			to.NestedType = &tfprotov6.SchemaObject{Attributes: inner, Nesting: objectModes[from.Nested.Mode]}
		}
		result = append(result, to)
	}
	return result, nil
}

func sortedKeys[V any](all map[string]V) []string {
	keys := make([]string, 0, len(all))
	for key := range all {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
