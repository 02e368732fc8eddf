/*
 * Entries made into pieces of a message.
 */
#include "commands/present.h"

#include <stdio.h>
#include <string.h>

enum { SOURCES_MAX = 5, SOURCE_LABEL_MAX = 48 };

static const Words OTHER_LANGUAGE = {"_I have this in Chinese only, so far:_",
                                     "这条内容目前只有英文："};
static const Words THEN = {"**In %s:** ", "**%s**："};
static const Words NOW = {"**Today (checked %s):** ", "**现在**（核实于 %s）："};
static const Words SOURCES = {"Sources: ", "来源："};
static const Words MEANWHILE = {"**Where to ask meanwhile:** ", "**现在可以去这里问**："};

char *present_sentence(Words sentence, const Request *req)
{
    return words_prefixed(words(sentence, req->lang), req->prefix);
}

const char *present_title(const Entry *entry, Lang lang)
{
    return entry_text(entry, lang, NULL)->title;
}

/* A text that begins with a list, a quote or code must begin a line to stay one. */
static bool begins_block(const char *text)
{
    const char *number = text + strspn(text, "0123456789");
    bool numbered = number > text && (*number == '.' || *number == ')');
    return numbered || strchr("-+*#>`~ \t", *text);
}

/* "2018-06" as it is said: 2018 年 6 月. A whole date stands as it is, in both languages. */
static char *spoken_date(const char *date, Lang lang)
{
    unsigned year, month;
    if (lang == LANG_EN || strlen(date) > strlen("2018-06"))
        return g_strdup(date);
    if (sscanf(date, "%4u-%2u", &year, &month) == 2)
        return g_strdup_printf("%u 年 %u 月", year, month);
    return g_strdup_printf("%s 年", date);
}

static void dated(Message *m, Words label, Lang lang, const char *date, const char *text)
{
    if (!text)
        return;
    g_autofree char *spoken = spoken_date(date, lang);
    g_autofree char *when = words_filled(label, lang, spoken, NULL);
    g_autofree char *all = g_strconcat(when, begins_block(text) ? "\n\n" : "", text, NULL);
    message_text(m, all);
}

void present_dated(Message *m, const EntryText *text, Lang lang)
{
    dated(m, THEN, lang, text->then_date, text->then);
    dated(m, NOW, lang, text->now_date, text->now);
}

/* "github.com/envoyproxy/envoy" for its URL. */
static char *source_label(const char *url)
{
    const char *after = strstr(url, "://");
    const char *start = after ? after + 3 : url;
    if (g_str_has_prefix(start, "www."))
        start += 4;
    g_autofree char *label = text_shorten(start, SOURCE_LABEL_MAX);
    if (g_str_has_suffix(label, "/"))
        label[strlen(label) - 1] = '\0';
    return g_steal_pointer(&label);
}

static void source(Message *m, const char *url, Lang lang)
{
    g_autofree char *label = source_label(url);
    message_source(m, words(SOURCES, lang), label, url);
}

void present_answer(Message *m, const Entry *entry, Lang lang)
{
    Lang used;
    const EntryText *text = entry_text(entry, lang, &used);
    message_title(m, text->title);
    if (used != lang)
        message_text(m, words(OTHER_LANGUAGE, lang));
    if (text->answer)
        message_text(m, text->answer);
    present_dated(m, text, lang);
    if (entry->url)
        source(m, entry->url, lang);
    for (unsigned i = 0; i < MIN(entry->sources->len, (unsigned)SOURCES_MAX); i++)
        source(m, entry->sources->pdata[i], lang);
    g_autofree char *slug = g_strconcat("`", entry->slug, "`", NULL);
    message_context(m, slug);
}

void present_language_choice(Message *m, const Request *req)
{
    static const Words OTHER = {"用中文回答我", "Answer me in English"};
    Lang other = req->lang == LANG_EN ? LANG_ZH : LANG_EN;
    if (req->lang_is_guess)
        message_choice(m, words(OTHER, req->lang), "privacy.language", lang_code(other));
}

/* A sentence goes on in the line of the name, as in a list; what is longer begins below it. */
static const char *after_name(const char *answer, Lang lang)
{
    static const Words DASH = {" – ", "，"};
    return strchr(answer, '\n') || begins_block(answer) ? "\n\n" : words(DASH, lang);
}

static void place(Message *m, const char *before, const Entry *venue, Lang lang)
{
    const EntryText *text = entry_text(venue, lang, NULL);
    g_autoptr(GString) line = g_string_new(before);
    if (venue->url)
        g_string_append_printf(line, "[%s](<%s>)", text->title, venue->url);
    else
        g_string_append(line, text->title);
    if (text->answer)
        g_string_append_printf(line, "%s%s", after_name(text->answer, lang), text->answer);
    message_text(m, line->str);
}

void present_place(Message *m, const Entry *venue, Lang lang)
{
    place(m, "➡️ ", venue, lang);
}

void present_venue(Message *m, const Entry *venue, Lang lang)
{
    if (!venue)
        return;
    place(m, words(MEANWHILE, lang), venue, lang);
}

char *present_time(const Request *req, int64_t at_ms)
{
    GTimeZone *zone = req->settings ? req->settings->zone : NULL;
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at_ms / 1000);
    g_autoptr(GDateTime) at = zone ? g_date_time_to_timezone(utc, zone) : g_date_time_ref(utc);
    bool is_utc = g_date_time_get_utc_offset(at) == 0;
    return g_date_time_format(at, is_utc ? "%F %H:%M UTC" : "%F %H:%M UTC%:z");
}
