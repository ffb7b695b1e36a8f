/* Any bytes as a request with its body: what we take for one is one to llhttp too, the same one;
 * and it does not matter in which pieces a head or a body comes. */
#include "tests/http/oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A head that comes byte by byte is judged as when it comes at once. */
static void check_pieces(const char *data, size_t length)
{
    size_t scanned = 0, whole_scanned = 0, head = 0, whole_head = 0;
    int result = HEAD_MORE;

    for (size_t i = 1; i <= length && result == HEAD_MORE; i++)
        result = head_scan(data, i, &scanned, &head);
    must(result == head_scan(data, length, &whole_scanned, &whole_head) || result == 414);
    must(result != HEAD_WHOLE || head == whole_head);
}

/* A chunked body cut in two is read as when it comes at once. */
static void check_chunks(const char *data, size_t length)
{
    char whole[512], cut[512];
    struct chunk_reader reader = {0}, cut_reader = {0};
    size_t used, content, first_used, first_content, second_used = 0, second_content = 0;

    if (length < 2 || length > sizeof(whole))
        return;
    memcpy(whole, data, length);
    memcpy(cut, data, length);
    size_t at = (unsigned char)data[0] % length;
    int result = chunk_decode(&reader, whole, length, &used, &content);
    int cut_result = chunk_decode(&cut_reader, cut, at, &first_used, &first_content);
    if (cut_result == HEAD_MORE)
        cut_result =
            chunk_decode(&cut_reader, cut + at, length - at, &second_used, &second_content);
    must(result == cut_result);
    if (result == 400)
        return;
    memmove(cut + first_content, cut + at, second_content);
    must(content == first_content + second_content && memcmp(whole, cut, content) == 0);
    must(used == first_used + second_used);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oracle_check((const char *)data, size);
    check_pieces((const char *)data, size);
    check_chunks((const char *)data, size);
    return 0;
}
