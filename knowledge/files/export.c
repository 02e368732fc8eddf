/*
 * A folder written beside its place and then renamed into it: whoever looks sees all of it or none.
 */
#include "knowledge/files/export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "knowledge/entry.h"
#include "knowledge/files/format.h"
#include "knowledge/sidecar.h"

static bool fail(GError **error, const char *path)
{
    g_set_error(error, KB_ERROR, KB_ERROR_FAILED, "%s: %s", path, g_strerror(errno));
    return false;
}

static bool write_bytes(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0) {
            data += n;
            len -= (size_t)n;
        }
    }
    return true;
}

static bool write_file(const char *path, const char *text, GError **error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return fail(error, path);
    bool written = write_bytes(fd, text, strlen(text)) || fail(error, path);
    if (close(fd) != 0 && written)
        written = fail(error, path);
    return written;
}

static bool make_folder(const char *folder, GError **error)
{
    return mkdir(folder, 0777) == 0 || errno == EEXIST || fail(error, folder);
}

static bool write_entry(const char *folder, const Entry *entry, GError **error)
{
    bool is_venue = entry->kind == ENTRY_VENUE;
    g_autofree char *within =
        is_venue ? g_build_filename(folder, "venues", NULL) : g_strdup(folder);
    g_autofree char *name = g_strconcat(entry->slug, ".md", NULL);
    g_autofree char *path = g_build_filename(within, name, NULL);
    g_autofree char *text = markdown_print(entry);
    return (!is_venue || make_folder(within, error)) && write_file(path, text, error);
}

/* All of its file system at once: a call a file would take minutes for a large base. */
static bool sync_folder(const char *folder, bool with_files, GError **error)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail(error, folder);
    bool synced = (with_files ? syncfs(fd) : fsync(fd)) == 0 || fail(error, folder);
    close(fd);
    return synced;
}

static bool write_entries(Kb *kb, const char *folder, int64_t *count, GError **error)
{
    g_autoptr(GPtrArray) entries = entry_list(kb, error);
    if (!entries)
        return false;
    for (unsigned i = 0; i < entries->len; i++)
        if (!write_entry(folder, entries->pdata[i], error))
            return false;
    *count = entries->len;
    return true;
}

static bool write_sidecars(Kb *kb, const char *folder, GError **error)
{
    static const struct {
        const char *name;
        bool (*print)(Kb *kb, char **text, GError **error);
    } SIDECARS[] = {{"golden.tsv", sidecar_print_golden},
                    {"aliases.tsv", sidecar_print_aliases},
                    {"rejects.tsv", sidecar_print_rejects}};
    for (size_t i = 0; i < G_N_ELEMENTS(SIDECARS); i++) {
        g_autofree char *path = g_build_filename(folder, SIDECARS[i].name, NULL);
        g_autofree char *text = NULL;
        if (!SIDECARS[i].print(kb, &text, error) || (text && !write_file(path, text, error)))
            return false;
    }
    return true;
}

static bool write_base(Kb *kb, const char *folder, int64_t *count, GError **error)
{
    return write_entries(kb, folder, count, error) && write_sidecars(kb, folder, error) &&
           sync_folder(folder, true, error);
}

/* What was written so far; there are only files and one folder in it. */
static void remove_folder(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (unlink(path) != 0)
            remove_folder(path);
    }
    rmdir(folder);
}

static bool is_free(const char *folder, GError **error)
{
    struct stat st;
    if (lstat(folder, &st) != 0)
        return errno == ENOENT || fail(error, folder);
    g_autoptr(GDir) dir = S_ISDIR(st.st_mode) ? g_dir_open(folder, 0, NULL) : NULL;
    if (dir && !g_dir_read_name(dir))
        return true;
    g_set_error(error, KB_ERROR, KB_ERROR_INPUT, "%s: %s; name a folder that does not exist yet",
                folder, S_ISDIR(st.st_mode) ? "not empty" : "not a folder");
    return false;
}

/* rename() takes the place of an empty folder, too. */
static bool into_place(const char *beside, const char *folder, GError **error)
{
    g_autofree char *parent = g_path_get_dirname(folder);
    if (rename(beside, folder) != 0)
        return fail(error, folder);
    return sync_folder(parent, false, error);
}

bool export_folder(Kb *kb, const char *folder, int64_t *count, GError **error)
{
    g_autofree char *place = g_canonicalize_filename(folder, NULL);
    g_autofree char *beside = g_strdup_printf("%s.part-%08x", place, g_random_int());
    if (!is_free(place, error))
        return false;
    if (mkdir(beside, 0777) != 0)
        return fail(error, place);
    if (write_base(kb, beside, count, error) && into_place(beside, place, error))
        return true;
    remove_folder(beside);
    return false;
}
