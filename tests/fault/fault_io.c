/* A library for LD_PRELOAD that makes writing fail, to see that nothing acknowledged is ever lost.
 *
 *   CHIKIRI_FAULT=KIND:WHEN=N  KIND  enospc, eio, or kill (the process dies before the call)
 *                              WHEN  at (the Nth call only) or after (all but the first N)
 *   CHIKIRI_FAULT_FOLDER=DIR   only calls on files below DIR count (absolute, without links)
 *   CHIKIRI_FAULT_REPORT=FILE  gets the number of counted calls when the process ends
 *
 * Counted are write, pwrite, writev, pwritev, ftruncate, fsync and fdatasync as the program itself
 * calls them; stdio's own writes inside libc are not seen. A write that fails with enospc writes
 * half of its bytes first, as a full disk does. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at);
int ftruncate64(int file, off64_t length);

enum fault_kind { FAULT_NONE, FAULT_ENOSPC, FAULT_EIO, FAULT_KILL };

/* A preloaded library has nowhere else to keep its state. */
static struct {
    enum fault_kind kind;
    bool at_once; /* "at" */
    long limit;
    char folder[4096];
    size_t folder_length;
    const char *report;
    atomic_long calls;
} fault;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_pwritev)(int, const struct iovec *, int, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

static void find(const char *name, void *ret_function)
{
    void *symbol = dlsym(RTLD_NEXT, name);

    memcpy(ret_function, &symbol, sizeof(symbol));
}

static void read_setting(const char *setting)
{
    if (strncmp(setting, "enospc:", 7) == 0)
        fault.kind = FAULT_ENOSPC;
    else if (strncmp(setting, "eio:", 4) == 0)
        fault.kind = FAULT_EIO;
    else if (strncmp(setting, "kill:", 5) == 0)
        fault.kind = FAULT_KILL;
    const char *when = strchr(setting, ':');
    const char *number = strchr(setting, '=');
    if (!when || !number)
        abort();
    fault.at_once = strncmp(when, ":at=", 4) == 0;
    fault.limit = strtol(number + 1, NULL, 10);
}

__attribute__((constructor)) static void start(void)
{
    const char *setting = secure_getenv("CHIKIRI_FAULT");
    const char *folder = secure_getenv("CHIKIRI_FAULT_FOLDER");

    find("write", &real_write);
    find("pwrite", &real_pwrite);
    find("writev", &real_writev);
    find("pwritev", &real_pwritev);
    find("ftruncate", &real_ftruncate);
    find("fsync", &real_fsync);
    find("fdatasync", &real_fdatasync);
    fault.report = secure_getenv("CHIKIRI_FAULT_REPORT");
    if (setting)
        read_setting(setting);
    if (folder)
        snprintf(fault.folder, sizeof(fault.folder), "%s/", folder);
    fault.folder_length = strlen(fault.folder);
}

__attribute__((destructor)) static void finish(void)
{
    char text[32];

    if (!fault.report)
        return;
    int file = open(fault.report, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int length = snprintf(text, sizeof(text), "%ld\n", atomic_load(&fault.calls));
    if (file >= 0 && real_write(file, text, (size_t)length) == length)
        close(file);
}

static bool is_watched(int file)
{
    char link[64];
    char path[4096];

    if (fault.folder_length == 0)
        return false;
    snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof(path));
    return length > (ssize_t)fault.folder_length &&
           memcmp(path, fault.folder, fault.folder_length) == 0;
}

/* Counts the call and tells whether it fails; errno is set then. */
static bool fails(int file)
{
    int saved = errno;

    if (!is_watched(file)) {
        errno = saved;
        return false;
    }
    long call = atomic_fetch_add(&fault.calls, 1) + 1;
    bool hit = fault.at_once ? call == fault.limit : call > fault.limit;
    errno = saved;
    if (fault.kind == FAULT_NONE || !hit)
        return false;
    if (fault.kind == FAULT_KILL)
        raise(SIGKILL);
    errno = fault.kind == FAULT_ENOSPC ? ENOSPC : EIO;
    return true;
}

/* Puts the first half of what a failing write had to write. */
static ssize_t write_half(int file, const void *bytes, size_t length, off_t at)
{
    if (fault.kind == FAULT_ENOSPC && length > 1) {
        ssize_t written =
            at < 0 ? real_write(file, bytes, length / 2) : real_pwrite(file, bytes, length / 2, at);
        errno = ENOSPC;
        return written;
    }
    return -1;
}

ssize_t write(int file, const void *bytes, size_t length)
{
    return fails(file) ? write_half(file, bytes, length, -1) : real_write(file, bytes, length);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t at)
{
    return fails(file) ? write_half(file, bytes, length, at) : real_pwrite(file, bytes, length, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at)
{
    return pwrite(file, bytes, length, at);
}

ssize_t writev(int file, const struct iovec *parts, int count)
{
    return fails(file) ? -1 : real_writev(file, parts, count);
}

ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at)
{
    return fails(file) ? -1 : real_pwritev(file, parts, count, at);
}

int ftruncate(int file, off_t length)
{
    return fails(file) ? -1 : real_ftruncate(file, length);
}

int ftruncate64(int file, off64_t length)
{
    return ftruncate(file, length);
}

int fsync(int file)
{
    return fails(file) ? -1 : real_fsync(file);
}

int fdatasync(int file)
{
    return fails(file) ? -1 : real_fdatasync(file);
}
