// Lighthouse over the pages of the job. The whole reports are left in a folder.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import lighthouse from "lighthouse";
import { args } from "./chromium.mjs";
import { readJob } from "./report.mjs";
import { launch } from "chrome-launcher";

const job = readJob();
const [site] = job.sites;
const chrome = await launch({ chromePath: job.chromium, chromeFlags: ["--headless", ...args], userDataDir: mkdtempSync(join(tmpdir(), "lighthouse-")) });
for (const { kind, path } of site.pages) {
  const address = site.base + path.replace(/^index\.html$/, ""); // as readers come to the home page
  const { lhr, report } = await lighthouse(address, { port: chrome.port, output: "html", logLevel: "error", locale: "en" });
  writeFileSync(join(job.pictures, kind.replaceAll(" ", "-") + ".html"), report);
  const scores = Object.fromEntries(Object.values(lhr.categories).map((c) => [c.id, c.score]));
  const lost = Object.values(lhr.categories).flatMap((c) => c.auditRefs).filter((ref) => ref.weight > 0 && lhr.audits[ref.id].score !== null && lhr.audits[ref.id].score < 1).map((ref) => `${ref.id} ${lhr.audits[ref.id].displayValue ?? ""}`.trim());
  process.stdout.write(JSON.stringify({ kind, scores, lost }) + "\n");
}
await chrome.kill();
