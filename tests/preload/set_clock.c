/*
 * Preloaded into a daemon under test: its wall clock is off by what stands in the file that
 * SET_CLOCK names, milliseconds in eight bytes mapped by both sides. Changing them is setting the
 * clock of a running machine; the monotonic clocks go on, as they do there.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { SECOND_NS = 1000 * 1000 * 1000, LOOK_AGAIN_NS = 20 * 1000 * 1000 };

static const int64_t *shift_ms;

__attribute__((constructor)) static void map_shift(void)
{
    const char *path = getenv("SET_CLOCK");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *memory = MAP_FAILED;
    if (fd >= 0)
        memory = mmap(NULL, sizeof *shift_ms, PROT_READ, MAP_SHARED, fd, 0);
    if (memory != MAP_FAILED)
        shift_ms = memory;
    if (fd >= 0)
        close(fd);
}

/* The real function is looked up each time: a static would be set by several threads at once. */
#define REAL(type, name, parameters)                                                               \
    union {                                                                                        \
        void *found;                                                                               \
        type(*call) parameters;                                                                    \
    } real = {.found = dlsym(RTLD_NEXT, #name)}

static bool is_wall(clockid_t id)
{
    return id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE;
}

static int64_t shift_ns(void)
{
    return shift_ms ? __atomic_load_n(shift_ms, __ATOMIC_SEQ_CST) * 1000 * 1000 : 0;
}

static struct timespec later(struct timespec at, int64_t ns)
{
    int64_t sum = at.tv_sec * (int64_t)SECOND_NS + at.tv_nsec + ns;
    return (struct timespec){.tv_sec = sum / SECOND_NS, .tv_nsec = sum % SECOND_NS};
}

static bool is_before(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec < b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}

int clock_gettime(clockid_t id, struct timespec *now)
{
    REAL(int, clock_gettime, (clockid_t, struct timespec *));
    int rc = real.call(id, now);
    if (rc == 0 && is_wall(id))
        *now = later(*now, shift_ns());
    return rc;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec at;
    (void)zone;
    int rc = clock_gettime(CLOCK_REALTIME, &at);
    *now = (struct timeval){.tv_sec = at.tv_sec, .tv_usec = at.tv_nsec / 1000};
    return rc;
}

time_t time(time_t *out)
{
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    if (out)
        *out = at.tv_sec;
    return at.tv_sec;
}

/* The kernel ends such a wait when the clock is set past its end; here that is looked for. */
int pthread_cond_clockwait(pthread_cond_t *cond, pthread_mutex_t *mutex, clockid_t id,
                           const struct timespec *until)
{
    REAL(int, pthread_cond_clockwait,
         (pthread_cond_t *, pthread_mutex_t *, clockid_t, const struct timespec *));
    struct timespec now, soon;
    if (!is_wall(id))
        return real.call(cond, mutex, id, until);
    clock_gettime(CLOCK_MONOTONIC, &soon);
    soon = later(soon, LOOK_AGAIN_NS);
    int rc = real.call(cond, mutex, CLOCK_MONOTONIC, &soon);
    clock_gettime(id, &now);
    if (rc != ETIMEDOUT)
        return rc;
    return is_before(&now, until) ? 0 : ETIMEDOUT;
}
