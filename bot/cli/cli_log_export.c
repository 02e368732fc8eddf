/*
 * One row a question; both formats have the same fields in the same order.
 */
#include "bot/cli/cli_log_export.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* Without it Excel takes UTF-8 for the machine's old code page, and Chinese is not to be read. */
static const char BYTE_ORDER_MARK[] = "\xEF\xBB\xBF";

static const char *const FIELDS[] = {"id",    "asked", "user",    "channel",    "thread", "surface",
                                     "lang",  "text",  "outcome", "confidence", "entry",  "rating",
                                     "state", "note",  "group",   "topic"};

bool log_export_format_parse(const char *word, LogExportFormat *format)
{
    if (strcmp(word, "csv") == 0)
        *format = LOG_EXPORT_CSV;
    else if (strcmp(word, "jsonl") == 0)
        *format = LOG_EXPORT_JSONL;
    else
        return false;
    return true;
}

static char *utc(int64_t ms)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(ms / 1000);
    return g_date_time_format(at, "%FT%TZ");
}

/* RFC 4180; and nothing that a spreadsheet would run. */
static void add_cell(GString *out, const char *text)
{
    if (out->len > 0)
        g_string_append_c(out, ',');
    if (!text)
        return;
    bool formula = *text && strchr("=+-@\t", *text);
    bool quoted = formula || strpbrk(text, ",\"\r\n");
    if (quoted)
        g_string_append_c(out, '"');
    if (formula)
        g_string_append_c(out, '\'');
    for (; *text; text++) {
        if (*text == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, *text);
    }
    if (quoted)
        g_string_append_c(out, '"');
}

static void add_number(GString *out, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void add_number(GString *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (out->len > 0)
        g_string_append_c(out, ',');
    g_string_append_vprintf(out, format, args);
    va_end(args);
}

static bool print_csv(const Question *q, void *user)
{
    (void)user;
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *asked = utc(q->asked_ms);
    add_number(out, "%" PRId64, q->id);
    add_cell(out, asked);
    add_cell(out, q->user);
    add_cell(out, q->channel);
    add_cell(out, q->thread);
    add_cell(out, q->surface);
    add_cell(out, lang_code(q->lang));
    add_cell(out, q->text);
    add_cell(out, outcome_code(q->outcome));
    add_number(out, "%.4f", q->confidence);
    add_cell(out, q->entry);
    add_number(out, "%d", q->rating);
    add_cell(out, question_state_code(q->state));
    add_cell(out, q->note);
    if (q->group)
        add_number(out, "%" PRId64, q->group);
    else
        add_cell(out, NULL);
    add_cell(out, q->topic);
    g_string_append(out, "\r\n");
    fputs(out->str, stdout);
    return !ferror(stdout);
}

static bool print_json(const Question *q, void *user)
{
    (void)user;
    g_autofree char *asked = utc(q->asked_ms);
    json_auto_t *json = json_pack(
        "{s:I, s:s, s:s?, s:s?, s:s?, s:s?, s:s, s:s, s:s, s:f, s:s?, s:i, s:s, s:s?, s:o, s:s?}",
        "id", (json_int_t)q->id, "asked", asked, "user", q->user, "channel", q->channel, "thread",
        q->thread, "surface", q->surface, "lang", lang_code(q->lang), "text", q->text, "outcome",
        outcome_code(q->outcome), "confidence", q->confidence, "entry", q->entry, "rating",
        q->rating, "state", question_state_code(q->state), "note", q->note, "group",
        q->group ? json_integer(q->group) : json_null(), "topic", q->topic);
    g_assert(json); /* what is kept is UTF-8 */
    json_dumpf(json, stdout, JSON_COMPACT | JSON_REAL_PRECISION(6));
    putchar('\n');
    return !ferror(stdout);
}

bool log_export(Kb *kb, const QuestionFilter *filter, LogExportFormat format, GError **error)
{
    if (format == LOG_EXPORT_JSONL)
        return question_each(kb, filter, print_json, NULL, error);
    fputs(BYTE_ORDER_MARK, stdout);
    for (size_t i = 0; i < G_N_ELEMENTS(FIELDS); i++)
        printf("%s%s", i > 0 ? "," : "", FIELDS[i]);
    fputs("\r\n", stdout);
    return question_each(kb, filter, print_csv, NULL, error);
}
