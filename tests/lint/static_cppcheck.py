#!/usr/bin/env python3
"""cppcheck: warnings and portability."""
import os
import shutil
import subprocess
import sys

from tap import Tap

# Its advice is older than POSIX's (readdir_r is withdrawn), or is for threads where there is one.
NOT_ASKED = ('missingIncludeSystem', 'readdirCalled', 'getpwuidCalled', 'ttynameCalled')


def main():
    root = sys.argv[1]
    tap = Tap()
    if shutil.which('cppcheck') is None:
        tap.skip('cppcheck', 'not installed')
        return tap.done()
    run = subprocess.run(
        ['cppcheck', '--quiet', '--enable=warning,portability', '--inline-suppr', '--std=c11',
         '--library=posix', '--error-exitcode=1', f'-j{os.cpu_count()}', '-Isrc', '-I.',
         *(f'--suppress={name}' for name in NOT_ASKED),
         '--library=tests/lint/cppcheck.cfg',
         '--template={file}:{line}: {id}: {message}',
         'src', 'verifier', 'print'],
        cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    tap.none(run.stdout.splitlines() if run.returncode else [], 'cppcheck has nothing to say')
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
