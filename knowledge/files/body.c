/*
 * Escapes that make every text fit into a file. Three things need one: a line that looks like a
 * heading of ours, a blank line at either end, and a code fence that its author forgot to close,
 * which would swallow what follows in the file.
 */
#include "knowledge/files/body.h"

#include <string.h>

#include "knowledge/text.h"

/* Stands below the closing line that body_print() had to add. */
static const char NEVER_CLOSED[] = "<!-- never closed -->";

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static Line trim(const char *text, const char *end)
{
    while (text < end && is_blank(*text))
        text++;
    while (end > text && is_blank(end[-1]))
        end--;
    return (Line){text, (size_t)(end - text)};
}

Line line_trim(Line line)
{
    return trim(line.text, line.text + line.len);
}

bool line_is_blank(Line line)
{
    return line_trim(line).len == 0;
}

static size_t run(Line line, char sign)
{
    size_t count = 0;
    while (count < line.len && line.text[count] == sign)
        count++;
    return count;
}

static Line after(Line line, size_t count)
{
    return (Line){line.text + count, line.len - count};
}

static bool word_is(Line word, const char *what)
{
    return word.len == strlen(what) && g_ascii_strncasecmp(word.text, what, word.len) == 0;
}

/* Any language's, so that `# fr: …` is a mistake that can be told and not a part of the answer. */
static bool could_be_language(Line word)
{
    size_t letters = 0;
    while (letters < word.len && g_ascii_isalpha(word.text[letters]))
        letters++;
    return (letters == 2 || letters == 3) && (letters == word.len || word.text[letters] == '-');
}

bool heading_parse(Line line, Heading *heading)
{
    size_t level = run(line, '#');
    if (level < 1 || level > 2 || level == line.len || !is_blank(line.text[level]))
        return false;
    Line words = trim(line.text + level, line.text + line.len);
    size_t letters = 0;
    while (letters < words.len &&
           (g_ascii_isalnum(words.text[letters]) || words.text[letters] == '-'))
        letters++;
    if (letters == words.len || words.text[letters] != ':')
        return false;
    heading->level = (unsigned)level;
    heading->word = (Line){words.text, letters};
    heading->rest = trim(words.text + letters + 1, words.text + words.len);
    return level == 1 ? could_be_language(heading->word)
                      : word_is(heading->word, "then") || word_is(heading->word, "now");
}

/* CommonMark's: at most three blanks, three signs or more; no ` in what follows ```. */
static bool fence_line(Line line, Fence *found, Line *info)
{
    size_t blanks = run(line, ' ');
    Line signs = after(line, blanks);
    if (blanks > 3 || signs.len == 0 || !strchr("`~", *signs.text))
        return false;
    *found = (Fence){*signs.text, run(signs, *signs.text)};
    *info = after(signs, found->count);
    return found->count >= 3;
}

bool fence_step(Fence *fence, Line line)
{
    Fence found;
    Line info;
    bool is_fence_line = fence_line(line, &found, &info);
    if (fence->count > 0) {
        if (is_fence_line && found.sign == fence->sign && found.count >= fence->count &&
            line_is_blank(info))
            *fence = (Fence){0};
        return true;
    }
    if (!is_fence_line || (found.sign == '`' && memchr(info.text, '`', info.len)))
        return false;
    *fence = found;
    return true;
}

static bool is_never_closed(Line line)
{
    return line.len == strlen(NEVER_CLOSED) && memcmp(line.text, NEVER_CLOSED, line.len) == 0;
}

static bool is_heading(Line line)
{
    Heading heading;
    return heading_parse(line, &heading);
}

/* What would be taken for something else; at an end of the text that is more. */
static bool misleads(Line line, bool at_end)
{
    return is_heading(line) || (at_end && (line_is_blank(line) || is_never_closed(line)));
}

/* The line that an escape hides, be it one backslash or more. */
static Line unveil(Line line)
{
    return after(line, run(line, '\\'));
}

static void join(GString *out, const Line *lines, size_t count, bool closes)
{
    Fence fence = {0};
    for (size_t i = 0; i < count; i++) {
        bool at_end = i == 0 || (closes && i == count - 1);
        Line line = lines[i];
        if (!fence_step(&fence, line) && run(line, '\\') > 0 && misleads(unveil(line), at_end))
            line = after(line, 1);
        if (i > 0)
            g_string_append_c(out, '\n');
        g_string_append_len(out, line.text, (gssize)line.len);
    }
}

char *body_read(const Line *lines, size_t count)
{
    while (count > 0 && line_is_blank(lines[0])) {
        lines++;
        count--;
    }
    while (count > 0 && line_is_blank(lines[count - 1]))
        count--;
    if (count == 0)
        return NULL;
    bool closes = !(count > 2 && is_never_closed(lines[count - 1]));
    GString *out = g_string_new(NULL);
    join(out, lines, closes ? count : count - 2, closes);
    return g_string_free(out, FALSE);
}

static Fence fence_at_end(const char *text)
{
    Fence fence = {0};
    for (const char *at = text, *end; at; at = *end ? end + 1 : NULL) {
        end = strchrnul(at, '\n');
        fence_step(&fence, (Line){at, (size_t)(end - at)});
    }
    return fence;
}

void body_print(GString *out, const char *text)
{
    Fence left_open = fence_at_end(text), fence = {0};
    for (const char *at = text, *end; at; at = *end ? end + 1 : NULL) {
        end = strchrnul(at, '\n');
        Line line = {at, (size_t)(end - at)};
        bool at_end = at == text || (*end == '\0' && left_open.count == 0);
        if (!fence_step(&fence, line) && misleads(unveil(line), at_end))
            g_string_append_c(out, '\\');
        g_string_append_len(out, line.text, (gssize)line.len);
        g_string_append_c(out, '\n');
    }
    if (left_open.count == 0)
        return;
    for (size_t i = 0; i < left_open.count; i++)
        g_string_append_c(out, left_open.sign);
    g_string_append_printf(out, "\n%s\n", NEVER_CLOSED);
}
