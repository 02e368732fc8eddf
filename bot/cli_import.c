/*
 * `askd import`: files and folders into the knowledge base.
 */
#include "bot/cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "bot/clock.h"
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

/* What is shown while it runs. */
typedef struct Progress {
    bool list;  /* every change, on stdout */
    bool count; /* a number that grows, on a terminal */
    int64_t changes;
} Progress;

static void on_change(const char *what, const char *slug, void *user)
{
    Progress *progress = user;
    progress->changes++;
    if (progress->list)
        printf("%s %s\n", what, slug);
    if (progress->count && progress->changes % 100 == 0)
        fprintf(stderr, "\r%" PRId64 " changes", progress->changes);
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
    if (progress->count && progress->changes >= 100)
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
    const GOptionEntry own[] = {
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "Say what would change, change nothing",
         NULL},
        {"prune", 0, 0, G_OPTION_ARG_NONE, &prune, "Retire entries that none of the files holds",
         NULL},
        {"force", 'f', 0, G_OPTION_ARG_NONE, &force,
         "Also when golden questions would be worse off", NULL},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose, "Name every entry that changes", NULL},
        {0},
    };
    ExitCode code;
    if (!cli_parse(self, own, argc, argv, &call, &code))
        return code;
    if (call.count == 0)
        return cli_misused(self, "no file or folder is given");
    Progress progress = {.list = dry_run || verbose};
    progress.count = !progress.list && isatty(STDERR_FILENO);
    ImportOptions options = {.dry_run = dry_run,
                             .prune = prune,
                             .author = "import",
                             .changed = on_change,
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
        "  .md          one entry with YAML front matter; `askd export` writes such files\n"
        "  .tsv, .csv   a header row with id, lang, question, answer, then tags, source\n"
        "  .jsonl       an object a line with id, tags, phrasings, answers, source\n"
        "  .tsv         with the header row `question lang expected`: golden questions;\n"
        "               `word meaning`: aliases; `not-ours`: questions that are not ours\n\n"
        "The golden questions of the base are asked before and after: a change that makes one\n"
        "of them worse is refused, with what it got and would get; --force does it anyway.\n\n"
        "A new database holds only what is imported into it; the knowledge that comes with\n"
        "askd is loaded by the first `askd run` that finds none.",
    .examples = "  askd import --dry-run --prune knowledge/\n"
                "  askd import faq.csv more/*.md",
    .run = run_import,
};
