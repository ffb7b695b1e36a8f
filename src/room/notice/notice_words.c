#include "room/notice/notice_words.h"

#include "base/arena.h"
#include "room/incident/case_words.h"

#include <string.h>

const char *notice_title(const struct pack *pack, enum language language, struct arena *arena,
                         const char *about)
{
    static const struct {
        const char *about, *title;
    } messages[] = {{"report", "所管の課で発見の報告がありました"},
                    {"report_copy", "課の職員が発見を報告しました（写し）"},
                    {"report_system", "担当のシステムで発見の報告がありました"},
                    {"test", "経路の試し"}};
    size_t length = strcspn(about, "/");

    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
        if (strcmp(messages[i].about, about) == 0)
            return language_text(language, messages[i].title);
    return case_title(pack_incident(pack), language, arena_copy_bytes(arena, about, length),
                      about[length] == '/' ? about + length + 1 : NULL);
}
