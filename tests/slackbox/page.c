#include "tests/slackbox/page.h"

#include <string.h>

#include "tests/slackbox/form_body.h"
#include "tests/slackbox/watch.h"
#include "tests/slackbox/world.h"
#include "tests/slackbox/ws.h"

/* What deploy/embed.sh makes of tests/slackbox/page; ended by a NULL path. */
typedef struct {
    const char *path, *bytes;
    size_t len;
} PageFile;
extern const PageFile page_files[];

typedef struct {
    Ws *ws;
    char *user;
} Viewer;

static GPtrArray *viewers; /* Viewer */
static char *folder;

static const char *type_of(const char *path)
{
    static const char *const types[][2] = {
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".json", "application/json"},
        {".woff2", "font/woff2"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(types); i++)
        if (g_str_has_suffix(path, types[i][0]))
            return types[i][1];
    return "text/plain; charset=utf-8";
}

static bool from_disk(Exchange *ex, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *bytes = NULL;
    gsize len = 0;
    if (strstr(name, "..") || !g_file_get_contents(path, &bytes, &len, NULL))
        return false;
    http_reply(ex, 200, type_of(name), "Cache-Control: no-store\r\n", bytes, len);
    return true;
}

static bool from_program(Exchange *ex, const char *name)
{
    for (const PageFile *file = page_files; file->path; file++) {
        if (strcmp(file->path, name))
            continue;
        http_reply(ex, 200, type_of(name), "Cache-Control: no-store\r\n", file->bytes, file->len);
        return true;
    }
    return false;
}

static void on_message(void *data, int opcode, const char *text, size_t len, bool fragmented)
{
    (void)data, (void)opcode, (void)text, (void)len,
        (void)fragmented; /* the page only listens here */
}

static void on_closed(void *data, int code)
{
    (void)code;
    Viewer *viewer = data;
    g_ptr_array_remove(viewers, viewer);
    g_free(viewer->user);
    g_free(viewer);
}

static const WsHandler handler = {.message = on_message, .closed = on_closed};

static void accept_viewer(Exchange *ex)
{
    const char *error = NULL;
    json_auto_t *args = form_body(ex, &error);
    const Person *person = world_person(json_string_value(json_object_get(args, "user")));
    Viewer *viewer = g_new0(Viewer, 1);
    viewer->user = g_strdup(person ? person->id : "");
    viewer->ws = ws_accept(ex, &handler, viewer, false);
    if (viewer->ws) {
        g_ptr_array_add(viewers, viewer);
        return;
    }
    g_free(viewer->user);
    g_free(viewer);
}

void page_serve(Exchange *ex)
{
    const char *name = !strcmp(ex->path, "/")                 ? "index.html"
                       : g_str_has_prefix(ex->path, "/page/") ? ex->path + strlen("/page/")
                                                              : NULL;
    if (!strcmp(ex->path, "/ui"))
        accept_viewer(ex);
    else if (!name || !(folder ? from_disk(ex, name) : from_program(ex, name)))
        http_reply(ex, 404, "text/plain", NULL, "not found", 9);
}

void page_from(const char *path)
{
    folder = g_strdup(path);
}

static void changed(Changed what, const char *user, const char *channel)
{
    static const char *const names[] = {"changed",  "view",   "home",
                                        "channels", "people", "commands"};
    if (what == CHANGED_OTHER || viewers->len == 0)
        return;
    g_autofree char *text =
        channel ? g_strdup_printf("{\"type\":\"%s\",\"channel\":\"%s\"}", names[what], channel)
                : g_strdup_printf("{\"type\":\"%s\"}", names[what]);
    for (unsigned i = 0; i < viewers->len; i++) {
        const Viewer *viewer = viewers->pdata[i];
        if (!user || !strcmp(user, viewer->user))
            ws_text(viewer->ws, text, strlen(text));
    }
}

void page_start(void)
{
    viewers = g_ptr_array_new();
    watch_add(changed);
}
