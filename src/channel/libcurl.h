/* The functions of libcurl that we use, found at run time: a city without channels needs no
 * libcurl, and none is loaded before the first message. */
#ifndef CHANNEL_LIBCURL_H
#define CHANNEL_LIBCURL_H

#include <curl/curl.h>
/* The checks of its macros speak of the functions by name. */
#undef curl_easy_setopt
#undef curl_easy_getinfo

struct error;

#define LIBCURL_FUNCTIONS(X)                                                                       \
    X(curl_global_init)                                                                            \
    X(curl_easy_init)                                                                              \
    X(curl_easy_setopt)                                                                            \
    X(curl_easy_perform)                                                                           \
    X(curl_easy_getinfo)                                                                           \
    X(curl_easy_strerror)                                                                          \
    X(curl_easy_cleanup)                                                                           \
    X(curl_slist_append)                                                                           \
    X(curl_slist_free_all)

/* Members carry the library's own names, so that its manual can be read beside the code. */
struct libcurl {
    void *handle;
#define LIBCURL_MEMBER(name) __typeof__(&(name)) name;
    LIBCURL_FUNCTIONS(LIBCURL_MEMBER)
#undef LIBCURL_MEMBER
};

/* Fills `libcurl`; ERROR_FAULT with the package to install when the library is not there. It stays
 * loaded: its TLS library registers handlers for the process's end. */
int libcurl_load(struct libcurl *libcurl, struct error *error);

#endif
