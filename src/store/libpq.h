/* The functions of libpq that we use, found at run time: a folder on SQLite needs no libpq. */
#ifndef STORE_LIBPQ_H
#define STORE_LIBPQ_H

#include <libpq-fe.h>

struct error;

#define LIBPQ_FUNCTIONS(X)                                                                         \
    X(PQconnectdbParams)                                                                           \
    X(PQfinish)                                                                                    \
    X(PQstatus)                                                                                    \
    X(PQerrorMessage)                                                                              \
    X(PQexec)                                                                                      \
    X(PQprepare)                                                                                   \
    X(PQdescribePrepared)                                                                          \
    X(PQnfields)                                                                                   \
    X(PQntuples)                                                                                   \
    X(PQfname)                                                                                     \
    X(PQftype)                                                                                     \
    X(PQresultStatus)                                                                              \
    X(PQresultErrorField)                                                                          \
    X(PQclear)                                                                                     \
    X(PQsendQueryPrepared)                                                                         \
    X(PQsetSingleRowMode)                                                                          \
    X(PQgetResult)                                                                                 \
    X(PQgetvalue)                                                                                  \
    X(PQgetlength)                                                                                 \
    X(PQgetisnull)                                                                                 \
    X(PQcmdStatus)                                                                                 \
    X(PQsetNoticeReceiver)

/* Members carry the library's own names, so that its manual can be read beside the code. */
struct libpq {
    void *handle;
#define LIBPQ_MEMBER(name) __typeof__(&(name)) name;
    LIBPQ_FUNCTIONS(LIBPQ_MEMBER)
#undef LIBPQ_MEMBER
};

/* Fills `libpq`; ERROR_FAULT with the package to install when the library is not there. */
int libpq_load(struct libpq *libpq, struct error *error);
void libpq_unload(struct libpq *libpq);

#endif
