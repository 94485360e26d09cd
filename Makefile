# Equispike: `make demo` and `make test` do all that is needed on a fresh Debian or Ubuntu machine
# with a Swift toolchain.

PACKAGES := libgsl-dev libopenblas-dev zlib1g-dev gnuplot-nox fonts-dejavu-core pkg-config
RELEASE := .build/release/equispike
PREFIX ?= /usr/local

.DEFAULT_GOAL := help

help:
	@echo "make demo     install what is missing, build, learn digits: a table and a figure"
	@echo "make test     install what is missing, run all tests"
	@echo "make build    the tool, optimised: $(RELEASE)"
	@echo "make verify   measure what must hold in theory"
	@echo "make format   format all sources"
	@echo "make lint     check the format"
	@echo "make install  copy the tool to PREFIX/bin ($(PREFIX)/bin)"
	@echo "make clean    remove what was built"

demo: build
	$(RELEASE) run Models/digits.yaml --out runs/demo --force

test: setup
	swift test

build: setup
	swift build -c release --product equispike

verify: build
	$(RELEASE) verify

# Installs the Debian packages that are missing; asks for root rights only where they are needed.
setup:
	@command -v swift >/dev/null || { \
	  echo "error: no Swift toolchain on the PATH; install Swift 6.2 or later from https://swift.org/install" >&2; exit 1; }
	@missing=""; for package in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  command -v apt-get >/dev/null || { \
	    echo "error: missing$$missing, and there is no apt-get; install the GNU Scientific Library, OpenBLAS, zlib (with headers), gnuplot and pkg-config" >&2; exit 1; }; \
	  root=""; if [ "$$(id -u)" != 0 ]; then root=sudo; \
	    command -v sudo >/dev/null || { echo "error: missing$$missing; run as root: apt-get install$$missing" >&2; exit 1; }; fi; \
	  echo "installing$$missing"; \
	  $$root env DEBIAN_FRONTEND=noninteractive apt-get update -qq && \
	  $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	fi

format:
	swift format -i -r Sources Tests Package.swift

lint:
	swift format lint --strict -r Sources Tests Package.swift

install: build
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(RELEASE) $(DESTDIR)$(PREFIX)/bin/equispike

clean:
	rm -rf .build

.PHONY: help demo test build verify setup format lint install clean
