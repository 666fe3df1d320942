// Answers the Go tests, line by line: a call is a JSON array of a name and its
// arguments, the answer JSON. client_test.go starts it beside a copy of search.js.
import { createInterface } from "node:readline";
import { readFile } from "node:fs/promises";
import { Text, excerptOf, haystack, matches, open, parseQuery, planOf, score, sum, toQuery, withoutKeys } from "./search.mjs";

let text, names, index;
const bytes = (base64) => new Uint8Array(Buffer.from(base64, "base64"));

const calls = {
  load(fold, fields) {
    text = new Text(bytes(fold));
    names = fields;
  },
  fold: (s) => text.fold(s),
  normalize: (s) => text.normalize(s),
  withoutKeys,
  haystack,
  parse: (s) => parseQuery(text, s, names),
  plans: (s) => parseQuery(text, s, names).phrases.map(planOf),
  matches: (s, hay) => matches(text, parseQuery(text, s, names), hay),
  excerpt: (s, markdown, items, length) => excerptOf(text, parseQuery(text, s, names), markdown, items, length),
  score,
  sum: (base64, name) => sum(bytes(base64), name),
  toQuery,
  // open reads a site on the disk; files put in the place of others are given by
  // path, null for one that is missing.
  async open(root, instead) {
    const read = async (path) => {
      if (path in instead) {
        if (instead[path] === null) throw Object.assign(new Error("missing"), { kind: "missing" });
        return bytes(instead[path]);
      }
      return new Uint8Array(await readFile(`${root}/${decodeURIComponent(path)}`));
    };
    index = await open("https://minutes.example.org/", { read });
  },
  search: (query, options) => index.search(query, options),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...args] = JSON.parse(line);
  let answer;
  try {
    answer = { result: (await calls[name](...args)) ?? null };
  } catch (e) {
    answer = { error: { kind: e.kind ?? "", message: String(e.stack ?? e) } };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
