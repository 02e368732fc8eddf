/*
 * Those who asked are told of another place, where their question is at home: a venue, as the
 * workspace's own channels are, too. It stays open here. A part of review.c's feature.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/act.h"
#include "commands/complete.h"
#include "commands/present.h"
#include "knowledge/group.h"

enum { MENU_MAX = 100 }; /* Slack's */

static const Words SEND = {"Send", "发送"};
static const Words SEND_TITLE = {"Send to another place", "转到别处"};
static const Words SEND_LABEL = {"Where it is at home", "适合的地方"};
static const Words NO_VENUES = {"The knowledge base has no venues yet.",
                                "知识库里还没有去处条目。"};
static const Words NO_VENUE = {"There is no such place any more.", "这个去处已经不在了。"};

/* More than a menu holds are looked up while somebody types. */
static void fill(const Request *req, const Group *group, const GPtrArray *venues, Form *form)
{
    if (venues->len > MENU_MAX) {
        form_select(form, "review.venue", words(SEND_LABEL, req->lang), NULL, false);
        return;
    }
    form_select(form, "venue", words(SEND_LABEL, req->lang), group->venue, false);
    for (unsigned i = 0; i < venues->len; i++) {
        const Entry *venue = venues->pdata[i];
        form_option(form, venue->slug, present_title(venue, req->lang));
    }
}

static bool open_send(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    if (!act_take(req, kb, out, NULL, &group, error))
        return false;
    if (!group)
        return true;
    g_autoptr(GPtrArray) venues = catalogue_list(req->library, catalogue_is_venue);
    if (venues->len == 0)
        effects_reply(out, words(NO_VENUES, req->lang));
    else
        fill(req, group, venues, act_form(req, out, group, "review.sent", SEND_TITLE, SEND));
    return true;
}

static bool find_venue(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    if (req->surface == SURFACE_TYPING)
        complete_names(req, out, catalogue_is_venue);
    return true;
}

static bool send_to(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Group) group = NULL;
    const char *input = request_value(req, "review.venue") ? "review.venue" : "venue";
    g_autofree char *value = act_value(req, input);
    const char *space = strchr(value, ' '), *slug = space ? space + 1 : value; /* LANG SLUG */
    bool done;
    if (!act_take(req, kb, out, input, &group, error))
        return false;
    if (!group)
        return true;
    const Entry *venue = library_entry(req->library, slug);
    if (!venue || !catalogue_is_venue(venue)) {
        effects_refuse(out, input, words(NO_VENUE, req->lang));
        return true;
    }
    if (!group_send(kb, group->id, 0, req->user, slug, &done, error))
        return false;
    return act_follow(req, kb, out, group, slug, &(News){.venue = venue}, error);
}

static const Action actions[] = {
    {.name = "review.send", .who = MODERATORS, .run = open_send},
    {.name = "review.venue", .who = MODERATORS, .run = find_venue},
    {.name = "review.sent", .who = MODERATORS, .run = send_to},
    {0},
};
static const char *const scopes[] = {"chat:write", NULL};

const Feature feature_send = {.name = "review", .actions = actions, .scopes = scopes};
