#include "sheet/recognise.h"

#include "base/error.h"
#include "sheet/limits.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HEAD_BYTES = 4096 };

/* UTF-16LE, as the directory of a compound file has it. */
static const char encrypted_package[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
static const char encryption_info[] = "E\0n\0c\0r\0y\0p\0t\0i\0o\0n\0I\0n\0f\0o";

static bool holds(const char *bytes, size_t length, const char *needle, size_t needle_length)
{
    const char *end = bytes + length;
    for (const char *at = bytes; (size_t)(end - at) >= needle_length; at++) {
        at = memchr(at, needle[0], (size_t)(end - at) - needle_length + 1);
        if (!at)
            return false;
        if (memcmp(at, needle, needle_length) == 0)
            return true;
    }
    return false;
}

/* Whether a compound file (MS-CFB) wraps an encrypted workbook (MS-OFFCRYPTO 2.3.4). Its directory
 * may be anywhere, so the whole file is searched; blocks overlap by the length of the name. */
static bool is_encrypted_package(int fd)
{
    const size_t overlap = sizeof(encrypted_package);
    char *block = malloc(SHEET_BLOCK_BYTES);
    must(block);
    bool found = false;
    off_t at = 0;
    ssize_t got;
    while (!found && (got = pread(fd, block, SHEET_BLOCK_BYTES, at)) > 0) {
        size_t length = (size_t)got;
        found = holds(block, length, encrypted_package, sizeof(encrypted_package)) ||
                holds(block, length, encryption_info, sizeof(encryption_info));
        if (length < SHEET_BLOCK_BYTES || at > XLSX_MAX_FILE_BYTES)
            break;
        at += (off_t)(length - overlap);
    }
    free(block);
    return found;
}

static int refuse_compound(int fd, struct error *error)
{
    if (is_encrypted_package(fd))
        return error_set(error, ERROR_INPUT, "F03",
                         "このExcelファイルはパスワードで保護されています。"
                         "パスワードを外して保存し直してから読み込んでください。");
    return error_set(error, ERROR_INPUT, "F04",
                     "古い形式のExcelファイル（.xls）は読み込めません。"
                     "Excelで開き、「Excelブック（.xlsx）」として保存し直してください。");
}

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* HTML, SpreadsheetML 2003 or a web archive under the name of a spreadsheet. `text` is the head
 * in lower case, without mark, white space and NUL bytes. */
static bool is_markup(const char *text)
{
    static const char *const starts[] = {"<html", "<!doctype html", "<table",       "<head",
                                         "<meta", "<body",          "<style",       "<!--",
                                         "<div",  "<workbook",      "mime-version:"};
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        if (begins_with(text, starts[i]))
            return true;
    }
    return begins_with(text, "<?xml") &&
           (strstr(text, "<html") || strstr(text, "<workbook") || strstr(text, "<table"));
}

/* The head as text in lower case: no byte order mark, no leading white space, no NULs (as UTF-16
 * has). */
static void plain_head(const char *head, size_t length, char *out)
{
    size_t written = 0;
    for (size_t i = 0; i < length; i++) {
        bool is_mark = i < 3 && (unsigned char)head[i] >= 0x80;
        bool is_leading_space = written == 0 && strchr(" \t\r\n", head[i]);
        if (head[i] && !is_mark && !is_leading_space)
            out[written++] = (char)(head[i] >= 'A' && head[i] <= 'Z' ? head[i] + 32 : head[i]);
    }
    out[written] = '\0';
}

static int judge_head(int fd, const char *head, size_t length, enum file_kind *ret_kind,
                      struct error *error)
{
    if (length >= 8 && memcmp(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0)
        return refuse_compound(fd, error);
    if (length >= 4 && (memcmp(head, "PK\3\4", 4) == 0 || memcmp(head, "PK\5\6", 4) == 0)) {
        *ret_kind = FILE_ARCHIVE;
        return 0;
    }
    if (length >= 5 && memcmp(head, "%PDF-", 5) == 0)
        return error_set(error, ERROR_INPUT, "F04",
                         "このファイルはPDFです。Excelブック（.xlsx）かCSVを指定してください。");
    char text[HEAD_BYTES + 1];
    plain_head(head, length, text);
    if (is_markup(text))
        return error_set(
            error, ERROR_INPUT, "F02",
            "このファイルの中身はHTML（ウェブページ）かXMLで、Excelブックではありません。"
            "Excelで開き、「Excelブック（.xlsx）」として保存し直してください。");
    *ret_kind = FILE_TEXT;
    return 0;
}

int recognise_file(int fd, enum file_kind *ret_kind, struct error *error)
{
    char head[HEAD_BYTES];
    ssize_t got = pread(fd, head, sizeof(head), 0);
    if (got < 0)
        return error_set(error, ERROR_FAULT, "", "ファイルを読めません。もう一度お試しください。");
    if (got == 0)
        return error_set(error, ERROR_INPUT, "F01",
                         "ファイルが空です（0バイト）。元のシステムから出力し直してください。");
    return judge_head(fd, head, (size_t)got, ret_kind, error);
}
