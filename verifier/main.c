#include "verifier.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int usage(void)
{
    fprintf(stderr, "chikiri-verify [--json] [--lang ja|en] FILE | --data DIR\n"
                    "  証拠の束 FILE、またはデータフォルダ DIR を検証します。\n"
                    "  verifies a bundle of evidence, or a data folder.\n"
                    "  0 正しい sound, 1 誤りあり something wrong, 2 使い方 usage, "
                    "3 読めない unreadable\n");
    return 2;
}

static void print_text(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        unsigned char letter = (unsigned char)*text;

        if (letter == '"' || letter == '\\')
            printf("\\%c", letter);
        else if (letter < 0x20)
            printf("\\u%04x", letter);
        else
            putchar(letter);
    }
    putchar('"');
}

static void print_json(const struct report *report)
{
    printf("{\"ok\":%s,\"entries\":%lld,\"tree_size\":%lld,\"root\":\"%s\",\"bad\":[",
           report->ok ? "true" : "false", (long long)report->entries, (long long)report->size,
           report->root);
    for (int i = 0; i < report->bad_count; i++) {
        const struct bad *bad = &report->bad[i];

        printf("%s{\"index\":", i > 0 ? "," : "");
        if (bad->index < 0)
            printf("null");
        else
            printf("%lld", (long long)bad->index);
        printf(",\"register\":");
        print_text(bad->where);
        printf(",\"key\":");
        print_text(bad->key);
        printf(",\"why\":\"%s\"}", bad->why);
    }
    printf("],\"sentence\":");
    if (report->sentence[0])
        print_text(report->sentence);
    else
        printf("null");
    printf("}\n");
}

static void print_words(const struct report *report)
{
    bool english = report->english;

    if (report->ok)
        printf(english ? "Sound: %lld entries, tree of %lld.\n"
                       : "正しい記録です。%lld 件、木の大きさ %lld。\n",
               (long long)report->entries, (long long)report->size);
    else
        printf("%s\n", english ? "Something is wrong." : "記録に誤りがあります。");
    if (report->sentence[0])
        printf("%s\n", report->sentence);
    for (int i = 0; i < report->bad_count; i++)
        printf("  %s %lld %s: %s\n", report->bad[i].where, (long long)report->bad[i].index,
               report->bad[i].key, report->bad[i].why);
    if (report->root[0])
        printf("%s %s\n", english ? "root" : "根", report->root);
}

int main(int argc, char **argv)
{
    const char *file = NULL, *folder = NULL;
    bool json = false, english = false;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            english = strcmp(argv[++i], "en") == 0;
        else if (strcmp(argv[i], "--data") == 0 && i + 1 < argc && !folder)
            folder = argv[++i];
        else if (argv[i][0] != '-' && !file)
            file = argv[i];
        else
            return usage();
    }
    if ((file == NULL) == (folder == NULL))
        return usage();
    struct report *report = calloc(1, sizeof(*report));
    if (!report)
        return 70;
    report->ok = true;
    report->english = english;
    int result = file ? verify_bundle(file, report) : verify_data(folder, report);
    if (json)
        print_json(report);
    else
        print_words(report);
    int status = result < 0 ? 3 : report->ok ? 0 : 1;
    free(report);
    return status;
}
