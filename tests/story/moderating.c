#include "tests/story/moderating.h"

#include <unistd.h>

#include "knowledge/audit.h"

/* --- looking ---------------------------------------------------------------------------------- */

static Kb *reader(Story *s)
{
    g_autoptr(GError) error = NULL;
    Kb *kb = kb_open_reader(s->db, &error);
    assert_ok(kb, error);
    return kb;
}

/* The group that holds these words; NULL for none. */
Group *group_with(Story *s, const char *wording)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = reader(s);
    int64_t total;
    g_autoptr(GPtrArray) groups =
        group_list(kb, &(GroupFilter){.states = 31, .lang = -1, .search = wording}, &total, &error);
    assert_ok(groups, error);
    assert_true(groups->len <= 1);
    g_ptr_array_set_free_func(groups, NULL);
    return groups->len > 0 ? groups->pdata[0] : NULL;
}

GroupState state_of(Story *s, const char *wording)
{
    g_autoptr(Group) group = group_with(s, wording);
    assert_non_null(group);
    return group->state;
}

unsigned audited(Story *s, const char *act, bool refused)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = reader(s);
    g_autoptr(GPtrArray) rows = audit_before(kb, 0, 1000, &error);
    unsigned count = 0;
    for (unsigned i = 0; i < rows->len; i++) {
        const AuditRow *row = rows->pdata[i];
        count += row->refused == refused && strcmp(row->act, act) == 0;
    }
    return count;
}

/* --- doing ------------------------------------------------------------------------------------ */

const char *card_of(Story *s, const char *wording)
{
    return ts_of(expect_seen(s, "U0MOD", "C0TRIAGE", wording));
}

json_t *modal_of(Story *s, const char *user)
{
    json_t *shown = control(s, "wait", "{s:s, s:s, s:i}", "what", "modal", "user", user,
                            "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(shown, "ok")));
    return json_object_get(shown, "view");
}

/* From the menu behind the "⋯". */
void choose_more(Story *s, const char *user, const char *channel, const char *ts, const char *label)
{
    json_t *done =
        control(s, "click", "{s:s, s:s, s:s, s:s, s:s, s:i}", "user", user, "channel", channel,
                "ts", ts, "action_id", "review.more", "option", label, "wait_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(done, "acked")));
}

json_t *submit_answer(Story *s, const char *user, const char *answer)
{
    return control(s, "submit", "{s:s, s:{s:s}, s:i}", "user", user, "values", "answer", answer,
                   "wait_ms", PATIENCE_MS);
}

void ask_in_vain(Story *s, const char *user, const char *channel, const char *question)
{
    json_t *payload = json_object_get(slash(s, user, channel, "/ask", question), "payload");
    assert_true(says(payload, "I don't know") || says(payload, "我不知道"));
}

json_t *submit_one(Story *s, const char *user, const char *id, const char *value)
{
    json_t *done = control(s, "submit", "{s:s, s:{s:s}, s:i}", "user", user, "values", id, value,
                           "wait_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(done, "closed")));
    return done;
}

/* A base with a single entry, so that the daemon starts at once. */
void begin_anew(Story *s)
{
    static const char *const ENDS[] = {"", "-wal", "-shm", "-acks", "-index"};
    for (size_t i = 0; i < G_N_ELEMENTS(ENDS); i++) {
        g_autofree char *path = g_strconcat(s->db, ENDS[i], NULL);
        unlink(path);
    }
    askd_teach_one(s);
}

Story *moderating_begin(void)
{
    Story *s = story_begin("--no-rate-limit", NULL);
    story_config(s, "[community]\ntriage_channel = C0TRIAGE\nalert_count = 100\n"
                    "moderators = U0MOD, U0SAM\nmaintainers = U0MOD\n");
    return s;
}
