/*
 * A proposal's entry stands in the native format, as revisions do.
 */
#include "knowledge/proposal.h"

#include <string.h>

#include "knowledge/db.h"
#include "knowledge/files/format.h"

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)
enum { WAITING_DAYS = 30, LOOKED_AT_DAYS = 1 };

void proposal_free(Proposal *proposal)
{
    if (!proposal)
        return;
    g_free(proposal->author);
    g_free(proposal->slug);
    g_free(proposal->markdown);
    g_free(proposal->asked);
    g_free(proposal);
}

bool proposal_expire(Kb *kb, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_PROPOSAL_OLD);
    bind_int(stmt, 1, kb->now_ms - WAITING_DAYS * DAY_MS);
    bind_int(stmt, 2, kb->now_ms - LOOKED_AT_DAYS * DAY_MS);
    return db_run(kb, stmt, NULL, error);
}

bool proposal_put(Kb *kb, Proposal *proposal, GError **error)
{
    g_autoptr(Stmt) put = db_stmt(kb, STMT_PROPOSAL_PUT);
    proposal->at_ms = kb->now_ms;
    if (proposal->id)
        bind_int(put, 1, proposal->id);
    bind_int(put, 2, proposal->at_ms);
    bind_int(put, 3, proposal->kind);
    bind_text(put, 4, proposal->author);
    bind_text(put, 5, proposal->slug);
    bind_int(put, 6, proposal->base);
    bind_int(put, 7, proposal->back_to);
    bind_text(put, 8, proposal->markdown);
    bind_int(put, 9, proposal->group);
    bind_text(put, 10, proposal->asked);
    bind_int(put, 11, proposal->agreed);
    bind_int(put, 12, proposal->offered);
    if (!db_run(kb, put, NULL, error))
        return false;
    if (!proposal->id)
        proposal->id = sqlite3_last_insert_rowid(kb->sqlite);
    return true;
}

static Proposal *from_row(Stmt *row)
{
    Proposal *proposal = g_new0(Proposal, 1);
    *proposal = (Proposal){.id = db_int(row, 0),
                           .at_ms = db_int(row, 1),
                           .kind = (ProposalKind)db_int(row, 2),
                           .author = db_text(row, 3),
                           .slug = db_text(row, 4),
                           .base = db_int(row, 5),
                           .back_to = db_int(row, 6),
                           .markdown = db_text(row, 7),
                           .group = db_int(row, 8),
                           .asked = db_text(row, 9),
                           .agreed = db_int(row, 10) != 0,
                           .offered = db_int(row, 11) != 0};
    return proposal;
}

bool proposal_find(Kb *kb, int64_t id, Proposal **found, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_PROPOSAL_GET);
    bind_int(row, 1, id);
    DbStep step = db_step(kb, row, error);
    *found = step == DB_ROW ? from_row(row) : NULL;
    return step != DB_FAILED;
}

GPtrArray *proposal_waiting(Kb *kb, size_t limit, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)proposal_free);
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_PROPOSAL_WAITING);
    bind_int(rows, 1, (int64_t)limit);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        g_ptr_array_add(list, from_row(rows));
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}

bool proposal_remove(Kb *kb, int64_t id, GError **error)
{
    g_autoptr(Stmt) stmt = db_stmt(kb, STMT_PROPOSAL_DELETE);
    bind_int(stmt, 1, id);
    return db_run(kb, stmt, NULL, error);
}

bool proposal_entry(Kb *kb, const Proposal *proposal, Entry **entry, GError **error)
{
    *entry = NULL;
    if (proposal->kind == PROPOSAL_BACK)
        return entry_find_revision(kb, proposal->slug, proposal->back_to, entry, error);
    if (proposal->kind == PROPOSAL_RETIRE)
        return true;
    g_autoptr(GPtrArray) read = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    if (!markdown_read(proposal->slug, proposal->markdown, strlen(proposal->markdown), read, error))
        return false;
    *entry = g_ptr_array_steal_index(read, 0);
    return true;
}

static bool save(Kb *kb, const Proposal *proposal, const char *who, GError **error)
{
    g_autoptr(Entry) entry = NULL, old = NULL;
    EntryChange change;
    if (!proposal_entry(kb, proposal, &entry, error) ||
        !entry_find(kb, proposal->slug, &old, error))
        return false;
    g_free(entry->origin); /* where it stood in the proposal tells nobody anything */
    entry->origin = old ? g_strdup(old->origin) : NULL;
    return entry_save(kb, entry, who, &change, error);
}

bool proposal_apply(Kb *kb, const Proposal *proposal, const char *who, GError **error)
{
    bool retired;
    switch (proposal->kind) {
    case PROPOSAL_SAVE:
        return save(kb, proposal, who, error);
    case PROPOSAL_RETIRE:
        return entry_retire(kb, proposal->slug, who, &retired, error);
    case PROPOSAL_BACK:
        return entry_roll_back(kb, proposal->slug, proposal->back_to, who, error);
    }
    return true;
}
