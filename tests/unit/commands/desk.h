/*
 * What the tests of features share: a small base in memory, people who ask, and a way to look at
 * what they got.
 */
#ifndef TESTS_UNIT_COMMANDS_DESK_H
#define TESTS_UNIT_COMMANDS_DESK_H

#include "tests/test.h"

#include "commands/feature.h"
#include "knowledge/answer.h"
#include "knowledge/entry.h"
#include "knowledge/member.h"
#include "knowledge/question.h"

typedef struct Desk {
    Kb *kb;
    Library *library;
    Scratch *scratch;
    Effects *out; /* of the last request */
    GError *error;
    Request req; /* the next request, but for what its call says */
} Desk;

static inline void desk_entry(Desk *d, EntryKind kind, const char *slug, const char *tag,
                              const char *venue, const char *en, const char *en_answer,
                              const char *zh, const char *zh_answer)
{
    EntryChange change;
    g_autoptr(Entry) entry = entry_new();
    entry->slug = g_strdup(slug);
    entry->kind = kind;
    entry->venue = g_strdup(venue);
    g_ptr_array_add(entry->tags, g_strdup(tag));
    entry->texts[LANG_EN].title = g_strdup(en);
    entry->texts[LANG_EN].answer = g_strdup(en_answer);
    entry->texts[LANG_ZH].title = g_strdup(zh);
    entry->texts[LANG_ZH].answer = g_strdup(zh_answer);
    if (kind == ENTRY_VENUE)
        entry->url = g_strdup("https://chat.example/help");
    else
        g_ptr_array_add(entry->sources, g_strdup("https://www.docs.example/page/"));
    if (strcmp(slug, "containerd") == 0) {
        entry->texts[LANG_EN].then = g_strdup("It was incubating.");
        entry->texts[LANG_EN].then_date = g_strdup("2018-06");
        entry->texts[LANG_EN].now = g_strdup("It has graduated.");
        entry->texts[LANG_EN].now_date = g_strdup("2026-08-07");
        entry->texts[LANG_ZH].then = g_strdup("当时在孵化。");
        entry->texts[LANG_ZH].then_date = g_strdup("2018-06");
    }
    assert_ok(entry_save(d->kb, entry, "test", &change, &d->error), d->error);
}

static inline void desk_fill(Desk *d)
{
    desk_entry(d, ENTRY_VENUE, "help-channel", "container", NULL, "The help channel",
               "People answer there.", "求助频道", "那里有人回答。");
    desk_entry(d, ENTRY_ANSWER, "containerd", "container", "help-channel", "What is containerd?",
               "**containerd** is a container runtime that supervises containers.",
               "containerd 是什么？", "**containerd** 是一个容器运行时。");
    desk_entry(d, ENTRY_ANSWER, "prometheus", "monitoring", NULL, "Who donated Prometheus?",
               "Prometheus, a monitoring system, was donated by SoundCloud.",
               "普罗米修斯是谁捐给 CNCF 的？", "监控系统 Prometheus 由 SoundCloud 捐赠。");
    desk_entry(d, ENTRY_ANSWER, "english-only", "etcd", NULL, "How does etcd store keys?",
               "etcd keeps keys in a replicated log on disk.", NULL, NULL);
    desk_entry(d, ENTRY_ANSWER, "helm", "package", NULL, "What does Helm install?",
               "Helm installs charts, packages of manifests.", "Helm 用来安装什么？",
               "Helm 安装 chart，也就是清单的软件包。");
}

static inline int desk_open(void **state)
{
    Desk *d = g_new0(Desk, 1);
    d->kb = kb_open(":memory:", &d->error);
    assert_ok(d->kb != NULL, d->error);
    assert_ok(kb_begin(d->kb, 1000, &d->error), d->error);
    desk_fill(d);
    assert_ok(kb_commit(d->kb, &d->error), d->error);
    d->library = library_build(d->kb, 0.5, &d->error);
    assert_ok(d->library != NULL, d->error);
    d->scratch = scratch_new();
    assert_ok(kb_begin(d->kb, 2000, &d->error), d->error);
    d->req = (Request){.team = "T0",
                       .user = "U0ANA",
                       .channel = "C0HELP",
                       .prefix = "",
                       .is_private = true,
                       .who = EVERYONE,
                       .now_ms = 2000,
                       .library = d->library,
                       .scratch = d->scratch};
    *state = d;
    return 0;
}

static inline int desk_close(void **state)
{
    Desk *d = *state;
    effects_free(d->out);
    scratch_free(d->scratch);
    library_unref(d->library);
    kb_close(d->kb);
    g_free(d);
    return 0;
}

static inline RunFn desk_run_of(const Request *req)
{
    switch (req->surface) {
    case SURFACE_COMMAND:
        return feature_command(req->name)->run;
    case SURFACE_ACTION:
    case SURFACE_FORM:
    case SURFACE_TYPING:
        return feature_action(req->name)->run;
    case SURFACE_SHORTCUT:
        return feature_shortcut(req->name)->run;
    default:
        return feature_event(req->name)->run;
    }
}

/* What the worker has done aside. */
static inline void desk_run_errand(Desk *d, const Request *req)
{
    const Effect *last = effects_count(d->out) > 0 ? effects_at(d->out, effects_count(d->out) - 1) : NULL;
    if (!last || last->kind != EFFECT_ERRAND)
        return;
    g_auto(GStrv) parts = g_strsplit(last->name, " ", 2);
    Request theirs = *req;
    theirs.value = parts[1];
    theirs.scratch = NULL;
    assert_ok(feature_errand(parts[0])->run(&theirs, d->kb, d->out, &d->error), d->error);
}

/* One request, whose language is that of its text; what it wants is in d->out. */
static inline void desk_do(Desk *d, Surface surface, const char *name, const char *text,
                           const char *value)
{
    Request req = d->req;
    req.surface = surface;
    req.name = name;
    req.text = text ? text : "";
    req.value = value;
    if (text)
        req.lang = text_language(text);
    effects_free(d->out);
    d->out = effects_new();
    assert_ok(desk_run_of(&req)(&req, d->kb, d->out, &d->error), d->error);
    desk_run_errand(d, &req);
}

static inline void desk_ask(Desk *d, const char *text)
{
    desk_do(d, SURFACE_COMMAND, "/ask", text, NULL);
}

static inline void desk_press(Desk *d, const char *action, const char *value)
{
    g_autofree char *copy = g_strdup(value);
    desk_do(d, SURFACE_ACTION, action, NULL, copy);
}

/* The first effect of a kind; NULL for none. */
static inline const Effect *desk_effect(const Desk *d, EffectKind kind)
{
    for (size_t i = 0; i < effects_count(d->out); i++)
        if (effects_at(d->out, i)->kind == kind)
            return effects_at(d->out, i);
    return NULL;
}

static inline const Message *desk_message(const Desk *d, EffectKind kind)
{
    const Effect *effect = desk_effect(d, kind);
    assert_non_null(effect);
    return effect->message;
}

/* The n-th piece of a kind, from 0; NULL when there are fewer. */
static inline const Piece *desk_piece(const Message *m, PieceKind kind, unsigned n)
{
    for (unsigned i = 0; i < m->pieces->len; i++) {
        const Piece *piece = m->pieces->pdata[i];
        if (piece->kind == kind && n-- == 0)
            return piece;
    }
    return NULL;
}

static inline const Piece *desk_choice(const Message *m, const char *action)
{
    for (unsigned i = 0; i < m->pieces->len; i++) {
        const Piece *piece = m->pieces->pdata[i];
        if (piece->kind == PIECE_CHOICE && strcmp(piece->action, action) == 0)
            return piece;
    }
    return NULL;
}

static inline bool desk_says(const Message *m, const char *words)
{
    for (unsigned i = 0; i < m->pieces->len; i++) {
        const Piece *piece = m->pieces->pdata[i];
        if ((piece->text && strstr(piece->text, words)) ||
            (piece->label && strstr(piece->label, words)))
            return true;
    }
    return false;
}

static inline Question *desk_question(Desk *d, int64_t id)
{
    Question *question = NULL;
    assert_ok(question_find(d->kb, id, &question, &d->error), d->error);
    return question;
}

#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)

#endif
