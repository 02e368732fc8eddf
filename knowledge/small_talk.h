/*
 * What people write to a bot that is no question: a greeting, thanks, "who are you". It is not
 * looked up and waits for nobody. Pure.
 */
#ifndef KNOWLEDGE_SMALL_TALK_H
#define KNOWLEDGE_SMALL_TALK_H

typedef enum SmallTalk {
    TALK_NONE,     /* to be looked up */
    TALK_GREETING, /* also signs and pictures without a word */
    TALK_CLOSING,  /* thanks, "ok", a good-bye */
    TALK_ABOUT,    /* who or what is it that one talks to */
} SmallTalk;

/*
 * Of the whole text: "hello!" is a greeting, "hello, what is a KEP?" is not. Case, punctuation,
 * pictures (also as `:wave:`) and the bot's own name count for nothing.
 */
SmallTalk small_talk(const char *text);

#endif
