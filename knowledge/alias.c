/*
 * Two small tables. What changes them makes the library out of date, as a changed entry does.
 */
#include "knowledge/alias.h"

#include <string.h>

#include "knowledge/db.h"
#include "knowledge/text.h"

static void free_alias(void *data)
{
    Alias *alias = data;
    g_free(alias->word);
    g_free(alias->meaning);
    g_free(alias);
}

GPtrArray *alias_list(Kb *kb, GError **error)
{
    g_autoptr(GPtrArray) aliases = g_ptr_array_new_with_free_func(free_alias);
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_ALIAS_ALL);
    DbStep step;
    while ((step = db_step(kb, stmt, error)) == DB_ROW) {
        Alias *alias = g_new(Alias, 1);
        *alias = (Alias){.word = db_text(stmt, 0), .meaning = db_text(stmt, 1)};
        g_ptr_array_add(aliases, alias);
    }
    return step == DB_DONE ? g_steal_pointer(&aliases) : NULL;
}

/* "K8S platform" as the index's own dictionaries have it: "k8s-platform". NULL: nothing is left. */
static char *plain_word(const char *word)
{
    g_autofree char *clean = text_clean(word, strlen(word), ALIAS_WORD_MAX + 1);
    g_autofree char *small = g_utf8_strdown(clean, -1);
    g_strdelimit(small, " ", '-');
    return *small && strlen(small) <= ALIAS_WORD_MAX ? g_steal_pointer(&small) : NULL;
}

static bool check_words(const char *word, const char *meaning, GError **error)
{
    if (!word || !meaning) {
        g_set_error(error, KB_ERROR, KB_ERROR_INPUT,
                    "an alias is a word and what it means, each of at most %d bytes",
                    (int)ALIAS_WORD_MAX);
        return false;
    }
    if (strcmp(word, meaning) != 0)
        return true;
    g_set_error(error, KB_ERROR, KB_ERROR_INPUT, "`%s` means itself already", word);
    return false;
}

/* Runs a change; the library is out of date when there was one. */
static bool change(Kb *kb, Stmt *stmt, bool *changed, GError **error)
{
    bool any = false;
    if (!db_run(kb, stmt, &any, error))
        return false;
    kb->entries_changed |= any;
    if (changed)
        *changed = any;
    return true;
}

/* Each is looked at by every library: their number is bounded. */
bool alias_add(Kb *kb, const char *word, const char *meaning, bool *changed, GError **error)
{
    g_autofree char *plain = plain_word(word);
    g_autofree char *means = plain_word(meaning);
    if (!check_words(plain, means, error) ||
        !db_has_room(kb, STMT_ALIAS_COUNT, ALIASES_MAX, "aliases", error))
        return false;
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_ALIAS_PUT);
    bind_text(stmt, 1, plain);
    bind_text(stmt, 2, means);
    return change(kb, stmt, changed, error);
}

bool alias_remove(Kb *kb, const char *word, const char *meaning, bool *changed, GError **error)
{
    g_autofree char *plain = plain_word(word);
    g_autofree char *means = meaning ? plain_word(meaning) : NULL;
    *changed = false;
    if (!plain || (meaning && !means))
        return true;
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_ALIAS_DELETE);
    bind_text(stmt, 1, plain);
    bind_text(stmt, 2, means);
    return change(kb, stmt, changed, error);
}

bool alias_clear(Kb *kb, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_ALIAS_DELETE);
    return change(kb, stmt, NULL, error);
}

GPtrArray *reject_list(Kb *kb, GError **error)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_REJECT_ALL);
    DbStep step;
    while ((step = db_step(kb, stmt, error)) == DB_ROW)
        g_ptr_array_add(texts, db_text(stmt, 0));
    return step == DB_DONE ? g_steal_pointer(&texts) : NULL;
}

bool reject_add(Kb *kb, const char *text, const char *author, bool *changed, GError **error)
{
    if (!db_has_room(kb, STMT_REJECT_COUNT, REJECTS_MAX, "such questions", error))
        return false;
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_REJECT_PUT);
    bind_text(stmt, 1, text);
    bind_int(stmt, 2, kb_now_ms(kb));
    bind_text(stmt, 3, author);
    return change(kb, stmt, changed, error);
}

bool reject_clear(Kb *kb, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_REJECT_DELETE);
    return change(kb, stmt, NULL, error);
}
