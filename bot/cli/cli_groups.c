/*
 * Rows of cells for a terminal; titles are cut where it ends, as questions may be long.
 */
#include "bot/cli/cli_groups.h"

#include <inttypes.h>
#include <stdio.h>

#include "bot/cli/table.h"

enum { CELLS = 6 };

static char *local_time(int64_t ms)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_local(ms / 1000);
    return g_date_time_format(at, "%F %H:%M");
}

static void print_row(const char *const cells[CELLS], size_t width)
{
    static const size_t WIDTHS[CELLS - 1] = {8, 6, 17, 10, 12};
    g_autoptr(GString) out = g_string_new(NULL);
    size_t used = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(WIDTHS); i++) {
        table_cell(out, cells[i], WIDTHS[i] - 1);
        g_string_append_c(out, ' ');
        used += WIDTHS[i];
    }
    table_last_cell(out, cells[CELLS - 1], width ? width - used : 0);
    puts(out->str);
}

static void print_group(const Group *group, size_t width)
{
    g_autofree char *id = g_strdup_printf("g%" PRId64, group->id);
    g_autofree char *asked = g_strdup_printf("%" PRId64, group->asked);
    g_autofree char *since = local_time(group->opened_ms);
    const char *by = group->claimed_by ? group->claimed_by : "";
    print_row(
        (const char *const[]){id, asked, since, group_state_code(group->state), by, group->title},
        width);
}

bool cli_groups_list(Kb *kb, const GroupFilter *filter, size_t width, GError **error)
{
    int64_t total;
    g_autoptr(GPtrArray) groups = group_list(kb, filter, &total, error);
    if (!groups)
        return false;
    if (groups->len == 0)
        puts("no such groups");
    else
        print_row((const char *const[]){"GROUP", "ASKED", "SINCE", "STATE", "BY", "QUESTION"},
                  width);
    for (unsigned i = 0; i < groups->len; i++)
        print_group(groups->pdata[i], width);
    if ((int64_t)groups->len < total)
        fprintf(stderr, "%u of %" PRId64 "; --limit 0 shows all\n", groups->len, total);
    return true;
}

static void print_field(const char *name, const char *value)
{
    if (value && *value)
        printf("%-11s%s\n", name, value);
}

static void print_fields(const Group *group)
{
    g_autofree char *asked =
        g_strdup_printf("%" PRId64 " time%s", group->asked, group->asked == 1 ? "" : "s");
    g_autofree char *since = local_time(group->opened_ms);
    g_autofree char *into =
        group->merged_into ? g_strdup_printf("g%" PRId64, group->merged_into) : NULL;
    print_field("question", group->title);
    print_field("asked", asked);
    print_field("since", since);
    print_field("state", group_state_code(group->state));
    print_field("claimed by", group->claimed_by);
    print_field("closed by", group->closed_by);
    print_field("topic", group->topic);
    print_field("sent to", group->venue);
    print_field("entry", group->entry);
    print_field("note", group->note);
    print_field("merged", into);
}

bool cli_groups_show(Kb *kb, int64_t id, bool *found, GError **error)
{
    g_autoptr(Group) group = NULL;
    if (!group_find(kb, id, &group, error))
        return false;
    *found = group != NULL;
    if (!group)
        return true;
    g_autoptr(GPtrArray) questions = group_questions(kb, id, 0, error);
    g_autoptr(GPtrArray) events = questions ? group_history(kb, id, error) : NULL;
    if (!events)
        return false;
    print_fields(group);
    for (unsigned i = 0; i < questions->len; i++) {
        const Question *question = questions->pdata[i];
        printf("%-11" PRId64 "%s\n", question->id, question->text);
    }
    for (unsigned i = 0; i < events->len; i++) {
        const GroupEvent *event = events->pdata[i];
        g_autofree char *at = local_time(event->at_ms);
        printf("%s  %s  %s%s%s\n", at, event->actor, event->what, event->detail ? " " : "",
               event->detail ? event->detail : "");
    }
    return true;
}
