#include "base/library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/* A data pointer from dlsym() becomes a function pointer byte by byte: C has no cast for it. */
bool library_find(void *handle, const char *name, void *ret_function)
{
    void *symbol = dlsym(handle, name);

    memcpy(ret_function, &symbol, sizeof(symbol));
    return symbol != NULL;
}
