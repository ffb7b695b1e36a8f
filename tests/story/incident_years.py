#!/usr/bin/env python3
"""Two years of cases in simulated time, with outages in which nothing runs. What each obligation had to say, and
when, is computed here from the pack's data and the calendar alone, and compared with the outbox: nothing lost,
doubled or late without its mark. TAP.

    incident_years.py CHIKIRI [--quick] [--postgres]
"""
import collections
import datetime
import json
import os
import random
import sys

import harness
import incident

ZONE, UTC = incident.ZONE, datetime.timezone.utc
POLICY = os.path.join(harness.HERE, '../../policy/kishiwada')
BODIES = ('prefecture', 'ministry', 'nco', 'ppc', 'police')
BEGIN, END = datetime.datetime(2026, 6, 1, 9, tzinfo=ZONE), datetime.datetime(2028, 6, 1, 9, tzinfo=ZONE)
# A report in the last second of a day, a business year, a fiscal year; on the leap day; before long closures.
TURNS = [datetime.datetime(*day, tzinfo=ZONE) for day in (
    (2026, 8, 10, 17, 14, 59), (2026, 12, 28, 17, 15, 0), (2026, 12, 31, 23, 59, 59), (2027, 3, 31, 23, 59, 59),
    (2027, 4, 30, 23, 0, 0), (2028, 2, 28, 23, 59, 59), (2028, 2, 29, 12, 0, 0))]


def second(text):
    return datetime.datetime.fromisoformat(text.replace('Z', '+00:00')).astimezone(UTC)


class Calendar:
    """The pack's days: closed ones, office hours, and the end of what has so many days."""

    def __init__(self):
        with open(os.path.join(POLICY, 'calendar.json'), encoding='utf-8') as file:
            self.days = {each['date'] for each in json.load(file)['holidays']}

    def is_open(self, day):
        return day.weekday() < 5 and day.isoformat() not in self.days and \
            (day.month, day.day) not in {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}

    def is_office(self, moment):
        local = moment.astimezone(ZONE)
        return self.is_open(local.date()) and (8, 45) <= (local.hour, local.minute) < (17, 15)

    def due(self, rules, severity, basis):
        rule = next((each for each in rules if each['severities'] is None or severity in each['severities']), None)
        if rule is None:
            return None
        is_off = rule['off_amount'] is not None and not self.is_office(basis)
        amount = rule['off_amount'] if is_off else rule['amount']
        if rule['unit'] in ('minutes', 'hours'):
            return basis + datetime.timedelta(**{rule['unit']: amount})
        day, one = basis.astimezone(ZONE).date(), datetime.timedelta(days=1)
        left = amount - (rule['first_day_counts'] and amount > 0)
        while left > 0:
            day += one
            left -= rule['unit'] == 'days' or self.is_open(day)
        while rule['rolls'] and not self.is_open(day):
            day += one
        return datetime.datetime(day.year, day.month, day.day, tzinfo=ZONE) + one


class Life:
    """What was seen of one obligation: when it was made, changed and settled."""

    def __init__(self, now, row, case):
        self.first, self.severity = row, case['severity'] or case['severity_proposed']
        self.is_solved = case['phase'] in ('resolved', 'preventing')
        self.settled, self.states = None, [(now, row)]

    def see(self, now, row):
        if (row['basis_at'], row['due_at']) != (self.states[-1][1]['basis_at'], self.states[-1][1]['due_at']):
            self.states.append((now, row))
        if row['state'] != 'open' and self.settled is None:
            self.settled = now


class Years:
    def __init__(self, tap, program, quick):
        self.tap, self.office, self.rng = tap, incident.Office(tap, program), random.Random(2026)
        self.calendar, self.quick = Calendar(), quick
        with open(os.path.join(POLICY, 'incident.json'), encoding='utf-8') as file:
            self.flow = json.load(file)
        self.duties = {each['duty']: each for each in self.flow['duties']}
        self.bodies = {each['body']: {one['report']: one for one in each['reports']} for each in self.flow['bodies']}
        self.lives, self.runs, self.acted, self.refused = {}, {}, set(), []
        self.outages = self.make_outages()

    def make_outages(self):
        """Hours to weeks in which nothing runs: some over the turns of the years."""
        starts = [BEGIN + datetime.timedelta(hours=self.rng.uniform(0, 2 * 365 * 24)) for _ in range(24)]
        lengths = [datetime.timedelta(hours=self.rng.choice((2, 9, 30, 70, 200, 500))) for _ in starts]
        return sorted(zip(starts, lengths)) + [(TURNS[2] - datetime.timedelta(hours=3), datetime.timedelta(days=4)),
                                               (TURNS[5] - datetime.timedelta(hours=1), datetime.timedelta(days=2))]

    def awake(self, moment):
        """The moment, or the end of the outage it falls into."""
        for start, length in self.outages + self.outages:
            if start <= moment < start + length:
                moment = start + length
        return moment.replace(microsecond=0)

    def pause(self):
        return datetime.timedelta(minutes=self.rng.choice((1, 7, 40, 90, 300, 1440, 2880, 4320, 14400)))

    def response(self, unit, part):
        """Arrows 4 to 7 of one section."""
        contractor = self.rng.random() < 0.3
        steps = [('instruct', 'head', {'to': unit, 'kind': 'instruction', 'text': 'x'}),
                 ('direct', part, {'to': '瑞浜システム株式会社' if contractor else 'officer', 'text': 'x'}),
                 ('act', 'member', {}), ('resolve', part, {})]
        if self.rng.random() < 0.5:
            steps.insert(1, ('acknowledge', part, {}))
        if self.rng.random() < 0.3:
            steps += [('reject', 'head', {'unit': unit, 'reason': 'x'}), ('direct', part, {'text': 'x'}),
                      ('act', 'member', {}), ('resolve', part, {})]
        return steps

    def story(self):
        """The steps of one case, each after those it needs, otherwise in any order."""
        rng, office = self.rng, self.office
        begin = [('ack', 'handler', {})]
        kind = rng.random()
        if kind < 0.15:
            return begin + [('judge', 'head', {'verdict': 'not_incident', 'reason': 'x'})]
        severity = rng.choice(('low', 'middle', 'high', 'serious'))
        main = begin + [('judge', 'head', {'verdict': 'incident', 'severity': severity, 'reason': 'x'})]
        main += self.response(office.unit, 'manager')
        solved = len(main)
        main += [('report_ciso_resolved', 'head', {}), ('cause', 'member', {'code': 'lost'}), ('propose', 'handler', {}),
                 ('order', 'ciso', {'to': office.unit, 'text': 'x'}), ('measure_done', 'manager', {})]
        if kind < 0.3:  # nobody goes on with it
            return main[:rng.randrange(3, len(main))]
        sides = [[('report_ciso', 'head', {})], [('report_committee', 'manager', {})], [('report_manager', 'officer', {})],
                 [('notify_persons', 'handler', {'decision': 'done', 'text': 'x'})],
                 [('publish', 'head', {'decision': 'not_needed', 'reason': 'x'})]]
        finals = []
        for body in BODIES:
            tells = severity == 'serious' or rng.random() < 0.5
            side = [('decide_body', 'head', {'body': body, 'due': 'yes' if tells else 'no', 'reason': 'x'})]
            if tells:
                side.append(('send_body', 'handler', {'body': body, 'report': 'first', 'way': 'x'}))
                finals.append(('send_body', 'handler', {'body': body, 'report': 'final', 'way': 'x'}))
            sides.append(side)
        for side in sides:
            least = 2
            for step in side:
                least = rng.randint(least, len(main)) + 1
                main.insert(least - 1, step)
        solved = max(i for i, step in enumerate(main) if step[0] == 'resolve')
        for step in finals:
            decided = max(i for i, each in enumerate(main) if each[2].get('body') == step[2]['body'])
            main.insert(rng.randint(max(solved, decided) + 1, len(main)), step)
        main.append(('close', 'head', {}))
        if rng.random() < 0.4:
            main += [('reopen', 'head', {'reason': 'x'}),
                     ('judge', 'head', {'verdict': 'not_incident', 'reason': 'x'})]
        return main

    def plan(self):
        """All that happens, in order of time: (moment, case, what)."""
        rng, events = self.rng, []
        starts = TURNS + [BEGIN + datetime.timedelta(minutes=rng.uniform(0, 600 * 1440))
                          for _ in range(2 if self.quick else 9)]
        for number, start in enumerate(starts):
            moment = self.awake(start)
            events.append((moment, number, ('report', 'reporter', {})))
            for step in self.story():
                moment = self.awake(moment + self.pause())
                events.append((moment, number, step))
        moment = BEGIN
        while moment < END:
            moment = self.awake(moment + datetime.timedelta(hours=rng.choice((1, 5, 24, 60, 110) if not self.quick
                                                                            else (24, 200, 300))))
            events.append((moment, -1, ('run', '', {})))
        for turn in TURNS:
            for near in (-1, 0, 1):
                midnight = turn.replace(hour=0, minute=0, second=0) + datetime.timedelta(days=1, seconds=near)
                if self.awake(midnight) == midnight:
                    events.append((midnight, -1, ('run', '', {})))
        return sorted((each for each in events if each[0] < END), key=lambda each: each[:2])

    def see(self, case):
        for row in case['obligations']:
            life = self.lives.setdefault(row['id'], Life(self.office.now, row, case))
            life.see(self.office.now, row)

    def take(self, cases, number, step, part, fields):
        office = self.office
        if step == 'report':
            case = office.report(part, '--what', 'x', '--asset', office.asset, '--kind', 'malware')
            cases[number] = case['id']
        else:
            done = office.do(cases[number], step, part, **fields)
            if done.status != 0:
                self.refused.append((office.stamp(), cases[number], step, done.err.strip()))
                return
            case = done.json
        self.acted.add(office.now)
        self.see(case)

    def live(self):
        cases = {}
        for moment, number, (step, part, fields) in self.plan():
            self.office.now = moment
            if step == 'run':
                self.runs[moment] = self.office.ask('duty', 'run')
            else:
                self.take(cases, number, step, part, fields)
        self.office.now = END
        self.runs[END] = self.office.ask('duty', 'run')
        return [self.office.show(case) for case in cases.values()]

    def rules(self, row):
        """The pack's lines of how long there is, None when the step that made it said the end itself."""
        kind = row['kind'] if row['kind'] != 'send_body' else f"send_body/{row['report']}"
        due = self.bodies[row['body']][row['report']]['due'] if row['kind'] == 'send_body' else self.duties[kind]['due']
        return self.duties[kind], due

    def told(self, life):
        """What it had to say by then: {(level, planned, made)}; made is the first look at it after that."""
        duty, _ = self.rules(life.first)
        looks = sorted({moment for moment, _ in life.states} | {life.settled or END} | set(self.runs))
        made, told = life.states[0][0], {}
        for look in looks:
            if not made <= look <= (life.settled or END):
                continue
            row = [row for moment, row in life.states if moment <= look][-1]
            basis, due = second(row['basis_at']), row['due_at'] and second(row['due_at'])
            for level, rule in enumerate(duty['notices']):
                start = basis if rule['from'] == 'basis' else due
                at = start and start + datetime.timedelta(minutes=rule['minutes'])
                if level in told or not at or at > look:
                    continue
                needless = rule['from'] == 'due' and rule['minutes'] < 0 and at <= basis
                told[level] = None if needless else (level, at, look)
        return {each for each in told.values() if each}


def check_ends(tap, years):
    wrong = []
    for number, life in sorted(years.lives.items()):
        for moment, row in life.states:
            _, due = years.rules(row)
            waits = row['kind'] == 'send_body' and row['report'] == 'final' and row['class'] != 'legal' and \
                row['basis'] != 'resolve' and not life.is_solved
            ends = None if waits else years.calendar.due(due, life.severity, second(row['basis_at']))
            if (row['due_at'] and second(row['due_at'])) != ends:
                wrong.append((number, moment.isoformat(), row, str(ends)))
    tap.same(wrong[:3], [], f'10.1.2: the ends of {len(years.lives)} obligations are those of the pack and the calendar')


def check_outbox(tap, years, cases):
    """Returns when the notices were made."""
    rows = collections.defaultdict(list)
    for case in cases:
        for notice in case['notices']:
            rows[notice['obligation_id']].append(notice)
    outside = [each['about'] for each in rows.pop(None)]
    lost, extra, doubled = [], [], []
    for number, life in sorted(years.lives.items()):
        want = years.told(life)
        got = {(each['level'], second(each['planned_at']), second(each['made_at'])) for each in rows[number]}
        lost += [(number, life.first['kind'], *map(str, each)) for each in want - got]
        extra += [(number, life.first['kind'], *map(str, each)) for each in got - want]
        people = collections.Counter((each['level'], each['staff_no']) for each in rows[number])
        doubled += [(number, *each) for each, count in people.items() if count > 1]
    tap.same(lost[:5], [], f'1.4.4: of {sum(map(len, rows.values()))} notices none is lost, whatever stood still')
    tap.same(extra[:5], [], '1.4.4: and none is made that was not due, or at another time')
    tap.same(doubled[:5], [], '1.4.4: nor is anyone told the same level twice')
    tap.same(outside.count('report'), len(cases), '10.1.1: each report was told to the manager in charge once')
    return collections.Counter(second(each['made_at']) for told in rows.values() for each in told)


def check_runs(tap, years, made):
    """A look at the clocks tells what it wrote, where no step was taken in the same second."""
    wrong = {moment.isoformat(): (run['notices'], made[moment]) for moment, run in years.runs.items()
             if run['notices'] != made[moment] and moment not in years.acted}
    tap.same(wrong, {}, f'1.4.4: {len(years.runs)} looks at the clocks wrote what they say')
    again = years.office.ask('duty', 'run')
    tap.same((again['notices'], again['late']), (0, 0), '1.4.4: and one more has nothing to say')


def check_late(tap, years, cases):
    """Late is by the moment of the record, whoever looked first, and stays."""
    wrong, late = [], 0
    for case in cases:
        for row in case['obligations']:
            ended = second(row['settled_at']) if row['settled_at'] else END
            is_late = bool(row['due_at']) and second(row['due_at']) < ended
            late += row['late']
            if row['late'] != is_late:
                wrong.append(row)
    tap.same(wrong[:3], [], f'10.1.2: all that was late, {late} of them, is marked so, and nothing else')
    tap.ok(late > 20, '10.1.2: and outages made many late', late)


def main():
    words = [word for word in sys.argv[1:] if not word.startswith('--')]
    tap, program = harness.Tap(), harness.Program(words[0])
    try:
        years = Years(tap, program, '--quick' in sys.argv)
        cases = years.live()
        tap.same(years.refused[:3], [], '10.f2: two years of steps are taken as they were meant')
        check_ends(tap, years)
        made = check_outbox(tap, years, cases)
        check_runs(tap, years, made)
        check_late(tap, years, cases)
        verified = program.run('verify', '--data', years.office.data, '--json', now=years.office.stamp())
        tap.ok(verified.status == 0 and verified.json['ok'], '10.2.1: and the record of it all is whole', verified.out)
    finally:
        program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
