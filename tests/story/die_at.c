/*
 * The count lives in a file that this process and the daemon both write to.
 */
#include "tests/story/die_at.h"

#include <fcntl.h>
#include <unistd.h>

#include "tests/story/preload.h"

static char *count_path(const Story *s)
{
    return g_build_filename(s->folder, "die-at", NULL);
}

void die_at_prepare(Story *s)
{
    g_autofree char *path = count_path(s);
    die_at(s, 0);
    preload(s, "die_at");
    story_env(s, "DIE_AT", path);
}

void die_at(Story *s, int64_t n)
{
    g_autofree char *path = count_path(s);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, &n, sizeof n, 0), sizeof n);
    close(fd);
}
