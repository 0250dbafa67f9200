package tomlsrc

import (
	"maps"
	"reflect"
	"strings"
)

// same tells whether two values are equal; the line endings inside a string do not count.
func same(a, b any) bool {
	one, ok := a.(string)
	if other, both := b.(string); ok && both {
		return strings.ReplaceAll(one, "\r\n", "\n") == strings.ReplaceAll(other, "\r\n", "\n")
	}
	return reflect.DeepEqual(a, b)
}

// get returns the value under the keys, nil when there is none.
func get(values map[string]any, path []string) any {
	for _, key := range path[:len(path)-1] {
		next, ok := values[key].(map[string]any)
		if !ok {
			return nil
		}
		values = next
	}
	return values[path[len(path)-1]]
}

// put sets the value under the keys; ok is false when something other than a table is in the way.
func put(values map[string]any, path []string, value any) bool {
	for _, key := range path[:len(path)-1] {
		next, ok := values[key].(map[string]any)
		if !ok && values[key] != nil {
			return false
		}
		next = maps.Clone(next)
		if next == nil {
			next = map[string]any{}
		}
		values[key] = next
		values = next
	}
	values[path[len(path)-1]] = value
	return true
}
