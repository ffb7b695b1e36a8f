#!/usr/bin/env python3
"""Writes docs/clauses.md: where each clause of the standard stands in code, checks and tests.

    clauses_doc.py [--check]    --check only says whether the file is up to date

Code is tagged `CLAUSE: 5.7.6` in the comment before a function, or at a file's head. A check belongs
to the clause of its code. A test belongs to the clause that the names of its lines begin with.
"""
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'tests', 'lint'))
from sources import TOKEN, clause_ids, clause_tags, files_below, read  # noqa: E402

OUTPUT = 'docs/clauses.md'
FUNCTION = re.compile(r'\s*(?:[A-Za-z_][\w\s*]*?[\s*])?(\w+)\s*\(')
NAMED = re.compile(r'"([0-9]+(?:\.[0-9A-Za-z]+)+)(?=[ :,])|\'([0-9]+(?:\.[0-9A-Za-z]+)+)(?=[ :,])')

HEAD = """# Clauses

Made by `tools/clauses_doc.py` from the sources; a test says when it is out of date. For each clause of
the shipped pack: the code that carries it (tags `CLAUSE:`), the checks whose findings cite it, and the
tests named after it, with the number of their lines. A dash means that nothing stands there yet.
"""


def tagged_name(text, comment_end):
    """The function that the comment stands before, or None for the file as a whole."""
    rest = text[comment_end:].lstrip()
    if rest.startswith('#') or not rest:
        return None
    match = FUNCTION.match(rest.split('{')[0].split(';')[0])
    return match.group(1) if match else None


def collect_code(root):
    """{clause: {path: [function...]}}"""
    found = {}
    for path in files_below(root, ['src', 'verifier'], ('.c', '.h', '.def', '.sql')):
        text = read(root, path)
        comments = [match.span() for match in TOKEN.finditer(text) if match.group().startswith('/*')]
        for position, clause in clause_tags(text):
            end = next((stop for start, stop in comments if start <= position < stop), None)
            name = tagged_name(text, end) if end and path.endswith(('.c', '.h')) else None
            names = found.setdefault(clause, {}).setdefault(path, [])
            if name and name not in names:
                names.append(name)
    return found


def collect_checks(root):
    found = {}
    for code in json.loads(read(root, 'policy/kishiwada/codes.json'))['codes']:
        path = f'policy/kishiwada/checks/{code["code"]}.sql'
        if code['kind'] == 'finding' and os.path.exists(os.path.join(root, path)):
            found.setdefault(code['clause'], []).append(code['code'])
    return found


def collect_tests(root, ids):
    found = {}
    for path in files_below(root, ['tests'], ('.c', '.py')):
        if path.startswith('tests/lint/'):
            continue
        for pair in NAMED.findall(read(root, path)):
            clause = pair[0] or pair[1]
            if clause in ids:
                lines = found.setdefault(clause, {})
                lines[path] = lines.get(path, 0) + 1
    return found


def cell(items):
    return '<br>'.join(items) if items else '–'


def row(clause, code, checks, tests):
    places = [f'`{path}`' + (f' {", ".join(names)}' if names else '')
              for path, names in sorted(code.get(clause['id'], {}).items())]
    return '| ' + ' | '.join([
        clause['id'], clause['title_ja'], clause['title_en'], cell(places),
        ' '.join(sorted(checks.get(clause['id'], []))) or '–',
        cell([f'`{path}` {count}' for path, count in sorted(tests.get(clause['id'], {}).items())]),
    ]) + ' |'


def document(root):
    pack = json.loads(read(root, 'policy/kishiwada/clauses.json'))
    code, checks, tests = collect_code(root), collect_checks(root), \
        collect_tests(root, clause_ids(root))
    lines = [HEAD]
    for section in pack['sections']:
        lines.append(f'## {section["section"]} {section["title_ja"]} – {section["title_en"]}\n')
        lines.append('| clause | 項目 | title | code | checks | tests |\n|---|---|---|---|---|---|')
        for clause in pack['clauses']:
            if clause['section'] != section['section']:
                continue
            lines.append(row(clause, code, checks, tests))
            lines.extend(row(part, code, checks, tests) for part in clause.get('parts', ()))
        lines.append('')
    return '\n'.join(lines)


def main():
    text = document(ROOT)
    path = os.path.join(ROOT, OUTPUT)
    if sys.argv[1:] == ['--check']:
        if not os.path.exists(path) or read(ROOT, OUTPUT) != text:
            sys.exit(f'{OUTPUT} is out of date; run tools/clauses_doc.py')
        return
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


if __name__ == '__main__':
    main()
