/*
 * `askd check --links`: every address that entries point to is tried, and the dead ones named.
 */
#include "bot/cli/cli_links.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bot/cli/links.h"
#include "bot/clock.h"
#include "knowledge/link.h"

enum { TOTAL_MS = 15 * 60 * 1000, PAUSE_MS = 2000 };

typedef struct Outcome {
    char *url, *why;
    int64_t status;
} Outcome;

typedef struct Tally {
    GPtrArray *outcomes; /* Outcome *, of those that were tried */
    size_t count;
    unsigned untried;
    bool on_terminal;
} Tally;

static void free_outcome(void *data)
{
    Outcome *outcome = data;
    g_free(outcome->url);
    g_free(outcome->why);
    g_free(outcome);
}

static void on_result(const LinkResult *result, void *user)
{
    Tally *tally = user;
    if (!result->tried) {
        tally->untried++;
        return;
    }
    Outcome *outcome = g_new(Outcome, 1);
    *outcome = (Outcome){
        .url = g_strdup(result->url), .why = g_strdup(result->why), .status = result->status};
    g_ptr_array_add(tally->outcomes, outcome);
    if (tally->on_terminal)
        fprintf(stderr, "\r%u of %zu links", tally->outcomes->len, tally->count);
}

static void try_all(const GPtrArray *uses, bool allow_private, Tally *tally)
{
    g_autoptr(GPtrArray) urls = g_ptr_array_new();
    for (unsigned i = 0; i < uses->len; i++)
        g_ptr_array_add(urls, ((LinkUse *)uses->pdata[i])->url);
    const LinksOptions options = {
        .allow_private = allow_private, .total_ms = TOTAL_MS, .pause_ms = PAUSE_MS};
    tally->count = uses->len;
    tally->on_terminal = isatty(STDERR_FILENO);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    links_check((const char *const *)urls->pdata, urls->len, &options, on_result, tally);
    curl_global_cleanup();
    if (tally->on_terminal)
        fputs("\r\033[K", stderr);
}

static bool save_all(Kb *kb, const GPtrArray *uses, const Tally *tally, GError **error)
{
    if (!kb_begin(kb, clock_ms(), error))
        return false;
    bool saved = link_sweep(kb, uses, error);
    for (unsigned i = 0; saved && i < tally->outcomes->len; i++) {
        const Outcome *outcome = tally->outcomes->pdata[i];
        saved = link_save(kb, outcome->url, outcome->status, outcome->why, error);
    }
    if (saved)
        return kb_commit(kb, error);
    kb_roll_back(kb);
    return false;
}

bool cli_links_try(Kb *kb, bool allow_private, GError **error)
{
    g_autoptr(GPtrArray) entries = entry_list(kb, error);
    if (!entries)
        return false;
    g_autoptr(GPtrArray) uses = link_uses(entries);
    g_autoptr(GPtrArray) outcomes = g_ptr_array_new_with_free_func(free_outcome);
    Tally tally = {.outcomes = outcomes};
    try_all(uses, allow_private, &tally);
    if (tally.untried > 0)
        printf("%-14s %u were not tried, the time was over\n", "links", tally.untried);
    return save_all(kb, uses, &tally, error);
}

static void print_dead(const Link *link, const GPtrArray *uses)
{
    g_autoptr(GString) slugs = g_string_new(NULL);
    for (unsigned i = 0; i < uses->len; i++) {
        const LinkUse *use = uses->pdata[i];
        for (unsigned s = 0; strcmp(use->url, link->url) == 0 && s < use->slugs->len; s++)
            g_string_append_printf(slugs, "%s%s", s > 0 ? ", " : "",
                                   (const char *)use->slugs->pdata[s]);
    }
    if (slugs->len > 0)
        printf("%-14s %s: %s; used by %s\n", "dead link", link->url, link->why, slugs->str);
}

bool cli_links_print(Kb *kb, GError **error)
{
    g_autoptr(GPtrArray) entries = entry_list(kb, error);
    g_autoptr(GPtrArray) links = entries ? link_list(kb, error) : NULL;
    if (!links)
        return false;
    g_autoptr(GPtrArray) uses = link_uses(entries);
    unsigned dead = 0;
    for (unsigned i = 0; i < links->len; i++)
        dead += ((Link *)links->pdata[i])->failures > 0;
    if (links->len == 0)
        printf("%-14s %u, never tried; `askd check --links` tries them\n", "links", uses->len);
    else
        printf("%-14s %u, of which %u are known to be dead\n", "links", uses->len, dead);
    for (unsigned i = 0; i < links->len; i++)
        if (((Link *)links->pdata[i])->failures > 0)
            print_dead(links->pdata[i], uses);
    return true;
}
