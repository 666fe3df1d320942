package search

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// A card is all that is shown of a document, and its text, from which excerpts are
// taken and which decides about longer phrases. It is a file of its own, since the
// ten hits of a page lie anywhere among the documents; so what a reader has to
// fetch for a hit is one small file.
//
// Cards are much alike. They are packed with the texts of some documents as a
// dictionary, which a reader fetches once, and so are a third to two thirds smaller
// than by themselves.
//
// The documents' id, title, type (its place in the manifest's, from 1; 0 for none),
// unit, date, how many items they have, of each its anchor, its first line and how
// many follow; the rest is the text.
//
// A card's name is that of its deck and its place there. Decks are so many cards
// that follow each other, and named by the sums of them all: so a change of a card
// changes the names of some, and the manifest names few. The name is part of what
// is summed, that no card is taken for another.
const deckSize = 64

// How many bytes the dictionary has at most, and of them one document.
const (
	maxWords   = 24 << 10
	maxWordsOf = 4 << 10
)

func cardName(decks string, doc int) string {
	i := doc / deckSize * nameLength
	return fmt.Sprintf("%s-%d", decks[i:i+nameLength], doc%deckSize)
}

// cards adds them, deck by deck. Those of a deck that the previous index has are
// not packed again.
func (w *indexWriter) cards(old *manifestFile) {
	words := w.words()
	w.manifest.Words = w.named(words)
	kept := map[string]bool{}
	if old != nil {
		for names := old.Decks; len(names) >= nameLength; names = names[nameLength:] {
			kept[names[:nameLength]] = true
		}
	}
	p := newPacker(words)
	files := make([][]byte, len(w.docs))
	names := make([]string, (len(w.docs)+deckSize-1)/deckSize)
	parallel(len(names), w.opt.Workers, func(i int) {
		first := i * deckSize
		payloads := make([][]byte, min(deckSize, len(w.docs)-first))
		b := []byte(w.manifest.Words)
		for j := range payloads {
			payloads[j] = w.card(first + j)
			b = binary.BigEndian.AppendUint64(b, sum(payloads[j], ""))
		}
		if names[i] = nameOf(sum(b, "")); kept[names[i]] {
			return
		}
		for j, payload := range payloads {
			files[first+j] = p.file(payload, sum(payload, cardName(names[i], j)))
		}
	})
	w.manifest.Decks = strings.Join(names, "")
	for i := range w.docs {
		name := cardName(w.manifest.Decks, i)
		if files[i] != nil {
			w.file(pathOf(name), nameDigest(name), files[i])
		} else {
			w.lazy(pathOf(name), nameDigest(name), func() ([]byte, error) { return w.keptCard(name, i, p), nil })
		}
	}
}

// keptCard is a card as it is in the previous index, made again should it be
// damaged there.
func (w *indexWriter) keptCard(name string, doc int, p *packer) []byte {
	path := pathOf(name)
	if file, err := w.opt.Previous(path); err == nil {
		if payload, said, err := inflate(path, file, p.dict); err == nil && sum(payload, name) == said {
			return file
		}
	}
	payload := w.card(doc)
	return p.file(payload, sum(payload, name))
}

// words are the dictionary of cards: the beginnings of some texts. Which ones, the
// ids decide and not their order, and none of the newest: so a new record seldom
// changes it, and with it every card.
func (w *indexWriter) words() []byte {
	type numbered struct {
		doc int
		sum uint64
	}
	all := make([]numbered, partEnds(len(w.docs))[0])
	for i := range all {
		all[i] = numbered{i, sum([]byte(w.docs[i].ID), "")}
	}
	slices.SortFunc(all, func(a, b numbered) int { return cmp.Or(cmp.Compare(a.sum, b.sum), a.doc-b.doc) })
	var b []byte
	for i := 0; i < len(all) && len(b) < maxWords; i++ {
		text := w.docs[all[i].doc].Markdown()
		b = append(b, text[:min(len(text), maxWordsOf, maxWords-len(b))]...)
	}
	return b
}

// card is the payload of a document's card.
func (w *indexWriter) card(doc int) []byte {
	d := &w.docs[doc]
	kind, unit := 0, ""
	for _, v := range d.Values {
		switch {
		case v.Field == Type && kind == 0:
			kind = 1 + slices.Index(w.manifest.Types, [2]string{v.Key, v.label()})
		case v.Field == Unit && unit == "":
			unit = v.label()
		}
	}
	b := appendText(make([]byte, 0, len(d.Front)+len(d.Body)+256), d.ID)
	b = appendText(b, d.Title)
	b = binary.AppendUvarint(b, uint64(kind))
	b = appendText(b, unit)
	b = appendText(b, d.Date)
	b = binary.AppendUvarint(b, uint64(len(d.Items)))
	for _, x := range d.Items {
		b = appendText(b, x.Anchor)
		b = binary.AppendUvarint(b, uint64(x.From))
		b = binary.AppendUvarint(b, uint64(max(x.To-x.From, 0)))
	}
	return append(append(b, d.Front...), d.Body...)
}

// card is a document's card as it was read.
type card struct {
	hit  Hit
	text string
}

// card reads that of a document.
func (r *Reader) card(doc int) (*card, error) {
	if c := r.cards[doc]; c != nil {
		return c, nil
	}
	if (doc/deckSize+1)*nameLength > len(r.manifest.Decks) {
		return nil, &DamagedError{manifest, "it has no card of a record it holds"}
	}
	words, err := r.words()
	if err != nil {
		return nil, err
	}
	name := cardName(r.manifest.Decks, doc)
	path := pathOf(name)
	file, err := r.read(path)
	if err != nil {
		return nil, fmt.Errorf("read the search index: %w", err)
	}
	payload, said, err := inflate(path, file, words)
	if err != nil {
		return nil, err
	}
	if sum(payload, name) != said {
		return nil, otherContents(path)
	}
	in := reader{data: payload}
	h := Hit{ID: in.text(), Title: in.text()}
	if kind := in.uint() - 1; kind >= 0 && kind < len(r.manifest.Types) {
		h.Type = r.manifest.Types[kind][0]
	}
	h.Unit, h.Date = in.text(), in.text()
	for n := in.uint(); n > 0 && !in.bad; n-- {
		x := Item{Anchor: in.text(), From: in.uint()}
		x.To = x.From + in.uint()
		h.Items = append(h.Items, x)
	}
	if in.bad {
		return nil, &DamagedError{path, "it cannot be read"}
	}
	c := &card{h, string(in.data)}
	r.cards[doc] = c
	return c, nil
}

// words is the dictionary that cards are packed with.
func (r *Reader) words() ([]byte, error) {
	if data := r.shards[r.manifest.Words]; data != nil {
		return data, nil
	}
	data, err := named(r.read, r.manifest.Words)
	if err == nil {
		r.shards[r.manifest.Words] = data
	}
	return data, err
}
