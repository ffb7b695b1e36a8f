#include "record/declare.h"

#include "base/buffer.h"
#include "base/error.h"
#include "record/keys.h"
#include "record/record.h"
#include "record/tree.h"
#include "store/store.h"
#include "store/table.h"

#include "record/record_schema_sql.h"
#include "record/record_sql.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Makes FOLDER/keys, the key pair and the signed checkpoint of the empty tree. */
static int create_keys(struct hasher *hasher, const char *folder, const char *keys,
                       const char *origin, struct error *error)
{
    struct checkpoint checkpoint = {.size = 0};
    struct tree_frontier frontier = {.size = 0};
    struct signer signer;

    if (mkdir(keys, 0700) != 0 && errno != EEXIST)
        return error_set(error, ERROR_FAULT, "", "フォルダ %s を作れません（%s）。", "keys",
                         strerror(errno));
    int result = signer_create(hasher, keys, "record", origin, NOTE_KEY_LOG, &signer, error);
    if (result < 0)
        return result;
    snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", origin);
    tree_root(hasher, &frontier, checkpoint.root);
    result = checkpoint_publish(folder, &signer, &checkpoint, error);
    signer_wipe(&signer);
    return result;
}

static int create_head(struct store *store, const char *origin, struct error *error)
{
    struct query *query = store_query(store, SQL_HEAD_INSERT, error);

    if (!query)
        return ERROR_FAULT;
    query_text(query, "origin", origin);
    query_integer(query, "size", 0);
    query_blob(query, "frontier", "", 0);
    return query_run(query, error);
}

/* The key belongs to a record that never came to be. */
static void remove_keys(const char *keys)
{
    static const char *const names[] = {"record.key", "record.pub", "checkpoint",
                                        "checkpoint.lock"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct buffer path = {0};

        path_join(&path, keys, names[i]);
        unlink(buffer_string(&path));
        buffer_done(&path);
    }
    rmdir(keys);
}

int record_create(struct store *store, const char *folder, const char *origin, struct error *error)
{
    struct buffer keys = {0};
    int result = store_script(store, SQL_RECORD_SCHEMA, error);

    if (result == 0)
        result = store_begin(store, STORE_WRITE, error);
    if (result < 0)
        return result;
    result = create_head(store, origin, error);
    if (result < 0) {
        store_rollback(store);
        return result;
    }
    struct hasher *hasher = hasher_open();
    path_join(&keys, folder, "keys");
    result = create_keys(hasher, folder, buffer_string(&keys), origin, error);
    hasher_close(hasher);
    if (result < 0) {
        store_rollback(store);
    } else {
        result = store_commit(store, error);
        if (result < 0)
            remove_keys(buffer_string(&keys));
    }
    buffer_done(&keys);
    return result;
}

static int put_declaration(struct store *store, const struct table *table, struct error *error)
{
    struct query *query = store_query(store, SQL_RECORDED_TABLE_PUT, error);

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "id", table->id);
    query_text(query, "name", table->name);
    return query_run(query, error);
}

int record_declare(struct store *store, const struct table *const *tables, int count,
                   struct error *error)
{
    int result = store_begin(store, STORE_WRITE, error);

    if (result < 0)
        return result;
    for (int i = 0; i < count && result == 0; i++)
        result = put_declaration(store, tables[i], error);
    if (result == 0)
        return store_commit(store, error);
    store_rollback(store);
    return result;
}
