#!/usr/bin/env python3
"""Runs one libFuzzer target from its committed seeds, as TAP.

    run_fuzz.py PROGRAM SEEDS_FOLDER

for CHIKIRI_FUZZ_SECONDS (5). The corpus grows in PROGRAM.corpus and is kept; what made it fail is
kept in PROGRAM.found and its path printed.
"""
import os
import subprocess
import sys


def main():
    program, seeds = sys.argv[1:]
    name = os.path.basename(program)
    subject = name.removeprefix('fuzz_')
    seconds = os.environ.get('CHIKIRI_FUZZ_SECONDS', '5')
    corpus, found = program + '.corpus', program + '.found/'
    os.makedirs(corpus, exist_ok=True)
    os.makedirs(found, exist_ok=True)
    folders = [corpus]
    own = os.path.join(seeds, subject)
    if os.path.isdir(own):
        folders.append(own)
    run = subprocess.run([program, f'-max_total_time={seconds}', '-timeout=20', '-rss_limit_mb=4096',
                          '-print_final_stats=1', f'-artifact_prefix={found}', *folders],
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    lines = run.stdout.decode('utf-8', 'replace').splitlines()
    executed = [line.split()[-1] for line in lines
                if line.startswith('stat::number_of_executed_units')]
    good = run.returncode == 0 and executed and int(executed[0]) > 0
    print(f'{"ok" if good else "not ok"} 1 - {name}: {executed[0] if executed else 0} inputs in '
          f'{seconds} s from {len(os.listdir(own)) if len(folders) > 1 else 0} seeds')
    if not good:
        for line in lines[-50:]:
            print(f'# {line}')
    print('1..1')
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
