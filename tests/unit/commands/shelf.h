/*
 * The packaged knowledge on a desk, for features that look things up in it; read once a group.
 */
#ifndef TESTS_UNIT_COMMANDS_SHELF_H
#define TESTS_UNIT_COMMANDS_SHELF_H

#include "tests/unit/commands/desk.h"

#include <stdio.h>

#include "knowledge/files/import.h"

typedef Desk Shelf;

/* Takes what was read since into the library. */
static inline void shelf_rebuild(Shelf *shelf)
{
    library_unref(shelf->library);
    shelf->library = library_build(shelf->kb, 0.5, &shelf->error);
    assert_ok(shelf->library != NULL, shelf->error);
    shelf->req.library = shelf->library;
}

static inline int shelf_open(void **state)
{
    Shelf *shelf = g_new0(Shelf, 1);
    ImportCounts counts;
    shelf->kb = kb_open(":memory:", &shelf->error);
    if (!shelf->kb || !import_packaged(shelf->kb, 1000, &counts, &shelf->error)) {
        fprintf(stderr, "%s\n", shelf->error->message);
        return -1;
    }
    shelf->scratch = scratch_new();
    shelf->req = (Request){.team = "T0",
                           .user = "U0ANA",
                           .channel = "C0HELP",
                           .prefix = "",
                           .is_private = true,
                           .who = EVERYONE,
                           .now_ms = 2000,
                           .scratch = shelf->scratch};
    shelf_rebuild(shelf);
    *state = shelf;
    return 0;
}

static inline int shelf_close(void **state)
{
    return desk_close(state);
}

static inline const Message *shelf_command(Shelf *shelf, const char *command, const char *text,
                                           Lang lang)
{
    Request req = shelf->req;
    req.surface = SURFACE_COMMAND;
    req.name = command;
    req.text = text;
    req.lang = lang;
    effects_free(shelf->out);
    shelf->out = effects_new();
    assert_ok(desk_run_of(&req)(&req, shelf->kb, shelf->out, &shelf->error), shelf->error);
    return desk_message(shelf, EFFECT_REPLY);
}

/* As it could be read, for those who look at a failure. */
static inline char *shelf_print(const Message *m)
{
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < m->pieces->len; i++) {
        const Piece *piece = m->pieces->pdata[i];
        g_string_append_printf(out, "    | %s%s%s%s%s\n", piece->label ? piece->label : "",
                               piece->label ? ": " : "", piece->text ? piece->text : "",
                               piece->value ? " → " : "", piece->value ? piece->value : "");
    }
    return g_string_free(out, FALSE);
}

#endif
