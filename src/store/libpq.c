#include "store/libpq.h"

#include "base/error.h"
#include "base/library.h"

#include <dlfcn.h>
#include <stdbool.h>

int libpq_load(struct libpq *libpq, struct error *error)
{
    /* Kept in memory after closing: its TLS library registers handlers for the process's end. */
    void *handle = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    bool found = handle != NULL;

    *libpq = (struct libpq){.handle = handle};
#define LIBPQ_FIND(name) found = found && library_find(handle, #name, &libpq->name);
    LIBPQ_FUNCTIONS(LIBPQ_FIND)
#undef LIBPQ_FIND
    if (found)
        return 0;
    libpq_unload(libpq);
    return error_set(error, ERROR_FAULT, "",
                     "PostgreSQL につなぐための libpq がありません。"
                     "パッケージ libpq5 を入れてください。");
}

void libpq_unload(struct libpq *libpq)
{
    if (libpq->handle)
        dlclose(libpq->handle);
    libpq->handle = NULL;
}
