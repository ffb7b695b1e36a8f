/* Forms with files: what browsers send is read, what is broken is refused. */
#include "http/multipart.h"
#include "tests/http/front.h"

#include <sys/stat.h>

enum { LIMIT = 3 };

static const char type[] = "multipart/form-data; boundary=b";

struct form {
    struct arena *arena;
    struct error error;
    struct http_part parts[LIMIT];
    int count;
};

static int read_form(struct form *form, const char *given_type, const char *body)
{
    arena_reset(form->arena);
    form->error = (struct error){0};
    form->count = -1;
    return multipart_read(form->arena, given_type, body, strlen(body), form->parts, LIMIT,
                          &form->count, &form->error);
}

#define FIELD(name) "--b\r\nContent-Disposition: form-data; " name "\r\n\r\n"

static void test_read(struct form *form)
{
    static const char body[] = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
                               "\r\n--b\r\n"
                               "Content-Disposition: form-data; name=\"b%22\\\"c\"\r\n\r\n"
                               "x\r\n--c\r\n--b\r\n"
                               "content-type: text/csv\r\nX-Other: y\r\n"
                               "content-disposition: Form-Data;name=\"f\"; "
                               "filename=\"/etc/a.csv\"\r\n\r\n"
                               "\r\n\r\n\r\n--b--\r\n";

    is_int(read_form(form, type, body), 0, "three parts");
    is_int(form->count, 3, "are three");
    ok(strcmp(form->parts[0].name, "a") == 0 && strcmp(form->parts[0].text, "") == 0 &&
           form->parts[0].file_name == NULL,
       "an empty field");
    is_text(form->parts[1].name, "b\"\"c", "a name with quotes");
    is_text(form->parts[1].text, "x\r\n--c", "a text with a line like a boundary");
    is_text(form->parts[2].file_name, "a.csv", "a file by the last part of its path");
    is_text(form->parts[2].type, "text/csv", "with its type");
    ok(form->parts[2].length == 4 && memcmp(body + form->parts[2].offset, "\r\n\r\n", 4) == 0,
       "and its place");
    is_int(read_form(form, "Multipart/Form-Data; boundary=\"a b\"",
                     "--a b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nv\r\n--a b--"),
           0, "a quoted boundary, and no line's end at the end");
    is_int(read_form(form, type, "--b--\r\n"), 0, "a form without fields");
    is_int(form->count, 0, "has none");
    is_int(read_form(form, type, FIELD("name=\"f\"; filename=\"\"") "\r\n--b--\r\n"), 0,
           "no file chosen");
    is_text(form->parts[0].file_name, "", "has no name");
}

static void test_refused(struct form *form)
{
    static const struct {
        const char *name, *type, *body;
    } refusals[] = {
        {"no type", NULL, FIELD("name=\"a\"") "x\r\n--b--\r\n"},
        {"no boundary", "multipart/form-data", FIELD("name=\"a\"") "x\r\n--b--\r\n"},
        {"an empty boundary", "multipart/form-data; boundary=", "--\r\n"},
        {"another type", "multipart/mixed; boundary=b", FIELD("name=\"a\"") "x\r\n--b--\r\n"},
        {"words after the boundary", "multipart/form-data; boundary=b; c=d",
         FIELD("name=\"a\"") "x\r\n--b--\r\n"},
        {"nothing", type, ""},
        {"words before the first part", type, "x\r\n" FIELD("name=\"a\"") "x\r\n--b--\r\n"},
        {"words after the last", type, FIELD("name=\"a\"") "x\r\n--b--\r\nx"},
        {"no end", type, FIELD("name=\"a\"") "x\r\n--b"},
        {"half an end", type, FIELD("name=\"a\"") "x\r\n--b-"},
        {"no second boundary", type, FIELD("name=\"a\"") "x"},
        {"a boundary that goes on", type, FIELD("name=\"a\"") "x\r\n--bc\r\n\r\n--b--\r\n"},
        {"no name", type, FIELD("filename=\"a\"") "x\r\n--b--\r\n"},
        {"an empty name", type, FIELD("name=\"\"") "x\r\n--b--\r\n"},
        {"two names", type, FIELD("name=\"a\"; name=\"b\"") "x\r\n--b--\r\n"},
        {"a name without quotes", type, FIELD("name=a") "x\r\n--b--\r\n"},
        {"an open quote", type, FIELD("name=\"a") "x\r\n--b--\r\n"},
        {"a name that is not UTF-8", type, FIELD("name=\"\xff\"") "x\r\n--b--\r\n"},
        {"another coding of the name", type,
         FIELD("name=\"a\"; filename*=UTF-8''b") "x\r\n--b--\r\n"},
        {"a control character", type, FIELD("name=\"a\x01\"") "x\r\n--b--\r\n"},
        {"LF alone", type, FIELD("name=\"a\nb\"") "x\r\n--b--\r\n"},
        {"no disposition", type, "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--\r\n"},
        {"no head", type, "--b\r\n\r\nx\r\n--b--\r\n"},
        {"an attachment", type,
         "--b\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--b--\r\n"},
        {"a file's name in a line of its own", type,
         "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n"
         "Content-Disposition: form-data; filename=\"b\"\r\n\r\nx\r\n--b--\r\n"},
        {"base64", type,
         "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n"
         "Content-Transfer-Encoding: base64\r\n\r\nx\r\n--b--\r\n"},
        {"a text that is not UTF-8", type, FIELD("name=\"a\"") "\xff\r\n--b--\r\n"},
    };

    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
        ok(read_form(form, refusals[i].type, refusals[i].body) == ERROR_INPUT && form->count == -1,
           "%s is refused", refusals[i].name);
}

static void test_limits(struct form *form)
{
    struct buffer body = {0};

    for (int i = 0; i <= LIMIT; i++)
        buffer_text(&body, FIELD("name=\"a\"") "x\r\n");
    buffer_text(&body, "--b--\r\n");
    is_int(read_form(form, type, body.data), ERROR_LIMIT, "one part too many");
    buffer_clear(&body);
    buffer_text(&body, FIELD("name=\"a\""));
    for (int i = 0; i <= 1 << 20; i++)
        buffer_byte(&body, 'x');
    buffer_text(&body, "\r\n--b--\r\n");
    is_int(read_form(form, type, body.data), ERROR_LIMIT, "a text too long");
    is_text(form->error.field, "a", "is named");
    buffer_clear(&body);
    buffer_text(&body, "--b\r\nX: ");
    for (int i = 0; i < 5000; i++)
        buffer_byte(&body, 'x');
    buffer_text(&body, "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--\r\n");
    is_int(read_form(form, type, body.data), ERROR_INPUT, "a head too long");
    buffer_done(&body);
}

static void test_save(struct form *form)
{
    char folder[] = "/tmp/chikiri-form-XXXXXX", path[64], got[16] = "";
    const char body[] = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n"
                        "content\r\n--b--\r\n";
    struct http_request request = {
        .arena = form->arena,
        .fields = {{"content-type", type}},
        .field_count = 1,
        .body = body,
        .body_length = sizeof(body) - 1,
        .body_file = -1,
    };
    const char *made = mkdtemp(folder);
    struct stat there;

    must(made != NULL);
    for (int in_file = 0; in_file < 2; in_file++) {
        snprintf(path, sizeof(path), "%s/%d", folder, in_file);
        is_int(http_parts(&request, form->parts, LIMIT, &form->count, &form->error), 0, "a file");
        is_int(http_save_part(&request, &form->parts[0], path, &form->error), 0, "is kept");
        int file = open(path, O_RDONLY | O_CLOEXEC);
        ok(read(file, got, sizeof(got)) == 7 && memcmp(got, "content", 7) == 0, "as it came");
        ok(fstat(file, &there) == 0 && (there.st_mode & 0777) == 0600, "for its owner only");
        close(file);
        ok(http_save_part(&request, &form->parts[0], path, &form->error) < 0, "never over another");
        snprintf(path, sizeof(path), "%s/body", folder);
        request.body_file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        must(write(request.body_file, body, sizeof(body) - 1) == (ssize_t)sizeof(body) - 1);
        request.body = NULL;
        unlink(path);
    }
    close(request.body_file);
    folder_remove(folder);
}

int main(void)
{
    struct form form = {.arena = arena_open(8 << 20)};

    test_read(&form);
    test_refused(&form);
    test_limits(&form);
    test_save(&form);
    arena_close(form.arena);
    return done();
}
