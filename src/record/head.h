/* The head of the record: what the log is called and how far its tree has grown. */
#ifndef RECORD_HEAD_H
#define RECORD_HEAD_H

#include "record/note.h"
#include "record/tree.h"

struct error;
struct store;

struct record_head {
    char origin[NOTE_NAME_SIZE];
    struct tree_frontier frontier;
};

/* Reads the head within the transaction; ERROR_FAULT when there is none or it is malformed. */
int head_read(struct store *store, struct record_head *ret_head, struct error *error);

#endif
