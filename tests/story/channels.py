#!/usr/bin/env python3
"""Notices leave by mail and webhook: sinks that refuse, hang, drop half-way and die; a server killed while
it sends; what leaves, and what never does. TAP.

    channels.py CHIKIRI
"""
import base64
import contextlib
import datetime
import email
import email.header
import hashlib
import hmac
import http.server
import json
import os
import re
import socketserver
import sys
import threading
import time

import harness
import server

OWN = 'tanuki-no-hara-7-tsuzumi'
WHAT = '市民の名簿を誤って送った'
TYPED = '相談に来た市民の端末'  # a system that is in no ledger: the finder's own words
SECRET, PASSWORD = 'signing-secret-81f0', 'mail-password-77aa'
START = datetime.datetime(2026, 4, 1, 10, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=9)))


class MailSink(socketserver.ThreadingTCPServer):
    """Takes mail. `mode`: ok; refuse (one recipient); hang (says nothing after the text); drop (takes the
    text and hangs up before saying so)."""
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port=0):
        self.mode, self.taken, self.refused, self.hanging = 'ok', [], '', threading.Event()
        super().__init__(('127.0.0.1', port), MailTalk)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def end(self):
        self.shutdown()
        self.server_close()


class MailTalk(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b'\r\n')

    def take_text(self, to):
        lines = []
        while (line := self.rfile.readline()) not in (b'.\r\n', b''):
            lines.append(line)
        message = email.message_from_bytes(b''.join(lines))
        self.server.taken.append((to, message))
        if self.server.mode == 'hang':
            self.server.hanging.set()
            time.sleep(60)
        return self.server.mode != 'drop'

    def handle(self):
        to = ''
        with contextlib.suppress(ConnectionError):
            self.say('220 sink')
            while line := self.rfile.readline().decode().strip():
                verb = line[:4].upper()
                if verb == 'RCPT':
                    to = re.search('<(.*)>', line).group(1)
                    self.say('550 no such person' if to == self.server.refused else '250 ok')
                elif verb == 'DATA':
                    self.say('354 go on')
                    if not self.take_text(to):
                        return
                    self.say('250 taken')
                else:
                    self.say('221 bye' if verb == 'QUIT' else '250 ok')


class HookSink(http.server.ThreadingHTTPServer):
    def __init__(self):
        self.status, self.taken = 200, []
        super().__init__(('127.0.0.1', 0), HookTalk)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()


class HookTalk(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers['content-length']))
        self.server.taken.append((dict((name.lower(), value) for name, value in self.headers.items()), body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_):
        pass


class Town(harness.Program):
    """A simulated city with a roster, whose clock the story moves."""

    def __init__(self, path):
        super().__init__(path)
        self.now = START
        self.mail, self.hook = MailSink(), HookSink()
        files, self.data = self.at('files'), self.at('town')
        harness.found_on_postgres(self.data)
        self.conf = os.path.join(self.data, 'chikiri.conf')
        self.base = []
        if os.path.exists(self.conf):
            with open(self.conf, encoding='utf-8') as file:
                self.base = file.read().splitlines()
        self.run('demo', '--out', files, '--seed', '1')
        self.run('init', '--data', self.data, '--city', '試験市', '--simulation')
        for kind, start, *options in (('roster', '01_', '--as-of', harness.BEFORE), ('transfers', '02_')):
            name = next(each for each in os.listdir(files) if each.startswith(start))
            self.run('import', kind, os.path.join(files, name), '--data', self.data, '--mode', 'good', *options)
        seats = self.ask('people')
        holders = {seat['role']: seat['holders'] for seat in seats if not seat['unit']}
        self.names = {one['name'] for seat in seats for one in seat['holders']}
        self.head = holders['csirt_head'][0]['staff_no']
        self.members = [one['staff_no'] for one in holders['csirt_member']]
        self.aide = holders['ciso_aide'][0]['staff_no']
        for number in self.members:
            self.ask('add', 'contacts', f'staff_no={number}', f'mail=m{number}@city.example', '--reason', 'x')

    def run(self, *words, now=None, **options):
        return super().run(*words, now=now or self.now.isoformat(), **options)

    def ask(self, *words):
        done = self.run(*words, '--data', self.data, '--json')
        if done.status != 0:
            raise RuntimeError(' '.join(words) + ': ' + done.err)
        return done.json

    def pass_time(self, **long):
        self.now += datetime.timedelta(**long)

    def configure(self, *more, mail=True, hook=True):
        lines = self.base + list(more)
        if mail:
            lines += [f'smtp=smtp://127.0.0.1:{self.mail.server_address[1]}', 'smtp_from=chikiri@city.example']
        if hook:
            lines += [f'webhook=http://127.0.0.1:{self.hook.server_address[1]}/in', 'webhook_secret_file=hook.secret']
        for name, value, mode in (('chikiri.conf', '\n'.join(lines) + '\n', 0o644), ('hook.secret', SECRET, 0o600)):
            with open(os.path.join(self.data, name), 'w', encoding='utf-8') as file:
                file.write(value)
            os.chmod(file.name, mode)

    def report(self, *more):
        return self.ask('incident', 'report', '--what', WHAT, '--kind', 'mis_sent', *more)['id']

    def tick(self):
        return self.ask('duty', 'run')

    def taken(self):
        """What came since the last look: addresses, message numbers, and what the hook got."""
        mails, hooks = self.mail.taken[:], self.hook.taken[:]
        del self.mail.taken[:len(mails)], self.hook.taken[:len(hooks)]
        return mails, hooks

    def serve(self):
        return server.Server(self, self.data, env={'PATH': '/usr/bin:/bin', 'CHIKIRI_NOW': self.now.isoformat()})


def addresses(numbers):
    """Each is told of two matters: the report, and that nobody knows who is in charge."""
    return sorted(2 * [f'm{number}@city.example' for number in numbers])


def numbers_of(mails):
    return {message['Message-ID'] for _, message in mails}


def subject_of(message):
    return str(email.header.make_header(email.header.decode_header(message['Subject'])))


def text_of(message):
    return message.get_payload(decode=True).decode()


def check_start(tap, town):
    town.report()
    town.configure()
    tap.same((town.tick()['sent'], town.taken()), (0, ([], [])), '1.4.1: a new channel does not tell what is past')


def check_sent(tap, town):
    case = town.report('--system', TYPED)
    done = town.tick()
    mails, hooks = town.taken()
    tap.same(sorted(to for to, _ in mails), addresses(town.members),
             '1.4.1: each who is told gets a mail')
    to, message = mails[0]
    subject, text = subject_of(message), text_of(message)
    tap.ok(case in subject and '受付の確認' in subject and '期限 2026-04-01' in subject and '模擬' in subject,
           '1.4.1: the subject decides', subject)
    tap.ok('要点: ' + case in text and '期限: 2026-04-01 10:30' in text, '1.4.1: the text has the facts', text)
    tap.ok(WHAT not in text and TYPED not in text and not any(name in subject + text for name in town.names),
           "1.4.1: nobody's name and no words of the finder leave", text)
    tap.ok(message['Message-ID'].endswith('@city.example>') and message['Date'] and message['To'] == f'<{to}>'
           and len(numbers_of(mails)) == len(mails), '1.4.1: each mail has a number of its own')
    told = [json.loads(body) for _, body in hooks]
    tap.same([(one['case'], one['about'], one['role']) for one in told],
             [(case, 'ack', 'csirt_member'), (case, 'assign_owner', 'csirt_member')],
             '1.4.1: the webhook gets each matter once, not once a person')
    fields, body = hooks[0]
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    tap.same(fields['x-chikiri-signature'], 'sha256=' + signature, '1.4.1: and it is signed')
    tap.ok(fields['idempotency-key'] == told[0]['id'] and TYPED not in body.decode()
           and not any(name in body.decode() for name in town.names),
           '1.4.1: with a number, and no person')
    tap.same(done['sent'], len(mails) + len(hooks), '1.4.1: the run says how many left')
    tap.same((town.tick()['sent'], town.taken()), (0, ([], [])), '1.4.1: looking again sends nothing twice')


def check_drill(tap, town):
    town.report('--drill')
    tap.same((town.tick()['sent'], town.taken()), (0, ([], [])), '4.4.1: of a drill nothing leaves')


def check_down(tap, town):
    port = town.mail.server_address[1]
    town.mail.end()
    town.report()
    tries = [town.tick()['sent']]
    town.mail = MailSink(port)
    for long in ({'seconds': 59}, {'seconds': 1}):
        town.pass_time(**long)
        tries.append(town.tick()['sent'])
    mails, hooks = town.taken()
    tap.same((tries[0], tries[1]), (len(hooks), 0), '1.4.1: where mail is down the webhook still goes; nobody hurries')
    tap.ok(tries[2] == len(mails) == 2 * len(town.members), '1.4.1: a minute later it is sent', tries)


def check_drop(tap, town):
    town.report()
    town.mail.mode = 'drop'
    town.tick()
    first = numbers_of(town.taken()[0])
    town.mail.mode = 'ok'
    town.pass_time(minutes=1)
    town.tick()
    again = numbers_of(town.taken()[0])
    tap.ok(first and first <= again and len(again) == 2 * len(town.members),
           '1.4.1: what was dropped half-way comes again under the same number', (first, again))


def check_refused(tap, town):
    town.mail.refused = f'm{town.members[0]}@city.example'
    town.report()
    town.tick()
    tap.same(sorted(to for to, _ in town.taken()[0]), addresses(town.members[1:]),
             '1.4.1: one address that is refused keeps nothing from the others')
    town.mail.refused = ''
    town.pass_time(minutes=1)
    town.tick()
    tap.same([to for to, _ in town.taken()[0]], addresses(town.members[:1]), '1.4.1: and is tried again')


def check_acknowledged(tap, town):
    """Who has read it is not sent it again."""
    person = town.members[0]
    town.mail.refused = f'm{person}@city.example'
    case = town.report()
    town.tick()
    town.taken()
    shown = town.ask('incident', 'show', case)['notices']
    town.mail.refused = ''
    served = town.serve()
    one = server.register(town, town.data, served, person, OWN, 'ja')
    waiting = [each['id'] for each in one.get('/api/1/notices').json['items'] if each['case'] == case]
    tap.ok(waiting and any(each['staff_no'] == person for each in shown), '1.4.1: it waits in the inbox')
    for number in waiting:
        one.send('POST', f'/api/1/notices/{number}/acknowledge', {})
    served.close()
    town.pass_time(minutes=5)
    town.tick()
    tap.ok(person not in str([to for to, _ in town.taken()[0]]), '1.4.1: what was acknowledged is mailed no more')


def channel(person, name):
    return next(each for each in person.get('/api/1/notices/channels').json['items'] if each['channel'] == name)


def check_given_up(tap, town):
    town.mail.refused = f'm{town.members[1]}@city.example'
    town.report()
    town.tick()
    for _ in range(26 * 60 // 20):
        town.pass_time(minutes=20)
        town.tick()
    town.mail.refused = ''
    town.taken()
    served = town.serve()
    aide = server.register(town, town.data, served, town.aide, OWN, 'ja')
    seen = channel(aide, 'mail')
    tap.ok(seen['failed'] >= 1 and '550' in str(seen['troubles']), '1.4.1: after a day it is given up, with the reason', seen)
    tap.ok(seen['troubles'][0]['attempts'] < 40, '1.4.1: the waits grew', seen['troubles'][0])
    page = aide.get('/notices').text
    tap.ok('届かなかった知らせが' in page, '1.4.1: and the administrator is told')
    screen = aide.get('/notices/channels').text
    tap.ok('届きませんでした' in screen and SECRET not in screen and '/in' not in seen['host'],
           '1.4.1: the page of channels shows it, and no secret')
    check_page(tap, town, served, aide)
    served.close()


def check_page(tap, town, served, aide):
    other = next(number for number in town.members if number not in (town.aide, town.head))
    member = server.register(town, town.data, served, other, OWN, 'ja') if other != town.members[0] else None
    if member:
        tap.same([member.get('/notices/channels').status, member.post('/notices/channels/test').status], [403, 403],
                 '1.4.1: the channels are for who administers')
    town.taken()
    tap.same(aide.post('/notices/channels/test').status, 303, '1.4.1: a test is sent on request')
    end = time.monotonic() + 15
    while not (town.mail.taken and town.hook.taken) and time.monotonic() < end:
        time.sleep(0.2)
    mails, hooks = town.taken()
    tap.same(([to for to, _ in mails], len(hooks)), ([f'm{town.aide}@city.example'], 1),
             '1.4.1: and goes all the way, by the server itself')
    tap.ok('経路の試し' in aide.get('/notices').text, '1.4.1: into the inbox too')


def check_killed(tap, town):
    """kill -9 while the mail is on its way: it comes again, under the same number."""
    town.pass_time(hours=1)
    town.tick()
    town.taken()
    town.mail.mode = 'hang'
    town.report()
    served = town.serve()
    tap.ok(town.mail.hanging.wait(20), '1.4.1: the server sends by itself')
    served.kill()
    first = numbers_of(town.taken()[0])
    town.mail.mode = 'ok'
    town.pass_time(minutes=2)
    served = town.serve()
    end = time.monotonic() + 20
    while len(town.mail.taken) < 2 * len(town.members) and time.monotonic() < end:
        time.sleep(0.2)
    status, errors = served.close()
    mails = town.taken()[0]
    again = numbers_of(mails)
    tap.ok(len(first) == 1 and first <= again and len(mails) == len(again) == 2 * len(town.members),
           '1.4.1: after kill -9 every mail comes, the interrupted one under its number', (first, again))
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')


def check_settings(tap, town):
    path = os.path.join(town.data, 'mail.secret')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(PASSWORD)
    os.chmod(path, 0o644)
    town.configure('smtp_user=chikiri', 'smtp_password_file=mail.secret')
    done = town.run('duty', 'run', '--data', town.data, '--json')
    tap.ok(done.status == 3 and '600' in done.err and PASSWORD not in done.err + done.out,
           '1.4.1: a password that others can read is refused', done.err)
    os.chmod(path, 0o600)
    town.report()
    town.tick()
    tap.ok(not town.taken()[0], '5.7.5: a password never goes where there is no TLS')
    with open(town.conf, 'w', encoding='utf-8') as file:
        file.write('\n'.join([*town.base, 'smtp=mail.city.example']) + '\n')
    tap.same(town.run('duty', 'run', '--data', town.data).status, 3, '1.4.1: a line that is wrong is named')
    served = town.serve()
    aide = server.Person(served)
    aide.sign_in(town.aide, OWN)
    tap.ok('smtp://' in aide.get('/notices/channels').text, '1.4.1: the page says so, and the server serves')
    served.close()


def main():
    town = Town(sys.argv[1])
    tap = harness.Tap()
    check_start(tap, town)
    check_sent(tap, town)
    check_drill(tap, town)
    check_down(tap, town)
    check_drop(tap, town)
    check_refused(tap, town)
    check_acknowledged(tap, town)
    check_given_up(tap, town)
    check_killed(tap, town)
    check_settings(tap, town)
    tap.same(town.run('verify', '--data', town.data).status, 0, '1.4.1: and the record of it all verifies')
    secrets = [value for value in (SECRET, PASSWORD) if value in str(town.run('export', 'findings', '--data', town.data,
                                                                              '--format', 'json').out)]
    tap.same(secrets, [], '1.4.1: no secret leaves')
    town.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
