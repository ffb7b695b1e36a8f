/* Helper of interop.sh: makes a record of 70,000 entries, exports its tiles into the folder named,
 * and prints the verifier key, an older size and its root. */
#include "crypto/base64.h"
#include "record/keys.h"
#include "record/tiles.h"
#include "tests/record/city.h"

enum { FIRST = 35000, SECOND = 34998 };

int main(int argc, char **argv)
{
    struct city city;
    struct buffer bytes = {0}, key = {0};
    struct note note;
    struct checkpoint old;
    char root[64];

    if (argc != 2)
        return 2;
    city_open(&city);
    city_fill(&city, FIRST);
    must(checkpoint_load(city.folder, "keys/checkpoint", &bytes, &note, &old, NULL) == 0);
    city_fill(&city, SECOND);
    if (tiles_export(city.store, city.folder, argv[1], &city.error) < 0)
        city_fail(&city.error);
    must(file_load(city.folder, "keys/record.pub", 4096, &key, NULL) == 0);
    base64_encode(old.root, HASH_SIZE, root);
    printf("%.*s %lld %s\n", (int)strcspn(key.data, "\n"), key.data, (long long)old.size, root);
    buffer_done(&bytes);
    buffer_done(&key);
    city_close(&city);
    return 0;
}
