/*
 * The count lives in a file that this process and the daemon both write to.
 */
#include "tests/story/die_at.h"

#include "tests/story/preload.h"

void die_at_prepare(Story *s)
{
    preload_with_number(s, "die_at", "DIE_AT");
}

void die_at(Story *s, int64_t n)
{
    preload_number(s, "die_at", n);
}
