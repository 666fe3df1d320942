// Asks a search engine of a site the same queries and says what it found and what
// it transferred: node search.mjs ENGINE BASE SCRIPT QUERIES FOLDER. A line of
// JSON a query goes to the standard output.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [engine, base, script, queries, folder] = process.argv.slice(2);

let bytes = 0;
let requests = 0;
const plain = globalThis.fetch;
globalThis.fetch = async (...args) => {
  const response = await plain(...args);
  requests++;
  bytes += Number(response.headers.get("content-length"));
  return response;
};

// load is import() of a script of the site; Node imports from the disk only.
const load = async () => {
  const file = join(folder, `${engine}.mjs`);
  await writeFile(file, await (await fetch(base + script)).text());
  return import(pathToFileURL(file));
};

const nameOf = (url) => url.replace(/[#?].*$/, "").replace(/\/$/, "").replace(/\.html$/, "").split("/").at(-1);

// An engine has two functions: first answers as a page does, with ten hits to show,
// and all lists every hit. They share nothing, so that what was read for a whole
// list does not make the next query cheaper than it is for a reader.
const engines = {
  async minutebook() {
    const { open } = await load();
    const shown = await open(base);
    return {
      first: async (query) => (await shown.search(query, { from: 0, size: 10, excerpts: true, length: 120 })).total,
      async all(query) {
        const index = await open(base);
        const ids = [];
        for (let from = 0, total = 1; from < total; from += 50) {
          const part = await index.search(query, { from, size: 50, excerpts: false });
          ids.push(...part.hits.map((hit) => hit.id));
          total = part.total;
        }
        return ids;
      },
    };
  },
  async pagefind() {
    // It asks its page for the language, and has no Worker here.
    globalThis.document = { currentScript: null, querySelector: () => ({ getAttribute: () => "zh-cn" }) };
    globalThis.window = {};
    const { createInstance } = await load();
    const open = async () => {
      const index = createInstance({ basePath: `${base}pagefind/` });
      await index.init();
      return index;
    };
    const shown = await open();
    return {
      async first(query) {
        const { results } = await shown.search(query);
        await Promise.all(results.slice(0, 10).map((result) => result.data()));
        return results.length;
      },
      async all(query) {
        const { results } = await (await open()).search(query);
        return (await Promise.all(results.map((result) => result.data()))).map(({ url }) => nameOf(url));
      },
    };
  },
};

const { first, all } = await engines[engine]();
const opened = { bytes, requests };
for (const query of JSON.parse(queries)) {
  bytes = requests = 0;
  const started = performance.now();
  const found = await first(query);
  const milliseconds = performance.now() - started;
  const spent = { bytes, requests };
  console.log(JSON.stringify({ query, found, milliseconds, ...spent, ids: await all(query), opened }));
}
