/*
 * /teach: a moderator writes an entry in a form.
 */
#include "commands/feature.h"

#include "commands/draft.h"
#include "commands/publish.h"

static const Words TEACH = {"Teach askd", "添加知识"};
static const Words SAVE = {"Publish", "发布"};

static bool open_form(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    g_autoptr(Entry) empty = entry_new();
    DraftForm form = {
        .action = "teach.save", .title = TEACH, .submit = SAVE, .from = empty, .lang = req->lang};
    draft_form(req, out, &form);
    return true;
}

static bool save(const Request *req, Kb *kb, Effects *out, GError **error)
{
    g_autoptr(Entry) entry = NULL;
    bool kept;
    if (!draft_read(req, kb, out, req->now_ms, &entry, &kept, error))
        return false;
    if (!entry)
        return true;
    g_autoptr(Proposal) proposal = draft_proposal(req, entry, 0);
    return publish_at_once(req, kb, out, proposal, error);
}

static bool look(const Request *req, Kb *kb, Effects *out, GError **error)
{
    return draft_show(req, kb, out, error);
}

static const Command commands[] = {
    {.name = "/teach",
     .summary = {"Write an entry of the knowledge base (moderators)", "添加知识库条目（管理员）"},
     .who = MODERATORS,
     .run = open_form},
    {0},
};
static const Action actions[] = {
    {.name = "teach.save", .who = MODERATORS, .run = save},
    {.name = "teach.look", .who = MODERATORS, .run = look},
    {0},
};
static const char *const scopes[] = {"commands", NULL};

const Feature feature_teach = {
    .name = "teach", .commands = commands, .actions = actions, .scopes = scopes};
