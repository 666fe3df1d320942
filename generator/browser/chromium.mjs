// Chromium as the tests need it: without a sandbox, since they run as root in
// containers, and without anything that talks to the network by itself.
import { chromium } from "playwright-core";

export const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

// On a busy machine a page may take long. These limits only end what hangs.
const limit = 5 * 60 * 1000;

export const sizes = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

// A launch that fails is tried once more: under load a browser now and then does
// not come up, which says nothing about the site.
export async function launch(executablePath) {
  const open = () => chromium.launch({ executablePath, args, headless: true, timeout: limit });
  return open().catch(open);
}

export async function context(browser, options) {
  const c = await browser.newContext({ reducedMotion: "reduce", ...options });
  c.setDefaultTimeout(limit);
  return c;
}
