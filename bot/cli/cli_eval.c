/*
 * `askd eval`: retrieval and refusal measured in a throw-away base.
 */
#include "bot/cli/cli.h"

#include <stdio.h>

#include "knowledge/eval.h"

static ExitCode run_eval(const CliCommand *self, int argc, char **argv)
{
    g_auto(CliCall) call = {0};
    g_autoptr(GError) error = NULL;
    ExitCode code;
    if (!cli_parse(self, NULL, argc, argv, &call, &code))
        return code;
    if (call.count != 2)
        return cli_misused(self, "it takes a knowledge base and a file of questions");
    if (!eval_run(call.words[0], call.words[1], stdout, &error))
        return cli_failed(self, error);
    return cli_flush(self) ? EXIT_DONE : EXIT_FAILED;
}

const CliCommand cli_eval = {
    .name = "eval",
    .usage = "KB.jsonl QUERIES.jsonl",
    .summary = "measure how good the answers and the refusals are",
    .about =
        "Builds a throw-away base from KB.jsonl, asks it every question of QUERIES.jsonl, whose\n"
        "right entries are known, and prints how many were right, how many of those without an\n"
        "answer were refused, and how long it took. Both files hold a JSON object a line:\n\n"
        "  KB        id, tags, phrasings [{lang, text}], answers [{lang, text}], source\n"
        "  QUERIES   id, query, lang, gold [ids; empty: there is no answer], kind",
    .examples = "  askd eval kb.jsonl queries.jsonl",
    .run = run_eval,
};
