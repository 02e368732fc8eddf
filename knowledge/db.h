/*
 * SQLite behind knowledge/'s modules, and for their eyes only: struct Kb, its statements, errors.
 */
#ifndef KNOWLEDGE_DB_H
#define KNOWLEDGE_DB_H

#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/alike.h"
#include "knowledge/index/tokens.h"
#include "knowledge/kb.h"
#include "knowledge/statements.h"

typedef struct Seen Seen; /* see seen.c */

struct Kb {
    sqlite3 *sqlite;
    sqlite3_stmt *statements[STMT_COUNT]; /* prepared when first borrowed, then kept */
    int64_t now_ms;                       /* of the open transaction */
    bool relaxed;                         /* commits do not wait for the disk */
    bool hasty;                           /* kb_set_careful(), turned round */
    bool entries_changed;                 /* in the open transaction */
    bool scrub;                           /* after a commit */
    void (*due)(void *user);              /* kb_checkpoint_aside() */
    void *due_user;
    int log_pages, due_at; /* of the log: how many there are, at how many somebody is told */
    GArray *unfiled;       /* int64_t: questions, in the open transaction; see search.c */
    Seen *seen;            /* read when the first delivery comes */
    Alike *alike;          /* made when the first question is grouped */
    Tokens *tokens;        /* made when something is first filed for search, or searched */
};

typedef sqlite3_stmt Stmt;

/*
 * Borrows a statement of statements.h: `g_autoptr(Stmt)` resets it and clears its bindings. Bound
 * text is not copied: it must outlive the last step.
 */
Stmt *db_stmt(Kb *kb, StmtId id);
void db_release(Stmt *stmt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stmt, db_release)

/* Parameters count from 1. A failing bind is our bug. NULL text binds NULL. */
void bind_text(Stmt *stmt, int parameter, const char *text);
void bind_blob(Stmt *stmt, int parameter, const char *bytes, size_t len);
void bind_int(Stmt *stmt, int parameter, int64_t value);
void bind_real(Stmt *stmt, int parameter, double value);

typedef enum DbStep { DB_ROW, DB_DONE, DB_FAILED } DbStep;

/*
 * The next row; DB_FAILED has set the error. What a row holds is gone with the next step: copy it.
 */
DbStep db_step(Kb *kb, Stmt *stmt, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For statements without rows. *changed, if asked: whether any row was. */
bool db_run(Kb *kb, Stmt *stmt, bool *changed, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* True when `count`, a statement of one number, says that there are less; else a KB_ERROR_INPUT. */
bool db_has_room(Kb *kb, StmtId count, int most, const char *what,
                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Columns count from 0; db_text() is a copy, NULL for NULL. */
char *db_text(Stmt *stmt, int column);
int64_t db_int(Stmt *stmt, int column);

/* Sets the error from SQLite's words, ours before them. */
void db_fail(Kb *kb, GError **error, const char *what);

/* Statements that are run once: the schema, pragmas. */
bool db_exec(Kb *kb, const char *sql, const char *what, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Prepares every statement: a typo shows. */
bool db_prepare_all(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* schema.c: the file's version; a file of another program, or of a newer askd, is refused. */
bool schema_version(Kb *kb, int64_t *version, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Brings it from there to today's. */
bool schema_upgrade(Kb *kb, int64_t version, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Refuses a file whose version is not today's. */
bool schema_check(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* search.c: before the schema, which speaks of it. */
bool search_prepare(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* search.c: after an entry was saved or retired. */
bool search_file_entry(Kb *kb, int64_t id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * search.c: a question has joined a group; it is filed with the transaction's others before they
 * are searched or committed, as FTS5 writes all it has at every statement that SQLite may have to
 * undo.
 */
void search_file_question(Kb *kb, int64_t id);
bool search_file_questions(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* search.c: what the search tables are matched with; the caller's. */
char *search_expression(Kb *kb, const char *words);

/* seen.c: before a commit; after it, or when all was taken back; old keys; and at the end. */
bool seen_write(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void seen_end(Kb *kb, bool committed);
bool seen_sweep(Kb *kb, int64_t before_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void seen_free(Seen *seen);

/* 64 bits in place of a key that need not be read again. */
int64_t db_hash(const char *key);

#endif
