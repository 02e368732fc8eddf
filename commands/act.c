/*
 * Checked when the button is pressed, not when it was drawn: a card may be as old as its channel.
 */
#include "commands/act.h"

#include "commands/card.h"
#include "commands/home.h"
#include "knowledge/audit.h"

static const Words GONE = {"There is no such question any more.", "这个问题已经不在了。"};
static const Words FIRST[GROUP_STATE_COUNT] = {
    {"has put this back into the queue.", "已把它放回队列。"},
    {"is on this already. Press Release on the card first to take it over.",
     "已经在处理了。如需接手，请先在卡片上点“放回”。"},
    {"was first and has answered this.", "已先一步回答了这个问题。"},
    {"was first and has dismissed this.", "已先一步关闭了这个问题。"},
    {"was first and has merged this into another.", "已先一步把它并入了另一个问题。"},
};
static const Words FIRST_PLAIN = {"Not sent: %s was first. It is %s now.",
                                  "没有发送：%s 先处理了，现在的状态是：%s。"};
static const Words CANCEL = {"Cancel", "取消"};

int64_t act_group(const Request *req)
{
    return req->value ? g_ascii_strtoll(req->value, NULL, 10) : 0;
}

static const char *whoever(const Group *group)
{
    return group->claimed_by ? group->claimed_by : group->closed_by ? group->closed_by : "askd";
}

void act_say_first(const Request *req, Effects *out, const Group *group, const char *input)
{
    if (req->surface == SURFACE_FORM) {
        g_autofree char *why = words_filled(FIRST_PLAIN, req->lang, whoever(group),
                                            group_state_code(group->state), NULL);
        effects_refuse(out, input, why);
        return;
    }
    message_from(effects_reply(out, NULL), whoever(group), words(FIRST[group->state], req->lang));
}

bool act_take(const Request *req, Kb *kb, Effects *out, const char *input, Group **taken,
              GError **error)
{
    g_autoptr(Group) group = NULL;
    *taken = NULL;
    if (!group_find(kb, act_group(req), &group, error))
        return false;
    if (!group && req->surface == SURFACE_FORM)
        effects_refuse(out, input, words(GONE, req->lang));
    else if (!group)
        effects_reply(out, words(GONE, req->lang));
    else if (group->state == GROUP_NEW ||
             (group->state == GROUP_CLAIMED && g_strcmp0(group->claimed_by, req->user) == 0))
        *taken = g_steal_pointer(&group);
    else
        act_say_first(req, out, group, input);
    return true;
}

Form *act_form(const Request *req, Effects *out, const Group *group, const char *action,
               Words title, Words submit)
{
    Form *form = effects_form(out, action, words(title, req->lang), words(submit, req->lang),
                              words(CANCEL, req->lang));
    g_autofree char *keep = g_strdup_printf("%" G_GINT64_FORMAT, group->id);
    form_keep(form, keep);
    form_quote(form, group->title);
    return form;
}

char *act_value(const Request *req, const char *id)
{
    const char *typed = request_value(req, id);
    return g_strstrip(g_strdup(typed ? typed : ""));
}

bool act_follow(const Request *req, Kb *kb, Effects *out, const Group *group, const char *detail,
                const News *news, GError **error)
{
    g_autofree char *subject = g_strdup_printf("group %" G_GINT64_FORMAT, group->id);
    return audit_add(kb, req->user, req->name, subject, detail, false, error) &&
           (!news || tell_all(req, kb, out, group->id, news, error)) &&
           card_refresh(req, kb, out, group->id, error) && home_renew(req, kb, out, error);
}
