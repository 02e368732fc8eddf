#include "tests/slackbox/watch.h"

#include <glib.h>

static WatchFn watchers[4];
static unsigned count;

void watch_add(WatchFn fn)
{
    g_assert(count < G_N_ELEMENTS(watchers));
    watchers[count++] = fn;
}

void watch_tell(Changed what, const char *user, const char *channel)
{
    for (unsigned i = 0; i < count; i++)
        watchers[i](what, user, channel);
}
