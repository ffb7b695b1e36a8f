/* Searching finds what a plain scan over the folded texts finds, whatever happens to the index. */
#include "base/error.h"
#include "base/json.h"
#include "store/store.h"
#include "tests/search/catalogue.h"
#include "tests/tap.h"
#include <fcntl.h>
#include <sys/stat.h>

static int count_hits(struct catalogue *catalogue, const char *words)
{
    return catalogue_search(catalogue, words, NULL, 100, false).total;
}

static int count_disagreements(struct catalogue *catalogue, int words)
{
    struct folded_things things = catalogue_fold(catalogue);
    int wrong = 0;

    for (int done = 0; done < words;) {
        int length = 2 + done % 7;
        const char *word = catalogue_draw(catalogue, &things, length);
        const char *second = done % 5 == 0 ? catalogue_draw(catalogue, &things, 2) : "";

        if (*word == '\0')
            continue;
        wrong += !catalogue_agrees(catalogue, &things, word, second, 20);
        done++;
    }
    return wrong;
}

static void test_equality(struct catalogue *catalogue)
{
    catalogue_fill(catalogue, 5000);
    is_int(count_disagreements(catalogue, 1000), 0, "1000 drawn words find what the scan finds");
    struct folded_things things = catalogue_fold(catalogue);
    int wrong = 0;
    for (int i = 0; i < 60; i++) {
        const char *letter = catalogue_draw(catalogue, &things, 1);
        wrong += *letter != '\0' && !catalogue_agrees(catalogue, &things, letter, "", 20);
    }
    is_int(wrong, 0, "one letter finds what the scan finds");
    ok(catalogue_agrees(catalogue, &things, "住民", "", 100000), "all hits, not only the first");
    ok(catalogue_agrees(catalogue, &things, "住民", "基本", 100000), "two words");
    ok(catalogue_agrees(catalogue, &things, "課住", "", 10), "nothing across two columns");
    is_int(count_hits(catalogue, "存在しない言葉"), 0, "a word that is nowhere");
}

static void test_folding(struct catalogue *catalogue)
{
    int64_t id =
        catalogue_change(catalogue, 0,
                         &(struct thing){.number = "ZZ-0001",
                                         .section = "情報政策課",
                                         .name = "髙橋メモ ｼｽﾃﾑ構成図（Ｖｅｒ．２）50%_'\"*",
                                         .note = "葛\xF3\xA0\x84\x80城市との　協定書",
                                         .section_id = 1});
    static const char *const words[] = {
        "高橋めも", "髙橋",   "システム構成", "しすてむ",    "ｼｽﾃﾑ", "ver.2", "ＶＥＲ",
        "50%_",     "'\"*",   "\"*",          "葛城市",      "葛",   "協定",  "との協定書",
        "zz-0001",  "ZZ－00", "めもしすてむ", "高橋 協定書", "*"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        struct found_hits found = catalogue_search(catalogue, words[i], NULL, 100000, false);
        bool has = false;

        for (int j = 0; j < found.count; j++)
            has |= found.hits[j].kind == &thing_kind && found.hits[j].id == id;
        ok(has, "found by %s", words[i]);
    }
    struct found_hits found = catalogue_search(catalogue, "ｚｚ－0001", NULL, 10, false);
    is_text(found.hits[0].key, "ZZ-0001", "its number in other letters finds it first");
    is_text(found.hits[0].section, "情報政策課", "its section");
    ok(strstr(found.hits[0].name, "髙橋メモ") != NULL, "its label is as written");
}

/* Groups are what the searches of each register say. */
static void test_groups(struct catalogue *catalogue)
{
    const char *const words[] = {"システム", "課", "a", "ｚｚ－0001"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        struct search_group *groups;
        int count, total = 0, wrong = 0;

        catalogue_stop_on(catalogue, search_groups(&catalogue->scene, catalogue->folder, words[i],
                                                   3, &groups, &count, &catalogue->error));
        for (int j = 0; j < count; j++) {
            struct found_hits own =
                catalogue_search(catalogue, words[i], groups[j].kind->kind, 3, false);
            wrong += own.total != groups[j].total || own.count != groups[j].hit_count;
            for (int k = 0; k < own.count && k < groups[j].hit_count; k++)
                wrong += own.hits[k].id != groups[j].hits[k].id;
            total += groups[j].total;
        }
        ok(wrong == 0, "groups of %s are as each register's own search", words[i]);
        is_int(total, catalogue_search(catalogue, words[i], NULL, 9, false).total,
               "and leave none out");
    }
}

static void test_changes(struct catalogue *catalogue)
{
    struct thing thing = {.number = "ZY-0001", .name = "一角獣の飼育記録", .section_id = 2};
    int64_t id = catalogue_change(catalogue, 0, &thing);

    is_int(count_hits(catalogue, "一角獣"), 1, "a new row is found");
    thing.name = "竜の飼育記録";
    catalogue_change(catalogue, id, &thing);
    is_int(count_hits(catalogue, "一角獣"), 0, "not by what it was before");
    is_int(count_hits(catalogue, "竜の飼育"), 1, "but by what it is now");
    thing.ended = true;
    catalogue_change(catalogue, id, &thing);
    is_int(count_hits(catalogue, "竜の飼育"), 0, "a row that ended is not found");
    is_int(catalogue_search(catalogue, "竜の飼育", NULL, 9, true).total, 1, "unless asked for");
    thing = (struct thing){.number = "AA-00005", .name = "竜の墓", .section_id = 2};
    thing.note = catalogue_text(catalogue, 200);
    catalogue_change(catalogue, 0, &thing);
    is_int(count_disagreements(catalogue, 100), 0, "late rows stand in order among the others");
    for (int round = 0; round < 3; round++) {
        struct record *record = catalogue_begin(catalogue);
        for (int i = 0; i < 700; i++) {
            thing = catalogue_make_thing(catalogue, 20000 + i);
            catalogue_put_thing(catalogue, record, 1 + catalogue_random(catalogue, 5000), &thing);
        }
        catalogue_commit(catalogue, record);
        is_int(count_disagreements(catalogue, 100), 0, "many rows change");
    }
}

static void write_at(struct catalogue *catalogue, const char *name, off_t offset, const void *bytes,
                     size_t length)
{
    struct buffer path = {0};

    buffer_format(&path, "%s/%s", catalogue->folder, name);
    int file_fd = open(buffer_string(&path), O_WRONLY);
    must(file_fd >= 0 && pwrite(file_fd, bytes, length, offset) == (ssize_t)length);
    close(file_fd);
    buffer_done(&path);
}

static off_t index_size(const struct catalogue *catalogue, struct stat *ret_stat)
{
    struct buffer path = {0};

    buffer_format(&path, "%s/search.db", catalogue->folder);
    must(stat(buffer_string(&path), ret_stat) == 0);
    buffer_done(&path);
    return ret_stat->st_size;
}

static void test_damage(struct catalogue *catalogue)
{
    char noise[65536];
    struct stat there;

    ok(index_size(catalogue, &there) > 0 && (there.st_mode & 0777) == 0600,
       "the index is its owner's alone");
    search_forget(catalogue->folder);
    is_int(count_disagreements(catalogue, 50), 0, "a missing index is made anew");
    write_at(catalogue, "search.db", 0, "no database, no database", 24);
    is_int(count_disagreements(catalogue, 50), 0, "and one that is no database");
    for (size_t i = 0; i < sizeof(noise); i++)
        noise[i] = (char)catalogue_random(catalogue, 256);
    off_t size = index_size(catalogue, &there);
    for (int part = 1; part < 8; part++) {
        write_at(catalogue, "search.db", size * part / 8, noise, 16384);
        ok(count_disagreements(catalogue, 20) == 0, "and one with noise at %d/8", part);
    }
    write_at(catalogue, "search.db", 0, noise, sizeof(noise));
    is_int(count_disagreements(catalogue, 50), 0, "and one that begins with noise");
}

/* An older copy of the city comes back, and then goes another way. */
static void test_restored(bool postgres)
{
    struct catalogue catalogue;

    if (postgres)
        return;
    catalogue_open(&catalogue, false);
    struct thing thing = {.number = "AA-0001", .name = "最初の品", .section_id = 1};
    catalogue_change(&catalogue, 0, &thing);
    const char *copy = arena_format(catalogue.arena, "%s/copy", catalogue.folder);
    catalogue_stop_on(&catalogue, store_backup(catalogue.store, copy, &catalogue.error));
    thing = (struct thing){.number = "AA-0002", .name = "失われる品", .section_id = 1};
    catalogue_change(&catalogue, 0, &thing);
    is_int(count_hits(&catalogue, "失われる"), 1, "found before the old copy comes back");
    store_close(catalogue.store);
    const char *path = arena_format(catalogue.arena, "%s/chikiri.db", catalogue.folder);
    must(rename(copy, path) == 0);
    const char *checkpoint = arena_format(catalogue.arena, "%s/keys/checkpoint", catalogue.folder);
    unlink(checkpoint);
    catalogue.store = store_open(catalogue.folder, STORE_READ_WRITE, &catalogue.error);
    catalogue.scene.store = catalogue.store;
    is_int(count_hits(&catalogue, "失われる"), 0, "not after: the index went further");
    is_int(count_hits(&catalogue, "最初の品"), 1, "what the copy has is found");
    catalogue_close(&catalogue);
}

static void test_scope(struct catalogue *catalogue)
{
    struct value login[TABLE_COLUMN_LIMIT] = {{0}};
    struct viewer_grant manager = {"security_manager", 3, 0},
                        keeper = {"system_administrator", 0, 7};
    struct viewer viewer = {.staff_no = "000001", .grants = &manager, .grant_count = 1};
    struct record *record = catalogue_begin(catalogue);

    for (int i = 0; i < 4; i++) {
        struct thing thing = {.number = arena_format(catalogue->arena, "YY-000%d", i),
                              .name = "砂漠の駱駝",
                              .section_id = i < 3 ? 3 : 4};
        catalogue_put_thing(catalogue, record, 0, &thing);
        login[LOGIN_SYSTEM] = value_integer(7 + i % 2);
        login[LOGIN_USER] = value_text("rakuda");
        login[LOGIN_NAME] = value_text("駱駝 太郎");
        catalogue_put(catalogue, record, &login_table, 0, login);
    }
    struct value title[] = {value_integer(1), value_text("駱駝係長")};
    catalogue_put(catalogue, record, &title_table, 0, title);
    catalogue_commit(catalogue, record);
    is_int(count_hits(catalogue, "駱駝"), 9, "the console finds all");
    is_int(catalogue_search(catalogue, "駱駝", "accounts", 9, false).total, 4, "of one register");
    struct found_hits found = catalogue_search(catalogue, "ＲＡＫＵＤＡ", NULL, 3, false);
    ok(found.count == 3 && found.total == 4, "no more than the limit, but all are counted");
    found = catalogue_search(catalogue, "駱駝", NULL, 99, false);
    ok(found.hits[0].kind == &thing_kind && found.hits[8].kind == &title_kind,
       "in the order of the registers");
    is_text(found.hits[8].name, "駱駝係長", "a row of one column is called by it");
    catalogue->scene.viewer = &viewer;
    is_int(count_hits(catalogue, "駱駝"), 3, "a manager finds those of the own section");
    viewer.grants = &keeper;
    is_int(count_hits(catalogue, "駱駝"), 2, "an administrator the accounts of the own system");
    viewer.grant_count = 0;
    is_int(count_hits(catalogue, "駱駝"), 0, "nobody else any");
    catalogue->scene.viewer = &catalogue->console;
}

static void test_refusals(struct catalogue *catalogue)
{
    struct error error = {0};
    struct search_hit *hits;
    int count, total;
    static const char *const words[] = {"", " 　", "\xEF\xB8\x80"};

    for (int i = 0; i < 3; i++)
        is_int(search_run(&catalogue->scene, catalogue->folder, words[i], NULL, 9, false, &hits,
                          &count, &total, &error),
               ERROR_INPUT, "no words are refused");
    is_int(search_run(&catalogue->scene, catalogue->folder, "住民", "nothing", 9, false, &hits,
                      &count, &total, &error),
           ERROR_INPUT, "and an unknown register");
    is_int(search_run(&catalogue->scene, catalogue->folder, "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7",
                      NULL, 9, false, &hits, &count, &total, &error),
           ERROR_INPUT, "and too many words");
    struct buffer text = {0};
    for (int i = 0; i < 300; i++)
        buffer_text(&text, "あ");
    is_int(search_run(&catalogue->scene, catalogue->folder, buffer_string(&text), NULL, 9, false,
                      &hits, &count, &total, &error),
           ERROR_INPUT, "and a word that is too long");
    buffer_done(&text);
}

static void test_json(struct catalogue *catalogue)
{
    struct buffer text = {0};
    struct json json;
    struct found_hits found = catalogue_search(catalogue, "駱駝", "posts", 9, false);

    json_start(&json, &text, NULL);
    search_write_json(found.hits, found.count, &json);
    json_finish(&json);
    is_text(buffer_string(&text),
            "[{\"kind\":\"posts\",\"key\":\"駱駝係長\",\"name\":\"駱駝係長\",\"section\":null,"
            "\"id\":1}]",
            "as JSON");
    buffer_done(&text);
}

static void test_all(bool postgres)
{
    struct catalogue catalogue;

    printf("# on %s\n", postgres ? "PostgreSQL" : "SQLite");
    catalogue_open(&catalogue, postgres);
    is_int(count_hits(&catalogue, "住民"), 0, "an empty city has nothing");
    test_equality(&catalogue);
    test_folding(&catalogue);
    test_groups(&catalogue);
    test_changes(&catalogue);
    test_scope(&catalogue);
    test_refusals(&catalogue);
    test_json(&catalogue);
    test_damage(&catalogue);
    catalogue_close(&catalogue);
    test_restored(postgres);
}

int main(void)
{
    test_all(false);
    if (postgres_administrator())
        test_all(true);
    return done();
}
