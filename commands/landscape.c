/*
 * /landscape: how large it is, by stage and by category; and how large it was when the source
 * documents were written.
 */
#include "commands/feature.h"

#include <string.h>

#include "commands/columns.h"
#include "commands/present.h"
#include "commands/project.h"
#include "commands/stage.h"

enum { KEY_MAX = 80, CATEGORIES_MAX = 20 };

static const char FIGURES[] = "landscape-figures";
static const char CATEGORY[] = "in-"; /* "in-runtime": the entries of that category */

static const Words TITLE = {"The CNCF landscape", "CNCF 全景图"};
static const Words BY_STAGE = {"**%s projects, by stage**", "**%s 个项目，按阶段**"};
static const Words BY_CATEGORY = {"**%s entries, by category**", "**%s 个条目，按类别**"};
static const Words NONE = {
    "I have no figures of the landscape. A maintainer can import them: `askd import "
    "landscape.yml`, the file of [cncf/landscape](https://github.com/cncf/landscape).",
    "还没有全景图的数据。维护者可以导入 [cncf/landscape](https://github.com/cncf/landscape) "
    "的文件：`askd import landscape.yml`。"};
static const Words OPEN = {"Open the landscape", "打开全景图"};
static const Words HINT = {
    "`/{}project graduated` lists the projects of a stage, `/{}project storage` those of a "
    "category.",
    "`/{}project 毕业` 列出某个阶段的项目，`/{}project 存储` 列出某个类别的项目。"};

/* Slugs of the file's categories, as they are read. Others are shown as the slug has them. */
static const struct {
    const char *slug;
    Words name;
} names[] = {
    {"provisioning", {"Provisioning", "供应"}},
    {"runtime", {"Runtime", "运行时"}},
    {"orchestration-management", {"Orchestration", "编排与管理"}},
    {"app-definition-and-development", {"App definition", "应用定义与开发"}},
    {"platform", {"Platform", "平台"}},
    {"observability-and-analysis", {"Observability", "可观测性与分析"}},
    {"serverless", {"Serverless", "无服务器"}},
    {"wasm", {"Wasm", "Wasm"}},
    {"special", {"Special", "特别"}},
    {"cncf-members", {"CNCF members", "CNCF 会员"}},
    {"ai-native-infra", {"AI infrastructure", "AI 基础设施"}},
    {"ai-agent", {"AI agents", "AI 智能体"}},
    {"inference", {"Inference", "推理"}},
    {"training", {"Training", "训练"}},
    {"data", {"Data", "数据"}},
};

static char *category_name(const char *slug, Lang lang)
{
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(slug, names[i].slug) == 0)
            return g_strdup(words(names[i].name, lang));
    char *name = g_strdelimit(g_strdup(slug), "-_", ' ');
    *name = g_ascii_toupper(*name);
    return name;
}

static int64_t number_of(const Entry *figures, const char *key)
{
    const char *value = entry_fact(figures, key);
    return value ? g_ascii_strtoll(value, NULL, 10) : 0;
}

static void show_block(Message *m, Words heading, int64_t count, const Columns *table, Lang lang)
{
    g_autofree char *block = columns_block(table);
    g_autofree char *text = words_counted(heading, lang, count);
    message_text(m, text);
    message_text(m, block);
}

static void show_stages(Message *m, const Entry *figures, Lang lang)
{
    g_autoptr(Columns) table = columns_new();
    int64_t sum = 0;
    for (size_t i = 0; i < STAGES; i++) {
        int64_t count = number_of(figures, stages[i].code);
        columns_add_bar(table, words(stages[i].name, lang), count);
        sum += count;
    }
    if (sum > 0)
        show_block(m, BY_STAGE, sum, table, lang);
}

static int largest_first(const void *a, const void *b)
{
    const Fact *left = *(const Fact *const *)a, *right = *(const Fact *const *)b;
    int64_t by = g_ascii_strtoll(right->value, NULL, 10) - g_ascii_strtoll(left->value, NULL, 10);
    return by ? (by > 0 ? 1 : -1) : strcmp(left->key, right->key);
}

static void show_categories(Message *m, const Entry *figures, Lang lang)
{
    g_autoptr(Columns) table = columns_new();
    g_autoptr(GPtrArray) counts = g_ptr_array_new(); /* const Fact * */
    for (unsigned i = 0; i < figures->facts->len; i++) {
        Fact *fact = figures->facts->pdata[i];
        if (g_str_has_prefix(fact->key, CATEGORY))
            g_ptr_array_add(counts, fact);
    }
    g_ptr_array_sort(counts, largest_first);
    for (unsigned i = 0; i < MIN(counts->len, (unsigned)CATEGORIES_MAX); i++) {
        const Fact *fact = counts->pdata[i];
        g_autofree char *name = category_name(fact->key + strlen(CATEGORY), lang);
        columns_add_bar(table, name, g_ascii_strtoll(fact->value, NULL, 10));
    }
    if (counts->len > 0)
        show_block(m, BY_CATEGORY, number_of(figures, "items"), table, lang);
}

static bool landscape(const Request *req, Kb *kb, Effects *out, GError **error)
{
    (void)kb;
    (void)error;
    Lang lang = req->lang;
    Message *m = effects_reply(out, NULL);
    const Entry *figures = library_entry(req->library, FIGURES);
    message_title(m, words(TITLE, lang));
    if (!figures) {
        message_text(m, words(NONE, lang));
        return true;
    }
    show_stages(m, figures, lang);
    show_categories(m, figures, lang);
    present_dated(m, entry_text(figures, lang, NULL), lang);
    g_autofree char *hint = present_sentence(HINT, req);
    message_context(m, hint);
    message_link(m, words(OPEN, lang), "https://landscape.cncf.io/");
    for (size_t i = 0; i < STAGES; i++)
        project_page_button(m, stages[i].name, 0, stages[i].code, lang);
    return true;
}

static const Command commands[] = {
    {.name = "/landscape",
     .summary = {"See the CNCF landscape in figures", "查看 CNCF 全景图的数字"},
     .who = EVERYONE,
     .run = landscape},
    {0},
};
static const char *const scopes[] = {"commands", NULL};

const Feature feature_landscape = {.name = "landscape", .commands = commands, .scopes = scopes};
