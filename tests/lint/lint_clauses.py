#!/usr/bin/env python3
"""Clauses that are cited exist, and the documents made from the sources are up to date."""
import json
import os
import subprocess
import sys

from sources import clause_ids, clause_tags, files_below, line_of, read
from tap import Tap

TAGGED = ('.c', '.h', '.def', '.sql', '.py')


def wrong_tags(root, ids):
    wrong, count = [], 0
    for path in files_below(root, ['src', 'policy', 'tests', 'verifier'], TAGGED):
        if path.startswith(('tests/lint/', 'policy/example/')):
            continue
        text = read(root, path)
        for position, number in clause_tags(text):
            count += 1
            if number not in ids:
                wrong.append(f'{path}:{line_of(text, position)}: {number}')
    return wrong, count


def wrong_checks(root, ids):
    """Each check's tag is the clause of its code."""
    wrong = []
    codes = {code['code']: code for code in
             json.loads(read(root, 'policy/kishiwada/codes.json'))['codes']}
    for path in files_below(root, ['policy/kishiwada/checks'], ('.sql',)):
        code = os.path.basename(path)[:-4]
        tags = {number for _, number in clause_tags(read(root, path))}
        if code not in codes:
            wrong.append(f'{path}: no such code')
        elif codes[code]['clause'] not in tags or codes[code]['clause'] not in ids:
            wrong.append(f'{path}: {codes[code]["clause"]} is not tagged')
    return wrong


def main():
    root = sys.argv[1]
    tap = Tap()
    ids = clause_ids(root)
    wrong, count = wrong_tags(root, ids)
    tap.none(wrong, f'{count} tags name clauses that are there')
    tap.none(wrong_checks(root, ids), 'each check is tagged with the clause of its code')
    for document in ('clauses', 'layouts'):
        run = subprocess.run([sys.executable, f'tools/{document}_doc.py', '--check'], cwd=root,
                             capture_output=True, text=True, check=False)
        tap.none((run.stdout + run.stderr).splitlines() if run.returncode else [],
                 f'docs/{document}.md is up to date (tools/{document}_doc.py writes it)')
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
