/*
 * The arguments of an HTTP request, however they were sent.
 */
#ifndef SLACKBOX_FORM_BODY_H
#define SLACKBOX_FORM_BODY_H

#include "tests/slackbox/http.h"

/*
 * Form, multipart and query fields as strings, JSON as it is. NULL: *error is Slack's word for what
 * is wrong. A multipart file's bytes are counted under "<name>.length".
 */
json_t *form_body(const Exchange *ex, const char **error);

#endif
