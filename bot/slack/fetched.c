/*
 * Reads whichever members an answer has: the methods that are asked answer with members of
 * different names, so which method it was need not be known.
 */
#include "bot/slack/fetched.h"

struct FetchedBody {
    Document *document;
    char *error;
    GArray *channels; /* Channel */
    GPtrArray *ids;   /* const char * */
    Fetched facts;
};

static const char *text_of(const Node *object, const char *key)
{
    const char *text = node_text(node_member(object, key));
    return text && *text ? text : NULL;
}

static bool is_set(const Node *object, const char *key)
{
    return node_is(node_member(object, key), NODE_TRUE);
}

Person fetched_person(const Node *user)
{
    return (Person){
        .id = text_of(user, "id"),
        .locale = text_of(user, "locale"),
        .is_bot = is_set(user, "is_bot"),
        .is_guest = is_set(user, "is_restricted") || is_set(user, "is_ultra_restricted"),
        .is_gone = is_set(user, "deleted"),
    };
}

static Channel read_channel(const Node *node)
{
    return (Channel){
        .id = text_of(node, "id"),
        .name = text_of(node, "name"),
        .topic = text_of(node_member(node, "topic"), "value"),
        .purpose = text_of(node_member(node, "purpose"), "value"),
        .is_member = is_set(node, "is_member"),
        .is_archived = is_set(node, "is_archived"),
        .is_private = is_set(node, "is_private"),
    };
}

static void read_lists(FetchedBody *body, const Node *root)
{
    const Node *node = node_first(node_member(root, "channels"));
    for (; node; node = node_next(node)) {
        Channel channel = read_channel(node);
        if (channel.id && channel.name)
            g_array_append_val(body->channels, channel);
    }
    for (node = node_first(node_member(root, "users")); node; node = node_next(node))
        if (node_text(node))
            g_ptr_array_add(body->ids, (char *)node_text(node));
}

static FetchedBody *body_new(void)
{
    FetchedBody *body = g_new0(FetchedBody, 1);
    body->channels = g_array_new(FALSE, FALSE, sizeof(Channel));
    body->ids = g_ptr_array_new();
    return body;
}

FetchedBody *fetched_read(const char *bytes, size_t len)
{
    FetchedBody *body = body_new();
    body->document = document_read(bytes, len);
    const Node *root = document_root(body->document);
    if (!node_is(root, NODE_OBJECT)) {
        body->facts.error = "not_json";
        return body;
    }
    read_lists(body, root);
    body->facts = (Fetched){
        .person = fetched_person(node_member(root, "user")),
        .channels = (const Channel *)body->channels->data,
        .channel_count = body->channels->len,
        .ids = (const char *const *)body->ids->pdata,
        .id_count = body->ids->len,
        .cursor = text_of(node_member(root, "response_metadata"), "next_cursor"),
    };
    return body;
}

FetchedBody *fetched_refused(const char *error)
{
    FetchedBody *body = body_new();
    body->error = g_strdup(error);
    body->facts.error = body->error;
    return body;
}

void fetched_free(FetchedBody *body)
{
    if (!body)
        return;
    document_free(body->document);
    g_array_unref(body->channels);
    g_ptr_array_unref(body->ids);
    g_free(body->error);
    g_free(body);
}

const Fetched *fetched_facts(const FetchedBody *body)
{
    return &body->facts;
}
