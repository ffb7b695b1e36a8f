/* Everything the program is made of, listed once. */
#include "cli/commands.h"

#include "cli/help.h"
#include "duty/call.h"
#include "duty/delivery.h"
#include "finding/finding.h"
#include "job/job.h"
#include "keeper/keeper.h"
#include "page/saved_view.h"
#include "room/account/account.h"
#include "room/account/account_pages.h"
#include "room/asset/asset.h"
#include "room/asset/asset_pages.h"
#include "room/classification/classification_pages.h"
#include "room/clause/clause_pages.h"
#include "room/committee/minutes.h"
#include "room/committee/minutes_pages.h"
#include "room/csirt/csirt.h"
#include "room/csirt/csirt_pages.h"
#include "room/device/device.h"
#include "room/device/device_pages.h"
#include "room/drill/drill.h"
#include "room/drill/drill_pages.h"
#include "room/finding/finding_pages.h"
#include "room/home/home_pages.h"
#include "room/import/import_pages.h"
#include "room/import/job_pages.h"
#include "room/import/work.h"
#include "room/incident/document_pages.h"
#include "room/incident/incident.h"
#include "room/incident/incident_pages.h"
#include "room/incident/statistics_pages.h"
#include "room/media/media.h"
#include "room/media/media_pages.h"
#include "room/notice/notice_pages.h"
#include "room/organisation/organisation.h"
#include "room/organisation/organisation_pages.h"
#include "room/organisation/roster_pages.h"
#include "room/picture/picture_pages.h"
#include "room/record/record_pages.h"
#include "room/record/record_work.h"
#include "room/search/search_pages.h"
#include "room/section/section_pages.h"
#include "room/service/service.h"
#include "room/service/service_pages.h"
#include "room/system/system.h"
#include "room/system/system_pages.h"
#include "room/user/user_pages.h"
#include "room/view/view_pages.h"
#include "room/zone/table5.h"
#include "room/zone/zone.h"
#include "room/zone/zone_pages.h"
#include "store/migrate.h"
#include "web/web.h"

#include "duty/call_schema_sql.h"
#include "duty/delivery_schema_sql.h"
#include "duty/duty_schema_sql.h"
#include "duty/notice_schema_sql.h"
#include "finding/finding_row_schema_sql.h"
#include "finding/finding_schema_sql.h"
#include "job/job_schema_sql.h"
#include "keeper/keeper_schema_sql.h"
#include "page/saved_view_schema_sql.h"
#include "people/people_schema_sql.h"
#include "people/people_views_sql.h"
#include "register/register_schema_sql.h"
#include "room/account/account_schema_sql.h"
#include "room/account/account_views_sql.h"
#include "room/asset/asset_schema_sql.h"
#include "room/asset/asset_views_sql.h"
#include "room/city/city_schema_sql.h"
#include "room/committee/minutes_schema_sql.h"
#include "room/device/device_schema_sql.h"
#include "room/device/device_views_sql.h"
#include "room/drill/drill_schema_sql.h"
#include "room/finding/finding_views_sql.h"
#include "room/import/import_schema_sql.h"
#include "room/incident/incident_document_schema_sql.h"
#include "room/incident/incident_indicator_schema_sql.h"
#include "room/incident/incident_schema_sql.h"
#include "room/incident/incident_views_sql.h"
#include "room/media/media_schema_sql.h"
#include "room/media/media_views_sql.h"
#include "room/service/service_schema_sql.h"
#include "room/service/service_views_sql.h"
#include "room/system/system_schema_sql.h"
#include "room/system/system_views_sql.h"
#include "room/zone/zone_schema_sql.h"
#include "room/zone/zone_views_sql.h"

#include <locale.h>
#include <stdlib.h>

static const struct table *const tables[] = {
    &unit_table,
    &person_table,
    &assignment_table,
    &post_table,
    &appointment_table,
    &reorganisation_table,
    &asset_table,
    &account_table,
    &id_ledger_table,
    &medium_table,
    &takeout_table,
    &service_table,
    &information_system_table,
    &place_table,
    &device_table,
    &declaration_table,
    &import_run_table,
    &finding_table,
    &exception_table,
    &obligation_table,
    &notice_table,
    &delivery_table,
    &contact_table,
    &on_call_table,
    &incident_table,
    &incident_step_table,
    &incident_document_table,
    &incident_indicator_table,
    &minutes_table,
    &drill_table,
    &drill_inject_table,
    &login_table,
    &token_table,
    &city_table,
    &saved_view_table,
};

static const struct register_kind *const kinds[] = {
    &people_kind,      &unit_kind,           &post_kind,
    &appointment_kind, &reorganisation_kind, &information_system_kind,
    &asset_kind,       &place_kind,          &device_kind,
    &medium_kind,      &takeout_kind,        &id_ledger_kind,
    &account_kind,     &service_kind,        &declaration_kind,
    &right_kind,       &contact_kind,        &on_call_kind,
    &incident_kind,    &minutes_kind,        NULL,
};

static const struct import_handler *const handlers[] = {
    &roster_handler,
    &transfers_handler,
    &corrections_handler,
    NULL,
};

static const struct job_kind *const jobs[] = {
    &import_job, &undo_job, &check_job, &export_job, &verify_job, &bundle_job, NULL,
};

static const struct page *const pages[] = {
    account_pages,    asset_pages,        classification_pages, clause_pages,
    csirt_pages,      device_pages,       drill_pages,          finding_pages,
    home_pages,       import_pages,       document_pages,       incident_pages,
    job_pages,        media_pages,        minutes_pages,        notice_pages,
    channel_pages,    organisation_pages, picture_pages,        record_pages,
    roster_pages,     search_pages,       section_pages,        service_pages,
    statistics_pages, system_pages,       table5_pages,         token_pages,
    user_pages,       view_pages,         zone_pages,           NULL,
};

static const struct register_face *const faces[] = {
    &information_system_face,
    &people_face,
    &unit_face,
    &post_face,
    &appointment_face,
    &reorganisation_face,
    &asset_face,
    &declaration_face,
    &place_face,
    &takeout_face,
    &device_face,
    &medium_face,
    &account_face,
    &id_ledger_face,
    &right_face,
    &service_face,
    &contact_face,
    &on_call_face,
    &minutes_face,
    NULL,
};

static const struct migration migrations[] = {
    {1, "people", SQL_PEOPLE_SCHEMA},
    {2, "register", SQL_REGISTER_SCHEMA},
    {3, "city", SQL_CITY_SCHEMA},
    {4, "asset", SQL_ASSET_SCHEMA},
    {5, "account", SQL_ACCOUNT_SCHEMA},
    {6, "media", SQL_MEDIA_SCHEMA},
    {7, "service", SQL_SERVICE_SCHEMA},
    {8, "system", SQL_SYSTEM_SCHEMA},
    {9, "zone", SQL_ZONE_SCHEMA},
    {10, "device", SQL_DEVICE_SCHEMA},
    {11, "finding", SQL_FINDING_SCHEMA},
    {12, "people views", SQL_PEOPLE_VIEWS},
    {13, "system views", SQL_SYSTEM_VIEWS},
    {14, "asset views", SQL_ASSET_VIEWS},
    {15, "account views", SQL_ACCOUNT_VIEWS},
    {16, "media views", SQL_MEDIA_VIEWS},
    {17, "service views", SQL_SERVICE_VIEWS},
    {18, "zone views", SQL_ZONE_VIEWS},
    {19, "device views", SQL_DEVICE_VIEWS},
    {20, "keeper", SQL_KEEPER_SCHEMA},
    {21, "finding views", SQL_FINDING_VIEWS},
    {22, "job", SQL_JOB_SCHEMA},
    {23, "import", SQL_IMPORT_SCHEMA},
    {24, "findings of a row", SQL_FINDING_ROW_SCHEMA},
    {25, "duty", SQL_DUTY_SCHEMA},
    {26, "incident", SQL_INCIDENT_SCHEMA},
    {27, "incident views", SQL_INCIDENT_VIEWS},
    {28, "saved views", SQL_SAVED_VIEW_SCHEMA},
    {29, "notices", SQL_NOTICE_SCHEMA},
    {30, "documents of incidents", SQL_INCIDENT_DOCUMENT_SCHEMA},
    {31, "call list", SQL_CALL_SCHEMA},
    {32, "minutes", SQL_MINUTES_SCHEMA},
    {33, "drills", SQL_DRILL_SCHEMA},
    {34, "indicators", SQL_INCIDENT_INDICATOR_SCHEMA},
    {35, "deliveries", SQL_DELIVERY_SCHEMA},
};

int main(int count, char **arguments)
{
    const struct command commands[] = {
        init_command,       import_command, profile_command, preview_command,    check_command,
        findings_command,   excuse_command, clauses_command, classify_command,   export_command,
        show_command,       set_command,    add_command,     end_command,        search_command,
        people_command,     demo_command,   witness_command, checkpoint_command, erase_command,
        verify_command,     bundle_command, backup_command,  restore_command,    pack_command,
        incident_command,   duty_command,   user_command,    token_command,      serve_command,
        audit_self_command, help_command,   {.name = NULL},
    };
    const char *token = getenv("CHIKIRI_TOKEN");
    const struct wiring wiring = {
        .tables = tables,
        .table_count = (int)(sizeof tables / sizeof *tables),
        .kinds = kinds,
        .handlers = handlers,
        .migrations = migrations,
        .migration_count = (int)(sizeof migrations / sizeof *migrations),
        .commands = commands,
        .jobs = jobs,
        .pages = pages,
        .faces = faces,
        .simulated_now = getenv("CHIKIRI_NOW"),
        .token = token != NULL && *token != '\0' ? token : NULL,
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cli_main(&wiring, count, arguments, getenv("LANG"));
}
