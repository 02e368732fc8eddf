/*
 * "Save as knowledge" on a message: a moderator makes an entry of somebody's words, and their
 * author is asked first. The form keeps the author's id; buttons carry the proposal's number, and
 * only the one who was asked answers for it.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/draft.h"
#include "commands/present.h"
#include "commands/proposed.h"
#include "commands/publish.h"
#include "knowledge/audit.h"
#include "knowledge/mask.h"

static const Words NO_WORDS = {"That message has no words that could be saved.",
                               "这条消息里没有可以保存的文字。"};
static const Words NO_AUTHOR = {
    "No member wrote that message, so there is nobody to ask whether it may be used. `/{}teach` "
    "writes an entry.",
    "这条消息不是成员写的，没有人可以征求同意。请用 `/{}teach` 添加条目。"};
static const Words TITLE = {"Save as knowledge", "存入知识库"};
static const Words ASK = {"Ask its author", "征求作者同意"};
static const Words PUBLISH = {"Publish", "发布"};
static const Words WROTE = {"wrote this and is asked, by direct message, whether it may be "
                            "published. It is not before they say yes.",
                            "是这段话的作者。我会发私信征求同意，得到同意之后才会发布。"};
static const Words MASKED = {
    "_What looked like a secret or like personal data has been taken out._",
    "_看起来像密钥或个人信息的内容已经去掉。_"};
static const Words MAY_WE = {
    "would like to keep your words in this community's knowledge base, so that the next one who "
    "asks is answered with them. Your name is not in it. It would read so:",
    "想把你的话存入社区知识库，下次有人问就可以用它来回答。里面不会出现你的名字。内容如下："};
static const Words YES = {"Yes, publish it", "同意发布"};
static const Words NO = {"No, please don't", "不同意"};
static const Words ASKED = {
    "has been asked whether it may be published. You hear from me as soon as they have answered.",
    "已收到征求同意的私信，一有回复我就告诉你。"};
static const Words THANKS = {"✓ Thank you! A moderator publishes it now.",
                             "✓ 谢谢！管理员会发布这段内容。"};
static const Words FINE = {"✓ It is not published, and what was written is deleted.",
                           "✓ 不会发布，写好的内容已删除。"};
static const Words SAID_YES = {"has said yes: it may be published.", "已同意发布。"};
static const Words SAID_NO = {"would rather not have it published. Nothing was kept.",
                              "不同意发布，没有保存任何内容。"};
static const Words LOOK = {"Look and publish…", "查看并发布…"};
static const Words GONE = {"This is not asked any more.", "这条征求已经失效了。"};

/* --- the form --------------------------------------------------------------------------------- */

/* Slack's *bold* and ~struck~ are Markdown's **bold** and ~~struck~~. */
static char *line_as_markdown(const char *line)
{
    static const char *const RULES[][2] = {
        {"(?<![*\\w])\\*([^*\\s](?:[^*]*[^*\\s])?)\\*(?![*\\w])", "**\\1**"},
        {"(?<![~\\w])~([^~\\s](?:[^~]*[^~\\s])?)~(?![~\\w])", "~~\\1~~"},
        {"^[•◦▪]\\s*", "- "},
    };
    char *text = g_strdup(line);
    for (size_t i = 0; i < G_N_ELEMENTS(RULES); i++) {
        g_autoptr(GRegex) rule = g_regex_new(RULES[i][0], 0, 0, NULL);
        char *next = g_regex_replace(rule, text, -1, 0, RULES[i][1], 0, NULL);
        g_free(text);
        text = next;
    }
    return text;
}

static bool is_list(const char *line)
{
    const char *number = line + strspn(line, "0123456789");
    return g_str_has_prefix(line, "- ") || (number > line && strchr(".)", *number) && *number);
}

/* A line break in a message is meant; in Markdown a paragraph says so, but for lists and code. */
static char *as_markdown(const char *lines)
{
    g_auto(GStrv) each = g_strsplit(lines, "\n", -1);
    GString *out = g_string_new(NULL);
    bool in_code = false, follows_text = false;
    for (char **line = each; *line; line++) {
        bool fence = g_str_has_prefix(*line, "```"), is_code = in_code || fence;
        g_autofree char *text = is_code ? g_strdup(*line) : line_as_markdown(*line);
        if (follows_text && *text && !is_code && !is_list(text))
            g_string_append_c(out, '\n');
        g_string_append_printf(out, "%s%s", text, line[1] ? "\n" : "");
        in_code = in_code != fence;
        follows_text = *text && !in_code;
    }
    return g_string_free(out, FALSE);
}

static bool open_form(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    size_t secrets;
    g_autofree char *masked = mask_text(req->lines ? req->lines : "", &secrets);
    g_autofree char *text = as_markdown(masked);
    if (!*text || !req->author) {
        g_autofree char *why = present_sentence(*text ? NO_AUTHOR : NO_WORDS, req);
        effects_reply(out, why);
        return true;
    }
    bool own = strcmp(req->author, req->user) == 0;
    Lang lang = text_language(text);
    g_autoptr(Entry) from = entry_new();
    from->texts[lang].answer = g_steal_pointer(&text);
    if (req->link)
        g_ptr_array_add(from->sources, g_strdup(req->link));
    DraftForm form = {.action = "save.written",
                      .keep = req->author,
                      .title = TITLE,
                      .submit = own ? PUBLISH : ASK,
                      .author = own ? NULL : req->author,
                      .about_author = words(WROTE, req->lang),
                      .above = secrets > 0 ? words(MASKED, req->lang) : NULL,
                      .from = from,
                      .lang = lang};
    draft_form(req, out, &form);
    return true;
}

/* --- asking its author ------------------------------------------------------------------------ */

static bool note(const Request *req, Kb *kb, const Proposal *p, const char *what, GError **error)
{
    g_autofree char *subject = g_strconcat("entry ", p->slug, NULL);
    return audit_add(kb, req->user, req->name, subject, what, false, error);
}

static bool ask_author(const Request *req, Kb *kb, Effects *out, Proposal *p, const Entry *entry,
                       GError **error)
{
    Lang lang = entry->texts[LANG_ZH].title ? LANG_ZH : LANG_EN;
    if (!proposed_language(kb, p->asked, &lang, error) || !proposal_put(kb, p, error) ||
        !note(req, kb, p, "asked its author", error))
        return false;
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, p->id);
    Message *m = effects_post(out, p->asked, NULL, NULL, NULL);
    message_from(m, req->user, words(MAY_WE, lang));
    present_answer(m, entry, lang);
    message_choice_styled(m, CHOICE_PRIMARY, words(YES, lang), "save.yes", id);
    message_choice(m, words(NO, lang), "save.no", id);
    message_from(effects_reply(out, NULL), p->asked, words(ASKED, req->lang));
    effects_close(out);
    return true;
}

static bool written(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Entry) entry = NULL;
    bool kept;
    const char *author = req->value ? req->value : "";
    if (!draft_read(req, kb, out, req->now_ms, &entry, &kept, error))
        return false;
    if (!entry)
        return true;
    g_autoptr(Proposal) p = draft_proposal(req, entry, 0);
    if (strcmp(author, req->user) == 0)
        return publish_at_once(req, kb, out, p, error);
    p->asked = g_strdup(author);
    return ask_author(req, kb, out, p, entry, error);
}

/* --- what they say ---------------------------------------------------------------------------- */

/* The one that this member was asked about; left NULL, and they told, when it is not. */
static bool asked(const Request *req, Kb *kb, Effects *out, Proposal **found, GError **error)
{
    if (!proposal_find(kb, req->value ? g_ascii_strtoll(req->value, NULL, 10) : 0, found, error))
        return false;
    if (*found && g_strcmp0((*found)->asked, req->user) == 0 && !(*found)->agreed)
        return true;
    g_clear_pointer(found, proposal_free);
    effects_reply(out, words(GONE, req->lang));
    return true;
}

static bool answer(const Request *req, Kb *kb, Effects *out, bool yes, GError **error)
{
    g_autoptr(Proposal) p = NULL;
    Lang lang = req->lang;
    if (!asked(req, kb, out, &p, error))
        return false;
    if (!p)
        return true;
    p->agreed = yes;
    if (!(yes ? proposal_put(kb, p, error) : proposal_remove(kb, p->id, error)) ||
        !note(req, kb, p, yes ? "agreed" : "refused", error) ||
        !proposed_language(kb, p->author, &lang, error))
        return false;
    g_autofree char *slug = g_strconcat("`", p->slug, "`", NULL);
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, p->id);
    effects_replace(out, words(yes ? THANKS : FINE, req->lang));
    Message *m = effects_post(out, p->author, NULL, NULL, NULL);
    message_from(m, req->user, words(yes ? SAID_YES : SAID_NO, lang));
    message_context(m, slug);
    if (yes)
        message_choice_styled(m, CHOICE_PRIMARY, words(LOOK, lang), "publish.look", id);
    return true;
}

static bool say_yes(const Request *req, Kb *kb, Effects *out, GError **error)
{
    return answer(req, kb, out, true, error);
}

static bool say_no(const Request *req, Kb *kb, Effects *out, GError **error)
{
    return answer(req, kb, out, false, error);
}

static const Shortcut shortcuts[] = {
    {.name = "save.open",
     .label = {"Save as knowledge", "存入知识库"},
     .summary = {"Make an entry of a message (moderators)", "把消息存成条目（管理员）"},
     .of_message = true,
     .who = MODERATORS,
     .run = open_form},
    {0},
};
static const Action actions[] = {
    {.name = "save.written", .who = MODERATORS, .run = written},
    {.name = "save.yes", .who = EVERYONE, .run = say_yes},
    {.name = "save.no", .who = EVERYONE, .run = say_no},
    {0},
};
static const char *const scopes[] = {"chat:write", "commands", NULL};

const Feature feature_save = {
    .name = "save", .shortcuts = shortcuts, .actions = actions, .scopes = scopes};
