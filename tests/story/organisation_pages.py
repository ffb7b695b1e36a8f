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


def main():
    program = harness.Program(sys.argv[1])
    tap = harness.Tap()
    city = City(program)
    aide = city.sign_in(city.holders('ciso_aide')[0][1]['staff_no'])
    check_chart(tap, city, aide)
    check_dates(tap, city, aide)
    check_scope(tap, city)
    status, errors = city.served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    tap.same(program.run('verify', '--data', city.folder).status, 0, '5.7.3: the record verifies')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
