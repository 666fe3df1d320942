// Package browser holds the tests that look at a site with a browser. It has no
// code of the program: the tests build the sample archive, serve it on this
// machine under a strict Content-Security-Policy, and let Chromium open one page
// of every kind.
//
// Go builds, serves and judges; Node drives the browser, because the tools that
// know accessibility and HTML are written for it. The two talk in lines of JSON:
// a job goes in, and out comes one line for each check that was made, with what
// it found. A check that was due and not reported is a failure, so that nothing is
// passed by not being looked at.
//
//	kinds_test.go    the kinds of page, and which page stands for each
//	browser_test.go  what is built, and which checks are due
//	tools_test.go    Chromium, Node and what npm installs; how they are run
//	print_test.go    minutes on paper, measured against GB/T 9704-2012
//	run.mjs          opens the pages and makes the checks of checks.mjs
//	flows/*.mjs      what a reader does: keys, switches, filters
//	validate.mjs     html-validate over the files
//	lighthouse.mjs   scores; run by make lighthouse
//
// Pictures of everything that was opened are left in out/screenshots for people
// to look at.
package browser
