// The search of a Minutebook site: reads the prebuilt index under search/ and
// answers queries, with no server. It needs nothing but this file.
//
//   import { open } from "./search.js";
//   const index = await open("https://minutes.example.org/");  // the site's root
//   const found = await index.search("预算 unit:后勤", { size: 10 });
//
// search() takes a query as a reader types it (words, "phrases", -words,
// type: unit: year: person: owner: status: tag: before: after: date:) and options:
//
//   from, size   which hits; 0 and 10
//   sort         "relevance" or "date", newest first
//   facets       fields to count: ["type", "unit", "year", "person", …]
//   excerpts     false to leave them out; length is theirs, in characters
//   signal       an AbortSignal
//
// and gives
//
//   { total, approximate,  // how many; approximate while texts are unchecked
//     more,                // checking texts was given up for now; ask again
//     notices: [{ kind, text }],
//     facets: { type: [{ key, label, count }] },
//     hits: [{ id, url, title, type, typeLabel, unit, date, anchor,
//              excerpt: [{ text, mark }] }] }
//
// What fails is a SearchError with a kind: "missing" (a file is not there),
// "damaged", "network", "unsupported" (an old browser); and a path.
//
// Loaded as a Worker of type "module" it answers messages { id, open: base } and
// { id, query, options } with { id, result } or { id, error: { kind, path } }; a
// new query ends the one before with the kind "aborted".
//
// The rules are those of the Go package search, whose comments explain them; tests
// hold the two together. Characters are code points throughout.

export class SearchError extends Error {
  constructor(kind, path) {
    super(`search: ${path}: ${kind}`);
    this.kind = kind;
    this.path = path;
  }
}

const MANIFEST = "search/index.mbx";
const VERSION = 2;
// "MBX2", with which a file of the index begins; the sum follows.
const MAGIC = "4d425832";
const DECK = 64;
const NAME = 12;
const LETTERS = { type: "t", unit: "u", year: "d", person: "p", owner: "o", status: "s", tag: "g" };

// ---- characters

const GAP = 0, HAN = 1, WORD = 2, JOINT = 3;

const isHan = (c) =>
  c >= 0x3005 &&
  (c <= 0x9fff
    ? c >= 0x4e00 || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x3041 && c <= 0x30ff && c !== 0x30fb) || (c >= 0x3105 && c <= 0x312f) || c === 0x3005 || c === 0x3007
    : (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff));

function kindOf(c) {
  if ((c >= 97 && c <= 122) || (c >= 48 && c <= 57)) return WORD;
  if (c < 0x80) return c > 0 && "-._/:@&+,".includes(String.fromCharCode(c)) ? JOINT : GAP;
  if ((c >= 0xc0 && c <= 0x1fff && c !== 0xd7 && c !== 0xf7) || (c >= 0x2160 && c <= 0x2188) || c === 0xaa || c === 0xb5 || c === 0xba) return WORD;
  return isHan(c) ? HAN : GAP;
}

const point = (s) => s.codePointAt(0);

// Text is all that depends on the table of folding.
export class Text {
  // bytes: how many characters are folded, the gaps between them, the upper and
  // the lower bytes of what they fold to.
  constructor(bytes) {
    const r = new Reader(bytes);
    const table = (this.table = new Uint16Array(0x10000));
    for (let i = 0; i < 0x10000; i++) table[i] = i;
    const n = r.uint();
    let c = 0;
    const from = [];
    for (let i = 0; i < n; i++) from.push((c += r.uint()));
    const high = r.bytes(n), low = r.bytes(n);
    from.forEach((f, i) => (table[f] = (high[i] << 8) | low[i]));
  }

  // step is the character one is searched as, 0 for none.
  step(c) {
    return c < 0x10000 ? this.table[c] : c >= 0xe0100 && c <= 0xe01ef ? 0 : c;
  }

  fold(text) {
    let out = "";
    for (const ch of text) {
      const c = this.step(point(ch));
      if (c) out += String.fromCodePoint(c);
    }
    return out;
  }

  // normalize gives the form in which texts are compared. at, if given, gets for
  // every unit of it which character of the text it was.
  normalize(text, at) {
    let out = "", last = GAP, pend = 0, blank = false, before = 0, i = -1, pos = 0;
    const put = (c) => {
      const s = String.fromCodePoint(c);
      out += s;
      if (at) for (let k = 0; k < s.length; k++) at.push(i);
    };
    for (const ch of text) {
      i++;
      pos += ch.length;
      const raw = point(ch);
      const marked = isMark(ch, before, text[pos]);
      before = ch;
      const c = this.step(raw);
      if (marked || !c) continue;
      const k = kindOf(c);
      if (k === WORD || k === HAN) {
        if (pend && out) {
          if (pend !== 32 && pend !== 10) put(k === WORD ? pend : 32);
          else if (!(blank && k !== last)) put(pend);
        }
        put(c);
        last = k;
        pend = 0;
      } else if (!pend && k === JOINT && last === WORD) {
        pend = c;
        blank = false;
      } else if (c === 10 || pend === 10) {
        pend = 10;
        blank = false;
      } else {
        blank = c === 32 && (!pend || blank);
        pend = 32;
      }
    }
    return out;
  }

  // meaning is a filter's value as it is compared.
  meaning(text) {
    let out = "";
    for (const ch of this.fold(text)) {
      const k = kindOf(point(ch));
      if (k !== GAP && (k !== JOINT || ch === "-")) out += ch;
    }
    return out;
  }
}

const isMark = (ch, before, after) => ch === "`" || ("*_~".includes(ch) && (before === ch || after === ch));

// withoutKeys blanks the keys of a record's front matter.
export function withoutKeys(markdown) {
  if (!markdown.startsWith("---\n")) return markdown;
  const end = markdown.indexOf("\n---\n", 3);
  if (end < 3) return markdown;
  const lines = markdown.slice(4, end + 1).split("\n");
  const front = lines.map((line) => line.replace(/^ *(?:- )?[^ ]*?:(?= |$)/, (key) => " ".repeat(key.length)));
  return "---\n" + front.join("\n") + markdown.slice(end + 1);
}

export const haystack = (id, markdown) => id + "\n" + withoutKeys(markdown);

// ---- queries

const MAX_QUERY = 1000, MAX_WORDS = 24, MAX_WORD = 32, MAX_COMPOUND = 48, MAX_LOOKUPS = 8;
const WHOLE = 0, BEGINS = 1, JOINED = 2;
const QUOTES = "\"“”„「」『』";

export function parseQuery(text, query, names) {
  const q = { phrases: [], filters: [], from: "", until: "", notices: [] };
  const notice = (kind, about = "") => q.notices.push({ kind, text: about });
  let chars = Array.from(query), at = 0, words = 0;
  if (chars.length > MAX_QUERY) {
    chars = chars.slice(0, MAX_QUERY);
    notice("too-long");
  }
  const folded = chars.map((ch) => {
    const c = text.step(point(ch));
    return c === 0 ? "" : c < 32 ? " " : String.fromCodePoint(c);
  });
  const isQuote = (c) => c !== "" && QUOTES.includes(c);
  const until = (from, is) => {
    while (from < folded.length && !is(folded[from])) from++;
    return from;
  };
  const take = (end) => {
    const s = chars.slice(at, end).join("");
    at = end;
    return s;
  };
  const quoted = () => {
    const end = until(++at, isQuote);
    const s = take(end);
    if (end === chars.length) notice("unclosed-quote");
    else at++;
    return s;
  };
  const room = (s) => {
    if (++words === MAX_WORDS + 1) notice("too-many", s);
    return words <= MAX_WORDS;
  };
  const phrase = (s, exact, not) => {
    const norm = text.normalize(s);
    if (norm && room(s)) q.phrases.push({ text: norm, exact, not });
  };
  const dates = (field, s, not) => {
    const p = period(text.fold(s));
    if (!p || (not && field === "date")) return notice("bad-date", s);
    let [from, to] = p;
    if (field === "before") [from, to] = not ? [from, ""] : ["", from];
    if (field === "after") [from, to] = not ? ["", to] : [to, ""];
    if (from > q.from) q.from = from;
    if (to && (!q.until || to < q.until)) q.until = to;
  };
  const filter = (written, field, s, exact, not) => {
    const value = text.meaning(s);
    if (!value) notice("empty-filter", written);
    else if (!LETTERS[field]) dates(field, s, not);
    else if (room(s)) q.filters.push({ field, value, exact, not });
  };
  while (at < chars.length) {
    const start = until(at, (c) => c !== " " && c !== "");
    at = until(start, (c) => c !== "-");
    const not = at > start;
    if (at === chars.length || folded[at] === " ") continue;
    if (isQuote(folded[at])) {
      phrase(quoted(), true, not);
      continue;
    }
    const end = until(at, (c) => c === " " || isQuote(c));
    const colon = until(at, (c) => c === ":");
    if (colon >= end || colon === at) {
      phrase(take(end), false, not);
      continue;
    }
    const written = chars.slice(at, colon).join("");
    const name = text.fold(written);
    if (!Object.hasOwn(names, name)) {
      if (isFieldLike(name) && colon + 1 < folded.length && folded[colon + 1] !== "/") notice("unknown-field", written);
      phrase(take(end), false, not);
      continue;
    }
    at = colon + 1;
    if (at < chars.length && isQuote(folded[at])) filter(written, names[name], quoted(), true, not);
    else filter(written, names[name], take(end), false, not);
  }
  if (query && !q.phrases.length && !q.filters.length && !q.from && !q.until && !q.notices.length) notice("nothing-to-find");
  return q;
}

function isFieldLike(name) {
  const all = Array.from(name);
  return all.length > 1 && all.length <= 10 && (/^[a-z]+$/.test(name) || all.every((ch) => isHan(point(ch))));
}

// period reads a year, a month or a day: its first day, and the first after it.
function period(s) {
  const n = [0, 0, 0];
  let parts = 0, digits = 0;
  for (const ch of s) {
    if (ch >= "0" && ch <= "9") {
      if ((!digits && ++parts > 3) || ++digits > 4) return null;
      n[parts - 1] = n[parts - 1] * 10 + Number(ch);
    } else if ("-/.年月日 ".includes(ch)) digits = 0;
    else return null;
  }
  const [y, m, d] = n;
  const days = new Date(Date.UTC(y, m, 0)).getUTCDate();
  if (y < 1000 || (parts > 1 && (m < 1 || m > 12)) || (parts > 2 && (d < 1 || d > days))) return null;
  const day = (...of) => of.map((x, i) => String(x).padStart(i ? 2 : 4, "0")).join("-");
  const month = m === 12 ? day(y + 1, 1, 1) : day(y, m + 1, 1);
  if (parts === 1) return [day(y, 1, 1), day(y + 1, 1, 1)];
  if (parts === 2) return [day(y, m, 1), month];
  return [day(y, m, d), d < days ? day(y, m, d + 1) : month];
}

// planOf is how a phrase is looked up.
export function planOf(p) {
  const text = Array.from(p.text), kinds = text.map((ch) => kindOf(point(ch)));
  let lookups = [], cut = false, runs = 0, lastRun = false;
  const add = (kind, chars, how) => lookups.push({ term: kind + chars.join(""), how });
  const wordEnd = (i) => {
    while (kinds[i] === WORD) i++;
    return i;
  };
  const word = (kind, from, to, most, open) => {
    if (to - from >= most) {
      cut = true;
      add(kind, text.slice(from, from + most), BEGINS);
    } else add(kind, text.slice(from, to), open ? BEGINS : WHOLE);
  };
  const wordsOf = (i, end, start, stop) => {
    const open = lastRun && end === stop && !p.exact;
    const starts = [];
    for (let j = i; j < end; j = wordEnd(j) + 1) starts.push(j);
    const last = starts.at(-1);
    if (i > start) word("m", i - 1, wordEnd(i), MAX_WORD + 1, open && wordEnd(i) === end);
    if (end < stop) {
      if (end - last >= MAX_WORD) cut = true;
      add("m", [...text.slice(last, Math.min(end, last + MAX_WORD)), text[end]], WHOLE);
    }
    if (starts.length > 1) {
      for (let k = 0; k < Math.max(1, starts.length - 2); k++) {
        const more = k + 3 < starts.length;
        let window = text.slice(starts[k], more ? starts[k + 3] - 1 : end);
        let how = open && !more ? BEGINS : JOINED;
        if (window.length >= MAX_COMPOUND) {
          window = window.slice(0, MAX_COMPOUND);
          how = BEGINS;
          cut = true;
        }
        add("c", window, how);
      }
    } else if (i > start || end < stop) return;
    else if (end - i === 1 && open) add("p", [text[i]], WHOLE);
    else word("w", i, end, MAX_WORD, open);
  };
  for (let i = 0; i < text.length; ) {
    if (kinds[i] !== HAN && kinds[i] !== WORD) {
      i++;
      continue;
    }
    const start = i;
    let stop = i;
    while (stop < text.length && text[stop] !== " " && text[stop] !== "\n") stop++;
    lastRun = stop === text.length;
    runs++;
    while (i < stop) {
      let end = i;
      const hans = kinds[i] === HAN;
      while (end < stop && (kinds[end] === HAN) === hans) end++;
      const n = end - i;
      if (!hans) wordsOf(i, end, start, stop);
      else if (n > 2) for (let k = i; k + 2 < end; k++) add("3", text.slice(k, k + 3), WHOLE);
      else if (n === 2 || (i === start && end === stop)) add(String(n), text.slice(i, end), WHOLE);
      i = end;
    }
  }
  const exact = runs === 1 && lookups.length === 1 && !cut;
  const n = lookups.length;
  if (n > MAX_LOOKUPS) lookups = Array.from({ length: MAX_LOOKUPS }, (_, i) => lookups[Math.floor((i * (n - 1)) / (MAX_LOOKUPS - 1))]);
  const spoken = !p.exact && text.length < MAX_WORD && /^[a-z]{2,}$/.test(p.text);
  return { lookups, exact, sound: spoken ? { term: "y" + p.text, how: BEGINS } : null, word: spoken ? "w" + p.text : "" };
}

// find is where a phrase stands in a normalized text, -1 if nowhere.
function find(text, p, from) {
  const isWord = (i) => i >= 0 && i < text.length && kindOf(text.charCodeAt(i)) === WORD;
  for (; ; from++) {
    from = text.indexOf(p.text, from);
    const end = from + p.text.length;
    if (from < 0 || (!(isWord(from) && isWord(from - 1)) && !(p.exact && isWord(end - 1) && isWord(end)))) return from;
  }
}

export function matches(text, q, hay) {
  const norm = text.normalize(hay);
  return q.phrases.every((p) => find(norm, p, 0) >= 0 !== p.not);
}

// ---- order

const quarterOctaves = (n) => {
  if (n < 1) return 0;
  const e = 31 - Math.clz32(n);
  return 4 * e + (Math.floor((n * 4) / 2 ** e) & 3);
};

export const score = (weight, records, found) => weight * (1 + quarterOctaves(records) - quarterOctaves(Math.max(found, 1)));

const either = (a, b) => ((a | b) & 56) | Math.max(a & 7, b & 7);
const both = (a, b) => (a & b & 56) | Math.min(a & 7, b & 7);

// ---- excerpts

export function excerptOf(text, q, markdown, items, length) {
  const chars = Array.from(withoutKeys(markdown));
  const found = stretches(text, q, chars.join(""));
  const body = bodyAt(chars);
  const best = bestLine(chars, found, items, body);
  let from = body, anchor = "";
  if (best) {
    anchor = items.find((x) => x.from <= best.line && best.line <= x.to)?.anchor ?? "";
    from = best.from;
    while (from > 0 && chars[from - 1] !== "\n") from--;
    if (best.from - from > Math.floor(length / 3)) from = best.from - Math.floor(length / 4);
  }
  const segments = [];
  const put = (ch, mark) => {
    const last = segments.at(-1);
    if (last?.mark === mark) last.text += ch;
    else segments.push({ text: ch, mark });
  };
  if (from > 0 && chars[from - 1] !== "\n") put("…", false);
  const to = Math.min(from + length, chars.length);
  tidy(chars, from, to, found, put);
  if (to < chars.length && chars.slice(to).join("").trim()) put("…", false);
  return { segments, anchor };
}

function stretches(text, q, markdown) {
  const at = [], all = [];
  const norm = text.normalize(markdown, at);
  q.phrases.forEach((p, phrase) => {
    if (p.not) return;
    for (let i = find(norm, p, 0); i >= 0; i = find(norm, p, i + p.text.length)) all.push({ from: at[i], to: at[i + p.text.length - 1] + 1, phrase });
  });
  return all.sort((a, b) => a.from - b.from || b.to - a.to || a.phrase - b.phrase);
}

function bodyAt(chars) {
  const fence = (i) => chars.slice(i, i + 4).join("") === "---\n";
  const next = (i) => {
    while (i < chars.length && chars[i] !== "\n") i++;
    return Math.min(i + 1, chars.length);
  };
  let i = 0;
  if (fence(0)) {
    for (i = 4; i < chars.length && !fence(i); ) i = next(i);
    i = Math.min(i + 4, chars.length);
  }
  while (chars[i] === "\n" || chars[i] === "#") i = next(i);
  return i;
}

function bestLine(chars, found, items, body) {
  let best = null, top = 0, line = 1, pos = 0;
  for (let i = 0; i < found.length; ) {
    for (; pos < found[i].from; pos++) if (chars[pos] === "\n") line++;
    let end = pos, j = i;
    while (end < chars.length && chars[end] !== "\n") end++;
    const phrases = new Set();
    for (; j < found.length && found[j].from < end; j++) phrases.add(found[j].phrase);
    const worth = phrases.size * 4 + 1 + (items.some((x) => x.from <= line && line <= x.to) ? 2 : pos >= body ? 1 : 0);
    if (worth > top) {
      best = { from: found[i].from, line };
      top = worth;
    }
    i = j;
  }
  return best;
}

// tidy puts the characters of an excerpt, without the marks of Markdown.
function tidy(chars, from, to, found, put) {
  let blank = true, head = from === 0 || chars[from - 1] === "\n", f = 0;
  for (let i = from; i < to; i++) {
    while (f < found.length && found[f].to <= i) f++;
    const mark = f < found.length && found[f].from <= i;
    const ch = chars[i];
    if ("\n \t|".includes(ch)) {
      head ||= ch === "\n";
      if (!blank) put(" ", mark && ch === " ");
      blank = true;
      continue;
    }
    if (head && !mark) {
      if ("#>-*+".includes(ch)) continue;
      if (ch === "[" && i + 2 < to && chars[i + 2] === "]") {
        i += 2;
        continue;
      }
    }
    head = false;
    if (isMark(ch, chars[i - 1], chars[i + 1]) || (ch === "[" && !mark)) continue;
    if (ch === "]" && chars[i + 1] === "(") {
      const end = chars.indexOf(")", i);
      if (end > 0 && end < to && (f >= found.length || found[f].from > end) && !chars.slice(i, end).includes("\n")) {
        i = end;
        continue;
      }
    }
    put(ch, mark);
    blank = false;
  }
}

// ---- files

class Reader {
  constructor(data) {
    this.data = data;
    this.at = 0;
    this.bad = false;
  }
  uint() {
    let n = 0;
    for (let by = 1; this.at < this.data.length && by < 2 ** 35; by *= 128) {
      const b = this.data[this.at++];
      n += (b & 127) * by;
      if (b < 128) return n;
    }
    this.bad = true;
    return 0;
  }
  bytes(n) {
    this.bad ||= n > this.data.length - this.at;
    this.at += n;
    return this.data.subarray(this.at - n, this.at);
  }
  text(n = this.uint()) {
    return new TextDecoder().decode(this.bytes(n));
  }
}

const damage = (path) => () => {
  throw new SearchError("damaged", path);
};

const hex = (n) => (n >>> 0).toString(16).padStart(8, "0");

// sum finds damage; see the Go function of the name.
export function sum(data, name = "") {
  let a = 0xdeadbeef, b = 0x41c6ce57;
  for (const part of [data, new TextEncoder().encode(name)]) {
    for (let i = 0; i < part.length; i++) {
      a = Math.imul(a ^ part[i], 2654435761);
      b = Math.imul(b ^ part[i], 1597334677);
      a = (a << 13) | (a >>> 19);
      b = (b << 15) | (b >>> 17);
    }
  }
  a ^= data.length + name.length;
  a = Math.imul(a ^ (a >>> 16), 2246822507);
  b = Math.imul(b ^ (b >>> 13), 3266489909);
  a ^= b ^ (b >>> 16);
  b ^= a ^ (a >>> 16);
  return hex(a) + hex(b);
}

// unpack returns what a file holds. Its sum is its name, or, if it has a dictionary,
// tells that the name is its own. What stands in the dictionary need not stand in
// the file: to the browser the dictionary is a block before it, not deflated.
async function unpack(path, name, file, dict) {
  const damaged = damage(path);
  let inflate, data;
  try {
    inflate = new DecompressionStream("deflate-raw");
  } catch {
    throw new SearchError("unsupported", path);
  }
  const n = dict?.length ?? 0, block = new Uint8Array([0, n, n >> 8, ~n, ~n >> 8]);
  try {
    const stream = new Blob([block, dict ?? "", file.subarray(12)]).stream().pipeThrough(inflate);
    data = new Uint8Array(await new Response(stream).arrayBuffer()).subarray(n);
  } catch {
    damaged();
  }
  const said = Array.from(file.subarray(0, 12), (b) => b.toString(16).padStart(2, "0")).join("");
  if (MAGIC + sum(data, dict ? name : "") !== said || !(dict || said.startsWith(MAGIC + name))) damaged();
  return { data, said };
}

function parse(data, damaged) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(data));
  } catch {
    damaged();
  }
}

// compare orders strings by code point, as their bytes in UTF-8 do.
function compare(a, b) {
  const n = Math.min(a.length, b.length);
  const rank = (c) => (c >= 0xe000 ? c - 0x2000 : c >= 0xd800 ? c + 0x2000 : c);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i), y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

// last is the last of sorted strings that does not come after one; 0 if all do.
function last(sorted, term) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (compare(sorted[mid], term) <= 0) low = mid + 1;
    else high = mid;
  }
  return Math.max(low - 1, 0);
}

// Cache keeps promises of what was read last.
class Cache {
  constructor(size) {
    this.size = size;
    this.map = new Map();
  }
  get(key, make) {
    let p = this.map.get(key);
    this.map.delete(key);
    if (!p) {
      p = make();
      p.catch(() => this.map.delete(key));
      if (this.map.size >= this.size) this.map.delete(this.map.keys().next().value);
    }
    this.map.set(key, p);
    return p;
  }
}

async function fetchFile(base, path, fresh) {
  let kind = "network";
  try {
    const answer = await fetch(new URL(path, base), fresh ? { cache: "no-cache" } : {});
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
    if ([404, 410].includes(answer.status)) kind = "missing";
  } catch {
    // There was no answer, or not all of it.
  }
  throw new SearchError(kind, path);
}

// open reads an index's manifest. read, if given, reads a file by its path in the
// site instead of fetch: async (path, fresh) => Uint8Array.
export async function open(base, { read } = {}) {
  const index = new Index(String(base), read ?? ((path, fresh) => fetchFile(base, path, fresh)));
  await index.load();
  return index;
}

// toQuery is the word of a query that filters by a value of a facet.
export const toQuery = (field, key) => `${field}:"${String(key).replace(/["“”„「」『』＂]/g, " ")}"`;

class Index {
  constructor(base, read) {
    this.base = base;
    this.read = read;
    this.files = new Cache(400);
    this.cards = new Cache(2000);
    // The last query, as far as it is answered.
    this.asked = null;
  }

  // load reads the manifest, and reports whether it is another one than before.
  async load() {
    const { data, said } = await unpack(MANIFEST, "", await this.read(MANIFEST, true));
    if (said === this.said) return false;
    const r = new Reader(data), damaged = damage(MANIFEST);
    const m = parse(r.bytes(r.uint()), damaged);
    if (m.v !== VERSION) damaged();
    this.text = new Text(data.subarray(r.at));
    this.manifest = m;
    this.said = said;
    this.asked = null;
    return true;
  }

  // file is what a file of the index holds; words, if given, asks for its dictionary.
  file(name, of, words) {
    return (words ? this.cards : this.files).get(name, async () => {
      const path = `search/${name}.mbx`;
      const [file, dict] = await Promise.all([this.read(path, false), words?.()]);
      const { data } = await unpack(path, name, file, dict);
      return of(data, damage(path));
    });
  }

  async search(query, options = {}) {
    try {
      return await this.answer(query, options);
    } catch (e) {
      // The site may have been built again since the manifest was read.
      if (!["missing", "damaged"].includes(e.kind) || !(await this.load())) throw e;
      return this.answer(query, options);
    }
  }

  async answer(query, { from = 0, size = 10, sort = "relevance", facets = [], excerpts = true, length = 120, signal } = {}) {
    const key = JSON.stringify([query, sort]);
    if (this.asked?.key !== key) {
      const q = parseQuery(this.text, query, this.manifest.names);
      const found = await this.candidates(q);
      signal?.throwIfAborted();
      this.asked = { key, q, found, order: order(found, sort), next: 0, sure: [] };
    }
    const asked = this.asked;
    const counts = {};
    for (const f of facets) counts[f] = await this.count(f, asked.found);
    signal?.throwIfAborted();
    const shown = await this.page(asked, from, size, signal);
    const rest = asked.order.length - asked.next;
    const hits = await Promise.all(shown.map((doc) => this.hit(doc, asked.q, excerpts, length)));
    signal?.throwIfAborted();
    const unsure = asked.found.unsure;
    return {
      total: unsure ? asked.sure.length + rest : asked.order.length,
      approximate: unsure && rest > 0,
      more: unsure && rest > 0 && shown.length < size,
      notices: asked.q.notices,
      facets: counts,
      hits,
    };
  }

  // page are the hits to show. Where the index alone cannot tell, texts are read
  // until there are enough, but no more than a hundred at a time.
  async page(asked, from, size, signal) {
    if (!asked.found.unsure) return asked.order.slice(from, from + size);
    for (let budget = 100; asked.sure.length < from + size && asked.next < asked.order.length && budget > 0; ) {
      const some = asked.order.slice(asked.next, asked.next + Math.min(size, 10, budget));
      const held = await Promise.all(some.map((doc) => this.holds(doc, asked.q)));
      signal?.throwIfAborted();
      asked.sure.push(...some.filter((_, i) => held[i]));
      asked.next += some.length;
      budget -= some.length;
    }
    return asked.sure.slice(from, from + size);
  }

  async holds(doc, q) {
    const { hit, markdown } = await this.card(doc);
    // The index knows the other phrases, and only it knows what was found by its sound.
    const phrases = q.phrases.filter((p) => !planOf(p).exact);
    return matches(this.text, { phrases }, haystack(hit.id, markdown));
  }

  // card is all that is shown of a document, and its text.
  card(doc) {
    const read = (data, damaged) => {
      const r = new Reader(data);
      const id = r.text(), title = r.text();
      const [type, typeLabel] = this.manifest.types[r.uint() - 1] ?? ["", ""];
      const unit = r.text(), date = r.text(), items = [];
      for (let n = r.uint(); n > 0 && !r.bad; n--) {
        const anchor = r.text(), from = r.uint();
        items.push({ anchor, from, to: from + r.uint() });
      }
      return r.bad ? damaged() : { hit: { id, title, type, typeLabel, unit, date }, items, markdown: r.text(data.length - r.at) };
    };
    const { decks, words } = this.manifest;
    return this.file(`${nameAt(decks, Math.floor(doc / DECK))}-${doc % DECK}`, read, () => this.file(words, (data) => data));
  }

  async hit(doc, q, excerpts, length) {
    const { hit, items, markdown } = await this.card(doc);
    const { segments, anchor } = excerpts ? excerptOf(this.text, q, markdown, items, length) : { segments: [], anchor: "" };
    const url = new URL(`records/${encodeURIComponent(hit.id)}.html`, this.base).href;
    return { ...hit, url: anchor ? `${url}#${encodeURIComponent(anchor)}` : url, anchor, excerpt: segments };
  }

  // candidates are the documents a query may be about, as marks by number and with
  // scores; fields are the filters' own, so that a facet can count beside its own.
  async candidates(q) {
    const n = this.manifest.n;
    const found = { marks: new Uint8Array(n), scores: new Float64Array(n), fields: {}, unsure: false };
    if (!q.phrases.length && !q.filters.length && !q.from && !q.until) return found;
    const plans = q.phrases.map(planOf);
    const [phrases, filters, days] = await Promise.all([
      Promise.all(plans.map((plan) => this.phrase(plan))),
      Promise.all(q.filters.map((f) => this.lookup({ term: "f" + LETTERS[f.field] + f.value, how: f.exact ? WHOLE : BEGINS }))),
      q.from || q.until ? this.file(this.manifest.dates, (data, damaged) => readDates(data, n) ?? damaged()) : null,
    ]);
    found.marks.fill(1);
    const mark = (docs, marks = new Uint8Array(n)) => {
      for (const d of docs) marks[d] = 1;
      return marks;
    };
    const keep = (docs, not) => mark(docs).forEach((is, d) => (found.marks[d] &= is ^ not));
    if (days) {
      const low = Math.max(dayNumber(q.from), 1), high = dayNumber(q.until);
      for (let d = 0; d < n; d++) if (days[d] < low || (high && days[d] >= high)) found.marks[d] = 0;
    }
    phrases.forEach(({ docs, where }, i) => {
      const { not } = q.phrases[i];
      if (!not) docs.forEach((d, j) => (found.scores[d] += score(where[j], n, docs.length)));
      if (!not || plans[i].exact) keep(docs, not);
      found.unsure ||= !plans[i].exact;
    });
    q.filters.forEach((f, i) => {
      if (f.not) keep(filters[i].docs, true);
      else found.fields[f.field] = mark(filters[i].docs, found.fields[f.field]);
    });
    return found;
  }

  async phrase(plan) {
    const [spoken, ...all] = await Promise.all([plan.sound && this.lookup(plan.sound), ...plan.lookups.map((l) => this.lookup(l, plan.word))]);
    const heard = spoken && !all.some((p) => p.whole);
    const out = all.reduce((a, b) => meet(a, b));
    return heard ? union(out, spoken) : out;
  }

  // lookup are the documents that answer a lookup; whole says that the term word
  // was among the answers.
  async lookup(l, word) {
    const parts = await Promise.all(this.manifest.parts.map((part) => this.inPart(part, l, word)));
    return parts.reduce((a, b) => ({ docs: a.docs.concat(b.docs), where: a.where.concat(b.where), whole: a.whole || b.whole }));
  }

  async inPart(part, l, word) {
    const out = { docs: [], where: [], whole: false };
    const pages = part.pages?.seps ?? [""];
    for (let page = last(pages, l.term); page < pages.length; page++) {
      const dir = part.pages ? await this.file(nameAt(part.pages.names, page), parse) : part;
      const seps = dir.seps ?? [];
      for (let i = last(seps, l.term); i < seps.length; i++) {
        if (compare(seps[i], l.term) > 0 && !seps[i].startsWith(l.term)) return out;
        const shard = await this.file(nameAt(dir.names, i), (data, damaged) => new Shard(data, damaged, part.end - part.first));
        const { all, more } = shard.answers(l, part.first);
        for (const { term, docs, where } of all) {
          Object.assign(out, union(out, { docs, where }));
          out.whole ||= term === word;
        }
        if (!more || l.how === WHOLE) return out;
      }
    }
    return out;
  }

  async count(field, found) {
    const name = Object.hasOwn(this.manifest.facets, field) && this.manifest.facets[field];
    if (!name) return [];
    const values = await this.file(name, (data, damaged) => readFacet(data, this.manifest.n) ?? damaged());
    const marks = marked(found, field);
    return values
      .map(({ key, label, docs }) => ({ key, label, count: docs.reduce((n, d) => n + marks[d], 0) }))
      .filter((v) => v.count)
      .sort((a, b) => (field === "year" ? compare(b.key, a.key) : b.count - a.count || compare(a.key, b.key)));
  }
}

const nameAt = (names, i) => names.slice(i * NAME, (i + 1) * NAME);

// marked are the documents found, but for the filters of one field.
function marked(found, but) {
  const marks = found.marks.slice();
  for (const [field, own] of Object.entries(found.fields)) {
    if (field !== but) own.forEach((is, d) => (marks[d] &= is));
  }
  return marks;
}

function order(found, sort) {
  const docs = [], marks = marked(found);
  for (let d = marks.length - 1; d >= 0; d--) if (marks[d]) docs.push(d);
  return sort === "date" ? docs : docs.sort((a, b) => found.scores[b] - found.scores[a] || b - a);
}

function meet(a, b) {
  const out = { docs: [], where: [] };
  for (let i = 0, j = 0; i < a.docs.length && j < b.docs.length; ) {
    const d = a.docs[i] - b.docs[j];
    if (!d) {
      out.docs.push(a.docs[i]);
      out.where.push(both(a.where[i], b.where[j]));
    }
    if (d <= 0) i++;
    if (d >= 0) j++;
  }
  return out;
}

function union(a, b) {
  if (!a.docs.length) return { docs: b.docs, where: b.where };
  const out = { docs: [], where: [] };
  for (let i = 0, j = 0; i < a.docs.length || j < b.docs.length; ) {
    const x = a.docs[i] ?? Infinity, y = b.docs[j] ?? Infinity;
    out.docs.push(Math.min(x, y));
    out.where.push(x < y ? a.where[i] : y < x ? b.where[j] : either(a.where[i], b.where[j]));
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return out;
}

// Shard is a file of terms and their postings, in columns: how many bytes a term
// shares with the one before and how many others follow, those, how many documents
// have it, their weights, the gaps between them. These are bits, the lowest first:
// ones and a zero for the rest of a gap, and its low bits.
class Shard {
  constructor(data, damaged, n) {
    const r = new Reader(data);
    if (r.uint() !== n) damaged();
    const left = r.uint();
    const columns = [0, 0, 0, 0].map(() => r.uint()).map((size) => new Reader(r.bytes(size)));
    const [heads, tails, counts, weights] = columns;
    const more = (x) => (x < 15 ? x : x + heads.uint());
    let term = new Uint8Array(0), at = r.at * 8;
    const bit = () => (data[at >> 3] >> (at++ & 7)) & 1;
    this.terms = [];
    for (let i = 0; i < left; i++) {
      const head = heads.bytes(1)[0], shared = more(head >> 4), rest = tails.bytes(more(head & 15));
      const count = counts.uint(), docs = [];
      if (shared > term.length || !count || count > n) damaged();
      term = new Uint8Array([...term.subarray(0, shared), ...rest]);
      let low = 0, doc = -1;
      while ((3 * count) << low <= n) low++;
      for (let k = 0; k < count; k++) {
        let gap = 0;
        while (bit()) gap++;
        gap <<= low;
        for (let b = 0; b < low; b++) gap |= bit() << b;
        docs.push((doc += 1 + gap));
      }
      if (doc >= n) damaged();
      this.terms.push({ term: new TextDecoder().decode(term), docs, where: weights.bytes(count) });
    }
    if (r.bad || Math.ceil(at / 8) !== data.length || columns.some((c) => c.bad || c.at !== c.data.length)) damaged();
  }

  // answers are the terms that answer a lookup; more says that the next shard may
  // have others.
  answers(l, first) {
    const all = [];
    for (const { term, docs, where } of this.terms) {
      if (term.startsWith(l.term)) {
        const next = term.slice(l.term.length);
        if (!next || l.how === BEGINS || (l.how === JOINED && kindOf(point(next)) === JOINT)) {
          all.push({ term, docs: docs.map((d) => first + d), where: [...where] });
        }
      } else if (compare(term, l.term) > 0) return { all, more: false };
    }
    return { all, more: true };
  }
}

const dayNumber = (date) => Number(date.replaceAll("-", ""));

function readDates(data, n) {
  const r = new Reader(data), days = new Uint32Array(n);
  let day = 0;
  for (let d = 0; d < n; d++) days[d] = day += r.uint();
  return r.bad || r.at !== data.length ? null : days;
}

function readFacet(data, records) {
  const r = new Reader(data), n = r.uint(), values = [];
  for (let i = 0; i < n && !r.bad; i++) {
    const key = r.text(), label = r.text(), count = r.uint(), docs = [];
    let doc = -1;
    for (let j = 0; j < count && !r.bad; j++) docs.push((doc += 1 + r.uint()));
    if (doc >= records) return null;
    values.push({ key, label, docs });
  }
  return r.bad || r.at !== data.length ? null : values;
}

// ---- as a Worker

if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) {
  let index = null, running = new AbortController();
  self.onmessage = async ({ data: { id, open: base, query, options } }) => {
    try {
      if (base !== undefined) {
        index = open(base);
        await index;
        return self.postMessage({ id, result: null });
      }
      running.abort(new SearchError("aborted", ""));
      running = new AbortController();
      const { signal } = running;
      const result = await (await index).search(query, { ...options, signal });
      self.postMessage({ id, result });
    } catch (e) {
      self.postMessage({ id, error: { kind: e.kind ?? "failed", path: e.path ?? "", message: String(e.message) } });
    }
  };
}
