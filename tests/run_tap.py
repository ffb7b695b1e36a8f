#!/usr/bin/env python3
"""Runs the tests that meson knows and sums their TAP.

    run_tap.py [--least N] [--times] BUILD_FOLDER[:SUITE,SUITE...]...

Runs the tests of each folder's list (of those suites), those that may share the machine on all cores and the others
alone; prints the output of those that fail, then one line "N passed, N failed" (", N skipped" when
any are). A program that dies, takes too long, prints no plan or another number of lines than planned
counts as one failure more. Fewer passed than --least is a failure too.
"""
import argparse
import concurrent.futures
import json
import os
import re
import signal
import subprocess
import sys
import time

LINE = re.compile(r'^(not )?ok\b(?:\s+\d+)?(.*)$')
PLAN = re.compile(r'^1\.\.(\d+)(\s*#\s*skip\b.*)?', re.IGNORECASE)
DIRECTIVE = re.compile(r'#\s*skip\b', re.IGNORECASE)
SHOWN_LINES = 60


class Result:
    def __init__(self, name):
        self.name = name
        self.passed = self.failed = self.skipped = 0
        self.reasons = []
        self.output = ''
        self.seconds = 0.0


def read_tap(result, text):
    """Counts the lines of one program; adds what is wrong with them to the reasons."""
    planned = None
    for line in text.splitlines():
        plan, match = PLAN.match(line), LINE.match(line)
        if plan:
            planned = int(plan.group(1))
            if planned == 0:
                result.skipped += 1
        elif line.startswith('Bail out!'):
            result.reasons.append(line)
        elif match and DIRECTIVE.search(match.group(2)):
            result.skipped += 1
        elif match and match.group(1):
            result.failed += 1
        elif match:
            result.passed += 1
    lines = result.passed + result.failed + (result.skipped if planned else 0)
    if planned is None:
        result.reasons.append('no plan was printed')
    elif lines != planned:
        result.reasons.append(f'{planned} lines planned, {lines} printed')


def run_test(test):
    result = Result(test['name'])
    environment = {**os.environ, **test.get('env', {})}
    started = time.monotonic()
    # A group of its own, so that a test that hangs ends with all that it started.
    with subprocess.Popen(test['cmd'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, env=environment, cwd=test['workdir'],
                          start_new_session=True) as process:
        try:
            output, _ = process.communicate(timeout=test['timeout'])
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            result.reasons.append(f'took more than {test["timeout"]} seconds')
    result.seconds = time.monotonic() - started
    result.output = output.decode('utf-8', 'replace')
    read_tap(result, result.output)
    if process.returncode < 0:
        result.reasons.append(f'ended by signal {-process.returncode}')
    elif process.returncode != 0 and result.failed == 0:
        result.reasons.append(f'exit status {process.returncode}')
    result.failed += len(result.reasons) > 0
    return result


def show_failure(result):
    print(f'\nFAILED {result.name} ({result.seconds:.1f} s)')
    lines = result.output.splitlines()
    wrong = [i for i, line in enumerate(lines) if line.startswith('not ok')]
    if wrong and not result.reasons:
        shown = []
        for i in wrong:
            shown.append(lines[i])
            for line in lines[i + 1:]:
                if LINE.match(line) or PLAN.match(line):
                    break
                shown.append(line)
    else:
        shown = lines[-SHOWN_LINES:]
    for line in shown[:SHOWN_LINES] + [f'# {reason}' for reason in result.reasons]:
        print(f'  {line}')
    sys.stdout.flush()


def read_tests(arguments):
    tests = []
    for argument in arguments:
        folder, _, names = argument.partition(':')
        suites = set(names.split(',')) if names else set()
        path = os.path.join(folder, 'meson-info', 'intro-tests.json')
        with open(path, encoding='utf-8') as file:
            for test in json.load(file):
                own = {suite.split(':')[-1] for suite in test['suite']}
                if suites and not own & suites:
                    continue
                test['name'] = f'{os.path.basename(os.path.normpath(folder))}: {test["name"]}'
                test['workdir'] = test['workdir'] or os.getcwd()
                tests.append(test)
    return tests


def run_all(tests):
    """The results, in the order in which they come."""
    together = [test for test in tests if test['is_parallel']]
    # Long ones first, so that no core idles at the end.
    together.sort(key=lambda test: (-test['priority'], -test['timeout']))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for future in concurrent.futures.as_completed(pool.submit(run_test, t) for t in together):
            yield future.result()
    for test in tests:
        if not test['is_parallel']:
            print(f'{test["name"]} ...', file=sys.stderr, flush=True)
            yield run_test(test)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--least', type=int, default=0)
    parser.add_argument('--times', action='store_true', help='print the seconds of each test')
    parser.add_argument('folders', nargs='+')
    options = parser.parse_args()
    passed = failed = skipped = 0
    for result in run_all(read_tests(options.folders)):
        passed += result.passed
        failed += result.failed
        skipped += result.skipped
        if options.times:
            print(f'{result.seconds:7.1f} s  {result.name}', file=sys.stderr)
        if result.failed:
            show_failure(result)
    if passed < options.least:
        print(f'\nfewer tests ran than committed: {passed} passed, tests/COUNT wants '
              f'{options.least}')
        failed += 1
    print(f'{passed} passed, {failed} failed' + (f', {skipped} skipped' if skipped else ''))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
