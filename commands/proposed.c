/*
 * As it will read, and the lines that change.
 */
#include "commands/proposed.h"

#include <string.h>

#include "commands/present.h"
#include "knowledge/files/diff.h"
#include "knowledge/files/format.h"
#include "knowledge/member.h"

enum { DIFF_LINES = 60 };

static const Words CHANGES = {"**What changes**", "**改动**"};
static const Words NO_CHANGE = {"_Nothing would change._", "_没有任何改动。_"};
static const Words RETIRED_TEXT = {
    "Nobody is answered with this any more. It stays in the history and can be brought back.",
    "以后不会再用它来回答。它会留在历史里，随时可以恢复。"};
static const Words WROTE[] = {
    [PROPOSAL_SAVE] = {"has written this for the knowledge base:", "为知识库写了这一条："},
    [PROPOSAL_RETIRE] = {"would retire this entry:", "想停用这个条目："},
    [PROPOSAL_BACK] = {"would bring back an older version of this entry:",
                       "想恢复这个条目的旧版："},
};
static const Words LOOK = {"Look and publish…", "查看并发布…"};
static const Words DROP = {"Drop", "放弃"};
static const Words DROP_TITLE = {"Drop it?", "放弃？"};
static const Words DROP_TEXT = {"What was written is gone then.", "写好的内容会被删除。"};
static const Words KEEP_IT = {"Keep it", "保留"};
static const Words WAITS_FOR = {"has not said yet whether these words may be used.",
                                "还没有回复是否同意使用这段话。"};

/* A fence that no line of the text can close. */
static char *as_code(const char *text)
{
    size_t longest = 2;
    for (const char *at = text; (at = strchr(at, '`')); at += strspn(at, "`"))
        longest = MAX(longest, strspn(at, "`"));
    g_autofree char *fence = g_strnfill(longest + 1, '`');
    return g_strconcat(fence, "\n", text, fence, NULL);
}

/* The changed lines alone: who reads this knows the entry, and not how diffs are written. */
static char *changed_lines(const char *diff)
{
    g_auto(GStrv) lines = g_strsplit(diff, "\n", -1);
    GString *out = g_string_new(NULL);
    for (unsigned i = 2; i < g_strv_length(lines); i++) /* behind the two names */
        if (strchr("+-", *lines[i]) && *lines[i] && lines[i][1])
            g_string_append_printf(out, "%s\n", lines[i]);
    return g_string_free(out, FALSE);
}

static char *diff_of(const Entry *before, const Entry *after)
{
    g_autofree char *old = before ? markdown_print(before) : g_strdup("");
    g_autofree char *fresh = after ? markdown_print(after) : g_strdup("");
    g_autofree char *diff = diff_unified("", old, fresh, DIFF_LINES);
    if (!*diff)
        return NULL;
    g_autofree char *lines = changed_lines(diff);
    return as_code(lines);
}

/* The language that a change is about: the first in which the texts differ, else the reader's. */
static Lang lang_of(const Entry *before, const Entry *after, Lang reader)
{
    for (int i = 0; before && i < LANG_COUNT; i++) {
        Lang lang = (Lang)((reader + i) % LANG_COUNT);
        const EntryText *a = &before->texts[lang], *b = &after->texts[lang];
        if (g_strcmp0(a->title, b->title) != 0 || g_strcmp0(a->answer, b->answer) != 0 ||
            g_strcmp0(a->then, b->then) != 0 || g_strcmp0(a->now, b->now) != 0)
            return lang;
    }
    return reader;
}

bool proposed_show(Message *m, Kb *kb, const Proposal *p, Lang lang, GError **error)
{
    g_autoptr(Entry) now = NULL, then = NULL;
    if (!entry_find(kb, p->slug, &now, error) || !proposal_entry(kb, p, &then, error))
        return false;
    if (p->kind == PROPOSAL_RETIRE)
        message_text(m, words(RETIRED_TEXT, lang));
    const Entry *shown = then ? then : now;
    if (shown)
        present_answer(m, shown, lang_of(now, shown, lang));
    if (!now || !then)
        return true;
    g_autofree char *diff = diff_of(now, then);
    message_text(m, words(diff ? CHANGES : NO_CHANGE, lang));
    if (diff)
        message_text(m, diff);
    return true;
}

static void offer(Message *m, const Proposal *p, Lang lang)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, p->id);
    if (p->asked && !p->agreed)
        message_from(m, p->asked, words(WAITS_FOR, lang));
    else
        message_choice_styled(m, CHOICE_PRIMARY, words(LOOK, lang), "publish.look", id);
    message_choice_styled(m, CHOICE_DANGER, words(DROP, lang), "publish.drop", id);
    message_confirm(m, words(DROP_TITLE, lang), words(DROP_TEXT, lang), words(DROP, lang),
                    words(KEEP_IT, lang));
}

bool proposed_card(Message *m, Kb *kb, const Proposal *p, Lang lang, GError **error)
{
    message_from(m, p->author, words(WROTE[p->kind], lang));
    if (!proposed_show(m, kb, p, lang, error))
        return false;
    offer(m, p, lang);
    return true;
}

bool proposed_line(Message *m, Kb *kb, const Proposal *p, Lang lang, GError **error)
{
    g_autoptr(Entry) entry = NULL;
    if (!proposal_entry(kb, p, &entry, error) ||
        (!entry && !entry_find(kb, p->slug, &entry, error)))
        return false;
    g_autofree char *slug = g_strdup_printf("`%s`", p->slug);
    message_from(m, p->author, words(WROTE[p->kind], lang));
    if (entry)
        message_quote(m, present_title(entry, lang));
    message_context(m, slug);
    offer(m, p, lang);
    return true;
}

bool proposed_language(Kb *kb, const char *user, Lang *lang, GError **error)
{
    Lang last;
    bool chosen, known;
    if (!member_language(kb, user, &last, &chosen, &known, error))
        return false;
    if (known)
        *lang = last;
    return true;
}
