package search

import (
	"errors"
	"strings"
	"testing"
)

// A card that stands in the place of another is told, though it is whole.
func TestCardInThePlaceOfAnother(t *testing.T) {
	s := siteOf(t, office(), IndexOptions{})
	decks := s.reader(t).manifest.Decks
	first, second := pathOf(cardName(decks, 0)), pathOf(cardName(decks, 1))
	s[first], s[second] = s[second], s[first]
	_, err := s.reader(t).Search(ParseQuery("锅炉"))
	var damage *DamagedError
	if !errors.As(err, &damage) || damage.Path != first {
		t.Errorf("the error is %v, want one of %s", err, first)
	}
	c := newClient(t)
	c.call(nil, "open", s.write(t), map[string]any{})
	var said *clientError
	if err := c.try(nil, "search", "锅炉", map[string]any{}); !errors.As(err, &said) || said.Kind != "damaged" {
		t.Errorf("search.js says %v, want damaged", err)
	}
}

// What cards are packed with is a part of some texts, and stays when a record is
// added: otherwise every card would change.
func TestWordsOfCards(t *testing.T) {
	docs := madeDocuments(2101, 6)
	was := ""
	for _, n := range []int{2100, 2101} {
		r := siteOf(t, docs[:n], IndexOptions{}).reader(t)
		words, err := r.words()
		if err != nil {
			t.Fatal(err)
		}
		if len(words) != 24<<10 {
			t.Errorf("the words of %d records are %d bytes, want 24 KB", n, len(words))
		}
		if was != "" && was != r.manifest.Words {
			t.Error("one record more, and the cards are packed with other words")
		}
		was = r.manifest.Words
	}
	r := siteOf(t, office(), IndexOptions{}).reader(t)
	words, err := r.words()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range office() {
		if !strings.Contains(string(words), d.Markdown()) {
			t.Errorf("the words of four short records hold nothing of %s", d.ID)
		}
	}
}
