/*
 * CNCF's landscape.yml: a draft for every project that the foundation hosts or once hosted, one for
 * its chat, and one with the figures of the whole. Products and members are counted and not kept:
 * what a community is asked for is its projects. Pure.
 */
#include "knowledge/files/format.h"

#include <string.h>

#include "knowledge/files/complaints.h"
#include "knowledge/files/landscape.h"
#include "knowledge/files/yaml.h"
#include "knowledge/text.h"

static const char *const stage_codes[STAGE_COUNT] = {"sandbox", "incubating", "graduated",
                                                     "archived"};
static const char *const date_keys[STAGE_COUNT] = {"accepted", "incubating", "graduated",
                                                   "archived"};

enum {
    LINE_MAX_BYTES = 2000, /* of a name, a description, an address; the rest is cut away */
    SUBCATEGORIES_MAX = 1000
};

typedef struct Reader {
    const char *name;
    Complaints *complaints;
    GPtrArray *projects; /* LandscapeProject * */
    GHashTable *known; /* name, in lower case → project: what stands in two places is read once */
    LandscapeTotals totals;
} Reader;

const char *landscape_stage_code(Stage stage)
{
    return stage_codes[stage];
}

static void project_free(void *data)
{
    LandscapeProject *project = data;
    g_free(project->name);
    g_free(project->description);
    g_free(project->category);
    g_free(project->subcategory);
    g_free(project->site);
    g_free(project->repository);
    g_free(project->documents);
    g_free(project->chat);
    g_free(project->channel);
    for (int i = 0; i < STAGE_COUNT; i++)
        g_free(project->dates[i]);
    g_free(project);
}

/* On one line; NULL when there is none. */
static char *line_of(const YamlNode *map, const char *key)
{
    const YamlNode *node = map ? yaml_node_find(map, key) : NULL;
    const char *text = node ? yaml_node_text(node) : NULL;
    g_autofree char *line = text ? text_clean(text, strlen(text), LINE_MAX_BYTES) : NULL;
    return line && *line ? g_steal_pointer(&line) : NULL;
}

/* What is no address that a person could open is left out. */
static char *address_of(const YamlNode *map, const char *key)
{
    g_autofree char *url = line_of(map, key);
    bool is_address =
        url && (g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://"));
    if (!is_address || strpbrk(url, " ()<>\"\\`") || strlen(url) > ENTRY_PHRASING_MAX)
        return NULL;
    return g_steal_pointer(&url);
}

static char *first_address(const YamlNode *map, const char *const *keys)
{
    char *url = NULL;
    for (; *keys && !url; keys++)
        url = address_of(map, *keys);
    return url;
}

static bool is_day(const char *text)
{
    unsigned numbers[3] = {0};
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
        return false;
    for (int i = 0, part = 0; i < 10; i++) {
        if (i == 4 || i == 7)
            part++;
        else if (g_ascii_isdigit(text[i]))
            numbers[part] = numbers[part] * 10 + (unsigned)(text[i] - '0');
        else
            return false;
    }
    return numbers[0] > 0 && numbers[1] <= 12 &&
           g_date_valid_dmy((GDateDay)numbers[2], (GDateMonth)numbers[1], (GDateYear)numbers[0]);
}

static void read_dates(Reader *reader, const YamlNode *extra, LandscapeProject *project)
{
    for (int i = 0; i < STAGE_COUNT; i++) {
        char *date = project->dates[i] = line_of(extra, date_keys[i]);
        if (!date)
            continue;
        if (!is_day(date)) {
            complain(reader->complaints, reader->name,
                     yaml_node_line(yaml_node_find(extra, date_keys[i])),
                     "`%s: %s` is not a date; write it as 2027-02-28", date_keys[i], date);
            g_clear_pointer(&project->dates[i], g_free);
        } else if (g_strcmp0(date, reader->totals.latest) > 0) {
            g_free(reader->totals.latest);
            reader->totals.latest = g_strdup(date);
        }
    }
}

static bool read_stage(Reader *reader, const YamlNode *item, Stage *stage)
{
    const YamlNode *node = yaml_node_find(item, "project");
    const char *word = yaml_node_text(node);
    for (int i = 0; i < STAGE_COUNT; i++) {
        if (g_strcmp0(word, stage_codes[i]) == 0) {
            *stage = (Stage)i;
            return true;
        }
    }
    complain(reader->complaints, reader->name, yaml_node_line(node),
             "the stage `%s` is not known; sandbox, incubating, graduated or archived",
             word ? word : "a list");
    return false;
}

static void read_project(Reader *reader, const YamlNode *item, const char *name,
                         const char *category, const char *subcategory)
{
    static const char *const documents[] = {"documentation_url", "kubernetes_url", NULL};
    static const char *const chats[] = {"slack_url", "discord_url", "gitter_url", NULL};
    const YamlNode *extra = yaml_node_find(item, "extra");
    Stage stage = STAGE_SANDBOX;
    if (!read_stage(reader, item, &stage))
        return;
    LandscapeProject *project = g_new0(LandscapeProject, 1);
    g_ptr_array_add(reader->projects, project);
    project->line = yaml_node_line(item);
    project->stage = stage;
    project->name = g_strdup(name);
    project->category = g_strdup(category);
    project->subcategory = g_strdup(subcategory);
    project->description = line_of(item, "description");
    project->site = address_of(item, "homepage_url");
    project->repository = address_of(item, "repo_url");
    project->documents = first_address(extra, documents);
    project->chat = first_address(extra, chats);
    project->channel = line_of(extra, "chat_channel");
    read_dates(reader, extra, project);
    reader->totals.stages[stage]++;
    g_hash_table_insert(reader->known, g_utf8_strdown(name, -1), project);
}

/* The nearest name around the item at that depth: a category's, then a subcategory's. */
static char *name_around(const GPtrArray *around, unsigned depth)
{
    unsigned named = 0;
    for (unsigned i = 0; i < around->len; i++) {
        char *name = line_of(around->pdata[i], "name");
        if (name && named++ == depth)
            return name;
        g_free(name);
    }
    return NULL;
}

/* False: there are too many of them. */
static bool count(Reader *reader, const char *category, const char *subcategory)
{
    GArray *counts = reader->totals.counts;
    for (unsigned i = 0; i < counts->len; i++) {
        LandscapeCount *at = &g_array_index(counts, LandscapeCount, i);
        if (strcmp(at->category, category) == 0 && strcmp(at->subcategory, subcategory) == 0) {
            at->items++;
            return true;
        }
    }
    if (counts->len == SUBCATEGORIES_MAX)
        return false;
    LandscapeCount added = {g_strdup(category), g_strdup(subcategory), 1};
    g_array_append_val(counts, added);
    return true;
}

static bool take_item(const YamlNode *item, const GPtrArray *around, void *user, GError **error)
{
    Reader *reader = user;
    g_autofree char *category = name_around(around, 0);
    g_autofree char *subcategory = name_around(around, 1);
    g_autofree char *name = yaml_node_is_map(item) ? line_of(item, "name") : NULL;
    reader->totals.items++;
    if (!category || !subcategory || !name) {
        complain(reader->complaints, reader->name, yaml_node_line(item), "%s",
                 !name ? "an item without `name:`"
                       : "an item outside of a category and a subcategory with a `name:` above");
        return true;
    }
    if (!count(reader, category, subcategory)) {
        g_set_error(error, KB_ERROR, KB_ERROR_INPUT, "%s:%zu: more than %d subcategories",
                    reader->name, yaml_node_line(item), SUBCATEGORIES_MAX);
        return false;
    }
    g_autofree char *folded = g_utf8_strdown(name, -1);
    if (yaml_node_find(item, "project") && !g_hash_table_contains(reader->known, folded))
        read_project(reader, item, name, category, subcategory);
    return true;
}

static void count_clear(void *data)
{
    LandscapeCount *of = data;
    g_free(of->category);
    g_free(of->subcategory);
}

static void read_items(Reader *reader, const char *data, size_t len)
{
    GError *error = NULL;
    if (!yaml_each(reader->name, data, len, "items", take_item, reader, &error)) {
        complain_lines(reader->complaints, error->message);
        g_error_free(error);
    } else if (reader->totals.items == 0) {
        complain(reader->complaints, reader->name, 1,
                 "no items; a landscape is categories, subcategories and their `items:`");
    }
}

bool landscape_known(const char *data, size_t len)
{
    static const char key[] = "landscape:";
    const char *at = data, *end = data + len;
    while (at) {
        if ((size_t)(end - at) >= strlen(key) && memcmp(at, key, strlen(key)) == 0)
            return true;
        const char *next = memchr(at, '\n', (size_t)(end - at));
        at = next ? next + 1 : NULL;
    }
    return false;
}

bool landscape_read(const char *name, const char *data, size_t len, GPtrArray *drafts,
                    GError **error)
{
    g_autoptr(Complaints) complaints = complaints_new();
    g_autoptr(GPtrArray) projects = g_ptr_array_new_with_free_func(project_free);
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GArray) counts = g_array_new(FALSE, FALSE, sizeof(LandscapeCount));
    g_array_set_clear_func(counts, count_clear);
    Reader reader = {.name = name,
                     .complaints = complaints,
                     .projects = projects,
                     .known = known,
                     .totals = {.counts = counts}};
    if (len > FORMAT_FILE_MAX)
        complain(complaints, name, 1, "the file is larger than %d MiB", FORMAT_FILE_MAX >> 20);
    else if (complaints_utf8(complaints, name, &data, &len))
        read_items(&reader, data, len);
    bool whole = complaints_none(complaints, error);
    if (whole)
        landscape_draft(name, projects, &reader.totals, drafts);
    g_free(reader.totals.latest);
    return whole;
}
