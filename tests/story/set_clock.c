/*
 * How far the clock is off stands in a file that this process writes and the daemon maps.
 */
#include "tests/story/set_clock.h"

#include <fcntl.h>
#include <unistd.h>

#include "tests/story/preload.h"

static char *shift_path(const Story *s)
{
    return g_build_filename(s->folder, "clock", NULL);
}

void set_clock_prepare(Story *s)
{
    g_autofree char *path = shift_path(s);
    set_clock(s, 0);
    preload(s, "set_clock");
    story_env(s, "SET_CLOCK", path);
}

void set_clock(Story *s, int64_t shift_ms)
{
    g_autofree char *path = shift_path(s);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, &shift_ms, sizeof shift_ms, 0), sizeof shift_ms);
    close(fd);
}
