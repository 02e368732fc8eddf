/*
 * A list of what shall happen, in the order in which it was said.
 */
#include "commands/effects.h"

struct Effects {
    GPtrArray *list; /* Effect * */
};

static void effect_free(void *data)
{
    Effect *effect = data;
    g_free(effect->to);
    g_free(effect->thread);
    g_free(effect->name);
    g_free(effect->recall);
    g_free(effect->or_to);
    g_free(effect->id);
    g_free(effect->text);
    message_free(effect->message);
    form_free(effect->form);
    if (effect->args)
        g_ptr_array_unref(effect->args);
    g_free(effect);
}

Effects *effects_new(void)
{
    Effects *e = g_new0(Effects, 1);
    e->list = g_ptr_array_new_with_free_func(effect_free);
    return e;
}

void effects_free(Effects *e)
{
    if (!e)
        return;
    g_ptr_array_unref(e->list);
    g_free(e);
}

size_t effects_count(const Effects *e)
{
    return e->list->len;
}

const Effect *effects_at(const Effects *e, size_t i)
{
    return e->list->pdata[i];
}

static Effect *add(Effects *e, EffectKind kind)
{
    Effect *effect = g_new0(Effect, 1);
    effect->kind = kind;
    g_ptr_array_add(e->list, effect);
    return effect;
}

static Message *add_message(Effect *effect, const char *text)
{
    effect->message = message_new();
    if (text)
        message_text(effect->message, text);
    return effect->message;
}

Message *effects_reply(Effects *e, const char *text)
{
    return add_message(add(e, EFFECT_REPLY), text);
}

void effects_recall(Effects *e, const char *name, const char *value)
{
    g_assert(e->list->len > 0);
    Effect *effect = e->list->pdata[e->list->len - 1];
    g_assert(effect->kind == EFFECT_REPLY && !effect->recall);
    effect->recall = g_strconcat(name, " ", value, NULL);
}

Message *effects_replace(Effects *e, const char *text)
{
    return add_message(add(e, EFFECT_REPLACE), text);
}

Message *effects_post(Effects *e, const char *to, const char *thread, const char *name,
                      const char *text)
{
    Effect *effect = add(e, EFFECT_POST);
    effect->to = g_strdup(to);
    effect->thread = g_strdup(thread);
    effect->name = g_strdup(name);
    return add_message(effect, text);
}

Message *effects_update(Effects *e, const char *name, const char *text)
{
    Effect *effect = add(e, EFFECT_UPDATE);
    effect->name = g_strdup(name);
    return add_message(effect, text);
}

void effects_or_to(Effects *e, const char *user)
{
    g_assert(e->list->len > 0);
    Effect *effect = e->list->pdata[e->list->len - 1];
    g_assert(effect->kind == EFFECT_POST);
    g_free(effect->or_to);
    effect->or_to = g_strdup(user);
}

Message *effects_whisper(Effects *e, const char *channel, const char *user, const char *text)
{
    Effect *effect = add(e, EFFECT_WHISPER);
    effect->to = g_strdup(channel);
    effect->name = g_strdup(user);
    return add_message(effect, text);
}

Message *effects_publish(Effects *e, const char *text)
{
    return add_message(add(e, EFFECT_PUBLISH), text);
}

void effects_fetch(Effects *e, const char *result, const char *value, const char *method, ...)
{
    Effect *effect = add(e, EFFECT_FETCH);
    effect->name = g_strdup(result);
    effect->id = g_strdup(method);
    effect->text = g_strdup(value);
    effect->args = g_ptr_array_new_with_free_func(g_free);
    va_list args;
    va_start(args, method);
    for (const char *arg; (arg = va_arg(args, const char *));)
        g_ptr_array_add(effect->args, g_strdup(arg));
    va_end(args);
}

void effects_errand(Effects *e, const char *name, const char *value)
{
    add(e, EFFECT_ERRAND)->name = g_strconcat(name, " ", value, NULL);
}

Message *effects_home(Effects *e, const char *text)
{
    return add_message(add(e, EFFECT_HOME), text);
}

Form *effects_form(Effects *e, const char *action, const char *title, const char *submit,
                   const char *cancel)
{
    Form *form = form_new(action, title, submit, cancel);
    add(e, EFFECT_FORM)->form = form;
    return form;
}

void effects_refuse(Effects *e, const char *input_id, const char *why)
{
    Effect *effect = add(e, EFFECT_REFUSE);
    effect->id = g_strdup(input_id);
    effect->text = g_strdup(why);
}

void effects_close(Effects *e)
{
    add(e, EFFECT_CLOSE);
}

void effects_option(Effects *e, const char *value, const char *label)
{
    Effect *effect = add(e, EFFECT_OPTION);
    effect->id = g_strdup(value);
    effect->text = g_strdup(label);
}

void effects_later(Effects *e, const char *timer, const char *key, int64_t due_ms,
                   const char *value)
{
    Effect *effect = add(e, EFFECT_LATER);
    effect->name = g_strdup(timer);
    effect->id = g_strdup(key);
    effect->text = g_strdup(value);
    effect->due_ms = due_ms;
}

void effects_never(Effects *e, const char *timer, const char *key)
{
    Effect *effect = add(e, EFFECT_NEVER);
    effect->name = g_strdup(timer);
    effect->id = g_strdup(key);
}
