#!/usr/bin/env python3
"""What no file of ours may hold: dangerous calls (benches excepted), SQL outside the store, comments to
the line's end."""
import re
import sys

from sources import TOKEN, c_files, code_only, line_of, read
from tap import Tap

BANNED = ('strcpy', 'strcat', 'sprintf', 'vsprintf', 'strtok', 'strtok_r', 'localtime', 'gmtime',
          'ctime', 'asctime', 'system', 'popen', 'getenv', 'gets', 'alloca', 'atoi', 'atol', 'atoll',
          'atof', 'mktemp', 'tmpnam', 'signal', 'rand', 'srand', 'setjmp', 'longjmp')
CALL = re.compile(r'(?<![\w.>])(' + '|'.join(BANNED) + r')\s*\(')
SQL = re.compile(r'"\s*(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE (TABLE|VIEW|INDEX|UNIQUE)'
                 r'|DROP |ALTER TABLE|PRAGMA|WITH \w+ AS)\b')
# main() alone reads the environment.
CALLS_ALLOWED = {'src/app/main.c': ('getenv',)}
# The floor that owns the database.
SQL_ALLOWED = ('src/store/',)


def main():
    root = sys.argv[1]
    tap = Tap()
    calls, statements, slashes = [], [], []
    for path in c_files(root):
        text = read(root, path)
        code = code_only(text)
        calls.extend(f'{path}:{line_of(code, match.start())}: {match.group(1)}'
                     for match in CALL.finditer(code)
                     if match.group(1) not in CALLS_ALLOWED.get(path, ()) and
                     not path.startswith('benches/'))
        for match in TOKEN.finditer(text):
            place = f'{path}:{line_of(text, match.start())}'
            if match.group().startswith('//'):
                slashes.append(place)
            elif path.startswith('src/') and not path.startswith(SQL_ALLOWED) and \
                    SQL.match(match.group()):
                statements.append(f'{place}: {match.group()}')
    tap.none(calls, 'no banned calls')
    tap.none(statements, 'SQL stands in .sql files outside src/store')
    tap.none(slashes, 'comments are /* */')
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
