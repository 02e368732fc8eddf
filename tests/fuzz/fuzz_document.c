/*
 * Any bytes as JSON: what jansson reads our reader reads as well, and reads the same in it.
 */
#include <jansson.h>
#include <stdint.h>
#include <string.h>

#include "bot/slack/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_same(const json_t *theirs, const Node *ours);

static void check_list(const json_t *theirs, const Node *ours)
{
    const Node *item = node_first(ours);
    for (size_t i = 0; i < json_array_size(theirs); i++, item = node_next(item)) {
        g_assert_nonnull(item);
        check_same(json_array_get(theirs, i), item);
    }
    g_assert_null(item);
}

static void check_object(json_t *theirs, const Node *ours)
{
    const char *key;
    json_t *value;
    json_object_foreach(theirs, key, value)
    {
        const Node *member = node_member(ours, key);
        g_assert_nonnull(member);
        check_same(value, member);
    }
}

static void check_same(const json_t *theirs, const Node *ours)
{
    switch (json_typeof(theirs)) {
    case JSON_OBJECT:
        g_assert_true(node_is(ours, NODE_OBJECT));
        check_object((json_t *)theirs, ours);
        break;
    case JSON_ARRAY:
        g_assert_true(node_is(ours, NODE_LIST));
        check_list(theirs, ours);
        break;
    case JSON_STRING:
        g_assert_cmpstr(json_string_value(theirs), ==, node_text(ours));
        break;
    case JSON_INTEGER:
        g_assert_cmpint(json_integer_value(theirs), ==, node_integer(ours));
        break;
    case JSON_REAL:
        g_assert_true(node_is(ours, NODE_NUMBER));
        break;
    case JSON_TRUE:
        g_assert_true(node_is(ours, NODE_TRUE));
        break;
    case JSON_FALSE:
        g_assert_true(node_is(ours, NODE_FALSE));
        break;
    case JSON_NULL:
        g_assert_true(node_is(ours, NODE_NULL));
        break;
    }
}

/*
 * Deeper nesting is refused; how deep a text may nest at most its brackets say. A zero byte ends
 * jansson's text, and is a wrong character in ours.
 */
static bool must_be_read(const uint8_t *data, size_t len)
{
    size_t brackets = 0;
    for (size_t i = 0; i < len; i++)
        brackets += data[i] == '[' || data[i] == '{';
    return brackets < DOCUMENT_DEPTH_MAX && len < DOCUMENT_NODES_MAX && !memchr(data, 0, len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    g_autoptr(Document) document = document_read((const char *)data, len);
    json_t *json = json_loadb((const char *)data, len, JSON_DECODE_ANY, NULL);
    g_assert_true(!json || document || !must_be_read(data, len));
    if (json && document)
        check_same(json, document_root(document));
    json_decref(json);
    return 0;
}
