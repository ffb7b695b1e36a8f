#!/usr/bin/env python3
"""No mutable variable lives as long as the program, outside src/app: seen in the objects."""
import glob
import os
import re
import subprocess
import sys

from tap import Tap

# address, flags, section, size, name as objdump -t prints them
SYMBOL = re.compile(r'^[0-9a-f]+ .{7} (\.(?:data|bss|tdata|tbss)\S*)\s+[0-9a-f]+\s+(\S+)$')


def variables(archive):
    run = subprocess.run(['objdump', '-t', archive], capture_output=True, text=True, check=True)
    member = '?'
    for line in run.stdout.splitlines():
        if line.endswith('file format elf64-x86-64'):
            member = line.split(':')[0]
        match = SYMBOL.match(line)
        # .data.rel.ro is constant once the program is loaded.
        if match and not match.group(1).startswith('.data.rel.ro') and \
                not match.group(2).startswith('.'):
            yield f'{os.path.basename(archive)} {member}: {match.group(2)} in {match.group(1)}'


def main():
    build = sys.argv[2]
    tap = Tap()
    archives = [path for path in sorted(glob.glob(os.path.join(build, 'src', '*.a')))
                if os.path.basename(path) != 'libapp.a']
    tap.ok(len(archives) >= 8, f'{len(archives)} libraries were built')
    tap.none([each for path in archives for each in variables(path)],
             'no mutable variable of the whole program outside src/app')
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
