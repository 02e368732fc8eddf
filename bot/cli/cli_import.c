/*
 * `askd import`: files and folders into the knowledge base.
 */
#include "bot/cli/cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "bot/clock.h"
#include "knowledge/files/diff.h"
#include "knowledge/files/import.h"
#include "knowledge/golden.h"

static bool judge(Kb *kb, void *trial, GError **error)
{
    if (golden_judge(trial, kb, error))
        return true;
    if (g_error_matches(*error, KB_ERROR, KB_ERROR_INPUT))
        g_prefix_error(error, "nothing was imported (--force does it all the same): ");
    return false;
}

enum {
    DIFF_LINES_MAX = 60, /* of one entry */
    DIFFS_MAX = 200,     /* entries; the rest is only named */
    PATIENCE_MS = 1000,  /* what is done by then needs no bar */
    BAR_EVERY_MS = 100,
    BAR_WIDTH = 30
};

/* What is shown while it runs. */
typedef struct Progress {
    bool list;                  /* every change, on stdout */
    bool bar;                   /* a bar that grows, on a terminal */
    int64_t start_ms, shown_ms; /* shown_ms: when the bar was drawn, or 0 */
    unsigned diffs;
} Progress;

static void on_change(const char *what, const char *slug, void *user)
{
    Progress *progress = user;
    if (progress->list)
        printf("%s %s\n", what, slug);
}

static void on_difference(const char *slug, const char *before, const char *after, void *user)
{
    Progress *progress = user;
    if (progress->diffs++ >= DIFFS_MAX)
        return;
    g_autofree char *diff = diff_unified(slug, before, after, DIFF_LINES_MAX);
    fputs(diff, stdout);
}

static void on_saved(int64_t count, int64_t of, void *user)
{
    Progress *progress = user;
    int64_t now_ms = clock_ms();
    if (now_ms - progress->start_ms < PATIENCE_MS || now_ms - progress->shown_ms < BAR_EVERY_MS)
        return;
    int filled = of > 0 ? (int)(count * BAR_WIDTH / of) : 0;
    static const char bar[] = "##############################";
    progress->shown_ms = now_ms;
    fprintf(stderr, "\r[%-*.*s] %" PRId64 " of %" PRId64 " entries", BAR_WIDTH,
            MIN(filled, BAR_WIDTH), bar, count, of);
}

static void print_summary(const ImportCounts *counts, bool dry_run)
{
    printf("%s%" PRId64 " files with %" PRId64 " entries: %" PRId64 " added, %" PRId64
           " changed, %" PRId64 " retired, %" PRId64 " unchanged\n",
           dry_run ? "nothing was changed; an import would read " : "", counts->files, counts->read,
           counts->added, counts->changed, counts->retired, counts->unchanged);
}

static bool import_into(Kb *kb, const Config *config, char **words, ImportOptions *options,
                        ImportCounts *counts, GError **error)
{
    g_autoptr(GoldenTrial) trial = NULL;
    if (options->judge && !(trial = golden_before(kb, NULL, config->strictness, error)))
        return false;
    options->judge_user = trial;
    return import_paths(kb, (const char *const *)words, clock_ms(), options, counts, error);
}

static ExitCode import_all(const CliCommand *self, const CliCall *call, ImportOptions *options,
                           Progress *progress)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = cli_config(call, false, &error);
    if (!config)
        return cli_failed(self, error);
    /* A dry run makes no file either. */
    bool pretend = options->dry_run && access(config->db, F_OK) != 0;
    g_autoptr(Kb) kb = pretend ? kb_open(":memory:", &error) : cli_open(config, &error);
    ImportCounts counts = {0};
    bool imported = kb && import_into(kb, config, call->words, options, &counts, &error);
    if (progress->shown_ms > 0)
        fputs("\r\033[K", stderr);
    if (!imported)
        return cli_failed(self, error);
    print_summary(&counts, options->dry_run);
    return cli_flush(self) ? EXIT_DONE : EXIT_FAILED;
}

static ExitCode run_import(const CliCommand *self, int argc, char **argv)
{
    g_auto(CliCall) call = {0};
    gboolean dry_run = FALSE, prune = FALSE, verbose = FALSE, force = FALSE;
    g_autofree char *kind = NULL, *base_url = NULL;
    const GOptionEntry own[] = {
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run,
         "Show what would change as diffs, change nothing", NULL},
        {"prune", 0, 0, G_OPTION_ARG_NONE, &prune, "Retire entries that none of the files holds",
         NULL},
        {"force", 'f', 0, G_OPTION_ARG_NONE, &force,
         "Also when golden questions would be worse off", NULL},
        {"as", 0, 0, G_OPTION_ARG_STRING, &kind,
         "What every file is: markdown, table, jsonl, landscape, glossary, faq", "KIND"},
        {"base-url", 0, 0, G_OPTION_ARG_STRING, &base_url,
         "Where a page of questions is published; its entries lead there", "URL"},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose, "Name every entry that changes", NULL},
        {0},
    };
    ExitCode code;
    if (!cli_parse(self, own, argc, argv, &call, &code))
        return code;
    if (call.count == 0)
        return cli_misused(self, "no file or folder is given");
    FileKind as = KIND_UNKNOWN;
    if (kind && !kind_parse(kind, &as))
        return cli_misused(
            self, "--as takes markdown, table, jsonl, landscape, glossary or faq, not %s", kind);
    Progress progress = {.list = dry_run || verbose, .start_ms = clock_ms()};
    progress.bar = !progress.list && isatty(STDERR_FILENO);
    ImportOptions options = {.dry_run = dry_run,
                             .prune = prune,
                             .as = as,
                             .base_url = base_url,
                             .author = "import",
                             .changed = on_change,
                             .differs = dry_run ? on_difference : NULL,
                             .saved = progress.bar ? on_saved : NULL,
                             .judge = force ? NULL : judge,
                             .user = &progress};
    return import_all(self, &call, &options, &progress);
}

const CliCommand cli_import = {
    .name = "import",
    .usage = "PATH…",
    .summary = "take entries from files and folders",
    .about =
        "Adds what the files hold to the knowledge base, or changes entries of the same id:\n"
        "all of it or, when anything is wrong, nothing, with `file:line: what` for each error.\n"
        "A running askd answers from it at once. Kinds of file:\n\n"
        "  .md          one entry with YAML front matter, among it `id:`; `askd export` writes\n"
        "               such files\n"
        "  .md          a term of the CNCF glossary, with `title:` and `status:`, in a folder\n"
        "               en/ or zh-cn/; both languages become one entry\n"
        "  .md          questions: without `id:`, two headings or more end in a question mark;\n"
        "               each is an entry, what stands below it its answer\n"
        "  .yml         CNCF's landscape.yml, with `landscape:`; its projects become entries\n"
        "  .tsv, .csv   a header row with id, lang, question, answer, then tags, source\n"
        "  .jsonl       an object a line with id, tags, phrasings, answers, source\n"
        "  .tsv         with the header row `question lang expected`: golden questions;\n"
        "               `word meaning`: aliases; `not-ours`: questions that are not ours\n\n"
        "Words that people wrote stay when a landscape or a glossary is imported: an entry of\n"
        "the same project gets its facts (stage, dates, addresses), and its \"now\" only where\n"
        "there is none or the project's stage changed after the day of that.\n\n"
        "The golden questions of the base are asked before and after: a change that makes one\n"
        "of them worse is refused, with what it got and would get; --force does it anyway.\n\n"
        "A new database holds only what is imported into it; the knowledge that comes with\n"
        "askd is loaded by the first `askd run` that finds none.",
    .examples = "  askd import --dry-run --prune knowledge/content\n"
                "  askd import faq.csv more/*.md\n"
                "  askd import landscape.yml glossary/content\n"
                "  askd import --base-url https://example.org/faq faq.md",
    .run = run_import,
};
