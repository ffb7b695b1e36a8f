#include "cli/recheck.h"

#include "cli/cli.h"
#include "finding/finding.h"

int recheck_kind(struct cli *cli, const char *kind)
{
    struct finding_changes changes;
    if (!cli->city.was_checked)
        return 0;
    struct finding_rules *rules = finding_rules_open(cli->pack, cli->wiring->kinds);
    int status = cli_begin(cli);
    if (status == 0)
        status = finding_recheck(&cli->scene, rules, kind, cli->folder, &changes, &cli->error);
    if (status == 0)
        status = cli_commit(cli);
    finding_rules_close(rules);
    return status;
}

int recheck_row(struct cli *cli, const char *kind, int64_t row_id)
{
    if (!cli->city.was_checked)
        return 0;
    struct finding_rules *rules = finding_rules_open(cli->pack, cli->wiring->kinds);
    int status = finding_touch(&cli->scene, rules, kind, row_id, &cli->error);
    finding_rules_close(rules);
    return status;
}
