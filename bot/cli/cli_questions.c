/*
 * `askd questions`: the question log and the queue, for maintainers at a shell.
 */
#include "bot/cli/cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bot/cli/cli_act.h"
#include "bot/cli/cli_groups.h"
#include "bot/cli/cli_log_export.h"
#include "bot/cli/nearest.h"
#include "bot/cli/table.h"
#include "bot/error.h"
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
    const CliAct *act; /* or NULL: it only looks */
    char **words;      /* after the verb */
    QuestionFilter filter;
    GroupFilter groups;
    LogExportFormat format;
} Job;

static bool none_such(const char *what, int64_t id, const char *verb, GError **error)
{
    g_set_error(error, BOT_ERROR, BOT_ERROR_USAGE,
                "there is no %s %" PRId64 "; `askd questions %s` shows those there are", what, id,
                verb);
    return false;
}

static bool show_question(Kb *kb, int64_t id, GError **error)
{
    g_autoptr(Question) question = NULL;
    if (!question_find(kb, id, &question, error))
        return false;
    if (!question)
        return none_such("question", id, "list", error);
    show(question);
    return true;
}

static bool show_one(Kb *kb, const char *word, GError **error)
{
    bool found = true, is_group = *word == 'g';
    int64_t id = g_ascii_strtoll(word + is_group, NULL, 10);
    if (!is_group)
        return show_question(kb, id, error);
    if (!cli_groups_show(kb, id, &found, error))
        return false;
    return found || none_such("group", id, "groups", error);
}

static bool look(Kb *kb, const Job *job, GError **error)
{
    if (strcmp(job->verb, "show") == 0)
        return show_one(kb, job->words[0], error);
    if (strcmp(job->verb, "export") == 0)
        return log_export(kb, &job->filter, job->format, error);
    if (strcmp(job->verb, "groups") == 0)
        return cli_groups_list(kb, &job->groups, terminal_width(), error);
    return list(kb, &job->filter, error);
}

static ExitCode work(Job *job)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = cli_config(job->call, false, &error);
    g_autoptr(Kb) kb = NULL;
    /* A reader first in both cases: it makes no file where there is none. */
    if (config)
        kb = cli_open_reader(config, &error);
    if (kb && job->act) {
        kb_close(kb);
        kb = cli_open(config, &error);
    }
    bool done = kb && (job->act ? cli_act_do(job->act, config, kb, job->words, &error)
                                : look(kb, job, &error));
    bool flushed = cli_flush(job->self);
    if (!done)
        return cli_failed(job->self, error);
    return flushed ? EXIT_DONE : EXIT_FAILED;
}

/* --- the call ------------------------------------------------------------------------------ */

typedef struct Options {
    char *state, *outcome, *search, *topic, *limit, *format;
} Options;

static void options_clear(Options *options)
{
    g_free(options->state);
    g_free(options->outcome);
    g_free(options->search);
    g_free(options->topic);
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

/* --state is of questions, or, of `groups`, of groups. */
static ExitCode read_state(Job *job, const char *code)
{
    QuestionState state;
    GroupState of_group;
    if (strcmp(job->verb, "groups") == 0) {
        if (!group_state_parse(code, &of_group))
            return cli_misused(job->self,
                               "--state of groups is new, claimed, answered, dismissed or "
                               "duplicate, not %s",
                               code);
        job->groups.states = 1u << of_group;
        return EXIT_DONE;
    }
    if (!question_state_parse(code, &state))
        return cli_misused(job->self, "--state is open, answered, dismissed or settled, not %s",
                           code);
    job->filter.state = (int)state;
    return EXIT_DONE;
}

static ExitCode read_filter(Job *job, const Options *options)
{
    bool whole = strcmp(job->verb, "export") == 0;
    guint64 limit = whole ? 0 : LIST_LIMIT;
    job->filter = (QuestionFilter){.state = -1, .outcome = -1, .search = options->search};
    if (options->outcome && !outcome_parse(options->outcome, &job->filter.outcome))
        return cli_misused(job->self, "--outcome is answered, suggested or unknown, not %s",
                           options->outcome);
    if (options->limit &&
        !g_ascii_string_to_unsigned(options->limit, 10, 0, G_MAXINT32, &limit, NULL))
        return cli_misused(job->self, "--limit is a number, not %s", options->limit);
    job->filter.limit = (size_t)limit;
    job->groups = (GroupFilter){
        .lang = -1, .search = options->search, .topic = options->topic, .limit = (size_t)limit};
    if (options->format && !log_export_format_parse(options->format, &job->format))
        return cli_misused(job->self, "--format is csv or jsonl, not %s", options->format);
    return options->state ? read_state(job, options->state) : EXIT_DONE;
}

/* `show ID`; what is done wants its words looked at where it is done; the others take none. */
static ExitCode check_words(const Job *job)
{
    guint64 id;
    const char *first = job->words[0];
    if (job->act)
        return first ? EXIT_DONE
                     : cli_misused(job->self, "%s wants the number of a question", job->verb);
    if (strcmp(job->verb, "show") != 0)
        return first ? cli_misused(job->self, "%s takes no words: %s", job->verb, first)
                     : EXIT_DONE;
    if (!first ||
        !g_ascii_string_to_unsigned(first + (*first == 'g'), 10, 1, G_MAXINT64, &id, NULL))
        return cli_misused(job->self, "show wants the number of a question, or of a group: g17");
    return job->words[1] ? cli_misused(job->self, "show takes one number") : EXIT_DONE;
}

static ExitCode run_questions(const CliCommand *self, int argc, char **argv)
{
    static const char *const VERBS[] = {"list",    "groups", "show", "claim", "release",
                                        "answer",  "attach", "send", "merge", "split",
                                        "dismiss", "export", NULL};
    g_auto(Options) options = {0};
    g_auto(CliCall) call = {0};
    const GOptionEntry own[] = {
        {"state", 0, 0, G_OPTION_ARG_FILENAME, &options.state,
         "Only open, answered, dismissed or settled ones; of groups: new, claimed, …", "STATE"},
        {"outcome", 0, 0, G_OPTION_ARG_FILENAME, &options.outcome,
         "Only answered, suggested or unknown ones", "OUTCOME"},
        {"search", 0, 0, G_OPTION_ARG_FILENAME, &options.search, "Only with these words", "WORDS"},
        {"topic", 0, 0, G_OPTION_ARG_FILENAME, &options.topic,
         "Only groups of this topic: part of a venue's name", "TOPIC"},
        {"limit", 0, 0, G_OPTION_ARG_FILENAME, &options.limit,
         "The first N only; 0 for all (export: all, else 50)", "N"},
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
    job.act = cli_act_find(job.verb);
    job.words = call.count > 0 ? call.words + 1 : call.words;
    code = read_filter(&job, &options);
    if (code == EXIT_DONE)
        code = check_words(&job);
    return code == EXIT_DONE ? work(&job) : code;
}

const CliCommand cli_questions = {
    .name = "questions",
    .usage = "[list|groups|export|VERB ID [WORDS…]]",
    .summary = "look through the question log, and answer",
    .about =
        "The log holds every question, what it got, and whether it waits for a person. Those that\n"
        "mean the same wait as one group, and what is done with one of them is done with all:\n\n"
        "  list      the newest questions first; those that wait: --state open\n"
        "  groups    what waits, the most asked first\n"
        "  show      all about a question, or about a group: g17\n"
        "  claim     says that you are on it; release puts it back, whoever claimed it\n"
        "  answer    tells your words to everybody who waits; no entry is made of them\n"
        "  attach    lets an entry answer it, now and from now on\n"
        "  send      tells who waits where to ask; it stays open\n"
        "  merge     joins two groups; split parts a question from its group\n"
        "  dismiss   tells who waits why not. The reason may begin with not-ours (else taken for\n"
        "            granted), unclear, support or other\n"
        "  export    the log as CSV, or as JSON lines, on stdout\n\n"
        "An ID is a question's number, or a group's as on its card in Slack, with a g before it.\n"
        "A running askd tells those who wait, and renews the cards, at once; else the next one "
        "does.\n"
        "In CSV a cell that a spreadsheet would take for a formula begins with an apostrophe.",
    .examples = "  askd questions groups\n"
                "  askd questions list --search kubernetes --limit 10\n"
                "  askd questions show g17\n"
                "  askd questions answer g17 'See https://docs.docker.com/engine/install/'\n"
                "  askd questions attach g17 containerd\n"
                "  askd questions export --format jsonl > questions.jsonl",
    .run = run_questions,
};
