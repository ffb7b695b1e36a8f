#!/usr/bin/env python3
"""Writes docs/findings.md: every code that a finding can have, and the life of a finding.

    findings_doc.py [--check]    --check only says whether the file is up to date
"""
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PACK = os.path.join(ROOT, 'policy/kishiwada')
OUTPUT = os.path.join(ROOT, 'docs/findings.md')

HEAD = """# Findings

Made by `tools/findings_doc.py` from `policy/kishiwada/codes.json` and `policy/kishiwada/checks/`; a test
says when it is out of date.

## What a finding is

A check is a SQL file of the policy pack with two queries over views (`v_asset` ...): the *population* it
judges and the *violations* in it, one row a thing: row, key, detail, and whether it breaks the rule
`always` or only `after_hours`. It runs confined: it reads nothing but views and writes nothing. P01 to
P03, about roles, are C, because roles are resolved in C.

| state of a check | when |
|---|---|
| `none` (対象なし) | there is nothing to judge; never called compliance |
| `ok` | something was judged and nothing was found |
| `breach`, `recommendation` | something was found, by the severity of the code |
| `unknown` | V13, V14, V15 found cells without which table 5 cannot be judged |

A date alone asks for the whole day, so the worst hour counts; a date and time asks for that moment by the
pack's office hours and holidays. In an office that is not locked, L2 drops to L1 after hours, for storage
(V01, W01) and for use (V12). A locked rack is L4 and a locked locker or drawer L3, whatever the office
does; with its lock gone, or not written, only the office around it counts. The strictest of what a thing
is, what it operates and what it can reach is asked for.

V13 is given only where the missing mark decides: with the lock the zone is enough, without it is not.
W04 is asked of class B on the computers and media of W02, and of classes A and B in external services;
servers are left out (a pack that wants them adds them to `W04.sql`).

## Its life

1. `check` evaluates today and stores: what breaks a rule **opens**, under an identity made of the code and
   the thing (`V01-3f9a02c1b7de`), which stays the same for ever.
2. Data that no longer break it **close** it, with the day. A measure that was answered is then marked
   データ確認済. When the same thing breaks the same rule later, the same finding opens again.
3. `excuse` makes an **exception**: reason, last day, approver. It holds only when the approver acts; until
   then it is pending and the finding stays open. Nobody decides about the own section. Its term is at most
   `exception_longest_days` of the pack (Kishiwada: 366). After its last day the next check ends it, and the
   finding is open again.
4. A section's findings go out as a correction request (`export corrections`) and come back by their numbers
   (`import corrections`): measure, person, promised day, 予定 / 実施中 / 実施済.
5. Every step is an entry of the record, so that `--known-at` tells what was known, and under which version
   of the pack and which text of the check. What did not change writes nothing.

`check --at`, `findings --at` and `--against` are questions: the same rules, nothing stored. A change of one
row evaluates only the checks that read its register, on that row where it can decide alone (all but U10,
M08 and X07, where one row's change touches another).

## Codes
"""


def line_of(code):
    """One row of the table."""
    path = os.path.join(PACK, 'checks', code['code'] + '.sql')
    carrier = f"`{code['code']}.sql`" if os.path.exists(path) else 'C'
    return (f"| {code['code']} | {code['clause']} | {code['severity']} | {code['force']} "
            f"| {code['register']} | {code['title_ja']}<br>{code['title_en']} "
            f"| {code['explain_ja']}<br>{code['explain_en']} "
            f"| {code['action_ja']}<br>{code['action_en']} | {carrier} |")


def document():
    """The whole text."""
    with open(os.path.join(PACK, 'codes.json'), encoding='utf-8') as file:
        pack = json.load(file)
    lines = ['| code | clause | severity | force | register | what | why | what to do | check |',
             '|---|---|---|---|---|---|---|---|---|']
    lines += [line_of(code) for code in pack['codes'] if code['kind'] == 'finding']
    lines += ['', '## Causes', '', 'Findings with one cause are shown together (`findings --groups`), with what '
              'one fix closes.', '', '| cause | fix | codes |', '|---|---|---|']
    for cause in pack['causes']:
        codes = [c['code'] for c in pack['codes'] if c['kind'] == 'finding' and c['cause'] == cause['id']]
        if codes:
            lines.append(f"| {cause['title_ja']}<br>{cause['title_en']} "
                         f"| {cause['fix_ja']}<br>{cause['fix_en']} | {' '.join(codes)} |")
    return HEAD + '\n' + '\n'.join(lines) + '\n'


def orphans():
    """Checks without a code, and codes of findings that nothing carries."""
    with open(os.path.join(PACK, 'codes.json'), encoding='utf-8') as file:
        codes = {c['code'] for c in json.load(file)['codes'] if c['kind'] == 'finding'}
    files = {re.sub(r'\.sql$', '', name) for name in os.listdir(os.path.join(PACK, 'checks'))}
    return sorted(files - codes), sorted(codes - files - {'P01', 'P02', 'P03'})


def main():
    """Writes the file, or with --check compares it."""
    unknown, missing = orphans()
    if unknown or missing:
        sys.exit(f'checks without a code: {unknown}; codes without a check: {missing}')
    text = document()
    if sys.argv[1:] == ['--check']:
        if not os.path.exists(OUTPUT):
            sys.exit('docs/findings.md is not there; run tools/findings_doc.py')
        with open(OUTPUT, encoding='utf-8') as file:
            if file.read() != text:
                sys.exit('docs/findings.md is out of date; run tools/findings_doc.py')
        return
    with open(OUTPUT, 'w', encoding='utf-8') as file:
        file.write(text)


main()
