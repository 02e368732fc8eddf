/*
 * The schema, as numbered migrations: only ever appended to. PRAGMA user_version counts them.
 */
#include "knowledge/db.h"

#include <sqlite3.h>

static const char *const migrations[] = {
    /* 1: entries with their revisions, the question log, what was delivered and what is owed. */
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;"
    "INSERT INTO meta VALUES ('entries', 1);"

    /* tags and sources: a line each. */
    "CREATE TABLE entry (id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL,"
    " venue TEXT, url TEXT, owner TEXT, review_by TEXT, origin TEXT, tags TEXT NOT NULL,"
    " sources TEXT NOT NULL, retired INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE entry_text (entry INTEGER NOT NULL REFERENCES entry, lang INTEGER NOT NULL,"
    " title TEXT NOT NULL, answer TEXT, then_text TEXT, then_date TEXT, now_text TEXT,"
    " now_date TEXT, PRIMARY KEY (entry, lang)) WITHOUT ROWID;"
    "CREATE TABLE phrasing (entry INTEGER NOT NULL REFERENCES entry, lang INTEGER NOT NULL,"
    " position INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (entry, lang, position))"
    " WITHOUT ROWID;"
    "CREATE TABLE revision (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL REFERENCES entry,"
    " number INTEGER NOT NULL, at_ms INTEGER NOT NULL, author TEXT NOT NULL, what TEXT NOT NULL,"
    " markdown TEXT NOT NULL, UNIQUE (entry, number));"

    "CREATE TABLE question (id INTEGER PRIMARY KEY, asked_ms INTEGER NOT NULL, user TEXT,"
    " channel TEXT, thread TEXT, surface TEXT NOT NULL, lang INTEGER NOT NULL, text TEXT NOT NULL,"
    " outcome INTEGER NOT NULL, confidence REAL NOT NULL, entry TEXT,"
    " rating INTEGER NOT NULL DEFAULT 0, state INTEGER NOT NULL, note TEXT);"
    "CREATE INDEX question_user ON question (user) WHERE user IS NOT NULL;"
    "CREATE INDEX question_open ON question (id) WHERE state = 1;"
    "CREATE TABLE waiter (question INTEGER NOT NULL REFERENCES question, user TEXT NOT NULL,"
    " channel TEXT, thread TEXT, lang INTEGER NOT NULL, since_ms INTEGER NOT NULL,"
    " told_ms INTEGER, PRIMARY KEY (question, user)) WITHOUT ROWID;"

    "CREATE TABLE member (user TEXT PRIMARY KEY, lang INTEGER NOT NULL,"
    " chosen INTEGER NOT NULL) WITHOUT ROWID;"

    /*
     * seen.key: 64 bits of a hash of the key. A text key would be ten times the bytes, and two of a
     * million deliveries meet with a chance of one in thirty million.
     */
    "CREATE TABLE seen (key INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL);"
    "CREATE TABLE reply (id INTEGER PRIMARY KEY, key INTEGER NOT NULL, body BLOB NOT NULL,"
    " url TEXT, fallback TEXT, at_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL,"
    " owed INTEGER NOT NULL);"
    "CREATE TABLE owed (id INTEGER PRIMARY KEY, lane TEXT NOT NULL, method TEXT NOT NULL,"
    " target TEXT NOT NULL, fallback TEXT, name TEXT, body BLOB NOT NULL, at_ms INTEGER NOT NULL,"
    " due_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0,"
    " dead INTEGER NOT NULL DEFAULT 0, why TEXT);"
    "CREATE INDEX owed_lane ON owed (lane, id) WHERE NOT dead;"
    "CREATE TABLE post (name TEXT PRIMARY KEY, channel TEXT NOT NULL, ts TEXT NOT NULL,"
    " at_ms INTEGER NOT NULL) WITHOUT ROWID;",

    /* 2: questions every change is judged by, words people use, questions that are not ours, links. */
    "CREATE TABLE golden (question TEXT PRIMARY KEY, expected TEXT) WITHOUT ROWID;"
    "CREATE TABLE alias (word TEXT NOT NULL, meaning TEXT NOT NULL,"
    " PRIMARY KEY (word, meaning)) WITHOUT ROWID;"
    "CREATE TABLE reject (text TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, author TEXT NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE TABLE link (url TEXT PRIMARY KEY, checked_ms INTEGER NOT NULL, status INTEGER NOT NULL,"
    " why TEXT, failures INTEGER NOT NULL) WITHOUT ROWID;",

    /* 3: what can be counted of an entry, such as a project's stage. */
    "CREATE TABLE fact (entry INTEGER NOT NULL REFERENCES entry, key TEXT NOT NULL,"
    " value TEXT NOT NULL, PRIMARY KEY (entry, key)) WITHOUT ROWID;",

    /*
     * 4: open questions that mean the same, who did what with them, and every privileged act.
     * group_word: keys of words and of whole texts, by which a question finds its group.
     */
    "CREATE TABLE question_group (id INTEGER PRIMARY KEY, state INTEGER NOT NULL DEFAULT 0,"
    " version INTEGER NOT NULL DEFAULT 1, opened_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL,"
    " asked INTEGER NOT NULL DEFAULT 0, langs INTEGER NOT NULL DEFAULT 0, claimed_by TEXT,"
    " closed_by TEXT, venue TEXT, entry TEXT, note TEXT, merged_into INTEGER);"
    "CREATE INDEX question_group_open ON question_group (id) WHERE state < 2;"
    "CREATE TABLE group_word (word INTEGER NOT NULL, grp INTEGER NOT NULL,"
    " PRIMARY KEY (word, grp)) WITHOUT ROWID;"
    "CREATE INDEX group_word_group ON group_word (grp);"
    "CREATE TABLE group_history (id INTEGER PRIMARY KEY, grp INTEGER NOT NULL, at_ms INTEGER NOT NULL,"
    " actor TEXT NOT NULL, what TEXT NOT NULL, detail TEXT);"
    "CREATE INDEX group_history_group ON group_history (grp);"
    "ALTER TABLE question ADD COLUMN grp INTEGER;"
    "ALTER TABLE question ADD COLUMN anonymous INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX question_grp ON question (grp) WHERE grp IS NOT NULL;"
    "INSERT INTO question_group (id, opened_ms, changed_ms, asked, langs)"
    " SELECT id, asked_ms, asked_ms, 1, 1 << lang FROM question WHERE state = 1;"
    "UPDATE question SET grp = id WHERE state = 1;"
    "CREATE TABLE audit (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, actor TEXT NOT NULL,"
    " act TEXT NOT NULL, subject TEXT, detail TEXT, refused INTEGER NOT NULL);",

    /* 5: what shall be done later. */
    "CREATE TABLE timer (name TEXT NOT NULL, key TEXT NOT NULL, due_ms INTEGER NOT NULL, value TEXT,"
    " PRIMARY KEY (name, key)) WITHOUT ROWID;"
    "CREATE INDEX timer_due ON timer (due_ms);",

    /* 6: full-text search of entries, and of questions that are in a group; see search.c. */
    "CREATE VIRTUAL TABLE entry_search USING fts5 (title, body,"
    " tokenize = 'porter unicode61 remove_diacritics 2');"
    "INSERT INTO entry_search (rowid, title, body) " SEARCH_ENTRY_ROWS " WHERE NOT e.retired;"
    "CREATE VIRTUAL TABLE question_search USING fts5 (text,"
    " tokenize = 'porter unicode61 remove_diacritics 2');"
    "INSERT INTO question_search (rowid, text) SELECT id, askd_words(text) FROM question"
    " WHERE grp IS NOT NULL AND text <> '';",

    /*
     * 7: an owed call's id is never given to another, as a note of its success outlives the process.
     * cause: the key of the press of a button that it answers.
     */
    "CREATE TABLE owed_call (id INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT NOT NULL,"
    " method TEXT NOT NULL, target TEXT NOT NULL, fallback TEXT, name TEXT, body BLOB NOT NULL,"
    " at_ms INTEGER NOT NULL, due_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL,"
    " tries INTEGER NOT NULL DEFAULT 0, dead INTEGER NOT NULL DEFAULT 0, why TEXT, cause INTEGER);"
    "INSERT INTO owed_call (id, lane, method, target, fallback, name, body, at_ms, due_ms, until_ms,"
    " tries, dead, why) SELECT id, lane, method, target, fallback, name, body, at_ms, due_ms,"
    " until_ms, tries, dead, why FROM owed;"
    "DROP TABLE owed;"
    "ALTER TABLE owed_call RENAME TO owed;"
    "CREATE INDEX owed_lane ON owed (lane, id) WHERE NOT dead;"
    "CREATE INDEX owed_cause ON owed (cause) WHERE cause IS NOT NULL;",

    /* 8: figures of a time, and what has been kept long enough. */
    "CREATE INDEX question_asked ON question (asked_ms);",

    /* 9: a message that changes often is looked for often. */
    "CREATE INDEX owed_name ON owed (name) WHERE name IS NOT NULL;",

    /* 10: changes of entries that were written and not published yet. */
    "CREATE TABLE proposal (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind INTEGER NOT NULL,"
    " author TEXT NOT NULL, slug TEXT NOT NULL, base INTEGER NOT NULL, back_to INTEGER NOT NULL,"
    " markdown TEXT, grp INTEGER NOT NULL, asked TEXT, agreed INTEGER NOT NULL,"
    " offered INTEGER NOT NULL);",

    /* 11: the venue where a question seems to be at home: moderators look for their own. */
    "ALTER TABLE question ADD COLUMN topic TEXT;"
    "ALTER TABLE question_group ADD COLUMN topic TEXT;",

    /* 12: who asked long ago. */
    "CREATE INDEX question_named ON question (asked_ms) WHERE user IS NOT NULL;",

    /* 13: newcomers, what they have done of what they want to, and where they were welcomed. */
    "CREATE TABLE newcomer (user TEXT PRIMARY KEY, greet_ms INTEGER NOT NULL, goal TEXT,"
    " stopped INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
    "CREATE INDEX newcomer_greet ON newcomer (greet_ms);"
    "CREATE TABLE newcomer_goal (user TEXT NOT NULL, goal TEXT NOT NULL, done INTEGER NOT NULL,"
    " PRIMARY KEY (user, goal)) WITHOUT ROWID;"
    "CREATE TABLE newcomer_channel (channel TEXT NOT NULL, user TEXT NOT NULL,"
    " at_ms INTEGER NOT NULL, PRIMARY KEY (channel, user)) WITHOUT ROWID;"
    "CREATE INDEX newcomer_channel_at ON newcomer_channel (channel, at_ms);"
    "CREATE INDEX newcomer_channel_user ON newcomer_channel (user);",

    /* 14: what people told the moderators privately. */
    "CREATE TABLE report (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, reporter TEXT, about TEXT,"
    " link TEXT, quote TEXT, text TEXT, handled_by TEXT);",

    /* 15: who is in the user groups that may do more. */
    "CREATE TABLE usergroup_member (grp TEXT NOT NULL, user TEXT NOT NULL,"
    " PRIMARY KEY (grp, user)) WITHOUT ROWID;",

    /* 16: until when askd keeps quiet in a channel. */
    "CREATE TABLE hush (channel TEXT PRIMARY KEY, until_ms INTEGER NOT NULL) WITHOUT ROWID;",

    /* 17: who wants to hear nothing unasked and was forgotten: a hash of their id. */
    "CREATE TABLE newcomer_unwilling (key INTEGER PRIMARY KEY);",

    /* 18: keys of deliveries, all of a transaction in a row, with blanks between. */
    "ALTER TABLE seen RENAME TO seen_key;"
    "CREATE TABLE seen (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, keys TEXT NOT NULL);"
    "INSERT INTO seen (at_ms, keys) SELECT max(at_ms), group_concat(key, ' ') FROM seen_key"
    " GROUP BY at_ms / 60000 ORDER BY at_ms / 60000;"
    "DROP TABLE seen_key;",

    /* 19: what a reply can be made again from, in place of its body. */
    "ALTER TABLE reply ADD COLUMN recipe TEXT;",

    /* 20: who asked, in the order of asking: sorted by user, each question wrote a page of its own. */
    "DROP INDEX question_user;"
    "DROP INDEX question_named;"
    "CREATE INDEX question_named ON question (asked_ms, user) WHERE user IS NOT NULL;",
};

/* "askd", so that nobody takes another program's file for ours. */
enum { APPLICATION_ID = 0x61736b64 };

static bool pragma_int(Kb *kb, const char *sql, int64_t *value, GError **error)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = sqlite3_prepare_v2(kb->sqlite, sql, -1, &stmt, NULL) == SQLITE_OK &&
              sqlite3_step(stmt) == SQLITE_ROW;
    if (ok)
        *value = sqlite3_column_int64(stmt, 0);
    else
        db_fail(kb, error, "cannot read the database");
    sqlite3_finalize(stmt);
    return ok;
}

static bool versions(Kb *kb, int64_t *version, int64_t *application, int64_t *tables,
                     GError **error)
{
    return pragma_int(kb, "PRAGMA user_version", version, error) &&
           pragma_int(kb, "PRAGMA application_id", application, error) &&
           pragma_int(kb, "SELECT count(*) FROM sqlite_schema", tables, error);
}

static bool refuse_foreign(int64_t version, int64_t application, int64_t tables, GError **error)
{
    if (tables > 0 && application != APPLICATION_ID) {
        g_set_error(error, KB_ERROR, KB_ERROR_INPUT,
                    "this SQLite file belongs to another program; name another file for askd");
        return false;
    }
    if (version > (int64_t)G_N_ELEMENTS(migrations)) {
        g_set_error(error, KB_ERROR, KB_ERROR_INPUT,
                    "the file was written by a newer askd (schema %" G_GINT64_FORMAT
                    ", this one knows %zu); use that version, or a backup",
                    version, G_N_ELEMENTS(migrations));
        return false;
    }
    return true;
}

static bool migrate(Kb *kb, int64_t from, GError **error)
{
    for (size_t i = (size_t)from; i < G_N_ELEMENTS(migrations); i++)
        if (!db_exec(kb, migrations[i], "cannot bring the schema up to date", error))
            return false;
    g_autofree char *stamp = g_strdup_printf("PRAGMA application_id = %d; PRAGMA user_version = %zu",
                                             APPLICATION_ID, G_N_ELEMENTS(migrations));
    return db_exec(kb, stamp, "cannot bring the schema up to date", error);
}

bool schema_version(Kb *kb, int64_t *version, GError **error)
{
    int64_t application, tables;
    return versions(kb, version, &application, &tables, error) &&
           refuse_foreign(*version, application, tables, error);
}

bool schema_upgrade(Kb *kb, int64_t version, GError **error)
{
    if (version == (int64_t)G_N_ELEMENTS(migrations))
        return true;

    /* Another process may have been faster: look again once the file is ours. */
    if (!db_exec(kb, "BEGIN IMMEDIATE", "cannot write the database", error))
        return false;
    if (!pragma_int(kb, "PRAGMA user_version", &version, error) || !migrate(kb, version, error) ||
        !db_exec(kb, "COMMIT", "cannot bring the schema up to date", error)) {
        sqlite3_exec(kb->sqlite, "ROLLBACK", NULL, NULL, NULL);
        return false;
    }
    return true;
}

bool schema_check(Kb *kb, GError **error)
{
    int64_t version;
    if (!schema_version(kb, &version, error))
        return false;
    if (version == (int64_t)G_N_ELEMENTS(migrations))
        return true;
    g_set_error(error, KB_ERROR, KB_ERROR_INPUT,
                "the file has schema %" G_GINT64_FORMAT
                ", this askd wants %zu; `askd run` brings it up to date",
                version, G_N_ELEMENTS(migrations));
    return false;
}
