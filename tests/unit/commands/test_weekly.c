/*
 * Days and times of a week: read as people write them, and kept when clocks change.
 */
#include "tests/test.h"

#include "commands/weekly.h"

static int64_t at(const char *time)
{
    g_autoptr(GDateTime) date = g_date_time_new_from_iso8601(time, NULL);
    assert_non_null(date);
    return g_date_time_to_unix(date) * 1000;
}

static void what_people_write_is_understood(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int weekday, minute;
    } good[] = {
        {"monday 9:00", 1, 540}, {"Fri 17", 5, 1020}, {"SUNDAY 00:05", 7, 5}, {"off", 0, 0}};
    static const char *const bad[] = {"",         "monday",    "monday 24:00", "monday 9:60",
                                      "mo 9:00",  "someday 9", "monday 9:00x", "9:00",
                                      "monday -1"};
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
        Weekly weekly = {.weekday = 9};
        assert_true(weekly_parse(good[i].text, &weekly));
        assert_int_equal(weekly.weekday, good[i].weekday);
        assert_int_equal(weekly.minute, good[i].minute);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        Weekly weekly = {.weekday = 3};
        if (weekly_parse(bad[i], &weekly))
            fail_msg("taken: %s", bad[i]);
        assert_int_equal(weekly.weekday, 3);
    }
}

static void last_and_next_are_a_week_apart_on_the_calendar(void **state)
{
    (void)state;
    const Weekly weekly = {.weekday = 1, .minute = 9 * 60};
    static const struct {
        const char *zone, *now, *last, *next;
    } cases[] = {
        {"UTC", "2026-11-21T12:00:00Z", "2026-11-16T09:00:00Z", "2026-11-23T09:00:00Z"},
        {"UTC", "2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z", "2026-11-30T09:00:00Z"},
        {"UTC", "2026-11-23T08:59:59Z", "2026-11-16T09:00:00Z", "2026-11-23T09:00:00Z"},
        {"Asia/Shanghai", "2026-11-23T00:30:00Z", "2026-11-16T01:00:00Z", "2026-11-23T01:00:00Z"},
        /* Summer time ends in between: nine o'clock stays nine o'clock. */
        {"Europe/Berlin", "2026-10-22T12:00:00Z", "2026-10-19T07:00:00Z", "2026-10-26T08:00:00Z"},
        /* Already Monday there, still Sunday here. */
        {"Pacific/Auckland", "2026-11-22T19:00:00Z", "2026-11-15T20:00:00Z",
         "2026-11-22T20:00:00Z"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(cases[i].zone);
        assert_non_null(zone);
        assert_int_equal(weekly_last(&weekly, at(cases[i].now), zone), at(cases[i].last));
        assert_int_equal(weekly_next(&weekly, at(cases[i].now), zone), at(cases[i].next));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_people_write_is_understood),
        cmocka_unit_test(last_and_next_are_a_week_apart_on_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
