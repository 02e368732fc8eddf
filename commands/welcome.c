/*
 * Who joins the workspace is welcomed once, by a direct message in the language of their Slack, and
 * asked once more after three days. Bots are not, nor guests, who were invited for one purpose and
 * see few channels. A crowd is welcomed in a row, so that nobody else waits for Slack's limits.
 *
 * Who enters a channel is told what moderators wrote for it, once; nothing where they wrote
 * nothing, and nothing to a crowd.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/onboarding.h"
#include "knowledge/member.h"
#include "knowledge/newcomer.h"

enum {
    MINUTE_MS = 60 * 1000,
    CHECK_IN_MS = 3 * 24 * 60 * MINUTE_MS,
    JUST_JOINED_MS = 10 * 1000, /* the channels that come with the workspace */
    CHANNEL_HOUR_MAX = 30,      /* welcomes of one channel in an hour: more is a mass join */
};

static const Words CHECK_IN_GO_ON = {"Go on", "接着做"};

/* --- the workspace ---------------------------------------------------------------------------- */

static Lang lang_of(const char *locale)
{
    Lang lang = LANG_EN;
    return locale && lang_parse(locale, &lang) ? lang : LANG_EN;
}

/* What they chose or wrote in counts for more than what their Slack is set to. */
static bool learn_language(Kb *kb, const char *user, Lang *lang, GError **error)
{
    Lang kept = *lang;
    bool chosen, known;
    if (!member_language(kb, user, &kept, &chosen, &known, error))
        return false;
    if (!known)
        return member_wrote(kb, user, *lang, error);
    *lang = kept;
    return true;
}

static bool greet(const Request *req, Kb *kb, Effects *out, const char *user, const char *locale,
                  GError **error)
{
    g_auto(Newcomer) newcomer = {0};
    Lang lang = lang_of(locale);
    if (!newcomer_find(kb, user, &newcomer, error))
        return false;
    if (!newcomer.known || newcomer.stopped)
        return true; /* forgotten, or told not to, meanwhile */
    if (!learn_language(kb, user, &lang, error))
        return false;
    Message *m = effects_post(out, user, NULL, NULL, NULL);
    if (!onboarding_show(m, kb, &newcomer, lang, req->prefix, error))
        return false;
    onboarding_offer_stop(m, lang);
    effects_later(out, "welcome.check-in", user, req->now_ms + CHECK_IN_MS, NULL);
    return true;
}

static bool joined(const Request *req, Kb *kb, Effects *out, GError **error)
{
    const Person *person = req->person;
    int per_minute = req->settings->welcomes_per_minute;
    int64_t greet_ms = 0;
    if (!person || !person->id || person->is_bot || person->is_guest || per_minute == 0)
        return true;
    if (!newcomer_join(kb, person->id, MINUTE_MS / per_minute, &greet_ms, error))
        return false;
    if (greet_ms > 0)
        effects_later(out, "welcome.greet", person->id, greet_ms, person->locale);
    return true;
}

static bool greet_in_turn(const Request *req, Kb *kb, Effects *out, GError **error)
{
    if (req->value)
        return greet(req, kb, out, req->key, req->value, error);
    effects_fetch(out, "welcome.locale", req->key, "users.info", "user", req->key, "include_locale",
                  "true", NULL);
    return true;
}

/* Slack would not say: a welcome in English is better than none. */
static bool got_locale(const Request *req, Kb *kb, Effects *out, GError **error)
{
    const Person *person = &req->fetched->person;
    if (person->is_bot || person->is_guest || person->is_gone ||
        g_strcmp0(req->fetched->error, "user_not_found") == 0)
        return true;
    return greet(req, kb, out, req->value, person->locale, error);
}

static bool check_in(const Request *req, Kb *kb, Effects *out, GError **error)
{
    const char *user = req->key;
    g_auto(Newcomer) newcomer = {0};
    g_auto(WelcomeText) text = {0};
    Lang lang = LANG_EN;
    if (!newcomer_find(kb, user, &newcomer, error))
        return false;
    if (!newcomer.known || newcomer.stopped)
        return true;
    if (!learn_language(kb, user, &lang, error) ||
        !welcome_text_read(kb, "welcome-check-in", lang, req->prefix, &text, error))
        return false;
    if (!text.title)
        return true; /* retired: moderators want none */
    Message *m = effects_post(out, user, NULL, NULL, NULL);
    message_title(m, text.title);
    message_text(m, text.body);
    if (newcomer.goal)
        message_choice_styled(m, CHOICE_PRIMARY, words(CHECK_IN_GO_ON, lang), "onboard.goal",
                              newcomer.goal);
    else if (!onboarding_goals(m, kb, lang, req->prefix, error))
        return false;
    onboarding_offer_stop(m, lang);
    return true;
}

/* --- channels --------------------------------------------------------------------------------- */

/* An entry "welcome-c0help", of the channel's id, is what is told there. */
static char *slug_of(const char *channel)
{
    g_autofree char *small = g_ascii_strdown(channel, -1);
    return g_strconcat("welcome-", small, NULL);
}

static bool wanted(Kb *kb, const Request *req, const char *slug, bool *is_wanted, GError **error)
{
    g_autoptr(Entry) entry = NULL;
    g_auto(Newcomer) newcomer = {0};
    *is_wanted = false;
    if (!entry_find(kb, slug, &entry, error) || !newcomer_find(kb, req->user, &newcomer, error))
        return false;
    bool just_joined = newcomer.known && newcomer.greet_ms > req->now_ms - JUST_JOINED_MS;
    *is_wanted = entry && entry->kind == ENTRY_WELCOME && !newcomer.stopped && !just_joined;
    return true;
}

static bool entered(const Request *req, Kb *kb, Effects *out, GError **error)
{
    bool is_wanted = false, first = false;
    int64_t lately = 0;
    if (!req->user || !req->channel || req->settings->welcomes_per_minute == 0)
        return true;
    g_autofree char *slug = slug_of(req->channel);
    if (!wanted(kb, req, slug, &is_wanted, error))
        return false;
    if (!is_wanted)
        return true;
    if (!newcomer_entered(kb, req->user, req->channel, &first, &lately, error))
        return false;
    g_autofree char *value = g_strconcat(req->user, " ", req->channel, NULL);
    if (first && lately < CHANNEL_HOUR_MAX)
        effects_fetch(out, "welcome.entered", value, "users.info", "user", req->user,
                      "include_locale", "true", NULL);
    return true;
}

static bool tell_channel(const Request *req, Kb *kb, Effects *out, const char *user,
                         const char *channel, GError **error)
{
    g_autofree char *slug = slug_of(channel);
    g_autoptr(Entry) entry = NULL;
    g_auto(WelcomeText) text = {0};
    Lang lang = lang_of(req->fetched->person.locale);
    if (!learn_language(kb, user, &lang, error) || !entry_find(kb, slug, &entry, error) ||
        !welcome_text_read(kb, slug, lang, req->prefix, &text, error))
        return false;
    if (!text.title)
        return true;
    bool by_dm = g_strcmp0(entry_fact(entry, "tell"), "dm") == 0;
    Message *m = by_dm ? effects_post(out, user, NULL, NULL, NULL)
                       : effects_whisper(out, channel, user, NULL);
    message_title(m, text.title);
    message_text(m, text.body);
    onboarding_offer_stop(m, lang);
    return true;
}

static bool got_entrant(const Request *req, Kb *kb, Effects *out, GError **error)
{
    const Person *person = &req->fetched->person;
    g_auto(GStrv) parts = g_strsplit(req->value, " ", 2);
    if (person->is_bot || person->is_gone || !parts[0] || !parts[1] ||
        g_strcmp0(req->fetched->error, "user_not_found") == 0)
        return true;
    return tell_channel(req, kb, out, parts[0], parts[1], error);
}

static const Event events[] = {
    {.name = "team_join", .who = EVERYONE, .run = joined},
    {.name = "member_joined_channel", .who = EVERYONE, .run = entered},
    {0},
};
static const TimerRow timers[] = {
    {.name = "welcome.greet", .run = greet_in_turn},
    {.name = "welcome.check-in", .run = check_in},
    {0},
};
static const Result results[] = {
    {.name = "welcome.locale", .run = got_locale},
    {.name = "welcome.entered", .run = got_entrant},
    {0},
};
static const char *const scopes[] = {"chat:write", "users:read", "channels:read", NULL};

const Feature feature_welcome = {
    .name = "welcome", .events = events, .timers = timers, .results = results, .scopes = scopes};
