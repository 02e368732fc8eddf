/*
 * libyaml's events made a tree. Events, not libyaml's own documents: so a depth is refused before
 * it is built, and no alias can make a small file large.
 */
#include "knowledge/files/yaml.h"

#include <string.h>
#include <yaml.h>

#include "knowledge/kb.h"

typedef enum NodeKind { NODE_TEXT, NODE_LIST, NODE_MAP } NodeKind;

struct YamlNode {
    NodeKind kind;
    size_t line;
    char *text;        /* of a text */
    GPtrArray *items;  /* YamlNode *, of a list and a map */
    GPtrArray *keys;   /* char *, of a map, beside items */
    GHashTable *found; /* of a map: key → its item; borrows both */
};

typedef struct Reader {
    yaml_parser_t parser;
    const char *name;
    size_t first_line;
    const char *text;
    size_t len;
    const char *list_key; /* of the lists that are handed out, or NULL */
    YamlItemFn take;
    void *user;
    GPtrArray *around; /* YamlNode *: the maps that are being read, borrowed */
} Reader;

void yaml_node_free(YamlNode *node)
{
    if (!node)
        return;
    g_clear_pointer(&node->found, g_hash_table_unref);
    g_clear_pointer(&node->items, g_ptr_array_unref);
    g_clear_pointer(&node->keys, g_ptr_array_unref);
    g_free(node->text);
    g_free(node);
}

static void free_node(void *node)
{
    yaml_node_free(node);
}

static YamlNode *node_new(NodeKind kind, size_t line)
{
    YamlNode *node = g_new0(YamlNode, 1);
    node->kind = kind;
    node->line = line;
    if (kind != NODE_TEXT)
        node->items = g_ptr_array_new_with_free_func(free_node);
    if (kind == NODE_MAP) {
        node->keys = g_ptr_array_new_with_free_func(g_free);
        node->found = g_hash_table_new(g_str_hash, g_str_equal);
    }
    return node;
}

static size_t line_of(const Reader *reader, yaml_mark_t mark)
{
    return reader->first_line + mark.line;
}

/* A tab where libyaml stumbled is nearly always the cause, and its own words do not say so. */
static bool line_has_tab(const Reader *reader, size_t line)
{
    const char *at = reader->text, *end = reader->text + reader->len;
    for (; line > 0 && at; line--) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    if (!at)
        return false;
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    return memchr(at, '\t', (size_t)((stop ? stop : end) - at)) != NULL;
}

static const char *advice(const Reader *reader, const char *problem)
{
    if (line_has_tab(reader, reader->parser.problem_mark.line))
        return "; indent with blanks, not with tabs";
    if (strstr(problem, "mapping values are not allowed") ||
        strstr(problem, "cannot start any token"))
        return "; put a value that holds such a sign in \"quotes\"";
    if (strstr(problem, "expected ',' or ']'"))
        return "; close the list with ]";
    return "";
}

static void fail_parse(const Reader *reader, GError **error)
{
    const char *problem = reader->parser.problem ? reader->parser.problem : "cannot be read";
    g_set_error(error, KB_ERROR, KB_ERROR_INPUT, "%s:%zu: YAML: %s%s", reader->name,
                line_of(reader, reader->parser.problem_mark), problem, advice(reader, problem));
}

static bool next(Reader *reader, yaml_event_t *event, GError **error)
{
    if (yaml_parser_parse(&reader->parser, event))
        return true;
    fail_parse(reader, error);
    return false;
}

static bool refuse(const Reader *reader, size_t line, const char *what, GError **error)
{
    g_set_error(error, KB_ERROR, KB_ERROR_INPUT, "%s:%zu: %s", reader->name, line, what);
    return false;
}

static YamlNode *read_node(Reader *reader, const yaml_event_t *event, unsigned depth,
                           GError **error);

static bool read_items(Reader *reader, YamlNode *list, unsigned depth, GError **error)
{
    for (;;) {
        yaml_event_t event;
        if (!next(reader, &event, error))
            return false;
        bool ended = event.type == YAML_SEQUENCE_END_EVENT;
        YamlNode *item = ended ? NULL : read_node(reader, &event, depth, error);
        yaml_event_delete(&event);
        if (!item)
            return ended;
        g_ptr_array_add(list->items, item);
    }
}

/* Items that leave as they come; what stands in them is a tree like any other. */
static bool hand_out(Reader *reader, unsigned depth, GError **error)
{
    for (;;) {
        yaml_event_t event;
        if (!next(reader, &event, error))
            return false;
        bool ended = event.type == YAML_SEQUENCE_END_EVENT;
        const char *list_key = g_steal_pointer(&reader->list_key);
        g_autoptr(YamlNode) item = ended ? NULL : read_node(reader, &event, depth, error);
        reader->list_key = list_key;
        yaml_event_delete(&event);
        if (!item)
            return ended;
        if (!reader->take(item, reader->around, reader->user, error))
            return false;
    }
}

/* The value of the map's newest key. */
static YamlNode *read_valued(Reader *reader, const YamlNode *map, const yaml_event_t *event,
                             unsigned depth, GError **error)
{
    const char *key = map->keys->pdata[map->keys->len - 1];
    if (event->type != YAML_SEQUENCE_START_EVENT || g_strcmp0(key, reader->list_key) != 0)
        return read_node(reader, event, depth, error);
    g_autoptr(YamlNode) list = node_new(NODE_LIST, line_of(reader, event->start_mark));
    return hand_out(reader, depth + 1, error) ? g_steal_pointer(&list) : NULL;
}

/* A new key of the map, or false: what is no text, or stood there before, cannot be one. */
static bool read_key(Reader *reader, YamlNode *map, const yaml_event_t *event, GError **error)
{
    size_t line = line_of(reader, event->start_mark);
    if (event->type != YAML_SCALAR_EVENT)
        return refuse(reader, line, "a key must be a plain word, as in `id: envoy`", error);
    const char *key = (const char *)event->data.scalar.value;
    const YamlNode *before = g_hash_table_lookup(map->found, key);
    if (before) {
        g_set_error(error, KB_ERROR, KB_ERROR_INPUT,
                    "%s:%zu: the key `%s` stands twice (first at line %zu); keep one of them",
                    reader->name, line, key, before->line);
        return false;
    }
    g_ptr_array_add(map->keys, g_strdup(key));
    return true;
}

static bool read_value(Reader *reader, YamlNode *map, unsigned depth, GError **error)
{
    yaml_event_t event;
    if (!next(reader, &event, error))
        return false;
    YamlNode *value = read_valued(reader, map, &event, depth, error);
    yaml_event_delete(&event);
    if (!value)
        return false;
    g_ptr_array_add(map->items, value);
    g_hash_table_insert(map->found, map->keys->pdata[map->keys->len - 1], value);
    return true;
}

static bool read_pairs(Reader *reader, YamlNode *map, unsigned depth, GError **error)
{
    for (;;) {
        yaml_event_t event;
        if (!next(reader, &event, error))
            return false;
        bool ended = event.type == YAML_MAPPING_END_EVENT;
        bool keyed = !ended && read_key(reader, map, &event, error);
        yaml_event_delete(&event);
        if (!keyed)
            return ended;
        if (!read_value(reader, map, depth, error))
            return false;
    }
}

static YamlNode *read_node(Reader *reader, const yaml_event_t *event, unsigned depth,
                           GError **error)
{
    size_t line = line_of(reader, event->start_mark);
    if (depth == YAML_DEPTH_MAX) {
        refuse(reader, line, "YAML nested too deeply", error);
        return NULL;
    }
    g_autoptr(YamlNode) node = NULL;
    bool whole = false;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        node = node_new(NODE_TEXT, line);
        node->text = g_strdup((const char *)event->data.scalar.value);
        whole = strlen(node->text) == event->data.scalar.length ||
                refuse(reader, line, "a text must not hold a zero byte", error);
        break;
    case YAML_SEQUENCE_START_EVENT:
        node = node_new(NODE_LIST, line);
        whole = read_items(reader, node, depth + 1, error);
        break;
    case YAML_MAPPING_START_EVENT:
        node = node_new(NODE_MAP, line);
        g_ptr_array_add(reader->around, node);
        whole = read_pairs(reader, node, depth + 1, error);
        g_ptr_array_set_size(reader->around, (int)reader->around->len - 1);
        break;
    default:
        refuse(reader, line, "a YAML alias (*name) is not read here; write the value out", error);
        break;
    }
    return whole ? g_steal_pointer(&node) : NULL;
}

/* Steps over the event, which must be of that type. */
static bool expect(Reader *reader, yaml_event_type_t type, const char *else_what, GError **error)
{
    yaml_event_t event;
    if (!next(reader, &event, error))
        return false;
    bool as_expected = event.type == type;
    size_t line = line_of(reader, event.start_mark);
    yaml_event_delete(&event);
    return as_expected || refuse(reader, line, else_what, error);
}

static YamlNode *read_document(Reader *reader, GError **error)
{
    if (!expect(reader, YAML_STREAM_START_EVENT, "no YAML", error) ||
        !expect(reader, YAML_DOCUMENT_START_EVENT, "there is no YAML here", error))
        return NULL;
    yaml_event_t event;
    if (!next(reader, &event, error))
        return NULL;
    g_autoptr(YamlNode) root = read_node(reader, &event, 0, error);
    yaml_event_delete(&event);
    if (!root || !expect(reader, YAML_DOCUMENT_END_EVENT, "YAML ends too late", error) ||
        !expect(reader, YAML_STREAM_END_EVENT, "a second YAML document; keep one", error))
        return NULL;
    return g_steal_pointer(&root);
}

static YamlNode *read_text(Reader *reader, GError **error)
{
    g_autoptr(GPtrArray) around = g_ptr_array_new();
    bool has_memory = yaml_parser_initialize(&reader->parser);
    g_assert(has_memory);
    reader->around = around;
    yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader->parser, (const unsigned char *)reader->text,
                                 reader->len);
    YamlNode *root = read_document(reader, error);
    yaml_parser_delete(&reader->parser);
    return root;
}

YamlNode *yaml_read(const char *name, size_t first_line, const char *text, size_t len,
                    GError **error)
{
    Reader reader = {.name = name, .first_line = first_line, .text = text, .len = len};
    return read_text(&reader, error);
}

bool yaml_each(const char *name, const char *text, size_t len, const char *list_key,
               YamlItemFn take, void *user, GError **error)
{
    Reader reader = {.name = name,
                     .first_line = 1,
                     .text = text,
                     .len = len,
                     .list_key = list_key,
                     .take = take,
                     .user = user};
    g_autoptr(YamlNode) root = read_text(&reader, error);
    return root != NULL;
}

size_t yaml_node_line(const YamlNode *node)
{
    return node->line;
}

const char *yaml_node_text(const YamlNode *node)
{
    return node->text;
}

bool yaml_node_is_map(const YamlNode *node)
{
    return node->kind == NODE_MAP;
}

size_t yaml_node_count(const YamlNode *node)
{
    return node->items ? node->items->len : 0;
}

const YamlNode *yaml_node_item(const YamlNode *node, size_t i)
{
    return node->items->pdata[i];
}

const char *yaml_node_key(const YamlNode *node, size_t i)
{
    return node->keys->pdata[i];
}

const YamlNode *yaml_node_find(const YamlNode *node, const char *key)
{
    return node->found ? g_hash_table_lookup(node->found, key) : NULL;
}
