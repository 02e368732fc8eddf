/*
 * Preloaded into a daemon under test: kills it, as a power cut would, right before its nth call that
 * puts something onto a disk or a wire. The count stands in the file that DIE_AT names, eight bytes
 * mapped by both sides: the test writes n there at the moment from which it wants calls counted, and
 * reads how many are left; zero counts nothing.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int64_t *left;

__attribute__((constructor)) static void map_count(void)
{
    const char *path = getenv("DIE_AT");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *memory = MAP_FAILED;
    if (fd >= 0)
        memory = mmap(NULL, sizeof *left, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory != MAP_FAILED)
        left = memory;
    if (fd >= 0)
        close(fd);
}

static void count_down(void)
{
    if (!left || __atomic_load_n(left, __ATOMIC_SEQ_CST) <= 0)
        return;
    if (__atomic_fetch_sub(left, 1, __ATOMIC_SEQ_CST) == 1)
        kill(getpid(), SIGKILL);
}

/* The real function is looked up each time: a static would be set by several threads at once. */
#define COUNTED(type, name, parameters, arguments)                                                 \
    type name parameters;                                                                          \
    type name parameters                                                                           \
    {                                                                                              \
        union {                                                                                    \
            void *found;                                                                           \
            type(*call) parameters;                                                                \
        } real = {.found = dlsym(RTLD_NEXT, #name)};                                               \
        count_down();                                                                              \
        return real.call arguments;                                                                \
    }

COUNTED(ssize_t, write, (int fd, const void *bytes, size_t len), (fd, bytes, len))
COUNTED(ssize_t, writev, (int fd, const struct iovec *pieces, int count), (fd, pieces, count))
COUNTED(ssize_t, pwrite, (int fd, const void *bytes, size_t len, off_t at), (fd, bytes, len, at))
COUNTED(ssize_t, pwrite64, (int fd, const void *bytes, size_t len, off64_t at), (fd, bytes, len, at))
COUNTED(int, fsync, (int fd), (fd))
COUNTED(int, fdatasync, (int fd), (fd))
COUNTED(int, ftruncate, (int fd, off_t len), (fd, len))
COUNTED(int, ftruncate64, (int fd, off64_t len), (fd, len))
COUNTED(int, unlink, (const char *path), (path))
COUNTED(ssize_t, send, (int fd, const void *bytes, size_t len, int flags), (fd, bytes, len, flags))
COUNTED(ssize_t, sendto,
        (int fd, const void *bytes, size_t len, int flags, const struct sockaddr *to, socklen_t size),
        (fd, bytes, len, flags, to, size))
COUNTED(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), (fd, message, flags))
