/*
 * Modals and home tabs that the app opens, changes and publishes.
 */
#include <string.h>

#include "tests/slackbox/api.h"
#include "tests/slackbox/blocks.h"
#include "tests/slackbox/credentials.h"
#include "tests/slackbox/manifest.h"
#include "tests/slackbox/posting.h"
#include "tests/slackbox/views.h"

#define VIEW_BYTES_MAX (250 * 1024)

/* The view given, checked; NULL: refused. */
static json_t *given_view(Call *call, const char *type)
{
    bool bad = false;
    json_auto_t *view = json_member(call->args, "view", &bad);
    if (bad || !json_is_object(view))
        return call_refuse(call, "invalid_arguments");
    g_autofree char *text = json_dumps(view, JSON_COMPACT);
    if (strlen(text) > VIEW_BYTES_MAX)
        return call_refuse(call, "view_too_large");
    g_autoptr(GPtrArray) complaints = blocks_check_view(view);
    const char *got = json_string_value(json_object_get(view, "type"));
    if (complaints->len == 0 && strcmp(got, type))
        g_ptr_array_add(complaints,
                        g_strdup_printf("must be of type %s [json-pointer:/view/type]", type));
    if (complaints->len > 0) {
        call->refusal = refusal_of("invalid_arguments", g_steal_pointer(&complaints));
        return NULL;
    }
    return json_deep_copy(view);
}

static json_t *answer_view(const View *view)
{
    return json_pack("{s:b, s:o}", "ok", 1, "view", view_json(view));
}

static bool external_is_free(const json_t *body, const View *own)
{
    const View *other = view_external(json_string_value(json_object_get(body, "external_id")));
    return !other || other == own;
}

static json_t *open_or_push(Call *call, bool push)
{
    const char *error = NULL;
    json_auto_t *body = given_view(call, "modal");
    if (!body)
        return NULL;
    if (!external_is_free(body, NULL))
        return call_refuse(call, "duplicate_external_id");
    g_autofree char *user = trigger_take(call_str(call, "trigger_id"), &error);
    if (!user)
        return call_refuse(call, error);
    if (!push)
        view_clear(user);
    View *view = view_push(user, g_steal_pointer(&body));
    return view ? answer_view(view) : call_refuse(call, "push_limit_reached");
}

static json_t *open_view(Call *call)
{
    return open_or_push(call, false);
}

static json_t *push(Call *call)
{
    return open_or_push(call, true);
}

static bool hash_fits(Call *call, const View *view)
{
    const char *hash = call_str(call, "hash");
    if (hash && view && strcmp(hash, view->hash)) {
        call_refuse(call, "hash_conflict");
        return false;
    }
    return true;
}

static json_t *update(Call *call)
{
    View *view = view_find(call_str(call, "view_id"));
    view = view ? view : view_external(call_str(call, "external_id"));
    if (!view)
        return call_refuse(call, "not_found");
    json_auto_t *body = given_view(call, view->home ? "home" : "modal");
    if (!body || !hash_fits(call, view))
        return NULL;
    if (!external_is_free(body, view))
        return call_refuse(call, "duplicate_external_id");
    view_update(view, g_steal_pointer(&body));
    return answer_view(view);
}

static json_t *publish(Call *call)
{
    const char *id = call_str(call, "user_id");
    const Person *person = id ? world_person(id) : NULL;
    if (!manifest_has_home())
        return call_refuse(call, "not_enabled");
    if (!person || person_is_bot(person))
        return call_refuse(call, "user_not_found");
    json_auto_t *body = given_view(call, "home");
    if (!body || !hash_fits(call, view_home(person->id)))
        return NULL;
    return answer_view(view_publish(person->id, g_steal_pointer(&body)));
}

const Method view_methods[] = {
    {"views.open", open_view, NULL, 100},
    {"views.push", push, NULL, 100},
    {"views.update", update, NULL, 100},
    {"views.publish", publish, NULL, 100},
    {0},
};
