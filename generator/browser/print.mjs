// Prints one page as a PDF, on the paper the page itself asks for.
import { context, launch } from "./chromium.mjs";
import { readJob } from "./report.mjs";

const job = readJob();
const browser = await launch(job.chromium);
const page = await (await context(browser, {})).newPage();
await page.goto(job.address);
await page.pdf({ path: job.pdf, preferCSSPageSize: true, printBackground: true });
await browser.close();
