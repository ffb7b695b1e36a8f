#!/usr/bin/env python3
"""Who may sign in, given and taken by those who administer it; tokens; the one search box. TAP.

    users.py CHIKIRI
"""
import os
import sys

import harness
import server

OWN = 'tanuki-no-hara-7-tsuzumi'


def people_by_role(program, folder):
    roles = {}
    for each in program.run('people', '--data', folder, '--json').json:
        roles.setdefault(each['role'], []).extend(one['staff_no'] for one in each['holders'])
    return roles


def anyone_else(program, folder, roles):
    held = {staff_no for each in roles.values() for staff_no in each}
    rows = program.run('export', 'people', '--data', folder, '--format', 'json').json
    return [row['staff_no'] for row in rows if row['staff_no'] not in held and not row.get('left_on')]


def holds_nowhere(program, folder, secret):
    """Whether the text stands in no file of the folder and in no entry of the record."""
    for place, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(place, name), 'rb') as file:
                if secret.encode() in file.read():
                    return False
    return True


def check_giving(tap, program, folder, boss, staff_no):
    page = boss.get(f'/users/{staff_no}')
    tap.ok(f'/users/{staff_no}/add' in page.text, '5.7.2: a person without a sign-in is offered one', page)
    form = boss.get(f'/users/{staff_no}/add')
    tap.same(form.status, 200, '5.7.2: with a step that says what follows')
    given = boss.post('/users', staff_no=staff_no, tag='0', reason='試験')
    tap.same((given.status, given.fields.get('cache-control')), (201, 'no-store'),
             '5.7.5: the answer that shows the temporary password is kept by nobody')
    password = given.text.split('class="notice mono">')[1].split('<')[0]
    tap.ok(password not in boss.get(f'/users/{staff_no}').text, '5.7.5: it is shown once')
    tap.same(boss.post('/users', staff_no=staff_no, tag='0').status, 409, '5.7.2: sent twice it is done once')
    tap.ok(holds_nowhere(program, folder, password), '4.3.1: and it stands in no file')
    rows = boss.get('/api/1/users?must_change_password=1&q=' + staff_no).json
    tap.same([(row['staff_no'], row['state'], row['must_change_password']) for row in rows['items']],
             [(staff_no, 'active', True)], '5.7.5: the list tells who still has a temporary one')
    return password


def check_reset(tap, program, folder, boss, staff_no, old):
    served = boss.server
    answer = boss.send('POST', f'/api/1/users/{staff_no}/reset', {})
    tap.same((answer.status, sorted(answer.json)), (200, ['staff_no', 'temporary_password']),
             '5.7.5: the API answers with both')
    tag = boss.get(f'/api/1/users/{staff_no}').fields['etag']
    answers = server.at_once([lambda: boss.send('POST', f'/api/1/users/{staff_no}/reset', {}, **{'If-Match': tag})] * 6)
    good = [each for each in answers if each.status == 200]
    tap.same((len(good), {each.status for each in answers} - {200}), (1, {409}),
             '5.7.5: sent six times at once it is reset once')
    answer = good[0]
    person = server.Person(served)
    tap.same(person.sign_in(staff_no, old).status, 401, '5.7.5: the old password is no good any more')
    tap.same(person.sign_in(staff_no, answer.json['temporary_password']).status, 303, '5.7.5: the new one is')
    tap.ok(holds_nowhere(program, folder, answer.json['temporary_password']), '4.3.1: it stands in no file')
    return person


def check_unlock(tap, boss, staff_no):
    person = server.Person(boss.server)
    for _ in range(3):
        person.send('POST', '/api/1/session', {'staff_no': staff_no, 'password': 'wrong'})
    tap.same(boss.get('/api/1/users/' + staff_no).json['state'], 'locked', '5.7.6: three failures lock')
    tap.ok(staff_no in boss.get('/users?state=locked').text, '5.7.6: the list shows who is locked')
    refused = boss.send('POST', f'/api/1/users/{staff_no}/unlock', {})
    tap.same((refused.status, refused.json['error']['field'], refused.json['error']['clause']),
             (422, 'reason', '5.7.6'), '5.7.6: unlocking asks for a reason')
    boss.get(f'/users/{staff_no}/unlock')
    again = boss.post(f'/users/{staff_no}/unlock', reason=' ')
    tap.ok(again.status == 422 and 'form-error' in again.text, '5.7.6: so does its form', again)
    tap.same(boss.post(f'/users/{staff_no}/unlock', reason='4月1日の申請、職員証で確認').status, 303,
             '5.7.6: with one it is done')
    tap.same(boss.get('/api/1/users/' + staff_no).json['state'], 'active', '5.7.6: and it holds')
    tap.same(boss.send('POST', f'/api/1/users/{staff_no}/unlock', {'reason': 'x'}).status, 409,
             '5.7.6: what is not locked is not unlocked')


def check_own(tap, program, folder, boss, own):
    answers = [boss.send('POST', f'/api/1/users/{own}/{verb}', {'reason': 'x'}) for verb in ('reset', 'unlock')]
    tap.same([(each.status, each.json['error']['clause']) for each in answers], [(403, '5.7.6')] * 2,
             '5.7.6: nobody resets or unlocks the own sign-in')
    tap.ok(f'/users/{own}/reset' not in boss.get(f'/users/{own}').text, '5.7.6: and nobody is offered to')
    done = program.run('user', 'reset', own, '--data', folder, '--as', own, '--json')
    tap.same(done.status, 4, '5.7.6: on the command line neither')


def check_others(tap, person, staff_no):
    asked = [('GET', '/users'), ('GET', '/users/' + staff_no), ('POST', f'/users/{staff_no}/reset'),
             ('POST', f'/users/{staff_no}/unlock'), ('POST', f'/users/{staff_no}/end'),
             ('GET', '/users/999999')]
    answers = {f'{method} {path}': (person.send(method, '/api/1' + path, {}) if method == 'POST'
                                    else person.get('/api/1' + path)).status for method, path in asked}
    answers['POST /users'] = person.send('POST', '/api/1/users', {'staff_no': staff_no}).status
    tap.same(set(answers.values()), {403}, '5.6.3: who does not administer gets nowhere, and learns no number')
    tap.ok('"/users"' not in person.get('/tokens').text, '5.6.3: and is not led there')


def check_tokens(tap, program, folder, boss, person):
    page = person.get('/tokens')
    tap.same(page.status, 200, '5.7.2: everyone has a page of tokens')
    made = person.post('/tokens', name='夜間の取込', expires_on='', tag='0')
    tap.same(made.status, 201, '5.7.2: makes one')
    token = made.text.split('class="mono">')[1].split('<')[0]
    tap.same(person.post('/tokens', name='夜間の取込', tag='0').status, 409, '5.7.2: sent twice it is one')
    tap.same(person.post('/tokens', name='', tag='1').status, 422, '5.7.2: without a name it is none')
    late = person.send('POST', '/api/1/tokens', {'name': 'x', 'expires_on': '2099-01-01'})
    tap.same((late.status, late.json['error']['field']), (422, 'expires_on'), '5.7.2: nor one for ever')
    tap.ok(token not in person.get('/tokens').text and holds_nowhere(program, folder, token),
           '4.3.1: it is shown once and stands in no file')
    machine = server.Person(boss.server)

    def ask(method, path, body=None):
        return machine.ask(method, path, body, {'Authorization': 'Bearer ' + token,
                                                'Content-Type': 'application/json'})

    rows = ask('GET', '/api/1/tokens').json
    tap.same((rows['total'], rows['items'][0]['name'], rows['items'][0]['is_open']), (1, '夜間の取込', True),
             '5.7.2: it opens what is its owner\'s')
    tap.same(ask('POST', '/api/1/tokens', b'{"name":"x"}').status, 403, '5.7.2: but makes no further tokens')
    number = rows['items'][0]['id']
    tap.same(boss.send('POST', '/api/1/tokens/999/end', {}).status, 404, '5.7.2: what is not there is not ended')
    tap.same(person.get(f'/tokens/{number}/end').status, 200, '5.7.2: ending asks once more')
    tap.same(person.post(f'/tokens/{number}/end').status, 303, '5.7.2: then ends it')
    tap.same(ask('GET', '/api/1/tokens').status, 401, '5.7.2: at once')


def check_switch(tap, person):
    person.get('/tokens')
    left = person.post('/sign-out', next='/tokens?a=b')
    tap.same(left.fields['location'], '/sign-in?next=%2Ftokens%3Fa%3Db', '4.1.4: the next user goes on from here')
    tap.ok('autofocus' in person.get(left.fields['location']).text, '4.1.4: and types at once')
    tap.same(person.get('/api/1/session').status, 401, '4.1.4: the session of the one who left is over')
    away = person.post('/sign-out', next='//elsewhere.example/')
    tap.same(away.fields['location'], '/sign-in', '5.7.1: nobody is led elsewhere')


def check_search(tap, boss, person, staff_no):
    found = boss.get('/api/1/search?q=' + staff_no).json
    tap.same([(item['kind'], item['key']) for item in found['items'] if item['kind'] == 'people'],
             [('people', staff_no)], 'a staff number finds the person')
    tap.ok(any(item['id'] == '5.7.6' for item in boss.get('/api/1/search?q=５.７.６').json['clauses']),
           'a number in full width finds the clause')
    tap.ok(any(item['code'] == 'V01' for item in boss.get('/api/1/search?q=v01').json['codes']),
           'a code finds what it means')
    tap.ok('empty-title' in boss.get('/search?q=どこにもない言葉のはず').text, 'nothing found says what to try')
    tap.same(boss.get('/api/1/search?q=').status, 422, 'no words are refused in the API')
    tap.same(boss.get('/api/1/search?q=x&kind=nothing').status, 422, 'an unknown register too')
    wide, narrow = boss.get('/api/1/search?q=課').json, person.get('/api/1/search?q=課').json
    tap.ok(narrow['total'] < wide['total'], '5.6.3: only what the viewer may see is found',
           (wide['total'], narrow['total']))
    group = wide['groups'][0]
    whole = boss.get(f'/api/1/search?q=課&kind={group["kind"]}').json
    tap.same(whole['total'], group['total'], 'a group is what its register finds')


def main():
    program = harness.Program(sys.argv[1])
    tap = harness.Tap()
    folder = harness.demo(program)
    roles = people_by_role(program, folder)
    served = server.Server(program, folder)
    boss_no, (first, second) = roles['ciso_aide'][0], anyone_else(program, folder, roles)[:2]
    boss = server.register(program, folder, served, boss_no, OWN)
    old = check_giving(tap, program, folder, boss, first)
    check_reset(tap, program, folder, boss, first, old)
    check_unlock(tap, boss, first)
    check_own(tap, program, folder, boss, boss_no)
    person = server.register(program, folder, served, second, OWN)
    check_others(tap, person, first)
    check_tokens(tap, program, folder, boss, person)
    check_search(tap, boss, person, first)
    check_switch(tap, person)
    boss.get(f'/users/{first}/end')
    tap.same(boss.post(f'/users/{first}/end', reason='退職').status, 303, '5.6.5: a sign-in is ended')
    tap.same(boss.get('/api/1/users/' + first).json['state'], 'ended', '5.6.5: and stays so')
    status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    tap.same(program.run('verify', '--data', folder).status, 0, '5.7.3: every act is in a record that verifies')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
