import assert from "node:assert/strict";
import * as checks from "../checks.mjs";
import { context as another, sizes } from "../chromium.mjs";

const dialog = (page) => page.locator("dialog[open]");
const hits = (page) => page.locator(".finder .hits li[data-id]");
const ids = (page) => hits(page).evaluateAll((all) => all.map((li) => li.dataset.id));
const total = async (page) => Number(await page.locator(".finder .hits").getAttribute("data-total"));
const status = (page) => page.locator(".finder [role=status]");

// ask types a query into the open box and waits for the answer to it.
async function ask(page, text) {
  const input = page.locator(".finder input[type=search]");
  await input.fill(text);
  await answered(page);
}

// answered waits until what is shown answers what stands in the box.
const answered = (page) => page.waitForFunction(() => {
  const list = document.querySelector(".finder .hits");
  return list && !list.hasAttribute("aria-busy") && document.querySelector(".finder [role=status]").textContent !== "";
});

export default {
  async "the search opens by key from any page, and its first hit opens by Enter"({ page, open }) {
    await open("type");
    await page.keyboard.press("/");
    await dialog(page).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.type), "search");
    await page.keyboard.type("断电事件报告");
    await answered(page);
    assert.deepEqual(await ids(page), ["2025-11-23-dc-power-outage"]);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/records/2025-11-23-dc-power-outage.html");
  },

  async "Ctrl-K opens the search out of a text field, Escape closes it and the focus goes back"({ page, open }) {
    await open("type");
    const filter = page.locator("#filter");
    await filter.focus();
    await page.keyboard.press("/");
    assert.equal(await dialog(page).count(), 0, "a stroke typed into a field opens the search");
    assert.equal(await filter.inputValue(), "/");
    await page.keyboard.press("Control+k");
    await dialog(page).waitFor();
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "hidden" });
    assert.equal(await page.evaluate(() => document.activeElement.id), "filter");
  },

  async "arrows go through the hits and back into the box"({ page, open }) {
    await open("home");
    await page.keyboard.press("/");
    await dialog(page).waitFor();
    await ask(page, "机房改造");
    const [first, second] = await ids(page);
    const focused = () => page.evaluate(() => document.activeElement.closest("li")?.dataset.id ?? document.activeElement.type);
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(), first);
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(), second);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    assert.equal(await focused(), "search");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname.endsWith(`/records/${second}.html`));
  },

  async "the focus stays in the dialog"({ page, open }) {
    await open("home");
    await page.keyboard.press("/");
    await dialog(page).waitFor();
    await ask(page, "报修");
    const outside = await page.evaluate(async () => {
      const box = document.querySelector("dialog[open]");
      const all = [...document.querySelectorAll("a, button, input, select")].filter((e) => !box.contains(e));
      return all.filter((e) => { e.focus(); return document.activeElement === e; }).length;
    });
    assert.equal(outside, 0);
  },

  async "nothing is searched for while characters are composed"({ page, open }) {
    await open("home");
    await page.keyboard.press("/");
    await dialog(page).waitFor();
    const input = page.locator(".finder input[type=search]");
    await input.evaluate((box) => {
      box.dispatchEvent(new CompositionEvent("compositionstart"));
      for (const text of ["d", "du", "duan'dian"]) {
        box.value = text;
        box.dispatchEvent(new InputEvent("input", { isComposing: true, bubbles: true }));
      }
      box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, isComposing: true, bubbles: true, cancelable: true }));
      box.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", keyCode: 229, isComposing: true, bubbles: true, cancelable: true }));
    });
    // Two frames on, nothing has been asked, shown or moved.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.equal(await page.locator(".finder .hits").getAttribute("data-total"), null);
    assert.equal(await page.evaluate(() => document.activeElement.type), "search");
    await input.evaluate((box) => {
      box.value = "断电";
      box.dispatchEvent(new CompositionEvent("compositionend", { data: "断电", bubbles: true }));
    });
    await answered(page);
    assert.ok((await ids(page)).includes("2025-11-23-dc-power-outage"));
  },

  async "simplified finds traditional, full width half width, and pinyin names"({ page, open }) {
    await open("search");
    await ask(page, "备忘录草案");
    assert.equal((await ids(page))[0], "2025-12-03-haijia-mou-draft");
    await ask(page, "８０２．１Ｘ 首批试点");
    assert.equal((await ids(page))[0], "2025-10-28-auth-pilot-request");
    await ask(page, "dengchengyu");
    assert.ok((await ids(page)).includes("2026-10-16-branch-assembly-transfer"));
  },

  async "the hits are marked and said"({ page, open }) {
    await open("search");
    await ask(page, "自助打印机");
    assert.match(await status(page).textContent(), /^\d+ 条结果$/);
    assert.equal(await total(page), await hits(page).count());
    const marks = await page.locator(".finder mark").allTextContents();
    assert.ok(marks.length > 0);
    for (const m of marks) assert.match(m, /^自助打印机$/);
    await ask(page, "不存在的词语组合");
    assert.equal(await total(page), 0);
    assert.match(await status(page).textContent(), /^没有找到/);
  },

  async "a hit in an action opens the action"({ page, open }) {
    await open("search");
    await ask(page, "编出机房增补清单");
    const link = hits(page).locator("a").first();
    assert.match(await link.getAttribute("href"), /#a\d+$/);
    await link.click();
    await page.waitForURL(/#a\d+$/);
    const target = page.locator(":target");
    assert.ok(await target.isVisible());
  },

  async "filters narrow, are counted, and stand in the address"({ page, open, base }) {
    await open("search");
    await ask(page, "断电");
    const all = await total(page);
    const type = page.locator("#page-type");
    const notice = await type.locator("option[value=notice]").textContent();
    const count = Number(notice.match(/\((\d+)\)$/)[1]);
    assert.ok(count > 0 && count < all, `${notice} of ${all}`);
    await type.selectOption("notice");
    await page.waitForURL(/type=notice/);
    await answered(page);
    assert.equal(await total(page), count);
    assert.equal(new URL(page.url()).searchParams.get("q"), "断电");
    await page.reload();
    await answered(page);
    assert.equal(await total(page), count);
    assert.equal(await page.locator("#page-type").inputValue(), "notice");
    await page.goto(`${base}search.html?q=${encodeURIComponent("断电")}&year=2025&sort=date`);
    await answered(page);
    assert.ok((await page.locator(".finder .hits small").allTextContents()).every((text) => text.startsWith("2025-")));
    assert.ok(!(await page.locator("#page-type").inputValue()));
  },

  async "the dialog hands its query on to the page"({ page, open }) {
    await open("home");
    await page.keyboard.press("/");
    await dialog(page).waitFor();
    await ask(page, "迎新");
    await page.locator(".finder .whole").click();
    await page.waitForURL((url) => url.pathname.endsWith("/search.html") && url.searchParams.get("q") === "迎新");
    await answered(page);
    assert.ok((await total(page)) > 3);
  },

  async "strange queries are answered or explained, and nothing of them runs"({ page, open }) {
    await open("search");
    for (const text of ["<img src=x onerror=alert(1)>", "\"", "((((a+)+)+)+)$", "，。！？", "x".repeat(10000), "字".repeat(10000), "[a-z]*{99999}", "\u202e\u0000\ud800", "type:", "\"没有 关上"]) {
      await page.locator(".finder input[type=search]").fill(text);
      await answered(page);
    }
    await page.locator(".finder input[type=search]").fill("\"预算");
    await page.locator(".finder .notes:not([hidden])").waitFor();
    assert.match(await page.locator(".finder .notes").textContent(), /引号没有配对/);
    await page.locator(".finder input[type=search]").fill("颜色:红 断电");
    await page.waitForFunction(() => document.querySelector(".finder .notes").textContent.includes("“颜色”"));
    assert.equal(await page.locator(".finder img, .finder script").count(), 0);
  },

  async "a damaged or missing part of the index is said, and no hit is shown"({ base, context }) {
    for (const [what, answer, words] of [
      ["damaged", (route, body) => { body[body.length >> 1] ^= 1; return route.fulfill({ body, contentType: "application/octet-stream" }); }, /索引已损坏/],
      ["cut off", (route, body) => route.fulfill({ body: body.subarray(0, body.length >> 1), contentType: "application/octet-stream" }), /索引已损坏/],
      ["missing", (route) => route.fulfill({ status: 404, body: "" }), /索引缺少文件/],
    ]) {
      const fresh = await another(context.browser(), {});
      const p = await fresh.newPage();
      await fresh.route(/\/search\/(?!index)[^/]*\.mbx$/, async (route) => answer(route, await (await route.fetch()).body()));
      await p.goto(`${base}search.html`);
      await p.locator(".finder input[type=search]").fill("断电");
      await answered(p);
      assert.match(await p.locator(".finder [role=status]").textContent(), words, what);
      assert.equal(await p.locator(".finder .hits li").count(), 0, what);
      await fresh.close();
    }
  },

  async "without scripts the page of the search leads to the lists"({ base, context }) {
    const plain = await another(context.browser(), { javaScriptEnabled: false });
    const page = await plain.newPage();
    await page.goto(`${base}index.html`);
    await page.locator("a.find").click();
    await page.waitForURL("**/search.html");
    assert.ok(await page.locator(".by-list .lead").isVisible());
    await page.locator(".by-list a", { hasText: "会议纪要" }).first().click();
    await page.waitForURL("**/types/minutes.html");
    await plain.close();
  },

  async "the open dialog and the page with hits pass axe, light and dark"({ page, open }) {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await open("home");
      await page.keyboard.press("/");
      await dialog(page).waitFor();
      assert.deepEqual(await checks.axe(page), []);
      await ask(page, "\"断电");
      assert.deepEqual(await checks.axe(page), []);
      await open("search");
      await ask(page, "断电");
      assert.deepEqual(await checks.axe(page), []);
    }
  },

  async "on a phone the dialog fills the window and nothing scrolls sideways"({ page, open }) {
    await page.setViewportSize(sizes.phone.viewport);
    await open("record minutes");
    await page.locator("a.find").click();
    await dialog(page).waitFor();
    await ask(page, "会议");
    const box = await dialog(page).boundingBox();
    assert.deepEqual([box.x, box.width], [0, 390]);
    assert.equal(await dialog(page).evaluate((d) => d.scrollWidth <= d.clientWidth), true);
  },
};
