/*
 * Entries: what the community knows, a text a language, each change a revision. A venue (where a
 * topic is at home) is an entry of its own kind.
 */
#ifndef KNOWLEDGE_ENTRY_H
#define KNOWLEDGE_ENTRY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/kb.h"
#include "knowledge/text.h"

/*
 * A term is a word and what it means: answered with like any entry, listed apart. A welcome is what
 * newcomers are told; it answers no question. Its lines `- [ ] …` are steps of a checklist.
 */
typedef enum EntryKind {
    ENTRY_ANSWER,
    ENTRY_VENUE,
    ENTRY_TERM,
    ENTRY_WELCOME,
    ENTRY_KIND_COUNT
} EntryKind;

/*
 * "entry", "venue", "term", "welcome"; entry_kind_parse() is false, *kind untouched, for anything
 * else.
 */
const char *entry_kind_code(EntryKind kind);
bool entry_kind_parse(const char *code, EntryKind *kind);

/* Absent texts are NULL, absent lists empty, never NULL. Strings are UTF-8, answers Markdown. */
typedef struct EntryText {
    char *title; /* the question or the name; NULL: no text in this language */
    char *answer;
    char *then, *then_date; /* what was true when the source was written; both or neither */
    char *now, *now_date;   /* what is true, and when that was checked; both or neither */
    GPtrArray *phrasings;   /* char *: other words for the title */
} EntryText;

/* Something that can be counted or listed: key [a-z0-9_-]+, such as "stage"; value one line. */
typedef struct Fact {
    char *key, *value;
} Fact;

typedef struct Entry {
    int64_t id; /* 0: not saved yet */
    char *slug; /* [a-z0-9_-]+, unique, stable */
    EntryKind kind;
    EntryText texts[LANG_COUNT];
    GPtrArray *tags;    /* char * */
    GPtrArray *sources; /* char *: URLs */
    char *venue;        /* slug of a venue, or NULL */
    char *url;          /* of a venue, or NULL */
    char *owner;        /* or NULL */
    char *review_by;    /* YYYY-MM-DD, or NULL */
    GPtrArray *facts;   /* Fact *, in order of their keys; see entry_set_fact() */
    bool facts_said;    /* entry_save() takes these facts, else it keeps those saved before */
    char *origin;       /* "content/projects/envoy.md:1", or NULL: where it was imported from */
} Entry;

enum {
    ENTRY_TITLE_MAX = 300,      /* bytes */
    ENTRY_ANSWER_MAX = 12000,   /* bytes */
    ENTRY_PHRASING_MAX = 500,   /* bytes */
    ENTRY_PHRASINGS_MAX = 1000, /* a language */
    ENTRY_LIST_MAX = 50,        /* tags, sources */
    ENTRY_FACTS_MAX = 100,
};

Entry *entry_new(void);
void entry_free(Entry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Entry, entry_free)

/*
 * The text in `lang`, else in the other language: an entry has at least one. *used, if asked, says
 * which.
 */
const EntryText *entry_text(const Entry *entry, Lang lang, Lang *used);

/* Its value, or NULL. */
const char *entry_fact(const Entry *entry, const char *key);

bool entry_has_tag(const Entry *entry, const char *tag);

/* Takes the place of the one of that key; a NULL value removes it. */
void entry_set_fact(Entry *entry, const char *key, const char *value);

/* Everything but id and origin is the same. */
bool entry_equal(const Entry *a, const Entry *b);

/* A KB_ERROR_INPUT that says what is wrong: slug, dates, lengths, no text, UTF-8. */
bool entry_check(const Entry *entry, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* *found is NULL when there is none; else the caller's. Retired entries are not found. */
bool entry_find(Kb *kb, const char *slug, Entry **found, GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool entry_find_id(Kb *kb, int64_t id, Entry **found, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All that are not retired, ordered by slug: Entry *, freed with the array. */
GPtrArray *entry_list(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum EntryChange { ENTRY_UNCHANGED, ENTRY_ADDED, ENTRY_CHANGED } EntryChange;

/*
 * Adds it, or changes the one of the same slug (bringing back a retired one), as a revision by
 * `author` (a user id, or a word such as "import"); an equal one is left alone. Sets entry->id.
 * In a transaction.
 */
bool entry_save(Kb *kb, Entry *entry, const char *author, EntryChange *change,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* No longer found nor answered with; its revisions stay. *retired is false when there was none. */
bool entry_retire(Kb *kb, const char *slug, const char *author, bool *retired,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct Revision {
    int64_t number; /* of this entry, from 1 */
    int64_t at_ms;
    char *author;
    char *what;     /* "added", "changed", "retired", "rolled back to 3" */
    char *markdown; /* the entry as it stood then, in the native format */
} Revision;

/* Revision *, newest first; empty for an unknown slug. */
GPtrArray *entry_history(Kb *kb, const char *slug, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The newest one's number; 0 for an unknown slug. */
bool entry_revision(Kb *kb, const char *slug, int64_t *number,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* As it stood at that revision; *found is NULL when there is no such. */
bool entry_find_revision(Kb *kb, const char *slug, int64_t number, Entry **found,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The entry becomes as it was at that revision, which is a revision again. */
bool entry_roll_back(Kb *kb, const char *slug, int64_t number, const char *author,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How many there are, of each kind. */
bool entry_counts(Kb *kb, int64_t counts[ENTRY_KIND_COUNT],
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
