/*
 * Days are counted on the calendar of the zone, so that nine o'clock stays nine o'clock when its
 * clocks change.
 */
#include "commands/weekly.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MIN = 3 };

static const char *const days[] = {"monday", "tuesday",  "wednesday", "thursday",
                                   "friday", "saturday", "sunday"};

/* Its number, by the whole name or its beginning; 0: none of them. */
static int weekday_of(const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; len >= NAME_MIN && i < G_N_ELEMENTS(days); i++)
        if (g_ascii_strncasecmp(name, days[i], len) == 0)
            return (int)i + 1;
    return 0;
}

bool weekly_parse(const char *text, Weekly *weekly)
{
    char name[16];
    int hour = 0, minute = 0, end = 0;
    if (g_ascii_strcasecmp(text, "off") == 0) {
        *weekly = (Weekly){0};
        return true;
    }
    if (sscanf(text, "%15[A-Za-z] %2d%n:%2d%n", name, &hour, &end, &minute, &end) < 2 ||
        text[end] != '\0' || hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return false;
    int weekday = weekday_of(name);
    if (weekday)
        *weekly = (Weekly){weekday, hour * 60 + minute};
    return weekday > 0;
}

/* The one in the week that begins `weeks` after that of now_ms. */
static int64_t in_week(const Weekly *weekly, int64_t now_ms, int weeks, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now_ms / 1000);
    g_autoptr(GDateTime) now = g_date_time_to_timezone(utc, zone);
    int away = weekly->weekday - g_date_time_get_day_of_week(now) + 7 * weeks;
    g_autoptr(GDateTime) day = g_date_time_add_days(now, away);
    g_autoptr(GDateTime) at = g_date_time_new(
        zone, g_date_time_get_year(day), g_date_time_get_month(day),
        g_date_time_get_day_of_month(day), weekly->minute / 60, weekly->minute % 60, 0);
    return g_date_time_to_unix(at) * 1000;
}

int64_t weekly_last(const Weekly *weekly, int64_t now_ms, GTimeZone *zone)
{
    int64_t at_ms = in_week(weekly, now_ms, 0, zone);
    return at_ms <= now_ms ? at_ms : in_week(weekly, now_ms, -1, zone);
}

int64_t weekly_next(const Weekly *weekly, int64_t now_ms, GTimeZone *zone)
{
    int64_t at_ms = in_week(weekly, now_ms, 0, zone);
    return at_ms > now_ms ? at_ms : in_week(weekly, now_ms, 1, zone);
}
