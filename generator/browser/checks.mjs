// What is checked of an open page. Each check returns its problems as sentences.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// axe holds WCAG 2.2 AA and its own best practices, the size of targets with them,
// which it does not look at unless told. What changes with the scheme is colour
// alone, so that it is enough to look at the rest in one of them.
export async function axe(page, onlyColour) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  return page.evaluate(async (onlyColour) => {
    const result = await axe.run(document, {
      resultTypes: ["violations"],
      ...(onlyColour
        ? { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } }
        : { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: { "target-size": { enabled: true } } }),
    });
    return result.violations.flatMap((v) => v.nodes.map((n) => `${v.help} [${v.id}] ${n.html.slice(0, 160)} ${n.any.map((a) => a.message).join("; ")}`));
  }, onlyColour);
}

// listen collects what the browser complains of, and what leaves the site.
export function listen(page, base) {
  const problems = [];
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && problems.push(`console: ${m.text()}`));
  page.on("pageerror", (e) => problems.push(`script: ${e.message}`));
  page.on("requestfailed", (r) => problems.push(`request failed: ${r.url()} ${r.failure()?.errorText}`));
  page.on("request", (r) => r.url().startsWith(base) || r.url().startsWith("data:") || problems.push(`request leaves the site: ${r.url()}`));
  page.on("response", (r) => r.status() >= 400 && problems.push(`status ${r.status()}: ${r.url()}`));
  return () => problems;
}

export async function picture(page, folder, kind, size, scheme) {
  mkdirSync(folder, { recursive: true });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const { width } = page.viewportSize();
  await page.screenshot({
    path: `${folder}/${kind.replaceAll(" ", "-")}.${size}.${scheme}.jpg`,
    type: "jpeg", quality: 80, scale: "css", fullPage: true, animations: "disabled",
    clip: { x: 0, y: 0, width, height: Math.min(height, 6000) },
  });
  return [];
}

// A page is never wider than its window, not even at 320 px, which is what a
// window of 1280 px has at 400 % zoom.
export async function overflow(page, size) {
  const problems = [];
  const { width, height } = page.viewportSize();
  for (const w of size === "phone" ? [width, 320] : [width]) {
    await page.setViewportSize({ width: w, height });
    problems.push(...(await page.evaluate((w) => {
      const root = document.documentElement;
      if (root.scrollWidth <= w) return [];
      const inScroll = (e) => e.closest(".scroll, pre");
      const wide = [...document.body.querySelectorAll("*")].filter((e) => !inScroll(e) && e.getBoundingClientRect().right > w + 1);
      return [`${root.scrollWidth} px wide in a window of ${w} px: ${wide.slice(-3).map((e) => `<${e.localName} class="${e.className}">`).join(" ")}`];
    }, w)));
  }
  await page.setViewportSize({ width, height });
  return problems;
}

// Running text has at most forty Chinese characters a line.
export async function lineLength(page) {
  return page.evaluate(() => {
    const problems = [];
    for (const e of document.querySelectorAll("main p, main li, main dd, main blockquote")) {
      const text = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join("");
      if (text.length <= 40) continue;
      const range = document.createRange();
      range.selectNodeContents(e);
      const em = parseFloat(getComputedStyle(e).fontSize);
      const wide = Math.max(...[...range.getClientRects()].map((r) => r.width), 0) / em;
      if (wide > 41) problems.push(`a line of ${wide.toFixed(1)} characters: ${text.slice(0, 30)}…`);
    }
    return problems;
  });
}

// The first stop is the way past the menu; every stop shows where it is and is in
// the window.
export async function keyboard(page) {
  const problems = [];
  await page.evaluate(() => {
    document.activeElement?.blur();
    scrollTo(0, 0);
  });
  for (let stop = 1; stop <= 16; stop++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) return null;
      const r = e.getBoundingClientRect();
      const s = getComputedStyle(e);
      return {
        name: `<${e.localName} class="${e.getAttribute("class") ?? ""}"> ${(e.textContent || e.id).trim().slice(0, 20)}`,
        skip: e.classList.contains("skip") && e.getAttribute("href") === "#main",
        ring: (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) || !!e.querySelector?.(".hit"),
        seen: r.width > 0 && r.height > 0 && r.bottom > 0 && r.right > 0 && r.top < innerHeight && r.left < innerWidth,
      };
    });
    if (!at) break; // past the last
    if (stop === 1 && !at.skip) problems.push(`the first stop is not the way to the text but ${at.name}`);
    if (!at.ring) problems.push(`no focus to be seen on ${at.name}`);
    if (!at.seen) problems.push(`the focus is outside the window on ${at.name}`);
  }
  return problems;
}

// words are all words that can be seen, but those that only scripts bring or that
// say that there are none.
export async function words(page) {
  return page.evaluate(() => {
    const own = document.querySelectorAll(".filter, .copy, .theme, .finder, .by-list > .lead");
    own.forEach((e) => e.style.setProperty("display", "none", "important"));
    const text = document.body.innerText.replace(/\s+/g, "");
    own.forEach((e) => e.style.removeProperty("display"));
    return text;
  });
}

export function sameWords(withScripts, without) {
  if (without.length < 80) return [`only ${without.length} characters can be read`];
  if (withScripts === without) return [];
  let i = 0;
  while (withScripts[i] === without[i]) i++;
  return [`with scripts “${withScripts.slice(i, i + 40)}”, without “${without.slice(i, i + 40)}”`];
}
