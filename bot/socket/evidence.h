/*
 * What was written to one connection, and what of it is known to have arrived. Pure.
 *
 * A connection keeps its order, so the answer to a ping proves everything that was written before
 * that ping. So a ping goes right behind a frame, unless one is under way; then the next one goes
 * when that is answered. Slack has been seen to add to a ping's text, and might leave it out; a
 * pong that says nothing is taken for the answer to the oldest ping without one, as pongs come in
 * order.
 *
 * Where a connection ends before that, whoever knows the wire says what to think of the rest.
 */
#ifndef BOT_EVIDENCE_H
#define BOT_EVIDENCE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Evidence Evidence;

enum { EVIDENCE_TEXT_MAX = 64 }; /* bytes of a ping's text, with its end */

/* What has become of a written frame. */
typedef void (*EvidenceFn)(int64_t tag, bool arrived, void *user);

Evidence *evidence_new(EvidenceFn fn, void *user);
void evidence_free(Evidence *evidence); /* says nothing */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Evidence, evidence_free)

/* A frame has been written; tag 0 is of no matter to anybody. */
void evidence_wrote(Evidence *evidence, int64_t tag);

/* There are frames that no ping will prove, and none is under way. */
bool evidence_wants_ping(const Evidence *evidence);

/* A ping is written now: its text, and the length of that. */
size_t evidence_ping(Evidence *evidence, int64_t now_us, char text[EVIDENCE_TEXT_MAX]);
void evidence_pong(Evidence *evidence, const char *text, size_t len);

/* A ping has been without an answer for so long that the peer cannot be reading. */
bool evidence_is_overdue(const Evidence *evidence, int64_t now_us);

/* The connection has ended: this is true of all that is not proved. */
void evidence_end(Evidence *evidence, bool arrived);

#endif
