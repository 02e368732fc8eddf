/*
 * /askd welcome: what newcomers are told, for moderators to change; "here" writes what is told to
 * whoever enters the channel it is typed in.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/act.h"
#include "commands/draft.h"
#include "commands/present.h"
#include "commands/publish.h"

enum { TITLE_MAX = 120, TEXT_MAX = 1500 };

static const char WHISPER[] = "whisper", DM[] = "dm";

static const Words LIST = {"What newcomers are told", "新成员会看到的内容"};
static const Words CHOOSE = {"Choose one to read it, change it, or see who changed it.",
                             "选一条查看内容、修改或看它的历史。"};
static const Words HERE = {
    "`/{}askd welcome here` writes what is told to whoever enters the channel you type it in.",
    "在频道里输入 `/{}askd welcome here`，可以编写进入该频道的人会看到的内容。"};
static const Words CHANNEL_ONLY = {"Type this in the channel that it is for.",
                                   "请在要设置的频道里输入这条命令。"};
static const Words TITLE = {"Welcome to this channel", "这个频道的欢迎语"};
static const Words GO_ON = {"Preview…", "预览…"};
static const Words CANCEL = {"Cancel", "取消"};
static const Words ABOUT = {"Told once to each who enters, in the language of their Slack; not to "
                            "a crowd. Leave a language empty to tell them in the other one.",
                            "每个进入频道的人只会看到一次，语言跟随其 Slack "
                            "设置；大批人同时进入时不发送。某种语言留空时使用另一种语言。"};
static const Words HOW = {"Where?", "在哪里告诉？"};
static const Words BY_WHISPER = {"In the channel, seen by them alone", "在频道里，只有本人可见"};
static const Words BY_DM = {"By direct message", "发私信"};
static const Words EMPTY = {"Write a heading and a text in one language at least.",
                            "请至少用一种语言写好标题和内容。"};

static const struct {
    const char *title, *text;
    Words title_label, text_label;
} inputs[LANG_COUNT] = {
    [LANG_EN] = {"title_en",
                 "text_en",
                 {"Heading in English", "英文标题"},
                 {"Text in English", "英文内容"}},
    [LANG_ZH] = {"title_zh",
                 "text_zh",
                 {"Heading in Chinese", "中文标题"},
                 {"Text in Chinese", "中文内容"}},
};

static bool list(const Request *req, Effects *out, Kb *kb, GError **error)
{
    g_autoptr(GPtrArray) entries = entry_list(kb, error);
    if (!entries)
        return false;
    Message *m = effects_reply(out, NULL);
    message_title(m, words(LIST, req->lang));
    message_text(m, words(CHOOSE, req->lang));
    for (unsigned i = 0; i < entries->len; i++) {
        const Entry *entry = entries->pdata[i];
        if (entry->kind == ENTRY_WELCOME)
            message_choice(m, present_title(entry, req->lang), "entries.show", entry->slug);
    }
    g_autofree char *here = present_sentence(HERE, req);
    message_context(m, here);
    return true;
}

/* --- the channel's own ------------------------------------------------------------------------ */

static void fill(const Request *req, Form *form, const Entry *entry)
{
    const char *tell = entry ? entry_fact(entry, "tell") : NULL;
    form_text(form, words(ABOUT, req->lang));
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const EntryText *text = entry ? &entry->texts[lang] : NULL;
        form_input(form, inputs[lang].title, words(inputs[lang].title_label, req->lang),
                   text ? text->title : NULL, NULL, false, true, TITLE_MAX);
        form_input(form, inputs[lang].text, words(inputs[lang].text_label, req->lang),
                   text ? text->answer : NULL, NULL, true, true, TEXT_MAX);
    }
    form_select(form, "how", words(HOW, req->lang), tell ? tell : WHISPER, false);
    form_option(form, WHISPER, words(BY_WHISPER, req->lang));
    form_option(form, DM, words(BY_DM, req->lang));
}

static bool open_form(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Entry) entry = NULL;
    int64_t version = 0;
    if (!req->channel || *req->channel == 'D') {
        effects_reply(out, words(CHANNEL_ONLY, req->lang));
        return true;
    }
    g_autofree char *id = g_ascii_strdown(req->channel, -1);
    g_autofree char *slug = g_strconcat("welcome-", id, NULL);
    if (!entry_find(kb, slug, &entry, error) || !entry_revision(kb, slug, &version, error))
        return false;
    g_autofree char *kept = g_strdup_printf("%s %" G_GINT64_FORMAT, slug, version);
    Form *form = effects_form(out, "greetings.form", words(TITLE, req->lang),
                              words(GO_ON, req->lang), words(CANCEL, req->lang));
    form_keep(form, kept);
    fill(req, form, entry);
    return true;
}

static bool run(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autofree char *word = g_strstrip(g_strdup(req->text));
    bool here = g_ascii_strcasecmp(word, "here") == 0 || strcmp(word, "这里") == 0;
    return here ? open_form(req, kb, out, error) : list(req, out, kb, error);
}

static char *typed(const Request *req, const char *id)
{
    char *value = act_value(req, id);
    if (*value)
        return value;
    g_free(value);
    return NULL;
}

/* NULL when no language has both a heading and a text. */
static Entry *written(const Request *req, const char *slug)
{
    g_autoptr(Entry) entry = entry_new();
    bool whole = false;
    entry->slug = g_strdup(slug);
    entry->kind = ENTRY_WELCOME;
    entry->owner = g_strdup("moderators");
    g_ptr_array_add(entry->tags, g_strdup("welcome"));
    entry->facts_said = true;
    entry_set_fact(entry, "tell", g_strcmp0(request_value(req, "how"), DM) == 0 ? DM : WHISPER);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        EntryText *text = &entry->texts[lang];
        text->title = typed(req, inputs[lang].title);
        text->answer = typed(req, inputs[lang].text);
        if (!text->title != !text->answer)
            return NULL;
        whole = whole || text->title;
    }
    return whole ? g_steal_pointer(&entry) : NULL;
}

static bool take(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_auto(GStrv) kept = g_strsplit(req->value ? req->value : "", " ", 2);
    if (g_strv_length(kept) < 2)
        return true;
    g_autoptr(Entry) entry = written(req, kept[0]);
    if (!entry) {
        effects_refuse(out, inputs[LANG_EN].title, words(EMPTY, req->lang));
        return true;
    }
    g_autoptr(Proposal) proposal = draft_proposal(req, entry, g_ascii_strtoll(kept[1], NULL, 10));
    return publish_preview(req, kb, out, proposal, error);
}

static const Subcommand subcommands[] = {
    {.name = "welcome",
     .usage = {"[here]", "[here]"},
     .summary = {"What newcomers are told; here: who enters this channel (moderators)",
                 "新成员会看到的内容；here：进入本频道的人会看到的内容（管理员）"},
     .who = MODERATORS,
     .run = run},
    {0},
};
static const Action actions[] = {
    {.name = "greetings.form", .who = MODERATORS, .run = take},
    {0},
};
static const char *const scopes[] = {"commands", NULL};

const Feature feature_greetings = {
    .name = "greetings", .subcommands = subcommands, .actions = actions, .scopes = scopes};
