/*
 * What the form of an entry makes of what was typed; each mistake is told at its input.
 */
#include "commands/draft.h"

#include <stdio.h>
#include <string.h>

#include "commands/present.h"
#include "knowledge/files/format.h"

enum { SLUG_MAX = 60 };

static const Words LOOK_TITLE = {"How it will look", "预览"};
static const Words BACK = {"Back", "返回"};
static const Words NOTHING_YET = {"Nothing has been written yet.", "还没有写任何内容。"};
static const Words NOT_A_PAGE = {"Each line is an address that begins with https:// or http://.",
                                 "每行一个地址，以 https:// 或 http:// 开头。"};
static const Words NOT_A_DATE = {"That is not a date. Write 2026, 2026-08 or 2026-08-07.",
                                 "这不是日期。请写成 2026、2026-08 或 2026-08-07。"};
static const Words NOT_A_DAY = {"That is not a day. Write it as 2027-02-28.",
                                "这不是日期。请写成 2027-02-28。"};
static const Words BOTH = {"The text and its date belong together: fill in both, or neither.",
                           "文字和日期要一起填，或者都不填。"};
static const Words EMPTY = {"Please write something.", "请填写内容。"};

static bool lists(const GPtrArray *list, const char *text)
{
    for (unsigned i = 0; i < list->len; i++)
        if (strcmp(list->pdata[i], text) == 0)
            return true;
    return false;
}

/* The parts of a text between any of these characters, each once, without blanks around them. */
static void split(const char *typed, const char *between, unsigned max, GPtrArray *to)
{
    g_auto(GStrv) parts = g_strsplit_set(typed ? typed : "", between, -1);
    for (char **part = parts; *part && to->len < max; part++) {
        g_autofree char *clean = text_clean(*part, strlen(*part), ENTRY_PHRASING_MAX);
        if (*clean && !lists(to, clean))
            g_ptr_array_add(to, g_steal_pointer(&clean));
    }
}

/* Chinese commas part tags, too. */
static void split_tags(const Request *req, GPtrArray *to)
{
    static const char *const COMMAS[] = {"，", "、", "；", ";"};
    const char *typed = request_value(req, "tags");
    GString *text = g_string_new(typed ? typed : "");
    for (size_t i = 0; i < G_N_ELEMENTS(COMMAS); i++)
        g_string_replace(text, COMMAS[i], ",", 0);
    split(text->str, ",\r\n", ENTRY_LIST_MAX, to);
    g_string_free(text, TRUE);
}

static bool is_page(const char *url)
{
    return (g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://")) &&
           !strchr(url, ' ');
}

static bool are_pages(const GPtrArray *sources)
{
    for (unsigned i = 0; i < sources->len; i++)
        if (!is_page(sources->pdata[i]))
            return false;
    return true;
}

/* "how-do-i-drain-a-node" of a title that has English words in it; else "q-17". */
static char *slug_of(const char *title, int64_t number)
{
    GString *slug = g_string_new(NULL);
    for (const char *at = title; *at && slug->len < SLUG_MAX; at++) {
        if (g_ascii_isalnum(*at))
            g_string_append_c(slug, g_ascii_tolower(*at));
        else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
            g_string_append_c(slug, '-');
    }
    while (slug->len > 0 && slug->str[slug->len - 1] == '-')
        g_string_truncate(slug, slug->len - 1);
    if (slug->len < 3)
        g_string_printf(slug, "q-%" G_GINT64_FORMAT, number);
    return g_string_free(slug, FALSE);
}

static bool choose_slug(Kb *kb, Entry *entry, const char *title, int64_t number, GError **error)
{
    g_autofree char *first = slug_of(title, number);
    entry->slug = g_strdup(first);
    for (unsigned n = 2;; n++) {
        g_autoptr(GPtrArray) history = entry_history(kb, entry->slug, error);
        if (!history)
            return false;
        if (history->len == 0)
            return true;
        g_free(entry->slug);
        entry->slug = g_strdup_printf("%s-%u", first, n);
    }
}

static void refuse(const Request *req, Effects *out, const char *id, Words why, bool *whole)
{
    effects_refuse(out, id, words(why, req->lang));
    *whole = false;
}

/* What the form had is replaced; what it had not stays. "" is nothing. */
static void take(const Request *req, const char *id, char **to)
{
    const char *typed = request_value(req, id);
    if (!typed)
        return;
    g_free(*to);
    *to = g_strstrip(g_strdup(typed));
    if (!**to)
        g_clear_pointer(to, g_free);
}

static void take_list(const Request *req, const char *id, const char *between, GPtrArray *to)
{
    if (!request_value(req, id))
        return;
    g_ptr_array_set_size(to, 0);
    split(request_value(req, id), between, ENTRY_LIST_MAX, to);
}

static void take_venue(const Request *req, char **to)
{
    take(req, "venue", to);
    if (g_strcmp0(*to, DRAFT_NO_VENUE) == 0)
        g_clear_pointer(to, g_free);
}

static void take_title(const Request *req, char **to)
{
    const char *typed = request_value(req, "title");
    if (!typed)
        return;
    g_free(*to);
    *to = text_clean(typed, strlen(typed), ENTRY_TITLE_MAX);
}

static void take_all(const Request *req, Entry *entry, Lang lang)
{
    EntryText *text = &entry->texts[lang];
    take_title(req, &text->title);
    take(req, "answer", &text->answer);
    take(req, "then", &text->then);
    take(req, "then_date", &text->then_date);
    take(req, "now", &text->now);
    take(req, "now_date", &text->now_date);
    take_list(req, "phrasings", "\r\n", text->phrasings);
    take_list(req, "sources", "\r\n", entry->sources);
    if (request_value(req, "tags")) {
        g_ptr_array_set_size(entry->tags, 0);
        split_tags(req, entry->tags);
    }
    take_venue(req, &entry->venue);
    take(req, "url", &entry->url);
    take(req, "review", &entry->review_by);
}

/* YYYY, YYYY-MM or YYYY-MM-DD; `whole`: the last alone. */
static bool is_date(const char *text, bool whole)
{
    unsigned year = 1, month = 1, day = 1;
    int end = 0;
    bool read = (sscanf(text, "%4u-%2u-%2u%n", &year, &month, &day, &end) == 3 && end == 10) ||
                (!whole && sscanf(text, "%4u-%2u%n", &year, &month, &end) == 2 && end == 7) ||
                (!whole && sscanf(text, "%4u%n", &year, &end) == 1 && end == 4);
    return read && !text[end] && month <= 12 &&
           g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

static void check_dated(const Request *req, Effects *out, const char *id, const char *text,
                        const char *date, bool *whole)
{
    g_autofree char *date_id = g_strconcat(id, "_date", NULL);
    if (!text != !date)
        refuse(req, out, date_id, BOTH, whole);
    else if (date && !is_date(date, false))
        refuse(req, out, date_id, NOT_A_DATE, whole);
}

/* Each mistake is told at its input; what only the base itself finds, at the answer. */
static bool is_whole(const Request *req, Effects *out, const Entry *entry, Lang lang)
{
    const EntryText *text = &entry->texts[lang];
    g_autoptr(GError) why = NULL;
    bool whole = true;
    if (!text->title || !*text->title)
        refuse(req, out, "title", EMPTY, &whole);
    if (!text->answer && !text->then && !text->now)
        refuse(req, out, "answer", EMPTY, &whole);
    if (!are_pages(entry->sources))
        refuse(req, out, "sources", NOT_A_PAGE, &whole);
    if (entry->url && !is_page(entry->url))
        refuse(req, out, "url", NOT_A_PAGE, &whole);
    check_dated(req, out, "then", text->then, text->then_date, &whole);
    check_dated(req, out, "now", text->now, text->now_date, &whole);
    if (entry->review_by && !is_date(entry->review_by, true))
        refuse(req, out, "review", NOT_A_DAY, &whole);
    if (whole && !entry_check(entry, &why)) {
        effects_refuse(out, "answer", why->message);
        whole = false;
    }
    return whole;
}

static Lang lang_said(const Request *req)
{
    Lang lang = LANG_EN;
    lang_parse(request_value(req, "lang"), &lang);
    return lang;
}

bool draft_read(const Request *req, Kb *kb, Effects *out, int64_t number, Entry **read, bool *save,
                GError **error)
{
    g_autoptr(Entry) entry = entry_new();
    Lang lang = lang_said(req);
    *read = NULL;
    *save = g_strcmp0(request_value(req, "save"), "no") != 0;
    take_all(req, entry, lang);
    const char *title = entry->texts[lang].title;
    if (!choose_slug(kb, entry, title ? title : "", number, error))
        return false;
    if (is_whole(req, out, entry, lang))
        *read = g_steal_pointer(&entry);
    return true;
}

bool draft_read_edit(const Request *req, Effects *out, Entry *entry, Lang lang)
{
    take_all(req, entry, lang);
    return is_whole(req, out, entry, lang);
}

bool draft_show(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Entry) entry = entry_new();
    Lang lang = lang_said(req);
    Form *form =
        effects_form(out, "teach.look", words(LOOK_TITLE, req->lang), NULL, words(BACK, req->lang));
    take_all(req, entry, lang);
    const EntryText *text = &entry->texts[lang];
    if (!text->title || !*text->title || !text->answer) {
        form_text(form, words(NOTHING_YET, req->lang));
        return true;
    }
    if (!choose_slug(kb, entry, text->title, req->now_ms, error))
        return false;
    present_answer(form_message(form), entry, lang);
    return true;
}

Proposal *draft_proposal(const Request *req, const Entry *entry, int64_t base)
{
    Proposal *proposal = g_new0(Proposal, 1);
    proposal->kind = PROPOSAL_SAVE;
    proposal->author = g_strdup(req->user);
    proposal->slug = g_strdup(entry->slug);
    proposal->base = base;
    proposal->markdown = markdown_print(entry);
    return proposal;
}

/* In its own language, or, when the entry has no text in that, beside the text it has. */
void draft_add_wordings(Entry *entry, const GPtrArray *questions)
{
    for (unsigned i = 0; i < questions->len; i++) {
        const Question *question = questions->pdata[i];
        Lang used;
        entry_text(entry, question->lang, &used);
        EntryText *text = &entry->texts[used];
        g_autofree char *wording =
            text_clean(question->text, strlen(question->text), ENTRY_PHRASING_MAX);
        if (*wording && g_strcmp0(text->title, wording) != 0 && !lists(text->phrasings, wording) &&
            text->phrasings->len < ENTRY_PHRASINGS_MAX)
            g_ptr_array_add(text->phrasings, g_steal_pointer(&wording));
    }
}

Entry *draft_of_questions(const GPtrArray *questions, Lang lang)
{
    Entry *entry = entry_new();
    EntryText *text = &entry->texts[lang];
    for (unsigned i = 0; i < questions->len && !text->title; i++) {
        const Question *question = questions->pdata[i];
        if (question->lang == lang)
            text->title = text_clean(question->text, strlen(question->text), ENTRY_TITLE_MAX);
    }
    if (!text->title && questions->len > 0)
        text->title = g_strdup(((const Question *)questions->pdata[0])->text);
    draft_add_wordings(entry, questions);
    return entry;
}
