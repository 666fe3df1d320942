#!/bin/sh
# What any CI can run, with Go 1.26 and Git: installs minutebook, checks the
# records (report.xml is for those that show JUnit reports), and builds the public
# site twice to prove it. The first command that fails ends it.
set -eu
cd "$(dirname "$0")"
GOBIN="$PWD/.bin" go install github.com/minutebook/minutebook/cmd/minutebook@{{.Version}}
.bin/minutebook check --format junit > report.xml || { .bin/minutebook check; exit 1; }
.bin/minutebook build --strict --audience public --out public
.bin/minutebook verify --site public
