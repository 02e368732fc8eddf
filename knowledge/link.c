/*
 * Which entry uses which address, and the table of how they stand.
 */
#include "knowledge/link.h"

#include <string.h>

#include "knowledge/db.h"

/* --- uses ---------------------------------------------------------------------------------- */

static void free_use(void *data)
{
    LinkUse *use = data;
    g_free(use->url);
    g_ptr_array_unref(use->slugs);
    g_free(use);
}

static bool is_web(const char *url)
{
    return g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://");
}

/* Without its fragment, which never leaves a browser. */
static void use(GHashTable *uses, const char *url, size_t len, const Entry *entry)
{
    g_autofree char *address = g_strndup(url, len);
    address[strcspn(address, "#")] = '\0';
    if (!is_web(address))
        return;
    LinkUse *found = g_hash_table_lookup(uses, address);
    if (!found) {
        found = g_new(LinkUse, 1);
        *found = (LinkUse){.url = g_strdup(address), .slugs = g_ptr_array_new()};
        g_hash_table_insert(uses, found->url, found);
    }
    for (unsigned i = 0; i < found->slugs->len; i++)
        if (strcmp(found->slugs->pdata[i], entry->slug) == 0)
            return;
    g_ptr_array_add(found->slugs, entry->slug);
}

/* `[text](address)` and `<address>`. */
static void use_markdown(GHashTable *uses, const char *markdown, const Entry *entry)
{
    for (const char *at = markdown; at && (at = strstr(at, "http")); at++) {
        bool linked = at >= markdown + 2 && strncmp(at - 2, "](", 2) == 0;
        bool angled = at >= markdown + 1 && at[-1] == '<';
        if (linked || angled)
            use(uses, at, strcspn(at, linked ? ") \t\n" : "> \t\n"), entry);
    }
}

static void use_entry(GHashTable *uses, const Entry *entry)
{
    if (entry->url)
        use(uses, entry->url, strlen(entry->url), entry);
    for (unsigned i = 0; i < entry->sources->len; i++)
        use(uses, entry->sources->pdata[i], strlen(entry->sources->pdata[i]), entry);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        use_markdown(uses, entry->texts[lang].answer, entry);
        use_markdown(uses, entry->texts[lang].then, entry);
        use_markdown(uses, entry->texts[lang].now, entry);
    }
}

static int by_url(const void *a, const void *b)
{
    return strcmp((*(LinkUse *const *)a)->url, (*(LinkUse *const *)b)->url);
}

GPtrArray *link_uses(const GPtrArray *entries)
{
    g_autoptr(GHashTable) uses = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; i < entries->len; i++)
        use_entry(uses, entries->pdata[i]);
    GPtrArray *list = g_ptr_array_new_with_free_func(free_use);
    GHashTableIter iter;
    void *found;
    g_hash_table_iter_init(&iter, uses);
    while (g_hash_table_iter_next(&iter, NULL, &found))
        g_ptr_array_add(list, found);
    g_ptr_array_sort(list, by_url);
    return list;
}

/* --- the table ----------------------------------------------------------------------------- */

static void free_link(void *data)
{
    Link *link = data;
    g_free(link->url);
    g_free(link->why);
    g_free(link);
}

static GPtrArray *list(Kb *kb, StmtId which, GError **error)
{
    g_autoptr(GPtrArray) links = g_ptr_array_new_with_free_func(free_link);
    g_autoptr(Stmt) stmt = db_stmt(kb, which);
    DbStep step;
    while ((step = db_step(kb, stmt, error)) == DB_ROW) {
        Link *link = g_new(Link, 1);
        *link = (Link){.url = db_text(stmt, 0),
                       .checked_ms = db_int(stmt, 1),
                       .status = db_int(stmt, 2),
                       .why = db_text(stmt, 3),
                       .failures = db_int(stmt, 4)};
        g_ptr_array_add(links, link);
    }
    return step == DB_DONE ? g_steal_pointer(&links) : NULL;
}

GPtrArray *link_list(Kb *kb, GError **error)
{
    return list(kb, STMT_LINK_ALL, error);
}

GPtrArray *link_dead(Kb *kb, bool *tried, GError **error)
{
    g_autoptr(Stmt) any = db_stmt(kb, STMT_LINK_ANY);
    DbStep step = db_step(kb, any, error);
    *tried = step == DB_ROW;
    return step == DB_FAILED ? NULL : list(kb, STMT_LINK_DEAD, error);
}

bool link_save(Kb *kb, const char *url, int64_t status, const char *why, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_LINK_PUT);
    bind_text(stmt, 1, url);
    bind_int(stmt, 2, kb_now_ms(kb));
    bind_int(stmt, 3, status);
    bind_text(stmt, 4, why);
    bind_int(stmt, 5, why ? 1 : 0);
    return db_run(kb, stmt, NULL, error);
}

static bool forget(Kb *kb, const char *url, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_LINK_DELETE);
    bind_text(stmt, 1, url);
    return db_run(kb, stmt, NULL, error);
}

bool link_sweep(Kb *kb, const GPtrArray *uses, GError **error)
{
    g_autoptr(GHashTable) used = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; i < uses->len; i++)
        g_hash_table_add(used, ((LinkUse *)uses->pdata[i])->url);
    g_autoptr(GPtrArray) links = link_list(kb, error);
    for (unsigned i = 0; links && i < links->len; i++) {
        const Link *link = links->pdata[i];
        if (!g_hash_table_contains(used, link->url) && !forget(kb, link->url, error))
            return false;
    }
    return links != NULL;
}
