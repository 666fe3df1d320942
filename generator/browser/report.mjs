// The two sides of the talk with Go: a job from standard input, a line of JSON on
// standard output for each check.
import { readFileSync } from "node:fs";

export function readJob() {
  return JSON.parse(readFileSync(0, "utf8"));
}

// Beyond a few, problems of one kind repeat themselves.
const most = 8;

export function report(site, kind, view, check, problems) {
  const more = problems.length - most;
  if (more > 0) problems = [...problems.slice(0, most), `and ${more} more`];
  process.stdout.write(JSON.stringify({ site, kind, view, check, problems }) + "\n");
}
