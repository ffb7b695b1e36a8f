#!/usr/bin/env python3
"""Signing in as people do it, and what must be refused. TAP.

    sign_in.py CHIKIRI
"""
import sys
import time

import harness
import server

OWN = 'tanuki-no-hara-7-tsuzumi'


def check_first_run(tap, program):
    folder = program.fresh()
    served = server.Server(program, folder)
    person = server.Person(served, 'en')
    tap.same(person.get('/findings').fields.get('location'), '/first-run',
             '1.2.2: without a city every path leads to the first run')
    tap.same(person.post('/first-run', code='guess').status, 422,
             '5.7.1: the first run asks for the code of the console')
    answers = {'code': served.said.split('code: ')[1].split()[0], 'city_name': '試験市', 'staff_no': '１２３',
               'name': '試験　太郎', 'department': '総務部', 'section': 'ＩＴ推進課', 'post': '課長',
               'new_password': OWN, 'new_password_again': OWN}
    tap.ok('password' in person.post('/first-run', **{**answers, 'new_password': 'short',
                                                      'new_password_again': 'short'}).text,
           '4.3.4: a weak password of the first administrator founds nothing')
    tap.same(person.post('/first-run', **answers).status, 303, '1.2.2: the first run makes the city')
    person.sign_in('123', OWN)
    session = person.get('/api/1/session').json
    tap.ok('ciso_aide' in session['roles'], '1.2.2: the first administrator is the aide by post', session)
    tap.same(person.get('/first-run').status, 404, '5.7.1: there is only one first run')
    status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    tap.same(program.run('verify', '--data', folder).status, 0, '5.7.3: and leaves a record that verifies')


def check_temporary(tap, program, folder, served, staff_no):
    first = program.run('user', 'add', staff_no, '--data', folder, '--json').json['temporary_password']
    person = server.Person(served)
    tap.same(person.get('/password?a=b').fields.get('location'), '/sign-in?next=%2Fpassword%3Fa%3Db',
             '5.7.1: a page asks to sign in')
    tap.same(person.get('/api/1/session').status, 401, '5.7.1: the API says 401')
    tap.same(person.sign_in(staff_no, first).fields.get('location'), '/password',
             '5.7.5: a temporary password is changed before anything else')
    tap.same(person.get('/api/1/findings').status in (403, 404), True, '5.7.5: in the API too')
    person.get('/password')
    for bad, why in (('short', 'short'), ('password12345', 'common'), (staff_no * 3, 'the staff number')):
        tap.same(person.post('/password', password=first, new_password=bad, new_password_again=bad).status,
                 422, f'4.3.4: {why} is refused')
    tap.same(person.post('/password', password=first, new_password=OWN, new_password_again=OWN + 'x').status,
             422, '5.7.5: two different new ones are refused')
    tap.same(person.post('/password', password=first, new_password=OWN, new_password_again=OWN).status,
             303, '5.7.5: a good one is kept')
    tap.same(person.get('/api/1/session').json['must_change_password'], False, '5.7.5: and the way is free')
    return person


def check_forgery(tap, person):
    tap.same(person.ask('POST', '/sign-out', 'csrf=wrong', {'Content-Type': server.FORM}).status, 403,
             '5.7.1: a form without its own value is refused')
    tap.same(person.ask('POST', '/sign-out', '', {'Content-Type': server.FORM,
                                                  'Sec-Fetch-Site': 'cross-site'}).status, 403,
             '5.7.1: what another site sends is refused')
    tap.same(person.send('POST', '/api/1/password', {}, Origin='http://elsewhere.example').status, 403,
             '5.7.1: from another origin too')
    for next_path in ('//elsewhere.example/', 'https://elsewhere.example/', '/\\elsewhere.example'):
        answer = person.post('/language', to='en', next=next_path)
        tap.same(answer.fields.get('location'), '/', f'5.7.1: nobody is led to {next_path}')


def check_lock(tap, program, folder, served, staff_no):
    program.run('user', 'add', staff_no, '--data', folder)
    again = program.run('user', 'reset', staff_no, '--data', folder, '--json').json['temporary_password']
    person = server.Person(served)
    answers = [person.send('POST', '/api/1/session', {'staff_no': staff_no, 'password': 'wrong'}).status
               for _ in range(3)]
    tap.same(answers, [401, 401, 423], '5.7.6: the third failure locks')
    answer = person.send('POST', '/api/1/session', {'staff_no': staff_no, 'password': again})
    tap.same((answer.status, answer.json['error']['clause']), (423, '5.7.6'),
             '5.7.6: the fourth try is refused, the password being right')
    tap.same(program.run('user', 'unlock', staff_no, '--data', folder, '--json').status, 0,
             '5.7.6: an administrator unlocks')
    time.sleep(int(answer.fields.get('retry-after', 3)))
    tap.same(person.send('POST', '/api/1/session', {'staff_no': staff_no, 'password': again}).status, 201,
             '5.7.6: then it is right again')


def check_slowing(tap, served):
    """Whoever tries many numbers is slowed: locking is no weapon."""
    person = server.Person(served)
    answers = [person.send('POST', '/api/1/session', {'staff_no': f'9{i:05}', 'password': 'x'})
               for i in range(8)]
    tap.ok(any(answer.status == 429 and int(answer.fields['retry-after']) > 0 for answer in answers),
           '5.7.6: a source that fails again and again has to wait', answers)


def check_tokens(tap, program, folder, served, staff_no):
    token = program.run('token', 'add', '--user', staff_no, '--name', 'job', '--data', folder, '--json').json
    machine = server.Person(served)

    def ask(text):
        return machine.ask('GET', '/api/1/session', fields={'Authorization': 'Bearer ' + text})

    tap.same(ask(token['token']).json['staff_no'], staff_no, '5.7.2: a token has the rights of its owner')
    rows = program.run('token', 'list', '--user', staff_no, '--data', folder, '--json').json
    tap.ok(rows[0]['last_used_on'], '5.7.2: its last use is known', rows)
    tap.ok(token['token'] not in program.run('token', 'list', '--user', staff_no, '--data', folder,
                                             '--json').out, '4.3.1: it is shown once')
    done = program.run('findings', '--data', folder, '--format', 'json')
    tap.same(done.status, 0, 'the console asks as before')
    program.run('token', 'end', str(token['id']), '--user', staff_no, '--data', folder)
    tap.same(ask(token['token']).status, 401, '5.7.2: a token that has ended opens nothing')


def check_ends(tap, program, folder, person, staff_no):
    program.run('user', 'reset', staff_no, '--data', folder)
    tap.same(person.get('/api/1/session').status, 401, '5.7.5: a new password ends older sessions')


def main():
    program = harness.Program(sys.argv[1])
    tap = harness.Tap()
    check_first_run(tap, program)
    files, folder = program.at('files'), program.at('city')
    demo = program.run('demo', '--out', files, '--json').json
    program.run('init', '--data', folder, '--city', demo['city'])
    roster = [each['file'] for each in demo['files'] if each['kind'] == 'roster'][0]
    program.run('import', 'roster', f'{files}/{roster}', '--data', folder, '--mode', 'good', '--as-of',
                demo['as_of'])
    staff = [row['staff_no'] for row in program.run('export', 'people', '--data', folder, '--format',
                                                    'json').json]
    served = server.Server(program, folder)
    person = check_temporary(tap, program, folder, served, staff[0])
    check_forgery(tap, person)
    check_tokens(tap, program, folder, served, staff[0])
    check_ends(tap, program, folder, person, staff[0])
    check_lock(tap, program, folder, served, staff[1])
    check_slowing(tap, served)
    status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    tap.same(program.run('verify', '--data', folder).status, 0, '5.7.3: every try is in a record that verifies')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
