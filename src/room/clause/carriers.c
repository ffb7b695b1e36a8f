#include "room/clause/carriers.h"

const struct carrier clause_carriers[] = {
    {"1.1", "register", "units"},          {"1.2.1", "enforced", "roles"},
    {"1.2.1", "register", "people"},       {"1.2.2", "enforced", "roles"},
    {"1.2.2", "register", "people"},       {"1.2.3", "enforced", "roles"},
    {"1.2.3", "register", "people"},       {"1.2.4", "enforced", "roles"},
    {"1.2.4", "register", "people"},       {"1.2.5", "register", "appointments"},
    {"1.2.6", "enforced", "roles"},        {"1.2.6", "register", "systems"},
    {"1.2.7", "register", "appointments"}, {"1.3", "enforced", "roles"},
    {"1.3", "register", "people"},         {"1.4", "enforced", "roles"},
    {"1.4", "register", "people"},         {"2.1", "enforced", "classify"},
    {"2.1", "register", "assets"},         {"2.2", "register", "assets"},
    {"2.2", "register", "declarations"},   {"3.1", "register", "places"},
    {"3.1", "register", "assets"},         {"3.3", "register", "assets"},
    {"4.1.7", "register", "takeouts"},     {"5.3.1", "register", "media"},
    {"5.6.1", "register", "accounts"},     {"5.6.2", "register", "id-ledger"},
    {"5.6.3", "enforced", "may"},          {"5.6.5", "register", "id-ledger"},
    {"5.6.6", "register", "accounts"},     {"5.7.2", "register", "id-ledger"},
    {"5.7.3", "enforced", "record"},       {"5.8.5", "register", "systems"},
    {"6.1.2.b", "register", "takeouts"},   {"7.1.5", "enforced", "import"},
    {"8.1", "register", "services"},       {"8.2", "register", "services"},
    {"9.0", "register", "services"},       {"9.1", "register", "services"},
    {"9.2", "register", "services"},       {"9.3", "register", "services"},
    {"9.4", "register", "services"},       {"9.5", "register", "services"},
    {"9.6", "register", "services"},       {"9.7", "register", "services"},
    {"9.8", "register", "services"},       {"9.9", "register", "services"},
};

const int clause_carrier_count = sizeof(clause_carriers) / sizeof(clause_carriers[0]);
