/*
 * `askd golden`: the golden questions asked of the base, counted and, where wrong, named.
 */
#include "bot/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "knowledge/golden.h"

static void print_wrong(const GPtrArray *results)
{
    for (unsigned i = 0; i < results->len; i++) {
        const GoldenResult *result = results->pdata[i];
        const char *expected = result->golden->expected;
        if (result->right)
            continue;
        g_autofree char *got = golden_got(result);
        printf("wrong  %s  %s: %s; must %s%s\n", lang_code(result->lang), result->golden->question,
               got, expected ? "reach " : "not be answered", expected ? expected : "");
    }
}

static void print_counts(const GoldenCounts counts[LANG_COUNT])
{
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const GoldenCounts *c = &counts[lang];
        printf("%s     %u of %u right, %u of %u rightly not answered: %.1f %%\n",
               lang_code((Lang)lang), c->right, c->known, c->refused, c->unknown, golden_share(c));
    }
}

static bool above(const GoldenCounts counts[LANG_COUNT], double floor)
{
    bool all = true;
    for (int lang = 0; lang < LANG_COUNT; lang++)
        all = all && golden_share(&counts[lang]) >= floor;
    return all;
}

static ExitCode ask_all(const CliCommand *self, const CliCall *call, double floor)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = cli_config(call, false, &error);
    g_autoptr(Kb) kb = config ? cli_open_or_packaged(self, config, &error) : NULL;
    g_autoptr(GPtrArray) golden = kb ? golden_list(kb, &error) : NULL;
    g_autoptr(Library) library = golden ? library_build(kb, config->strictness, &error) : NULL;
    if (!library)
        return cli_failed(self, error);
    g_autoptr(GPtrArray) results = golden_run(golden, library);
    GoldenCounts counts[LANG_COUNT];
    golden_count(results, counts);
    print_wrong(results);
    print_counts(counts);
    if (!cli_flush(self))
        return EXIT_FAILED;
    return above(counts, floor) ? EXIT_DONE : EXIT_FAILED;
}

static ExitCode run_golden(const CliCommand *self, int argc, char **argv)
{
    g_auto(CliCall) call = {0};
    g_autofree char *floor = NULL;
    const GOptionEntry own[] = {
        {"floor", 0, 0, G_OPTION_ARG_FILENAME, &floor,
         "Fail when a language has less than this share right (90)", "PERCENT"},
        {0},
    };
    ExitCode code;
    if (!cli_parse(self, own, argc, argv, &call, &code))
        return code;
    char *end = NULL;
    double percent = floor ? g_ascii_strtod(floor, &end) : 90;
    if (floor && (end == floor || *end || !(percent >= 0 && percent <= 100)))
        return cli_misused(self, "--floor is a number from 0 to 100, not %s", floor);
    return ask_all(self, &call, percent);
}

const CliCommand cli_golden = {
    .name = "golden",
    .usage = NULL,
    .summary = "ask the golden questions, and name those that go wrong",
    .about =
        "Golden questions say which entry each must reach, or that it must not be answered.\n"
        "`askd import` refuses a change that makes one of them worse; this asks all of them of\n"
        "the database as it is, names the wrong ones, and counts, a language each. Right is a\n"
        "question whose entry is stated or offered first. They are imported from a .tsv file\n"
        "with the header row `question lang expected`; `unknown` is expected of what must not\n"
        "be answered. Exits with 1 when a language is below the floor.",
    .examples = "  askd golden\n"
                "  askd golden --floor 95 --db askd.db",
    .run = run_golden,
};
