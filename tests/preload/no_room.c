/*
 * Preloaded into a daemon under test: the disk is full for as long as the file exists that NO_ROOM
 * names. What stands on the disk already can be read, and the log goes elsewhere.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static bool is_full(void)
{
    const char *path = getenv("NO_ROOM");
    return path && access(path, F_OK) == 0;
}

/* `refused` is what the function returns then; errno is set for those that tell by it. */
#define REFUSED_WHEN_FULL(type, name, parameters, arguments, refused)                              \
    type name parameters;                                                                          \
    type name parameters                                                                           \
    {                                                                                              \
        union {                                                                                    \
            void *found;                                                                           \
            type(*call) parameters;                                                                \
        } real = {.found = dlsym(RTLD_NEXT, #name)};                                               \
        if (!is_full())                                                                            \
            return real.call arguments;                                                            \
        errno = ENOSPC;                                                                            \
        return refused;                                                                            \
    }

REFUSED_WHEN_FULL(ssize_t, pwrite, (int fd, const void *bytes, size_t len, off_t at),
                  (fd, bytes, len, at), -1)
REFUSED_WHEN_FULL(ssize_t, pwrite64, (int fd, const void *bytes, size_t len, off64_t at),
                  (fd, bytes, len, at), -1)
REFUSED_WHEN_FULL(int, posix_fallocate, (int fd, off_t at, off_t len), (fd, at, len), ENOSPC)
REFUSED_WHEN_FULL(int, posix_fallocate64, (int fd, off64_t at, off64_t len), (fd, at, len), ENOSPC)
