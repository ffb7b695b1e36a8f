/* documents.json: what is written from a case, and for whom. A pack may leave it out.
 * CLAUSE: 1.4.3, 10.1.2 */
#include "pack/documents.h"
#include "pack/incident.h"
#include "pack/pack_private.h"

#include <string.h>

static const char *const source_words[SOURCES + 1] = {
    "subject", "times",      "summary", "impact", "persons",     "judgement", "course",  "response",
    "cause",   "prevention", "bodies",  "notice", "publication", "contact",   "unknown", "empty"};

/* The steps by which a document leaves CSIRT. */
static const char *const step_words[] = {
    "send_body", "report_ciso", "report_ciso_resolved", "report_committee", "notify_persons",
    "publish",   NULL};

static void read_fields(struct pack_reader *reader, const json_t *parent,
                        struct pack_document *document)
{
    struct pack_index index;
    const json_t *array = pack_read_array(reader, parent, "fields", &document->field_count);
    struct pack_document_field *fields = pack_array(reader, document->field_count, sizeof(*fields));

    for (int i = 0; i < document->field_count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);

        pack_allow(reader, item, "field label_ja label_en from");
        fields[i].field = pack_read_id(reader, item, "field");
        fields[i].label = pack_read_pair(reader, item, "label");
        fields[i].from = (enum document_source)pack_read_choice(reader, item, "from", source_words);
    }
    document->fields = fields;
    if (!reader->code && document->field_count == 0)
        pack_refuse(reader, parent, "fields",
                    language_text(reader->language, "「%s」を一つは書いてください。"), "fields");
    if (!reader->code)
        pack_index_build(reader, &index, fields, document->field_count, sizeof(*fields), array,
                         "field");
}

static bool knows_body(const struct pack_incident *flow, const char *body)
{
    for (int i = 0; i < flow->body_count; i++)
        if (strcmp(flow->bodies[i].body, body) == 0)
            return true;
    return false;
}

static void check_body(struct pack_reader *reader, const json_t *item,
                       const struct pack_document *document)
{
    if (!document->body || reader->code)
        return;
    if (!document->step || strcmp(document->step, "send_body") != 0 ||
        !knows_body(reader->pack->incident, document->body))
        pack_refuse(reader, item, "body",
                    language_text(reader->language,
                                  "「%s」は incident.json の関係機関でないか、手順が send_body "
                                  "ではありません。"),
                    document->body);
}

static void read_document(struct pack_reader *reader, const json_t *item,
                          struct pack_document *document)
{
    pack_allow(reader, item, "document title_ja title_en to_ja to_en step body clause fields");
    document->document = pack_read_id(reader, item, "document");
    document->title = pack_read_pair(reader, item, "title");
    document->to = pack_read_optional_pair(reader, item, "to");
    if (!json_is_null(json_object_get(item, "step")))
        document->step = step_words[pack_read_choice(reader, item, "step", step_words)];
    document->body = pack_read_optional(reader, item, "body");
    document->clause = pack_read_text(reader, item, "clause");
    pack_need_clause(reader, item, "clause", document->clause);
    read_fields(reader, item, document);
    check_body(reader, item, document);
}

int pack_read_documents(struct pack_reader *reader)
{
    struct pack_index index;
    int count;
    const json_t *array = pack_read_array(reader, reader->root, "documents", &count);
    struct pack_document *list = pack_array(reader, count, sizeof(*list));

    pack_allow(reader, reader->root, "documents");
    if (!reader->pack->incident)
        return pack_refuse(
            reader, reader->root, NULL,
            language_text(reader->language, "documents.json には incident.json が要ります。"));
    for (int i = 0; i < count && !reader->code; i++)
        read_document(reader, pack_read_item(reader, array, i), &list[i]);
    if (!reader->code)
        pack_index_build(reader, &index, list, count, sizeof(*list), array, "document");
    reader->pack->documents = list;
    reader->pack->document_count = count;
    return reader->code;
}

const struct pack_document *pack_documents(const struct pack *pack, int *ret_count)
{
    *ret_count = pack->document_count;
    return pack->documents;
}

const struct pack_document *pack_document(const struct pack *pack, const char *document)
{
    for (int i = 0; i < pack->document_count; i++)
        if (strcmp(pack->documents[i].document, document) == 0)
            return &pack->documents[i];
    return NULL;
}

bool pack_document_is_for(const struct pack *pack, const struct pack_document *document,
                          const char *body)
{
    if (document->body)
        return strcmp(document->body, body) == 0;
    for (int i = 0; i < pack->document_count; i++)
        if (pack->documents[i].body && strcmp(pack->documents[i].body, body) == 0)
            return false;
    return true;
}
