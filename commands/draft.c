/*
 * What the form asks for is what an entry needs and no more; the rest is for files.
 */
#include "commands/draft.h"

#include <string.h>

#include "commands/catalogue.h"
#include "commands/present.h"
#include "commands/venue.h"

enum {
    TITLE_MAX = 300,
    LIST_MAX = 500,
    DATE_MAX = 10,
    NEAREST_MAX = 3,
    FIELD_MAX = 3000, /* characters that Slack lets a person type */
};

static const Words CANCEL = {"Cancel", "取消"};
static const Words LANGUAGE = {"Language of the answer", "回答的语言"};
static const Words TITLE = {"Title: the question at its plainest", "标题：最直白的问法"};
static const Words PHRASINGS = {"Other words people use for it", "其他问法"};
static const Words PHRASINGS_HINT = {"One a line, in any language.", "每行一个，语言不限。"};
static const Words ANSWER = {"Answer", "回答"};
static const Words ANSWER_HINT = {"Markdown. Everybody who waits gets it.",
                                  "支持 Markdown。每位等待的人都会收到。"};
static const Words ANSWER_HINT_TEACH = {"Markdown.", "支持 Markdown。"};
static const Words THEN = {"How it was then", "当时的情况"};
static const Words THEN_DATE = {"When was that?", "当时是什么时候？"};
static const Words NOW = {"How it is today", "现在的情况"};
static const Words NOW_DATE = {"When was that checked?", "什么时候核实的？"};
static const Words DATE_HINT = {"2026, 2026-08 or 2026-08-07.", "2026、2026-08 或 2026-08-07。"};
static const Words SOURCES = {"Sources", "来源"};
static const Words SOURCES_HINT = {"Addresses of pages, one a line.", "网页地址，每行一个。"};
static const Words TAGS = {"Tags", "标签"};
static const Words TAGS_HINT = {"With commas between.", "用逗号分隔。"};
static const Words VENUE = {"Where to ask more about it", "在哪里可以继续问"};
static const Words NO_VENUE = {"No place in particular", "不指定"};
static const Words ADDRESS = {"Its address", "网址"};
static const Words REVIEW = {"To be looked at again by", "下次复查日期"};
static const Words REVIEW_HINT = {"A day, such as 2027-02-28; empty for never.",
                                  "日期，例如 2027-02-28；留空表示不复查。"};
static const Words KEEP = {"Save as knowledge", "存入知识库"};
static const Words KEEP_YES = {"Yes: the next one who asks is answered at once",
                               "是：下次有人问，马上就有回答"};
static const Words KEEP_NO = {"No: only those who wait get it", "否：只告诉正在等待的人"};
static const Words LOOK = {"Preview", "预览"};
static const Words TOO_LONG = {
    "_Something in it is longer than a form of Slack holds and is not shown here; it stays as it "
    "is. To change that, export and import the entry as a file._",
    "_有些内容太长，Slack "
    "的表单放不下，所以没有显示，会保持原样。如需修改，请把条目导出成文件再导入。_"};
static const char *const LANGUAGE_NAMES[LANG_COUNT] = {"English", "中文"};

/* --- the form --------------------------------------------------------------------------------- */

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

static void choose_venue(Form *form, const Request *req, const char *chosen)
{
    g_autoptr(GPtrArray) venues = catalogue_list(req->library, catalogue_is_venue);
    if (venues->len == 0)
        return;
    form_select(form, "venue", words(VENUE, req->lang), chosen ? chosen : DRAFT_NO_VENUE, true);
    form_option(form, DRAFT_NO_VENUE, words(NO_VENUE, req->lang));
    for (unsigned i = 0; i < venues->len; i++) {
        const Entry *venue = venues->pdata[i];
        form_option(form, venue->slug, present_title(venue, req->lang));
    }
}

static char *joined(const GPtrArray *list, const char *between)
{
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < list->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? between : "", (const char *)list->pdata[i]);
    return g_string_free(text, FALSE);
}

/* What does not fit is not shown, and so not lost. */
static void input(Form *form, const Request *req, const char *id, Words label, const char *initial,
                  const char *hint, bool multiline, bool optional, unsigned max)
{
    if (!initial || g_utf8_strlen(initial, -1) <= (long)max)
        form_input(form, id, words(label, req->lang), initial, hint, multiline, optional, max);
    else
        form_text(form, words(TOO_LONG, req->lang));
}

static void dated_inputs(Form *form, const Request *req, const EntryText *text)
{
    Lang lang = req->lang;
    const char *hint = words(DATE_HINT, lang);
    if (!text->then && !text->now)
        return;
    input(form, req, "then", THEN, text->then, NULL, true, true, FIELD_MAX);
    input(form, req, "then_date", THEN_DATE, text->then_date, hint, false, true, DATE_MAX);
    input(form, req, "now", NOW, text->now, NULL, true, true, FIELD_MAX);
    input(form, req, "now_date", NOW_DATE, text->now_date, hint, false, true, DATE_MAX);
}

static void text_inputs(Form *form, const Request *req, const DraftForm *what)
{
    Lang lang = req->lang;
    const EntryText *text = &what->from->texts[what->lang];
    g_autofree char *phrasings = joined(text->phrasings, "\n");
    g_autofree char *sources = joined(what->from->sources, "\n");
    g_autofree char *tags = joined(what->from->tags, ", ");
    /* An entry may say all it has to say in its dated parts. */
    bool has_answer = text->answer || !(text->then || text->now);
    input(form, req, "title", TITLE, text->title, NULL, false, false, TITLE_MAX);
    input(form, req, "answer", ANSWER, text->answer,
          words(what->people_wait ? ANSWER_HINT : ANSWER_HINT_TEACH, lang), true, !has_answer,
          FIELD_MAX);
    if (what->is_edit)
        dated_inputs(form, req, text);
    else
        message_choice(form_message(form), words(LOOK, lang), "teach.look", NULL);
    input(form, req, "phrasings", PHRASINGS, phrasings, words(PHRASINGS_HINT, lang), true, true,
          FIELD_MAX);
    input(form, req, "sources", SOURCES, sources, words(SOURCES_HINT, lang), true, true, FIELD_MAX);
    input(form, req, "tags", TAGS, tags, words(TAGS_HINT, lang), false, true, LIST_MAX);
}

void draft_form(const Request *req, Effects *out, const DraftForm *what)
{
    Lang lang = req->lang;
    Form *form = effects_form(out, what->action, words(what->title, lang),
                              words(what->submit, lang), words(CANCEL, lang));
    form_keep(form, what->keep);
    if (what->author)
        message_from(form_message(form), what->author, what->about_author);
    if (what->above)
        form_text(form, what->above);
    if (!what->is_edit)
        choose_language(form, req, what->lang);
    text_inputs(form, req, what);
    choose_venue(form, req, what->from->venue);
    if (what->is_edit && what->from->kind == ENTRY_VENUE)
        input(form, req, "url", ADDRESS, what->from->url, NULL, false, false, LIST_MAX);
    if (what->is_edit)
        input(form, req, "review", REVIEW, what->from->review_by, words(REVIEW_HINT, lang), false,
              true, DATE_MAX);
    if (what->people_wait)
        choose_keeping(form, req);
}

/* --- what may be in it ------------------------------------------------------------------------ */

/* Tags of what is near, as far as the question says them itself. */
static void guess_tags(Entry *entry, const Entry *near, const char *question)
{
    g_autofree char *said = g_utf8_casefold(question, -1);
    for (unsigned i = 0; i < near->tags->len; i++) {
        const char *tag = near->tags->pdata[i];
        g_autofree char *folded = g_utf8_casefold(tag, -1);
        if (strstr(said, folded) && !entry_has_tag(entry, tag))
            g_ptr_array_add(entry->tags, g_strdup(tag));
    }
}

void draft_guess(const Request *req, Entry *entry, const char *question)
{
    g_autoptr(GArray) venues = venue_find(req->library, req->scratch, question, 1);
    const VenueHit *fits = venues->len > 0 ? &g_array_index(venues, VenueHit, 0) : NULL;
    IndexResult result;
    if (!entry->venue && fits && fits->score >= VENUE_FITS)
        entry->venue = g_strdup(fits->venue->slug);
    index_ask(library_index(req->library), req->scratch, question, &result);
    for (size_t i = 0; i < MIN(result.hit_count, (size_t)NEAREST_MAX); i++) {
        const Entry *near = library_entry_by_id(req->library, result.hits[i].id);
        if (near)
            guess_tags(entry, near, question);
    }
}
