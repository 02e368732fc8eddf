/*
 * File uploads: an address to send bytes to, then a message that shares them.
 */
#ifndef SLACKBOX_FILES_H
#define SLACKBOX_FILES_H

#include "tests/slackbox/http.h"

void file_upload(Exchange *ex); /* POST /upload/v1/<id>: frees the exchange */
void files_set_base(const char *base);
void files_reset(void);

#endif
