/*
 * Entries looked up by what they are called rather than by a question: projects, terms, places.
 * Forgives typing errors, and knows a name in either language. Texts that are returned are the
 * caller's, entries the library's. Pure.
 */
#ifndef COMMANDS_CATALOGUE_H
#define COMMANDS_CATALOGUE_H

#include <glib.h>
#include <stdbool.h>

#include "commands/message.h"
#include "knowledge/answer.h"
#include "knowledge/entry.h"

typedef bool (*CatalogueFn)(const Entry *entry);

/* What /project shows, and what /term and /channels do. */
bool catalogue_is_project(const Entry *entry);
bool catalogue_is_term(const Entry *entry);
bool catalogue_is_venue(const Entry *entry);

/* "Envoy" where the title asks "What is Envoy?"; in the other language when this has none. */
char *catalogue_name(const Entry *entry, Lang lang);

/* Small letters and digits alone: "Cloud-Native" and "cloud native" are the same. */
char *catalogue_fold(const char *text);

/* What is called so, by any of its names; NULL for none. */
const Entry *catalogue_find(const Library *library, CatalogueFn is, const char *name);

/* Those that may have been meant, best first, at most `max`: const Entry *. */
GPtrArray *catalogue_near(const Library *library, Scratch *scratch, CatalogueFn is,
                          const char *name, unsigned max);

/* Those that satisfy `is`, by their names in English: const Entry *. */
GPtrArray *catalogue_list(const Library *library, CatalogueFn is);

/* What buttons and menus bear to say which entry they mean, in which language: "LANG SLUG". */
char *catalogue_value(const Entry *entry, Lang lang);

/* The entry of such a value, or NULL, as it is a client's word; *lang only where it says one. */
const Entry *catalogue_read(const Library *library, const char *value, Lang *lang);

/* Such a button; `label` NULL: the entry's name. */
void catalogue_button(Message *m, const Entry *entry, const char *label, const char *action,
                      Lang lang);

/* One for each of the list, by their names. */
void catalogue_buttons(Message *m, const GPtrArray *list, const char *action, Lang lang);

#endif
