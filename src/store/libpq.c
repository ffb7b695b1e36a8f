#include "store/libpq.h"

#include "base/error.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

/* A data pointer from dlsym() becomes a function pointer byte by byte: C has no cast for it. */
static bool find(void *handle, const char *name, void *ret_function)
{
    void *symbol = dlsym(handle, name);

    memcpy(ret_function, &symbol, sizeof(symbol));
    return symbol != NULL;
}

int libpq_load(struct libpq *libpq, struct error *error)
{
    /* Kept in memory after closing: its TLS library registers handlers for the process's end. */
    void *handle = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    bool found = handle != NULL;

    *libpq = (struct libpq){.handle = handle};
#define LIBPQ_FIND(name) found = found && find(handle, #name, &libpq->name);
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
