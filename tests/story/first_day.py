#!/usr/bin/env python3
"""The first day on the command line, as a city lives it: start empty, read the seven files, see the
findings, fix one, excuse one, load April 1, export, verify, tamper, see it named. TAP.

    first_day.py CHIKIRI [CHIKIRI-VERIFY]
"""
import collections
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

program = os.path.abspath(sys.argv[1])
verifier = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else None
number = 0
failed = 0


def ok(good, name, detail=''):
    global number, failed
    number += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    if not good:
        print('# ' + str(detail).replace('\n', '\n# ')[:2000])


def run(*words, now=None):
    environment = {'PATH': os.environ['PATH'], 'LANG': 'C.UTF-8'}
    if now:
        environment['CHIKIRI_NOW'] = now
    done = subprocess.run([program, *words], capture_output=True, text=True, env=environment)
    return done.returncode, done.stdout, done.stderr


def answer(*words, now=None):
    status, out, err = run(*words, '--json', now=now)
    try:
        return status, json.loads(out)
    except ValueError:
        print('# not JSON: ' + ' '.join(words) + ': ' + (out + err)[:500])
        return status, None


def play(folder):
    files, data = os.path.join(folder, 'files'), os.path.join(folder, 'data')
    morning, april = '2026-03-31T09:00:00+09:00', '2026-04-01T09:00:00+09:00'
    status, demo = answer('demo', '--out', files)
    ok(status == 0 and len(demo['files']) == 7, 'the demo city writes seven files', demo)

    status, made = answer('init', '--data', data, '--city', demo['city'], '--simulation', now=morning)
    ok(status == 0 and made['simulation'], 'start empty: a simulated city is made', made)
    status, refused = answer('import', 'assets', os.path.join(files, demo['files'][4]['file']),
                             '--data', data, now=morning)
    ok(status == 3 and refused['problems'][0]['code'] == 'F12',
       '2.2: the ledger is refused as a whole before there is a roster', refused)

    counts = collections.Counter()
    for each in demo['files']:
        words = ['import', each['kind'], os.path.join(files, each['file']), '--data', data,
                 '--mode', 'good']
        if each['kind'] == 'roster':
            words += ['--as-of', demo['as_of']]
        if each['kind'] == 'accounts':
            words += ['--system', demo['system']]
        if each['kind'] == 'transfers':
            status, preview = answer('preview', 'transfers', words[2], '--data', data, now=morning)
            ok(status == 0 and preview['people']['moved'] > 0 and preview['sections'],
               '1.2.4: the preview says what April 1 changes', preview)
        status, result = answer(*words, now=morning)
        parts = sum(p['rows']['read'] for p in result['parts']) if result else 0
        ok(status == 0 and result['applied'] and parts == each['rows'],
           f"2.2: {each['kind']} is read, every row counted", result)
        counts.update(p['code'] for p in result['problems'])
    run('set', 'systems', demo['system'], 'segment=mynumber', '--reason', '初期設定', '--data', data,
        now=morning)

    status, _ = answer('check', '--data', data, now=april)
    ok(status == 0, '2.2: April 1 comes and the city is checked')
    status, findings = answer('findings', '--data', data, now=april)
    counts.update(f['code'] for f in findings)
    wrong = {c: (n, counts[c]) for c, n in demo['planted'].items() if counts[c] != n}
    ok(not wrong, '2.2: every planted breach is found, none more', wrong)
    for code in ('P01', 'P02', 'D01'):
        ok(counts[code] > 0, f'1.2.4: {code} has its example', counts)

    worst = next(f for f in findings if f['code'] == 'V01')
    status, fixed = answer('set', 'assets', worst['key'], 'storage_zone=L4', '--reason', '移設した',
                           '--data', data, now=april)
    ok(status == 0 and fixed['storage_zone'] == 'L4', '3.1: one is fixed', fixed)
    status, after = answer('findings', '--data', data, '--code', 'V01', now=april)
    ok(worst['id'] not in [f['id'] for f in after], '3.1: and its finding is closed before the command returns')
    status, closed = answer('findings', '--data', data, '--state', 'closed', now=april)
    ok(worst['id'] in [f['id'] for f in closed], '3.1: with its history kept')

    status, heads = answer('people', '--data', data, '--role', 'network_administrator', now=april)
    approver = heads[0]['holders'][0]['staff_no']
    other = next(f for f in findings if f['code'] == 'W03')
    excuse = ['excuse', other['id'], '--data', data, '--reason', '更新計画あり', '--until', '2026-05-31',
              '--approver', approver]
    status, pending = answer(*excuse, now=april)
    ok(status == 0 and pending['state'] == 'pending', '5.6.2: an excuse asked for by another waits', pending)
    status, approved = answer(*excuse, '--as', approver, now=april)
    ok(status == 0 and approved['state'] == 'approved', '5.6.2: the approver makes it hold', approved)
    status, excused = answer('findings', '--data', data, '--state', 'excused', now=april)
    ok([f['id'] for f in excused] == [other['id']], '5.6.2: one finding is excused', excused)
    answer('check', '--data', data, now='2026-06-01T09:00:00+09:00')
    status, again = answer('findings', '--data', data, '--code', 'W03', now='2026-06-01T09:00:00+09:00')
    ok(other['id'] in [f['id'] for f in again], '5.6.2: and open again when the day has passed')

    book = os.path.join(folder, 'assets.xlsx')
    status, _, err = run('export', 'assets', '--data', data, '--format', 'xlsx', '-o', book, now=april)
    ok(status == 0 and os.path.getsize(book) > 1000, '2.2: the ledger goes out', err)
    status, result = answer('import', 'assets', book, '--data', data, now=april)
    ok(status == 0 and result['rows']['valid'] == result['changes']['unchanged'],
       '2.2: and comes in again unchanged', result)

    status, verified = answer('verify', '--data', data)
    ok(status == 0 and verified['ok'], '5.7.3: the record verifies', verified)
    if verifier:
        done = subprocess.run([verifier, '--data', data], capture_output=True, text=True)
        ok(done.returncode == 0, '5.7.3: the separate verifier agrees', done.stdout + done.stderr)
    database = sqlite3.connect(os.path.join(data, 'chikiri.db'))
    database.execute("UPDATE asset SET storage_zone = 'L4' WHERE asset_no = ?", (after[0]['key'],))
    database.commit()
    database.close()
    status, verified = answer('verify', '--data', data)
    ok(status == 1 and verified['bad'][0]['register'] == 'asset' and
       verified['bad'][0]['key'] == after[0]['key'] and verified['bad'][0]['why'] == 'changed',
       '5.7.3: a cell changed by hand is named', verified)
    if verifier:
        done = subprocess.run([verifier, '--data', data], capture_output=True, text=True)
        ok(done.returncode == 1, '5.7.3: by the separate verifier too', done.stdout + done.stderr)


def main():
    folder = tempfile.mkdtemp(prefix='chikiri-first-day-')
    try:
        play(folder)
    finally:
        shutil.rmtree(folder)
    print(f'1..{number}')
    sys.exit(failed > 0)


main()
