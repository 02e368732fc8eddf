/*
 * The projects of a stage or a category, a page at a time.
 */
#include "commands/project.h"

#include <string.h>

#include "commands/catalogue.h"
#include "commands/present.h"
#include "commands/stage.h"

enum { PAGE = 15 };

static const Words NEXT = {"Next", "下一页"};
static const Words PREVIOUS = {"Previous", "上一页"};
static const Words IN_2018 = {"**In 2018:** ", "**2018 年**："};
static const Words CRITERIA = {"**What it takes**", "**这一阶段的要求**"};
static const Words ONE_BY_NAME = {"`/{}project NAME` tells more of one.",
                                  "输入 `/{}project 名称` 查看某个项目。"};
static const Words OF_ALL = {"I describe %s of the %s that the landscape counts; "
                             "[cncf.io/projects](https://www.cncf.io/projects/) has them all.",
                             "这里介绍了 %s 个，全景图共有 %s 个，完整名单见 "
                             "[cncf.io/projects](https://www.cncf.io/projects/)。"};

/* --- categories ------------------------------------------------------------------------------- */

static const struct {
    const char *zh, *en;
} categories[] = {
    {"存储", "storage"},
    {"网络", "network"},
    {"运行时", "runtime"},
    {"监控", "monitoring"},
    {"日志", "logging"},
    {"追踪", "tracing"},
    {"链路追踪", "tracing"},
    {"安全", "security"},
    {"消息", "messaging"},
    {"数据库", "database"},
    {"服务网格", "service mesh"},
    {"可观测性", "observability"},
    {"编排", "orchestration"},
    {"调度", "scheduling"},
    {"代理", "proxy"},
    {"无服务器", "serverless"},
    {"镜像仓库", "registry"},
    {"服务发现", "service discovery"},
    {"持续集成", "continuous integration"},
    {"签名", "signing"},
    {"供应", "provisioning"},
};

static char *category_key(const char *word)
{
    g_autofree char *folded = catalogue_fold(word);
    for (size_t i = 0; i < G_N_ELEMENTS(categories); i++)
        if (strcmp(folded, categories[i].zh) == 0)
            return catalogue_fold(categories[i].en);
    return g_steal_pointer(&folded);
}

static bool holds(const char *text, const char *key)
{
    g_autofree char *folded = catalogue_fold(text ? text : "");
    return strstr(folded, key) != NULL;
}

static bool in_category(const Entry *entry, const char *key)
{
    if (holds(entry_fact(entry, "category"), key) || holds(entry_fact(entry, "subcategory"), key))
        return true;
    for (unsigned i = 0; i < entry->tags->len; i++)
        if (strcmp(entry->tags->pdata[i], "project") != 0 &&
            strcmp(entry->tags->pdata[i], entry->slug) != 0 && holds(entry->tags->pdata[i], key))
            return true;
    return false;
}

/* --- lists ------------------------------------------------------------------------------------ */

/* The projects of a stage, or of a category when `stage` is NULL: const Entry *. */
static GPtrArray *select_projects(const Library *library, const Stage *stage, const char *key)
{
    GPtrArray *chosen = g_ptr_array_new();
    g_autoptr(GPtrArray) all = catalogue_list(library, catalogue_is_project);
    for (unsigned i = 0; i < all->len; i++) {
        const Entry *entry = all->pdata[i];
        if (stage ? g_strcmp0(entry_fact(entry, "stage"), stage->code) == 0
                  : in_category(entry, key))
            g_ptr_array_add(chosen, (void *)entry);
    }
    return chosen;
}

/* The day it came to its stage; a sandbox project came to it when it was accepted. */
static const char *stage_date(const Entry *entry)
{
    const char *stage = entry_fact(entry, "stage");
    const char *date = stage ? entry_fact(entry, stage) : NULL;
    return date ? date : entry_fact(entry, "accepted");
}

static void add_line(GString *out, const Entry *entry, bool with_stage, Lang lang)
{
    g_autofree char *name = catalogue_name(entry, lang);
    const char *within = entry_fact(entry, "subcategory"), *date = stage_date(entry);
    const char *stage = stage_name(entry_fact(entry, "stage"), lang);
    g_string_append_printf(out, "- **%s**", name);
    if (with_stage && stage)
        g_string_append_printf(out, " · %s", stage);
    if (date)
        g_string_append_printf(out, " · %s", date);
    if (within && !with_stage)
        g_string_append_printf(out, " · %s", within);
    g_string_append_c(out, '\n');
}

void project_page_button(Message *m, Words label, unsigned at, const char *what, Lang lang)
{
    g_autofree char *value = g_strdup_printf("%s %u %s", lang_code(lang), at, what);
    message_choice(m, words(label, lang), "project.page", value);
}

/* Who stood there in the source documents. */
static void say_2018(const Library *library, Message *m, const Stage *stage, Lang lang)
{
    g_autoptr(GPtrArray) all = catalogue_list(library, catalogue_is_project);
    g_autoptr(GString) out = g_string_new(words(IN_2018, lang));
    unsigned count = 0;
    for (unsigned i = 0; i < all->len; i++) {
        if (g_strcmp0(entry_fact(all->pdata[i], "stage-2018"), stage->code) != 0)
            continue;
        g_autofree char *name = catalogue_name(all->pdata[i], lang);
        const char *comma = lang == LANG_ZH ? "、" : ", ";
        g_string_append_printf(out, "%s%s", count++ ? comma : "", name);
    }
    if (count > 0)
        message_text(m, out->str);
}

/* The landscape counts more than the first knowledge describes. */
static void say_how_many(const Library *library, Message *m, const Stage *stage, unsigned known,
                         Lang lang)
{
    const Entry *figures = library_entry(library, "landscape-figures");
    const char *count = figures ? entry_fact(figures, stage->code) : NULL;
    if (!count || g_ascii_strtoull(count, NULL, 10) <= known)
        return;
    g_autofree char *ours = g_strdup_printf("%u", known);
    g_autofree char *line = words_filled(OF_ALL, lang, ours, count, NULL);
    message_text(m, line);
}

static void say_criteria(const Library *library, Message *m, const Stage *stage, Lang lang)
{
    const Entry *about = library_entry(library, stage->about);
    if (!about || !entry_text(about, lang, NULL)->answer)
        return;
    message_text(m, words(CRITERIA, lang));
    message_text(m, entry_text(about, lang, NULL)->answer);
}

static char *list_title(const Stage *stage, const char *what, unsigned count, Lang lang)
{
    if (!stage)
        return g_strdup_printf(lang == LANG_ZH ? "“%s”的项目：%u 个" : "Projects in “%s”: %u", what,
                               count);
    return g_strdup_printf(lang == LANG_ZH ? "%s项目：%u 个" : "%s projects: %u",
                           words(stage->name, lang), count);
}

bool project_list(const Request *req, Message *m, const char *what, unsigned from, Lang lang)
{
    const Stage *stage = stage_find(what);
    g_autofree char *key = category_key(what);
    if (!stage && g_utf8_strlen(key, -1) < 3)
        return false;
    g_autoptr(GPtrArray) chosen = select_projects(req->library, stage, key);
    if (chosen->len == 0 && !stage)
        return false;
    if (from >= chosen->len)
        from = 0;
    g_autofree char *title = list_title(stage, what, chosen->len, lang);
    g_autoptr(GString) list = g_string_new(NULL);
    message_title(m, title);
    for (unsigned i = from; i < chosen->len && i < from + PAGE; i++)
        add_line(list, chosen->pdata[i], !stage, lang);
    if (list->len > 0)
        message_text(m, list->str);
    if (from > 0)
        project_page_button(m, PREVIOUS, from - MIN(from, (unsigned)PAGE), what, lang);
    if (from + PAGE < chosen->len)
        project_page_button(m, NEXT, from + PAGE, what, lang);
    if (stage)
        say_how_many(req->library, m, stage, chosen->len, lang);
    if (stage && from == 0) {
        say_2018(req->library, m, stage, lang);
        say_criteria(req->library, m, stage, lang);
    }
    g_autofree char *hint = present_sentence(ONE_BY_NAME, req);
    message_context(m, hint);
    return true;
}
