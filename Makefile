# Minutebook: build, test and publish. Needs Go, Git and a POSIX make.
.POSIX:

# What a caller may change: make serve ARCHIVE=../our-archive
ARCHIVE = content
PUBLIC = public
AUDIENCE = public
ADDR = 127.0.0.1:8321
N = 10000
RUNS = 3
HUGO = install
PAGEFIND = none
BENCH = .
COUNT = 1
FUZZTIME = 10s
SHORT =

PROGRAM = bin/minutebook
# The packages that start goroutines, and the tests of the module, which check and
# build the sample archive.
PARALLEL = . ./generator/archive ./generator/output
TOOL = go tool -modfile=tools.mod

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile

build: ## compile the static program bin/minutebook
	@version=$$(git describe --tags --always --dirty 2>/dev/null || true); \
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.release=$$version" -o $(PROGRAM) ./cmd/minutebook

test: vet format ## vet, format, all tests; those of parallel work again with the race detector
	go test -timeout 30m ./...
	@go test -v -run '^TestToolsAreHere$$' ./generator/browser | sed -n 's/^.*THE SITE WAS NOT TESTED/!!! THE SITE WAS NOT TESTED/p'
	@if command -v "$$(go env CC)" >/dev/null 2>&1; \
	then echo "go test -race $(PARALLEL)"; CGO_ENABLED=1 go test -race $(PARALLEL); \
	else echo "no C compiler, so without the race detector"; fi

vet:
	go vet ./...

format:
	@bad=$$(gofmt -l .); test -z "$$bad" || { echo "not formatted (run: gofmt -w .):"; echo "$$bad"; exit 1; }

lint: ## gofumpt, staticcheck, and govulncheck where its database can be reached
	@bad=$$($(TOOL) gofumpt -l .); test -z "$$bad" || { echo "gofumpt would change:"; echo "$$bad"; exit 1; }
	$(TOOL) staticcheck ./...
	@$(TOOL) govulncheck ./... || test $$? -ne 3 || exit 1

check: build ## check the records of the archive; ARCHIVE=content
	$(PROGRAM) check --dir $(ARCHIVE)

site: build ## build the pages; PUBLIC=public is the folder, AUDIENCE=public the reader
	$(PROGRAM) build --dir $(ARCHIVE) --out $(PUBLIC) --audience $(AUDIENCE)

serve: build ## build the pages and show them on this machine; ADDR=127.0.0.1:8321
	$(PROGRAM) serve --dir $(ARCHIVE) --addr $(ADDR)

# What is broken on purpose: killed and starved builders, builders at once, flipped
# bits and cut backups, names that lead out, remotes that go away, script in
# records, leaks, and machines that are unlike each other.
stress: ## the long forms of the tests that break things; SHORT=1 for a tenth of them
	MINUTEBOOK_STRESS=$$(test -n "$(SHORT)" && echo short || echo full) go test -count=1 -timeout 90m -v \
		-run 'Kill|Limit|Full|Disk|Builders|Readers|Damage|Outside|Links|Bombs|Foreign|CutOff|Disappear|NoScript|NoLeak|SameBytes|Anywhere' \
		. ./generator/output ./generator/backup ./generator/publish ./generator/render

bench: build ## measure whole builds beside Hugo; N=10000 records, RUNS=3 of each, HUGO=none without, PAGEFIND=install compares the search
	go build -o bin/minutebench ./cmd/minutebench
	bin/minutebench -n $(N) -runs $(RUNS) -hugo $(HUGO) -pagefind $(PAGEFIND) -program $(PROGRAM)

benchmarks: ## run the benchmarks of the packages; BENCH=Read COUNT=6 for a comparison with benchstat
	go test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) ./...

browser: generator/browser/node_modules ## open every kind of page in Chromium; pictures in out/screenshots
	MINUTEBOOK_BROWSER=required go test -timeout 30m -count=1 -v ./generator/browser

lighthouse: generator/browser/node_modules ## print the scores of Lighthouse for four pages
	MINUTEBOOK_BROWSER=required MINUTEBOOK_LIGHTHOUSE=1 go test -timeout 30m -count=1 -v -run '^TestLighthouse$$' ./generator/browser

# What the browser tests need from npm. Nothing of it downloads a browser.
generator/browser/node_modules: generator/browser/package-lock.json
	cd generator/browser && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --no-progress
	@touch $@

golden: ## write golden files and generated docs anew
	@status=0; for package in $$(grep -rl 'flag.Bool("update"' --include='*_test.go' . | xargs -n 1 dirname | sort -u); \
	do go test "$$package" -update || status=1; done; exit $$status

fuzz: ## run every fuzz target; FUZZTIME=10s each
	@list=$$(go test -list '^Fuzz' ./...) || exit 1; \
	echo "$$list" | awk '/^Fuzz/ { names[n++] = $$1 } /^ok/ { for (i = 0; i < n; i++) print $$2, names[i]; n = 0 }' | \
	while read -r package name; do \
		echo "$$package $$name"; \
		go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "$$package" || exit 1; \
	done

clean: ## remove what was built
	rm -rf bin out public

.PHONY: help build test vet format lint check site serve stress bench benchmarks browser lighthouse golden fuzz clean
