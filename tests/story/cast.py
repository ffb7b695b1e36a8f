"""The demo city with people for every role that the stories play: what the city's files leave open
(an officer, an auditor, who owns the system) is named at the console."""
import collections

import server

PASSWORD = 'tanuki-no-hara-7-tsuzumi'
SYSTEM = '住民情報システム'


class Cast:
    """`people` by part: ciso aide manager officer system auditor member staff. The manager and the
    officer are of `section`, the staff of another one, the system's administrator of a third."""

    def __init__(self, program, folder, served, language='ja'):
        self.program, self.folder, self.served, self.language = program, folder, served, language
        self.people, self.places = {}, {}
        seats = self.ask('people')
        self.holders = {seat['role']: seat['holders'] for seat in seats if not seat['unit']}
        self.heads = {seat['unit']: seat['holders'][0]['staff_no'] for seat in seats
                      if seat['role'] == 'security_manager' and len(seat['holders']) == 1}
        self.busy = {one['staff_no'] for seat in seats for one in seat['holders']}
        self.join('ciso', self.holders['ciso'][0]['staff_no'])
        self.join('aide', self.holders['ciso_aide'][0]['staff_no'])
        self.read_places()
        self.choose_sections()
        self.join('manager', self.heads[self.section])
        self.join('member', self.holders['committee_member'][0]['staff_no'])
        self.appoint('officer', 'security_officer', self.section, self.heads[self.section])
        self.appoint('auditor', 'audit_head', self.third, self.holders['committee_chair'][0]['staff_no'])
        department, section = self.third.split(' ')
        self.ask('set', 'systems', SYSTEM, f'department={department}', f'section={section}', '--reason', 'x')
        self.join('system', self.heads[self.third])
        self.join('staff', self.someone(self.other))

    def ask(self, *words):
        done = self.program.run(*words, '--data', self.folder, '--json')
        if done.status != 0:
            raise RuntimeError(' '.join(words) + ': ' + done.err)
        return done.json

    def join(self, part, number):
        person = server.register(self.program, self.folder, self.served, number, PASSWORD, self.language)
        person.staff_no = number
        person.unit = self.places.get(number)
        self.people[part] = person

    def read_places(self):
        """Where everyone works, as the aide sees it."""
        for state in ('', 'none'):
            url = f'/api/1/users?state={state}'
            while url:
                answer = self.people['aide'].get(url).json
                for row in answer['items']:
                    self.places[row['staff_no']] = f"{row['department']} {row['section']}"
                url = answer['next']

    def choose_sections(self):
        """The three with most assets and a head."""
        assets = self.program.run('export', 'assets', '--data', self.folder, '--format', 'json').json
        self.assets = collections.defaultdict(list)
        for row in assets:
            self.assets[f"{row['department']} {row['section']}"].append(row['asset_no'])
        most = sorted((unit for unit in self.assets if unit in self.heads and self.can_staff(unit)),
                      key=lambda unit: (-len(self.assets[unit]), unit))
        self.section, self.other, self.third = most[:3]

    def can_staff(self, unit):
        return sum(place == unit and number not in self.busy for number, place in self.places.items()) >= 2

    def someone(self, unit):
        number = next(number for number, place in sorted(self.places.items())
                      if place == unit and number not in self.busy)
        self.busy.add(number)
        return number

    def appoint(self, part, role, unit, by):
        number = self.someone(unit)
        department, section = unit.split(' ')
        where = [f'department={department}', f'section={section}'] if role == 'security_officer' else []
        self.ask('add', 'appointments', f'role={role}', f'staff_no={number}', *where, f'appointed_by={by}',
                 'valid_from=2026-04-01', '--reason', 'x')
        self.join(part, number)

    def foreign_assets(self, unit):
        """Asset numbers that someone of the section alone has no business with."""
        own = set(self.assets[unit])
        return {number for numbers in self.assets.values() for number in numbers if number not in own}
