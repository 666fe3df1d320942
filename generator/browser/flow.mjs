// Does what a reader does: every function of flows/*.mjs, each in a window of its
// own. A flow that throws has failed; node:assert says why.
import { readdirSync } from "node:fs";
import { context, launch, sizes } from "./chromium.mjs";
import { readJob, report } from "./report.mjs";

const job = readJob();
const [site] = job.sites;
const browser = await launch(job.chromium);
for (const file of readdirSync(new URL("flows/", import.meta.url)).filter((f) => f.endsWith(".mjs")).sort()) {
  const { default: flows } = await import(`./flows/${file}`);
  for (const [name, flow] of Object.entries(flows)) {
    const c = await context(browser, { ...sizes.desktop, colorScheme: "light", locale: site.name });
    const problems = [];
    try {
      const page = await c.newPage();
      page.on("console", (m) => m.type() === "error" && problems.push(`console: ${m.text()}`));
      page.on("pageerror", (e) => problems.push(`script: ${e.message}`));
      // open goes to the page that stands for a kind.
      const open = (kind) => page.goto(site.base + site.pages.find((p) => p.kind === kind).path);
      await flow({ page, open, base: site.base, pages: site.pages, context: c });
    } catch (e) {
      problems.push(e.message);
    }
    await c.close();
    report(site.name, "", "", name, problems);
  }
}
await browser.close();
