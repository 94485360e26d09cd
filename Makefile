# Equispike: `make` shows the menu. `make demo` and `make test` need a Swift toolchain and nothing
# else; on Debian and Ubuntu they install the packages that are missing.

PREFIX ?= /usr/local
DESTDIR ?=
PROGRAM = .build/release/equispike
MPI_PROGRAM = .build-mpi/release/equispike
DEMO = runs/demo
DOCS = .build/documentation
SOURCES = Sources Tests Package.swift
# Exclusive access is checked while the tests run; checking it again costs a sixth of the time of a run.
RELEASE = -Xswiftc -enforce-exclusivity=unchecked

.PHONY: help demo test build mpi verify golden sanitize format lint install install-files uninstall docs clean setup \
  python-test dist dist-test

help:
	@echo "make demo      install what is missing, build, learn digits: table and raster figure"
	@echo "make test      install what is missing, run all tests"
	@echo "make build     install what is missing, build $(PROGRAM)"
	@echo "make python-test  tests of the Python package in Python/, with $(PROGRAM); needs numpy and pytest"
	@echo "make mpi       build $(MPI_PROGRAM), which trains over ranks, and check it"
	@echo "make verify    measure what must hold in theory"
	@echo "make golden    say which results differ from those of the commit BASE ($(BASE))"
	@echo "make sanitize  short runs that watch memory, undefined behaviour and threads"
	@echo "make format    format all Swift files"
	@echo "make lint      say what swift format would have otherwise"
	@echo "make docs      documentation of the libraries, in $(DOCS)"
	@echo "make install   program, models, manual page and completions below PREFIX ($(PREFIX))"
	@echo "make uninstall remove them"
	@echo "make dist      a wheel, a Debian package and a tarball that need no toolchain, in $(DIST)"
	@echo "make dist-test install each of them where nothing else is, and use it"
	@echo "make clean     remove what was built; results in runs/ stay"

demo: build
	$(PROGRAM) run Models/digits.yaml --out $(DEMO) --force
	@echo
	@echo "The table above is also in $(DEMO)/result.json; the raster figure, phases shaded, is"
	@ls $(DEMO)/figures/*raster*.svg 2>/dev/null | sed 's/^/  /' | grep . \
	  || echo "  missing: see the warnings in $(DEMO)/run.json"

# EQUISPIKE_CASES=DIR adds the reference cases in DIR; EQUISPIKE_MNIST=DIR the test that reads the
# real files. Both reach the tests through the environment, also as `make test EQUISPIKE_CASES=DIR`.
# Failures are told once more at the end: they are lost among thousands of lines.
TEST_LOG = .build/tests.log
test: setup
	@mkdir -p .build && rm -f $(TEST_LOG).failed
	{ swift test --disable-xctest --parallel 2>&1 || touch $(TEST_LOG).failed; } | tee $(TEST_LOG)
	@! test -e $(TEST_LOG).failed || { echo; echo "Failures:"; \
	  grep -A 3 -E 'recorded an issue|error:' $(TEST_LOG) | grep -v ' started\.$$' | tail -40; exit 1; }

# The file says what the program was built from; --version and run.json repeat it.
build: setup
	swift build -c release --product equispike $(RELEASE)
	@commit="$$(git rev-parse HEAD 2>/dev/null)"; modified=false; \
	git diff --quiet HEAD -- Sources Package.swift 2>/dev/null || modified=true; \
	[ -n "$$commit" ] && commit="\"$$commit\"" || { commit=null; modified=false; }; \
	swift="$$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -1)"; \
	packages="$$(sed -n 's/.*"identity" : \("[^"]*"\).*/\1/p; s/.*"version" : \("[^"]*"\).*/\1/p' Package.resolved \
	  | paste -d: - - | paste -sd, -)"; \
	printf '{"commit": %s, "modified": %s, "swift": "%s", "packages": {%s}}\n' \
	  "$$commit" "$$modified" "$$swift" "$$packages" >$(PROGRAM).build.json

# Needs Python with numpy and pytest, which nothing else does.
python-test: build
	cd Python && EQUISPIKE_PROGRAM="$(abspath $(PROGRAM))" EQUISPIKE_MODELS="$(abspath Models)" \
	  PYTHONPATH=src PYTHONDONTWRITEBYTECODE=1 python3 -m pytest -q -p no:cacheprovider

# Needs MPI, which nothing else does (Debian: libopenmpi-dev, openmpi-bin).
mpi: setup
	@pkg-config --exists ompi-c && command -v mpirun >/dev/null || { \
	  echo "error: there is no Open MPI here. On Debian and Ubuntu:" >&2; \
	  echo "  apt-get install libopenmpi-dev openmpi-bin" >&2; exit 1; }
	swift build -c release --product equispike --traits MPI --scratch-path .build-mpi $(RELEASE)
	Benchmarks/mpi-check.sh $(MPI_PROGRAM)

verify: build
	$(PROGRAM) verify

# For refactorings: what the program computes does not change. The sums of BASE are made once for each commit.
BASE ?= HEAD
GOLDEN = .build-golden
golden: build
	@commit=$$(git rev-parse --verify "$(BASE)^{commit}") && mkdir -p $(GOLDEN) && \
	if [ ! -s $(GOLDEN)/$$commit.txt ]; then \
	  git worktree prune && { [ -d $(GOLDEN)/tree ] || git worktree add -q --detach $(GOLDEN)/tree; } && \
	  git -C $(GOLDEN)/tree checkout -q --detach $$commit && \
	  swift build --package-path $(GOLDEN)/tree -c release --product equispike $(RELEASE) && \
	  Benchmarks/golden.sh $(GOLDEN)/tree/.build/release/equispike >$(GOLDEN)/part.txt && \
	  mv $(GOLDEN)/part.txt $(GOLDEN)/$$commit.txt; \
	fi && \
	Benchmarks/golden.sh $(PROGRAM) >$(GOLDEN)/now.txt && \
	diff $(GOLDEN)/$$commit.txt $(GOLDEN)/now.txt && \
	echo "the same as $$commit: $$(wc -l <$(GOLDEN)/now.txt) files"

# Builds the program twice more, in .build-memory and .build-threads.
sanitize: setup
	.ci/sanitize

format:
	swift format -i -r $(SOURCES)

lint:
	swift format lint --strict -r $(SOURCES)

# Reference of the libraries and articles, by the docc of the toolchain. Warnings are errors.
MODULES = Quantities Equations Networks Plasticity Protocols Measurements Engine RateModel Datasets \
  EquilibriumPropagation Runs
docs: setup
	swift build
	rm -rf .build/symbols "$(DOCS)" && mkdir -p .build/symbols "$(DOCS)"
	Documentation/build.sh .build/debug .build/symbols "$(DOCS)" $(MODULES)
	@echo "Look at them with: python3 -m http.server --directory $(DOCS), then /documentation/equispike"

# Program, models, manual page, and what shells need to complete words.
SHARE = $(DESTDIR)$(PREFIX)/share
install: build
	@$(MAKE) -s install-files
	@echo "Installed below $(PREFIX): equispike run digits, man equispike"

install-files:
	@install -d "$(DESTDIR)$(PREFIX)/bin" "$(SHARE)/equispike" "$(SHARE)/man/man1" \
	  "$(SHARE)/bash-completion/completions" "$(SHARE)/zsh/site-functions" \
	  "$(SHARE)/fish/vendor_completions.d"
	@install -m 755 "$(PROGRAM)" "$(DESTDIR)$(PREFIX)/bin/equispike"
	@install -m 644 "$(PROGRAM).build.json" "$(SHARE)/equispike/build.json"
	@for file in $$(cd Models && find . -type f); do \
	  mode=644; [ -x "Models/$$file" ] && mode=755; \
	  install -D -m $$mode "Models/$$file" "$(SHARE)/equispike/Models/$$file" || exit 1; \
	done
	@for file in Documentation/*.md Documentation/*.svg; do \
	  install -D -m 644 "$$file" "$(SHARE)/equispike/$$file" || exit 1; \
	done
	@"$(PROGRAM)" manual >"$(SHARE)/man/man1/equispike.1"
	@"$(PROGRAM)" --generate-completion-script bash | sed '1{/^#!/d;}' >"$(SHARE)/bash-completion/completions/equispike"
	@"$(PROGRAM)" --generate-completion-script zsh >"$(SHARE)/zsh/site-functions/_equispike"
	@"$(PROGRAM)" --generate-completion-script fish >"$(SHARE)/fish/vendor_completions.d/equispike.fish"

# Packages for machines without a toolchain, from the objects of `make build`. Needs Debian or a mirror of it, and pip.
DIST = dist
DIST_WORK = .build-dist
dist: build
	@sed '/^#/d' Packaging/versions | while read -r name version; do \
	  found="$$(sed -n "s/.*\"$$name\": *\"\([^\"]*\)\".*/\1/p" $(PROGRAM).build.json)"; \
	  [ "$$found" = "$$version" ] || { \
	    echo "error: the build has $$name $${found:-without a version}, and Packaging/versions $$version." >&2; \
	    echo "Run 'swift package update', or 'swift package resolve $$name --version $$version'; or change the file." >&2; \
	    exit 1; }; \
	done
	@mkdir -p $(DIST_WORK) && cp $(PROGRAM).build.json $(DIST_WORK)/equispike.build.json
	Packaging/link .build/release $(DIST_WORK)
	Packaging/pack $(DIST_WORK) $(DIST)

dist-test:
	Packaging/check $(DIST) $(PROGRAM)

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/equispike" "$(SHARE)/man/man1/equispike.1" \
	  "$(SHARE)/bash-completion/completions/equispike" "$(SHARE)/zsh/site-functions/_equispike" \
	  "$(SHARE)/fish/vendor_completions.d/equispike.fish"
	rm -rf "$(SHARE)/equispike"

clean:
	rm -rf .build .build-mpi .build-memory .build-threads .build-golden .build-dist

# What a package is for is looked up, not its name: another one may have brought it. (A font cannot
# be looked up that way.) Installs only what is missing, with sudo only where that is needed.
setup:
	@command -v swift >/dev/null 2>&1 || { \
	  echo "error: there is no Swift toolchain: no program 'swift' in PATH." >&2; \
	  echo "Install Swift 6.2 or later from https://www.swift.org/install and try again." >&2; \
	  exit 1; }
	@missing=""; \
	need() { package=$$1; shift; "$$@" >/dev/null 2>&1 || missing="$$missing $$package"; }; \
	need pkg-config command -v pkg-config; \
	need libgsl-dev pkg-config --exists gsl; \
	need libopenblas-dev pkg-config --exists openblas; \
	need zlib1g-dev pkg-config --exists zlib; \
	need libhdf5-dev pkg-config --exists hdf5; \
	need gnuplot-nox command -v gnuplot; \
	if command -v dpkg-query >/dev/null 2>&1; then \
	  need fonts-dejavu-core sh -c "dpkg-query -W -f='\$${Status}' fonts-dejavu-core | grep -q 'ok installed'"; \
	fi; \
	[ -n "$$missing" ] || exit 0; \
	echo "Missing Debian packages:$$missing"; \
	command -v apt-get >/dev/null 2>&1 || { \
	  echo "error: there is no apt-get here to install them with." >&2; \
	  echo "Install the same with your package manager: pkg-config, the GNU Scientific Library," >&2; \
	  echo "OpenBLAS, zlib and HDF5 with their headers, and gnuplot; then try again." >&2; \
	  exit 1; }; \
	sudo=""; \
	if [ "$$(id -u)" != 0 ]; then \
	  command -v sudo >/dev/null 2>&1 || { \
	    echo "error: only root can install them, and there is no sudo. As root, run" >&2; \
	    echo "  apt-get update && apt-get install --no-install-recommends$$missing" >&2; \
	    exit 1; }; \
	  sudo=sudo; \
	fi; \
	$$sudo apt-get update && \
	$$sudo env DEBIAN_FRONTEND=noninteractive \
	  apt-get install --yes --no-install-recommends $$missing
