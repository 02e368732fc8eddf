/*
 * The workspace's own channels become venues: once a day Slack is asked which public ones there
 * are. What they are for is their topic or purpose, until a moderator describes them: an entry that
 * a person changed, or retired, is left as it is.
 */
#include "commands/feature.h"

#include <string.h>

static const char LEARN[] = "channels.learn", LEARNED[] = "channels.learned";
static const char AUTHOR[] = "slack";

enum {
    MINUTE_MS = 60 * 1000,
    DAY_MS = 24 * 60 * MINUTE_MS,
    PAGES_MAX = 20, /* of 200 channels */
    WHAT_MAX = 120, /* bytes */
    CLEAN_MAX = 1000,
};

static void ask(Effects *out, const char *page, const char *cursor)
{
    effects_fetch(out, LEARNED, page, "conversations.list", "types", "public_channel", "limit",
                  "200", cursor ? "cursor" : NULL, cursor, NULL);
}

static void learn_at(Effects *out, int64_t due_ms)
{
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT, due_ms);
    effects_later(out, LEARN, NULL, due_ms, value);
}

/*
 * The value says when: a start comes too early, when people want answers. More than a day ahead it
 * was said by a clock that was wrong.
 */
static bool learn(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    int64_t due_ms = req->value ? g_ascii_strtoll(req->value, NULL, 10) : req->now_ms + MINUTE_MS;
    if (due_ms > req->now_ms && due_ms <= req->now_ms + DAY_MS) {
        learn_at(out, due_ms);
        return true;
    }
    ask(out, "1", NULL);
    learn_at(out, req->now_ms + DAY_MS);
    return true;
}

/* --- a channel as a venue --------------------------------------------------------------------- */

static void add_tags(Entry *entry, const char *name)
{
    g_auto(GStrv) parts = g_strsplit_set(name, "-_", -1);
    g_ptr_array_add(entry->tags, g_strdup("workspace"));
    g_ptr_array_add(entry->tags, g_strdup("chat"));
    for (char **part = parts; *part && entry->tags->len < ENTRY_LIST_MAX; part++)
        if (**part)
            g_ptr_array_add(entry->tags, g_strdup(*part));
}

static Entry *venue_of(const Channel *channel, const char *slug)
{
    const char *what = channel->topic ? channel->topic : channel->purpose;
    g_autofree char *clean = text_clean(what ? what : "", what ? strlen(what) : 0, CLEAN_MAX);
    g_autofree char *shortened = text_shorten(clean, WHAT_MAX);
    Entry *entry = entry_new();
    entry->slug = g_strdup(slug);
    entry->kind = ENTRY_VENUE;
    entry->url = g_strconcat("https://slack.com/app_redirect?channel=", channel->id, NULL);
    entry->texts[text_language(shortened)].title =
        g_strconcat("#", channel->name, *shortened ? ": " : "", shortened, NULL);
    entry->owner = g_strdup("moderators");
    add_tags(entry, channel->name);
    return entry;
}

/* Nobody but Slack has had a hand in it. */
static bool is_ours(Kb *kb, const char *slug, bool *ours, GError **error)
{
    g_autoptr(GPtrArray) history = entry_history(kb, slug, error);
    if (!history)
        return false;
    const Revision *newest = history->len > 0 ? history->pdata[0] : NULL;
    *ours = !newest || strcmp(newest->author, AUTHOR) == 0;
    return true;
}

static bool take(Kb *kb, const Channel *channel, GError **error)
{
    g_autofree char *id = g_ascii_strdown(channel->id, -1);
    g_autofree char *slug = g_strconcat("channel-", id, NULL);
    bool wanted = !channel->is_archived && !channel->is_private &&
                  (channel->is_member || channel->topic || channel->purpose);
    bool ours = false, retired;
    EntryChange change;
    if (!is_ours(kb, slug, &ours, error))
        return false;
    if (!ours)
        return true;
    if (!wanted)
        return entry_retire(kb, slug, AUTHOR, &retired, error);
    g_autoptr(Entry) entry = venue_of(channel, slug);
    g_autoptr(GError) why = NULL;
    if (!entry_check(entry, &why)) {
        g_info("channel_left_out id=%s why=%s", channel->id, why->message);
        return true;
    }
    return entry_save(kb, entry, AUTHOR, &change, error);
}

/* Slack would not say: tomorrow it is asked again. */
static bool learned(const Request *req, Kb *kb, Effects *out, GError **error)
{
    const Fetched *fetched = req->fetched;
    gint64 page = g_ascii_strtoll(req->value, NULL, 10);
    for (size_t i = 0; i < fetched->channel_count; i++)
        if (!take(kb, &fetched->channels[i], error))
            return false;
    if (fetched->cursor && page < PAGES_MAX) {
        g_autofree char *next = g_strdup_printf("%" G_GINT64_FORMAT, page + 1);
        ask(out, next, fetched->cursor);
    }
    return true;
}

static const TimerRow timers[] = {
    {.name = LEARN, .run = learn, .at_start = true},
    {0},
};
static const Result results[] = {
    {.name = LEARNED, .run = learned},
    {0},
};
static const char *const scopes[] = {"channels:read", NULL};

const Feature feature_channels = {
    .name = "channels", .timers = timers, .results = results, .scopes = scopes};
