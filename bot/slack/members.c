/*
 * A member that is missing, empty or of another type is absent.
 */
#include "bot/slack/members.h"

#include <string.h>

#include "bot/render/slack_text.h"

const char *member_text(const Node *object, const char *key)
{
    const char *text = node_text(node_member(object, key));
    return text && *text ? text : NULL;
}

const char *member_text_at(const Node *object, const char *outer, const char *key)
{
    return member_text(node_member(object, outer), key);
}

const char *member_id(const Node *object, const char *key)
{
    const Node *member = node_member(object, key);
    return node_is(member, NODE_OBJECT) ? member_text(member, "id") : member_text(object, key);
}

const Node *member_first(const Node *object, const char *key)
{
    const Node *list = node_member(object, key);
    return node_is(list, NODE_LIST) ? node_first(list) : NULL;
}

const char *envelope_keep(Envelope *e, char *text)
{
    if (!e->strings)
        e->strings = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(e->strings, text);
    return text;
}

void envelope_ignore(Envelope *e, const char *why)
{
    e->kind = ENVELOPE_IGNORED;
    e->why = why;
}

void envelope_words(Envelope *e, const Node *object, const char *key, const char *self,
                    bool keep_ids)
{
    const char *text = node_text(node_member(object, key));
    e->request.text = envelope_keep(
        e, slack_text_read(text ? text : "", text ? strlen(text) : 0, self, keep_ids));
}
