#!/usr/bin/env python3
"""The glossary names only what is there: identifiers of src/ and policy/, clauses, no term twice."""
import re
import sys

from sources import clause_ids, files_below, read, without_comments
from tap import Tap

GLOSSARY = 'docs/glossary.md'
WORD = re.compile(r'[A-Za-z_][A-Za-z0-9_]*')
# Whole strings: prose does not make a word an identifier.
JSON_WORD = re.compile(r'"([A-Za-z_][A-Za-z0-9_]*)"')
SQL_COMMENT = re.compile(r'--[^\n]*')
# What is written before an identifier to say what it is.
KEYWORDS = {'struct', 'enum'}


def rows(text):
    """(line, cells) of every table row that is not a heading."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith('|') or set(line) <= set('|- '):
            continue
        cells = [cell.strip() for cell in line.strip('|').split('|')]
        if cells[0] != '日本語':
            yield number, cells


def known_words(root):
    """The identifiers and words of C, SQL and the pack, comments left out."""
    found = set()
    for path in files_below(root, ['src', 'policy'], ('.c', '.h', '.def')):
        found.update(WORD.findall(without_comments(read(root, path))))
    for path in files_below(root, ['src', 'policy'], ('.sql',)):
        found.update(WORD.findall(SQL_COMMENT.sub('', without_comments(read(root, path)))))
    for path in files_below(root, ['src', 'policy'], ('.json',)):
        found.update(JSON_WORD.findall(read(root, path)))
    return found


def main():
    root = sys.argv[1]
    tap = Tap()
    known, clauses = known_words(root), clause_ids(root)
    shape, missing, unknown, repeated, terms = [], [], [], [], set()
    count = 0
    for number, cells in rows(read(root, GLOSSARY)):
        place = f'{GLOSSARY}:{number}'
        named = re.findall(r'`([^`]+)`', cells[2]) if len(cells) == 4 else []
        if not named or not cells[0] or not cells[1]:
            shape.append(f'{place}: term, English, identifiers and clause are wanted')
            continue
        if cells[0] in terms:
            repeated.append(f'{place}: {cells[0]}')
        terms.add(cells[0])
        for word in (word for each in named for word in each.split() if word not in KEYWORDS):
            count += 1
            if word not in known:
                missing.append(f'{place}: {word}')
        if cells[3] != '-' and cells[3] not in clauses:
            unknown.append(f'{place}: {cells[3]}')
    tap.ok(len(terms) > 0, f'{len(terms)} terms are read')
    tap.none(shape, 'every term has its English, an identifier and a clause or a dash')
    tap.none(repeated, 'no term stands twice')
    tap.none(missing, f'{count} identifiers of the glossary are in src/ or policy/')
    tap.none(unknown, 'every clause of the glossary is in the pack')
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
