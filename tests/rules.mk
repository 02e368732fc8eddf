# Fuzzing: every tests/fuzz/fuzz_NAME.c for FUZZ_SECONDS, from its seeds in tests/fuzz/seeds/NAME/.
# What makes one crash is written to build-fuzz/ and becomes a seed.
FUZZ_SECONDS ?= 20
FUZZ_NAMES := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
MODE_fuzz  := -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
$(O)/tests/fuzz/fuzz_%: $(O)/tests/fuzz/fuzz_%.o $(call archives,bot)
	$(CC) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(call libs,bot)
.PHONY: $(addprefix fuzz_run_,$(FUZZ_NAMES))
$(addprefix fuzz_run_,$(FUZZ_NAMES)): fuzz_run_%: $(O)/tests/fuzz/fuzz_%
	@mkdir -p $(O)/corpus/$*
	@echo "fuzz: $* for $(FUZZ_SECONDS) s"
	@G_SLICE=always-malloc $< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=1500 \
	    -artifact_prefix=$(O)/$*- $(O)/corpus/$* tests/fuzz/seeds/$* >$(O)/$*.log 2>&1 || \
	    { tail -40 $(O)/$*.log; exit 1; }
fuzz:
	@$(MAKE) --no-print-directory V=fuzz CC=clang $(addprefix fuzz_run_,$(FUZZ_NAMES))

# Every unit test under valgrind, which sees what the sanitizers do not: reads of what nobody wrote.
# Its own mode, V=plain; a report of each test that has one, and its name, comes at the end.
VALGRIND := ASKD=$(O)/askd G_SLICE=always-malloc CMOCKA_MESSAGE_OUTPUT=TAP valgrind -q --error-exitcode=1 --leak-check=full
ifneq ($(V),plain)
valgrind:
	@$(MAKE) --no-print-directory V=plain $@
else
VALGRIND_RUNS := $(addsuffix .valgrind,$(UNIT_TESTS))
.PHONY: $(VALGRIND_RUNS)
$(VALGRIND_RUNS): %.valgrind: % $(O)/askd
	@if $(VALGRIND) $< >$<.log 2>&1; then echo "clean  $<"; \
	else echo "NOT CLEAN  $<"; cat $<.log; exit 1; fi
valgrind: $(VALGRIND_RUNS)
endif

# The official SDKs, unchanged, against slackbox.
conformance: all
	@if command -v node >/dev/null && command -v npm >/dev/null; then \
	    cd tests/conformance && npm ci --silent && SLACKBOX=$(abspath $(O)/slackbox) node --test run.mjs wire.mjs; \
	else \
	    echo 'conformance: left out (node or npm missing)'; \
	fi

# The chat page in headless Chromium; pictures of it go to $(O)/browser/.
browser: all
	@if command -v node >/dev/null && command -v npm >/dev/null && command -v chromium >/dev/null; then \
	    cd tests/browser && npm ci --silent --no-audit --no-fund --omit=optional && \
	    O=$(abspath $(O)) ASKD=$(abspath $(O)/askd) SLACKBOX=$(abspath $(O)/slackbox) \
	        CHROMIUM=$$(command -v chromium) npm test --silent; \
	else \
	    echo 'browser: left out (node, npm or chromium missing; on Debian: apt-get install npm chromium)'; \
	fi

# What deploy/ names is there, and DEBIAN, the Makefile's list, has all that is included.
deploy: $(O)/askd
	@CC='$(CC)' CPPFLAGS='$(shell pkg-config --cflags $(PKGS) 2>/dev/null) -D_GNU_SOURCE' sh tests/deploy.sh $< $(DEBIAN)
.PHONY: deploy

# What stories preload into the daemon: it takes part in no sanitizer.
$(O)/tests/preload/%.so: tests/preload/%.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -g -O1 -D_GNU_SOURCE $(WARN) -fPIC -shared -o $@ $< -ldl
story: $(patsubst %.c,$(O)/%.so,$(wildcard tests/preload/*.c))

# How good the answers and refusals are on the public sets, beside what is demanded; fails below it.
EVAL ?= ../shared/eval
$(O)/tests/eval/eval: $(O)/tests/eval/eval_main.o $(call archives,knowledge)
	$(CC) $(LDFLAGS) -o $@ $^ $(call libs,knowledge)
$(O)/tests/eval/speed: $(O)/tests/eval/speed_main.o $(call archives,knowledge)
	$(CC) $(LDFLAGS) -o $@ $^ $(call libs,knowledge)
# Of what an answer costs: SPEED="1000000" for other numbers of entries (a million takes minutes, 3 GB of memory
# and 2 GB in TMPDIR).
SPEED ?=
eval: $(O)/tests/eval/eval $(O)/tests/eval/speed
	@$<
	@$(O)/tests/eval/speed $(SPEED)
	@if [ -d "$(EVAL)" ]; then $< "$(EVAL)"; \
	else echo 'eval: left out (no folder $(EVAL); EVAL=FOLDER names another)'; fi

# Figures beside what is demanded of them; fails if a question is lost. BENCH="--quick loss": less, or one part.
BENCH ?=
BENCH_SHARED := $(filter-out tests/bench/bench_%.c,$(wildcard tests/bench/*.c)) $(STORY_SHARED)
$(O)/tests/bench/bench_askd: $(call objects,tests/bench/bench_askd.c $(BENCH_SHARED)) $(call archives,knowledge)
	$(call SAY,LD)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs libcurl jansson glib-2.0 2>/dev/null) $(call libs,knowledge) $(CMOCKA)
bench: all $(BENCH_TOOLS)
	@ASKD=$(O)/askd SLACKBOX=$(O)/slackbox $(O)/tests/bench/bench_askd $(BENCH)
