// Opens every page of the job in windows of two sizes and reports what checks.mjs
// finds there. Two pages are open at a time, one for each processor there is to
// count on.
import { context, launch, sizes } from "./chromium.mjs";
import * as checks from "./checks.mjs";
import { readJob, report } from "./report.mjs";

const job = readJob();
const browser = await launch(job.chromium);
const queue = job.sites.flatMap((site) => site.pages.flatMap((page) => Object.keys(sizes).map((size) => ({ site, page, size }))));
await Promise.all([work(), work()]);
await browser.close();

async function work() {
  for (let next = queue.shift(); next; next = queue.shift()) await look(next);
}

// Each page gets a context of its own, so that no choice of one reaches another.
async function look({ site, page: { kind, path }, size }) {
  const say = (view, check, problems) => report(site.name, kind, view, check, problems);
  const with_ = await context(browser, { ...sizes[size], colorScheme: "light", locale: site.name });
  try {
    const page = await with_.newPage();
    const noise = checks.listen(page, site.base);
    await page.goto(site.base + path);
    const words = await checks.words(page);
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      say(`${size} ${scheme}`, "axe", await checks.axe(page, scheme === "dark"));
      say(`${size} ${scheme}`, "picture", await checks.picture(page, `${job.pictures}/${site.name}`, kind, size, scheme));
    }
    await page.emulateMedia({ colorScheme: "light" });
    say(size, "line length", await checks.lineLength(page));
    say(size, "keyboard", await checks.keyboard(page));
    say(size, "overflow", await checks.overflow(page, size));
    say(size, "console", noise());
    await page.close();

    const plain = await context(browser, { ...sizes[size], javaScriptEnabled: false, locale: site.name });
    try {
      const page = await plain.newPage();
      await page.goto(site.base + path);
      say(size, "without scripts", checks.sameWords(words, await checks.words(page)));
    } finally {
      await plain.close();
    }
  } finally {
    await with_.close();
  }
}
