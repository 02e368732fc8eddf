/*
 * `askd alias`: what people call things, listed and changed by maintainers at a shell.
 */
#include "bot/cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "bot/cli/nearest.h"
#include "bot/clock.h"
#include "knowledge/alias.h"

static bool list(Kb *kb, GError **error)
{
    g_autoptr(GPtrArray) aliases = alias_list(kb, error);
    if (!aliases)
        return false;
    for (unsigned i = 0; i < aliases->len; i++) {
        const Alias *alias = aliases->pdata[i];
        printf("%s\t%s\n", alias->word, alias->meaning);
    }
    return true;
}

static bool change(Kb *kb, bool add, char **words, GError **error)
{
    bool changed = false;
    if (!kb_begin(kb, clock_ms(), error))
        return false;
    if (!(add ? alias_add(kb, words[0], words[1], &changed, error)
              : alias_remove(kb, words[0], words[1], &changed, error))) {
        kb_roll_back(kb);
        return false;
    }
    if (!kb_commit(kb, error))
        return false;
    puts(!changed ? (add ? "it was there already" : "there was none") : add ? "added" : "removed");
    return true;
}

static ExitCode work(const CliCommand *self, const CliCall *call, const char *verb, char **words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = cli_config(call, false, &error);
    /* A reader first in every case: it makes no file where there is none. */
    g_autoptr(Kb) kb = config ? cli_open_reader(config, &error) : NULL;
    bool writes = strcmp(verb, "list") != 0;
    if (kb && writes) {
        kb_close(kb);
        kb = cli_open(config, &error);
    }
    bool done =
        kb && (writes ? change(kb, strcmp(verb, "add") == 0, words, &error) : list(kb, &error));
    bool flushed = cli_flush(self);
    if (!done)
        return cli_failed(self, error);
    return flushed ? EXIT_DONE : EXIT_FAILED;
}

static ExitCode run_alias(const CliCommand *self, int argc, char **argv)
{
    static const char *const VERBS[] = {"list", "add", "remove", NULL};
    g_auto(CliCall) call = {0};
    ExitCode code;
    if (!cli_parse(self, NULL, argc, argv, &call, &code))
        return code;
    const char *verb = call.count > 0 ? call.words[0] : "list";
    int words = call.count > 0 ? call.count - 1 : 0;
    if (!g_strv_contains(VERBS, verb)) {
        const char *near = nearest(verb, VERBS);
        return cli_misused(self, "no such thing to do: %s%s%s", verb, near ? "; did you mean " : "",
                           near ? near : "");
    }
    if (strcmp(verb, "list") == 0 && words > 0)
        return cli_misused(self, "list takes no words: %s", call.words[1]);
    if (strcmp(verb, "add") == 0 && words != 2)
        return cli_misused(self, "add wants a word and what it means; `-` joins a phrase");
    if (strcmp(verb, "remove") == 0 && (words < 1 || words > 2))
        return cli_misused(self, "remove wants a word, and may have one of its meanings");
    return work(self, &call, verb, call.words + (call.count > 0));
}

const CliCommand cli_alias = {
    .name = "alias",
    .usage = "[list|add WORD MEANING|remove WORD [MEANING]]",
    .summary = "teach what people call things",
    .about =
        "An alias is a word that people use and the word that the entries use: `kubby` means\n"
        "`kubernetes`, `公证员` means `notary`. askd knows many from the start; these are the\n"
        "community's own. A running askd answers with a change at once. `-` joins the words\n"
        "of a phrase. Files with the header row `word meaning` are imported, too.",
    .examples = "  askd alias add kubby kubernetes\n"
                "  askd alias add the-mesh istio\n"
                "  askd alias remove kubby\n"
                "  askd alias list",
    .run = run_alias,
};
