/*
 * A question was asked where nobody will answer it: from its menu a moderator points its author to
 * the right place, in its thread or by direct message.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/catalogue.h"
#include "commands/present.h"
#include "commands/venue.h"
#include "knowledge/audit.h"

enum { BEST_MAX = 5, OPTIONS_MAX = 95, QUOTE_MAX = 1000 /* bytes */ };

static const char PRIVATELY[] = "dm";

static const Words TITLE = {"Point to the right place", "指路"};
static const Words POINT = {"Point", "指路"};
static const Words CANCEL = {"Cancel", "取消"};
static const Words WHERE = {"Where should it be asked?", "应该去哪里问？"};
static const Words HOW = {"How?", "怎么告诉对方？"};
static const Words IN_THREAD = {"In the thread, for everybody to see",
                                "在消息列里回复，大家都能看到"};
static const Words BY_DM = {"By direct message, to its author alone", "发私信，只有作者能看到"};
static const Words NO_VENUES = {"No places are listed yet.", "还没有登记任何地方。"};
static const Words NO_AUTHOR = {"An app wrote this, so there is nobody to point anywhere.",
                                "这条消息是应用发的，没有人可以指路。"};
static const Words BETTER = {
    "there is a better place for this question: people there know it well.",
    "这个问题有更合适的地方，那里的人更熟悉。"};
static const Words YOURS = {"You asked this:", "你问过："};
static const Words DONE = {"Done: they were pointed there.", "已经告诉对方了。"};
static const Words GONE = {"That place is not listed any more.", "这个地方已经不在列表中了。"};

/* Those that fit come first, and the best of them is chosen. */
static void offer_venues(const Request *req, Form *form, const GPtrArray *venues)
{
    g_autoptr(GArray) hits = venue_find(req->library, req->scratch, req->text, BEST_MAX);
    g_autoptr(GHashTable) offered = g_hash_table_new(g_str_hash, g_str_equal);
    const char *best = hits->len > 0 ? g_array_index(hits, VenueHit, 0).venue->slug : NULL;
    form_select(form, "venue", words(WHERE, req->lang), best, false);
    for (unsigned i = 0; i < hits->len; i++) {
        const Entry *venue = g_array_index(hits, VenueHit, i).venue;
        form_option(form, venue->slug, present_title(venue, req->lang));
        g_hash_table_add(offered, venue->slug);
    }
    for (unsigned i = 0; i < venues->len && g_hash_table_size(offered) < OPTIONS_MAX; i++) {
        const Entry *venue = venues->pdata[i];
        if (g_hash_table_add(offered, venue->slug))
            form_option(form, venue->slug, present_title(venue, req->lang));
    }
}

static bool open_form(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    g_autoptr(GPtrArray) venues = catalogue_list(req->library, catalogue_is_venue);
    if (!req->author || venues->len == 0) {
        effects_reply(out, words(req->author ? NO_VENUES : NO_AUTHOR, req->lang));
        return true;
    }
    g_autofree char *quote = text_shorten(req->text, QUOTE_MAX);
    g_autofree char *kept = g_strdup_printf("%s %s %s %s", req->author, req->channel,
                                            req->parent ? req->parent : req->message, quote);
    Form *form = effects_form(out, "wrong_channel.form", words(TITLE, req->lang),
                              words(POINT, req->lang), words(CANCEL, req->lang));
    form_keep(form, kept);
    form_quote(form, quote);
    offer_venues(req, form, venues);
    form_select(form, "how", words(HOW, req->lang), "thread", false);
    form_option(form, "thread", words(IN_THREAD, req->lang));
    form_option(form, PRIVATELY, words(BY_DM, req->lang));
    return true;
}

/* In the language of the question. Where askd may not write, its author gets it directly. */
static void tell(const Request *req, Effects *out, char **kept, const Entry *venue)
{
    const char *author = kept[0], *quote = kept[3];
    Lang lang = text_language(quote);
    bool privately = g_strcmp0(request_value(req, "how"), PRIVATELY) == 0;
    Message *m = privately ? effects_post(out, author, NULL, NULL, NULL)
                           : effects_post(out, kept[1], kept[2], NULL, NULL);
    if (privately) {
        message_text(m, words(YOURS, lang));
        message_quote(m, quote);
    } else {
        effects_or_to(out, author);
    }
    message_from(m, author, words(BETTER, lang));
    present_place(m, venue, lang);
}

static bool point(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(GStrv) kept = g_strsplit(req->value ? req->value : "", " ", 4);
    const char *slug = request_value(req, "venue");
    g_autoptr(Entry) venue = NULL;
    if (g_strv_length(kept) < 4)
        return true;
    if (!entry_find(kb, slug ? slug : "", &venue, error))
        return false;
    if (!venue || venue->kind != ENTRY_VENUE) {
        effects_refuse(out, "venue", words(GONE, req->lang));
        return true;
    }
    g_autofree char *subject = g_strdup_printf("message %s %s", kept[1], kept[2]);
    if (!audit_add(kb, req->user, "wrong_channel.pointed", subject, venue->slug, false, error))
        return false;
    tell(req, out, kept, venue);
    effects_reply(out, words(DONE, req->lang));
    return true;
}

static const Action actions[] = {
    {.name = "wrong_channel.form", .who = MODERATORS, .run = point},
    {0},
};
static const Shortcut shortcuts[] = {
    {.name = "wrong_channel.open",
     .label = {"Point elsewhere", "指路"},
     .summary = {"Moderators: point this question to where it will be answered",
                 "管理员：告诉对方应该去哪里问这个问题"},
     .of_message = true,
     .who = MODERATORS,
     .run = open_form},
    {0},
};
static const char *const scopes[] = {"commands", "chat:write", NULL};

const Feature feature_wrong_channel = {
    .name = "wrong_channel", .actions = actions, .shortcuts = shortcuts, .scopes = scopes};
