package source

import "github.com/minutebook/minutebook/generator/diag"

// NodeKind says what a YAML value is.
type NodeKind uint8

// YAML values are empty, text, lists or mappings. Numbers, dates and truth
// values stay text: the schema, not YAML, decides what a value means, so 0123
// and a 20-digit card number lose nothing.
const (
	Null NodeKind = iota
	Scalar
	List
	Map
)

// Node is a YAML value with its place in the file.
type Node struct {
	Kind   NodeKind
	Text   string // of a Scalar, unquoted and unescaped
	Quoted bool   // written in quotes or as a block scalar: text, whatever it looks like
	Items  []*Node
	Pairs  []Pair    // of a Map, in the order written, duplicates left out
	Span   diag.Span // Scalar: its text with quotes; List and Map: first to last byte
}

// Pair is one key of a mapping and its value.
type Pair struct {
	Key   *Node // always a Scalar
	Value *Node // never nil; Null if nothing stands there
}

// Get returns the value under a key, or nil.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	for _, p := range n.Pairs {
		if p.Key.Text == key {
			return p.Value
		}
	}
	return nil
}
