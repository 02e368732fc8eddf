/*
 * `askd ask`: answers on stdout, as words or as JSON, one question or a file of them.
 */
#include "bot/cli/cli.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "bot/error.h"
#include "commands/explain.h"
#include "commands/words.h"
#include "knowledge/answer.h"
#include "knowledge/plain.h"
#include "knowledge/text.h"

enum { LINE_BYTES_MAX = 64 * 1024 }; /* of a line that is looked at; the rest is read and dropped */

static const Words NOT_KNOWN = {"I don't know.", "我不知道。"};
static const Words DID_YOU_MEAN = {"I am not sure. Did you mean:", "我不太确定。你是想问："};
static const Words THEN = {"In %s: ", "%s 时："};
static const Words NOW = {"Today (checked %s): ", "现在（核实于 %s）："};
static const Words SOURCES = {"Sources:", "来源："};
static const Words VENUE = {"Where to ask: ", "可以去这里问："};

/* What is asked, and how it is to be answered. */
typedef struct Asking {
    const Library *library;
    Scratch *scratch;
    bool has_lang;
    Lang lang; /* with has_lang */
} Asking;

/* --- words --------------------------------------------------------------------------------- */

static void add_dated(GString *out, Words label, Lang lang, const char *date, const char *markdown)
{
    if (!markdown)
        return;
    if (out->len > 0)
        g_string_append(out, "\n\n");
    const char *template = words(label, lang);
    const char *hole = strstr(template, "%s");
    g_string_append_len(out, template, hole - template);
    g_string_append(out, date);
    g_string_append(out, hole + 2);
    g_autofree char *plain = plain_text(markdown);
    g_string_append(out, plain);
}

/* The answer, what was then and what is now, as plain text. */
static char *answer_text(const Entry *entry, Lang lang)
{
    Lang used;
    const EntryText *text = entry_text(entry, lang, &used);
    g_autofree char *plain = text->answer ? plain_text(text->answer) : NULL;
    GString *out = g_string_new(plain);
    add_dated(out, THEN, used, text->then_date, text->then);
    add_dated(out, NOW, used, text->now_date, text->now);
    return g_string_free(out, FALSE);
}

static const char *title_of(const Entry *entry, Lang lang)
{
    return entry_text(entry, lang, NULL)->title;
}

static void print_stated(const Entry *entry, Lang lang)
{
    g_autofree char *text = answer_text(entry, lang);
    printf("%s\n\n%s\n", title_of(entry, lang), text);
    if (entry->sources->len > 0 || entry->url)
        printf("\n%s\n", words(SOURCES, lang));
    if (entry->url)
        printf("  %s\n", entry->url);
    for (unsigned i = 0; i < entry->sources->len; i++)
        printf("  %s\n", (const char *)entry->sources->pdata[i]);
}

static void print_suggested(const Answer *answer, Lang lang)
{
    printf("%s\n", words(DID_YOU_MEAN, lang));
    for (size_t i = 0; i < answer->candidate_count && i < ANSWER_SUGGESTIONS_MAX; i++)
        printf("  - %s\n", title_of(answer->candidates[i].entry, lang));
}

static void print_words(const Answer *answer, Lang lang)
{
    if (answer->outcome == OUTCOME_ANSWERED)
        print_stated(answer->entry, lang);
    else if (answer->outcome == OUTCOME_SUGGESTED)
        print_suggested(answer, lang);
    else
        printf("%s\n", words(NOT_KNOWN, lang));
    if (answer->venue)
        printf("\n%s%s%s%s\n", words(VENUE, lang), title_of(answer->venue, lang),
               answer->venue->url ? ": " : "", answer->venue->url ? answer->venue->url : "");
}

/* --- JSON ---------------------------------------------------------------------------------- */

static json_t *sources_json(const Entry *entry)
{
    json_t *sources = json_array();
    for (unsigned i = 0; entry && i < entry->sources->len; i++)
        json_array_append_new(sources, json_string(entry->sources->pdata[i]));
    return sources;
}

static json_t *candidates_json(const Answer *answer, Lang lang)
{
    json_t *candidates = json_array();
    for (size_t i = 0; i < answer->candidate_count; i++) {
        const Candidate *candidate = &answer->candidates[i];
        json_array_append_new(
            candidates, json_pack("{s:s, s:s, s:f}", "entry", candidate->entry->slug, "title",
                                  title_of(candidate->entry, lang), "score", candidate->score));
    }
    return candidates;
}

static json_t *venue_json(const Entry *venue, Lang lang)
{
    if (!venue)
        return json_null();
    return json_pack("{s:s, s:s}", "name", title_of(venue, lang), "url",
                     venue->url ? venue->url : "");
}

static void print_json(const char *question, const Answer *answer, Lang lang)
{
    const Entry *entry = answer->entry;
    g_autofree char *text = entry ? answer_text(entry, lang) : g_strdup("");
    json_auto_t *json = json_pack(
        "{s:s, s:s, s:s, s:s?, s:s, s:s, s:o, s:f, s:o, s:o}", "question", question, "lang",
        lang_code(lang), "outcome", outcome_code(answer->outcome), "entry",
        entry ? entry->slug : NULL, "title", entry ? title_of(entry, lang) : "", "answer", text,
        "sources", sources_json(entry), "confidence", answer->confidence, "candidates",
        candidates_json(answer, lang), "venue", venue_json(answer->venue, lang));
    g_assert(json); /* every string in it is UTF-8 by now */
    json_dumpf(json, stdout, JSON_COMPACT | JSON_REAL_PRECISION(6));
    putchar('\n');
}

/* --- asking -------------------------------------------------------------------------------- */

static Outcome ask_one(const Asking *asking, const char *text, size_t len, bool as_json)
{
    g_autofree char *question = text_clean(text, len, TEXT_QUESTION_MAX);
    Answer answer;
    answer_find(asking->library, asking->scratch, question, &answer);
    Lang lang = asking->has_lang ? asking->lang : answer.lang;
    if (as_json)
        print_json(question, &answer, lang);
    else
        print_words(&answer, lang);
    return answer.outcome;
}

/* The next line without its end; false at the end of the file. */
static bool read_line(FILE *file, GString *line)
{
    int c = getc_unlocked(file);
    if (c == EOF)
        return false;
    g_string_truncate(line, 0);
    for (; c != EOF && c != '\n'; c = getc_unlocked(file))
        if (line->len < LINE_BYTES_MAX)
            g_string_append_c(line, (char)c);
    return true;
}

static bool ask_lines(const Asking *asking, const char *path, GError **error)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (!file) {
        g_set_error(error, BOT_ERROR, BOT_ERROR_USAGE, "%s: %s", path, g_strerror(errno));
        return false;
    }
    g_autoptr(GString) line = g_string_new(NULL);
    while (!ferror(stdout) && read_line(file, line))
        ask_one(asking, line->str, line->len, true);
    bool whole = !ferror(file);
    if (!whole)
        g_set_error(error, BOT_ERROR, BOT_ERROR_USAGE, "%s: %s", path, g_strerror(errno));
    if (file != stdin)
        fclose(file);
    return whole;
}

/* What the command line asks for. */
typedef struct Options {
    char *lang, *batch;
    gboolean json, explain;
} Options;

static void options_clear(Options *options)
{
    g_free(options->lang);
    g_free(options->batch);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* Why, after the answer. */
static bool explain_one(Kb *kb, const Asking *asking, const char *text, GError **error)
{
    g_autofree char *question = text_clean(text, strlen(text), TEXT_QUESTION_MAX);
    Lang lang = asking->has_lang ? asking->lang : text_language(question);
    g_autofree char *table = NULL;
    if (!explain(kb, asking->library, asking->scratch, question, lang, &table, error))
        return false;
    printf("\n%s", table);
    return true;
}

static ExitCode answer_all(const CliCommand *self, const CliCall *call, const Options *options,
                           Asking *asking)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = cli_config(call, false, &error);
    g_autoptr(Kb) kb = config ? cli_open_or_packaged(self, config, &error) : NULL;
    g_autofree char *kept = kb ? library_path(config->db) : NULL;
    g_autoptr(Library) library = kb ? library_open(kb, config->strictness, kept, &error) : NULL;
    g_autoptr(Scratch) scratch = scratch_new();
    if (!library)
        return cli_failed(self, error);
    asking->library = library;
    asking->scratch = scratch;

    Outcome outcome = OUTCOME_ANSWERED;
    if (!options->batch) {
        g_autofree char *text = g_strjoinv(" ", call->words);
        outcome = ask_one(asking, text, strlen(text), options->json);
        if (options->explain && !explain_one(kb, asking, text, &error))
            return cli_failed(self, error);
    } else if (!ask_lines(asking, options->batch, &error)) {
        cli_flush(self);
        return cli_failed(self, error);
    }
    if (!cli_flush(self))
        return EXIT_FAILED;
    return outcome == OUTCOME_ANSWERED ? EXIT_DONE : EXIT_UNKNOWN;
}

static ExitCode run_ask(const CliCommand *self, int argc, char **argv)
{
    g_auto(Options) options = {0};
    g_auto(CliCall) call = {0};
    const GOptionEntry own[] = {
        {"lang", 0, 0, G_OPTION_ARG_FILENAME, &options.lang,
         "Answer in this language, whatever the question is in", "en|zh"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &options.json, "Answer as one JSON object", NULL},
        {"explain", 0, 0, G_OPTION_ARG_NONE, &options.explain,
         "Also say why: words, candidates, what speaks for each, thresholds", NULL},
        {"batch", 0, 0, G_OPTION_ARG_FILENAME, &options.batch,
         "A question a line from FILE (- is stdin), a JSON object a line", "FILE"},
        {0},
    };
    ExitCode code;
    if (!cli_parse(self, own, argc, argv, &call, &code))
        return code;
    Asking asking = {.has_lang = options.lang};
    if (options.lang && !lang_parse(options.lang, &asking.lang))
        return cli_misused(self, "--lang is en or zh, not %s", options.lang);
    if (options.batch && call.count > 0)
        return cli_misused(self, "a question is given as words or with --batch, not both");
    if (options.explain && (options.batch || options.json))
        return cli_misused(self, "--explain goes with one question answered in words");
    if (!options.batch && call.count == 0)
        return cli_misused(self, "no question is given");
    return answer_all(self, &call, &options, &asking);
}

const CliCommand cli_ask = {
    .name = "ask",
    .usage = "QUESTION…",
    .summary = "answer a question here, without Slack",
    .about =
        "Answers one question as askd would in Slack, in the question's language, and logs\n"
        "nothing. Exits with 0 when it is answered and with 3 when the answer is not known.\n"
        "Where there is no database yet, the knowledge that comes with askd answers.\n\n"
        "--explain says why: the words as they were read, the candidates with all that speaks\n"
        "for each, the thresholds, and the file and revision of each entry. --json tells the\n"
        "confidence and the ranking behind the answer to a program. With --batch each\n"
        "line gets a line, in order, and the exit status is 0.",
    .examples = "  askd ask what does containerd do?\n"
                "  askd ask --lang en 普罗米修斯是谁捐给 CNCF 的？\n"
                "  askd ask --json --db askd.db 'who created envoy?'\n"
                "  askd ask --explain 'who created envoy?'\n"
                "  askd ask --batch questions.txt > answers.jsonl",
    .run = run_ask,
};
