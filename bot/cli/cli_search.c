/*
 * `askd search`: words looked for in entries and in open questions, for maintainers at a shell.
 */
#include "bot/cli/cli.h"

#include <inttypes.h>
#include <stdio.h>

#include "bot/cli/table.h"
#include "knowledge/group.h"
#include "knowledge/search.h"

enum { ROWS_MAX = 20, SLUG_WIDTH = 32, TITLE_WIDTH = 60 };

static void print_row(const char *first, const char *title)
{
    g_autoptr(GString) row = g_string_new(NULL);
    table_cell(row, first, SLUG_WIDTH);
    g_string_append_c(row, ' ');
    table_last_cell(row, title, TITLE_WIDTH);
    puts(row->str);
}

static bool print_entries(Kb *kb, const char *words, unsigned *count, GError **error)
{
    g_autoptr(GPtrArray) entries = search_entries(kb, words, ROWS_MAX, error);
    if (!entries)
        return false;
    *count = entries->len;
    for (unsigned i = 0; i < entries->len; i++) {
        const Entry *entry = entries->pdata[i];
        print_row(entry->slug, entry_text(entry, text_language(words), NULL)->title);
    }
    return true;
}

static bool print_groups(Kb *kb, const char *words, unsigned *count, GError **error)
{
    const GroupFilter filter = {.lang = -1, .search = words, .limit = ROWS_MAX};
    int64_t total;
    g_autoptr(GPtrArray) groups = group_list(kb, &filter, &total, error);
    if (!groups)
        return false;
    *count = groups->len;
    for (unsigned i = 0; i < groups->len; i++) {
        const Group *group = groups->pdata[i];
        g_autofree char *first =
            g_strdup_printf("open question %" PRId64 ", %" PRId64 "x", group->id, group->asked);
        print_row(first, group->title);
    }
    return true;
}

static ExitCode run_search(const CliCommand *self, int argc, char **argv)
{
    g_auto(CliCall) call = {0};
    g_autoptr(GError) error = NULL;
    ExitCode code;
    if (!cli_parse(self, NULL, argc, argv, &call, &code))
        return code;
    if (call.count == 0)
        return cli_misused(self, "it takes the words to look for");
    g_autofree char *words = g_strjoinv(" ", call.words);
    g_autoptr(Config) config = cli_config(&call, false, &error);
    g_autoptr(Kb) kb = config ? cli_open_or_packaged(self, config, &error) : NULL;
    unsigned entries = 0, groups = 0;
    if (!kb || !print_entries(kb, words, &entries, &error) ||
        !print_groups(kb, words, &groups, &error))
        return cli_failed(self, error);
    if (entries + groups == 0)
        fprintf(stderr, "askd search: no entry and no open question has these words\n");
    if (!cli_flush(self))
        return EXIT_FAILED;
    return entries + groups > 0 ? EXIT_DONE : EXIT_UNKNOWN;
}

const CliCommand cli_search = {
    .name = "search",
    .usage = "WORDS…",
    .summary = "find words in entries and open questions",
    .about =
        "Names the entries that have all of the words in their titles, phrasings, tags or\n"
        "answers (where there are none, those that have one of them), best first, and the\n"
        "open questions that do. An English word finds whatever begins with it, Chinese words\n"
        "are found within sentences. What a person would be answered with is another matter:\n"
        "`askd ask`. Exits with 3 when nothing is found.",
    .examples = "  askd search container runtime\n"
                "  askd search 镜像签名",
    .run = run_search,
};
