/*
 * Small tables that stand beside the entries and are told from a table of entries by their header
 * row. Tab-separated, no quotes; a `#` begins a line of comment after the header.
 *
 *   question  lang  expected    golden questions; `unknown`: must not be answered
 *   word      meaning           what people call things; "-" joins the words of a phrase
 *   not-ours                    questions that are not this community's
 */
#ifndef KNOWLEDGE_SIDECAR_H
#define KNOWLEDGE_SIDECAR_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "knowledge/kb.h"

/* What was read from one or several such files. */
typedef struct Sidecar Sidecar;
Sidecar *sidecar_new(void);
void sidecar_free(Sidecar *sidecar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sidecar, sidecar_free)

/* Looks at the first line only. */
bool sidecar_known(const char *data, size_t len);

/* Adds what such a file holds. Errors are whole: `NAME:LINE: what`, a line each. */
bool sidecar_read(Sidecar *sidecar, const char *name, const char *data, size_t len,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Adds it all to the base, or with `replace` puts it in place of what the base has of the kinds
 * that were read. In a transaction.
 */
bool sidecar_save(const Sidecar *sidecar, Kb *kb, bool replace, const char *author,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The three kinds that askd carries within itself. */
bool sidecar_read_packaged(Sidecar *sidecar, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The base's own as such files; NULL in *text when there are none of that kind. The caller's. */
bool sidecar_print_golden(Kb *kb, char **text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool sidecar_print_aliases(Kb *kb, char **text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool sidecar_print_rejects(Kb *kb, char **text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
