/*
 * The count lives in a file that this process and the daemon both write to.
 */
#include "tests/story/die_at.h"

#include <fcntl.h>
#include <unistd.h>

static char *count_path(const Story *s)
{
    return g_build_filename(s->folder, "die-at", NULL);
}

/* AddressSanitizer wants to be loaded first; what we preload calls nothing that minds. */
static void allow_asan(Story *s)
{
    const char *options = g_environ_getenv(s->env, "ASAN_OPTIONS");
    g_autofree char *more = g_strconcat("verify_asan_link_order=0:", options ? options : "", NULL);
    story_env(s, "ASAN_OPTIONS", more);
}

void die_at_prepare(Story *s)
{
    const char *askd = getenv("ASKD");
    g_autofree char *output = g_path_get_dirname(askd ? askd : "build/askd");
    g_autofree char *relative = g_build_filename(output, "tests/preload/die_at.so", NULL);
    g_autofree char *library = g_canonicalize_filename(relative, NULL);
    g_autofree char *path = count_path(s);
    if (access(library, R_OK) != 0)
        fail_msg("%s is missing: make story builds it", library);
    die_at(s, 0);
    story_env(s, "LD_PRELOAD", library);
    story_env(s, "DIE_AT", path);
    allow_asan(s);
}

void die_at(Story *s, int64_t n)
{
    g_autofree char *path = count_path(s);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, &n, sizeof n, 0), sizeof n);
    close(fd);
}
