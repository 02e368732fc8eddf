#include "tests/bench/measure.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char *proc_text(pid_t pid, const char *task, const char *file)
{
    char *text = NULL;
    g_autofree char *path =
        g_strdup_printf("/proc/%d/%s%s%s", (int)pid, task ? "task/" : "", task ? task : "", file);
    return g_file_get_contents(path, &text, NULL, NULL) ? text : g_strdup("");
}

static double field_of(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    return at ? g_ascii_strtod(at + strlen(name), NULL) : 0;
}

/* utime and stime are the 14th and 15th, counted behind the name, which may hold anything. */
static int64_t cpu_us(pid_t pid)
{
    unsigned long user = 0, system = 0;
    g_autofree char *text = proc_text(pid, NULL, "stat");
    const char *at = strrchr(text, ')');
    if (at)
        sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    return (int64_t)(user + system) * G_USEC_PER_SEC / sysconf(_SC_CLK_TCK);
}

static int64_t wakeups(pid_t pid)
{
    int64_t sum = 0;
    g_autofree char *folder = g_strdup_printf("/proc/%d/task", (int)pid);
    GDir *dir = g_dir_open(folder, 0, NULL);
    for (const char *task; dir && (task = g_dir_read_name(dir));) {
        g_autofree char *text = proc_text(pid, task, "/status");
        sum += (int64_t)field_of(text, "\nvoluntary_ctxt_switches:");
    }
    if (dir)
        g_dir_close(dir);
    return sum;
}

Usage usage_of(pid_t pid)
{
    g_autofree char *status = proc_text(pid, NULL, "status");
    return (Usage){.cpu_us = cpu_us(pid),
                   .wakeups = wakeups(pid),
                   .rss_mib = field_of(status, "VmRSS:") / 1024,
                   .own_mib = field_of(status, "RssAnon:") / 1024};
}

void use_core(unsigned which)
{
    static cpu_set_t all;
    static bool known;
    cpu_set_t one;
    unsigned seen = 0;
    if (!known)
        known = sched_getaffinity(0, sizeof all, &all) == 0;
    CPU_ZERO(&one);
    for (unsigned cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &all) && seen++ == which)
            CPU_SET(cpu, &one);
    if (CPU_COUNT(&all) > 1)
        sched_setaffinity(0, sizeof one, &one);
}

json_t *golden_questions(void)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    json_t *questions = json_array();
    assert_ok(g_file_get_contents("knowledge/golden.tsv", &text, NULL, &error), error);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines + 1; line[0] && *line[0]; line++) {
        g_autofree char *question = g_strndup(*line, strcspn(*line, "\t"));
        json_array_append_new(questions, json_string(question));
    }
    return questions;
}

void heading(const char *part)
{
    double load[1] = {0};
    if (getloadavg(load, 1) != 1)
        load[0] = -1;
    printf("%s (load average %.1f)\n", part, load[0]);
}

void row(const char *what, const char *goal, const char *format, ...)
{
    va_list rest;
    va_start(rest, format);
    g_autofree char *figure = g_strdup_vprintf(format, rest);
    va_end(rest);
    printf("  %-44s %-34s %s\n", what, figure, goal);
    fflush(stdout);
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

Spread spread_of(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return (Spread){values[0], values[count / 2], values[count - 1]};
}
