/*
 * Opening, closing, transactions, backup. A transaction is one thread's; SQLite's WAL lets others
 * read meanwhile.
 */
#include "knowledge/kb.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <string.h>

#include "knowledge/db.h"

enum {
    SCRUB_TIMEOUT_MS = 20,   /* what a batch can spare */
    BUSY_TIMEOUT_MS = 2000,  /* below the three seconds in which Slack wants its ack */
    CACHE_KIB = 1024,        /* of pages; the answering path reads none */
    CHECKPOINT_PAGES = 1000, /* of the log, after which it is copied into the file */
    CHECKPOINT_LATEST = 4000,
    WAL_LIMIT = CHECKPOINT_LATEST * 4096, /* bytes the log shrinks to: a growing file is slow */
};

GQuark kb_error_quark(void)
{
    return g_quark_from_static_string("kb-error");
}

/* Nobody asks how much memory SQLite has taken, and counting takes a lock for every piece. */
static void stop_counting(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static bool connect_file(Kb *kb, const char *path, int flags, GError **error)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, stop_counting);
    int rc = sqlite3_open_v2(path, &kb->sqlite, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc != SQLITE_OK) {
        db_fail(kb, error, "cannot open");
        return false;
    }
    sqlite3_busy_timeout(kb->sqlite, BUSY_TIMEOUT_MS);
    /* What a person has deleted is overwritten, whatever SQLite was built with. */
    g_autofree char *setup =
        g_strdup_printf("PRAGMA foreign_keys = OFF; PRAGMA trusted_schema = OFF;"
                        "PRAGMA cache_size = -%d; PRAGMA temp_store = MEMORY;"
                        "PRAGMA secure_delete = ON",
                        CACHE_KIB);
    return db_exec(kb, setup, "cannot use", error) && search_prepare(kb, error);
}

/*
 * An acknowledged question survives a power cut: every commit reaches the disk. A new file can give
 * room back; one that was made before that was asked for uses it again.
 */
static bool use_wal(Kb *kb, GError **error)
{
    g_autofree char *setup =
        g_strdup_printf("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;"
                        "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = %d",
                        WAL_LIMIT);
    return db_exec(kb, setup, "cannot use", error);
}

bool kb_set_durable(Kb *kb, bool durable, GError **error)
{
    if (durable != kb->relaxed)
        return true;
    kb->relaxed = !durable;
    return db_exec(kb, durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL",
                   "cannot use", error);
}

/*
 * The log goes back to its beginning when all of it was copied before the next commit: not always.
 */
static int on_logged(void *user, sqlite3 *sqlite, const char *name, int pages)
{
    Kb *kb = user;
    if (pages < kb->log_pages)
        kb->due_at = CHECKPOINT_PAGES;
    kb->log_pages = pages;
    if (pages >= CHECKPOINT_LATEST) {
        sqlite3_wal_checkpoint_v2(sqlite, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    } else if (pages >= kb->due_at) {
        kb->due_at = pages + CHECKPOINT_PAGES;
        kb->due(kb->due_user);
    }
    return SQLITE_OK;
}

void kb_checkpoint_aside(Kb *kb, void (*due)(void *user), void *user)
{
    kb->due = due;
    kb->due_user = user;
    kb->due_at = CHECKPOINT_PAGES;
    sqlite3_wal_hook(kb->sqlite, on_logged, kb);
}

bool kb_checkpoint(Kb *kb, GError **error)
{
    int rc = sqlite3_wal_checkpoint_v2(kb->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED) /* somebody else is at it */
        return true;
    db_fail(kb, error, "cannot copy the log into the database");
    return false;
}

Kb *kb_open(const char *path, GError **error)
{
    g_autoptr(Kb) kb = g_new0(Kb, 1);
    int64_t version;
    /* Another program's file is left as it is, without our journal's mark in it. */
    if (!connect_file(kb, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error) ||
        !schema_version(kb, &version, error) || !use_wal(kb, error) ||
        !schema_upgrade(kb, version, error)) {
        g_prefix_error(error, "%s: ", path);
        return NULL;
    }
    return g_steal_pointer(&kb);
}

Kb *kb_open_reader(const char *path, GError **error)
{
    g_autoptr(Kb) kb = g_new0(Kb, 1);
    if (!connect_file(kb, path, SQLITE_OPEN_READONLY, error) || !schema_check(kb, error)) {
        g_prefix_error(error, "%s: ", path);
        return NULL;
    }
    return g_steal_pointer(&kb);
}

void kb_close(Kb *kb)
{
    if (!kb)
        return;
    for (int i = 0; i < STMT_COUNT; i++)
        sqlite3_finalize(kb->statements[i]);
    sqlite3_close(kb->sqlite);
    g_clear_pointer(&kb->unfiled, g_array_unref);
    seen_free(kb->seen);
    alike_free(kb->alike);
    tokens_free(kb->tokens);
    g_free(kb);
}

static bool run(Kb *kb, StmtId id, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, id);
    return db_run(kb, stmt, NULL, error);
}

bool kb_begin(Kb *kb, int64_t now_ms, GError **error)
{
    g_assert(sqlite3_get_autocommit(kb->sqlite));
    kb->now_ms = now_ms;
    kb->entries_changed = false;
    return run(kb, STMT_BEGIN, error);
}

/* SQLite may have rolled back by itself, and what follows would quietly begin anew. */
static bool still_open(Kb *kb, GError **error)
{
    if (!sqlite3_get_autocommit(kb->sqlite))
        return true;
    g_set_error(error, KB_ERROR, KB_ERROR_FAILED,
                "the transaction was rolled back by the database");
    return false;
}

void kb_scrub(Kb *kb)
{
    kb->scrub = true;
}

static void scrub(Kb *kb)
{
    sqlite3_busy_timeout(kb->sqlite, SCRUB_TIMEOUT_MS);
    int rc = sqlite3_wal_checkpoint_v2(kb->sqlite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(kb->sqlite, BUSY_TIMEOUT_MS);
    kb->scrub = rc != SQLITE_OK;
}

bool kb_commit(Kb *kb, GError **error)
{
    if (!still_open(kb, error) ||
        (kb->entries_changed && !run(kb, STMT_ENTRIES_CHANGED, error)) ||
        !search_file_questions(kb, error) || !seen_write(kb, error) ||
        !run(kb, STMT_COMMIT, error)) {
        kb_roll_back(kb);
        return false;
    }
    seen_end(kb, true);
    if (kb->scrub)
        scrub(kb);
    return true;
}

void kb_roll_back(Kb *kb)
{
    if (kb->unfiled)
        g_array_set_size(kb->unfiled, 0);
    seen_end(kb, false);
    if (!sqlite3_get_autocommit(kb->sqlite))
        sqlite3_exec(kb->sqlite, "ROLLBACK", NULL, NULL, NULL);
}

int64_t kb_now_ms(const Kb *kb)
{
    return kb->now_ms;
}

bool kb_mark(Kb *kb, GError **error)
{
    return still_open(kb, error) && run(kb, STMT_MARK, error);
}

bool kb_keep(Kb *kb, GError **error)
{
    return still_open(kb, error) && run(kb, STMT_KEEP, error);
}

bool kb_undo(Kb *kb, GError **error)
{
    return still_open(kb, error) && run(kb, STMT_UNDO, error) && run(kb, STMT_KEEP, error);
}

void kb_set_careful(Kb *kb, bool careful)
{
    kb->hasty = !careful;
}

bool kb_is_careful(const Kb *kb)
{
    return !kb->hasty;
}

bool kb_entries_version(Kb *kb, int64_t *version, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_ENTRIES_VERSION);
    if (db_step(kb, stmt, error) != DB_ROW)
        return false;
    *version = db_int(stmt, 0);
    return true;
}

static bool copy_into(Kb *kb, sqlite3 *target, GError **error)
{
    sqlite3_backup *backup = sqlite3_backup_init(target, "main", kb->sqlite, "main");
    int rc = backup ? sqlite3_backup_step(backup, -1) : sqlite3_errcode(target);
    int end = backup ? sqlite3_backup_finish(backup) : rc;
    if (rc == SQLITE_DONE && end == SQLITE_OK)
        return true;
    g_set_error(error, KB_ERROR, KB_ERROR_FAILED, "cannot copy: %s", sqlite3_errmsg(target));
    return false;
}

bool kb_backup(Kb *kb, const char *path, GError **error)
{
    if (g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_set_error(error, KB_ERROR, KB_ERROR_INPUT, "%s: exists already; name a new file", path);
        return false;
    }
    g_autofree char *part = g_strconcat(path, ".part", NULL);
    g_unlink(part);
    sqlite3 *target = NULL;
    bool ok = sqlite3_open_v2(part, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) ==
              SQLITE_OK;
    if (!ok)
        g_set_error(error, KB_ERROR, KB_ERROR_INPUT, "cannot write: %s", sqlite3_errmsg(target));
    ok = ok && copy_into(kb, target, error);
    ok = sqlite3_close(target) == SQLITE_OK && ok;
    if (ok && g_rename(part, path) != 0) {
        g_set_error(error, KB_ERROR, KB_ERROR_FAILED, "cannot rename: %s", g_strerror(errno));
        ok = false;
    }
    if (!ok) {
        g_unlink(part);
        g_prefix_error(error, "%s: ", path);
    }
    return ok;
}

bool kb_check(Kb *kb, GError **error)
{
    sqlite3_stmt *stmt = NULL;
    if (!db_prepare_all(kb, error))
        return false;
    if (sqlite3_prepare_v2(kb->sqlite, "PRAGMA quick_check(1)", -1, &stmt, NULL) != SQLITE_OK) {
        db_fail(kb, error, "cannot check");
        return false;
    }
    bool ok = sqlite3_step(stmt) == SQLITE_ROW;
    const char *said = ok ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
    if (!ok)
        db_fail(kb, error, "cannot check");
    else if (g_strcmp0(said, "ok") != 0) {
        g_set_error(error, KB_ERROR, KB_ERROR_INPUT, "the file is damaged: %s; restore a backup",
                    said ? said : "?");
        ok = false;
    }
    sqlite3_finalize(stmt);
    return ok;
}
