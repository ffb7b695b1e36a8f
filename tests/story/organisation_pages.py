#!/usr/bin/env python3
"""The pages of section 1 to 3: who holds which role, table 5 and table 4, for those who may see. TAP.

    organisation_pages.py CHIKIRI
"""
import csv
import html
import re
import sys
import urllib.parse

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
        named = {holder['staff_no'] for role in ('security_manager', 'security_officer')
                 for _, holder in self.holders(role)}
        roster = self.program.run('export', 'roster', '--data', self.folder, '--format', 'csv').out
        for row in csv.DictReader(roster.splitlines()):
            if row['課名'] == section and row['職員番号'] not in named:
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
    later = city.plain_staff(unit.split(' ')[1])
    head.post('/organisation/appointments', section_id=number, staff_no=later,
              valid_from='R12.4.1', until='R13.3.31')
    tap.same([later in [holder['staff_no'] for _, holder in
                        city.holders('security_officer', '--at', day)]
              for day in ('2030-03-31', '2030-04-01', '2031-03-31', '2031-04-01')],
             [False, True, True, False], '1.2.5: from the first day to the last, in era years too')
    other = section_of(aide.get('/api/1/organisation').json, city.holders('security_manager')[5][0])
    tap.same(head.send('POST', '/api/1/organisation/appointments',
                       {'section_id': other, 'staff_no': officer}).status, 403,
             '1.2.5: in another section the manager names nobody')


def check_end_of_appointment(tap, city, clerk):
    """From the section's page, by links and forms alone."""
    unit, manager = city.holders('security_manager')[0]
    head = server.Person(city.served)
    head.sign_in(manager['staff_no'], OWN)
    number = section_of(head.get('/api/1/organisation').json, unit)
    path = f'/organisation/sections/{number}'
    named = head.get('/api/1' + path).json['appointments']
    held = [holder['staff_no'] for seat, holder in city.holders('security_officer') if seat == unit]
    mine = next(each for each in named if each['staff_no'] == held[0])
    tap.same(len(named), 2, '1.2.5: the section says who is named, also from a later day')
    address = f"/appointments/{mine['id']}/end"
    tap.ok(f'href="{address}"' in head.get(path).text, '1.2.5: beside each stands its end')
    officer = server.Person(city.served)
    officer.sign_in(held[0], OWN)
    seen, aside = officer.get(path).text, clerk.get(path)
    tap.ok(f"/appointments/{mine['id']}\"" in seen and address not in seen,
           '1.2.5: who may see and not name is offered no end')
    tap.ok(aside.status == 200 and '/appointments/' not in aside.text, '1.2.5: nor is a clerk')
    other = city.sign_in(city.holders('security_manager')[5][1]['staff_no'])
    tag = re.search(r'name="tag" value="(\w+)"', head.get(address).text).group(1)
    tap.same([(person.get(address).status, person.post(address, tag=tag, reason='試し').status)
              for person in (clerk, other, officer)], [(404, 404), (404, 404), (403, 403)],
             '1.2.5: a clerk, the manager of another section and the officer do not end it')
    head.get(address)
    tap.same(head.post(address, tag=tag, reason=' ').status, 422, '1.2.5: it asks for the reason')
    tap.ok(held[0] in [holder['staff_no'] for _, holder in city.holders('security_officer')],
           '1.2.5: until then the role is held')
    tap.same(head.post(address, tag=tag, reason='担当替え').status, 303, '1.2.5: the manager ends it')
    tap.ok(held[0] not in [holder['staff_no'] for _, holder in city.holders('security_officer')],
           '1.2.5: who then holds the role no more')
    vacant = [row['key'] for row in city.ask('findings', '--format', 'json', '--code', 'P01')]
    tap.ok(f'security_officer {unit}' in vacant, '1.2.5: and the seat is vacant')
    entry = head.get(f"/api/1/appointments/{mine['id']}?history=1").json['history'][0]
    tap.same((entry['action'], entry['reason'], entry['actor']['staff_no']),
             ('end', '担当替え', manager['staff_no']), '1.2.5: the record says who ended it and why')
    tap.ok(address not in head.get(path).text, '1.2.5: the page offers it no more')


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
    check_transfer_day(tap, city, unread, person)
    status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the second server ends quietly')


def check_transfer_day(tap, city, folder, person):
    """What the server remembers of managers ends with the list that replaces them."""
    def shown():
        return {row['id']: row['responsible']
                for row in person.get('/api/1/findings?code=D01&limit=200').json['items']}

    def told():
        rows = city.program.run('findings', '--code', 'D01', '--data', folder, '--json').json
        return {row['id']: row['responsible'] for row in rows}

    city.program.run('check', '--data', folder, '--json')
    before = [shown() for _ in range(12)]  # by every worker
    tap.ok(len(before[0]) > 10 and all(each == before[0] for each in before),
           '1.2.4: findings name the managers', before[0])
    city.program.imports(folder, 'transfers', city.names['transfers'])
    after, want = [shown() for _ in range(12)], told()
    common = set(before[0]) & set(want)
    tap.ok(any(before[0][each] != want[each] for each in common), '1.2.4: the list changes managers')
    tap.same([{each: one[each] for each in common} for one in after],
             [{each: want[each] for each in common}] * 12,
             '1.2.4: from the next request on the new managers are named')


def cell_of(page, kind, importance, side):
    """(zone, breaches, recommendations) of a cell of table 5."""
    row = next(item for item in page['items'] if item['kind'] == kind)
    cell = next(each for each in row['cells']
                if (each['importance'], each['side']) == (importance, side))
    return cell['zone'], cell['breach'], cell['recommendation']


def check_zones(tap, city, aide, clerk):
    department, section = city.holders('security_manager')[0][0].split(' ')
    number = iter(range(9000, 9100))

    def put(kind, importance, use, storage, **more):
        words = {'asset_no': f'ZZ-{next(number)}', 'department': department, 'section': section,
                 'name': '試し', 'kind': kind, 'importance': importance, 'use_zone': use,
                 'storage_zone': storage, 'encryption': '○', 'locked_after_hours': '○',
                 'registered_on': '2026-01-01', 'reviewed_on': '2026-01-01', **more}
        done = city.program.run('add', 'assets', *[f'{name}={value}' for name, value in words.items()],
                                '--reason', '試し', '--data', city.folder)
        if done.status != 0:
            raise RuntimeError(done.err)

    def look(kind, importance, side, when='office'):
        return cell_of(aide.get(f'/api/1/zones?when={when}').json, kind, importance, side)

    def grown(before, after):
        return after[1] - before[1], after[2] - before[2]

    tape, disk, pc = '磁気テープ', '外付けHDD', 'パソコン（保存なし）'
    tap.same(look(tape, 'A', 'storage')[0], 'L3', '3.1: table 5 says where tapes of class A are kept')
    was = look(tape, 'A', 'storage')
    put(tape, 'A', 'L2', 'L2')
    tap.same(grown(was, look(tape, 'A', 'storage')), (1, 0), '3.1: a tape in L2 breaks it at any hour')
    was = look(pc, 'B', 'use')
    put(pc, 'B', 'L1', 'L1', reach_importance='A')
    tap.same(grown(was, look(pc, 'B', 'use')), (1, 0),
             '3.1.n1: what reaches class A is held to what class A needs')
    was = look(disk, 'A', 'storage')
    put(disk, 'A', 'L2', 'L3', encryption='×')
    tap.same(grown(was, look(disk, 'A', 'storage')), (0, 1),
             '3.1.n2: no encryption is a recommendation, not a breach')
    day, night = look(disk, 'B', 'storage'), look(disk, 'B', 'storage', 'after_hours')
    put(disk, 'B', 'L2', 'L2', locked_after_hours='×')
    tap.same((grown(day, look(disk, 'B', 'storage')),
              grown(night, look(disk, 'B', 'storage', 'after_hours'))), ((0, 0), (1, 0)),
             '3.1.n3: an office left unlocked falls short after hours only')
    was = look('パソコン（保存あり）', 'B', 'storage')
    put('パソコン（保存あり）', 'B', 'L1', 'L1', wire_lock='○')
    tap.same(look('パソコン（保存あり）', 'B', 'storage'), was,
             '3.1.n4: a wired computer in L1 counts as in L2')
    was = look('紙', 'A', 'storage')
    put('紙', 'A', 'L2', 'L2')
    tap.same(grown(was, look('紙', 'A', 'storage')), (0, 1), '3.3: paper is a recommendation')
    page = aide.get('/api/1/zones').json
    held = [row for row in city.program.run('export', 'assets', '--data', city.folder, '--format',
                                            'json').json if row['ended_at'] is None]
    tap.same(page['total'], len(held), '3.1: every asset is counted')
    text = aide.get('/zones').text
    tap.ok('✕ 違反' in text and '△ 推奨' in text and 'is-breach' in text,
           '3.1: a breach and a recommendation differ by sign, word and look')
    own = [row for row in held if (row['department'], row['section']) == (department, section)]
    tap.same(clerk.get('/api/1/zones').json['total'], len(own), '5.6.3: a clerk counts the own section')
    tap.ok('places' not in clerk.get('/api/1/zones').json, '5.6.3: and sees no zone map')
    before = len(page['sections_without_place'])
    city.program.run('add', 'places', 'name=試しの室', f'department={department}', f'section={section}',
                     'zone_day=L2', 'zone_after_hours=L1', '--reason', '試し', '--data', city.folder)
    page = aide.get('/api/1/zones').json
    tap.same((before - len(page['sections_without_place']), page['places'][0]['zone_after_hours']),
             (1, 'L1'), '3.2: a place says its zones, and its section has one')
    tap.same(aide.get('/zones?when=noon').status, 422, '3.1: another time of day is refused')


def check_steps(tap, clerk, head, questions):
    """Table 4 one question a page, by what is in the page alone: no script, no memory in the server."""
    path, asked, backs = '/classification/step?asset_no=ZZ-9003', [], []
    for _ in range(len(questions) + 1):
        page = head.get(path).text.split('<main')[1].split('</main>')[0]
        buttons = re.findall(r'<button type="submit" name="(\w+)" value="(\w+)"', page)
        if not buttons:
            break
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
        back = re.search(r'href="(/classification/step[^"]*)">前の問い', page)
        backs.append(back and html.unescape(back.group(1)))
        asked.append({name for name, _ in buttons})
        path = '/classification/step?' + urllib.parse.urlencode([*hidden, (buttons[1][0], buttons[1][1])])
    tap.ok(len(asked) > 3 and all(len(names) == 1 for names in asked) and
           len(set.union(*asked)) == len(asked) and set.union(*asked) <= {each['id'] for each in questions},
           '2.1: one question a page, each once', asked)
    tap.ok(backs[0] is None and head.get(backs[-1]).text.count(questions[len(asked) - 2]['question']) > 0,
           '2.1: the one before is a link away', backs)
    tap.ok('class-B' in page and 'href="/clauses/2.1"' in page, '2.1: no to all is B, and says by which clause', page[-3000:])
    link = re.search(r'class="button button-primary" href="(/classification\?[^"]*)"', page)
    form = head.get(html.unescape(link.group(1))).text if link else ''
    tap.ok('name="asset_no" value="ZZ-9003"' in form and 'action="/classification"' in form,
           '2.1: and leads to recording it for the asset', form[-2000:])
    page = clerk.get('/classification/step?names=yes').text
    tap.ok('class-A' in page and 'href="/classification?' not in page, '5.6.3: a clerk sees the result only')
    tap.same(clerk.get('/classification/step?names=perhaps').status, 422, '2.1: another answer is refused')
    tap.ok('href="/classification/step"' in clerk.get('/classification').text, '2.1: both ways are offered')


def check_classes(tap, city, aide, clerk):
    unit, manager = city.holders('security_manager')[0]
    none = {'names': 'no', 'my_number': 'no', 'linkable': 'no', 'several': 'no'}

    def ask(**answers):
        return aide.get('/api/1/classification?' + '&'.join(f'{name}={value}' for name, value
                                                            in answers.items())).json['result']

    tap.same(ask(names='yes', published='yes')['importance'], 'A', '2.1: the highest class wins')
    tap.same(ask(**none, disrupts='yes')['importance'], 'B', '2.1: what hinders work is B')
    tap.same(ask(**none, disrupts='no', published='yes')['importance'], 'C', '2.1: what is public is C')
    tap.same(ask(names='no')['importance'], None, '2.1: open questions decide nothing')
    tap.ok(ask(names='yes')['reasons'][0]['reason'], '2.1: the answer says why')
    page = aide.get('/api/1/classification').json
    held = [row['importance'] for row in
            city.program.run('export', 'assets', '--data', city.folder, '--format', 'json').json
            if row['ended_at'] is None]
    tap.same([each['count'] for each in page['classes']], [held.count(each) for each in 'ABC'],
             '2.1: table 4 counts what is held of each class')
    tap.same((clerk.post('/classification', asset_no='ZZ-9000', names='yes').status,
              clerk.get('/classification').status), (403, 200),
             '5.6.3: a clerk may ask, not record')
    head = server.Person(city.served)
    head.sign_in(manager['staff_no'], OWN)
    check_steps(tap, clerk, head, page['questions'])
    head.get('/classification')
    done = head.post('/classification', asset_no='ZZ-9003', names='yes')
    tap.same(done.status, 303, '2.1: the manager records the class of an own asset')
    shown = city.ask('show', 'assets', 'ZZ-9003', '--history')
    tap.same(shown['importance'], 'A', '2.1: then it is of that class')
    tap.ok('names=yes' in str(shown['history']), '2.1: and its history has the answers', shown['history'])
    city.program.run('set', 'assets', 'ZZ-9003', 'personal_data=○', '--reason', '試し', '--data',
                     city.folder)
    lower = head.post('/classification', asset_no='ZZ-9003', **none, disrupts='yes')
    tap.same(lower.status, 422, '2.1: what holds personal data stays in class A')
    tap.same(head.post('/classification', asset_no='ZZ-0000', names='yes').status, 404,
             '2.1: no asset of that number')
    other = next(row['asset_no'] for row in
                 city.program.run('export', 'assets', '--data', city.folder, '--format', 'json').json
                 if f"{row['department']} {row['section']}" != unit and row['ended_at'] is None)
    tap.same(head.post('/classification', asset_no=other, names='yes').status, 404,
             '5.6.3: an asset of another section is not for the manager')


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
    section = city.holders('security_manager')[0][0].split(' ')[1]
    clerk = city.sign_in(city.plain_staff(section))
    check_zones(tap, city, aide, clerk)
    check_classes(tap, city, aide, clerk)
    check_end_of_appointment(tap, city, clerk)
    status, errors = city.served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    tap.same(program.run('verify', '--data', city.folder).status, 0, '5.7.3: the record verifies')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
