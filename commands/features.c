/*
 * The table of all features, out of list.h, and what is looked up in it.
 */
#include "commands/feature.h"

#include <string.h>

#define X(name) extern const Feature feature_##name;
#include "commands/list.h"
#undef X

const Feature *const features[] = {
#define X(name) &feature_##name,
#include "commands/list.h"
#undef X
    NULL,
};

/* Every kind of row begins with its name, and a table of rows ends with one that has none. */
#define LOOK_UP(TYPE, TABLE)                                                                       \
    for (const Feature *const *feature = features; *feature; feature++)                            \
        for (const TYPE *row = (*feature)->TABLE; row && row->name; row++)                         \
            if (strcmp(row->name, name) == 0)                                                      \
                return row;                                                                        \
    return NULL

const Command *feature_command(const char *name)
{
    LOOK_UP(Command, commands);
}

const Subcommand *feature_subcommand(const char *name)
{
    LOOK_UP(Subcommand, subcommands);
}

const Action *feature_action(const char *name)
{
    LOOK_UP(Action, actions);
}

const Shortcut *feature_shortcut(const char *name)
{
    LOOK_UP(Shortcut, shortcuts);
}

const Event *feature_event(const char *name)
{
    LOOK_UP(Event, events);
}

const TimerRow *feature_timer(const char *name)
{
    LOOK_UP(TimerRow, timers);
}

const Result *feature_result(const char *name)
{
    LOOK_UP(Result, results);
}

const Recall *feature_recall(const char *name)
{
    LOOK_UP(Recall, recalls);
}

const Errand *feature_errand(const char *name)
{
    LOOK_UP(Errand, errands);
}

const char *request_value(const Request *req, const char *id)
{
    for (size_t i = 0; i < req->value_count; i++)
        if (strcmp(req->values[i].id, id) == 0)
            return req->values[i].value;
    return NULL;
}
