/*
 * Who asked in public is told in the thread; who asked in private, or without a name, in a direct
 * message. So is who asked in a place that is closed to us by now.
 */
#include "commands/tell.h"

#include <string.h>

#include "commands/present.h"
#include "commands/privacy.h"

enum { QUOTE_MAX = 300 };

static const Words ANSWERED = {"A person has looked at your question. Here is the answer:",
                               "有人看过你的问题了，回答如下："};
static const Words SENT = {
    "A person has looked at your question. This is the best place to ask it:",
    "有人看过你的问题了，最适合提问的地方是："};
static const Words DISMISSED = {"A person has looked at your question.", "有人看过你的问题了。"};
static const Words HELPFUL = {"Helpful", "有帮助"};
static const Words NOT_HELPFUL = {"Not helpful", "没帮助"};
static const Words STILL = {"Still not answered", "问题还没解决"};

const Reason tell_reasons[] = {
    {"not-ours",
     {"Not about this community", "与本社区无关"},
     {"It is not something this community can answer, I am afraid. Thank you for asking all the "
      "same.",
      "抱歉，这个问题不在本社区能回答的范围内。还是谢谢你的提问。"}},
    {"unclear",
     {"Not clear what is asked", "看不懂在问什么"},
     {"We did not quite understand what you would like to know. Please ask again with a little "
      "more detail.",
      "我们没有完全明白你想问什么，请补充一些细节再问一次。"}},
    {"support",
     {"Needs the product's own support", "需要产品方支持"},
     {"This one is for the support of the product itself, who can look into your setup.",
      "这个问题需要产品方的技术支持，他们才能看到你的具体环境。"}},
    {"other",
     {"Another reason", "其他原因"},
     {"We cannot answer this one. Thank you for asking all the same.",
      "这个问题我们没法回答。还是谢谢你的提问。"}},
    {0},
};

void tell_reason(Message *m, const char *note, Lang lang)
{
    size_t len = note ? strcspn(note, " ") : 0;
    const Reason *reason = tell_reasons;
    while (reason[1].code &&
           !(strlen(reason->code) == len && strncmp(reason->code, note, len) == 0))
        reason++;
    message_text(m, words(reason->sentence, lang));
    if (note && note[len] == ' ')
        message_quote(m, note + len + 1);
}

/* A message to the waiter, begun with `intro`. */
static Message *begin(Effects *out, const Waiter *waiter, Words intro)
{
    bool in_thread = !waiter->anonymous && strcmp(waiter->surface, "mention") == 0;
    bool in_dm = strcmp(waiter->surface, "dm") == 0;
    Message *m;
    if (in_thread && waiter->channel) {
        m = effects_post(out, waiter->channel, waiter->thread, NULL, NULL);
        effects_or_to(out, waiter->user);
        message_from(m, waiter->user, words(intro, waiter->lang));
        return m;
    }
    if (in_dm && waiter->channel && !waiter->anonymous) {
        m = effects_post(out, waiter->channel, waiter->thread, NULL, NULL);
        effects_or_to(out, waiter->user);
    } else {
        m = effects_post(out, waiter->user, NULL, NULL, NULL);
    }
    message_text(m, words(intro, waiter->lang));
    g_autofree char *text = text_shorten(waiter->text, QUOTE_MAX);
    message_quote(m, text);
    return m;
}

/* Who asked without a name is not known any more when a button is pressed. */
static void offer_rating(Message *m, const Waiter *waiter)
{
    if (waiter->anonymous)
        return;
    g_autofree char *value =
        g_strdup_printf("%" G_GINT64_FORMAT " %s", waiter->question, lang_code(waiter->lang));
    message_choice_styled(m, CHOICE_PRIMARY, words(HELPFUL, waiter->lang), "ask.helpful", value);
    message_choice(m, words(NOT_HELPFUL, waiter->lang), "ask.not_helpful", value);
    message_choice(m, words(STILL, waiter->lang), "ask.people", value);
}

static void tell(Effects *out, const Waiter *waiter, const News *news)
{
    Lang lang = waiter->lang;
    if (news->venue) {
        present_place(begin(out, waiter, SENT), news->venue, lang);
    } else if (news->dismissal) {
        tell_reason(begin(out, waiter, DISMISSED), news->dismissal, lang);
    } else {
        Message *m = begin(out, waiter, ANSWERED);
        if (news->entry)
            present_answer(m, news->entry, lang);
        else
            message_text(m, news->markdown);
        offer_rating(m, waiter);
    }
}

bool tell_all(const Request *req, Kb *kb, Effects *out, int64_t group, const News *news,
              GError **error)
{
    g_autoptr(GPtrArray) waiters = group_waiters(kb, group, error);
    bool unnamed = false;
    for (unsigned i = 0; waiters && i < waiters->len; i++) {
        const Waiter *waiter = waiters->pdata[i];
        unnamed = unnamed || waiter->anonymous;
        tell(out, waiter, news);
    }
    if (unnamed && !news->venue)
        privacy_scrub_soon(req, out);
    return waiters && (news->venue || group_told(kb, group, error));
}
