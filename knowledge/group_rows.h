/*
 * What group.c, group_join.c, group_moves.c and question.c share, and for their eyes only.
 */
#ifndef KNOWLEDGE_GROUP_ROWS_H
#define KNOWLEDGE_GROUP_ROWS_H

#include "knowledge/db.h"
#include "knowledge/group.h"
#include "knowledge/question.h"

enum { GROUP_OPEN = 1 << GROUP_NEW | 1 << GROUP_CLAIMED };

/* One row for the group's history. */
bool group_note_event(Kb *kb, int64_t id, const char *actor, const char *what, const char *detail,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A statement of one number or two. */
bool group_run(Kb *kb, StmtId stmt, int64_t first, int64_t second,
               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Files anew by what words a group is found: those of the questions it has now. */
bool group_refile(Kb *kb, int64_t id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Answered or dismissed → new. */
bool group_reopen(Kb *kb, int64_t id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of a row with the columns of STMT_QUESTION_GET. */
Question *question_from_row(Stmt *row);

#endif
