# The everyday commands; `make help` lists them. Each one may be run on a fresh clone, and run again.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# rustup puts cargo here, and not every shell that runs make has read the profile that says so.
export PATH := $(PATH):$(HOME)/.cargo/bin

PORT ?= 8080
PEOPLE ?= 1500
# Where the demo keeps its database. Run as root, the server starts PostgreSQL as the user `postgres`, who cannot enter a
# clone under /root: hence a folder that everyone may reach and only root may create. Anyone else runs PostgreSQL as
# themselves and keeps it at home. Not /tmp or /var/tmp: machines tidy those, and strangers can create folders there.
DATA_DIR ?= $(if $(filter 0,$(shell id -u)),/var/lib,$(or $(XDG_DATA_HOME),$(HOME)/.local/share))/causeway-demo

BUILD_DIR := $(or $(CARGO_TARGET_DIR),target)

.PHONY: help setup web build demo test soak bench attacks fuzz fmt clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '\nmake demo takes PORT (%s), PEOPLE (%s) and DATA_DIR (%s).\n' '$(PORT)' '$(PEOPLE)' '$(DATA_DIR)'

setup: ## install what building and running need (Debian, Ubuntu)
	@scripts/setup

web: setup web/dist/sw.js ## build the web app

# Where nothing changed it is left as it is: the server has the files inside, and would be built again with them.
web/dist/sw.js: $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' -not -path 'web/e2e/*' -not -path 'web/tests/*')
	@npm --prefix web run --silent build

build: web ## build the server, with the web app inside
	cargo build --release --locked

demo: build ## serve an invented network of organisations, until Ctrl-C
	@exec '$(BUILD_DIR)/release/causeway' demo --port '$(PORT)' --data-dir '$(DATA_DIR)' --people '$(PEOPLE)'

test: setup ## run every test but the soak tests
	@scripts/test

soak: setup ## run the long tests: kills, load, lost answers
	@scripts/test soak

bench: setup ## measure the server beside PostgreSQL running the same statements
	@bench/run

attacks: setup ## attack invented releases as somebody outside would, and print what was found
	@cargo run --release --locked --quiet --package attacks

fuzz: build ## ask a demo of its own everything the API's document allows, and what it does not, as every role
	@fuzz/run

fmt: ## format the Rust sources
	cargo fmt --all

clean: ## remove what was built; the demo's own folder stays
	cargo clean
