#!/usr/bin/env python3
"""The wrong person at every step: at the very moment when each step of a case is due, everyone whose it is not tries
it by the page, by the API and on the command line. They are not offered it, are refused, the refusal is on record,
and the case is as it was. TAP.

    incident_refused.py CHIKIRI
"""
import os
import re
import sqlite3
import sys

import harness
import incident
import incident_walk
import server

OWN = 'tanuki-no-hara-7-tsuzumi'


class Crowd:
    """Everyone of the office and a stranger, in front of one simulated city."""

    def __init__(self, tap, office):
        self.tap, self.office = tap, office
        taken = {one['staff_no'] for seat in office.ask('people') for one in seat['holders']} | \
            set(office.people.values())
        office.people['stranger'] = next(
            row['staff_no'] for row in reversed(office.ask('export', 'people', '--format', 'json'))
            if row['staff_no'] not in taken and office.run('incident', 'list', who=row['staff_no']).status == 0)
        environment = {'PATH': os.environ['PATH'], 'LANG': 'ja', 'CHIKIRI_NOW': office.stamp()}
        self.served = server.Server(office.program, office.data, env=environment)
        self.people = {part: server.register(office.program, office.data, self.served, number, OWN,
                                               now=office.stamp())
                       for part, number in office.people.items()}
        self.database = sqlite3.connect(f'file:{os.path.join(office.data, "chikiri.db")}?mode=ro', uri=True)

    def refusals(self):
        """The second byte of a leaf is its class; 6 is a refusal."""
        asked = "SELECT COUNT(*) FROM entry WHERE substr(leaf, 2, 1) = X'06'"
        return self.database.execute(asked).fetchone()[0]

    def look(self, case):
        return self.people['head'].get(f'/api/1/incidents/{case}').json

    def try_step(self, case, step, part, fields):
        """What is wrong with how the person is turned away."""
        person, wrong = self.people[part], []
        page = person.get(f'/incidents/{case}')
        refused = 403 if page.status == 200 else 404
        if re.search(rf'action="/incidents/{case}/{step}"', page.text):
            wrong.append(f'{part} is offered it')
        before = self.refusals()
        got = [person.post(f'/incidents/{case}/{step}', **fields).status,
               person.send('POST', f'/api/1/incidents/{case}/{step}', fields).status]
        if got != [refused, refused]:
            wrong.append(f'{part} is answered {got} in place of {refused}')
        if self.refusals() != before + 2:
            wrong.append(f'of {part} {self.refusals() - before} refusals are on record')
        return wrong

    def step(self, case, number, step, part, fields):
        before, wrong = self.look(case), []
        others = [each for each in self.people if each not in incident.MAY.get(step, self.people) or each == 'stranger']
        for each in others:
            wrong += self.try_step(case, step, each, fields)
        told = self.office.do(case, step, others[number % len(others)], **fields)
        if told.status != 4:
            wrong.append(f'the command gives {told.status} to {others[number % len(others)]}')
        if self.look(case) != before:
            wrong.append('the case is another')
        self.tap.same(wrong, [], f'10.f2: {step} is refused to {", ".join(others)}')
        done = self.people[part].send('POST', f'/api/1/incidents/{case}/{step}', fields)
        self.tap.same(done.status, 200, f'10.f2: and is taken by {part}') or print(f'# {done}')


def main():
    tap, program = harness.Tap(), harness.Program(sys.argv[1])
    crowd = None
    try:
        office = incident.Office(tap, program)
        crowd = Crowd(tap, office)
        answer = crowd.people['reporter'].send('POST', '/api/1/incidents/report', incident_walk.REPORT)
        case = answer.json['id']
        called = {part: person.send('POST', '/api/1/incidents/report', {'what': 'x', 'caller': '市民'}).status
                  for part, person in crowd.people.items() if part not in incident.CSIRT}
        tap.same(set(called.values()), {403}, '1.4.1: nobody but CSIRT reports for a caller')
        for number, (step, part, fields) in enumerate(incident_walk.steps(office)):
            crowd.step(case, number, step, part, fields)
        crowd.database.close()
        verified = program.run('verify', '--data', office.data, '--json', now=office.stamp())
        tap.ok(verified.status == 0 and verified.json['ok'], '10.2.1: the record with the refusals is whole', verified.out)
    finally:
        if crowd:
            crowd.served.close()
        program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
