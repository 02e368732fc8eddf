/*
 * What systemd is told (sd_notify(3)), in bytes on $NOTIFY_SOCKET; without one every call does
 * nothing.
 */
#ifndef BOT_NOTIFY_H
#define BOT_NOTIFY_H

#include <stdint.h>

void notify_ready(void);
void notify_stopping(void);
void notify_watchdog(void); /* still alive */

/* How often notify_watchdog() is to be called: half of WatchdogSec=; 0: systemd does not watch. */
int64_t notify_watchdog_ms(void);

#endif
