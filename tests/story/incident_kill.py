#!/usr/bin/env python3
"""kill -9 in the middle of every step of a case: the server's process, and the command's, end at any moment, and
what is found afterwards is the whole step or nothing of it, as a city whose server never died has it. TAP.

    incident_kill.py CHIKIRI [--quick]
"""
import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time

import harness
import incident
import incident_walk
import server


class Caller:
    """Programs that act for the people of the office, each by a token of its owner."""

    def __init__(self, office):
        self.office, self.tokens = office, {}
        for part, number in office.people.items():
            office.ask('user', 'add', number)
            self.tokens[part] = office.ask('token', 'add', '--user', number, '--name', 'story')['token']

    def send(self, port, part, method, path, value=None):
        """(status, answer), or (None, None) when the server died before it answered."""
        connection = http.client.HTTPConnection('127.0.0.1', port, timeout=60)
        headers = {'Authorization': f'Bearer {self.tokens[part]}', 'Content-Type': 'application/json'}
        try:
            connection.request(method, '/api/1' + path, value and json.dumps(value).encode(), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            return None, None
        finally:
            connection.close()


class City:
    """One data folder, served in simulated time; its server may be killed and started again."""

    def __init__(self, office, caller, folder):
        self.office, self.caller, self.folder, self.served = office, caller, folder, None
        self.environment = {'PATH': os.environ['PATH'], 'LANG': 'ja', 'CHIKIRI_NOW': office.stamp()}

    def start(self):
        if self.served is None:
            self.served = server.Server(self.office.program, self.folder, env=self.environment)

    def stop(self):
        if self.served is not None:
            self.served.close()
            self.served = None

    def post(self, part, path, value):
        self.start()
        return self.caller.send(self.served.port, part, 'POST', path, value)

    def look(self, case):
        """All that is to be known of the case; None when there is none."""
        self.start()
        status, answer = self.caller.send(self.served.port, 'head', 'GET', f'/incidents/{case}')
        return answer if status == 200 else None

    def post_and_kill(self, part, path, value, after):
        self.start()
        got = []
        sending = threading.Thread(target=lambda: got.append(self.post(part, path, value)))
        sending.start()
        time.sleep(after)
        self.served.kill()
        sending.join()
        self.served = None
        return got[0][0]

    def do_and_kill(self, case, part, step, fields, after):
        """The same by the command, which is killed."""
        self.stop()
        words = [self.office.program.path, 'incident', 'do', case, step, *(f'{name}={value}' for name, value in
                 fields.items()), '--data', self.folder, '--as', self.office.people[part]]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              env=self.environment) as run:
            time.sleep(after)
            run.kill()
            run.wait()
        return 200 if run.returncode == 0 else None


class Killing:
    """Every step on two cities: on `calm` once and undisturbed, on `hurt` killed until it is there."""

    def __init__(self, tap, office, quick):
        self.tap, self.rng, self.times = tap, random.Random(1999), 1 if quick else 2
        caller = Caller(office)
        calm = office.program.fresh('calm')
        shutil.copytree(office.data, calm)
        self.calm, self.hurt = City(office, caller, calm), City(office, caller, office.data)
        self.whole = self.nothing = self.unheard = 0

    def step(self, case, name, part, path, value, by_command=None):
        """by_command: the step, when it is sent so."""
        started = time.monotonic()
        status, _ = self.calm.post(part, path, value)
        length = time.monotonic() - started
        before, after = self.hurt.look(case), self.calm.look(case)
        there, wrong = False, [] if status in (200, 201) else [f'undisturbed: {status}']
        for _ in range(self.times):
            moment = self.rng.uniform(0, 1.2) * length
            said = self.hurt.do_and_kill(case, part, by_command, value, moment * 4) if by_command else \
                self.hurt.post_and_kill(part, path, value, moment)
            found = self.hurt.look(case)
            there = found == after
            if not there and (found != before or said is not None):
                wrong.append(f'answered {said}, found {found}')
            self.whole += there
            self.nothing += not there
            self.unheard += there and said is None
            if there:
                break
        if not there:
            status, answer = self.hurt.post(part, path, value)
            if status not in (200, 201) or self.hurt.look(case) != after:
                wrong.append(f'sent again: {status} {answer}')
        self.tap.same(wrong[:1], [], f'10.f2: {name} is whole or not at all when it is killed in the middle')

    def end(self):
        self.calm.stop()
        self.hurt.stop()


def main():
    words = [word for word in sys.argv[1:] if not word.startswith('--')]
    tap, program = harness.Tap(), harness.Program(words[0])
    try:
        office = incident.Office(tap, program)
        killing = Killing(tap, office, '--quick' in sys.argv)
        case = 'I2026-0001'
        killing.step(case, 'report', 'reporter', '/incidents/report', incident_walk.REPORT)
        for number, (step, part, fields) in enumerate(incident_walk.steps(office)):
            killing.step(case, step, part, f'/incidents/{case}/{step}', fields, step if number % 6 == 2 else None)
        killing.end()
        print(f'# found whole {killing.whole} times, {killing.unheard} of them unanswered; {killing.nothing} times nothing')
        tap.ok(killing.whole and killing.nothing, '10.f2: both were met')
        run = office.ask('duty', 'run')
        tap.same((run['notices'], run['late']), (0, 0), '1.4.4: and no notice is owed to anyone')
        verified = program.run('verify', '--data', office.data, '--json', now=office.stamp())
        tap.ok(verified.status == 0 and verified.json['ok'], '10.2.1: and the record is whole', verified.out)
    finally:
        program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
