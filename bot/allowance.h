/*
 * How much one person may ask in a while, so that nobody fills the log and the triage channel
 * alone. Each has an allowance that comes back steadily and can be used up in one go. Pure: the
 * time is a parameter, wall time; a clock that jumps back gives nothing and takes nothing. One
 * thread's.
 */
#ifndef BOT_ALLOWANCE_H
#define BOT_ALLOWANCE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Allowance Allowance;

/* People remembered at most; who has most left is forgotten first, and has all of it again. */
enum { ALLOWANCE_PEOPLE_MAX = 4096 };

Allowance *allowance_new(int per_hour); /* 0: no limit */
void allowance_free(Allowance *allowance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Allowance, allowance_free)

/*
 * 0: it is taken; else nothing is, and this is how many milliseconds it will be until it could be.
 */
int64_t allowance_take(Allowance *allowance, const char *user, int cost, int64_t now_ms);

/*
 * True the first time since something was last taken: who was told so once need not hear it again.
 */
bool allowance_tell(Allowance *allowance, const char *user);

#endif
