/*
 * Who may do what, and in whose language. Reads the features' tables; knows no feature by name.
 */
#include "bot/dispatch.h"

#include <string.h>

#include "bot/metrics.h"
#include "knowledge/audit.h"
#include "knowledge/member.h"
#include "knowledge/usergroup.h"

enum {
    MINUTE_MS = 60 * 1000,
    RETRY_MS = 10 * 60 * 1000, /* what was put off and could not be done */
    START_PAUSE_MS = 1000,     /* the first questions go before what runs at every start */
};

static const Words FAILED = {
    "Something went wrong on my side, and my maintainers can see that it did. Please try again.",
    "我这边出了点问题，维护者能看到这次出错。请再试一次。"};
static const Words UNKNOWN = {"I don't know how to do that. `/askd help` shows what I can do.",
                              "我不会做这个。输入 `/askd help` 看看我能做什么。"};
static const Words NOT_YOU = {"Only moderators may do that.", "只有管理员可以这样做。"};
static const Words ONLY_MAINTAINERS = {"Only maintainers may do that.", "只有维护者可以这样做。"};
static const Words TOO_MUCH = {
    "You have asked me a lot in a short time, and I have noted none of this last one. Please ask "
    "again "
    "in about {minutes} min, so that everybody gets a turn.",
    "你刚才问得有点多，这一次我没有记下来。请过大约 {minutes} 分钟再问，让大家都能问到。"};
static const Words BUSY = {"I am busy right now. Please try again in a moment.",
                           "我现在有点忙，请稍后再试一次。"};

const char *dispatch_busy(const Request *req)
{
    return words(BUSY, text_language(req->text ? req->text : ""));
}

/* Names of things ("linkerd vs istio") say nothing of their writer's language. */
static bool is_prose(const Request *req)
{
    const Command *command = req->surface == SURFACE_COMMAND ? feature_command(req->name) : NULL;
    return (!command || command->is_prose) && strchr(req->text, ' ');
}

static bool tells_language(const Request *req)
{
    return req->text && *req->text && (text_language(req->text) == LANG_ZH || is_prose(req));
}

static bool is_written(Surface surface)
{
    return surface == SURFACE_COMMAND || surface == SURFACE_MENTION || surface == SURFACE_DM;
}

static bool choose_language(const Envelope *envelope, Request *req, Kb *kb, GError **error)
{
    bool chosen = false, known = false;
    Lang last = LANG_EN;
    req->lang = LANG_EN;
    if (req->user && !member_language(kb, req->user, &last, &chosen, &known, error))
        return false;
    bool told = is_written(req->surface) && tells_language(req);
    if (chosen)
        req->lang = last;
    else if (told)
        req->lang = text_language(req->text);
    else if (known)
        req->lang = last;
    else
        req->lang_is_guess = !lang_parse(envelope->locale, &req->lang);
    bool news = told && req->user && !chosen && (!known || last != req->lang);
    return !news || member_wrote(kb, req->user, req->lang, error);
}

static bool find_who(const Config *config, Request *req, Kb *kb, GError **error)
{
    bool moderates = false, maintains = false;
    if (!usergroup_has(kb, (const char *const *)config->maintainers, req->user, &maintains,
                       error) ||
        !usergroup_has(kb, (const char *const *)config->moderators, req->user, &moderates, error))
        return false;
    req->who = maintains ? MAINTAINERS : moderates ? MODERATORS : EVERYONE;
    return true;
}

/* Within the mark, so that a failure leaves the timer as it was. */
static bool run_timer(const Request *req, Kb *kb, Effects *out, GError **error)
{
    const TimerRow *row = feature_timer(req->name);
    if (!row)
        g_warning("timer_without_feature name=%s", req->name);
    return timer_cancel(kb, req->name, req->key, error) && (!row || row->run(req, kb, out, error));
}

typedef struct Target {
    Who who;
    RunFn run; /* NULL: nobody does that */
    int cost;  /* COST_FREE, 0: the usual, or more */
} Target;

static Target find_target(const Request *req)
{
    const Command *command;
    const Action *action;
    const Shortcut *shortcut;
    const Event *event;
    const Result *result;
    const Recall *recall;
    switch (req->surface) {
    case SURFACE_COMMAND:
        command = feature_command(req->name);
        return command ? (Target){command->who, command->run, command->cost} : (Target){0};
    case SURFACE_ACTION:
        action = feature_action(req->name);
        return action ? (Target){action->who, action->run, action->cost} : (Target){0};
    case SURFACE_FORM:
    case SURFACE_TYPING:
        action = feature_action(req->name);
        return action ? (Target){action->who, action->run, COST_FREE} : (Target){0};
    case SURFACE_SHORTCUT:
        shortcut = feature_shortcut(req->name);
        return shortcut ? (Target){shortcut->who, shortcut->run, shortcut->cost} : (Target){0};
    case SURFACE_MENTION:
    case SURFACE_DM:
        event = feature_event(req->name);
        return event ? (Target){event->who, event->run, event->cost} : (Target){0};
    case SURFACE_HOME:
    case SURFACE_EVENT:
        event = feature_event(req->name);
        return event ? (Target){event->who, event->run, COST_FREE} : (Target){0};
    case SURFACE_TIMER:
        return (Target){EVERYONE, run_timer, COST_FREE};
    case SURFACE_RESULT:
        result = feature_result(req->name);
        return result ? (Target){EVERYONE, result->run, COST_FREE} : (Target){0};
    case SURFACE_RECALL:
        recall = feature_recall(req->name);
        return recall ? (Target){EVERYONE, recall->run, COST_FREE} : (Target){0};
    }
    return (Target){0};
}

/* Events that nobody listens to pass in silence; what a person did to us does not. */
static bool deserves_words(const Request *req)
{
    return req->surface != SURFACE_HOME && req->surface != SURFACE_EVENT &&
           req->surface != SURFACE_TYPING && req->surface != SURFACE_TIMER &&
           req->surface != SURFACE_RESULT && req->surface != SURFACE_RECALL;
}

static Effects *say(const Request *req, Words sentence)
{
    Effects *out = effects_new();
    if (deserves_words(req))
        effects_reply(out, words(sentence, req->lang));
    return out;
}

Effects *dispatch_failed(const Request *req, const GError *why)
{
    metrics_count(METRIC_FAILED);
    g_critical("feature_failed name=%s why=%s", req->name, why ? why->message : "it did not say");
    return say(req, FAILED);
}

/* What it did before it failed is taken back, effects and rows alike. */
static Effects *run_within_mark(RunFn run, const Request *req, Kb *kb, GError **error)
{
    g_autoptr(GError) why = NULL;
    g_autoptr(Effects) out = effects_new();
    if (kb_is_careful(kb) && !kb_mark(kb, error))
        return NULL;
    if (run(req, kb, out, &why))
        return !kb_is_careful(kb) || kb_keep(kb, error) ? g_steal_pointer(&out) : NULL;
    if (!kb_is_careful(kb)) {
        g_set_error(error, KB_ERROR, KB_ERROR_AGAIN, "%s has failed", req->name);
        return NULL;
    }
    return kb_undo(kb, error) ? dispatch_failed(req, why) : NULL;
}

/* What nobody may do who is not trusted with it leaves a row, whoever forged the button. */
static bool note_refusal(const Request *req, Kb *kb, GError **error)
{
    return audit_add(kb, req->user ? req->user : "?", req->name, req->value, NULL, true, error);
}

/* What only they see is said each time; what others see, or would find in their inbox, once. */
static Effects *ask_to_wait(const Request *req, Allowance *allowance, int64_t wait_ms)
{
    Effects *out = effects_new();
    bool is_first = allowance_tell(allowance, req->user);
    metrics_count(METRIC_LIMITED);
    if (!is_first && (req->surface == SURFACE_MENTION || req->surface == SURFACE_DM))
        return out;
    int64_t about = MAX((wait_ms + MINUTE_MS / 2) / MINUTE_MS, 1);
    g_autofree char *minutes = g_strdup_printf("%d", (int)about);
    g_autoptr(GString) sentence = g_string_new(words(TOO_MUCH, req->lang));
    g_string_replace(sentence, "{minutes}", minutes, 0);
    effects_reply(out, sentence->str);
    return out;
}

static int64_t wait_of(const Request *req, const Target *target, Allowance *allowance)
{
    if (!allowance || !req->user || req->who != EVERYONE || target->cost == COST_FREE)
        return 0;
    return allowance_take(allowance, req->user, MAX(target->cost, 1), req->now_ms);
}

static Effects *answer(const Config *config, const Envelope *envelope, Request *req,
                       Allowance *allowance, Kb *kb, GError **error)
{
    req->now_ms = kb_now_ms(kb);
    if (!find_who(config, req, kb, error) || !choose_language(envelope, req, kb, error))
        return NULL;
    Target target = find_target(req);
    if (!target.run)
        return say(req, UNKNOWN);
    if (target.who == NOBODY || req->who < target.who) {
        Words why = target.who == MAINTAINERS ? ONLY_MAINTAINERS : NOT_YOU;
        return note_refusal(req, kb, error) ? say(req, why) : NULL;
    }
    int64_t wait_ms = wait_of(req, &target, allowance);
    if (wait_ms > 0)
        return ask_to_wait(req, allowance, wait_ms);
    return run_within_mark(target.run, req, kb, error);
}

static Settings settings_of(const Config *config)
{
    Settings settings = {.triage_channel = config->triage_channel,
                         .report_channel = config->report_channel,
                         .moderators = config->moderators,
                         .maintainers = config->maintainers,
                         .alert_count = config->alert_count,
                         .zone = config->zone,
                         .digest = config->digest,
                         .two_person = config->two_person,
                         .strictness = config->strictness,
                         .retention = config->retention,
                         .auto_answer = config->auto_answer,
                         .welcomes_per_minute = config->welcomes_per_minute};
    lang_parse(config->language, &settings.lang);
    return settings;
}

Effects *dispatch(const Config *config, Envelope *envelope, Allowance *allowance, Kb *kb,
                  GError **error)
{
    Settings settings = settings_of(config);
    envelope->request.settings = &settings;
    Effects *out = answer(config, envelope, &envelope->request, allowance, kb, error);
    envelope->request.settings = NULL;
    return out;
}

Effects *dispatch_errand(const Config *config, const char *name, const char *value,
                         const Request *req, Kb *kb)
{
    g_autoptr(GError) why = NULL;
    g_autoptr(Effects) out = effects_new();
    Settings settings = settings_of(config);
    Request theirs = *req;
    theirs.value = value;
    theirs.settings = &settings;
    theirs.scratch = NULL;
    const Errand *errand = feature_errand(name);
    g_assert(errand);
    return errand->run(&theirs, kb, out, &why) ? g_steal_pointer(&out) : dispatch_failed(req, why);
}

Effects *dispatch_timer(const Config *config, const Timer *timer, Envelope *envelope, Kb *kb,
                        GError **error)
{
    Settings settings = settings_of(config);
    Request *req = &envelope->request;
    req->surface = SURFACE_TIMER;
    req->name = timer->name;
    req->key = timer->key;
    req->value = timer->value;
    req->prefix = config->command_prefix;
    req->text = "";
    req->lang = settings.lang;
    req->who = EVERYONE;
    req->now_ms = kb_now_ms(kb);
    req->settings = &settings;
    Effects *out =
        timer_set(kb, timer->name, timer->key, req->now_ms + RETRY_MS, timer->value, error)
            ? run_within_mark(run_timer, req, kb, error)
            : NULL;
    req->settings = NULL;
    return out;
}

Effects *dispatch_shell(const Config *config, Envelope *envelope, Kb *kb, GError **error)
{
    Settings settings = settings_of(config);
    g_autoptr(Effects) out = effects_new();
    Request *req = &envelope->request;
    req->who = MAINTAINERS;
    req->now_ms = kb_now_ms(kb);
    req->settings = &settings;
    bool done = find_target(req).run(req, kb, out, error);
    req->settings = NULL;
    return done ? g_steal_pointer(&out) : NULL;
}

bool dispatch_started(Kb *kb, GError **error)
{
    for (const Feature *const *feature = features; *feature; feature++)
        for (const TimerRow *row = (*feature)->timers; row && row->name; row++)
            if (row->at_start &&
                !timer_hasten(kb, row->name, kb_now_ms(kb) + START_PAUSE_MS, error))
                return false;
    return true;
}
