#include "web/first_run.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/wiring.h"
#include "http/http.h"
#include "keeper/keeper.h"
#include "pack/pack.h"
#include "page/page.h"
#include "record/queue.h"
#include "room/city/found.h"
#include "room/organisation/first_person.h"
#include "store/store.h"
#include "templates.h"
#include "web/server.h"
#include "web/sign_in.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct first_run {
    char code[FIRST_CODE_SIZE];
    pthread_mutex_t founding; /* one founds, the others wait and find it done */
};

struct first_run *first_run_open(void)
{
    struct first_run *run = calloc(1, sizeof *run);
    struct keeper *keeper = keeper_open();
    struct keeper_hash unused;
    char code[KEEPER_PASSWORD_SIZE];

    must(run != NULL);
    must(pthread_mutex_init(&run->founding, NULL) == 0);
    keeper_make_password(keeper, code, &unused);
    text_cut(run->code, sizeof run->code, code);
    keeper_close(keeper);
    return run;
}

void first_run_close(struct first_run *run)
{
    if (run == NULL)
        return;
    pthread_mutex_destroy(&run->founding);
    free(run);
}

const char *first_run_code(const struct first_run *run)
{
    return run->code;
}

/* What the form asks for, as typed. */
struct answers {
    const char *city;
    struct first_person person;
    const char *password;
};

static const char *typed(struct visit *visit, const char *name)
{
    const char *value = visit_value(visit, name);

    return value != NULL ? text_trim(visit->arena, value) : "";
}

static int show(struct visit *visit, struct error *error)
{
    static const struct {
        enum model_key key;
        const char *name, *fallback;
    } fields[] = {
        {KEY_city_name, "city_name", ""},
        {KEY_staff_no, "staff_no", ""},
        {KEY_name, "name", ""},
        {KEY_kana, "kana", ""},
        {KEY_department, "department", "総務部"},
        {KEY_section, "section", "ＩＴ推進課"},
        {KEY_post, "post", "課長"},
    };

    (void)error;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *value = visit_value(visit, fields[i].name);
        model_page_text(visit->arena, visit->model, fields[i].key,
                        value != NULL ? value : fields[i].fallback);
    }
    return 0;
}

static int check_code(struct visit *visit, struct error *error)
{
    struct web *web = visit->machine->web;
    const char *peer = visit->request->peer;
    int pause_s = session_source_pause_s(web->sessions, peer, time_now_us());

    if (pause_s > 0) {
        visit_set_status(visit, 429);
        visit->answer->retry_after_s = pause_s;
        return error_set(error, ERROR_INPUT, "",
                         "失敗が続いたので、%d 秒待ってからもう一度お試しください。", pause_s);
    }
    if (strcmp(typed(visit, "code"), first_run_code(web->first_run)) == 0)
        return 0;
    session_source_failed(web->sessions, peer, time_now_us());
    error_set(error, ERROR_INPUT, "",
              "符号が違います。サーバを動かした画面にある符号を入力してください。");
    return error_at(error, "code", NULL);
}

static int require(struct visit *visit, const char *name, const char *label, const char **ret_value,
                   struct error *error)
{
    const char *value = typed(visit, name);

    if (*value == '\0') {
        error_set(error, ERROR_INPUT, "", "「%s」を入力してください。", visit_tr(visit, label));
        return error_at(error, name, NULL);
    }
    *ret_value = value;
    return 0;
}

static int read_answers(struct visit *visit, struct answers *answers, struct error *error)
{
    const char *typed_no;
    const char *again = visit_value(visit, "new_password_again");
    struct first_person *person = &answers->person;
    int result = require(visit, "city_name", "団体の名前", &answers->city, error);

    if (result == 0)
        result = require(visit, "staff_no", "職員番号", &typed_no, error);
    if (result == 0)
        result = require(visit, "name", "氏名", &person->name, error);
    if (result == 0)
        result = require(visit, "department", "部", &person->department, error);
    if (result == 0)
        result = require(visit, "section", "課", &person->section, error);
    if (result == 0)
        result = require(visit, "post", "職名", &person->post, error);
    if (result < 0)
        return result;
    person->kana = *typed(visit, "kana") != '\0' ? typed(visit, "kana") : NULL;
    person->staff_no = text_staff_number(visit->arena, typed_no);
    if (person->staff_no == NULL) {
        error_set(error, ERROR_INPUT, "", "職員番号は六桁までの数字で入力してください。");
        return error_at(error, "staff_no", NULL);
    }
    answers->password = visit_value(visit, "new_password");
    if (answers->password == NULL || again == NULL || strcmp(answers->password, again) != 0) {
        error_set(error, ERROR_INPUT, "",
                  "新しいパスワードの二つの欄が合いません。同じものを入力してください。");
        return error_at(error, "new_password_again", NULL);
    }
    return 0;
}

static int judge_password(const struct answers *answers, struct error *error)
{
    const struct first_person *first = &answers->person;
    const struct keeper_person person = {0, first->staff_no, first->name, first->kana};
    struct pack *pack = pack_open(NULL, error);

    if (pack == NULL)
        return error->code;
    int result = keeper_judge_password(pack, &person, answers->password, error);
    pack_close(pack);
    return result < 0 ? error_at(error, "new_password", "5.7.4") : 0;
}

static int found(struct visit *visit, const struct answers *answers, struct error *error)
{
    const struct wiring *wiring = visit->machine->web->wiring;
    const struct record_actor actor = {.name = answers->person.name,
                                       .staff_no = answers->person.staff_no,
                                       .way = "first run",
                                       .terminal = visit->request->peer};
    const struct city_plan plan = {.folder = visit->folder,
                                   .name = answers->city,
                                   .now_us = time_now_us(),
                                   .actor = &actor,
                                   .tables = wiring->tables,
                                   .table_count = wiring->table_count,
                                   .migrations = wiring->migrations,
                                   .migration_count = wiring->migration_count};
    struct city city;
    const char *pack;

    return city_found(&plan, visit->arena, &city, &pack, error);
}

struct first_call {
    struct register_scene scene;
    const struct answers *answers;
    struct keeper_hash hash;
};

static int add_first(struct record *record, void *context, struct error *error)
{
    struct first_call *call = context;
    const struct first_person *first = &call->answers->person;
    const struct record_context entry = {
        .action = "user add", .key = first->staff_no, .result = "ok"};
    struct keeper_person person = {0, first->staff_no, first->name, first->kana};

    call->scene.record = record;
    call->scene.store = record_store(record);
    int result = organisation_add_first(&call->scene, first, &person.id, error);
    if (result == 0)
        result = keeper_give_password(record, &person, &call->hash, &entry, error);
    return result == 0 ? keeper_set_password(record, &person, &call->hash, error) : result;
}

static int make_administrator(struct visit *visit, const struct answers *answers,
                              struct error *error)
{
    struct web *web = visit->machine->web;
    const struct first_person *first = &answers->person;
    const struct keeper_person person = {0, first->staff_no, first->name, first->kana};
    struct first_call call = {.scene = visit->scene, .answers = answers};
    const struct record_actor actor = {.staff_no = first->staff_no,
                                       .name = first->name,
                                       .post = first->post,
                                       .way = "first run",
                                       .terminal = visit->request->peer};
    struct store *store = store_open(visit->folder, STORE_READ_ONLY, error);

    if (store == NULL)
        return error->code;
    call.scene.pack = web->pack;
    int result = keeper_choose_password(web->keeper, store, web->pack, &person, answers->password,
                                        &call.hash, error);
    store_close(store);
    return result == 0 ? record_queue_run(web->machine.queue, &actor, add_first, &call, error)
                       : result;
}

static int run(struct visit *visit, struct error *error)
{
    struct web *web = visit->machine->web;
    struct answers answers;
    int result = check_code(visit, error);

    if (result == 0)
        result = read_answers(visit, &answers, error);
    if (result == 0)
        result = judge_password(&answers, error);
    if (result < 0)
        return result;
    pthread_mutex_lock(&web->first_run->founding);
    if (!atomic_load(&web->is_founded)) {
        result = found(visit, &answers, error);
        if (result == 0)
            result = web_open_city(web, error);
        if (result == 0)
            result = make_administrator(visit, &answers, error);
        if (result == 0)
            atomic_store(&web->is_founded, true);
    }
    pthread_mutex_unlock(&web->first_run->founding);
    return result;
}

static int post(struct visit *visit, struct error *error)
{
    int result = run(visit, error);

    if (result == ERROR_INPUT) {
        result = visit_show_error(visit, error);
        return result == 0 ? show(visit, error) : result;
    }
    if (result == 0)
        visit_redirect(visit, "/sign-in?next=/first-day", NULL, true);
    return result;
}

const struct page first_run_pages[] = {
    {"GET", "/first-run", &template_first_run, show, PAGE_OPEN, "はじめに"},
    {"POST", "/first-run", &template_first_run, post, PAGE_OPEN, "はじめに"},
    {.path = NULL},
};
