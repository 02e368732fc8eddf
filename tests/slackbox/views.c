#include "tests/slackbox/views.h"

#include <string.h>

#include "tests/slackbox/blocks.h"
#include "tests/slackbox/forms.h"
#include "tests/slackbox/watch.h"
#include "tests/slackbox/world.h"

static GPtrArray *views; /* View, in the order they opened */

static void view_free(void *data)
{
    View *view = data;
    g_free(view->id);
    g_free(view->owner);
    g_free(view->root);
    g_free(view->previous);
    g_free(view->hash);
    json_decref(view->body);
    json_decref(view->picked);
    json_decref(view->errors);
    g_free(view);
}

void views_reset(void)
{
    g_clear_pointer(&views, g_ptr_array_unref);
    views = g_ptr_array_new_with_free_func(view_free);
}

View *view_find(const char *id)
{
    for (unsigned i = 0; id && i < views->len; i++)
        if (!strcmp(((View *)views->pdata[i])->id, id))
            return views->pdata[i];
    return NULL;
}

View *view_external(const char *external_id)
{
    for (unsigned i = 0; external_id && *external_id && i < views->len; i++) {
        View *view = views->pdata[i];
        const char *id = json_string_value(json_object_get(view->body, "external_id"));
        if (id && !strcmp(id, external_id))
            return view;
    }
    return NULL;
}

GPtrArray *view_stack(const char *user)
{
    GPtrArray *stack = g_ptr_array_new();
    for (unsigned i = 0; i < views->len; i++) {
        View *view = views->pdata[i];
        if (!view->home && !strcmp(view->owner, user))
            g_ptr_array_add(stack, view);
    }
    return stack;
}

View *view_top(const char *user)
{
    g_autoptr(GPtrArray) stack = view_stack(user);
    return stack->len ? stack->pdata[stack->len - 1] : NULL;
}

View *view_home(const char *user)
{
    for (unsigned i = 0; i < views->len; i++) {
        View *view = views->pdata[i];
        if (view->home && !strcmp(view->owner, user))
            return view;
    }
    return NULL;
}

static void changed(const View *view)
{
    watch_tell(view->home ? CHANGED_HOME : CHANGED_VIEW, view->owner, NULL);
}

static void set_body(View *view, json_t *body)
{
    g_autofree char *tail = world_hex(8);
    g_autofree char *now = world_ts();
    json_decref(view->body);
    view->body = body;
    blocks_complete(json_object_get(body, "blocks"));
    json_t *kept = form_carry_over(json_object_get(body, "blocks"), view->picked);
    json_decref(view->picked);
    view->picked = kept;
    g_clear_pointer(&view->errors, json_decref);
    g_free(view->hash);
    view->hash = g_strdup_printf("%.10s.%s", now, tail);
}

static View *new_view(const char *user, json_t *body)
{
    View *view = g_new0(View, 1);
    view->id = world_id("V0BOX");
    view->owner = g_strdup(user);
    view->picked = json_object();
    set_body(view, body);
    g_ptr_array_add(views, view);
    return view;
}

View *view_push(const char *user, json_t *body)
{
    g_autoptr(GPtrArray) stack = view_stack(user);
    if (stack->len >= STACK_MAX) {
        json_decref(body);
        return NULL;
    }
    const View *below = stack->len ? stack->pdata[stack->len - 1] : NULL;
    View *view = new_view(user, body);
    view->root = g_strdup(below ? below->root : view->id);
    view->previous = below ? g_strdup(below->id) : NULL;
    changed(view);
    return view;
}

void view_update(View *view, json_t *body)
{
    set_body(view, body);
    changed(view);
}

View *view_publish(const char *user, json_t *body)
{
    View *view = view_home(user);
    if (view) {
        set_body(view, body);
    } else {
        view = new_view(user, body);
        view->home = true;
        view->root = g_strdup(view->id);
    }
    changed(view);
    return view;
}

void view_close(View *view)
{
    g_autofree char *user = g_strdup(view->owner);
    g_ptr_array_remove(views, view);
    watch_tell(CHANGED_VIEW, user, NULL);
}

void view_clear(const char *user)
{
    g_autoptr(GPtrArray) stack = view_stack(user);
    for (unsigned i = stack->len; i-- > 0;)
        view_close(stack->pdata[i]);
}

void view_errors(View *view, const json_t *errors)
{
    json_decref(view->errors);
    view->errors = json_deep_copy(errors);
    changed(view);
}

json_t *view_json(const View *view)
{
    json_t *json = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s?, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b}", "id", view->id,
        "team_id", TEAM_ID, "type", view->home ? "home" : "modal", "hash", view->hash,
        "root_view_id", view->root, "previous_view_id", view->previous, "app_id", APP_ID, "bot_id",
        BOT_ID, "app_installed_team_id", TEAM_ID, "private_metadata", "", "callback_id", "",
        "external_id", "", "clear_on_close", 0, "notify_on_close", 0);
    json_object_update(json, view->body);
    json_t *values = form_values(json_object_get(view->body, "blocks"), view->picked);
    json_object_set_new(json, "state", json_pack("{s:o}", "values", values));
    return json;
}
