/*
 * How far the clock is off stands in a file that this process writes and the daemon maps.
 */
#include "tests/story/set_clock.h"

#include "tests/story/preload.h"

void set_clock_prepare(Story *s)
{
    preload_with_number(s, "set_clock", "SET_CLOCK");
}

void set_clock(Story *s, int64_t shift_ms)
{
    preload_number(s, "set_clock", shift_ms);
}
