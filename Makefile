# `make test` needs no preparation: it sets up what is missing, or says what it is.

CARGO_FLAGS ?= --locked
# Cargo's own folder may be set to anywhere; here it stays inside the checkout.
export CARGO_TARGET_DIR := $(CURDIR)/target

# Property tests draw the same cases in every run, so that a run says something about the change; `make hunt` draws others.
export PROPTEST_RNG_SEED ?= 20261124

.PHONY: test setup rust hunt browser lighthouse looks pictures editor demo lint bless clean

test: rust browser editor

setup:
	@scripts/setup

# The library, the command as a stranger runs it, and the house itself.
rust: setup
	cargo test $(CARGO_FLAGS)

# Many more cases from a seed of their own, for the nights: a case that fails belongs into a test of its own.
hunt: setup
	PROPTEST_RNG_SEED=$$(date +%s) PROPTEST_CASES=20000 cargo test $(CARGO_FLAGS) --lib

demo: setup
	@cargo run --quiet $(CARGO_FLAGS) -- --root . --quiet build -o target/demo

# In headless Chromium: the demo wide and narrow, dark and light; and a site whose content means harm.
browser: demo
	node --test --test-reporter=spec tests/browser/*.test.mjs

# Five pages of the demo as Lighthouse sees them on a phone. Not a part of `make test`: it measures the machine too, and brings 200 packages.
lighthouse: demo
	npm ci --prefix tests/lighthouse --no-audit --no-fund --ignore-scripts --loglevel=error
	node tests/lighthouse/run.mjs

# docs/pictures/, from the demo as it is.
pictures:
	scripts/pictures

# The part of `make browser` that holds the theme's look to pictures of it, alone.
looks: demo
	node --test --test-reporter=spec tests/browser/pictures.test.mjs

# What an editor with yaml-language-server shows in a site as `folio init` makes it.
editor: setup
	rm -rf target/editor
	@cargo run --quiet $(CARGO_FLAGS) -- --quiet init target/editor
	node --test --test-reporter=spec tests/editor/*.test.mjs

lint: setup
	cargo fmt --check
	cargo clippy $(CARGO_FLAGS) --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc $(CARGO_FLAGS) --no-deps
	cargo deny check bans licenses sources

# Takes what folio does now for what it should do. Read the difference before you commit it.
bless: setup
	INSTA_UPDATE=always FOLIO_UPDATE=1 cargo test $(CARGO_FLAGS)

clean:
	cargo clean
	rm -rf tests/browser/node_modules tests/browser/shots tests/editor/node_modules tests/lighthouse/node_modules
