/* Name-based UUIDs (RFC 9562 version 5): the same thing has the same UUID in every export. */
#ifndef ROOM_CLAUSE_UUID_H
#define ROOM_CLAUSE_UUID_H

enum { UUID_SIZE = 37 }; /* bytes, with NUL */

/* The UUID of `name` in chikiri's own namespace. */
void uuid_from_name(const char *name, char out[UUID_SIZE]);

#endif
