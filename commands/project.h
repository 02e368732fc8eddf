/*
 * What /project shows, beside one project: lists, and two of them compared.
 */
#ifndef COMMANDS_PROJECT_H
#define COMMANDS_PROJECT_H

#include "commands/feature.h"

/* Those of the stage or category from the given place on; false, and nothing said, for neither. */
bool project_list(const Request *req, Message *m, const char *what, unsigned from, Lang lang);

/* A button that gets such a list: "project.page". */
void project_page_button(Message *m, Words label, unsigned at, const char *what, Lang lang);

/* Two different ones, in the language of the request. */
void project_compare(const Request *req, Message *m, const Entry *a, const Entry *b);

#endif
