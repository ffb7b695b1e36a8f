#!/usr/bin/env python3
"""Findings, clauses, sections and home as people of each role meet them in page and API. TAP.

    finding_pages.py CHIKIRI
"""
import os
import subprocess
import sys
import time

import harness
import server

PASSWORD = 'tanuki-no-hara-7-tsuzumi'
TOOL = os.path.join(harness.HERE, '../../tools/demo_city.py')


def make_city(program):
    folder = program.fresh('city')
    subprocess.run([sys.executable, TOOL, 'make', program.path, folder, 'ja'], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder


def holders(program, folder, role):
    return [(row['unit'], row['holders'][0]['staff_no'])
            for row in program.run('people', '--role', role, '--data', folder, '--json').json
            if len(row['holders']) == 1]


def enter(program, folder, served, staff_no):
    """The demo city's people may have a sign-in already."""
    done = program.run('user', 'reset', staff_no, '--data', folder, '--json')
    if done.status != 0:
        return server.register(program, folder, served, staff_no, PASSWORD)
    person = server.Person(served)
    first = done.json['temporary_password']
    person.sign_in(staff_no, first)
    person.get('/password')
    person.post('/password', password=first, new_password=PASSWORD, new_password_again=PASSWORD)
    return person


def check_lists(tap, aide):
    answer = aide.get('/api/1/findings?limit=3').json
    tap.same(list(answer['items'][0])[:14],
             ['id', 'code', 'clause', 'severity', 'register', 'key', 'source_file', 'source_row', 'section',
              'responsible', 'detail', 'opened_at', 'state', 'when'], 'the columns of the outer contract come first')
    total, seen, path = answer['total'], [], '/api/1/findings?limit=200'
    while path:
        part = aide.get(path).json
        seen += [row['id'] for row in part['items']]
        path = part['next']
    tap.same((len(seen), len(set(seen))), (total, total), 'the parts of the list are all of it, once')
    groups = aide.get('/api/1/findings?by=cause').json['items']
    tap.same(sum(group['findings'] for group in groups), total, '11.2.2: causes divide the findings')
    for group in groups:
        if aide.get('/api/1/findings?cause=' + group['key']).json['total'] != group['findings']:
            tap.ok(False, 'each cause leads to as many as it says', group)
    for path in ('/findings', '/findings?by=clause', '/findings?by=section', '/findings?by=responsible',
                 '/findings?state=all&q=KF', '/findings/closing', '/findings/closing?on=R8.4.1', '/clauses',
                 '/clauses/3.1', '/clauses?known_at=2026-04-01', '/', '/first-day', '/pictures'):
        tap.same(aide.get(path).status, 200, f'{path} is there')
    tap.same(aide.get('/findings?state=odd').status, 422, 'an unknown state is refused')
    tap.same(aide.get('/findings/V01-nothing').status, 404, 'a finding that is not there is missing')


def check_sections(tap, aide, manager):
    texts = set()
    for number in range(1, 12):
        for person in (aide, manager):
            answer = person.get(f'/sections/{number}')
            tap.same(answer.status, 200, f'section {number} has its page')
        texts.add(answer.text[answer.text.index('<h1>'):])
    tap.same(len(texts), 11, 'and they differ')
    tap.same(aide.get('/sections/12').status, 404, 'there are eleven')


def check_clauses(tap, program, folder, aide):
    page = {row['id']: row['state'] for row in aide.get('/api/1/clauses').json['items']}
    command = {row['id']: row['state']
               for row in program.run('clauses', '--data', folder, '--json').json}
    tap.same(page, command, '11.2.0: pages and command line say the same of every clause')


def check_history(tap, program, folder, aide):
    """A clause over time: every state and number of it leads to what proves it."""
    wrong, states = [], set()
    items = aide.get('/api/1/clauses').json['items']
    for item in items:
        history = aide.get(f'/api/1/clauses/{item["id"]}').json['history']
        standing = sum(aide.get(f'/api/1/findings?clause={item["id"]}&limit=1&state={state}').json['total']
                       for state in ('open', 'excused'))
        states.add(history[-1]['state'])
        if (history[-1]['state'], history[-1]['standing']) != (item['state'], standing):
            wrong.append((item['id'], item['state'], standing, history[-1]))
    tap.same(wrong, [], '11.2.0: the history of each clause ends with its state and findings of today')
    tap.ok({'ok', 'breach', 'recommendation'} <= states, '11.2.0: of many kinds', states)
    today = aide.get('/api/1/findings/closing').json['on']
    then = {row['id']: row['state'] for row in program.run('clauses', '--data', folder, '--known-at', today,
                                                           '--json').json}
    tap.same(then, {item['id']: item['state'] for item in items},
             '11.2.0: and the command line says the same of what is known today')


def check_proof(tap, aide):
    """From the clause to the query, the check on record, the findings and what proves them."""
    clause = next(row['clause'] for row in find_of(aide, '?code=U01'))
    told = aide.get(f'/api/1/clauses/{clause}').json
    noted = aide.get(f'/api/1/record/{told["check"]}').json
    notes = {note['name']: note['value'] for note in noted['notes']}
    tap.same((noted['action'], noted['at'][:19]), ('check', told['checked_at'][:19]),
             '11.2.0: a clause names the check on record and its time')
    hashes = {check['id']: check['sql_sha256'] for check in told['checks'] if 'sql_sha256' in check}
    tap.ok(hashes and all(notes[f'{code} sql_sha256'] == value for code, value in hashes.items()),
           '11.2.0: the record says which query was asked', (hashes, notes))
    finding = told['items'][0]
    entry = aide.get(f'/api/1/record/{finding["entry"]}').json
    tap.ok(entry['register'] == 'finding' and entry['key'] == finding['id'] or finding['id'] in str(entry['changes']),
           '11.2.0: each finding names the entry that it stands on', entry)
    page = aide.get(f'/clauses/{clause}').text
    tap.ok(all(f'href="/record/{number}"' in page for number in (told['check'], finding['entry'])),
           '11.2.0: the page leads to both')
    tap.ok('記録に残る最後の点検' in page, '11.2.0: and says when it was last checked')
    tap.ok('<svg viewBox="0 0 720 190" role="img" aria-label="' in page and '数を表で見る' in page,
           '11.2.0: the history is a picture with its numbers')


def check_proof_scope(tap, aide, manager, section):
    mine = find_of(manager, '?limit=1')[0]
    other = next(row for row in find_of(aide, '?limit=500') if row['section'] not in (section, None))
    got = [manager.get(f'/record/{row["entry"]}').status for row in (mine, other)]
    tap.same(got, [200, 403], '5.6.3: a manager sees the proof of the own findings only')
    clause = manager.get(f'/api/1/clauses/{mine["clause"]}').json
    total = sum(manager.get(f'/api/1/findings?clause={mine["clause"]}&state={state}').json['total']
                for state in ('open', 'excused'))
    tap.same(clause['history'][-1]['standing'], total, '5.6.3: and the history of the own findings')


def find_of(person, path):
    return person.get('/api/1/findings' + path).json['items']


def check_refusals(tap, aide, manager, section):
    rows = find_of(manager, '?state=all&limit=500')
    tap.ok(rows and all(row['section'] == section for row in rows),
           '5.6.3: a manager sees the own section only', [row['section'] for row in rows][:5])
    others = [row['id'] for row in find_of(aide, '?limit=500') if row['section'] not in (section, None)]
    for path in (f'/findings/{others[0]}', f'/api/1/findings/{others[0]}'):
        tap.same(manager.get(path).status, 403, f'5.6.3: {path[:12]} of another section is refused')
    for act, value in (('answer', {'measure': 'x'}), ('excuse', {'reason': 'x', 'until': '2099-01-01',
                                                                  'approver': '1'}),
                       ('refuse', {'reason': 'x'}), ('end', {'reason': 'x'})):
        tap.ok(manager.send('POST', f'/api/1/findings/{others[0]}/{act}', value).status in (403, 422),
               f'5.6.3: {act} on another section is refused')
    tap.same(aide.get('/api/1/findings/' + others[0]).json['measure'], None, '5.6.3: and wrote nothing')
    tap.same(manager.send('POST', '/api/1/check', {}).status, 403, '5.6.3: a manager cannot check the city')
    tap.same(manager.get('/findings/corrections').fields.get('content-type', '')[-5:], 'sheet',
             '11.2.2: a manager takes the own correction request')


def check_answer(tap, manager, row):
    path = '/findings/' + row['id']
    manager.get(path)
    answer = manager.post(path + '/answer', measure='棚を替える', assignee='係長', promised_on='R99.1.32',
                          answer='予定')
    tap.ok(answer.status == 422 and '棚を替える' not in manager.get(path).text,
           '11.2.2: a day that does not exist answers nothing')
    answer = manager.post(path + '/answer', measure='棚を替える', assignee='係長', promised_on='Ｒ１１．４．１',
                          answer='予定')
    told = manager.get('/api/1' + path).json
    tap.same((answer.status, told['measure'], told['promised_on'], told['answer']),
             (303, '棚を替える', '2029-04-01', '予定'), '11.2.2: the answer is kept, the day read as people write it')
    tap.same(manager.send('POST', '/api/1' + path + '/answer', {'answer': 'データ確認済'}).status, 422,
             '11.2.2: nobody says for the data that it is put right')


def check_excuse(tap, manager, ciso, ciso_no, row):
    path, api = '/findings/' + row['id'], '/api/1/findings/' + row['id']
    today = manager.get('/api/1/findings/closing').json['on']
    asked = manager.send('POST', api + '/excuse', {'reason': '更新待ち', 'until': today, 'approver': ciso_no})
    tap.same((asked.status, asked.json.get('state')), (200, 'pending'), '5.6.2: what is asked for waits')
    tap.same(manager.get(api).json['state'], 'open', '5.6.2: and excuses nothing yet')
    tap.ok(row['id'] in ciso.get('/').text, '5.6.2: the approver sees it at home')
    tap.same(manager.send('POST', api + '/refuse', {'reason': 'x'}).status, 403,
             '5.6.2: who asked does not decide')
    ciso.get(path)
    tap.same(ciso.post(path + '/refuse', reason='短くする').status, 303, '5.6.2: the approver turns it down')
    tap.same(ciso.get(api).json['exceptions'][0]['state'], 'refused', '5.6.2: and that is kept')
    manager.send('POST', api + '/excuse', {'reason': '更新待ち', 'until': today, 'approver': ciso_no})
    ciso.get(path)
    tap.same(ciso.post(path + '/excuse', reason='更新待ち', until=today, approver=ciso_no).status, 303,
             '5.6.2: the approver approves')
    tap.same(ciso.get(api).json['state'], 'excused', '5.6.2: now it is excused')
    tap.same(manager.send('POST', api + '/end', {'reason': 'x'}).status, 403,
             '5.6.2: the manager cannot end it')
    ciso.get(path)
    tap.same(ciso.post(path + '/end', reason='').status, 422, '5.6.2: ending asks for a reason')
    tap.same(ciso.post(path + '/end', reason='直った').status, 303, '5.6.2: it is ended early')
    tap.same(ciso.get(api).json['state'], 'open', '5.6.2: and open again')


def check_fix(tap, aide, manager):
    rows = [row['id'] for row in find_of(manager, '?code=W03&limit=500')]
    entries = len(aide.get('/api/1/findings/' + rows[0]).json['history'])
    fix = {'code': 'W03', 'column': 'reviewed_on', 'value': '令和8年13月1日', 'reason': '見直した', 'id': rows}
    tap.same(manager.send('POST', '/api/1/findings/fix', {**fix, 'step': 'apply'}).status, 422,
             '11.2.2: one bad value changes no row')
    fix['value'] = manager.get('/api/1/findings/closing').json['on']
    tried = manager.send('POST', '/api/1/findings/fix', fix).json
    tap.same((tried['rows_changed'], tried['closed']), (len(rows), len(rows)),
             '11.2.2: a trial says what one value closes')
    tap.same(aide.get('/api/1/findings?code=W03&q=' + rows[0]).json['total'], 1, '11.2.2: and changes nothing')
    tap.same(len(aide.get('/api/1/findings/' + rows[0]).json['history']), entries,
             '11.2.2: not even in the record')
    others = [row['id'] for row in find_of(aide, '?code=W03&limit=500') if row['id'] not in rows]
    tap.same(manager.send('POST', '/api/1/findings/fix',
                          {**fix, 'step': 'apply', 'id': rows[:1] + others[:1]}).status, 403,
             '5.6.3: a row of another section stops it all')
    done = manager.send('POST', '/api/1/findings/fix', {**fix, 'step': 'apply'})
    tap.same(done.status, 200, '11.2.2: the fix is applied')
    tap.same(find_of(manager, '?code=W03'), [], '11.2.2: and closes them all')


def check_now(tap, aide):
    """Checking waits in line like other long work: nobody's write waits for it."""
    asked = aide.send('POST', '/api/1/check', {})
    tap.same(asked.status, 201, '11.2.0: the aide asks for a check of the city')
    for _ in range(600):
        job = aide.get(f'/api/1/jobs/{asked.json["id"]}').json
        if not job['is_active']:
            break
        time.sleep(0.1)
    tap.same((job['kind'], job['state'], sorted(job['result'])), ('check', 'done', ['closed', 'moved', 'opened']),
             '11.2.0: and is told what it came to')
    aide.get('/findings')
    answer = aide.post('/findings/check')
    tap.ok(answer.status == 303 and answer.fields['location'].startswith('/jobs/'), '11.2.0: so does the button', answer)
    page = aide.get(answer.fields['location']).text
    tap.ok('data-job=' in page or 'href="/findings"' in page, '11.2.0: its page shows how far it is', page[-1500:])


def main():
    words = [word for word in sys.argv[1:] if not word.startswith('--')]
    if not words:
        print('1..0 # SKIP no program given')
        return 0
    program, tap = harness.Program(words[0]), harness.Tap()
    folder = make_city(program)
    served = server.Server(program, folder)
    aide = enter(program, folder, served, holders(program, folder, 'ciso_aide')[0][1])
    ciso_no = holders(program, folder, 'ciso')[0][1]
    ciso = enter(program, folder, served, ciso_no)
    with_work = {row['section'] for row in find_of(aide, '?code=W03&limit=500')}
    section, manager_no = [pair for pair in holders(program, folder, 'security_manager')
                           if pair[0] in with_work and 'ＩＴ推進課' not in pair[0]][0]
    manager = enter(program, folder, served, manager_no)
    check_lists(tap, aide)
    check_sections(tap, aide, manager)
    check_clauses(tap, program, folder, aide)
    check_history(tap, program, folder, aide)
    check_proof(tap, aide)
    check_proof_scope(tap, aide, manager, section)
    check_refusals(tap, aide, manager, section)
    row = find_of(manager, '?code=W03')[0]
    check_answer(tap, manager, row)
    check_excuse(tap, manager, ciso, ciso_no, row)
    check_fix(tap, aide, manager)
    check_history(tap, program, folder, aide)
    check_now(tap, aide)
    status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly')
    tap.same(program.run('verify', '--data', folder).status, 0, '5.7.3: and leaves a record that verifies')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
