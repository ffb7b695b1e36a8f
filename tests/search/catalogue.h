/* A city with registers of made-up things, for the tests of searching and for its bench. What a
 * search must find is told by a plain scan over the folded texts. */
#ifndef TESTS_SEARCH_CATALOGUE_H
#define TESTS_SEARCH_CATALOGUE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "pack/pack.h"
#include "pack/pack_private.h"
#include "people/people.h"
#include "record/declare.h"
#include "record/record.h"
#include "register/register.h"
#include "search/search.h"
#include "store/column_table.h"
#include "store/store.h"
#include "store/table.h"
#include "tests/store/folder.h"

enum { THING_NO, THING_SECTION, THING_NAME, THING_PLACE, THING_NOTE, THING_COUNT, THING_COMMON };
enum { LOGIN_SYSTEM, LOGIN_USER, LOGIN_NAME, LOGIN_COMMON };
enum { TITLE_UNIT, TITLE_TITLE, TITLE_COLUMNS };

#define COLUMN COLUMN_ROW
static const struct column thing_columns[] = {
    COLUMN(thing_no, TEXT, NUMBER_KEY, COLUMN_KEY | COLUMN_SEARCHED, "番号", "number", NULL, NULL)
        COLUMN(section, TEXT, TEXT, COLUMN_SEARCHED, "課", "section", NULL, NULL)
            COLUMN(name, TEXT, TEXT, COLUMN_SEARCHED, "名称", "name", NULL, NULL)
                COLUMN(place, TEXT, TEXT, COLUMN_SEARCHED, "場所", "place", NULL, NULL)
                    COLUMN(note, TEXT, TEXT, COLUMN_SEARCHED, "備考", "note", NULL, NULL)
                        COLUMN(count, INTEGER, COUNT, 0, "個数", "count", NULL, NULL)
#include "record/common.def"
};
static const struct column login_columns[] = {
    COLUMN(system_id, INTEGER, REFERENCE, 0, "システム", "system", NULL, NULL)
        COLUMN(user_id, TEXT, TEXT, COLUMN_KEY | COLUMN_SEARCHED, "利用者", "user", NULL, NULL)
            COLUMN(name, TEXT, NAME, COLUMN_SEARCHED, "氏名", "name", NULL, NULL)
#include "record/common.def"
};
static const struct column title_columns[] = {
    COLUMN(unit_id, INTEGER, REFERENCE, 0, "組織", "unit", NULL, NULL)
        COLUMN(title, TEXT, TEXT, COLUMN_KEY | COLUMN_SEARCHED, "職名", "title", NULL, NULL)};
#undef COLUMN

static const struct table thing_table = {901, "thing", thing_columns,
                                         THING_COMMON + COMMON_COLUMNS};
static const struct table login_table = {902, "login", login_columns,
                                         LOGIN_COMMON + COMMON_COLUMNS};
static const struct table title_table = {903, "title", title_columns, TITLE_COLUMNS};
static const struct table *const catalogue_tables[] = {&thing_table, &login_table, &title_table};

static const struct register_kind thing_kind = {
    .kind = "assets", .table = &thing_table, .section = THING_SECTION, .system = -1};
static const struct register_kind login_kind = {
    .kind = "accounts", .table = &login_table, .section = -1, .system = LOGIN_SYSTEM};
static const struct register_kind title_kind = {
    .kind = "posts", .table = &title_table, .section = -1, .system = -1};
static const struct register_kind *const catalogue_kinds[] = {&thing_kind, &login_kind, &title_kind,
                                                              NULL};

static const struct record_actor catalogue_actor = {
    .name = "試験", .way = "console", .terminal = "host tty1"};

struct catalogue {
    char folder[FOLDER_SIZE];
    struct store *store;
    struct arena *arena;
    struct pack *pack;
    struct viewer console;
    struct register_scene scene;
    struct error error;
    uint64_t random;
    int sections;
};

static inline void catalogue_stop_on(const struct catalogue *catalogue, int result)
{
    if (result >= 0)
        return;
    printf("Bail out! %s\n", catalogue->error.text);
    exit(70);
}

/* The same numbers in every run. */
static inline uint32_t catalogue_random(struct catalogue *catalogue, uint32_t below)
{
    catalogue->random = catalogue->random * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(catalogue->random >> 33) % below;
}

static inline const char *catalogue_pick(struct catalogue *catalogue, const char *const *words)
{
    uint32_t count = 0;

    while (words[count])
        count++;
    return words[catalogue_random(catalogue, count)];
}

static inline void catalogue_make_table(struct catalogue *catalogue, const struct table *table)
{
    struct buffer sql = {0};

    buffer_format(&sql, "CREATE TABLE %s (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL",
                  table->name);
    for (int i = 0; i < table->column_count; i++)
        buffer_format(&sql, ", %s %s", table->columns[i].name,
                      table->columns[i].storage == STORED_TEXT ? "TEXT" : "INTEGER");
    buffer_text(&sql, ") STRICT");
    catalogue_stop_on(catalogue,
                      store_script(catalogue->store, buffer_string(&sql), &catalogue->error));
    buffer_clear(&sql);
    if (table_column(table, "row_key") >= 0) {
        buffer_format(&sql, "CREATE INDEX %s_key ON %s(row_key)", table->name, table->name);
        catalogue_stop_on(catalogue,
                          store_script(catalogue->store, buffer_string(&sql), &catalogue->error));
    }
    buffer_done(&sql);
}

static inline void catalogue_open(struct catalogue *catalogue, bool postgres)
{
    struct error *error = &catalogue->error;

    *catalogue = (struct catalogue){.random = 1, .sections = 20, .console.is_console = true};
    must(make_folder(catalogue->folder, postgres));
    catalogue->arena = arena_open((size_t)1 << 30);
    catalogue->pack = pack_open(NULL, error);
    catalogue->store = store_open(catalogue->folder, STORE_CREATE, error);
    catalogue_stop_on(catalogue, error->code);
    for (int i = 0; i < 3; i++)
        catalogue_make_table(catalogue, catalogue_tables[i]);
    catalogue_stop_on(catalogue, record_create(catalogue->store, catalogue->folder,
                                               "chikiri.test/operations", error));
    catalogue_stop_on(catalogue, record_declare(catalogue->store, catalogue_tables, 3, error));
    catalogue->scene = (struct register_scene){
        .arena = catalogue->arena,
        .store = catalogue->store,
        .pack = catalogue->pack,
        .viewer = &catalogue->console,
        .today = "2026-04-01",
        .kinds = catalogue_kinds,
    };
}

static inline void catalogue_close(struct catalogue *catalogue)
{
    store_close(catalogue->store);
    pack_close(catalogue->pack);
    arena_close(catalogue->arena);
    remove_folder(catalogue->folder);
}

static inline struct record *catalogue_begin(struct catalogue *catalogue)
{
    struct record *record = record_begin(catalogue->store, catalogue->folder, &catalogue_actor,
                                         INT64_C(1775000000000000), &catalogue->error);

    catalogue_stop_on(catalogue, catalogue->error.code);
    return record;
}

static inline void catalogue_commit(struct catalogue *catalogue, struct record *record)
{
    catalogue_stop_on(catalogue, record_commit(record, &catalogue->error));
}

static inline int64_t catalogue_put(struct catalogue *catalogue, struct record *record,
                                    const struct table *table, int64_t id,
                                    const struct value *values)
{
    static const struct record_context context = {.action = "set", .key = "N", .reason = "試験"};
    int64_t given = id;

    catalogue_stop_on(catalogue, record_put(record, table, id, values, &context, &given, NULL,
                                            &catalogue->error));
    return given;
}

struct thing {
    const char *number, *section, *name, *place, *note;
    int64_t section_id;
    bool ended;
};

static inline int64_t catalogue_put_thing(struct catalogue *catalogue, struct record *record,
                                          int64_t id, const struct thing *thing)
{
    struct value values[TABLE_COLUMN_LIMIT] = {{0}};

    values[THING_NO] = value_text(thing->number);
    values[THING_SECTION] = value_text(thing->section);
    values[THING_NAME] = value_text(thing->name);
    values[THING_PLACE] = value_text(thing->place);
    values[THING_NOTE] = value_text(thing->note);
    values[THING_COMMON + COMMON_row_key] = value_text(thing->number);
    if (thing->section_id != 0)
        values[THING_COMMON + COMMON_section_id] = value_integer(thing->section_id);
    if (thing->ended)
        values[THING_COMMON + COMMON_ended_at] = value_text("2026-04-01T00:00:00Z");
    return catalogue_put(catalogue, record, &thing_table, id, values);
}

/* One thing in a transaction of its own. */
static inline int64_t catalogue_change(struct catalogue *catalogue, int64_t id,
                                       const struct thing *thing)
{
    struct record *record = catalogue_begin(catalogue);

    id = catalogue_put_thing(catalogue, record, id, thing);
    catalogue_commit(catalogue, record);
    return id;
}

/* As offices write and as files from all kinds of machines hold it. */
/* clang-format off */
static const char *const catalogue_words[] = {
    "住民", "基本", "台帳", "固定資産", "税", "国民健康保険", "介護", "認定", "児童", "手当", "学校", "給食", "道路", "占用", "許可",
    "水道", "料金", "収納", "滞納", "整理", "職員", "給与", "人事", "評価", "文書", "管理", "情報", "公開", "請求", "議会",
    "議事録", "選挙", "人名簿", "防災", "避難所", "名簿", "備蓄", "消防", "水防", "訓練", "データ", "ファイル", "サーバ",
    "バックアップ", "ﾊﾞｯｸｱｯﾌﾟ", "ﾃﾞｰﾀ", "ノートパソコン", "ＰＣ", "パソコン", "USBメモリ", "ＵＳＢ", "クラウド", "メール",
    "システム", "しすてむ", "端末", "申請書", "届出書", "決裁", "綴り", "一式", "（控え）", "【旧】", "・", "／", "～", "髙橋",
    "高橋", "渡邉", "渡辺", "齋藤", "斎藤", "山﨑", "山崎", "岸和田", "岸城町", "春木", "久米田", "東岸和田", "年度", "令和７",
    "令和6", "平成三十", "第1号", "第２号", "A-100", "ｂ＿２", "100%", " ", "　", "-", "ー", "㈱", "①", "ｶﾞｷﾞ", "神", NULL};
/* clang-format on */

/* A text of a few words. */
static inline const char *catalogue_text(struct catalogue *catalogue, int words)
{
    const char *text = "";

    while (words-- > 0)
        text = arena_format(catalogue->arena, "%s%s", text,
                            catalogue_pick(catalogue, catalogue_words));
    return text;
}

static inline struct thing catalogue_make_thing(struct catalogue *catalogue, int number)
{
    static const char *const halls[] = {"総務", "市民", "税務", "福祉", "土木", "教育", NULL};
    static const char *const places[] = {
        "本庁舎一階執務室",     "本庁舎２階　書庫", "別館ｻｰﾊﾞ室", "市民センター窓口",
        "データセンター（堺）", "倉庫Ｂ棟",         NULL};
    uint32_t section = catalogue_random(catalogue, (uint32_t)catalogue->sections);

    return (struct thing){
        .number = arena_format(catalogue->arena, "%c%c-%04d", 'A' + number / 260000 % 26,
                               'A' + number / 10000 % 26, (number * 7919) % 10000),
        .section = arena_format(catalogue->arena, "%s%s第%d課", halls[section % 6],
                                section % 2 ? "政策" : "管理", (int)section),
        .name = catalogue_text(catalogue, 2 + (int)catalogue_random(catalogue, 4)),
        .place = catalogue_random(catalogue, 8) ? catalogue_pick(catalogue, places) : NULL,
        .note = catalogue_random(catalogue, 4)
                    ? NULL
                    : catalogue_text(catalogue, (int)catalogue_random(catalogue, 14)),
        .section_id = section + 1,
        .ended = catalogue_random(catalogue, 50) == 0,
    };
}

static inline void catalogue_fill(struct catalogue *catalogue, int count)
{
    enum { BATCH = 10000 };
    struct arena *kept = catalogue->arena;

    catalogue->arena = arena_open((size_t)1 << 28);
    for (int done = 0; done < count; done += BATCH) {
        struct record *record = catalogue_begin(catalogue);

        for (int i = done; i < count && i < done + BATCH; i++) {
            struct thing thing = catalogue_make_thing(catalogue, i);
            catalogue_put_thing(catalogue, record, 0, &thing);
        }
        catalogue_commit(catalogue, record);
        arena_reset(catalogue->arena);
    }
    arena_close(catalogue->arena);
    catalogue->arena = kept;
}

/* Every thing that stands, folded, in the order of its number. */
struct folded_thing {
    int64_t id;
    const char *texts[THING_NOTE + 1];
};

struct folded_things {
    struct folded_thing *list;
    int count;
};

static inline struct folded_things catalogue_fold(struct catalogue *catalogue)
{
    struct arena *arena = catalogue->arena;
    int64_t last = 0;
    struct folded_things things = {0};

    catalogue_stop_on(catalogue,
                      table_last_id(catalogue->store, &thing_table, &last, &catalogue->error));
    things.list = arena_alloc(arena, ((size_t)last + 1) * sizeof(*things.list));
    struct query *query =
        table_scan_by(catalogue->store, &thing_table, THING_NO, &catalogue->error);
    must(query != NULL);
    while (query_step(query, &catalogue->error) > 0) {
        struct folded_thing *thing = &things.list[things.count];

        if (!query_is_null(query, 2 + THING_COMMON + COMMON_ended_at))
            continue;
        thing->id = query_column_integer(query, 0);
        for (int i = 0; i <= THING_NOTE; i++) {
            const char *text = query_column_text(query, 2 + i);
            thing->texts[i] = text ? text_search_key(arena, text) : "";
        }
        things.count++;
    }
    query_done(query);
    catalogue_stop_on(catalogue, catalogue->error.code);
    return things;
}

static inline bool thing_has(const struct folded_thing *thing, const char *word)
{
    for (int i = 0; i <= THING_NOTE; i++)
        if (strstr(thing->texts[i], word))
            return true;
    return false;
}

/* A word of `length` letters out of some thing's folded text; "" when the text is too short. */
static inline const char *catalogue_draw(struct catalogue *catalogue,
                                         const struct folded_things *things, int length)
{
    const struct folded_thing *thing =
        &things->list[catalogue_random(catalogue, (uint32_t)things->count)];
    const char *text = thing->texts[catalogue_random(catalogue, THING_NOTE + 1)];
    const char *end = text, *after = text;
    int letters = 0;

    while (text_next(&after) != 0)
        letters++;
    if (letters < length)
        return "";
    for (int skip = (int)catalogue_random(catalogue, (uint32_t)(letters - length + 1)); skip > 0;
         skip--)
        text_next(&text);
    end = text;
    for (int i = 0; i < length; i++)
        text_next(&end);
    return arena_copy_bytes(catalogue->arena, text, (size_t)(end - text));
}

struct found_hits {
    struct search_hit *hits;
    int count, total;
};

static inline struct found_hits catalogue_search(struct catalogue *catalogue, const char *words,
                                                 const char *kind, int limit, bool with_ended)
{
    struct found_hits found = {0};

    catalogue_stop_on(catalogue, search_run(&catalogue->scene, catalogue->folder, words, kind,
                                            limit, with_ended, &found.hits, &found.count,
                                            &found.total, &catalogue->error));
    return found;
}

/* Whether the search for one or two words (`second` may be "") among the things is what the plain
 * scan says, in number and in the first ones. */
static inline bool catalogue_agrees(struct catalogue *catalogue, const struct folded_things *things,
                                    const char *first, const char *second, int limit)
{
    const char *words = arena_format(catalogue->arena, "%s %s", first, second);
    const char *whole = text_search_key(catalogue->arena, words);
    struct found_hits found = catalogue_search(catalogue, words, "assets", limit, false);
    int total = 0;

    for (int exact = 1; exact >= 0; exact--) {
        for (int i = 0; i < things->count; i++) {
            const struct folded_thing *thing = &things->list[i];

            if ((strcmp(thing->texts[THING_NO], whole) == 0) != exact || !thing_has(thing, first) ||
                !thing_has(thing, second))
                continue;
            if (total < found.count && found.hits[total].id != thing->id) {
                printf("# %s: number %d is %lld, not %lld\n", words, total,
                       (long long)found.hits[total].id, (long long)thing->id);
                return false;
            }
            total++;
        }
    }
    if (found.total == total && found.count == (total < limit ? total : limit))
        return true;
    printf("# %s: %d of %d, not %d\n", words, found.count, found.total, total);
    return false;
}

#endif
