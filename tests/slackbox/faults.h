/*
 * HTTP answers, and the faults that spoil them.
 */
#ifndef SLACKBOX_FAULTS_H
#define SLACKBOX_FAULTS_H

#include "tests/slackbox/http.h"

/* What shall be sent; whoever makes one gives away what it points to. */
typedef struct {
    int status;
    char *headers; /* lines ended by \r\n; NULL: none */
    json_t *json;  /* or, when NULL: */
    char *text;
    const char *error; /* borrowed from json or static; NULL: it went well. For the counters */
} Answer;

Answer answer_json(json_t *json);
Answer answer_text(int status, const char *text);

/* Does what the request asks; must not reply. */
typedef Answer (*ServeFn)(Exchange *ex, json_t *args, const char *method);

/* Serves the exchange and replies, through the faults planned for that method. Takes args. */
void fault_serve(Exchange *ex, json_t *args, const char *method, ServeFn serve);

/* control `fault`, `unfault`, `faults`. */
unsigned fault_plan(const json_t *spec);
bool fault_remove(unsigned id); /* 0: all */
json_t *fault_list(void);
void fault_reset(void);

#endif
