package search

import (
	"reflect"
	"strconv"
	"testing"
)

// What is known of earlier documents changes nothing of a later one, also where a
// value has other aliases there, or so many names came before that they were
// forgotten.
func TestKnowledge(t *testing.T) {
	docs := madeDocuments(60, 5)
	docs = append(docs,
		Document{ID: "a", Values: []Value{{Unit, "u1", "教务处", []string{"教务"}}}, People: []string{"曾敏"}, Names: []string{"曾敏"}},
		Document{ID: "b", Values: []Value{{Unit, "u1", "教务处", []string{"注册科"}}, {Person, "u1", "教务处", nil}}, Names: []string{"曾敏"}})
	many := Document{ID: "c"}
	for i := range mostKnown + 10 {
		many.People = append(many.People, "曾"+strconv.Itoa(i))
	}
	docs = append(docs, many, docs[60])
	var k knowledge
	for _, d := range docs {
		got, want := termCollector{counts: map[string]*termCount{}}, termCollector{counts: map[string]*termCount{}}
		if n, fresh := d.scan(&got, &k), d.scan(&want, &knowledge{}); n != fresh || !reflect.DeepEqual(got.counts, want.counts) {
			t.Errorf("%s: %d words and %d terms, want %d and %d", d.ID, n, len(got.counts), fresh, len(want.counts))
		}
	}
	if len(k.sounds) > mostKnown {
		t.Errorf("%d names are kept", len(k.sounds))
	}
}
