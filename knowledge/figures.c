/*
 * One pass over the questions of a time, one over what people answered in it, and a few lists.
 */
#include "knowledge/figures.h"

#include <string.h>

#include "knowledge/db.h"
#include "knowledge/group.h"

#define HOUR_MS ((int64_t)60 * 60 * 1000)

static const int wait_hours[FIGURE_WAITS - 1] = {1, 4, 24, 72, 168};

static void free_count(void *data)
{
    FigureCount *count = data;
    g_free(count->name);
    g_free(count->text);
    g_free(count);
}

void figures_free(Figures *figures)
{
    if (!figures)
        return;
    g_array_unref(figures->days);
    g_ptr_array_unref(figures->topics);
    g_ptr_array_unref(figures->groups);
    g_ptr_array_unref(figures->unhelpful);
    g_ptr_array_unref(figures->due);
    g_free(figures);
}

/* --- days ------------------------------------------------------------------------------------- */

static GDateTime *local_day(int64_t at_ms, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at_ms / 1000);
    g_autoptr(GDateTime) at = g_date_time_to_timezone(utc, zone);
    return g_date_time_new(zone, g_date_time_get_year(at), g_date_time_get_month(at),
                           g_date_time_get_day_of_month(at), 0, 0, 0);
}

int64_t figures_midnight(int64_t now_ms, int days, GTimeZone *zone)
{
    g_autoptr(GDateTime) today = local_day(now_ms, zone);
    g_autoptr(GDateTime) then = g_date_time_add_days(today, -days);
    return g_date_time_to_unix(then) * 1000;
}

/* Midnights differ by 23 to 25 hours, so they are asked of the zone, each. */
static void add_days(Figures *f, GTimeZone *zone)
{
    g_autoptr(GDateTime) day = local_day(f->from_ms, zone);
    while (f->days->len < FIGURES_DAYS_MAX && g_date_time_to_unix(day) * 1000 < f->to_ms) {
        FigureDay row = {.begin_ms = g_date_time_to_unix(day) * 1000};
        g_autofree char *date = g_date_time_format(day, "%F");
        g_strlcpy(row.date, date, sizeof row.date);
        g_array_append_val(f->days, row);
        GDateTime *next = g_date_time_add_days(day, 1);
        g_date_time_unref(day);
        day = next;
    }
}

/* The last one that has begun; the first for what lies before. There is one. */
static FigureDay *day_of(const Figures *f, int64_t at_ms)
{
    unsigned low = 0, high = f->days->len;
    while (high - low > 1) {
        unsigned middle = low + (high - low) / 2;
        if (g_array_index(f->days, FigureDay, middle).begin_ms <= at_ms)
            low = middle;
        else
            high = middle;
    }
    return &g_array_index(f->days, FigureDay, low);
}

/* --- what was asked --------------------------------------------------------------------------- */

static void add_question(Figures *f, Stmt *row)
{
    int64_t lang = db_int(row, 1), outcome = db_int(row, 2), rating = db_int(row, 3);
    if (lang < 0 || lang >= LANG_COUNT || outcome < 0 || outcome > OUTCOME_UNKNOWN)
        return;
    f->asked++;
    f->outcomes[outcome]++;
    f->langs[lang]++;
    f->lang_outcomes[lang][outcome]++;
    f->helpful += rating > 0;
    f->not_helpful += rating < 0;
    if (f->days->len > 0)
        day_of(f, db_int(row, 0))->outcomes[outcome]++;
}

static Stmt *within(Kb *kb, StmtId id, const Figures *f)
{
    Stmt *stmt = db_stmt(kb, id);
    bind_int(stmt, 1, f->from_ms);
    bind_int(stmt, 2, f->to_ms);
    return stmt;
}

static bool read_questions(Kb *kb, Figures *f, GError **error)
{
    g_autoptr(Stmt) rows = within(kb, STMT_FIGURES_ASKED, f);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        add_question(f, rows);
    return step == DB_DONE;
}

/* --- what people answered --------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

static int64_t median(GArray *waits)
{
    if (waits->len == 0)
        return -1;
    g_array_sort(waits, by_size);
    int64_t upper = g_array_index(waits, int64_t, waits->len / 2);
    int64_t lower = g_array_index(waits, int64_t, (waits->len - 1) / 2);
    return lower + (upper - lower) / 2;
}

static void add_wait(Figures *f, GArray *waits, int64_t asked_ms, int64_t answered_ms)
{
    int64_t wait_ms = MAX(answered_ms - asked_ms, 0);
    size_t slot = 0;
    while (slot < FIGURE_WAITS - 1 && wait_ms >= wait_hours[slot] * HOUR_MS)
        slot++;
    f->waits[slot]++;
    f->people++;
    if (f->days->len > 0)
        day_of(f, answered_ms)->people++;
    g_array_append_val(waits, wait_ms);
}

static bool read_people(Kb *kb, Figures *f, GError **error)
{
    g_autoptr(GArray) waits = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(Stmt) rows = within(kb, STMT_FIGURES_PEOPLE, f);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        add_wait(f, waits, db_int(rows, 0), db_int(rows, 1));
    f->median_ms = median(waits);
    return step == DB_DONE;
}

/* --- lists ------------------------------------------------------------------------------------ */

static FigureCount *add_count(GPtrArray *list, char *name, int64_t count)
{
    FigureCount *row = g_new0(FigureCount, 1);
    row->name = name;
    row->count = count;
    g_ptr_array_add(list, row);
    return row;
}

static bool read_counts(Kb *kb, StmtId id, const Figures *f, GPtrArray *list, GError **error)
{
    g_autoptr(Stmt) rows = within(kb, id, f);
    bind_int(rows, 3, FIGURES_TOP);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        add_count(list, db_text(rows, 0), db_int(rows, 1));
    return step == DB_DONE;
}

static int most_first(const void *a, const void *b)
{
    const FigureCount *left = *(const FigureCount *const *)a;
    const FigureCount *right = *(const FigureCount *const *)b;
    if (left->count != right->count)
        return left->count < right->count ? 1 : -1;
    return strcmp(left->name, right->name);
}

/* Tags stand a line each, and what an entry is about is the first. */
static void add_topic(GHashTable *counts, const char *tags, int64_t count)
{
    char *tag = g_strndup(tags, strcspn(tags, "\n"));
    FigureCount *row = *tag ? g_hash_table_lookup(counts, tag) : NULL;
    if (row) {
        row->count += count;
    } else if (*tag) {
        row = g_new0(FigureCount, 1);
        row->name = g_strdup(tag);
        row->count = count;
        g_hash_table_insert(counts, row->name, row);
    }
    g_free(tag);
}

static bool read_topics(Kb *kb, Figures *f, GError **error)
{
    g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(Stmt) rows = within(kb, STMT_FIGURES_TAGS, f);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        add_topic(counts, (const char *)sqlite3_column_text(rows, 0), db_int(rows, 1));
    GHashTableIter each;
    void *row;
    g_hash_table_iter_init(&each, counts);
    while (g_hash_table_iter_next(&each, NULL, &row))
        g_ptr_array_add(f->topics, row);
    g_ptr_array_sort(f->topics, most_first);
    if (f->topics->len > FIGURES_TOP)
        g_ptr_array_set_size(f->topics, FIGURES_TOP);
    return step == DB_DONE;
}

/* "U0ANA" and its like, should somebody have written one: figures name nobody. */
static char *without_ids(const char *text)
{
    g_autoptr(GRegex) ids = g_regex_new("\\b[UW](?=[A-Z]*[0-9])[A-Z0-9]{4,}\\b", 0, 0, NULL);
    return g_regex_replace_literal(ids, text, -1, 0, "…", 0, NULL);
}

static bool name_groups(Kb *kb, Figures *f, GError **error)
{
    for (unsigned i = 0; i < f->groups->len; i++) {
        FigureCount *row = f->groups->pdata[i];
        g_autoptr(Group) group = NULL;
        if (!group_find(kb, g_ascii_strtoll(row->name, NULL, 10), &group, error))
            return false;
        row->text = without_ids(group ? group->title : "");
        row->is_open = group && (group->state == GROUP_NEW || group->state == GROUP_CLAIMED);
    }
    return true;
}

/* --- today ------------------------------------------------------------------------------------ */

static bool read_due(Kb *kb, Figures *f, GTimeZone *zone, GError **error)
{
    g_autoptr(GDateTime) day = local_day(f->to_ms - 1, zone);
    g_autofree char *date = g_date_time_format(day, "%F");
    g_autoptr(Stmt) rows = db_stmt(kb, STMT_FIGURES_DUE);
    bind_text(rows, 1, date);
    DbStep step;
    while ((step = db_step(kb, rows, error)) == DB_ROW)
        if (f->due_count++ < FIGURES_TOP)
            add_count(f->due, db_text(rows, 0), db_int(rows, 1));
    return step == DB_DONE;
}

static bool read_today(Kb *kb, Figures *f, GTimeZone *zone, GError **error)
{
    GroupCounts counts;
    g_autoptr(Stmt) links = db_stmt(kb, STMT_FIGURES_DEAD_LINKS);
    if (!read_due(kb, f, zone, error) || !group_counts(kb, &counts, error) ||
        db_step(kb, links, error) != DB_ROW)
        return false;
    f->dead_links = db_int(links, 0);
    f->open_groups = counts.states[GROUP_NEW] + counts.states[GROUP_CLAIMED];
    f->oldest_open_ms = counts.oldest_open_ms;
    return true;
}

static bool read_lists(Kb *kb, Figures *f, GTimeZone *zone, GError **error)
{
    return read_topics(kb, f, error) && read_counts(kb, STMT_FIGURES_GROUPS, f, f->groups, error) &&
           name_groups(kb, f, error) &&
           read_counts(kb, STMT_FIGURES_UNHELPFUL, f, f->unhelpful, error) &&
           read_today(kb, f, zone, error);
}

Figures *figures_read(Kb *kb, int64_t from_ms, int64_t to_ms, GTimeZone *zone, GError **error)
{
    g_autoptr(Figures) f = g_new0(Figures, 1);
    f->from_ms = from_ms;
    f->to_ms = MAX(to_ms, from_ms + 1);
    f->days = g_array_new(FALSE, FALSE, sizeof(FigureDay));
    f->topics = g_ptr_array_new_with_free_func(free_count);
    f->groups = g_ptr_array_new_with_free_func(free_count);
    f->unhelpful = g_ptr_array_new_with_free_func(free_count);
    f->due = g_ptr_array_new_with_free_func(free_count);
    if (zone)
        add_days(f, zone);
    if (!read_questions(kb, f, error) || !read_people(kb, f, error) ||
        (zone && !read_lists(kb, f, zone, error)))
        return NULL;
    return g_steal_pointer(&f);
}

bool figures_first(Kb *kb, int64_t *asked_ms, GError **error)
{
    g_autoptr(Stmt) row = db_stmt(kb, STMT_FIGURES_FIRST);
    if (db_step(kb, row, error) != DB_ROW)
        return false;
    *asked_ms = db_int(row, 0);
    return true;
}
