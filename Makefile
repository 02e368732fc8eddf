# make            build/askd and build/slackbox, optimised
# make demo       a local workspace and the bot against it; prints the page to open
# make test       every test, with sanitizers; installs what it misses on Debian 12
# make unit | story | deploy | conformance | browser | fuzz | bench | eval    one kind at a time
# make V=test …   the same in another mode: release (build/), test (ASan, UBSan), tsan, clang, plain

V ?= release
O := $(if $(filter release,$(V)),build,build-$(V))

# The one list of what Debian must provide.
DEBIAN := gcc make pkg-config libc6-dev libwebsockets-dev libcurl4-openssl-dev libjansson-dev \
          libsqlite3-dev libglib2.0-dev libicu-dev libstemmer-dev libcmark-dev libyaml-dev \
          libcmocka-dev libssl-dev g++ perl ca-certificates curl

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 \
        -Wconversion -Wno-sign-conversion -Wundef -Wvla -Wwrite-strings
MODE_release  := -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong
MODE_plain    := -O1 -Werror
MODE_test     := -O1 -Werror -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
MODE_tsan     := -O1 -Werror -fsanitize=thread
MODE_clang    := -O1 -Werror
CC_clang      := clang
ifneq ($(CC_$(V)),)
CC := $(CC_$(V))
endif

PKGS := glib-2.0 sqlite3 icu-uc libcmark yaml-0.1 jansson libwebsockets libcurl openssl
CFLAGS   += -std=c11 -g -pthread $(WARN) $(MODE_$(V))
VERSION  := 0.1.0
CPPFLAGS += -I. -D_GNU_SOURCE -DASKD_VERSION='"$(VERSION)"' -MMD -MP -DG_LOG_USE_STRUCTURED \
            -DG_LOG_DOMAIN='"$(firstword $(subst /, ,$<))"' \
            $(patsubst -I%,-isystem%,$(shell pkg-config --cflags $(PKGS) 2>/dev/null))
LDFLAGS  += $(filter -fsanitize%,$(MODE_$(V))) -Wl,--as-needed -pthread

# The layers, top first: a folder may call itself and those to its right, and link their libraries.
LAYERS := bot commands knowledge
below   = $(shell echo ' $(LAYERS) ' | grep -o ' $(1) .*')
LIBS_knowledge := $(shell pkg-config --libs sqlite3 icu-uc libcmark yaml-0.1 jansson glib-2.0 2>/dev/null) -lstemmer -lm
LIBS_commands  :=
LIBS_bot       := $(shell pkg-config --libs libwebsockets libcurl openssl libcmark jansson 2>/dev/null)
archives        = $(patsubst %,$(O)/%.a,$(call below,$(1)))
libs            = $(foreach l,$(call below,$(1)),$(LIBS_$(l)))

sources = $(sort $(shell find $(1) -name '*.c' 2>/dev/null))
objects = $(patsubst %.c,$(O)/%.o,$(1))

# What is made is said; how, with VERBOSE=1.
Q   := $(if $(VERBOSE),,@)
SAY  = @echo "  $(1)  $@"

all: $(O)/askd $(O)/slackbox
.PHONY: all deps demo test unit story valgrind conformance browser fuzz bench eval clean install

$(O)/%.o: %.c
	@mkdir -p $(@D)
	$(call SAY,CC)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# Files that a program carries within itself: the first knowledge and the dictionaries, the chat page.
PACKAGED := $(sort $(shell find knowledge/content knowledge/dictionaries -type f 2>/dev/null)) \
            knowledge/golden.tsv
PAGE     := $(sort $(shell find tests/slackbox/page -type f 2>/dev/null))
$(O)/knowledge/packaged_files.S: deploy/embed.sh $(PACKAGED) Makefile
	@mkdir -p $(@D)
	$(Q)sh deploy/embed.sh packaged_files knowledge/ $(PACKAGED) > $@
$(O)/tests/slackbox/page_files.S: deploy/embed.sh $(PAGE) Makefile
	@mkdir -p $(@D)
	$(Q)sh deploy/embed.sh page_files tests/slackbox/page/ $(PAGE) > $@
$(O)/%.o: $(O)/%.S
	$(Q)$(CC) -c -o $@ $<

# The first start answers from the index of the first knowledge, which is made here, by all of knowledge/
# with an empty one in its place.
KNOWLEDGE := $(call objects,$(call sources,knowledge)) $(O)/knowledge/packaged_files.o
$(O)/knowledge/no_index.S: deploy/embed.sh Makefile
	@mkdir -p $(@D)
	$(Q)sh deploy/embed.sh packaged_index '' > $@
$(O)/deploy/make_index: $(O)/deploy/make_index.o $(KNOWLEDGE) $(O)/knowledge/no_index.o
	$(call SAY,LD)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_knowledge)
$(O)/knowledge/packaged.index: $(O)/deploy/make_index
	$(Q)$< $@
$(O)/knowledge/packaged_index.S: deploy/embed.sh $(O)/knowledge/packaged.index
	$(Q)sh deploy/embed.sh packaged_index '' $(O)/knowledge/packaged.index > $@

$(O)/knowledge.a: $(KNOWLEDGE) $(O)/knowledge/packaged_index.o
$(O)/commands.a: $(call objects,$(call sources,commands))
$(O)/bot.a: $(call objects,$(filter-out bot/main.c,$(call sources,bot)))
$(O)/%.a:
	@rm -f $@
	$(call SAY,AR)
	$(Q)ar rcs $@ $^

# The optimised askd carries these within itself: a third of its start was loading them. What meets the
# network stays Debian's, so that its updates mend it. CARRIED= leaves them all to Debian.
CARRIED ?= $(if $(filter release,$(V)),cmark jansson yaml glib-2.0 pcre2-8 sqlite3 stemmer icuuc icudata stdc++)
absent  := $(strip $(foreach l,$(CARRIED),$(if $(wildcard $(shell $(CC) -print-file-name=lib$l.a 2>/dev/null)),,lib$l.a)))
ifneq ($(absent),)
ifeq ($(filter deps demo test,$(MAKECMDGOALS)),) # which install it, and then make anew
$(info askd will load its libraries when it starts, as there is no $(absent); `make deps` installs what is missing)
endif
override CARRIED :=
endif
# Last come those that only others on the list need.
carried = $(foreach f,$(1) $(if $(CARRIED),-lpcre2-8 -lstdc++ -lm -Wl$(comma)-z$(comma)pack-relative-relocs), \
            $(if $(filter $(f:-l%=%),$(CARRIED)),$(f:-l%=-l:lib%.a),$f))
comma  := ,

$(O)/askd: $(O)/bot/main.o $(call archives,bot)
	$(call SAY,LD)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(call carried,$(call libs,bot))
SLACKBOX_LIBS := $(shell pkg-config --libs glib-2.0 jansson libwebsockets openssl 2>/dev/null)
$(O)/slackbox: $(call objects,$(call sources,tests/slackbox)) $(O)/tests/slackbox/page_files.o
	$(call SAY,LD)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(SLACKBOX_LIBS)

# A unit test links its folder's archive and those below it: an upward call does not link.
CMOCKA := $(shell pkg-config --libs cmocka 2>/dev/null)
unit_tests = $(patsubst %.c,$(O)/%,$(call sources,tests/unit/$(1)))
define UNIT
$(O)/tests/unit/$(1)/%: $(O)/tests/unit/$(1)/%.o $(call archives,$(1))
	$$(call SAY,LD)
	$$(Q)$$(CC) $$(LDFLAGS) -o $$@ $$^ $(call libs,$(1)) $(CMOCKA)
endef
$(foreach l,$(LAYERS),$(eval $(call UNIT,$(l))))
UNIT_TESTS := $(foreach l,$(LAYERS),$(call unit_tests,$(l)))

# A story runs the whole daemon against slackbox; what stories share stands in tests/story/ beside them.
STORY_SHARED := $(filter-out tests/story/story_%.c,$(call sources,tests/story))
STORY_TESTS  := $(patsubst %.c,$(O)/%,$(wildcard tests/story/story_*.c))
$(O)/tests/story/story_%: $(O)/tests/story/story_%.o $(call objects,$(STORY_SHARED)) $(call archives,knowledge)
	$(call SAY,LD)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs libcurl jansson glib-2.0 2>/dev/null) $(call libs,knowledge) $(CMOCKA)
BENCH_TOOLS  := $(patsubst %.c,$(O)/%,$(wildcard tests/bench/bench_*.c))
$(O)/tests/bench/bench_%: $(O)/tests/bench/bench_%.o $(call objects,$(STORY_SHARED)) $(call archives,knowledge)
	$(call SAY,LD)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs libcurl jansson glib-2.0 2>/dev/null) $(call libs,knowledge) $(CMOCKA)

PROVE := CMOCKA_MESSAGE_OUTPUT=TAP G_SLICE=always-malloc ASKD=$(O)/askd SLACKBOX=$(O)/slackbox \
         ASAN_OPTIONS=handle_segv=2:detect_leaks=1:$(ASAN_OPTIONS) UBSAN_OPTIONS=print_stacktrace=1 \
         TSAN_OPTIONS=halt_on_error=1 prove --timer -e ''

deps:
	@sh deploy/deps.sh $(DEBIAN)

unit: all $(UNIT_TESTS)
	@$(PROVE) -j$(shell nproc) $(UNIT_TESTS)
# Two stories are told at full speed only: dying at each of a hundred writes takes a sanitizer too long, and
# five hundred who join within a minute show nothing more there.
SLOW_STORIES := %/story_kill %/story_crowd
STORIES := $(if $(findstring -fsanitize,$(MODE_$(V))),$(filter-out $(SLOW_STORIES),$(STORY_TESTS)),$(STORY_TESTS))
# Stories wait more than they work, so that several are told at a time, those that wait longest first.
LONG_STORIES = $(filter %/story_methods %/story_outbox %/story_faults %/story_network,$(STORIES))
story: all $(STORY_TESTS)
	@$(PROVE) -j4 $(LONG_STORIES) $(filter-out $(LONG_STORIES),$(STORIES))

# Everything, in this order: what deploy/ names, what judges the tests' own ground (slackbox, by
# Slack's SDKs), the page in a browser, dying at every step at full speed, then units and stories under
# each sanitizer. What cannot run here says so and is left out.
J := $(MAKE) --no-print-directory -j$(shell nproc)
test: deps
	$(J) all $(O)/tests/story/story_kill $(O)/tests/story/story_crowd
	$(MAKE) --no-print-directory deploy conformance browser
	$(MAKE) --no-print-directory story STORIES='$(O)/tests/story/story_kill $(O)/tests/story/story_crowd'
	$(J) V=tsan all-tests
	$(MAKE) --no-print-directory V=tsan unit story
	$(J) V=test all-tests
	$(MAKE) --no-print-directory V=test story unit

all-tests: all $(UNIT_TESTS) $(STORY_TESTS)
.PHONY: all-tests

include tests/rules.mk

demo: deps
	@$(J) all
	@sh tests/slackbox/demo.sh $(O)

prefix ?= /usr/local
install: all
	install -Dm755 $(O)/askd $(DESTDIR)$(prefix)/bin/askd
	install -Dm644 deploy/askd.conf $(DESTDIR)$(prefix)/share/doc/askd/askd.conf
	install -Dm644 deploy/askd.1 $(DESTDIR)$(prefix)/share/man/man1/askd.1

clean:
	rm -rf build build-*

.SECONDARY:
-include $(shell find $(O) -name '*.d' 2>/dev/null)
