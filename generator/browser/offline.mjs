// Searches in pages opened from the disk: of a site that was built for it, and of
// one that was not.
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { context, launch } from "./chromium.mjs";
import { readJob, report } from "./report.mjs";

const job = await readJob();
const browser = await launch(job.chromium);
const answered = (page) => page.waitForFunction(() => {
  const list = document.querySelector(".finder .hits");
  return list && !list.hasAttribute("aria-busy") && document.querySelector(".finder [role=status]").textContent !== "";
});
const checks = {
  async offline(page) {
    await page.keyboard.type("会议纪要模板");
    await answered(page);
    assert.deepEqual(await page.locator(".finder .hits li").evaluateAll((all) => all.slice(0, 1).map((li) => li.dataset.id)), ["it-tp-02-minutes-template"]);
    assert.ok((await page.locator(".finder mark").count()) > 0);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname.endsWith("/records/it-tp-02-minutes-template.html"));
  },
  async plain(page) {
    await page.keyboard.type("会议纪要模板");
    await answered(page);
    assert.match(await page.locator(".finder [role=status]").textContent(), /minutebook build --offline/);
    assert.equal(await page.locator(".finder .hits li").count(), 0);
  },
};
for (const site of job.sites) {
  const problems = [];
  const c = await context(browser, {});
  try {
    const page = await c.newPage();
    page.on("pageerror", (e) => problems.push(`script: ${e.message}`));
    await page.goto(pathToFileURL(join(site.dir, "types", "minutes.html")).href);
    await page.keyboard.press("/");
    await page.locator("dialog[open]").waitFor();
    await checks[site.name](page);
  } catch (e) {
    problems.push(e.message);
  }
  await c.close();
  report(site.name, "", "", "search from the disk", problems);
}
await browser.close();
