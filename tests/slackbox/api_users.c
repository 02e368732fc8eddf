/*
 * People and the one user group.
 */
#include <string.h>

#include "tests/slackbox/api.h"

static json_t *info(Call *call)
{
    const char *id = call_str(call, "user");
    const Person *person = id ? world_person(id) : NULL;
    if (!person || strcmp(person->id, id))
        return call_refuse(call, "user_not_found");
    bool locale = call_bool(call, "include_locale");
    return json_pack("{s:b, s:o}", "ok", 1, "user", person_json(person, locale));
}

static json_t *list(Call *call)
{
    json_t *all = json_array();
    const GPtrArray *people = world_people();
    for (unsigned i = 0; i < people->len; i++)
        json_array_append_new(all,
                              person_json(people->pdata[i], call_bool(call, "include_locale")));
    g_autofree char *next = NULL;
    json_t *page = call_page(call, all, 1000, &next);
    return page ? json_pack("{s:b, s:o, s:i, s:{s:s}}", "ok", 1, "members", page, "cache_ts",
                            1787400900, "response_metadata", "next_cursor", next)
                : NULL;
}

static json_t *groups(Call *call)
{
    (void)call;
    json_t *users = world_moderators();
    return json_pack("{s:b, s:[{s:s, s:s, s:s, s:s, s:i, s:i, s:o}]}", "ok", 1, "usergroups", "id",
                     MODERATORS, "team_id", TEAM_ID, "name", "Moderators", "handle", "moderators",
                     "date_delete", 0, "user_count", (int)json_array_size(users), "users", users);
}

static json_t *group_members(Call *call)
{
    const char *id = call_str(call, "usergroup");
    if (!id || strcmp(id, MODERATORS))
        return call_refuse(call, "no_such_subteam");
    return json_pack("{s:b, s:o}", "ok", 1, "users", world_moderators());
}

const Method user_methods[] = {
    {"users.info", info, "users:read", 100},
    {"users.list", list, "users:read", 20},
    {"usergroups.list", groups, "usergroups:read", 20},
    {"usergroups.users.list", group_members, "usergroups:read", 20},
    {0},
};
