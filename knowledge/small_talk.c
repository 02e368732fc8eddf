/*
 * Whole texts, compared with a list: what is not in it is taken for a question.
 */
#include "knowledge/small_talk.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* Longer ones say more than hello. */
enum { TALK_MAX = 80 };

static const struct {
    SmallTalk talk;
    const char *texts; /* with '/' between */
} KNOWN[] = {
    {TALK_GREETING,
     "hi/hello/hey/hiya/howdy/hi there/hello there/hey there/hi all/hello all/hi everyone/"
     "hello everyone/hi bot/hello bot/good morning/good afternoon/good evening/good day/greetings/"
     "morning/how are you/how is it going/what s up/whats up/are you there/anyone there/"
     "anybody there/anyone here/test/testing/test test/ping"},
    {TALK_GREETING,
     "你好/您好/你好呀/你好啊/你们好/大家好/嗨/嗨嗨/哈喽/哈啰/早/早安/早上好/上午好/中午好/下午好/"
     "晚上好/在吗/在么/在不在/你在吗/您在吗/有人吗/有人在吗/测试/测试一下/在嗎/有人嗎/測試"},
    {TALK_CLOSING,
     "thanks/thank you/thx/ty/tyvm/cheers/thanks a lot/thanks so much/many thanks/thanks again/"
     "thank you very much/thank you so much/thanks for your help/thanks for the help/"
     "thank you for your help/thank you for the help/thanks bot/that helped/that helps/"
     "that was helpful/great/great thanks/nice/cool/perfect/awesome/wonderful/excellent/well done/"
     "good bot/ok/okay/k/ok thanks/okay thanks/ok thank you/got it/got it thanks/i see/understood/"
     "never mind/nevermind/nvm/no problem/no thanks/no thank you/yes/no/yep/nope/lol/haha/bye/"
     "bye bye/goodbye/good bye/see you/good night/sorry"},
    {TALK_CLOSING,
     "谢谢/谢谢你/谢谢您/谢谢啦/谢谢了/谢谢大家/谢啦/谢了/多谢/多谢了/感谢/非常感谢/十分感谢/"
     "太感谢了/"
     "谢谢帮助/谢谢你的帮助/辛苦了/好/好的/好的谢谢/好的 谢谢/好吧/行/行吧/可以/嗯/嗯嗯/哦/哦哦/"
     "知道了/我知道了/明白/明白了/懂了/了解/了解了/收到/是/是的/不是/不用了/没事了/没事/没关系/"
     "太好了/太棒了/真棒/赞/厉害/哈哈/哈哈哈/再见/拜拜/晚安/对不起/抱歉/謝謝/謝謝你/多謝/感謝/"
     "再見"},
    {TALK_ABOUT,
     "who are you/what are you/what is your name/what s your name/what can you do/"
     "what can i ask you/what can i ask/what can i ask here/what do you do/what do you know/"
     "how do you work/how do i use you/how to use you/how can you help me/can you help me/"
     "how can you help/are you a bot/are you a robot/are you human/are you a human/are you real/"
     "are you an ai/what is askd/who is askd/what can askd do/how do i use askd"},
    {TALK_ABOUT,
     "你是谁/您是谁/你是什么/你叫什么/你叫什么名字/你是机器人吗/你是人吗/你是真人吗/你是 ai 吗/"
     "你能做什么/你能干什么/你能干嘛/你会什么/你会做什么/你可以做什么/你有什么功能/你有哪些功能/"
     "我可以问你什么/可以问你什么/能问什么/怎么用你/怎么使用你/你怎么用/askd 是什么/askd 是谁/"
     "askd 能做什么/askd 怎么用/你是誰/你能做什麼/你會什麼"},
};

/* How long a `:wave:` is that begins here; 0 when there is none. */
static size_t picture(const char *at)
{
    static const char NAME[] = "abcdefghijklmnopqrstuvwxyz0123456789_+-";
    size_t name = *at == ':' ? strspn(at + 1, NAME) : 0;
    return name > 0 && at[1 + name] == ':' ? name + 2 : 0;
}

/* The words of `text` alone, in small letters, with single blanks between. */
static void words_of(const char *text, char words[2 * TALK_MAX])
{
    size_t len = 0, skip;
    bool gap = false;
    for (const char *at = text; *at; at = skip ? at + skip : g_utf8_next_char(at)) {
        skip = picture(at);
        gunichar c = skip ? ' ' : g_utf8_get_char(at);
        if (g_unichar_isalnum(c)) {
            if (gap && len > 0)
                words[len++] = ' ';
            len += (size_t)g_unichar_to_utf8(g_unichar_tolower(c), words + len);
        }
        gap = !g_unichar_isalnum(c);
    }
    words[len] = '\0';
}

static bool lists(const char *texts, const char *words, size_t len)
{
    for (const char *at = texts; (at = strstr(at, words)); at += len)
        if ((at == texts || at[-1] == '/') && (at[len] == '/' || !at[len]))
            return true;
    return false;
}

static SmallTalk find(const char *words)
{
    size_t len = strlen(words);
    for (size_t i = 0; len > 0 && i < G_N_ELEMENTS(KNOWN); i++)
        if (lists(KNOWN[i].texts, words, len))
            return KNOWN[i].talk;
    return TALK_NONE;
}

SmallTalk small_talk(const char *text)
{
    static const char NAME[] = "askd";
    char words[2 * TALK_MAX], *rest = words;
    if (strlen(text) >= TALK_MAX)
        return TALK_NONE;
    words_of(text, words);
    SmallTalk talk = find(words);
    if (talk != TALK_NONE)
        return talk;
    if (g_str_has_prefix(words, NAME))
        rest += strlen(NAME);
    else if (g_str_has_suffix(words, NAME))
        words[strlen(words) - strlen(NAME)] = '\0';
    else if (*words)
        return TALK_NONE;
    g_strstrip(rest);
    return *rest ? find(rest) : TALK_GREETING;
}
