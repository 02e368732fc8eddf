/*
 * Who wants to know that something seen has changed: the page's push sockets, and waits of the
 * control API.
 */
#ifndef SLACKBOX_WATCH_H
#define SLACKBOX_WATCH_H

typedef enum {
    CHANGED_CHANNEL,
    CHANGED_VIEW,
    CHANGED_HOME,
    CHANGED_CHANNELS,
    CHANGED_PEOPLE,
    CHANGED_COMMANDS,
    CHANGED_OTHER
} Changed;

/* user NULL: for everyone; channel only for CHANGED_CHANNEL. */
typedef void (*WatchFn)(Changed what, const char *user, const char *channel);

void watch_add(WatchFn fn); /* for good; at most four */
void watch_tell(Changed what, const char *user, const char *channel);

#endif
