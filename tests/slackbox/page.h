/*
 * The chat page's files, and the sockets that tell it what has changed.
 */
#ifndef SLACKBOX_PAGE_H
#define SLACKBOX_PAGE_H

#include "tests/slackbox/http.h"

void page_serve(Exchange *ex);      /* what is not the control API */
void page_from(const char *folder); /* read from disk at each request; NULL: from the program */
void page_start(void);

#endif
