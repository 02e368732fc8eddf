/*
 * SQLite's calls in our words: statements borrowed and bound, rows read, errors named.
 */
#include "knowledge/db.h"

#include <string.h>

#define STATEMENT_SQL(id, sql) sql,
static const char *const texts[] = {STATEMENTS(STATEMENT_SQL)};
#undef STATEMENT_SQL

static bool prepare(Kb *kb, StmtId id)
{
    return sqlite3_prepare_v3(kb->sqlite, texts[id], -1, SQLITE_PREPARE_PERSISTENT,
                              &kb->statements[id], NULL) == SQLITE_OK;
}

Stmt *db_stmt(Kb *kb, StmtId id)
{
    if (!kb->statements[id] && !prepare(kb, id)) {
        g_critical("statement sql=%s why=%s", texts[id], sqlite3_errmsg(kb->sqlite));
        g_assert_not_reached(); /* a typo: test_kb.c prepares them all */
    }
    return kb->statements[id];
}

void db_release(Stmt *stmt)
{
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
}

bool db_prepare_all(Kb *kb, GError **error)
{
    for (int i = 0; i < STMT_COUNT; i++) {
        if (!kb->statements[i] && !prepare(kb, (StmtId)i)) {
            db_fail(kb, error, texts[i]);
            return false;
        }
    }
    return true;
}

void bind_text(Stmt *stmt, int parameter, const char *text)
{
    int rc = text ? sqlite3_bind_text(stmt, parameter, text, -1, SQLITE_STATIC)
                  : sqlite3_bind_null(stmt, parameter);
    g_assert(rc == SQLITE_OK);
}

void bind_blob(Stmt *stmt, int parameter, const char *bytes, size_t len)
{
    int rc = sqlite3_bind_blob64(stmt, parameter, bytes, len, SQLITE_STATIC);
    g_assert(rc == SQLITE_OK);
}

void bind_int(Stmt *stmt, int parameter, int64_t value)
{
    int rc = sqlite3_bind_int64(stmt, parameter, value);
    g_assert(rc == SQLITE_OK);
}

void bind_real(Stmt *stmt, int parameter, double value)
{
    int rc = sqlite3_bind_double(stmt, parameter, value);
    g_assert(rc == SQLITE_OK);
}

DbStep db_step(Kb *kb, Stmt *stmt, GError **error)
{
    switch (sqlite3_step(stmt)) {
    case SQLITE_ROW:
        return DB_ROW;
    case SQLITE_DONE:
        return DB_DONE;
    default:
        db_fail(kb, error, "the database cannot be used");
        return DB_FAILED;
    }
}

bool db_run(Kb *kb, Stmt *stmt, bool *changed, GError **error)
{
    if (db_step(kb, stmt, error) == DB_FAILED)
        return false;
    if (changed)
        *changed = sqlite3_changes(kb->sqlite) > 0;
    return true;
}

bool db_has_room(Kb *kb, StmtId count, int most, const char *what, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, count);
    if (db_step(kb, stmt, error) != DB_ROW)
        return false;
    if (db_int(stmt, 0) < most)
        return true;
    g_set_error(error, KB_ERROR, KB_ERROR_INPUT, "there are %d %s already, and that is the most",
                most, what);
    return false;
}

char *db_text(Stmt *stmt, int column)
{
    return g_strdup((const char *)sqlite3_column_text(stmt, column));
}

int64_t db_int(Stmt *stmt, int column)
{
    return sqlite3_column_int64(stmt, column);
}

static KbError code_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return KB_ERROR_BUSY;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return KB_ERROR_INPUT;
    default:
        return KB_ERROR_FAILED;
    }
}

/* What a person can do about it, where SQLite's own words do not say. */
static const char *advice(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_NOTADB:
        return " (not an SQLite file; name another, or restore a backup)";
    case SQLITE_CORRUPT:
        return " (the file is damaged; restore a backup)";
    case SQLITE_FULL:
        return " (make room; nothing was lost that had been acknowledged)";
    case SQLITE_IOERR: /* also what a full disk is called where SQLite maps a file */
        return " (is the disk full, or failing? the system's log may say more)";
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return " (make the file and its folder writable for askd)";
    case SQLITE_BUSY:
        return " (another process is writing; try again)";
    default:
        return "";
    }
}

void db_fail(Kb *kb, GError **error, const char *what)
{
    int rc = sqlite3_extended_errcode(kb->sqlite);
    g_set_error(error, KB_ERROR, code_of(rc), "%s: %s%s", what, sqlite3_errmsg(kb->sqlite),
                advice(rc));
}

bool db_exec(Kb *kb, const char *sql, const char *what, GError **error)
{
    if (sqlite3_exec(kb->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    db_fail(kb, error, what);
    return false;
}

/*
 * FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/; then mixed, as short keys differ
 * little.
 */
int64_t db_hash(const char *key)
{
    uint64_t h = 14695981039346656037u;
    for (const char *c = key; *c; c++)
        h = (h ^ (unsigned char)*c) * 1099511628211u;
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93u;
    h ^= h >> 32;
    return (int64_t)h;
}
