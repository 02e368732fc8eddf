/*
 * What happened: a ring of entries (frames, HTTP exchanges, faults) and the counters of `stats`.
 */
#ifndef SLACKBOX_RECORD_H
#define SLACKBOX_RECORD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t sent, acked, late, duplicate, unknown, retries, given_up, ever, limited, url_uses;
} Counters;

extern Counters counters;

/* kind: in, out, open, close, fault, note; conn 0 for none. Text is cut at 4 kB. */
void record_frame(const char *kind, unsigned conn, const char *text, size_t len);
void record_note(const char *kind, unsigned conn, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* An HTTP exchange; request and response may be NULL. */
void record_http(const char *method, const char *request, int status, const char *response);
void record_call(const char *method, const char *error); /* error NULL: it went well */
void record_posted(const char *channel);

json_t *record_since(uint64_t since, size_t limit); /* {entries, next} */
uint64_t record_calls(const char *method);
json_t *record_tables(void); /* {calls, errors, posted} */
void record_loud(bool loud); /* each entry also as a line on stderr */
void record_reset(void);

#endif
