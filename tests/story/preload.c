/*
 * Finds what was built beside the daemon.
 */
#include "tests/story/preload.h"

#include <fcntl.h>
#include <unistd.h>

/* AddressSanitizer wants to be loaded first; what we preload calls nothing that minds. */
static void allow_asan(Story *s)
{
    const char *options = g_environ_getenv(s->env, "ASAN_OPTIONS");
    g_autofree char *more = g_strconcat("verify_asan_link_order=0:", options ? options : "", NULL);
    story_env(s, "ASAN_OPTIONS", more);
}

void preload(Story *s, const char *name)
{
    const char *askd = getenv("ASKD");
    g_autofree char *output = g_path_get_dirname(askd ? askd : "build/askd");
    g_autofree char *file = g_strconcat(name, ".so", NULL);
    g_autofree char *relative = g_build_filename(output, "tests/preload", file, NULL);
    g_autofree char *library = g_canonicalize_filename(relative, NULL);
    if (access(library, R_OK) != 0)
        fail_msg("%s is missing: make story builds it", library);
    story_env(s, "LD_PRELOAD", library);
    allow_asan(s);
}

static char *number_path(const Story *s, const char *name)
{
    return g_build_filename(s->folder, name, NULL);
}

void preload_with_number(Story *s, const char *name, const char *variable)
{
    g_autofree char *path = number_path(s, name);
    preload_number(s, name, 0);
    preload(s, name);
    story_env(s, variable, path);
}

void preload_number(Story *s, const char *name, int64_t number)
{
    g_autofree char *path = number_path(s, name);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, &number, sizeof number, 0), sizeof number);
    close(fd);
}
