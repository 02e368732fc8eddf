/*
 * Each verb is a row that names the action of commands/ that does it. So there is one way in which
 * a question is answered, and what Slack is told is owed in the same transaction.
 */
#include "bot/cli/cli_act.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bot/clock.h"
#include "bot/doorbell.h"
#include "bot/dispatch.h"
#include "bot/error.h"
#include "bot/keep.h"
#include "commands/tell.h"
#include "knowledge/group.h"

enum { WORDS_MAX = 3000 };

struct CliAct {
    const char *verb;
    const char *action;
    const char *input; /* of its form: what the second word is for; NULL: it takes none */
    const char *wants; /* what that is, for who has left it out; NULL: it may be left out */
    const char *done;  /* "question 17 is …" */
};

static const CliAct acts[] = {
    {"claim", "review.claim", NULL, NULL, "claimed"},
    {"release", "review.release", NULL, NULL, "back in the queue"},
    {"answer", "review.replied", "reply", "the answer", "answered"},
    {"attach", "review.attached", "review.entry", "the name of an entry", "answered by that entry"},
    {"send", "review.sent", "venue", "the name of a venue", "sent there"},
    {"merge", "regroup.merged", "regroup.other", "the group it belongs to", "merged"},
    {"split", "regroup.divided", "question", NULL, "parted from that question"},
    {"dismiss", "review.dismissed", "words", NULL, "dismissed"},
    {0},
};

const CliAct *cli_act_find(const char *verb)
{
    for (const CliAct *act = acts; act->verb; act++)
        if (strcmp(act->verb, verb) == 0)
            return act;
    return NULL;
}

/* --- which group ------------------------------------------------------------------------------ */

static bool misused(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool misused(GError **error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);
    g_set_error_literal(error, BOT_ERROR, BOT_ERROR_USAGE, what);
    return false;
}

/* Of an open question; of any other the reason why nothing can be done with it. */
static bool group_of(Kb *kb, int64_t id, int64_t *group, GError **error)
{
    g_autoptr(Question) question = NULL;
    if (!question_find(kb, id, &question, error))
        return false;
    if (!question)
        return misused(
            error, "there is no question %" PRId64 "; `askd questions list` shows those there are",
            id);
    if (question->state != QUESTION_OPEN || question->group == 0)
        return misused(error, "question %" PRId64 " is not open, it is %s; only open ones wait", id,
                       question_state_code(question->state));
    *group = question->group;
    return true;
}

/* "17" is a question and means its group; "g17" is the group that its card calls Question 17. */
static bool read_group(Kb *kb, const char *word, int64_t *group, int64_t *question, GError **error)
{
    g_autoptr(Group) found = NULL;
    const char *digits = word && *word == 'g' ? word + 1 : word;
    guint64 id;
    *question = 0;
    if (!word || !g_ascii_string_to_unsigned(digits, 10, 1, G_MAXINT64, &id, NULL))
        return misused(error, "it wants the number of a question, or of a group such as g17");
    if (digits == word) {
        *question = (int64_t)id;
        return group_of(kb, (int64_t)id, group, error);
    }
    if (!group_find(kb, (int64_t)id, &found, error))
        return false;
    if (!found)
        return misused(error, "there is no group %s; `askd questions groups` shows those that wait",
                       word);
    *group = found->id;
    return true;
}

/* --- the form that a moderator would have filled in ------------------------------------------- */

typedef struct Filled {
    FormValue values[2];
    size_t count;
    char *text, *id;
} Filled;

static void filled_clear(Filled *filled)
{
    g_free(filled->text);
    g_free(filled->id);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Filled, filled_clear)

static void put(Filled *filled, const char *id, const char *value)
{
    filled->values[filled->count++] = (FormValue){id, value};
}

/* The reason's code may come first; what is said of none is not for this community. */
static void put_reason(Filled *filled, const char *input)
{
    const Reason *reason = tell_reasons;
    size_t len = strcspn(filled->text, " ");
    while (reason->code &&
           !(strlen(reason->code) == len && strncmp(reason->code, filled->text, len) == 0))
        reason++;
    put(filled, "reason", reason->code ? reason->code : tell_reasons[0].code);
    put(filled, input, reason->code ? filled->text + len : filled->text);
}

static bool fill(const CliAct *act, Kb *kb, char **words, int64_t question, Filled *filled,
                 GError **error)
{
    g_autofree char *said = g_strjoinv(" ", words);
    filled->text = text_clean(said, strlen(said), WORDS_MAX);
    if (act->wants && !*filled->text)
        return misused(error, "%s wants %s too, after the number", act->verb, act->wants);
    if (strcmp(act->verb, "dismiss") == 0) {
        put_reason(filled, act->input);
        return true;
    }
    if (strcmp(act->verb, "merge") == 0) {
        int64_t into, unused;
        if (!read_group(kb, filled->text, &into, &unused, error))
            return false;
        filled->id = g_strdup_printf("%" PRId64, into);
    } else if (strcmp(act->verb, "split") == 0) {
        if (question == 0)
            return misused(error,
                           "split wants the number of the question that means something else");
        filled->id = g_strdup_printf("%" PRId64, question);
    }
    if (act->input)
        put(filled, act->input, filled->id ? filled->id : filled->text);
    return true;
}

/* --- doing it --------------------------------------------------------------------------------- */

static bool was_refused(const Effects *effects, GError **error)
{
    for (size_t i = 0; i < effects_count(effects); i++) {
        const Effect *effect = effects_at(effects, i);
        if (effect->kind == EFFECT_REFUSE)
            return !misused(error, "%s", effect->text);
    }
    return false;
}

/* What there is to add to "done". */
static void print_replies(const Effects *effects)
{
    for (size_t i = 0; i < effects_count(effects); i++) {
        const Effect *effect = effects_at(effects, i);
        for (unsigned k = 0; effect->kind == EFFECT_REPLY && k < effect->message->pieces->len;
             k++) {
            const Piece *piece = effect->message->pieces->pdata[k];
            if (piece->kind == PIECE_TEXT || piece->kind == PIECE_QUOTE)
                fprintf(stderr, "%s\n", piece->text);
        }
    }
}

/* Replies are for who sits here, and are given by then: what goes to Slack is kept. */
static bool keep_news(Envelope *envelope, const Effects *effects, Kb *kb, GError **error)
{
    Ack ack;
    envelope->request.user = NULL;
    bool kept = keep_effects(envelope, effects, kb, &ack, error);
    g_free(ack.bytes);
    return kept;
}

static bool run_action(const CliAct *act, const Config *config, Kb *kb, const Library *library,
                       int64_t group, const Filled *filled, GError **error)
{
    g_autofree char *id = g_strdup_printf("%" PRId64, group);
    Scratch *scratch = scratch_new();
    Envelope envelope = {.kind = ENVELOPE_REQUEST,
                         .request = {.surface = SURFACE_FORM,
                                     .prefix = config->command_prefix,
                                     .name = act->action,
                                     .user = "shell",
                                     .text = "",
                                     .value = id,
                                     .values = filled->values,
                                     .value_count = filled->count,
                                     .is_private = true,
                                     .library = library,
                                     .scratch = scratch}};
    g_autoptr(Effects) effects = dispatch_shell(config, &envelope, kb, error);
    scratch_free(scratch);
    if (!effects || was_refused(effects, error))
        return false;
    print_replies(effects);
    return keep_news(&envelope, effects, kb, error);
}

/* In the open transaction. */
static bool act_within(const CliAct *act, const Config *config, Kb *kb, const Library *library,
                       char **words, int64_t *group, GError **error)
{
    int64_t question;
    g_auto(Filled) filled = {0};
    if (!read_group(kb, words[0], group, &question, error) ||
        !fill(act, kb, words + 1, question, &filled, error))
        return false;
    if (!act->input && words[1])
        return misused(error, "%s takes one number and no more", act->verb);
    return run_action(act, config, kb, library, *group, &filled, error);
}

bool cli_act_do(const CliAct *act, const Config *config, Kb *kb, char **words, GError **error)
{
    int64_t group;
    Library *library = library_build(kb, config->strictness, error);
    bool done = library && kb_begin(kb, clock_ms(), error);
    if (done && !act_within(act, config, kb, library, words, &group, error)) {
        kb_roll_back(kb);
        done = false;
    }
    library_unref(library);
    if (!done || !kb_commit(kb, error))
        return false;
    doorbell_ring(config->db);
    printf("%s %s is %s\n", *words[0] == 'g' ? "group" : "question", words[0], act->done);
    return true;
}
