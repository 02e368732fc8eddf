/*
 * Who moderates may be said by naming Slack's user groups: their members are asked for at every
 * start and every quarter of an hour. What is known stays when Slack cannot be asked.
 */
#include "commands/feature.h"
#include "knowledge/usergroup.h"

#include <string.h>

static const char REFRESH[] = "groups.refresh";
static const char MEMBERS[] = "groups.members";

enum { EVERY_MS = 15 * 60 * 1000 };

/* True when any is a group. */
static bool ask(Effects *out, char *const *ids)
{
    bool any = false;
    for (size_t i = 0; ids && ids[i]; i++) {
        if (!usergroup_is_id(ids[i]))
            continue;
        effects_fetch(out, MEMBERS, ids[i], "usergroups.users.list", "usergroup", ids[i], NULL);
        any = true;
    }
    return any;
}

static bool refresh(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    bool moderators = ask(out, req->settings->moderators);
    bool maintainers = ask(out, req->settings->maintainers);
    if (moderators || maintainers)
        effects_later(out, REFRESH, NULL, req->now_ms + EVERY_MS, NULL);
    return true;
}

/* A group that is gone has no members; any other trouble says nothing of them. */
static bool take(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)out;
    const Fetched *fetched = req->fetched;
    if (fetched->error)
        g_warning("group id=%s why=%s", req->value, fetched->error);
    if (fetched->error && strcmp(fetched->error, "no_such_subteam") != 0)
        return true;
    return usergroup_set(kb, req->value, fetched->ids, fetched->id_count, error);
}

static const TimerRow timers[] = {
    {.name = REFRESH, .run = refresh, .at_start = true},
    {0},
};
static const Result results[] = {
    {.name = MEMBERS, .run = take},
    {0},
};
static const char *const scopes[] = {"usergroups:read", NULL};

const Feature feature_groups = {.name = "groups",
                                .option = FEATURE_GROUPS,
                                .timers = timers,
                                .results = results,
                                .scopes = scopes};
