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
