/*
 * What moderators teach the index beside the entries: words that mean others ("kubby" is
 * kubernetes), and questions that are not ours. Both are in force with the next library.
 */
#ifndef KNOWLEDGE_ALIAS_H
#define KNOWLEDGE_ALIAS_H

#include <glib.h>
#include <stdbool.h>

#include "knowledge/kb.h"

enum {
    ALIAS_WORD_MAX = 100, /* bytes of a word, and of what it means */
    ALIASES_MAX = 10000,
    REJECTS_MAX = 10000, /* questions that are not ours */
};

/* "-" joins the words of a phrase. The words are clean text (text_clean), in small letters. */
typedef struct Alias {
    char *word, *meaning;
} Alias;

/* Alias *, ordered by word. */
GPtrArray *alias_list(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * *changed is false when it was there. KB_ERROR_INPUT for what cannot be one. In a transaction, as
 * all that change.
 */
bool alias_add(Kb *kb, const char *word, const char *meaning, bool *changed,
               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All meanings of the word, or the one; *changed is false when there was none. In a transaction. */
bool alias_remove(Kb *kb, const char *word, const char *meaning, bool *changed,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool alias_clear(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Questions that are not ours: char *, in order. */
GPtrArray *reject_list(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* `text` is a clean question. *changed is false when it was there. In a transaction. */
bool reject_add(Kb *kb, const char *text, const char *author, bool *changed,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool reject_clear(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
