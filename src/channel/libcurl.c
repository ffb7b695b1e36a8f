#include "channel/libcurl.h"

#include "base/error.h"
#include "base/library.h"

#include <dlfcn.h>
#include <stdbool.h>

int libcurl_load(struct libcurl *libcurl, struct error *error)
{
    void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    bool found = handle != NULL;

    *libcurl = (struct libcurl){.handle = handle};
#define LIBCURL_FIND(name) found = found && library_find(handle, #name, &libcurl->name);
    LIBCURL_FUNCTIONS(LIBCURL_FIND)
#undef LIBCURL_FIND
    if (found && libcurl->curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
        return 0;
    return error_set(error, ERROR_FAULT, "",
                     "メールと webhook を送るための libcurl がありません。"
                     "パッケージ libcurl4 を入れてください。");
}
