/*
 * Half of the questions are commands, which Slack never sends again; half are mentions and direct
 * messages, which it does. Each carries a number of its own. What slackbox sent and what was acked
 * is taken from its log of frames while it goes on; what was kept from the question log and what
 * people see from their screens when all is over.
 *
 * A call may be under way when we die, and then nobody knows whether Slack had it: its answer may
 * come twice. Those, and commands that Slack gave up, are counted apart.
 */
#include "tests/bench/loss.h"

#include <stdio.h>
#include <stdlib.h>

#include "knowledge/delivery.h"
#include "knowledge/question.h"
#include "tests/bench/measure.h"

enum {
    SEED = 20240601,
    A_SECOND = 110,    /* questions */
    BURST = 8,         /* right before each kill */
    LIFE_MIN_MS = 200, /* from start to kill */
    LIFE_MAX_MS = 2000,
    GAP_MAX_MS = 60,        /* from kill to start */
    UNDER_WAY_US = 50000,   /* so long before a kill a call may be without a note: a busy machine */
    ON_THE_WIRE_US = 50000, /* so long after a kill Slack may still hear of us */
    NEWCOMERS = 100,        /* who write direct messages */
    TAIL_LIVES = 60,        /* that are cut short while all that is owed is sent */
    ANSWERED_MAX = 4,
};

static const char MARK[] = "zq"; /* and five digits: the number of the question */

typedef struct Asked {
    bool command, acked, busy;
    unsigned logged, answers;
    double answered_us[ANSWERED_MAX]; /* wall time */
} Asked;

typedef struct Loss {
    Story *s;
    GRand *random;
    json_t *golden;
    size_t count, asked;
    Asked *all;
    GHashTable *by_envelope; /* id of a delivery → Asked, borrowed */
    GHashTable *by_parent;   /* channel and ts of a mention → Asked, borrowed */
    GHashTable *by_log;      /* id in the question log → Asked, borrowed */
    GArray *kills;           /* double: wall time, us */
    json_int_t log_next;
    size_t kept_unknown; /* in the log, and never asked */
} Loss;

static Asked *numbered(Loss *loss, const char *text)
{
    const char *at = text ? strstr(text, MARK) : NULL;
    size_t number = at ? strtoul(at + strlen(MARK), NULL, 10) : SIZE_MAX;
    return number < loss->asked ? &loss->all[number] : NULL;
}

/* --- asking ----------------------------------------------------------------------------------- */

static const char *const PEOPLE[] = {"U0ANA", "U0WEI", "U0MOD", "U0LIN", "U0SAM"};
static const char *const PLACES[] = {"C0GENERAL", "C0HELP", "C0CHINA"};

static char *newcomer(size_t number)
{
    return g_strdup_printf("U0NEW%03zu", number % NEWCOMERS);
}

static void mention(Loss *loss, Asked *asked, const char *question)
{
    size_t n = loss->asked;
    const char *place = PLACES[n % G_N_ELEMENTS(PLACES)];
    g_autofree char *text = g_strconcat("@askd ", question, NULL);
    const char *ts = say(loss->s, PEOPLE[n % G_N_ELEMENTS(PEOPLE)], place, text);
    g_hash_table_insert(loss->by_parent, g_strconcat(place, ts, NULL), asked);
}

static void command(Loss *loss, Asked *asked, const char *question)
{
    size_t n = loss->asked;
    asked->command = true;
    control(loss->s, "slash", "{s:s, s:s, s:s, s:s}", "user", PEOPLE[n % G_N_ELEMENTS(PEOPLE)],
            "channel", PLACES[n % G_N_ELEMENTS(PLACES)], "command", "/ask", "text", question);
}

/* Slack lets us write to a channel once a second: only one in twenty is a mention. */
static void ask_one(Loss *loss)
{
    size_t n = loss->asked;
    Asked *asked = &loss->all[n];
    const char *golden =
        json_string_value(json_array_get(loss->golden, n % json_array_size(loss->golden)));
    g_autofree char *question = g_strdup_printf("%s %s%05zu", golden, MARK, n);
    if (n % 2 == 0) {
        command(loss, asked, question);
    } else if (n % 20 == 1) {
        mention(loss, asked, question);
    } else {
        g_autofree char *who = newcomer(n / 2);
        say(loss->s, who, "dm", question);
    }
    loss->asked++;
}

static void invite_newcomers(Story *s)
{
    for (size_t i = 0; i < NEWCOMERS; i++) {
        g_autofree char *who = newcomer(i);
        control(s, "invite", "{s:s, s:s}", "id", who, "name", who);
    }
    settled_wait(s);
}

/* --- what slackbox sent, and what came back --------------------------------------------------- */

static char *envelope_of(const char *frame)
{
    static const char name[] = "\"envelope_id\":";
    const char *at = strstr(frame, name);
    at = at ? strchr(at + strlen(name), '"') : NULL;
    return at ? g_strndup(at + 1, strcspn(at + 1, "\"")) : g_strdup("");
}

static bool says_busy(const char *frame)
{
    return strstr(frame, "I am busy right now") || strstr(frame, "我现在有点忙");
}

static void note_frame(Loss *loss, const char *kind, const char *frame)
{
    g_autofree char *id = envelope_of(frame);
    Asked *asked = NULL;
    if (strcmp(kind, "out") == 0 && (asked = numbered(loss, frame)))
        g_hash_table_insert(loss->by_envelope, g_steal_pointer(&id), asked);
    else if (strcmp(kind, "in") == 0 && (asked = g_hash_table_lookup(loss->by_envelope, id))) {
        asked->acked = true;
        asked->busy = asked->busy || says_busy(frame);
    }
}

static void read_frames(Loss *loss)
{
    size_t i;
    json_t *entry;
    json_t *log = control(loss->s, "log", "{s:I}", "since", loss->log_next);
    json_array_foreach(json_object_get(log, "entries"), i, entry)
    {
        const char *text = json_string_value(json_object_get(entry, "text"));
        json_int_t seq = json_integer_value(json_object_get(entry, "seq"));
        if (i == 0 && seq != loss->log_next + 1 && loss->log_next > 0)
            fail_msg("slackbox's log has lost frames: %d to %d", (int)loss->log_next, (int)seq);
        if (text)
            note_frame(loss, json_string_value(json_object_get(entry, "kind")), text);
    }
    loss->log_next = json_integer_value(json_object_get(log, "next"));
    g_ptr_array_set_size(loss->s->answers, 0);
}

/* --- lives ------------------------------------------------------------------------------------ */

static void die(Loss *loss)
{
    for (int i = 0; i < BURST && loss->asked < loss->count; i++)
        ask_one(loss);
    g_usleep((gulong)g_rand_int_range(loss->random, 0, 4000));
    if (askd_is_dead(loss->s))
        fail_msg("askd ended by itself");
    double now = (double)g_get_real_time();
    g_array_append_val(loss->kills, now);
    askd_kill(loss->s);
    read_frames(loss);
    g_usleep((gulong)g_rand_int_range(loss->random, 0, GAP_MAX_MS) * 1000);
}

static void live(Loss *loss, int64_t begun_us)
{
    int64_t life_ms = g_rand_int_range(loss->random, LIFE_MIN_MS, LIFE_MAX_MS);
    use_core(1);
    askd_spawn(loss->s);
    use_core(0);
    int64_t until = g_get_monotonic_time() + life_ms * 1000;
    while (g_get_monotonic_time() < until) {
        int64_t due = (g_get_monotonic_time() - begun_us) * A_SECOND / G_USEC_PER_SEC;
        if (loss->asked < loss->count && (int64_t)loss->asked < due)
            ask_one(loss);
        else
            g_usleep(2000);
    }
    die(loss);
}

/* Envelopes that may come again, and calls and replies that are owed. */
static int64_t unsettled(Loss *loss)
{
    DeliveryCounts counts;
    g_autoptr(GError) error = NULL;
    Kb *kb = kb_open_reader(loss->s->db, &error);
    assert_ok(kb, error);
    assert_ok(delivery_counts(kb, &counts, &error), error);
    kb_close(kb);
    return stat_of(loss->s, "pending") + counts.owed + counts.replies;
}

static bool is_settled(Story *s, const void *what)
{
    (void)s;
    read_frames((Loss *)what);
    return unsettled((Loss *)what) == 0;
}

/* The last life is not cut short, and ends in peace; the reply of its last ack is noted then. */
static void settle(Loss *loss)
{
    for (int i = 0; i < TAIL_LIVES && unsettled(loss) > 100; i++)
        live(loss, 0);
    askd_start(loss->s);
    settled_wait(loss->s);
    read_frames(loss);
    askd_stop(loss->s);
    askd_start(loss->s);
    while (unsettled(loss) > 20)
        g_usleep(200 * 1000);
    if (!eventually(loss->s, is_settled, loss))
        row("still owed", "0", "%d", (int)unsettled(loss));
    askd_stop(loss->s);
    read_frames(loss);
}

/* --- what is left of it ----------------------------------------------------------------------- */

static bool note_kept(const Question *question, void *user)
{
    Loss *loss = user;
    Asked *asked = numbered(loss, question->text);
    if (!asked) {
        loss->kept_unknown++;
        return true;
    }
    asked->logged++;
    g_hash_table_insert(loss->by_log, GSIZE_TO_POINTER((size_t)question->id), asked);
    return true;
}

static void read_kept(Loss *loss)
{
    g_autoptr(GError) error = NULL;
    QuestionFilter any = {.state = -1, .outcome = -1};
    Kb *kb = kb_open_reader(loss->s->db, &error);
    assert_ok(kb, error);
    assert_ok(question_each(kb, &any, note_kept, loss, &error), error);
    kb_close(kb);
}

/* Buttons begin with the number that the question has in the log. */
static size_t logged_id(const json_t *value)
{
    size_t i, id = 0;
    const char *key;
    json_t *member;
    const char *text = json_string_value(json_object_get(value, "value"));
    if (text && g_ascii_isdigit(*text))
        return strtoul(text, NULL, 10);
    json_array_foreach((json_t *)value, i, member) if (id == 0) id = logged_id(member);
    json_object_foreach((json_t *)value, key, member) if (id == 0) id = logged_id(member);
    return id;
}

/* To which question a message of the bot is the answer; NULL: to none, as a word about trouble. */
static Asked *answered_by(Loss *loss, const char *channel, const json_t *message)
{
    const char *thread = json_string_value(json_object_get(message, "thread_ts"));
    g_autofree char *parent = g_strconcat(channel, thread ? thread : "", NULL);
    Asked *asked = thread ? g_hash_table_lookup(loss->by_parent, parent) : NULL;
    size_t id = asked ? 0 : logged_id(json_object_get(message, "blocks"));
    return asked ? asked : id ? g_hash_table_lookup(loss->by_log, GSIZE_TO_POINTER(id)) : NULL;
}

static void read_screen(Loss *loss, const char *user, const char *channel, bool ephemeral)
{
    size_t i;
    json_t *message;
    json_t *look =
        control(loss->s, "see", "{s:s, s:s, s:b}", "user", user, "channel", channel, "all", 1);
    json_array_foreach(json_object_get(look, "messages"), i, message)
    {
        const char *author = json_string_value(json_object_get(message, "user"));
        bool private = json_is_true(json_object_get(message, "ephemeral"));
        if (strcmp(author, "U0ASKD") != 0 || private != ephemeral)
            continue;
        Asked *asked = answered_by(loss, channel, message);
        if (asked && asked->answers < ANSWERED_MAX)
            asked->answered_us[asked->answers] = g_ascii_strtod(ts_of(message), NULL) * 1e6;
        if (asked)
            asked->answers++;
    }
    g_ptr_array_set_size(loss->s->answers, 0);
}

static void read_screens(Loss *loss)
{
    for (size_t p = 0; p < G_N_ELEMENTS(PLACES); p++) {
        read_screen(loss, PEOPLE[0], PLACES[p], false);
        for (size_t i = 0; i < G_N_ELEMENTS(PEOPLE); i++)
            read_screen(loss, PEOPLE[i], PLACES[p], true);
    }
    for (size_t i = 0; i < NEWCOMERS; i++) {
        g_autofree char *who = newcomer(i);
        read_screen(loss, who, "dm", false);
    }
}

/*
 * How long before the next kill that was, or 0 if right after one, by what was still on the wire.
 */
static double kill_after_us(const Loss *loss, double time_us)
{
    for (unsigned k = 0; k < loss->kills->len; k++) {
        double left_us = g_array_index(loss->kills, double, k) - time_us;
        if (left_us > -ON_THE_WIRE_US)
            return MAX(left_us, 0);
    }
    return -1;
}

/* Every answer but the last was under way at a kill; *longest_us: for how long at most. */
static bool is_excused(const Loss *loss, const Asked *asked, double *longest_us)
{
    bool excused = asked->answers <= ANSWERED_MAX;
    for (unsigned a = 0; excused && a + 1 < asked->answers; a++) {
        double us = kill_after_us(loss, asked->answered_us[a]);
        excused = us >= 0 && us < UNDER_WAY_US;
        *longest_us = excused ? MAX(*longest_us, us) : *longest_us;
    }
    return excused;
}

typedef struct Tally {
    int commands, unheard, busy, shown_failed, given_up;
    int under_way;
    double longest_us;                       /* that one was so */
    int lost, unanswered, kept_twice, twice; /* each must be 0 */
} Tally;

/* Slack may give up a command that is kept: it was killed with the ack on its way. */
static void judge(const Loss *loss, const Asked *asked, Tally *tally)
{
    bool twice = asked->answers > 1, excused = twice && is_excused(loss, asked, &tally->longest_us);
    bool told = asked->answers > 0 || asked->busy;
    tally->commands += asked->command;
    tally->busy += asked->busy;
    tally->unheard += asked->command && !asked->acked && !asked->logged;
    tally->shown_failed += asked->command && !asked->acked && asked->logged && !told;
    tally->given_up += !asked->command && !asked->acked && !asked->logged;
    tally->lost += asked->acked && !asked->logged && !asked->busy;
    tally->unanswered += (asked->acked || (asked->logged && !asked->command)) && !told;
    tally->kept_twice += asked->logged > 1;
    tally->under_way += excused;
    tally->twice += twice && !excused;
}

static bool tell(const Loss *loss, double seconds)
{
    Tally t = {0};
    for (size_t i = 0; i < loss->asked; i++)
        judge(loss, &loss->all[i], &t);
    row("asked, and of that commands", "", "%zu, %d", loss->asked, t.commands);
    row("killed; seconds it took", "", "%u; %.0f", loss->kills->len, seconds);
    row("commands that never reached us", "(Slack says so to the asker)", "%d", t.unheard);
    row("commands kept, their ack lost in a kill", "(likewise)", "%d", t.shown_failed);
    row("commands told that we are busy", "", "%d", t.busy);
    row("events that Slack gave up", "", "%d", t.given_up);
    row("answered twice by a call in flight at a kill", "", "%d (%.0f ms at most)", t.under_way,
        t.longest_us / 1000);
    row("acked but not in the log", "0", "%d", t.lost);
    row("asked and never answered", "0", "%d", t.unanswered);
    row("twice in the log", "0", "%d", t.kept_twice);
    row("answered twice by us", "0", "%d", t.twice);
    return t.lost + t.unanswered + t.kept_twice + t.twice == 0;
}

static void show_faults(const Loss *loss)
{
    int shown = 0;
    for (size_t i = 0; i < loss->asked && shown < 20; i++) {
        const Asked *a = &loss->all[i];
        Tally t = {0};
        judge(loss, a, &t);
        if (t.lost + t.unanswered + t.kept_twice + t.twice == 0)
            continue;
        shown++;
        printf("  %s%05zu: %s acked=%d busy=%d logged=%u answers=%u", MARK, i,
               a->command ? "command" : "event", a->acked, a->busy, a->logged, a->answers);
        for (unsigned k = 0; k < a->answers && k < ANSWERED_MAX; k++)
            printf(" at=%.3f, %.0f ms before a kill", a->answered_us[k] / 1e6,
                   kill_after_us(loss, a->answered_us[k]) / 1000);
        printf("\n");
    }
}

bool loss_measure(size_t count)
{
    use_core(0);
    Loss loss = {.s = story_begin("--no-rate-limit", "--time-scale", "0.05", NULL),
                 .random = g_rand_new_with_seed(SEED),
                 .golden = golden_questions(),
                 .count = count,
                 .all = g_new0(Asked, count),
                 .by_envelope = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                 .by_parent = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                 .by_log = g_hash_table_new(NULL, NULL),
                 .kills = g_array_new(FALSE, FALSE, sizeof(double))};
    invite_newcomers(loss.s);
    askd_start(loss.s);
    askd_stop(loss.s);
    int64_t begun_us = g_get_monotonic_time();
    while (loss.asked < loss.count)
        live(&loss, begun_us);
    settle(&loss);
    double seconds = (double)(g_get_monotonic_time() - begun_us) / G_USEC_PER_SEC;
    read_kept(&loss);
    read_screens(&loss);
    bool safe = tell(&loss, seconds);
    if (!safe)
        show_faults(&loss);
    story_end(loss.s);
    g_rand_free(loss.random);
    json_decref(loss.golden);
    g_free(loss.all);
    g_hash_table_unref(loss.by_envelope);
    g_hash_table_unref(loss.by_parent);
    g_hash_table_unref(loss.by_log);
    g_array_unref(loss.kills);
    return safe;
}
