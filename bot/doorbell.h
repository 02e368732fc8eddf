/*
 * How another process, a maintainer at a shell, says that it has put something into the database
 * that Slack is to be told. The bell is the time stamp of a file that a running askd has beside the
 * database anyway, so that nobody need look again and again.
 */
#ifndef BOT_DOORBELL_H
#define BOT_DOORBELL_H

#include <stdbool.h>

/* A descriptor that can be read when it has rung; -1: this system has no such thing. */
int doorbell_listen(const char *database);

/* Takes the ringing back: whether there was any. */
bool doorbell_rang(int bell);
void doorbell_close(int bell);

/* Unheard when nobody runs on this database: whoever does next will look by themselves. */
void doorbell_ring(const char *database);

#endif
