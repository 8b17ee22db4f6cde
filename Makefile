# `make test` needs no preparation: it sets up what is missing, or says what it is.

CARGO_FLAGS ?= --locked
# Cargo's own folder may be set to anywhere; here it stays inside the checkout.
export CARGO_TARGET_DIR := $(CURDIR)/target

.PHONY: test setup rust browser demo lint bless clean

test: rust browser

setup:
	@scripts/setup

# The library, the command as a stranger runs it, and the house itself.
rust: setup
	cargo test $(CARGO_FLAGS)

demo: setup
	@cargo run --quiet $(CARGO_FLAGS) -- --root . --quiet build -o target/demo

# In headless Chromium: the demo wide and narrow, dark and light; and a site whose content means harm.
browser: demo
	node --test --test-reporter=spec tests/browser/*.test.mjs

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
	rm -rf tests/browser/node_modules tests/browser/shots
