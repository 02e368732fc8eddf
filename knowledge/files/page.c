/*
 * Pages as front matter and sections; and paragraphs of them short enough to be read in Slack.
 */
#include "knowledge/files/page.h"

#include <string.h>

#include "knowledge/text.h"

/*
 * The bytes of the front matter without its rules, and where the text begins; NULL: there is none.
 */
static const char *front_of(const char *data, size_t len, size_t *front_len, size_t *text_at)
{
    const char *end = data + len, *start = data;
    *text_at = 0;
    if (len >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
        data += 3;
        len -= 3;
    }
    const char *first = memchr(data, '\n', len);
    if (len < 4 || memcmp(data, "---", 3) != 0 || !first ||
        !line_is_blank((Line){data + 3, (size_t)(first - data) - 3}))
        return NULL;
    for (const char *at = first + 1; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop : end;
        if (stop - at >= 3 && memcmp(at, "---", 3) == 0 &&
            line_is_blank((Line){at + 3, (size_t)(stop - at) - 3})) {
            *front_len = (size_t)(at - first) - 1;
            *text_at = (size_t)(stop - start) + (stop < end);
            return first + 1;
        }
        at = stop < end ? stop + 1 : end;
    }
    return NULL;
}

bool page_has_key(const char *data, size_t len, const char *key)
{
    size_t front_len = 0, text_at = 0, key_len = strlen(key);
    const char *at = front_of(data, len, &front_len, &text_at);
    const char *end = at ? at + front_len : NULL;
    size_t indent = at ? strspn(at, " ") : 0; /* of all keys that stand in no other's value */
    while (at && at < end) {
        size_t blanks = strspn(at, " ");
        at += MIN(blanks, (size_t)(end - at));
        if (blanks == indent && (size_t)(end - at) > key_len &&
            g_ascii_strncasecmp(at, key, key_len) == 0 && at[key_len] == ':')
            return true;
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    return false;
}

static void section_free(void *data)
{
    PageSection *section = data;
    g_free(section->heading);
    g_free(section->text);
    g_free(section);
}

void page_free(Page *page)
{
    if (!page)
        return;
    yaml_node_free(page->front);
    g_ptr_array_unref(page->sections);
    g_free(page);
}

/* `## Heading ##`: its level and words; 0: no heading. */
static unsigned heading_of(Line line, Line *words)
{
    unsigned level = 0;
    while (level < line.len && line.text[level] == '#')
        level++;
    if (level < 1 || level > 6 || level == line.len || !strchr(" \t", line.text[level]))
        return 0;
    *words = line_trim((Line){line.text + level, line.len - level});
    size_t kept = words->len;
    while (kept > 0 && words->text[kept - 1] == '#')
        kept--;
    if (kept == 0 || strchr(" \t", words->text[kept - 1]))
        *words = line_trim((Line){words->text, kept});
    return level;
}

static void begin_section(Page *page, size_t line, unsigned level, Line words)
{
    PageSection *section = g_new0(PageSection, 1);
    section->line = line;
    section->level = level;
    section->heading = text_clean(words.text, words.len, words.len);
    g_ptr_array_add(page->sections, section);
}

static void end_section(Page *page, GString *text)
{
    PageSection *section = page->sections->pdata[page->sections->len - 1];
    section->text = g_strstrip(g_strdup(text->str));
    g_string_truncate(text, 0);
}

static void read_text(Page *page, const char *at, const char *end, size_t line)
{
    Fence fence = {0};
    g_autoptr(GString) text = g_string_new(NULL);
    begin_section(page, 0, 0, (Line){"", 0});
    for (; at < end; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        const char *next = stop ? stop + 1 : end;
        Line whole = {at, (size_t)((stop ? stop : end) - at)}, words = {"", 0};
        if (whole.len > 0 && whole.text[whole.len - 1] == '\r')
            whole.len--;
        unsigned level = fence_step(&fence, whole) ? 0 : heading_of(whole, &words);
        if (level > 0) {
            end_section(page, text);
            begin_section(page, line, level, words);
        } else {
            g_string_append_len(text, whole.text, (gssize)whole.len);
            g_string_append_c(text, '\n');
        }
        at = next;
    }
    end_section(page, text);
}

static size_t lines_in(const char *data, size_t len)
{
    size_t lines = 0;
    for (size_t i = 0; i < len; i++)
        lines += data[i] == '\n';
    return lines;
}

Page *page_read(const char *name, const char *data, size_t len, Complaints *complaints)
{
    if (!complaints_utf8(complaints, name, &data, &len))
        return NULL;
    if (memchr(data, '\0', len)) {
        complain(complaints, name, 1, "the file holds zero bytes; it is no text");
        return NULL;
    }
    g_autoptr(Page) page = g_new0(Page, 1);
    size_t front_len = 0, text_at = 0;
    page->sections = g_ptr_array_new_with_free_func(section_free);
    const char *front = front_of(data, len, &front_len, &text_at);
    GError *error = NULL;
    if (front && !(page->front = yaml_read(name, 2, front, front_len, &error))) {
        complain_lines(complaints, error->message);
        g_error_free(error);
        return NULL;
    }
    read_text(page, data + text_at, data + len, lines_in(data, text_at) + 1);
    return g_steal_pointer(&page);
}

const YamlNode *page_node(const Page *page, const char *key)
{
    for (size_t i = 0;
         page->front && yaml_node_is_map(page->front) && i < yaml_node_count(page->front); i++)
        if (g_ascii_strcasecmp(yaml_node_key(page->front, i), key) == 0)
            return yaml_node_item(page->front, i);
    return NULL;
}

const char *page_value(const Page *page, const char *key)
{
    const YamlNode *node = page_node(page, key);
    const char *text = node ? yaml_node_text(node) : NULL;
    return text && *text ? text : NULL;
}

/* Paragraphs. */

enum { NEAR_MAX = 500 }; /* bytes: so far is looked for an end, lest a page of [[[[ take hours */

static const char *near(const char *at, const char *what)
{
    return g_strstr_len(at, (gssize)strnlen(at, NEAR_MAX), what);
}

/* `[words](/within/)` at `at`: how long it is, and its words; 0: no such link. */
static size_t inner_link(const char *at, size_t *words)
{
    const char *close = *at == '[' ? near(at, "]") : NULL;
    if (!close || close[1] != '(' || !strchr("/.#", close[2]) || close[2] == '\0')
        return 0;
    const char *end = near(close, ")");
    *words = (size_t)(close - at) - 1;
    return end ? (size_t)(end - at) + 1 : 0;
}

/* Templates of the site's own and HTML say nothing in Slack. */
static size_t markup(const char *at)
{
    const char *end = NULL;
    size_t tail = 0;
    if (g_str_has_prefix(at, "{{")) {
        end = near(at, "}}");
        tail = 2;
    } else if (*at == '<' && (g_ascii_isalpha(at[1]) || strchr("/!", at[1])) && at[1] != '\0' &&
               !g_str_has_prefix(at, "<http")) {
        end = near(at, ">");
        tail = 1;
    }
    return end ? (size_t)(end - at) + tail : 0;
}

static char *without_markup(const char *text)
{
    GString *out = g_string_new(NULL);
    while (*text) {
        size_t words = 0, len = inner_link(text, &words);
        if (len > 0)
            g_string_append_len(out, text + 1, (gssize)words);
        else if ((len = markup(text)) == 0)
            g_string_append_len(out, text, (gssize)(len = 1));
        text += len;
    }
    return g_string_free(out, FALSE);
}

/* What must keep its lines: lists, quotes, tables, code. */
static bool keeps_lines(const char *line)
{
    line += strspn(line, " ");
    return strchr("-*+>|`~", *line) != NULL || (g_ascii_isdigit(*line) && strchr(".)", line[1]));
}

static bool is_wide(const char *at)
{
    return g_unichar_iswide(g_utf8_get_char(at));
}

/* A blank where the line ended, but for Chinese, which has none between its words. */
static void join_line(GString *out, const char *line)
{
    const char *last = out->len > 0 ? g_utf8_find_prev_char(out->str, out->str + out->len) : NULL;
    if (!last)
        return;
    if (keeps_lines(line))
        g_string_append_c(out, '\n');
    else if (*last != '\n' && !(is_wide(last) && *line && is_wide(line)))
        g_string_append_c(out, ' ');
}

static char *joined(const char *paragraph)
{
    if (strstr(paragraph, "```") || strstr(paragraph, "~~~"))
        return g_strdup(paragraph);
    GString *out = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(paragraph, "\n", -1);
    for (char **line = lines; *line; line++) {
        bool kept = keeps_lines(*line);
        const char *start = kept ? g_strchomp(*line) : g_strstrip(*line);
        join_line(out, start);
        g_string_append(out, start);
    }
    return g_string_free(out, FALSE);
}

char *page_shorten(const char *text, size_t max)
{
    g_autofree char *plain = without_markup(text);
    g_auto(GStrv) paragraphs = g_strsplit(plain, "\n\n", -1);
    GString *out = g_string_new(NULL);
    for (char **paragraph = paragraphs; *paragraph; paragraph++) {
        g_autofree char *whole = g_strstrip(joined(*paragraph));
        if (!*whole)
            continue;
        if (out->len == 0) {
            g_autofree char *cut = text_shorten(whole, max);
            g_string_append(out, cut);
        } else if (out->len + strlen(whole) + 2 <= max) {
            g_string_append_printf(out, "\n\n%s", whole);
        } else {
            break;
        }
    }
    return g_string_free(out, FALSE);
}
