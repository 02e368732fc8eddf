/*
 * `askd export` and `askd backup`: the base as a folder of Markdown, and as a copy of its file.
 */
#include "bot/cli/cli.h"

#include <inttypes.h>
#include <stdio.h>

#include "knowledge/files/export.h"
#include "knowledge/kb.h"

/* The configured base for reading, for a command that takes one word. */
static Kb *open_for(const CliCommand *self, int argc, char **argv, const char *wanted,
                    CliCall *call, ExitCode *code)
{
    g_autoptr(GError) error = NULL;
    if (!cli_parse(self, NULL, argc, argv, call, code))
        return NULL;
    if (call->count != 1) {
        *code = cli_misused(self, "it takes %s", wanted);
        return NULL;
    }
    g_autoptr(Config) config = cli_config(call, false, &error);
    Kb *kb = config ? cli_open_reader(config, &error) : NULL;
    if (!kb)
        *code = cli_failed(self, error);
    return kb;
}

static ExitCode run_export(const CliCommand *self, int argc, char **argv)
{
    g_auto(CliCall) call = {0};
    g_autoptr(GError) error = NULL;
    ExitCode code;
    g_autoptr(Kb) kb = open_for(self, argc, argv, "the name of one new folder", &call, &code);
    if (!kb)
        return code;
    int64_t count = 0;
    if (!export_folder(kb, call.words[0], &count, &error))
        return cli_failed(self, error);
    printf("%" PRId64 " entries written to %s\n", count, call.words[0]);
    return cli_flush(self) ? EXIT_DONE : EXIT_FAILED;
}

static ExitCode run_backup(const CliCommand *self, int argc, char **argv)
{
    g_auto(CliCall) call = {0};
    g_autoptr(GError) error = NULL;
    ExitCode code;
    g_autoptr(Kb) kb = open_for(self, argc, argv, "the name of one new file", &call, &code);
    if (!kb)
        return code;
    if (!kb_backup(kb, call.words[0], &error))
        return cli_failed(self, error);
    printf("copied to %s\n", call.words[0]);
    return cli_flush(self) ? EXIT_DONE : EXIT_FAILED;
}

const CliCommand cli_export = {
    .name = "export",
    .usage = "DIR",
    .summary = "write the knowledge base as Markdown files",
    .about =
        "Writes every entry as a Markdown file into a new folder, and beside them golden.tsv,\n"
        "aliases.tsv and rejects.tsv; importing that folder gives the same base back, and\n"
        "exporting it again the same bytes, so it can live in git.",
    .examples = "  askd export knowledge-2026-11\n"
                "  askd export --db /var/lib/askd/askd.db /tmp/knowledge",
    .run = run_export,
};

const CliCommand cli_backup = {
    .name = "backup",
    .usage = "FILE",
    .summary = "copy the database while askd runs",
    .about =
        "Writes a whole and consistent copy of the database, with the question log, to a new\n"
        "file while askd goes on serving. To go back: stop askd, put the copy in the place of\n"
        "the database, remove the files beside it that end in -wal and -shm, start askd.",
    .examples = "  askd backup /backup/askd-$(date +%F).db",
    .run = run_backup,
};
