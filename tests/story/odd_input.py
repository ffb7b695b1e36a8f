#!/usr/bin/env python3
"""Odd values in every form and every question of the pages: refused or taken, never a fault. The
draws follow a seed, so a failure repeats. TAP.

    odd_input.py CHIKIRI [--seed N] [--times N] [--postgres]
"""
import argparse
import html.parser
import json
import random
import re
import sys
import time
import urllib.parse

import cast
import crawl
import harness
import server

SECONDS = 240
ODD = ['', ' ', '0', '-1', '1', '2', '00000000000000000000001', '9223372036854775807', '9223372036854775808',
       '-9223372036854775809', '1e9', '0x10', '１２３', 'NaN', 'null', 'true', '[]', '{}', '../../etc/passwd',
       "'", '"', "' OR 1=1 --", '%', '%00', '_', '\\', '<script>alert(1)</script>', '{{x}}', '=1+1', '@x', '\t', '\r\n',
       '2026-02-29', '2026-02-28', '0000-00-00', '9999-12-31', '2026-04-01T25:61', '2026-04-01T12:00:00+09:00',
       '令和8年4月1日', 'A', 'B', 'C', 'Z', 'L1', 'open', 'closed', 'V01', '5.7.6', '99.9', 'assets', 'asset_no',
       '-asset_no', 'name', 'あ', 'ｱ', '\u202e', '\u0000', '\ufffe', '👩‍👩‍👧', '﻿', 'é' * 700, '漢' * 5000, 'x' * 70000]
QUIET = {200, 201, 202, 204, 303, 304, 400, 401, 403, 404, 405, 409, 411, 413, 414, 415, 422, 423, 428, 429, 431}
# What would end the story: the own sign-in, and nobody left to ask.
LEFT_ALONE = re.compile(r'/(sign-out|switch|password|users|tokens)')


class Forms(html.parser.HTMLParser):
    """The forms of a page, each as method, action and the values its fields may take."""

    def __init__(self, url, text):
        super().__init__()
        self.url, self.forms, self.select = url, [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == 'form':
            action = urllib.parse.urljoin(self.url, values.get('action') or '')
            self.forms.append((values.get('method', 'get').upper(), action, {}))
        if not self.forms:
            return
        fields = self.forms[-1][2]
        if tag in ('input', 'textarea', 'button', 'select') and values.get('name'):
            fields.setdefault(values['name'], []).append(values.get('value') or '')
            self.select = values['name'] if tag == 'select' else None
        if tag == 'option' and self.select:
            fields[self.select].append(values.get('value') or '')


def gather(person, until):
    """Addresses with questions, and forms, a few of each kind of page."""
    waiting, times, links, forms = ['/'], {}, [], {}
    while waiting and time.monotonic() < until:
        url = waiting.pop(0)
        answer = person.get(url)
        if answer.status != 200 or 'text/html' not in answer.fields.get('content-type', ''):
            continue
        for method, action, fields in Forms(url, answer.text).forms:
            if not LEFT_ALONE.match(action):
                forms.setdefault((method, crawl.pattern(action), tuple(sorted(fields))), (action, fields))
        for link in crawl.Page(answer.text).links:
            target = urllib.parse.urljoin(url, link).split('#')[0]
            kind = crawl.pattern(target)
            if not target.startswith('/static') and times.get(kind, 0) < 1:
                times[kind] = 1
                waiting.append(target)
                links.append(target)
    return links, [(method, *form) for (method, _, _), form in sorted(forms.items())]


class Odd:
    """Draws odd requests of one person and keeps those that were answered with a fault."""

    def __init__(self, person, draw):
        self.person, self.draw, self.faults, self.asked, self.answers = person, draw, {}, 0, {}

    def judge(self, words, answer, began):
        self.asked += 1
        self.answers[answer.status] = self.answers.get(answer.status, 0) + 1
        slow = time.monotonic() - began > 20
        if answer.status not in QUIET or slow:
            self.faults.setdefault(f'{answer.status} {crawl.pattern(words.split(" ")[1])}',
                                   f'{answer.status}{" slow" if slow else ""} {words[:600]!r}')

    def value(self, usual):
        return self.draw.choice(ODD) if self.draw.random() < 0.5 or not usual else self.draw.choice(usual)

    def change(self, fields):
        """The fields with one to three of them odd, missing, twice or unknown."""
        pairs = [(name, self.draw.choice(values)) for name, values in fields.items()]
        for _ in range(self.draw.randint(1, 3)):
            what, at = self.draw.random(), self.draw.randrange(len(pairs) + 1)
            name = pairs[at][0] if at < len(pairs) else self.draw.choice(('unknown', 'q', 'sort', 'after', ''))
            if what < 0.7 and at < len(pairs):
                pairs[at] = (name, self.value(fields.get(name)))
            elif what < 0.8 and at < len(pairs):
                del pairs[at]
            else:
                pairs.insert(at, (name, self.value(fields.get(name))))
        return pairs

    def ask(self, method, path, body=None, fields=None):
        began = time.monotonic()
        self.judge(f'{method} {path} {body!r}', self.person.ask(method, path, body, fields), began)

    def link(self, url):
        path, _, query = url.partition('?')
        fields = {name: [value] for name, value in urllib.parse.parse_qsl(query, keep_blank_values=True)}
        if self.draw.random() < 0.3:
            steps = path.split('/')
            steps[self.draw.randrange(1, len(steps))] = urllib.parse.quote(self.draw.choice(ODD)[:3000], safe='')
            path = '/'.join(steps)
        if self.draw.random() < 0.3 and not path.startswith('/api/'):
            path = '/api/1' + path
        self.ask('GET', f'{path}?{urllib.parse.urlencode(self.change(fields))}'[:60000])

    def form(self, method, action, fields):
        pairs = self.change(fields)
        if method == 'GET':
            self.ask('GET', f'{action.split("?")[0]}?{urllib.parse.urlencode(pairs)}'[:60000])
            return
        pairs = [pair for pair in pairs if pair[0] != 'csrf'] + [('csrf', self.person.form)]
        if self.draw.random() < 0.3:
            value = {name: self.draw.choice((text, [text], {name: text}, None, 1, 1.5, True, 10 ** 30))
                     for name, text in pairs}
            self.ask(method, '/api/1' + action, json.dumps(value).encode(),
                     {'Content-Type': 'application/json', 'X-CSRF-Token': self.person.form})
            return
        self.ask(method, action, urllib.parse.urlencode(pairs), {'Content-Type': server.FORM})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('chikiri')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--times', type=int, default=500)
    parser.add_argument('--postgres', action='store_true')
    asked = parser.parse_args()
    program, tap = harness.Program(asked.chikiri), harness.Tap()
    folder = harness.demo(program)
    served = server.Server(program, folder)
    city = cast.Cast(program, folder, served)
    until = time.monotonic() + SECONDS
    for part in ('aide', 'manager'):
        links, forms = gather(city.people[part], time.monotonic() + SECONDS / 4)
        odd = Odd(city.people[part], random.Random(asked.seed))
        while odd.asked < asked.times and time.monotonic() < until:
            if odd.draw.random() < 0.5:
                odd.link(odd.draw.choice(links))
            else:
                odd.form(*odd.draw.choice(forms))
        tap.ok(odd.asked > 100 and not odd.faults, f'7.1.5: {part}: nothing odd becomes a fault', '\n'.join(odd.faults.values()))
        print(f'# {len(links)} addresses, {len(forms)} forms, {odd.asked} asked: {sorted(odd.answers.items())}')
    status, errors = served.close()
    tap.same((status, errors), (0, ''), 'the server ends quietly when told to')
    tap.same(program.run('verify', '--data', folder).status, 0, '5.7.3: and the record verifies')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
