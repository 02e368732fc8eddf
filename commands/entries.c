/*
 * An entry as moderators see it: edited, retired, brought back, its history. Buttons carry what
 * they are about ("SLUG", "LANG SLUG", "REVISION SLUG"); nothing changes before it was looked at.
 */
#include "commands/entries.h"

#include <string.h>

#include "commands/args.h"
#include "commands/draft.h"
#include "commands/present.h"
#include "commands/publish.h"
#include "knowledge/search.h"

enum { HISTORY_MAX = 15, NEAREST_MAX = 5 };

static const Words NO_ENTRY = {"There is no entry of that name. Its name stands below its answer.",
                               "没有这个名字的条目。条目的名字写在回答下面。"};
static const Words NAME_ONE = {
    "Name an entry, or a few words of it: `/{}askd entry containerd`. An entry's name stands below "
    "its answer.",
    "请写上条目名或相关的词：`/{}askd entry containerd`。条目的名字写在回答下面。"};
static const Words NEAREST = {"There is no entry of that name. These are near:",
                              "没有这个名字的条目。相近的有："};
static const Words EDIT[LANG_COUNT] = {{"Edit English…", "编辑英文…"},
                                       {"Edit Chinese…", "编辑中文…"}};
static const Words WRITE[LANG_COUNT] = {{"Write in English…", "补写英文…"},
                                        {"Write in Chinese…", "补写中文…"}};
static const Words RETIRE = {"Retire…", "停用…"};
static const Words RESTORE = {"Bring back…", "恢复…"};
static const Words HISTORY = {"History", "历史"};
static const Words VERSION = {"Version", "版本"};
static const Words VENUE = {"Where to ask more", "在哪里继续问"};
static const Words TAGS = {"Tags", "标签"};
static const Words REVIEW = {"To be looked at again by", "下次复查日期"};
static const Words WORDINGS = {"Other words for it", "其他问法"};
static const Words IS_RETIRED = {"`%s` is retired: nobody is answered with it.",
                                 "`%s` 已停用，不会用来回答。"};
static const Words EDIT_TITLES[LANG_COUNT] = {{"Edit the English text", "编辑英文内容"},
                                              {"Edit the Chinese text", "编辑中文内容"}};
static const Words GO_ON = {"Preview…", "预览…"};
static const Words PAST = {"What became of `%s`", "`%s` 的历史"};
static const Words OLDER = {"%s older ones are in the exported files only.",
                            "还有 %s 个更早的版本，只在导出的文件里。"};
static const Words BACK = {"Back to %s…", "恢复到 %s…"};
static const Words DID_ADD = {"wrote it", "添加"};
static const Words DID_CHANGE = {"changed it", "修改"};
static const Words DID_RETIRE = {"retired it", "停用"};
static const Words DID_GO_BACK = {"brought back version %s", "恢复到版本 %s"};

/* --- an entry --------------------------------------------------------------------------------- */

static void offer(Message *m, const Request *req, Words label, const char *action,
                  const char *prefix, const char *slug)
{
    g_autofree char *value = g_strconcat(prefix ? prefix : "", prefix ? " " : "", slug, NULL);
    message_choice(m, words(label, req->lang), action, value);
}

void entries_offer(Message *m, const Request *req, const char *slug)
{
    static const struct {
        const char *act;
        Words label;
    } ITEMS[] = {
        {"edit", {"Edit…", "编辑…"}},
        {"retire", {"Retire…", "停用…"}},
        {"history", {"History", "历史"}},
    };
    if (req->who < MODERATORS || !req->is_private)
        return;
    message_menu(m, "entries.menu");
    for (size_t i = 0; i < G_N_ELEMENTS(ITEMS); i++) {
        g_autofree char *value = g_strconcat(ITEMS[i].act, " ", slug, NULL);
        message_menu_item(m, value, words(ITEMS[i].label, req->lang));
    }
}

static char *joined(const GPtrArray *list)
{
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < list->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", (const char *)list->pdata[i]);
    return g_string_free(text, FALSE);
}

static void facts(Message *m, const Request *req, const Entry *entry, int64_t version)
{
    Lang lang = req->lang;
    unsigned wordings = 0;
    for (int each = 0; each < LANG_COUNT; each++)
        wordings += entry->texts[each].phrasings->len;
    g_autofree char *tags = joined(entry->tags);
    message_fact(m, words(VERSION, lang), "%" G_GINT64_FORMAT, version);
    message_fact(m, words(WORDINGS, lang), "%u", wordings);
    if (*tags)
        message_fact(m, words(TAGS, lang), "%s", tags);
    if (entry->venue)
        message_fact(m, words(VENUE, lang), "%s", entry->venue);
    if (entry->review_by)
        message_fact(m, words(REVIEW, lang), "%s", entry->review_by);
}

static void show_entry(Message *m, const Request *req, const Entry *entry, int64_t version)
{
    present_answer(m, entry, req->lang);
    facts(m, req, entry, version);
    for (int i = 0; i < LANG_COUNT; i++) {
        Lang lang = (Lang)((req->lang + i) % LANG_COUNT);
        offer(m, req, entry->texts[lang].title ? EDIT[lang] : WRITE[lang], "entries.edit",
              lang_code(lang), entry->slug);
    }
    offer(m, req, HISTORY, "entries.history", NULL, entry->slug);
    message_choice_styled(m, CHOICE_DANGER, words(RETIRE, req->lang), "entries.retire",
                          entry->slug);
}

static void show_retired(Message *m, const Request *req, const char *slug)
{
    g_autofree char *said = words_filled(IS_RETIRED, req->lang, slug, NULL);
    message_text(m, said);
    offer(m, req, RESTORE, "entries.restore", NULL, slug);
    offer(m, req, HISTORY, "entries.history", NULL, slug);
}

/* Not a name: what it may have been meant for. */
static bool show_nearest(const Request *req, Kb *kb, Message *m, const char *said, GError **error)
{
    g_autoptr(GPtrArray) found = search_entries(kb, said, NEAREST_MAX, error);
    if (!found)
        return false;
    message_text(m, words(found->len > 0 ? NEAREST : NO_ENTRY, req->lang));
    for (unsigned i = 0; i < found->len; i++) {
        const Entry *entry = found->pdata[i];
        message_choice(m, present_title(entry, req->lang), "entries.show", entry->slug);
    }
    return true;
}

static bool show_into(const Request *req, Kb *kb, Message *m, const char *slug, GError **error)
{
    g_autoptr(Entry) entry = NULL;
    int64_t version;
    if (!entry_find(kb, slug, &entry, error) || !entry_revision(kb, slug, &version, error))
        return false;
    if (entry)
        show_entry(m, req, entry, version);
    else if (version > 0)
        show_retired(m, req, slug);
    else
        return show_nearest(req, kb, m, slug, error);
    return true;
}

static bool show(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autofree char *said = g_strstrip(g_strdup(req->text));
    if (*said)
        return show_into(req, kb, effects_reply(out, NULL), said, error);
    g_autofree char *usage = present_sentence(NAME_ONE, req);
    effects_reply(out, usage);
    return true;
}

static bool show_chosen(const Request *req, Kb *kb, Effects *out, GError **error)
{
    return show_into(req, kb, effects_replace(out, NULL), req->value ? req->value : "", error);
}

/* --- edit ------------------------------------------------------------------------------------- */

/* What a button carries: a word, then the entry's name. */
typedef struct Pressed {
    char *word, *slug;
    Entry *entry;    /* NULL: retired, or never there */
    int64_t version; /* 0: never there */
} Pressed;

static void pressed_clear(Pressed *pressed)
{
    g_free(pressed->word);
    g_free(pressed->slug);
    entry_free(pressed->entry);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pressed, pressed_clear)

static bool press(const Request *req, Kb *kb, Pressed *pressed, GError **error)
{
    const char *value = req->value ? req->value : "";
    const char *space = strchr(value, ' ');
    pressed->word = space ? g_strndup(value, (size_t)(space - value)) : NULL;
    pressed->slug = g_strdup(space ? space + 1 : value);
    char *end = strchr(pressed->slug, ' ');
    if (end)
        *end = '\0';
    return entry_find(kb, pressed->slug, &pressed->entry, error) &&
           entry_revision(kb, pressed->slug, &pressed->version, error);
}

static bool no_entry(const Request *req, Effects *out)
{
    if (req->surface == SURFACE_FORM)
        effects_refuse(out, "title", words(NO_ENTRY, req->lang));
    else
        effects_reply(out, words(NO_ENTRY, req->lang));
    return true;
}

/* The form keeps "LANG SLUG REVISION": what its author has seen. */
static bool edit(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(Pressed) pressed = {0};
    Lang lang = req->lang;
    if (!press(req, kb, &pressed, error))
        return false;
    if (!pressed.entry)
        return no_entry(req, out);
    lang_parse(pressed.word, &lang);
    g_autofree char *keep =
        g_strdup_printf("%s %s %" G_GINT64_FORMAT, lang_code(lang), pressed.slug, pressed.version);
    DraftForm form = {.action = "entries.edited",
                      .keep = keep,
                      .title = EDIT_TITLES[lang],
                      .submit = GO_ON,
                      .from = pressed.entry,
                      .lang = lang,
                      .is_edit = true};
    draft_form(req, out, &form);
    return true;
}

static bool edited(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(Pressed) pressed = {0};
    Lang lang = LANG_EN;
    const char *seen = req->value ? strrchr(req->value, ' ') : NULL;
    if (!press(req, kb, &pressed, error))
        return false;
    if (!pressed.entry || !seen)
        return no_entry(req, out);
    lang_parse(pressed.word, &lang);
    if (!draft_read_edit(req, out, pressed.entry, lang))
        return true;
    g_autoptr(Proposal) proposal =
        draft_proposal(req, pressed.entry, g_ascii_strtoll(seen, NULL, 10));
    return publish_preview(req, kb, out, proposal, error);
}

/* --- retire, bring back ----------------------------------------------------------------------- */

static bool propose(const Request *req, Kb *kb, Effects *out, const Pressed *pressed,
                    ProposalKind kind, int64_t back_to, GError **error)
{
    Proposal proposal = {.kind = kind,
                         .author = (char *)req->user,
                         .slug = pressed->slug,
                         .base = pressed->version,
                         .back_to = back_to};
    return publish_preview(req, kb, out, &proposal, error);
}

static bool retire(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(Pressed) pressed = {0};
    if (!press(req, kb, &pressed, error))
        return false;
    return pressed.entry ? propose(req, kb, out, &pressed, PROPOSAL_RETIRE, 0, error)
                         : no_entry(req, out);
}

static bool restore(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(Pressed) pressed = {0};
    if (!press(req, kb, &pressed, error))
        return false;
    return pressed.version > 0
               ? propose(req, kb, out, &pressed, PROPOSAL_BACK, pressed.version, error)
               : no_entry(req, out);
}

static bool go_back(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(Pressed) pressed = {0};
    g_autoptr(Entry) old = NULL;
    if (!press(req, kb, &pressed, error))
        return false;
    int64_t to = pressed.word ? g_ascii_strtoll(pressed.word, NULL, 10) : 0;
    if (!entry_find_revision(kb, pressed.slug, to, &old, error))
        return false;
    return old ? propose(req, kb, out, &pressed, PROPOSAL_BACK, to, error) : no_entry(req, out);
}

/* --- history ---------------------------------------------------------------------------------- */

/* What was done, as revisions have it in English. */
static char *did(const char *what, Lang lang)
{
    static const char BACK_TO[] = "rolled back to ";
    if (g_str_has_prefix(what, BACK_TO))
        return words_filled(DID_GO_BACK, lang, what + strlen(BACK_TO), NULL);
    return g_strdup(words(strcmp(what, "added") == 0     ? DID_ADD
                          : strcmp(what, "retired") == 0 ? DID_RETIRE
                                                         : DID_CHANGE,
                          lang));
}

static void show_revision(Message *m, const Request *req, const char *slug,
                          const Revision *revision, bool is_latest)
{
    g_autofree char *time = present_time(req, revision->at_ms);
    g_autofree char *what = did(revision->what, req->lang);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, revision->number);
    bool by_member = *revision->author == 'U' || *revision->author == 'W'; /* else "import" */
    g_autofree char *line =
        g_strdup_printf("**%s** · %s · %s%s%s", number, what, time, by_member ? "" : " · ",
                        by_member ? "" : revision->author);
    g_autofree char *value = g_strdup_printf("%s %s", number, slug);
    g_autofree char *label = words_filled(BACK, req->lang, number, NULL);
    message_from(m, revision->author, line);
    if (!is_latest)
        message_choice(m, label, "entries.back", value);
}

static bool history_into(const Request *req, Kb *kb, Effects *out, const char *slug, GError **error)
{
    g_autoptr(GPtrArray) revisions = entry_history(kb, slug, error);
    if (!revisions)
        return false;
    if (revisions->len == 0)
        return no_entry(req, out);
    g_autofree char *title = words_filled(PAST, req->lang, slug, NULL);
    Message *m = effects_reply(out, title);
    unsigned shown = MIN(revisions->len, (unsigned)HISTORY_MAX);
    for (unsigned i = 0; i < shown; i++)
        show_revision(m, req, slug, revisions->pdata[i], i == 0);
    if (shown < revisions->len) {
        g_autofree char *older = words_counted(OLDER, req->lang, revisions->len - shown);
        message_context(m, older);
    }
    return true;
}

static bool history(const Request *req, Kb *kb, Effects *out, GError **error)
{
    const char *rest = req->text;
    g_autofree char *slug = args_next(&rest);
    return history_into(req, kb, out, slug ? slug : "", error);
}

static bool history_chosen(const Request *req, Kb *kb, Effects *out, GError **error)
{
    return history_into(req, kb, out, req->value ? req->value : "", error);
}

/* "ACT SLUG": the language to edit is the reader's. */
static bool menu(const Request *req, Kb *kb, Effects *out, GError **error)
{
    const char *value = req->value ? req->value : "";
    const char *slug = strchr(value, ' ') ? strchr(value, ' ') + 1 : value;
    Request chosen = *req;
    chosen.value = slug;
    if (g_str_has_prefix(value, "edit "))
        return edit(&chosen, kb, out, error);
    return g_str_has_prefix(value, "retire ") ? retire(&chosen, kb, out, error)
                                              : history_chosen(&chosen, kb, out, error);
}

static const Subcommand subcommands[] = {
    {.name = "entry",
     .usage = {"NAME", "条目名"},
     .summary = {"An entry: edit, retire, bring back (moderators)",
                 "查看、编辑、停用条目（管理员）"},
     .who = MODERATORS,
     .run = show},
    {.name = "history",
     .usage = {"ENTRY", "条目名"},
     .summary = {"Who changed an entry, and the way back", "条目的修改历史，可恢复旧版"},
     .who = MODERATORS,
     .run = history},
    {0},
};
static const Action actions[] = {
    {.name = "entries.menu", .who = MODERATORS, .run = menu},
    {.name = "entries.show", .who = MODERATORS, .run = show_chosen},
    {.name = "entries.edit", .who = MODERATORS, .run = edit},
    {.name = "entries.edited", .who = MODERATORS, .run = edited},
    {.name = "entries.retire", .who = MODERATORS, .run = retire},
    {.name = "entries.restore", .who = MODERATORS, .run = restore},
    {.name = "entries.history", .who = MODERATORS, .run = history_chosen},
    {.name = "entries.back", .who = MODERATORS, .run = go_back},
    {0},
};
static const char *const scopes[] = {"commands", NULL};

const Feature feature_entries = {
    .name = "entries", .subcommands = subcommands, .actions = actions, .scopes = scopes};
