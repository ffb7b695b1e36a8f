#!/usr/bin/env python3
"""An import touches only what is the importer's, and only what the file speaks of. TAP.

    scope.py CHIKIRI
"""
import csv
import os
import sys

import harness
import sheetmaker


def rows_of(program, data, kind):
    done = program.run('export', kind, '--data', data, '--format', 'json')
    return {row['row_key']: row for row in done.json}


def write(path, rows):
    with open(path, 'w', encoding='utf-8-sig', newline='') as file:
        csv.writer(file).writerows(rows)
    return path


def read(path):
    with open(path, encoding='utf-8-sig', newline='') as file:
        return list(csv.reader(file))


def make_city(program):
    files, data = program.at('files'), program.at('city')
    demo = program.run('demo', '--out', files, '--json').json
    program.run('init', '--data', data, '--city', demo['city'])
    for each in demo['files']:
        words = ['import', each['kind'], os.path.join(files, each['file']), '--data', data,
                 '--mode', 'good']
        if each['kind'] == 'roster':
            words += ['--as-of', demo['as_of']]
        if each['kind'] == 'accounts':
            words += ['--system', demo['system']]
        program.run(*words)
    return data


def export(program, data, kind):
    path = program.at(kind + '.csv')
    program.run('export', kind, '--data', data, '--format', 'csv', '-o', path)
    return read(path)


def check_sections(program, data, ok):
    """A manager's file cannot take over another section's asset, by number or by id."""
    holdings = program.run('people', '--data', data, '--role', 'security_manager', '--json').json
    seats = [seat for seat in holdings if seat['holders']]
    table = export(program, data, 'assets')
    head, rows = table[0], table[1:]
    number, department, section = head.index('資産番号'), head.index('部'), head.index('課')
    for seat in seats:
        own = [row for row in rows if f'{row[department]} {row[section]}' == seat['unit']]
        other = [row for row in rows if f'{row[department]} {row[section]}' != seat['unit']]
        if own and other:
            break
    manager = seat['holders'][0]['staff_no']
    before = rows_of(program, data, 'assets')
    stolen = list(own[0])
    stolen[0], stolen[number] = '', other[0][number]
    path = write(program.at('stolen.csv'), [head, stolen])
    done = program.run('import', 'assets', path, '--data', data, '--as', manager, '--json')
    ok(done.status == 3 and done.json['problems'][0]['code'] == 'C02',
       '5.6.3: another section\'s number in one\'s own file is refused', done.out[:300])
    stolen[0], stolen[number] = other[0][0], 'ZZ-9999'
    path = write(program.at('stolen.csv'), [head, stolen])
    done = program.run('import', 'assets', path, '--data', data, '--as', manager, '--json')
    ok(done.status == 3 and done.json['problems'][0]['code'] == 'C02',
       '5.6.3: and so is its id', done.out[:300])
    ok(rows_of(program, data, 'assets') == before, '5.6.3: nothing has moved')
    twice = list(own[0])
    twice[number] = own[1][number] if len(own) > 1 else other[0][number]
    path = write(program.at('twice.csv'), [head, twice])
    done = program.run('import', 'assets', path, '--data', data, '--json')
    ok(done.status == 3 and done.json['problems'][0]['code'] == 'G04',
       '2.2: a number that another row has is refused', done.out[:300])


def check_systems(program, data, ok):
    """An export of one system's accounts, read in for another, leaves the first as it is."""
    export(program, data, 'accounts')
    before = rows_of(program, data, 'accounts')
    done = program.run('import', 'accounts', program.at('accounts.csv'), '--data', data,
                       '--system', '別のシステム', '--mode', 'good', '--json')
    after = rows_of(program, data, 'accounts')
    ok(done.json['changes']['added'] == len(before) and done.json['changes']['updated'] == 0,
       '5.6.6: the other system gets rows of its own', done.out[:300])
    ok(all(after[key] == row for key, row in before.items()), '5.6.6: and the first keeps its own')


def check_complete(program, data, ok):
    """A typing error in a complete file does not end the thing it stands for."""
    table = export(program, data, 'assets')
    head, rows = table[0], table[1:]
    rows[0][head.index('登録日')] = '不明'
    path = write(program.at('complete.csv'), [head] + rows[:-1])
    done = program.run('import', 'assets', path, '--data', data, '--mode', 'good', '--complete',
                       '--json')
    ok(done.json['rows']['invalid'] == 1 and done.json['changes']['ended'] == 1,
       '2.2: only what the file lacks ends', done.out[:300])
    asset = rows[0][head.index('資産番号')]
    ok(rows_of(program, data, 'assets').get(asset) is not None, '2.2: the row with the error stands')


def check_complete_sheets(program, data, ok):
    """What one sheet of a complete file lacks may stand on its other sheet."""
    table = export(program, data, 'accounts')
    head = table[0][1:]
    rows = list({row[head.index('ユーザーID') + 1]: row[1:] for row in table[1:]}.values())
    sheets = [sheetmaker.Table('本庁'), sheetmaker.Table('支所')]
    for i, sheet in enumerate(sheets):
        sheet.rows = [head] + rows[i::2]
    sheetmaker.Workbook(sheets).write(program.at('accounts.xlsx'))
    for lacking, step in ((0, 'first'), (0, 'again'), (1, 'less one')):
        sheets[1].rows = sheets[1].rows[:len(sheets[1].rows) - lacking]
        sheetmaker.Workbook(sheets).write(program.at('accounts.xlsx'))
        done = program.run('import', 'accounts', program.at('accounts.xlsx'), '--data', data,
                           '--system', '二枚のシステム', '--mode', 'good', '--complete', '--json')
        ok(done.json['changes']['ended'] == lacking and done.json['rows']['invalid'] == 0,
           f'5.6.6: two sheets of accounts, {step}: {lacking} end', done.out[:600])


def check_known_at(program, data, ok):
    """What was not judged then is not told to have held."""
    program.run('check', '--data', data)
    now = {c['id']: c['state'] for c in program.run('clauses', '--data', data, '--json').json}
    then = {c['id']: c['state'] for c in
            program.run('clauses', '--data', data, '--known-at', '2030-01-01', '--json').json}
    wrong = {k: (now[k], then[k]) for k in now if now[k] != then[k]}
    ok(not wrong, 'clauses known today are the clauses of today', wrong)
    past = program.run('clauses', '--data', data, '--known-at', '2020-01-01', '--json').json
    ok(all(c['state'] != 'ok' for c in past if any(x['kind'] == 'check' for x in c['carriers'])),
       'before the first check no clause with checks holds')


def main():
    program = harness.Program(sys.argv[1])
    tap = harness.Tap()
    try:
        data = make_city(program)
        check_sections(program, data, tap.ok)
        check_systems(program, data, tap.ok)
        check_complete(program, data, tap.ok)
        check_complete_sheets(program, data, tap.ok)
        check_known_at(program, data, tap.ok)
    finally:
        program.close()
    sys.exit(tap.done())


if __name__ == '__main__':
    main()
