// Package search finds records by what stands in them: any Chinese substring,
// words and their beginnings, numbers, dates and document numbers, names by their
// pinyin. It knows nothing of where records come from: its Document is filled by
// whoever has them.
//
// # What is searched
//
// A record's text is its haystack: its id, a line end, and its Markdown as the
// site serves it, with the keys of the front matter blanked (see Haystack). It is
// compared normalized: traditional characters as simplified ones, full width as
// half width, capitals as small letters, letters without accents; what stands
// between words is one space, or a line end where there is one; a joint (one of
// -._/:@&+,) between two words stays; backticks and doubled *, _ and ~ leave
// nothing, nor do spaces between a Han character and a Latin word. Nothing that is
// searched for crosses a line end. A Latin word is found where it begins a word.
//
// A record holds a phrase if its normalized haystack does, or if the phrase is one
// Latin word of at least two letters that stands in no record as a whole word, and
// the pinyin of its title, its people or its tags goes like that from some
// character on, in full or by initials.
//
// # Terms
//
// Both engines index the same terms of a document (Document.Terms) and look up
// phrases by the same Plan. One, two or three Han characters, a word, a compound
// of up to three words with joints between them, and a Han character beside a word
// are one lookup and exact. Longer phrases are several lookups, whose records the
// text decides about: those shown are checked, a count of the rest is approximate.
//
// # Order
//
// A term has a weight in a record: bits for title, names, decisions and actions,
// and how densely the text holds it, from 1 to 7. The weight of a phrase is what
// the weights of its lookups have in common. A record's score is the sum over the
// phrases of weight times rarity; see Score. Of equal scores the newer record
// comes first.
//
// # The browser's index
//
// See WriteIndex for its files; templates/static/search.js reads it in a browser,
// Reader in Go. Tests hold the two together, vector by vector.
package search
