/*
 * The knowledge base and the question log: one SQLite file. A Kb belongs to one thread.
 * One Kb of a process writes; any number read. Speaks of rows, never of Slack.
 */
#ifndef KNOWLEDGE_KB_H
#define KNOWLEDGE_KB_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Kb Kb;

#define KB_ERROR (kb_error_quark())
GQuark kb_error_quark(void);

typedef enum KbError {
    KB_ERROR_FAILED, /* the file, the disk or the schema */
    KB_ERROR_INPUT,  /* what was handed in; its author can mend it */
    KB_ERROR_BUSY,   /* another process holds the file; try again */
    KB_ERROR_AGAIN,  /* roll back and do it all again, kb_set_careful() first */
} KbError;

/*
 * Opens for writing; creates the file, or upgrades an older one in one transaction. A newer or
 * corrupt file is refused in words. ":memory:" for tests. Empty when new: import fills it.
 */
Kb *kb_open(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Opens an existing, current file for reading. */
Kb *kb_open_reader(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NULL is fine. An open transaction is rolled back. */
void kb_close(Kb *kb);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kb, kb_close)

/*
 * One transaction, at the wall time now_ms (milliseconds since 1970), which every row written in it
 * bears. A failed commit has rolled back. kb_roll_back() never fails.
 */
bool kb_begin(Kb *kb, int64_t now_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool kb_commit(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void kb_roll_back(Kb *kb);
int64_t kb_now_ms(const Kb *kb);

/*
 * When the open transaction is committed, the journal is emptied into the file: nothing of what was
 * deleted is left on the disk then. While somebody reads an older state it waits for later commits.
 */
void kb_scrub(Kb *kb);

/*
 * Whether commits wait for the disk: true from the start. What is only bookkeeping (a reply has
 * left) may be committed without: it survives the death of the process, not a power cut. Outside a
 * transaction.
 */
bool kb_set_durable(Kb *kb, bool durable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * What is committed stands in a log beside the file and is copied into the file from time to time,
 * which waits for the disk twice. From now on commits of this connection leave that to another one:
 * `due` is told, within a commit, when kb_checkpoint() shall be called there. Only where that falls
 * far behind, a commit does it after all.
 */
void kb_checkpoint_aside(Kb *kb, void (*due)(void *user), void *user);
bool kb_checkpoint(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * A mark within a transaction: what follows is kept by kb_keep() or taken back by kb_undo(). False
 * when SQLite has rolled the whole transaction back meanwhile (a full disk): then all is lost.
 */
bool kb_mark(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool kb_keep(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool kb_undo(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Whether each part of a transaction shall have a mark, so that it can fail alone: true from the
 * start. A mark has every page copied that is written after it, a sixteenth of what an answer
 * costs, and hardly anything ever fails. Only a wish: those who set marks ask for it.
 */
void kb_set_careful(Kb *kb, bool careful);
bool kb_is_careful(const Kb *kb);

enum { KB_ENTRIES_NONE = 1 /* the version of a base that never held an entry */ };

/* Grows with every commit of an entry by this or another process; ask outside a transaction. */
bool kb_entries_version(Kb *kb, int64_t *version, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* An online copy; an existing file at `path` is refused. */
bool kb_backup(Kb *kb, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* SQLite's own integrity check; false with its first words. */
bool kb_check(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
