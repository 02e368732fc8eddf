/*
 * All of it at once.
 */
#ifndef SLACKBOX_BOX_H
#define SLACKBOX_BOX_H

#include <stdbool.h>

/* The workspace as at start, faults gone, counters zero. */
void box_reset(bool keep_connections);

#endif
