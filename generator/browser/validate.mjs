// html-validate over the file of each page of the job.
import { HtmlValidate } from "html-validate";
import { report, readJob } from "./report.mjs";

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended", "html-validate:a11y"],
  rules: {},
});

const job = readJob();
for (const site of job.sites) {
  for (const page of site.pages) {
    const result = await validator.validateFile(`${site.dir}/${page.path}`);
    const problems = result.results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.message} [${m.ruleId}]`));
    report(site.name, page.kind, "", "html", problems);
  }
}
