#include "store/confine.h"

#include "base/error.h"
#include "base/language.h"
#include "store/token.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    DEPTH_LIMIT = 64,
    EXPRESSION_LIMIT = 32,
};

/* Where one pair of brackets stands. */
enum place {
    PLACE_OTHER,
    PLACE_WANTS_SOURCE, /* after FROM, JOIN or a comma between sources */
    PLACE_SOURCES,      /* after a source */
};

struct judge {
    const char *cursor;
    struct sql_token token;    /* the one looked at */
    struct sql_token previous; /* those before it */
    struct sql_token earlier;
    enum place places[DEPTH_LIMIT];
    int depth;
    struct sql_token expressions[EXPRESSION_LIMIT];
    int expression_count;
    struct error *error;
};

static int refuse(const struct judge *judge, const char *reason)
{
    char near[48];
    size_t length = judge->token.length < sizeof(near) ? judge->token.length : sizeof(near) - 1;

    while (length > 0 && length < judge->token.length &&
           ((unsigned char)judge->token.start[length] & 0xC0) == 0x80)
        length--;
    memcpy(near, judge->token.start, length);
    near[length] = '\0';
    return error_set(
        judge->error, ERROR_DENIED, "",
        "この SQL は使えません（「%s」の所: %s）。v_ で始まるビューだけを、"
        "一つの SELECT で読んでください。",
        near, language_text(judge->error ? judge->error->language : LANGUAGE_JAPANESE, reason));
}

static void advance(struct judge *judge)
{
    judge->earlier = judge->previous;
    judge->previous = judge->token;
    judge->token = sql_token_next(&judge->cursor);
}

static bool is_any(const struct sql_token *token, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (sql_token_is(token, words[i]))
            return true;
    }
    return false;
}

/* Words that may stand before an opening bracket: the language's own, and functions that mean the
 * same on both engines. */
static bool may_be_called(const struct sql_token *token)
{
    static const char *const words[] = {
        "select",       "from",   "where",    "and",        "or",          "not",    "in",
        "exists",       "as",     "on",       "using",      "values",      "over",   "filter",
        "when",         "then",   "else",     "case",       "between",     "like",   "by",
        "having",       "join",   "distinct", "all",        "union",       "except", "intersect",
        "limit",        "offset", "count",    "sum",        "min",         "max",    "coalesce",
        "nullif",       "abs",    "lower",    "upper",      "length",      "substr", "replace",
        "trim",         "ltrim",  "rtrim",    "cast",       "row_number",  "rank",   "dense_rank",
        "lag",          "lead",   "is",       "string_agg", "first_value", "escape", "last_value",
        "materialized",
    };

    return is_any(token, words, sizeof(words) / sizeof(words[0]));
}

static bool ends_sources(const struct sql_token *token)
{
    static const char *const words[] = {"where", "group",  "having",    "order", "limit",
                                        "union", "except", "intersect", "select"};

    return is_any(token, words, sizeof(words) / sizeof(words[0]));
}

/* Words that end the sources for one engine and name a source's alias for the other. */
static bool ends_sources_somewhere(const struct sql_token *token)
{
    static const char *const words[] = {"window", "offset", "fetch", "for"};

    return is_any(token, words, sizeof(words) / sizeof(words[0]));
}

static bool same_name(const struct sql_token *a, const struct sql_token *b)
{
    return a->length == b->length && strncasecmp(a->start, b->start, a->length) == 0;
}

static bool may_be_read(const struct judge *judge, const struct sql_token *name)
{
    if (name->length > 2 && strncasecmp(name->start, "v_", 2) == 0)
        return true;
    for (int i = 0; i < judge->expression_count; i++) {
        if (same_name(&judge->expressions[i], name))
            return true;
    }
    return false;
}

/* A FROM that is no list of sources: IS DISTINCT FROM. */
static bool is_comparison(const struct judge *judge)
{
    return sql_token_is(&judge->previous, "distinct") &&
           (sql_token_is(&judge->earlier, "is") || sql_token_is(&judge->earlier, "not"));
}

static int judge_source(struct judge *judge)
{
    const char *rest = judge->cursor;
    struct sql_token next = sql_token_next(&rest);

    if (sql_token_is(&judge->token, "lateral"))
        return refuse(judge, "LATERAL は使えません");
    if (judge->token.kind != TOKEN_WORD || !may_be_read(judge, &judge->token))
        return refuse(judge, "読めない名前です");
    if (sql_token_is_mark(&next, '.') || sql_token_is_mark(&next, '('))
        return refuse(judge, "読めない名前です");
    judge->places[judge->depth] = PLACE_SOURCES;
    return 0;
}

static int judge_opening(struct judge *judge)
{
    enum place outer = judge->places[judge->depth];

    if (outer != PLACE_WANTS_SOURCE && judge->previous.kind == TOKEN_WORD &&
        !may_be_called(&judge->previous))
        return refuse(judge, "この関数は使えません");
    if (judge->previous.kind == TOKEN_NAME || judge->depth + 1 >= DEPTH_LIMIT)
        return refuse(judge, "括弧が正しくありません");
    if (outer == PLACE_WANTS_SOURCE)
        judge->places[judge->depth] = PLACE_SOURCES;
    judge->places[++judge->depth] = outer == PLACE_WANTS_SOURCE ? PLACE_WANTS_SOURCE : PLACE_OTHER;
    return 0;
}

static int judge_word(struct judge *judge)
{
    static const char *const refused[] = {"table",  "with",   "into",   "insert", "update",
                                          "delete", "pragma", "attach", "set",    "only"};
    enum place *place = &judge->places[judge->depth];

    if (*place == PLACE_SOURCES && ends_sources_somewhere(&judge->token))
        return refuse(judge, "この語は使えません");
    if (is_any(&judge->token, refused, sizeof(refused) / sizeof(refused[0])))
        return refuse(judge, "この語は使えません");
    if (*place == PLACE_WANTS_SOURCE &&
        (sql_token_is(&judge->token, "select") || sql_token_is(&judge->token, "values"))) {
        *place = PLACE_OTHER;
        return 0;
    }
    if (*place == PLACE_WANTS_SOURCE)
        return judge_source(judge);
    if (sql_token_is(&judge->token, "from") && !is_comparison(judge))
        *place = PLACE_WANTS_SOURCE;
    else if (sql_token_is(&judge->token, "join"))
        *place = PLACE_WANTS_SOURCE;
    else if (ends_sources(&judge->token))
        *place = PLACE_OTHER;
    return 0;
}

static int judge_mark(struct judge *judge)
{
    enum place place = judge->places[judge->depth];

    if (sql_token_is_mark(&judge->token, '('))
        return judge_opening(judge);
    if (place == PLACE_WANTS_SOURCE)
        return refuse(judge, "読めない名前です");
    if (sql_token_is_mark(&judge->token, ')')) {
        if (judge->depth == 0)
            return refuse(judge, "括弧が正しくありません");
        judge->depth--;
        return 0;
    }
    if (sql_token_is_mark(&judge->token, ',') && place == PLACE_SOURCES)
        judge->places[judge->depth] = PLACE_WANTS_SOURCE;
    if (strchr("[]`$@?#\\;{}&", judge->token.start[0]))
        return refuse(judge, "この記号は使えません");
    return 0;
}

/* 'text' right after a word is another kind of literal to one of the engines. */
static bool is_prefixed_string(const struct judge *judge)
{
    return (judge->token.kind == TOKEN_STRING || judge->token.kind == TOKEN_NAME) &&
           judge->previous.kind == TOKEN_WORD &&
           judge->previous.start + judge->previous.length == judge->token.start;
}

static int judge_token(struct judge *judge)
{
    if (sql_token_is(&judge->previous, "in") && !sql_token_is_mark(&judge->token, '('))
        return refuse(judge, "IN の後には括弧が要ります");
    if (is_prefixed_string(judge))
        return refuse(judge, "引用符の前に空白が要ります");
    switch (judge->token.kind) {
    case TOKEN_WORD:
        return judge_word(judge);
    case TOKEN_MARK:
        return judge_mark(judge);
    case TOKEN_BROKEN:
        return refuse(judge, "引用符か注釈が閉じていません");
    case TOKEN_CAST:
        return refuse(judge, "この記号は使えません");
    default:
        if (judge->places[judge->depth] == PLACE_WANTS_SOURCE)
            return refuse(judge, "読めない名前です");
        return 0;
    }
}

/* Judges up to the bracket that closes the one just opened. */
static int judge_brackets(struct judge *judge)
{
    int outer = judge->depth;

    if (!sql_token_is_mark(&judge->token, '('))
        return refuse(judge, "WITH の書き方が正しくありません");
    judge->places[++judge->depth] = PLACE_OTHER;
    do {
        advance(judge);
        if (judge->token.kind == TOKEN_END)
            return refuse(judge, "括弧が正しくありません");
        int result = judge_token(judge);
        if (result < 0)
            return result;
    } while (judge->depth > outer);
    advance(judge);
    return 0;
}

/* One "name [(columns)] AS [[NOT] MATERIALIZED] (...)"; its name may be read from its end on, or
 * within itself when it is recursive. */
static int judge_expression(struct judge *judge, bool recursive)
{
    struct sql_token name = judge->token;
    int result;

    if (name.kind != TOKEN_WORD || judge->expression_count == EXPRESSION_LIMIT)
        return refuse(judge, "WITH の書き方が正しくありません");
    advance(judge);
    if (sql_token_is_mark(&judge->token, '(') && (result = judge_brackets(judge)) < 0)
        return result;
    if (!sql_token_is(&judge->token, "as"))
        return refuse(judge, "WITH の書き方が正しくありません");
    advance(judge);
    if (sql_token_is(&judge->token, "not"))
        advance(judge);
    if (sql_token_is(&judge->token, "materialized"))
        advance(judge);
    if (recursive)
        judge->expressions[judge->expression_count++] = name;
    result = judge_brackets(judge);
    if (result == 0 && !recursive)
        judge->expressions[judge->expression_count++] = name;
    return result;
}

static int judge_with(struct judge *judge)
{
    bool recursive = false;

    do {
        advance(judge);
        if (sql_token_is(&judge->token, "recursive")) {
            recursive = true;
            advance(judge);
        }
        int result = judge_expression(judge, recursive);
        if (result < 0)
            return result;
    } while (sql_token_is_mark(&judge->token, ','));
    return 0;
}

int confine_check(const char *sql, struct error *error)
{
    struct judge judge = {.cursor = sql, .error = error};
    int result = 0;

    advance(&judge);
    if (sql_token_is(&judge.token, "with"))
        result = judge_with(&judge);
    if (result < 0)
        return result;
    if (!sql_token_is(&judge.token, "select"))
        return refuse(&judge, "SELECT で始めてください");
    while (judge.token.kind != TOKEN_END) {
        const char *rest = judge.cursor;

        if (sql_token_is_mark(&judge.token, ';') && sql_token_next(&rest).kind == TOKEN_END)
            break;
        result = judge_token(&judge);
        if (result < 0)
            return result;
        advance(&judge);
    }
    if (judge.places[0] == PLACE_WANTS_SOURCE)
        return refuse(&judge, "読めない名前です");
    return judge.depth == 0 ? 0 : refuse(&judge, "括弧が正しくありません");
}
