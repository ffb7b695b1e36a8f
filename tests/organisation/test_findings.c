#include "tests/people/city.h"

#define ON "2026-04-01"

struct found {
    struct arena *arena;
    const char *text;
};

static int collect(void *context, const char *code, const struct role_holding *holding,
                   const char *key, const char *detail, struct error *error)
{
    struct found *found = context;

    (void)error;
    (void)holding;
    found->text =
        arena_format(found->arena, "%s[%s %s|%s]", found->text, code, key, detail ? detail : "");
    return 0;
}

static const char *find(struct city *city, const char *on, int *ret_population)
{
    struct moment moment = {.known_to = INT64_MAX};
    struct found found = {city->arena, ""};

    memcpy(moment.on, on, DATE_SIZE);
    if (people_findings(city->store, city->pack, &moment, collect, &found, ret_population,
                        &city->error) < 0)
        city_fail(city, "findings");
    return found.text;
}

int main(void)
{
    struct city city;
    int population = -1;

    city_open(&city);
    is_text(find(&city, ON, &population), "", "1.2: without a roster nothing is found");
    is_int(population, 0, "1.2: and nothing was looked at");

    struct record *record = city_begin(&city);
    city_work(&city, record, "000021", "税務 課長", "財務部", "納税課", "課長", "main", NULL, NULL);
    city_work(&city, record, "000022", "税務 主事", "財務部", "納税課", "主事", "main", NULL,
              "2026-06-01");
    city_work(&city, record, "000023", "契約 主事", "財務部", "契約課", "主事", "main", NULL, NULL);
    int64_t tax = people_find_section(city.store, "財務部", "納税課", ON, &city.error);
    city_appoint(&city, record, "security_officer", "000022", tax, NULL, NULL);
    city_commit(&city, record);

    const char *found = find(&city, ON, &population);
    ok(strstr(found, "[P01 security_manager 財務部 契約課|]") != NULL,
       "1.2.4: P01 a section without a head");
    ok(strstr(found, "[P01 ciso|]") != NULL, "1.2.1: P01 no CISO");
    ok(strstr(found, "P01 security_manager 財務部 納税課") == NULL,
       "1.2.4: none where there is one");
    ok(strstr(found, "P01 security_officer 財務部 納税課") == NULL,
       "1.2.5: nor where one is named");
    ok(strstr(found, "[P01 security_officer 財務部 契約課|]") != NULL, "1.2.5: P01 nobody named");
    ok(strstr(found, "csirt_legal") == NULL, "1.4.5: roles filled when needed are no vacancies");
    ok(strstr(found, "P02") == NULL && strstr(found, "P03") == NULL, "1.2: no other finding");
    ok(population > 10, "1.2: every seat was looked at");

    found = find(&city, "2026-06-01", NULL);
    ok(strstr(found, "[P03 security_officer 財務部 納税課|000022 税務 主事]") != NULL,
       "1.2.5: P03 an officer who left");
    ok(strstr(found, "[P01 security_officer 財務部 納税課|]") != NULL,
       "1.2.5: and the seat is vacant then");

    record = city_begin(&city);
    city_work(&city, record, "000023", "契約 主事", "財務部", "納税課", "課長事務取扱", "acting",
              NULL, NULL);
    city_commit(&city, record);
    found = find(&city, ON, NULL);
    ok(strstr(found, "[P02 security_manager 財務部 納税課|000021 税務 課長, 000023 契約 主事]") !=
           NULL,
       "1.2.4: P02 two heads of one section, an acting one among them");
    city_close(&city);
    return done();
}
