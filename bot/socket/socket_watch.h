/*
 * What time brings to the connections of a SocketMode: silences, refreshes, replacements, the
 * goodbyes at a stop. For bot/socket/'s eyes only.
 */
#ifndef BOT_SOCKET_WATCH_H
#define BOT_SOCKET_WATCH_H

#include "bot/socket/socket_mode.h"

/*
 * Looks at every connection, does what is due and sets the one timer. To be called after whatever
 * happened; any connection may be gone afterwards.
 */
void socket_step(SocketMode *sm);

#endif
