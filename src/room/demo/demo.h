/* A synthetic city as seven files, made to show what the program reads and finds. The city, its
 * people and its firms are invented. Most of it is tidy; the breaches are planted, a few of each
 * code. */
#ifndef ROOM_DEMO_DEMO_H
#define ROOM_DEMO_DEMO_H

#include <stdint.h>

struct error;

enum { DEMO_FILE_COUNT = 7 };

struct demo_file {
    const char *name; /* inside the directory */
    const char *kind; /* roster transfers accounts id-ledger assets media services */
    int rows;         /* of data, refused ones among them; media: registered and taken out */
};

struct demo_summary {
    const char *city;
    struct demo_file files[DEMO_FILE_COUNT]; /* in the order to import them */
    const char *system;                      /* whose accounts and approvals they are */
    const char *roster_on;                   /* the day that the roster shows */
    const char *check_on;                    /* the day that the plants are counted for */
};

/* How often a code comes out of the files, on the day to check, whatever the seed. */
struct demo_plant {
    const char *code;
    int count;
};

/* The codes of refused rows and of findings that are planted. */
const struct demo_plant *demo_plants(int *ret_count);

/* Makes the directory and writes the files and a README.txt into it. The same seed gives the same
 * bytes. A directory that is there must be empty (ERROR_CONFLICT): nothing is overwritten. Texts of
 * *ret_summary are constants. Fails with ERROR_FAULT when something cannot be written. */
int demo_write(const char *directory, uint64_t seed, struct demo_summary *ret_summary,
               struct error *error);

#endif
