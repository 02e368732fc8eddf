/*
 * What the form asks for is what an entry needs and no more; the rest is for files.
 */
#include "commands/draft.h"

#include <string.h>

#include "commands/present.h"

enum { TITLE_MAX = 200, LIST_MAX = 500, PHRASINGS_MAX = 2000, ANSWER_MAX = 3000, SLUG_MAX = 60 };

static const Words ANSWER_TITLE = {"Answer a question", "回答问题"};
static const Words TEACH_TITLE = {"Teach askd", "添加知识"};
static const Words SEND = {"Send", "发送"};
static const Words SAVE = {"Save", "保存"};
static const Words CANCEL = {"Cancel", "取消"};
static const Words LANGUAGE = {"Language of the answer", "回答的语言"};
static const Words TITLE = {"Title: the question at its plainest", "标题：最直白的问法"};
static const Words PHRASINGS = {"Other words people use for it", "其他问法"};
static const Words PHRASINGS_HINT = {"One a line, in any language.", "每行一个，语言不限。"};
static const Words ANSWER = {"Answer", "回答"};
static const Words ANSWER_HINT = {"Markdown. Everybody who waits gets it.",
                                  "支持 Markdown。每位等待的人都会收到。"};
static const Words ANSWER_HINT_TEACH = {"Markdown.", "支持 Markdown。"};
static const Words SOURCES = {"Sources", "来源"};
static const Words SOURCES_HINT = {"Addresses of pages, one a line.", "网页地址，每行一个。"};
static const Words TAGS = {"Tags", "标签"};
static const Words TAGS_HINT = {"With commas between.", "用逗号分隔。"};
static const Words KEEP = {"Save as knowledge", "存入知识库"};
static const Words KEEP_YES = {"Yes: the next one who asks is answered at once",
                               "是：下次有人问，马上就有回答"};
static const Words KEEP_NO = {"No: only those who wait get it", "否：只告诉正在等待的人"};
static const Words NOT_A_PAGE = {"Each line is an address that begins with https:// or http://.",
                                 "每行一个地址，以 https:// 或 http:// 开头。"};
static const Words EMPTY = {"Please write something.", "请填写内容。"};
static const char *const LANGUAGE_NAMES[LANG_COUNT] = {"English", "中文"};

/* --- the form --------------------------------------------------------------------------------- */

static const char *first_in(const GPtrArray *questions, Lang lang)
{
    for (unsigned i = 0; questions && i < questions->len; i++) {
        const Question *question = questions->pdata[i];
        if (question->lang == lang)
            return question->text;
    }
    return NULL;
}

/* All wordings but the title, a line each. */
static char *other_wordings(const GPtrArray *questions, const char *title)
{
    GString *lines = g_string_new(NULL);
    g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; questions && i < questions->len; i++) {
        char *text = ((const Question *)questions->pdata[i])->text;
        if (g_strcmp0(text, title) != 0 && g_hash_table_add(said, text))
            g_string_append_printf(lines, "%s%s", lines->len > 0 ? "\n" : "", text);
    }
    return g_string_free(lines, FALSE);
}

static void choose_language(Form *form, const Request *req, Lang lang)
{
    form_select(form, "lang", words(LANGUAGE, req->lang), lang_code(lang), false);
    for (int each = 0; each < LANG_COUNT; each++)
        form_option(form, lang_code((Lang)each), LANGUAGE_NAMES[each]);
}

static void choose_keeping(Form *form, const Request *req)
{
    form_select(form, "save", words(KEEP, req->lang), "yes", false);
    form_option(form, "yes", words(KEEP_YES, req->lang));
    form_option(form, "no", words(KEEP_NO, req->lang));
}

void draft_form(const Request *req, Effects *out, const Group *group, const GPtrArray *questions)
{
    Lang lang = group ? text_language(group->title) : req->lang;
    const char *title = first_in(questions, lang);
    g_autofree char *others = other_wordings(questions, title);
    g_autofree char *keep = g_strdup_printf("%" G_GINT64_FORMAT, group ? group->id : 0);
    Form *form = effects_form(out, group ? "review.answered" : "teach.save",
                              words(group ? ANSWER_TITLE : TEACH_TITLE, req->lang),
                              words(group ? SEND : SAVE, req->lang), words(CANCEL, req->lang));
    form_keep(form, keep);
    choose_language(form, req, lang);
    form_input(form, "title", words(TITLE, req->lang), title, NULL, false, false, TITLE_MAX);
    form_input(form, "answer", words(ANSWER, req->lang), NULL,
               words(group ? ANSWER_HINT : ANSWER_HINT_TEACH, req->lang), true, false, ANSWER_MAX);
    form_input(form, "phrasings", words(PHRASINGS, req->lang), others,
               words(PHRASINGS_HINT, req->lang), true, true, PHRASINGS_MAX);
    form_input(form, "sources", words(SOURCES, req->lang), NULL, words(SOURCES_HINT, req->lang),
               true, true, PHRASINGS_MAX);
    form_input(form, "tags", words(TAGS, req->lang), NULL, words(TAGS_HINT, req->lang), false, true,
               LIST_MAX);
    if (group)
        choose_keeping(form, req);
}

/* --- what was typed --------------------------------------------------------------------------- */

/* One line of it, cleaned and cut; the caller's. */
static char *line_of(const Request *req, const char *id, size_t max)
{
    const char *typed = request_value(req, id);
    return text_clean(typed ? typed : "", typed ? strlen(typed) : 0, max);
}

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

static bool are_pages(const GPtrArray *sources)
{
    for (unsigned i = 0; i < sources->len; i++) {
        const char *source = sources->pdata[i];
        if ((!g_str_has_prefix(source, "https://") && !g_str_has_prefix(source, "http://")) ||
            strchr(source, ' '))
            return false;
    }
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

/* Nothing by which it could be asked is left out: title, answer, addresses. */
static bool is_whole(const Request *req, Effects *out, const EntryText *text,
                     const GPtrArray *sources)
{
    bool whole = true;
    if (!*text->title) {
        effects_refuse(out, "title", words(EMPTY, req->lang));
        whole = false;
    }
    if (!*text->answer) {
        effects_refuse(out, "answer", words(EMPTY, req->lang));
        whole = false;
    }
    if (!are_pages(sources)) {
        effects_refuse(out, "sources", words(NOT_A_PAGE, req->lang));
        whole = false;
    }
    return whole;
}

bool draft_read(const Request *req, Kb *kb, Effects *out, int64_t group, Entry **read, bool *save,
                GError **error)
{
    g_autoptr(Entry) entry = entry_new();
    Lang lang = LANG_EN;
    const char *answer = request_value(req, "answer");
    lang_parse(request_value(req, "lang"), &lang);
    EntryText *text = &entry->texts[lang];
    *read = NULL;
    *save = g_strcmp0(request_value(req, "save"), "no") != 0;
    text->title = line_of(req, "title", ENTRY_TITLE_MAX);
    text->answer = g_strstrip(g_strdup(answer ? answer : ""));
    split(request_value(req, "phrasings"), "\r\n", ENTRY_LIST_MAX, text->phrasings);
    split(request_value(req, "sources"), "\r\n", ENTRY_LIST_MAX, entry->sources);
    split_tags(req, entry->tags);
    if (!is_whole(req, out, text, entry->sources))
        return true;
    if (!choose_slug(kb, entry, text->title, group, error))
        return false;
    *read = g_steal_pointer(&entry);
    return true;
}

bool draft_save(const Request *req, Kb *kb, Effects *out, Entry *entry, bool *done, GError **error)
{
    EntryChange change;
    g_autoptr(GError) why = NULL;
    *done = entry_save(kb, entry, req->user, &change, &why);
    if (*done)
        return true;
    if (g_error_matches(why, KB_ERROR, KB_ERROR_INPUT)) {
        effects_refuse(out, "answer", why->message);
        return true;
    }
    g_propagate_error(error, g_steal_pointer(&why));
    return false;
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
        if (*wording && strcmp(text->title, wording) != 0 && !lists(text->phrasings, wording) &&
            text->phrasings->len < ENTRY_PHRASINGS_MAX)
            g_ptr_array_add(text->phrasings, g_steal_pointer(&wording));
    }
}

GPtrArray *draft_venues(Kb *kb, GError **error)
{
    g_autoptr(GPtrArray) all = entry_list(kb, error);
    if (!all)
        return NULL;
    for (unsigned i = all->len; i > 0; i--)
        if (((const Entry *)all->pdata[i - 1])->kind != ENTRY_VENUE)
            g_ptr_array_remove_index(all, i - 1);
    return g_steal_pointer(&all);
}
