/*
 * `askd questions`: the question log, for maintainers at a shell.
 */
#include "bot/cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bot/clock.h"
#include "bot/cli_log_export.h"
#include "bot/error.h"
#include "bot/nearest.h"
#include "bot/table.h"
#include "knowledge/question.h"

enum { LIST_LIMIT = 50, WIDTH_WITHOUT_TERMINAL = 0 };

/* --- list and show ------------------------------------------------------------------------- */

typedef struct Listing {
    size_t width; /* columns; 0: no terminal, nothing is cut */
    size_t count;
} Listing;

static size_t terminal_width(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return WIDTH_WITHOUT_TERMINAL;
    return size.ws_col > 60 ? size.ws_col : 60;
}

static char *local_time(int64_t ms)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_local(ms / 1000);
    return g_date_time_format(at, "%F %H:%M");
}

static void add_row(GString *out, const char *const cells[6], size_t width)
{
    static const size_t WIDTHS[] = {7, 17, 5, 10, 10};
    size_t used = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(WIDTHS); i++) {
        table_cell(out, cells[i], WIDTHS[i] - 1);
        g_string_append_c(out, ' ');
        used += WIDTHS[i];
    }
    table_last_cell(out, cells[5], width ? width - used : 0);
    g_string_append_c(out, '\n');
}

static bool list_one(const Question *question, void *user)
{
    Listing *listing = user;
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *id = g_strdup_printf("%" PRId64, question->id);
    g_autofree char *asked = local_time(question->asked_ms);
    if (listing->count++ == 0)
        add_row(out, (const char *const[]){"ID", "ASKED", "LANG", "OUTCOME", "STATE", "QUESTION"},
                listing->width);
    add_row(out,
            (const char *const[]){id, asked, lang_code(question->lang),
                                  outcome_code(question->outcome),
                                  question_state_code(question->state), question->text},
            listing->width);
    fputs(out->str, stdout);
    return !ferror(stdout);
}

static bool list(Kb *kb, const QuestionFilter *filter, GError **error)
{
    Listing listing = {.width = terminal_width()};
    if (!question_each(kb, filter, list_one, &listing, error))
        return false;
    if (listing.count == 0)
        puts("no such questions");
    else if (filter->limit && listing.count == filter->limit)
        fprintf(stderr, "the newest %zu; --limit 0 shows all\n", listing.count);
    return true;
}

static void show_field(const char *name, const char *value)
{
    if (value)
        printf("%-11s%s\n", name, value);
}

static void show(const Question *question)
{
    static const char *const RATINGS[] = {"not helpful", NULL, "helpful"};
    g_autofree char *asked = local_time(question->asked_ms);
    g_autofree char *confidence = g_strdup_printf("%.2f", question->confidence);
    show_field("question", question->text);
    show_field("asked", asked);
    show_field("by", question->user);
    show_field("in", question->channel);
    show_field("surface", question->surface);
    show_field("language", lang_code(question->lang));
    show_field("outcome", outcome_code(question->outcome));
    show_field("confidence", confidence);
    show_field("entry", question->entry);
    show_field("rated", RATINGS[question->rating + 1]);
    show_field("state", question_state_code(question->state));
    show_field("note", question->note);
}

/* --- the verbs ----------------------------------------------------------------------------- */

/* One call, its options and words looked at. */
typedef struct Job {
    const CliCommand *self;
    const CliCall *call;
    const char *verb;
    QuestionFilter filter;
    int64_t id;
    char *note;
    LogExportFormat format;
    QuestionState closed;
} Job;

static bool none_such(int64_t id, GError **error)
{
    g_set_error(error, BOT_ERROR, BOT_ERROR_USAGE,
                "there is no question %" PRId64 "; `askd questions list` shows those there are",
                id);
    return false;
}

static bool show_by_id(Kb *kb, int64_t id, GError **error)
{
    g_autoptr(Question) question = NULL;
    if (!question_find(kb, id, &question, error))
        return false;
    if (!question)
        return none_such(id, error);
    show(question);
    return true;
}

/* In its transaction: open → closed; or why not. */
static bool close_question(Kb *kb, const Job *job, GError **error)
{
    g_autoptr(Question) question = NULL;
    bool changed = false;
    if (!question_find(kb, job->id, &question, error))
        return false;
    if (!question)
        return none_such(job->id, error);
    if (!question_close(kb, job->id, job->closed, job->note, &changed, error))
        return false;
    if (changed)
        return true;
    g_set_error(error, BOT_ERROR, BOT_ERROR_USAGE,
                "question %" PRId64 " is not open, it is %s; only open ones are closed", job->id,
                question_state_code(question->state));
    return false;
}

static bool close_by_id(Kb *kb, const Job *job, GError **error)
{
    if (!kb_begin(kb, clock_ms(), error))
        return false;
    if (!close_question(kb, job, error)) {
        kb_roll_back(kb);
        return false;
    }
    if (!kb_commit(kb, error))
        return false;
    printf("question %" PRId64 " is %s\n", job->id, question_state_code(job->closed));
    return true;
}

static ExitCode work(Job *job)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = cli_config(job->call, false, &error);
    bool writes = strcmp(job->verb, "answer") == 0 || strcmp(job->verb, "dismiss") == 0;
    g_autoptr(Kb) kb = NULL;
    /* A reader first in both cases: it makes no file where there is none. */
    if (config)
        kb = cli_open_reader(config, &error);
    if (kb && writes) {
        kb_close(kb);
        kb = cli_open(config, &error);
    }
    bool done = false;
    if (!kb)
        done = false;
    else if (writes)
        done = close_by_id(kb, job, &error);
    else if (strcmp(job->verb, "show") == 0)
        done = show_by_id(kb, job->id, &error);
    else if (strcmp(job->verb, "export") == 0)
        done = log_export(kb, &job->filter, job->format, &error);
    else
        done = list(kb, &job->filter, &error);
    bool flushed = cli_flush(job->self);
    if (!done)
        return cli_failed(job->self, error);
    return flushed ? EXIT_DONE : EXIT_FAILED;
}

/* --- the call ------------------------------------------------------------------------------ */

typedef struct Options {
    char *state, *outcome, *search, *limit, *format;
} Options;

static void options_clear(Options *options)
{
    g_free(options->state);
    g_free(options->outcome);
    g_free(options->search);
    g_free(options->limit);
    g_free(options->format);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static bool outcome_parse(const char *code, int *outcome)
{
    for (Outcome i = OUTCOME_ANSWERED; i <= OUTCOME_UNKNOWN; i++) {
        if (strcmp(code, outcome_code(i)) == 0) {
            *outcome = (int)i;
            return true;
        }
    }
    return false;
}

static ExitCode read_filter(Job *job, const Options *options)
{
    QuestionState state;
    guint64 limit = strcmp(job->verb, "list") == 0 ? LIST_LIMIT : 0;
    job->filter = (QuestionFilter){.state = -1, .outcome = -1, .search = options->search};
    if (options->state && !question_state_parse(options->state, &state))
        return cli_misused(job->self, "--state is open, answered, dismissed or settled, not %s",
                           options->state);
    if (options->state)
        job->filter.state = (int)state;
    if (options->outcome && !outcome_parse(options->outcome, &job->filter.outcome))
        return cli_misused(job->self, "--outcome is answered, suggested or unknown, not %s",
                           options->outcome);
    if (options->limit &&
        !g_ascii_string_to_unsigned(options->limit, 10, 0, G_MAXINT32, &limit, NULL))
        return cli_misused(job->self, "--limit is a number, not %s", options->limit);
    job->filter.limit = (size_t)limit;
    if (options->format && !log_export_format_parse(options->format, &job->format))
        return cli_misused(job->self, "--format is csv or jsonl, not %s", options->format);
    return EXIT_DONE;
}

/* `show ID`, `answer ID TEXT…`, `dismiss ID [REASON…]`; list and export take no words. */
static ExitCode read_words(Job *job, char **words)
{
    bool answers = strcmp(job->verb, "answer") == 0;
    bool dismisses = strcmp(job->verb, "dismiss") == 0;
    if (!answers && !dismisses && strcmp(job->verb, "show") != 0)
        return *words ? cli_misused(job->self, "%s takes no words: %s", job->verb, *words)
                      : EXIT_DONE;
    guint64 id;
    if (!*words || !g_ascii_string_to_unsigned(*words, 10, 1, G_MAXINT64, &id, NULL))
        return cli_misused(job->self, "%s wants the number of a question", job->verb);
    job->id = (int64_t)id;
    job->closed = answers ? QUESTION_ANSWERED : QUESTION_DISMISSED;
    if (answers && !words[1])
        return cli_misused(job->self, "answer wants the answer too, after the number");
    if (!answers && !dismisses && words[1])
        return cli_misused(job->self, "show takes one number");
    g_autofree char *note = g_strjoinv(" ", words + 1);
    char *clean = text_clean(note, strlen(note), TEXT_QUESTION_MAX);
    job->note = *clean ? clean : NULL;
    if (!*clean)
        g_free(clean);
    return EXIT_DONE;
}

static ExitCode run_questions(const CliCommand *self, int argc, char **argv)
{
    static const char *const VERBS[] = {"list", "show", "answer", "dismiss", "export", NULL};
    g_auto(Options) options = {0};
    g_auto(CliCall) call = {0};
    const GOptionEntry own[] = {
        {"state", 0, 0, G_OPTION_ARG_FILENAME, &options.state,
         "Only open, answered, dismissed or settled ones", "STATE"},
        {"outcome", 0, 0, G_OPTION_ARG_FILENAME, &options.outcome,
         "Only answered, suggested or unknown ones", "OUTCOME"},
        {"search", 0, 0, G_OPTION_ARG_FILENAME, &options.search, "Only with these words", "WORDS"},
        {"limit", 0, 0, G_OPTION_ARG_FILENAME, &options.limit,
         "The newest N only; 0 for all (list: 50, export: all)", "N"},
        {"format", 0, 0, G_OPTION_ARG_FILENAME, &options.format, "Of export: csv or jsonl (csv)",
         "FORMAT"},
        {0},
    };
    ExitCode code;
    if (!cli_parse(self, own, argc, argv, &call, &code))
        return code;
    Job job = {.self = self, .call = &call, .verb = call.count > 0 ? call.words[0] : "list"};
    if (!g_strv_contains(VERBS, job.verb)) {
        const char *near = nearest(job.verb, VERBS);
        return cli_misused(self, "no such thing to do: %s%s%s", job.verb,
                           near ? "; did you mean " : "", near ? near : "");
    }
    code = read_filter(&job, &options);
    if (code == EXIT_DONE)
        code = read_words(&job, call.count > 0 ? call.words + 1 : call.words);
    if (code == EXIT_DONE)
        code = work(&job);
    g_free(job.note);
    return code;
}

const CliCommand cli_questions = {
    .name = "questions",
    .usage = "[list|show ID|answer ID TEXT…|dismiss ID [REASON…]|export]",
    .summary = "look through the question log",
    .about =
        "The log holds every question, what it got, and whether it waits for a person:\n\n"
        "  list      the newest first; those that wait: --state open\n"
        "  show      all about one\n"
        "  answer    closes an open one and keeps your words with it\n"
        "  dismiss   closes an open one that is not for this community\n"
        "  export    the log as CSV, or as JSON lines, on stdout\n\n"
        "What is done here changes the log only; it sends nothing to Slack. In CSV a cell that\n"
        "a spreadsheet would take for a formula begins with an apostrophe.",
    .examples = "  askd questions list --state open\n"
                "  askd questions list --search kubernetes --limit 10\n"
                "  askd questions show 17\n"
                "  askd questions answer 17 'See https://docs.docker.com/engine/install/'\n"
                "  askd questions export --format jsonl > questions.jsonl",
    .run = run_questions,
};
