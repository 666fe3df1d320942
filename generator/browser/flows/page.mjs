import assert from "node:assert/strict";
import { sizes } from "../chromium.mjs";

const focused = (page) => page.evaluate(() => ({ id: document.activeElement.id, text: document.activeElement.textContent.trim() }));

export default {
  async "the skip link leads to the text"({ page, open }) {
    await open("record minutes");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal((await focused(page)).id, "main");
  },

  async "the menu opens and closes by keyboard"({ page, open }) {
    await open("home");
    const menu = page.locator(".more details");
    await menu.locator("summary").focus();
    await page.keyboard.press("Enter");
    assert.equal(await menu.getAttribute("open"), "");
    await page.keyboard.press("Tab");
    const first = await menu.locator("a").first().textContent();
    assert.equal((await focused(page)).text, first);
    await page.keyboard.press("Escape");
    assert.equal(await menu.getAttribute("open"), null);
    assert.equal((await focused(page)).text, await menu.locator("summary").textContent());
  },

  async "the open menu of a phone stays inside its window"({ page, open }) {
    await page.setViewportSize(sizes.phone.viewport);
    await open("home");
    await page.locator(".more summary").click();
    const last = page.locator(".more li a").last();
    assert.ok(await last.isVisible());
    const { x, width } = await page.locator(".more ul").boundingBox();
    assert.ok(x >= 0 && x + width <= 390, `the menu lies from ${x} to ${x + width}`);
    await last.click();
    await page.waitForURL((url) => !url.pathname.endsWith("/index.html"));
  },

  async "light and dark can be chosen, and the choice stays"({ page, open }) {
    await open("home");
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    const button = page.locator("button.theme");
    assert.equal(await button.getAttribute("aria-pressed"), "false");
    await button.click();
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    const dark = await ground();
    assert.notEqual(dark, light);
    await open("record minutes");
    assert.equal(await ground(), dark);
    await page.locator("button.theme").click();
    assert.equal(await ground(), light);
    await open("home");
    assert.equal(await ground(), light);
  },

  async "typing narrows a list, but not while characters are composed"({ page, open }) {
    await open("type");
    const rows = page.locator("table.entries tbody tr");
    const all = await rows.count();
    const input = page.locator(".filter input");
    const word = (await rows.first().locator("a").first().textContent()).trim();
    const shown = () => page.locator("table.entries tbody tr:visible").count();
    await input.evaluate((e) => {
      e.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
      e.value = "no such word";
      e.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
    });
    assert.equal(await shown(), all);
    await input.evaluate((e, word) => {
      e.value = word;
      e.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, data: word }));
    }, word);
    const found = await shown();
    assert.ok(found >= 1 && found < all, `${found} of ${all} rows hold ${word}`);
    await input.press("Escape");
    assert.equal(await shown(), all);
  },

  async "the head of a column sorts the list"({ page, open }) {
    await open("type");
    const dates = () => page.locator("table.entries tbody tr td:first-child").allTextContents();
    const head = page.locator("table.entries thead th").first();
    await head.getByRole("button").click();
    assert.equal(await head.getAttribute("aria-sort"), "ascending");
    assert.deepEqual(await dates(), (await dates()).toSorted());
    await head.getByRole("button").click();
    assert.equal(await head.getAttribute("aria-sort"), "descending");
    assert.deepEqual(await dates(), (await dates()).toSorted().reverse());
  },

  async "a bar of a chart leads to the records behind it"({ page, open }) {
    await open("measure");
    const bar = page.locator(".chart a").first();
    const to = new URL(await bar.evaluate((e) => e.href.baseVal ?? e.href), page.url());
    await bar.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.href === to.href);
    assert.ok((await page.locator("main a[href*='records/']").count()) > 0);
  },

  async "who loses the network is told so"({ page, open, context }) {
    await open("record minutes");
    const notice = page.locator(".offline");
    assert.equal(await notice.isVisible(), false);
    await context.setOffline(true);
    await notice.waitFor({ state: "visible" });
    assert.match(await notice.textContent(), /^网络已断开/);
    await context.setOffline(false);
    await notice.waitFor({ state: "hidden" });
  },
};
