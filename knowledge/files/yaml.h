/*
 * YAML as a tree of texts, lists and maps, each with its line, and texts written so that they are
 * read back the same. Every scalar is a text: no value turns into a number, a date or a boolean.
 * The only door to libyaml. Pure.
 */
#ifndef KNOWLEDGE_FILES_YAML_H
#define KNOWLEDGE_FILES_YAML_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct YamlNode YamlNode;

enum { YAML_DEPTH_MAX = 32 }; /* nodes within nodes */

/*
 * One document, NULL when there is not even that (*error is set). `first_line` is the line of its
 * file at which it starts. Keys are texts and unique; aliases are refused.
 */
YamlNode *yaml_read(const char *name, size_t first_line, const char *text, size_t len,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void yaml_node_free(YamlNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(YamlNode, yaml_node_free)

/*
 * The same, but the lists that stand under `list_key` are handed out item by item and not kept: for
 * files too large for a tree. `around` are the maps that an item stands in (YamlNode *, outermost
 * first), with what was read of them so far. False ends the reading, the error being set.
 */
typedef bool (*YamlItemFn)(const YamlNode *item, const GPtrArray *around, void *user,
                           GError **error);
bool yaml_each(const char *name, const char *text, size_t len, const char *list_key,
               YamlItemFn take, void *user, GError **error) G_GNUC_WARN_UNUSED_RESULT;

size_t yaml_node_line(const YamlNode *node);

/* NULL when it is a list or a map; "" for a key that nothing follows. */
const char *yaml_node_text(const YamlNode *node);

bool yaml_node_is_map(const YamlNode *node);

/* Of a list or a map; a text has none. */
size_t yaml_node_count(const YamlNode *node);
const YamlNode *yaml_node_item(const YamlNode *node, size_t i);

/* Of a map: the key of its item i. */
const char *yaml_node_key(const YamlNode *node, size_t i);

/* NULL when there is none, or it is no map. */
const YamlNode *yaml_node_find(const YamlNode *node, const char *key);

/*
 * The text as one line of YAML, quoted only where it must be: so that askd reads it back, and that
 * no other reader takes it for something else. `in_flow`: within [brackets].
 */
void yaml_append(GString *out, const char *text, bool in_flow);

#endif
