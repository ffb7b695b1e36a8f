#include "sheet/pdf.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, WAIT_MS = 30000, NO_FONT = 3, NOT_STARTED = 127 };

/* The program beside this one. */
static bool find_program(char path[PATH_SIZE])
{
    static const char name[] = "chikiri-print";
    ssize_t length = readlink("/proc/self/exe", path, PATH_SIZE - sizeof name);

    if (length <= 0 || length == PATH_SIZE - (ssize_t)sizeof name)
        return false;
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    if (slash == NULL)
        return false;
    memcpy(slash + 1, name, sizeof name);
    return access(path, X_OK) == 0;
}

/* What is read lies ready in memory, and what is written goes there: nobody waits for the other. */
static int open_memory(const char *bytes, size_t length, struct error *error)
{
    int file = memfd_create("document", MFD_CLOEXEC);

    if (file >= 0 &&
        (write(file, bytes, length) != (ssize_t)length || lseek(file, 0, SEEK_SET) != 0)) {
        close(file);
        file = -1;
    }
    return file >= 0 ? file : error_set(error, ERROR_FAULT, "", "PDF を作れませんでした。");
}

/* With nothing of this process but the two files. */
static int start(const char *path, int in, int out, pid_t *ret_child)
{
    static const char *const environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", NULL};
    const char *const arguments[] = {path, NULL};
    posix_spawn_file_actions_t actions;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    int result = posix_spawn(ret_child, path, &actions, NULL, (char *const *)(uintptr_t)arguments,
                             (char *const *)(uintptr_t)environment);
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

/* Its exit status, -1 when it was ended by a signal or for taking too long. */
static int wait_for(pid_t child)
{
    struct pollfd watched = {.fd = pidfd_open(child, 0), .events = POLLIN};
    int status = 0;

    if (watched.fd < 0 || poll(&watched, 1, WAIT_MS) != 1)
        kill(child, SIGKILL);
    if (watched.fd >= 0)
        close(watched.fd);
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int tell(int status, struct error *error)
{
    switch (status) {
    case 0:
        return 0;
    case NO_FONT:
        return error_set(error, ERROR_MISSING, "",
                         "この機械には日本語の書体（fonts-noto-cjk）がないので、PDF を作れません。"
                         "XLSX と印刷は使えます。");
    case -1:
        return error_set(error, ERROR_LIMIT, "",
                         "PDF を作るのに時間か記憶がかかりすぎました。文書を分けてください。XLSX と"
                         "印刷は使えます。");
    case NOT_STARTED:
        return error_set(error, ERROR_MISSING, "",
                         "この機械には PDF を作る chikiri-print がないか、動かすための部品（pango）"
                         "がありません。XLSX と印刷は使えます。");
    default:
        return error_set(error, ERROR_FAULT, "", "PDF を作れませんでした。");
    }
}

int pdf_draw(const char *json, size_t length, int *ret_file, struct error *error)
{
    char path[PATH_SIZE];
    pid_t child;
    int status = NOT_STARTED;

    if (!find_program(path))
        return tell(NOT_STARTED, error);
    int in = open_memory(json, length, error);
    if (in < 0)
        return in;
    int out = open_memory("", 0, error);
    if (out >= 0 && start(path, in, out, &child) == 0)
        status = wait_for(child);
    close(in);
    if (out < 0)
        return out;
    int result = tell(status, error);
    if (result == 0 && lseek(out, 0, SEEK_SET) != 0)
        result = error_set(error, ERROR_FAULT, "", "PDF を作れませんでした。");
    if (result == 0)
        *ret_file = out;
    else
        close(out);
    return result;
}
