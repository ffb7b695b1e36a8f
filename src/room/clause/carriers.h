/* What carries each clause besides its checks: what the program enforces and the registers it
 * keeps. Only what is there today; a clause that is not named here and has no check reads
 * not_carried. */
#ifndef ROOM_CLAUSE_CARRIERS_H
#define ROOM_CLAUSE_CARRIERS_H

struct carrier {
    const char *clause;
    const char *kind; /* enforced flow duty register page */
    const char *id;   /* a register's KIND, or the name of what enforces */
};

/* Sorted by nothing but the standard's order. */
extern const struct carrier clause_carriers[];
extern const int clause_carrier_count;

#endif
