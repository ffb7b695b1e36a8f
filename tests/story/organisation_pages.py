#!/usr/bin/env python3
"""The pages of section 1 to 3: who holds which role, table 5 and table 4, for those who may see. TAP.

    organisation_pages.py CHIKIRI
"""
import csv
import sys

import harness
import server

OWN = 'tanuki-no-hara-7-tsuzumi'


class City:
    """The demo city served, with people signed in by what they hold."""

    def __init__(self, program):
        self.program = program
        self.files, self.folder = program.at('files'), program.at('city')
        made = program.run('demo', '--out', self.files, '--json').json
        self.names = {each['kind']: f"{self.files}/{each['file']}" for each in made['files']}
        program.run('init', '--data', self.folder, '--city', made['city'])
        program.imports(self.folder, 'roster', self.names['roster'])
        program.imports(self.folder, 'transfers', self.names['transfers'])
        program.imports(self.folder, 'assets', self.names['assets'])
        program.run('check', '--data', self.folder, '--json')
        self.served = server.Server(program, self.folder)

    def ask(self, *words):
        return self.program.run(*words, '--data', self.folder, '--json').json

    def holders(self, role, *words):
        return [(seat['unit'], holder) for seat in self.ask('people', '--role', role, *words)
                for holder in seat['holders']]

    def sign_in(self, staff_no, language='ja'):
        first = self.ask('user', 'add', staff_no)['temporary_password']
        person = server.Person(self.served, language)
        person.sign_in(staff_no, first)
        person.get('/password')
        person.post('/password', password=first, new_password=OWN, new_password_again=OWN)
        return person

    def plain_staff(self, section):
        """Someone of the section who holds no role there."""
        managers = {holder['staff_no'] for _, holder in self.holders('security_manager')}
        roster = self.program.run('export', 'roster', '--data', self.folder, '--format', 'csv').out
        for row in csv.DictReader(roster.splitlines()):
            if row['課名'] == section and row['職員番号'] not in managers:
                return row['職員番号']
        raise RuntimeError('nobody works in ' + section)


def check_chart(tap, city, aide):
    chart = aide.get('/api/1/organisation').json
    told = city.ask('people', '--chart')
    tap.same([chart['tables'], chart['figure']], [told['tables'], told['figure']],
             '1.1: the API tells tables 1 to 3 and figure 1 as the command does')
    page = aide.get('/organisation')
    tap.same(page.status, 200, '1.1: the organisation has its page')
    ciso = city.holders('ciso')[0][1]
    for text, why in ((ciso['name'], 'the CISO stands in the page'), ('<svg ', 'figure 1 is drawn'),
                      ('box-vacant', 'a vacant box is drawn as one'),
                      ('▲ 空席', 'and says so by sign and word'), ('data-print', 'it can be printed')):
        tap.ok(text in page.text, f'1.1: {why}')
    roles = {role['role']: role for table in chart['tables'] for role in table['roles']}
    empty = [seat['unit'] for seat in roles['security_manager']['seats'] if seat['vacant']]
    vacant = [seat['unit'] for seat in city.ask('people', '--role', 'security_manager')
              if seat['vacant']]
    tap.same(empty, vacant, '1.2.4: sections without a manager are vacant seats')
    tap.ok(all(holder['how'] in ('main', 'concurrent', 'acting', 'appointed')
               for role in roles.values() for seat in role['seats'] for holder in seat['holders']),
           '1.2.1: every holder says how the role is held')
    english = server.Person(city.served, 'en')
    english.cookies = dict(aide.cookies)
    tap.ok('▲ vacant' in english.get('/organisation').text, '1.1: the same in English')


def check_dates(tap, city, aide):
    past, future = '2026-03-31', '2030-04-01'
    for day in (past, future):
        told = [seat for seat in city.ask('people', '--at', day, '--role', 'security_manager')]
        shown = aide.get(f'/api/1/organisation/roles?role=security_manager&at={day}').json['items']
        tap.same(shown, told, f'1.2.4: managers of {day} as the command tells them')
    before = aide.get(f'/api/1/organisation?at={past}').json
    after = aide.get('/api/1/organisation').json
    tap.ok(before['at'] == past and before['tables'] != after['tables'],
           '1.2.4: the day before the transfers had other holders')
    tap.ok('先の日付です' in aide.get(f'/organisation?at={future}').text,
           '1.1: a day to come says that it is')
    tap.same(aide.get('/api/1/organisation?at=R8.3.31').json['at'], past, '1.1: era dates are read')
    tap.same(aide.get('/organisation?at=yesterday').status, 422, '1.1: what is no date is refused')
    known = aide.get('/api/1/organisation?known_at=2020-01-01').json
    seats = [seat for role in known['tables'][0]['roles'] for seat in role['seats']]
    tap.ok(all(seat['vacant'] for seat in seats), '1.2.4: before anything was recorded nobody was known')


def check_scope(tap, city):
    section = city.holders('security_manager')[0][0]
    clerk = city.sign_in(city.plain_staff(section.split(' ')[1]))
    chart = clerk.get('/api/1/organisation').json
    roles = {role['role']: role for table in chart['tables'] for role in table['roles']}
    tap.same([seat['unit'] for seat in roles['security_manager']['seats']], [section],
             '5.6.3: a clerk sees the manager of the own section only')
    tap.same(len(roles['ciso']['seats'][0]['holders']), 1, '5.6.3: and who the CISO is')
    tap.same(server.Person(city.served).get('/api/1/organisation').status, 401,
             '5.6.3: nobody sees it without signing in')
    return clerk


def section_of(chart, unit):
    """The number of the section called so."""
    return next(seat['section_id'] for table in chart['tables'] for role in table['roles']
                for seat in role['seats'] if seat['unit'] == unit)


def check_section(tap, city, aide, clerk):
    unit, manager = city.holders('security_manager')[0]
    path = f"/organisation/sections/{section_of(aide.get('/api/1/organisation').json, unit)}"
    section = aide.get('/api/1' + path).json
    roles = {role['role']: role for role in section['roles']}
    tap.same(roles['security_manager']['holders'][0]['staff_no'], manager['staff_no'],
             '1.2.4: a section says who manages it')
    tap.ok(len(section['staff']) > 1 and {'staff_no', 'name', 'post'} <= set(section['staff'][0]),
           '1.2.4: who works in it', section)
    assets = [row for row in city.program.run('export', 'assets', '--data', city.folder, '--format',
                                              'json').json
              if f"{row['department']} {row['section']}" == unit and row['ended_at'] is None]
    tap.same(section['assets']['count'], len(assets), '2.2: how many assets it holds')
    found = [row['severity'] for row in city.ask('findings', '--format', 'json', '--section', unit)]
    tap.same([section['findings']['breach'], section['findings']['recommendation']],
             [found.count('breach'), found.count('recommendation')], '2.2: and what is wrong in it')
    tap.same(clerk.get(path).status, 200, '5.6.3: the own section is open to a clerk')
    other = section_of(aide.get('/api/1/organisation').json, city.holders('security_manager')[5][0])
    tap.same([clerk.get(f'/api/1/organisation/sections/{other}').status,
              clerk.get(f'/organisation/sections/{other}').status], [403, 403],
             '5.6.3: another section is not')
    tap.same([aide.get(f'/organisation/sections/{bad}').status for bad in ('0', 'x', '999999')],
             [404, 404, 404], '1.1: what is no section is not found')


def check_person(tap, city, aide, clerk):
    moved = next(holder for _, holder in city.holders('security_manager')
                 if len(city.ask('show', 'people', holder['staff_no'])['assignments']) > 1)
    path = f"/organisation/people/{moved['staff_no']}"
    person = aide.get('/api/1' + path).json
    tap.ok('security_manager' in [role['role'] for role in person['roles']],
           '1.2.4: a person says which roles they hold', person)
    posts = [(each['valid_from'], each['valid_to']) for each in person['assignments']]
    tap.ok(posts[0][1] == posts[1][0], '1.2.4: one post ends where the next begins', posts)
    tap.ok(all(each['known_from'] and each['known_to'] is None for each in person['assignments']),
           '1.2.4: what is known says since when', person['assignments'])
    tap.ok(person['corrected'] and all(each['known_to'] for each in person['corrected']),
           '1.2.4: what the transfers replaced is kept', person['corrected'])
    past = aide.get('/api/1' + path + '?at=2020-01-01').json
    tap.ok(past['roles'] != person['roles'], '1.2.4: and on another day other roles')
    tap.same(aide.get(path).status, 200, '1.2.4: a person has a page')
    ciso = city.holders('ciso')[0][1]['staff_no']
    tap.same(clerk.get(f'/organisation/people/{ciso}').status, 403,
             '5.6.3: the career of the CISO is not for a clerk')
    tap.same(aide.get('/organisation/people/999999').status, 404, '1.2.4: nobody of that number')


def check_appointment(tap, city, aide, clerk):
    unit, manager = city.holders('security_manager')[0]
    number = section_of(aide.get('/api/1/organisation').json, unit)
    form = f'/organisation/appointments/new?section_id={number}'
    officer = clerk.get('/api/1/session').json['staff_no']
    tap.same(clerk.get(form).status, 403, '1.2.5: a clerk does not see the form')
    refused = clerk.send('POST', '/api/1/organisation/appointments',
                         {'section_id': number, 'staff_no': officer})
    tap.same((refused.status, refused.json['error']['clause']), (403, '1.2.5'),
             '1.2.5: and names nobody')
    head = city.sign_in(manager['staff_no'])
    tap.ok('appointments/new' in head.get(f'/organisation/sections/{number}').text,
           '1.2.5: the manager has the button')
    tap.ok(officer in head.get(form).text, '1.2.5: and chooses among the section\'s staff')
    own = head.post('/organisation/appointments', section_id=number, staff_no=manager['staff_no'])
    tap.same(own.status, 403, '1.2.5: nobody names themself')
    head.get(form)
    tap.same(head.post('/organisation/appointments', section_id=number, staff_no='').status, 422,
             '1.2.5: a form without a person is shown again')
    outsider = city.holders('ciso')[0][1]['staff_no']
    tap.same(head.post('/organisation/appointments', section_id=number, staff_no=outsider).status,
             422, '1.2.5: an officer works in the section')
    tap.same(head.post('/organisation/appointments', section_id=number, staff_no=officer,
                       valid_from='2026-05-02', until='2026-05-01').status, 422,
             '1.2.5: the last day is not before the first')
    before = [row['key'] for row in city.ask('findings', '--format', 'json', '--code', 'P01')]
    done = head.post('/organisation/appointments', section_id=number, staff_no=officer)
    tap.same((done.status, done.fields.get('location')), (303, f'/organisation/sections/{number}'),
             '1.2.5: the manager names the officer')
    held = [holder['staff_no'] for seat, holder in city.holders('security_officer') if seat == unit]
    tap.same(held, [officer], '1.2.5: who then holds the role')
    after = [row['key'] for row in city.ask('findings', '--format', 'json', '--code', 'P01')]
    tap.same(sorted(set(before) - set(after)), [f'security_officer {unit}'],
             '1.2.5: and the vacancy is closed')
    other = section_of(aide.get('/api/1/organisation').json, city.holders('security_manager')[5][0])
    tap.same(head.send('POST', '/api/1/organisation/appointments',
                       {'section_id': other, 'staff_no': officer}).status, 403,
             '1.2.5: in another section the manager names nobody')


def check_preview(tap, city, aide, clerk):
    unread = city.program.fresh()
    city.program.init(unread)
    city.program.imports(unread, 'roster', city.names['roster'])
    told = city.program.run('preview', 'transfers', city.names['transfers'], '--data', unread,
                            '--json').json
    served = server.Server(city.program, unread)
    number = aide.get('/api/1/session').json['staff_no']
    first = city.program.run('user', 'add', number, '--data', unread, '--json').json
    person = server.Person(served)
    person.sign_in(number, first['temporary_password'])
    person.get('/password')
    person.post('/password', password=first['temporary_password'], new_password=OWN,
                new_password_again=OWN)
    with open(city.names['transfers'], 'rb') as file:
        content = file.read()
    page = person.get('/organisation/preview')
    tap.same(page.status, 200, '1.2.4: the transfer day can be looked at')
    page = person.upload('/organisation/preview', 'file', 'list.xlsx', content)
    lost = [row for row in told['sections'] if not row['manager_after']]
    tap.ok(page.status == 200 and all(row['section'] in page.text for row in told['sections']),
           '1.2.4: the page names every section whose head changes', page)
    tap.ok(not lost or '長のいない課' in page.text, '1.2.4: and what is left without one')
    tap.same(person.upload('/api/1/organisation/preview', 'file', 'list.xlsx', content).json, told,
             '1.2.4: the API tells what the command tells')
    tap.same(person.upload('/organisation/preview', 'file', 'x.xlsx', b'no list').status, 422,
             '1.2.4: what is no list is refused')
    rows = city.program.run('preview', 'transfers', city.names['transfers'], '--data', unread,
                            '--json').json
    tap.same(rows, told, '1.2.4: looking changed nothing')
    tap.same(clerk.get('/organisation/preview').status, 403, '5.6.3: it is not for a clerk')
    status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the second server ends quietly')


def main():
    program = harness.Program(sys.argv[1])
    tap = harness.Tap()
    city = City(program)
    aide = city.sign_in(city.holders('ciso_aide')[0][1]['staff_no'])
    check_chart(tap, city, aide)
    check_dates(tap, city, aide)
    clerk = check_scope(tap, city)
    check_section(tap, city, aide, clerk)
    check_person(tap, city, aide, clerk)
    check_appointment(tap, city, aide, clerk)
    check_preview(tap, city, aide, clerk)
    status, errors = city.served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    tap.same(program.run('verify', '--data', city.folder).status, 0, '5.7.3: the record verifies')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
