/*
 * Folders walked and files loaded. A link is followed; a folder or a file that is met again, be it
 * by a link that leads back, is not read twice.
 */
#include "knowledge/files/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_DEPTH_MAX = 64 };

typedef struct Walk {
    GPtrArray *files;  /* char * */
    GHashTable *known; /* "device:inode" of files and folders met, owned */
    unsigned met;      /* files of a known kind, and folders that were walked before */
    Complaints *complaints;
} Walk;

static void complain_errno(Complaints *complaints, const char *path)
{
    g_autofree char *line = g_strdup_printf("%s: %s", path, g_strerror(errno));
    complain_lines(complaints, line);
}

static void complain_of(Complaints *complaints, const char *path, const char *what)
{
    g_autofree char *line = g_strdup_printf("%s: %s", path, what);
    complain_lines(complaints, line);
}

/* True the first time. */
static bool is_new(Walk *walk, const struct stat *st)
{
    return g_hash_table_add(
        walk->known, g_strdup_printf("%ju:%ju", (uintmax_t)st->st_dev, (uintmax_t)st->st_ino));
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/*
 * Its names without hidden ones, sorted: so that a folder is the same everywhere. NULL: complained.
 */
static GPtrArray *names_in(Walk *walk, const char *folder)
{
    GError *error = NULL;
    GDir *dir = g_dir_open(folder, 0, &error);
    if (!dir) {
        complain_of(walk->complaints, folder, error->message);
        g_error_free(error);
        return NULL;
    }
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; (name = g_dir_read_name(dir));)
        if (*name != '.')
            g_ptr_array_add(names, g_strdup(name));
    g_dir_close(dir);
    g_ptr_array_sort(names, by_name);
    return names;
}

static void walk_folder(Walk *walk, const char *folder, unsigned depth);

/* Something within a folder: only what is of a known kind counts. */
static void walk_path(Walk *walk, const char *path, const char *name, unsigned depth)
{
    struct stat st;
    bool wanted = kind_wanted(name) && strcmp(name, "README.md") != 0;
    if (stat(path, &st) != 0) {
        if (wanted)
            complain_errno(walk->complaints, path);
        return;
    }
    if (S_ISDIR(st.st_mode) && is_new(walk, &st)) {
        walk_folder(walk, path, depth + 1);
        return;
    }
    walk->met += wanted || S_ISDIR(st.st_mode);
    if (wanted && !S_ISDIR(st.st_mode) && is_new(walk, &st))
        g_ptr_array_add(walk->files, g_strdup(path));
}

static void walk_folder(Walk *walk, const char *folder, unsigned depth)
{
    if (depth > FOLDER_DEPTH_MAX) {
        complain_of(walk->complaints, folder, "folders within folders, too deep to be walked");
        return;
    }
    g_autoptr(GPtrArray) names = names_in(walk, folder);
    for (unsigned i = 0; names && i < names->len; i++) {
        g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
        walk_path(walk, path, names->pdata[i], depth);
    }
}

/* A path that a person named: it must hold something. */
static void collect(Walk *walk, const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        complain_errno(walk->complaints, path);
    } else if (S_ISDIR(st.st_mode)) {
        unsigned before = walk->met;
        if (!is_new(walk, &st))
            return;
        walk_folder(walk, path, 0);
        if (walk->met == before)
            complain_of(walk->complaints, path,
                        "no files to import in this folder; known are .md, .tsv, .csv, "
                        ".jsonl and landscape.yml");
    } else if (!kind_may_be(path)) {
        complain_of(walk->complaints, path,
                    "not a kind of file that is known; .md, .tsv, .csv, .jsonl or landscape.yml");
    } else if (is_new(walk, &st)) {
        g_ptr_array_add(walk->files, g_strdup(path));
    }
}

GPtrArray *paths_collect(const char *const *paths, Complaints *complaints)
{
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Walk walk = {
        .files = g_ptr_array_new_with_free_func(g_free), .known = known, .complaints = complaints};
    for (; *paths; paths++)
        collect(&walk, *paths);
    return walk.files;
}

/* Not blocking, so that a pipe of that name does not hang the import. */
static int open_file(const char *path, size_t *len, Complaints *complaints)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &st) != 0)
        complain_errno(complaints, path);
    else if (!S_ISREG(st.st_mode))
        complain_of(complaints, path, "not a regular file");
    else if (st.st_size > FORMAT_FILE_MAX)
        complain_of(complaints, path, "the file is larger than 64 MiB; split it");
    else {
        *len = (size_t)st.st_size;
        return fd;
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

char *paths_load(const char *path, size_t *len, Complaints *complaints)
{
    size_t size = 0, got = 0;
    int fd = open_file(path, &size, complaints);
    if (fd < 0)
        return NULL;
    char *data = g_malloc(size + 1);
    ssize_t n;
    while (got < size && (n = read(fd, data + got, size - got)) != 0) {
        if (n > 0) {
            got += (size_t)n;
        } else if (errno != EINTR) {
            complain_errno(complaints, path);
            g_clear_pointer(&data, g_free);
            break;
        }
    }
    close(fd);
    *len = got;
    return data;
}
