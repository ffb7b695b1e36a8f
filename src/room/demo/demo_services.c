#include "room/demo/city.h"

const char demo_services_file[] = "07_外部サービス利用台帳.csv";

enum {
    SERVICE_COLUMNS = 24,
    SERVICE_COUNT = 25, /* right ones, two of them ended */
    CHECK_COUNT = 9,
    FIRST_START = 18300, /* 2020-02-08 */
};

/* Everything about a service but its name; breaches are put in before it is written. */
struct service {
    int section;
    const char *use;
    char importance;
    int64_t started, ends; /* NO_DAY for no end */
    const char *state;
    enum demo_mark approval;
    int64_t approved;
    enum demo_mark in_plan, terms;
    enum demo_mark checks[CHECK_COUNT];
};

static const char new_system[] = "新規システム";
static const char old_system[] = "既存システム";
static const char no_system[] = "システム以外";

static const char *const service_names[SERVICE_COUNT] = {
    "見本ファイル便",   "架空アンケート",   "例示予約ナビ",       "仮名チャット",
    "見本電子申請",     "架空採用管理",     "例示メール配信",     "仮名Ｗｅｂ会議",
    "見本図書検索",     "架空健診予約",     "例示議事録",         "仮名翻訳",
    "見本防災マップ",   "架空施設予約",     "例示学習ドリル",     "仮名動画配信",
    "見本名刺管理",     "架空電子契約",     "例示相談窓口",       "仮名出欠連絡",
    "見本オープン地図", "架空ペーパーレス", "例示ごみカレンダー", "仮名バックアップ",
    "見本旧メモ帳",
};

const char *demo_service_in_use(int turn)
{
    return service_names[turn % (SERVICE_COUNT - 2)];
}

const char *demo_service_ended(void)
{
    return service_names[SERVICE_COUNT - 1];
}

/* A service that is as the standard wants it. */
static struct service make_service(struct demo_city *city, int number)
{
    static const char *const uses[] = {old_system, no_system, new_system};
    static const char importances[] = {'B', 'C', 'B', 'A', 'B', 'C'};
    struct service service = {
        .section = (number * 5 + 3) % SECTION_COUNT,
        .use = uses[number % 3],
        .importance = importances[(number / 2) % 6],
        .ends = NO_DAY,
        .state = number == SERVICE_COUNT - 1 ? "終了" : "利用中",
        .approved = NO_DAY,
    };
    bool is_important = service.importance != 'C';
    service.started = FIRST_START + number * 83 + demo_below(city, 60);
    if (number % 4 != 3)
        service.ends = DAY_OF_CHECK + 90 + demo_below(city, 640);
    if (service.use == old_system || is_important) {
        service.approval = MARK_YES;
        service.approved = service.started - 7 - demo_below(city, 40);
    }
    if (service.use == new_system)
        service.in_plan = MARK_YES;
    if (service.use == no_system)
        service.terms = MARK_YES;
    for (int i = 0; is_important && i < CHECK_COUNT; i++)
        service.checks[i] = i == 6 && number % 3 == 0 ? MARK_BLANK : MARK_YES;
    if (number == SERVICE_COUNT - 2)
        service.state = "停止";
    if (number == SERVICE_COUNT - 1)
        service.ends = DAY_OF_CHECK - 200;
    return service;
}

/* Breaches, each in a service of the use and importance that the code asks for. */
static void plant(struct service *service, int number)
{
    switch (number) {
    case 0: /* 既存システム, B: X01 */
        service->checks[2] = MARK_NO;
        break;
    case 8: /* 新規システム, B: X01 */
        service->checks[4] = MARK_BLANK;
        break;
    case 6: /* 既存システム: X02 */
        service->approval = MARK_NO;
        service->approved = NO_DAY;
        break;
    case 13: /* システム以外, B: X02 */
        service->approval = MARK_BLANK;
        service->approved = NO_DAY;
        break;
    case 5: /* 新規システム: X03 */
        service->in_plan = MARK_NO;
        break;
    case 10: /* システム以外, C: X04 */
        service->terms = MARK_NO;
        break;
    case 9: /* 既存システム: X05 */
        service->approved = service->started + 12;
        break;
    case 16: /* still in use after its contract: X06 */
        service->ends = DAY_OF_CHECK - 1;
        break;
    default:
        break;
    }
}

static void fill_row(struct demo_city *city, const struct service *service, const char *name,
                     const char *cells[SERVICE_COLUMNS])
{
    static const char *const vendors[] = {"見本システム株式会社",     "架空データ㈱",
                                          "（株）例示ネット",         "仮名クラウド合同会社",
                                          "（一財）見本情報センター", "Example Cloud Ltd."};
    static const char *const purposes[] = {"住民からの申込受付", "庁内の情報共有", "会議の開催",
                                           "お知らせの配信"};
    static const char *const regions[] = {"国内", "国内（東日本）", "国内", "国外"};
    const struct demo_section *section = &demo_sections[service->section];
    cells[0] = name;
    cells[1] = vendors[demo_below(city, 6)];
    cells[2] = demo_departments[section->department].name;
    cells[3] = section->name;
    cells[4] = purposes[demo_below(city, 4)];
    cells[5] = service->use;
    cells[6] = demo_importance_text(city, service->importance);
    cells[7] = demo_date_text(city, service->started);
    cells[8] = demo_date_text(city, service->ends);
    cells[9] = service->state;
    cells[10] = demo_mark_text(city, service->approval);
    cells[11] = demo_date_text(city, service->approved);
    cells[12] = demo_mark_text(city, service->in_plan);
    cells[13] = demo_mark_text(city, service->terms);
    for (int i = 0; i < CHECK_COUNT; i++)
        cells[14 + i] = demo_mark_text(city, service->checks[i]);
    cells[23] = regions[demo_below(city, 4)];
}

static void put_row(struct demo_city *city, struct demo_out *out,
                    const char *const cells[SERVICE_COLUMNS])
{
    demo_out_row(out, STYLE_PLAIN, cells, SERVICE_COLUMNS);
    city->rows[FILE_SERVICES]++;
}

/* A tidy row with one cell made wrong, or the name written otherwise. */
static void put_wrong(struct demo_city *city, struct demo_out *out, int number, const char *name,
                      int column, const char *wrong)
{
    const char *cells[SERVICE_COLUMNS];
    struct service service = make_service(city, number);
    fill_row(city, &service, name, cells);
    cells[column] = wrong;
    put_row(city, out, cells);
}

int demo_write_services(struct demo_city *city, struct error *error)
{
    static const char *const heading[SERVICE_COLUMNS] = {"サービス名称",
                                                         "提供会社",
                                                         "部名",
                                                         "課名",
                                                         "利用業務",
                                                         "利用形態",
                                                         "取扱情報の重要度",
                                                         "運用開始日",
                                                         "契約満了日",
                                                         "契約状況",
                                                         "ＮＷ管理者承認",
                                                         "ＮＷ承認日",
                                                         "導入計画書への記載",
                                                         "規約確認",
                                                         "確認１",
                                                         "確認２",
                                                         "確認３",
                                                         "確認４",
                                                         "確認５",
                                                         "確認６",
                                                         "確認７",
                                                         "確認８",
                                                         "確認９",
                                                         "データ保存場所"};
    struct demo_out out = demo_out_open(city, demo_services_file, FORMAT_CSV_CP932, error);
    demo_out_line(&out, STYLE_TITLE, "外部サービス利用台帳　　見本野市");
    demo_out_row(&out, STYLE_HEADING, heading, SERVICE_COLUMNS);
    for (int i = 0; i < SERVICE_COUNT; i++) {
        const char *cells[SERVICE_COLUMNS];
        struct service service = make_service(city, i);
        plant(&service, i);
        fill_row(city, &service, service_names[i], cells);
        put_row(city, &out, cells);
    }
    put_wrong(city, &out, 4, "", 0, "");                           /* XE1 */
    put_wrong(city, &out, 2, "見本ホワイトボード", 6, "Ｄ");       /* XE2 */
    put_wrong(city, &out, 7, "架空名簿便", 7, "開始未定");         /* XE3 */
    put_wrong(city, &out, 3, "例示すくすく日記", 3, "情報統計課"); /* XE4 */
    put_wrong(city, &out, 7, "仮名 Web会議", 4, "研修の開催");     /* X07 */
    demo_out_line(&out, STYLE_PLAIN, "※ 確認１～９は重要度Ｂ以上の場合に記入すること。");
    return demo_out_close(&out);
}
