/*
 * Every name is looked at: there are some hundreds, and nobody types fast.
 */
#include "commands/complete.h"

#include <string.h>

enum { TYPED_MAX = 100, NEAR_MAX = 5 };

static bool has(const Entry *entry, Lang lang, const char *typed)
{
    g_autofree char *name = catalogue_name(entry, lang);
    g_autofree char *fold = catalogue_fold(name);
    return strstr(fold, typed) != NULL;
}

static void offer(const Request *req, Effects *out, const Entry *entry)
{
    g_autofree char *name = catalogue_name(entry, req->lang);
    g_autofree char *value = catalogue_value(entry, req->lang);
    effects_option(out, value, name);
}

void complete_names(const Request *req, Effects *out, CatalogueFn is)
{
    g_autofree char *clean = text_clean(req->value, strlen(req->value), TYPED_MAX);
    g_autofree char *typed = catalogue_fold(clean);
    g_autoptr(GHashTable) offered = g_hash_table_new(NULL, NULL);
    g_autoptr(GPtrArray) all = catalogue_list(req->library, is);
    for (unsigned i = 0; i < all->len; i++) {
        const Entry *entry = all->pdata[i];
        if (has(entry, LANG_EN, typed) || has(entry, LANG_ZH, typed)) {
            g_hash_table_add(offered, (void *)entry);
            offer(req, out, entry);
        }
    }
    if (!*typed)
        return;
    g_autoptr(GPtrArray) near = catalogue_near(req->library, req->scratch, is, clean, NEAR_MAX);
    for (unsigned i = 0; i < near->len; i++)
        if (g_hash_table_add(offered, near->pdata[i]))
            offer(req, out, near->pdata[i]);
}
