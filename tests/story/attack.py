#!/usr/bin/env python3
"""What someone who means harm tries against the served city: doors without a key, other sections' rows,
forged and malformed requests, stolen and planted cookies, secrets left lying about. TAP.

    attack.py CHIKIRI
"""
import datetime
import gzip
import http.client
import json
import os
import re
import socket
import sys
import urllib.parse
import zipfile

import cast
import crawl
import harness
import server

OPEN_API = {('POST', '/session'), ('POST', '/sign-out'), ('GET', '/openapi.json')}
OPEN_PAGES = {('GET', '/sign-in'), ('POST', '/sign-in'), ('POST', '/sign-out'), ('POST', '/language'),
              ('GET', '/healthz'), ('GET', '/metrics')}
FIELDS = {'content-security-policy': "default-src 'none'", 'x-content-type-options': 'nosniff',
          'referrer-policy': 'same-origin', 'cross-origin-opener-policy': 'same-origin'}


class Raw:
    def __init__(self, bytes_):
        head, _, self.body = bytes_.partition(b'\r\n\r\n')
        lines = head.decode('latin-1').split('\r\n')
        words = lines[0].split(' ')
        self.status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
        self.fields = {}
        for line in lines[1:]:
            name, _, value = line.partition(':')
            self.fields[name.lower()] = value.strip()
        self.names = [line.partition(':')[0].lower() for line in lines[1:]]

    def __repr__(self):
        return f'{self.status} {self.fields} {self.body[:200]!r}'


def raw(served, bytes_):
    """Sends just these bytes; what came back before the connection closed or fell silent."""
    with socket.create_connection(('127.0.0.1', served.port), timeout=10) as stream:
        got = b''
        try:
            stream.sendall(bytes_)
            while True:
                more = stream.recv(65536)
                if not more:
                    break
                got += more
                head, found, body = got.partition(b'\r\n\r\n')
                length = re.search(rb'(?i)content-length: *(\d+)', head)
                if found and length and len(body) >= int(length.group(1)):
                    break
        except OSError:
            pass
    return Raw(got)


def line(method, target, *fields, body=b''):
    head = [f'{method} {target} HTTP/1.1', 'Host: 127.0.0.1', 'Connection: close', *fields]
    if body:
        head.append(f'Content-Length: {len(body)}')
    return '\r\n'.join(head).encode('latin-1', 'replace') + b'\r\n\r\n' + body


class Doors:
    """Every way in that the program knows: those of the API, and those that pages lead to."""

    def __init__(self, boss):
        self.tree = boss.get('/api/1/openapi.json').json
        self.api = [(method.upper(), path) for path, methods in self.tree['paths'].items() for method in methods]
        walk = crawl.Crawl('aide', boss, set(), set(), 1e12)
        walk.run()
        self.pages = {('GET', url.split('?')[0]) for url in walk.seen | {'/tokens'}}
        for url in sorted({url.split('?')[0] for url in walk.seen}):
            answer = boss.get(url)
            if answer.status == 200 and 'text/html' in answer.fields['content-type']:
                for method, action in re.findall(r'<form[^>]*method="(post)"[^>]*action="([^"?]*)', answer.text):
                    self.pages.add((method.upper(), action))

    def writes(self):
        """Addresses that change something, with no row behind them."""
        found = {('/api/1' + re.sub(r'\{\w+\}', '0', path), method) for method, path in self.api if method != 'GET'}
        found |= {(path, method) for method, path in self.pages if method != 'GET'}
        return sorted(found)


def check_nobody(tap, doors, served):
    stranger, wrong = server.Person(served), []
    for method, path in doors.api:
        asked = '/api/1' + re.sub(r'\{\w+\}', '1', path)
        answer = stranger.get(asked) if method == 'GET' else stranger.send(method, asked, {})
        if (method, path) not in OPEN_API and (answer.status != 401 or set(answer.json) != {'error'}):
            wrong.append(f'{method} {asked}: {answer.status}')
    tap.same(wrong, [], f'5.6.3: {len(doors.api)} doors of the API are closed to nobody')
    wrong = []
    for method, path in sorted(doors.pages):
        answer = stranger.get(path) if method == 'GET' else stranger.post(path)
        is_led = answer.status == 303 and answer.fields['location'].startswith('/sign-in?next=')
        if (method, path) not in OPEN_PAGES and not is_led and answer.status != 404:
            wrong.append(f'{method} {path}: {answer.status}')
    tap.same(wrong, [], f'5.6.3: and {len(doors.pages)} pages lead to the sign-in')


def rows_of(person, kind, limit=200):
    answer = person.get(f'/api/1/{kind}?limit={limit}')
    return answer.json.get('items', []) if answer.status == 200 else []


def check_other_sections(tap, doors, boss, person, foreign, approver):
    """Rows that the aide sees and the other does not are closed in every way."""
    body = {'reason': '試験', 'note': 'x', 'measure': '試験', 'promised_on': '2026-12-31', 'approver': approver,
            'until': (datetime.date.today() + datetime.timedelta(30)).isoformat()}
    kinds = sorted({path.split('/')[1] for method, path in doors.api if re.fullmatch(r'/[a-z-]+/\{id\}', path)})
    wrong, tried = [], 0
    for kind in kinds:
        own = {row.get('id') for row in rows_of(person, kind)}
        hidden = [row['id'] for row in rows_of(boss, kind) if row.get('id') not in own and 'id' in row][:4]
        for number in hidden:
            paths = [path.replace('{id}', str(number)) for method, path in doors.api
                     if path.startswith(f'/{kind}/{{id}}')]
            asked = [('GET', f'/api/1{path}') for path in set(paths)] + \
                    [('GET', path) for path in set(paths)] + \
                    [('GET', f'/{kind}/{number}/{end}') for end in ('print', 'edit', 'end', 'history')] + \
                    [(method, '/api/1' + path.replace('{id}', str(number))) for method, path in doors.api
                     if method != 'GET' and path.startswith(f'/{kind}/{{id}}')]
            for method, url in asked:
                answer = person.get(url) if method == 'GET' else \
                    person.send(method, url, body, **{'If-Match': '*'})
                tried += 1
                if answer.status not in (403, 404, 405):
                    wrong.append(f'{method} {url}: {answer.status} {answer.bytes[:80]!r}')
    tap.ok(not wrong, f'5.6.3: {tried} doors to other sections\' rows are closed', '\n'.join(wrong))
    wrong = []
    for kind in kinds:
        for url in [f'/api/1/{kind}?limit=500', f'/{kind}?limit=500', f'/{kind}?format=csv', f'/api/1/{kind}?format=csv',
                    f'/{kind}/export?format=csv', f'/api/1/search?q=0&kind={kind}']:
            answer = person.get(url)
            seen = {number for number in foreign if number.encode() in answer.bytes}
            if answer.status == 200 and seen:
                wrong.append(f'{url}: {sorted(seen)[:3]}')
    tap.same(wrong, [], '5.6.3: nor do lists, files and search tell of them')


def check_forged(tap, doors, person):
    wrong = []
    for url, method in doors.writes():
        tries = {
            'a form without its value': ({'Content-Type': server.FORM}, 'a=b'),
            'a wrong value': ({'Content-Type': server.FORM}, 'csrf=' + 'A' * 43),
            'plain text': ({'Content-Type': 'text/plain'}, '{"reason":"x"}'),
            'another site': ({'Content-Type': 'application/json', 'Sec-Fetch-Site': 'cross-site'}, '{}'),
            'a sister site': ({'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-site'}, '{}'),
            'another origin': ({'Content-Type': 'application/json', 'Origin': 'http://elsewhere.example'}, '{}'),
            'no origin': ({'Content-Type': 'application/json', 'Origin': 'null'}, '{}'),
        }
        for why, (fields, body) in tries.items():
            answer = person.ask(method, url, body, fields)
            if answer.status not in (403, 400, 404, 415):
                wrong.append(f'{method} {url}, {why}: {answer.status}')
        for override in ('X-HTTP-Method-Override', 'X-Method-Override', 'X-HTTP-Method'):
            if person.ask('GET', url, None, {override: method}).status in (201, 303):
                wrong.append(f'{override} {url}')
    tap.ok(not wrong, f'5.7.1: forged requests to {len(doors.writes())} doors are refused', '\n'.join(wrong))
    tap.same(person.get('/api/1/session').status, 200, '5.7.1: and the session has outlived them')


def check_leading_away(tap, person):
    wrong = []
    for target in ('//elsewhere.example', 'https://elsewhere.example/', '/\\elsewhere.example', '\\/elsewhere.example',
                   'javascript:alert(1)', '/%0d%0aSet-Cookie:x=1', '/\r\nSet-Cookie: x=1', '/\t/elsewhere.example',
                   ' //elsewhere.example', '/\x00/elsewhere.example', '/.//elsewhere.example'):
        for path in ('/language', '/sign-out'):
            stranger = server.Person(person.server)
            answer = stranger.post(path, to='ja', next=target)
            location = urllib.parse.urljoin('http://here/a', answer.fields.get('location', '/'))
            bad = urllib.parse.urlparse(location).netloc != 'here' or re.search(r'[\r\n\0]', location)
            if bad or any('x=1' in cookie for cookie in answer.cookies):
                wrong.append(f'{path} {target!r}: {answer.fields.get("location")!r}')
        page = server.Person(person.server).ask('GET', '/sign-in?next=' + urllib.parse.quote(target, safe='')
                                                .replace('%', '%'), None).text
        if re.search(r'name="next" value="(?!/(?![/\\]))', page):
            wrong.append(f'/sign-in {target!r}')
    tap.ok(not wrong, '5.7.1: nobody is led away, and no field is slipped in', '\n'.join(wrong))


def check_raw(tap, served, cookie):
    """Requests that are no requests, or mean something else to someone in between."""
    good = {400, 401, 403, 404, 405, 408, 411, 413, 414, 417, 422, 431, 501, 505, 0}
    deep = b'[' * 20000 + b']' * 20000
    signed = f'Cookie: session={cookie}'
    typed = 'Content-Type: application/json'
    tries = {
        'up out of the assets': line('GET', '/static/../../chikiri.db'),
        'up, encoded': line('GET', '/static/%2e%2e/%2e%2e/chikiri.db'),
        'up, encoded twice': line('GET', '/static/%252e%252e/chikiri.db'),
        'up, with the other slash': line('GET', '/static/..\\..\\chikiri.db'),
        'up, too long a form': line('GET', '/static/%c0%ae%c0%ae/chikiri.db'),
        'a file of the system': line('GET', '/static//etc/passwd'),
        'NUL in the path': line('GET', '/users%00.css', signed),
        'not UTF-8': line('GET', '/users/%ff%fe', signed),
        'half an escape': line('GET', '/users/%2', signed),
        'a slash in a part': line('GET', '/users/a%2fb', signed),
        'a line break in the path': line('GET', '/users/%0d%0aX-A:b', signed),
        'TRACE': line('TRACE', '/', signed),
        'CONNECT': line('CONNECT', 'elsewhere.example:80'),
        'DELETE': line('DELETE', '/api/1/users/000001', signed),
        'PUT': line('PUT', '/api/1/users/000001', signed, body=b'{}'),
        'no host': b'GET / HTTP/1.1\r\n\r\n',
        'two hosts': b'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
        'a host of nonsense': b'GET / HTTP/1.1\r\nHost: a b/<x>\r\n\r\n',
        'two lengths': b'POST /session HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
        'length and chunks': b'POST /session HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n'
                             b'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        'JSON too deep': line('POST', '/api/1/session', typed, body=deep),
        'JSON twice the same': line('POST', '/api/1/session', typed, body=b'{"staff_no":"1","staff_no":"2"}'),
        'JSON with NUL': line('POST', '/api/1/session', typed, body=b'{"staff_no":"1\\u0000","password":"x"}'),
        'JSON not UTF-8': line('POST', '/api/1/session', typed, body=b'{"staff_no":"\xff"}'),
        'JSON with a lone surrogate': line('POST', '/api/1/session', typed, body=b'{"staff_no":"\\ud800"}'),
        'JSON with more after it': line('POST', '/api/1/session', typed, body=b'{} {}'),
        'a form with NUL': line('POST', '/sign-in', 'Content-Type: ' + server.FORM, body=b'staff_no=1%00&password=x'),
        'a form not UTF-8': line('POST', '/sign-in', 'Content-Type: ' + server.FORM, body=b'staff_no=%ff&password=x'),
        'too large a body': line('POST', '/api/1/session', typed, 'Content-Length: 99999999'),
        'too long a path': line('GET', '/' + 'a' * 70000),
        'too long a field': line('GET', '/', 'X-A: ' + 'a' * 70000),
        'too many values': line('POST', '/sign-in', 'Content-Type: ' + server.FORM, body=b'a=b&' * 200000),
        'no HTTP': b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + b'\0' * 64,
    }
    wrong = []
    for why, bytes_ in tries.items():
        answer = raw(served, bytes_)
        if answer.status not in good or b'root:' in answer.body or b'SQLite format' in answer.body:
            wrong.append(f'{why}: {answer}')
        missing = [name for name in ('content-security-policy', 'x-content-type-options')
                   if answer.status and name not in answer.fields]
        if missing:
            wrong.append(f'{why}: {answer.status} without {missing}')
    tap.ok(not wrong, f'{len(tries)} broken requests are refused as such', '\n'.join(wrong))
    host = raw(served, b'GET /users HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n')
    tap.ok(host.status == 303 and 'elsewhere' not in host.fields['location'], 'a host it is called by leads nowhere',
           host)
    tap.same(raw(served, line('GET', '/healthz')).status, 200, 'and the server is well')


def check_fields(tap, served, boss, staff):
    """Every kind of answer bears the fields that browsers go by."""
    answers = {
        'a page': boss.get('/users'), 'JSON': boss.get('/api/1/users'), 'to the sign-in': server.Person(served).get('/users'),
        '401': server.Person(served).get('/api/1/users'), '403': staff.get('/users'), '403 JSON': staff.get('/api/1/users'),
        '404': boss.get('/nothing/here'), '404 JSON': boss.get('/api/1/nothing'), '405': boss.ask('PATCH', '/tokens', '{}'),
        '422': boss.get('/api/1/search?q='), 'health': boss.get('/healthz'), 'description': boss.get('/api/1/openapi.json'),
        'a style': boss.get(re.search(r'href="(/static/[^"?]*css)', boss.get('/tokens').text).group(1)),
        'no style': boss.get('/static/nothing.css'), 'language': boss.post('/language', to='ja'),
    }
    wrong = [f'{name}: {field}' for name, answer in answers.items() for field, begins in FIELDS.items()
             if not answer.fields.get(field, '').startswith(begins)]
    wrong += [f'{name}: kept by others' for name, answer in answers.items()
              if name != 'a style' and 'no-store' not in answer.fields.get('cache-control', '')]
    wrong += [f'{name}: unsafe' for name, answer in answers.items()
              if 'unsafe' in answer.fields['content-security-policy'] or 'access-control-allow-origin' in answer.fields]
    wrong += [f'{name}: says what it is made of' for name, answer in answers.items()
              if re.search(r'\d', answer.fields.get('server', ''))]
    tap.same(wrong, [], f'{len(answers)} kinds of answers bear every field')


def check_cookies(tap, city, served):
    number = city.people['officer'].staff_no
    person = server.Person(served)
    person.cookies['session'] = 'A' * 43
    answer = person.sign_in(number, cast.PASSWORD)
    first = person.cookies['session']
    cookie = next(each for each in answer.cookies if each.startswith('session='))
    tap.ok(first != 'A' * 43 and answer.status == 303, '5.7.1: a planted cookie is not taken over', answer)
    tap.ok(all(word in cookie for word in ('HttpOnly', 'SameSite=Lax', 'Path=/')) and 'Domain' not in cookie,
           '5.7.1: the cookie is for this server only, and no script reads it', cookie)
    person.get('/sign-in')
    person.sign_in(number, cast.PASSWORD)
    second = person.cookies['session']

    def is_alive(value):
        thief = server.Person(served)
        thief.cookies['session'] = value
        return thief.get('/api/1/session').status == 200

    tap.same((is_alive(first), is_alive(second)), (False, True), '5.7.1: signing in again ends the session before')
    person.get('/tokens')
    person.post('/sign-out')
    tap.ok(not is_alive(second), '5.7.1: signing out ends it at the server')
    return [first, second]


def files_below(folder):
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, 'rb') as file:
                content = file.read()
            yield path, content
            if content[:2] == b'\x1f\x8b':
                yield path, gzip.decompress(content)
            if content[:2] == b'PK':
                with zipfile.ZipFile(path) as box:
                    for each in box.namelist():
                        yield f'{path}!{each}', box.read(each)


def check_secrets(tap, program, city, served, secrets):
    boss = city.people['aide']
    given = boss.send('POST', f'/api/1/users/{city.people["member"].staff_no}/reset', {}).json['temporary_password']
    token = boss.send('POST', '/api/1/tokens', {'name': 'x'}).json['token']
    secrets = secrets + [given, token, cast.PASSWORD] + [each.cookies['session'] for each in city.people.values()]
    bundle = program.at('bundle')
    program.run('bundle', '--data', city.folder, '-o', bundle)
    program.run('backup', '--data', city.folder, '-o', program.at('backup'))
    status, errors = served.close()
    wrong = [f'{path}: secret {number}' for path, content in files_below(program.folder)
             for number, secret in enumerate(secrets) if secret.encode() in content and '/demo/' not in path]
    tap.same(wrong, [], f'4.3.1: none of {len(secrets)} secrets stands in a file, record, backup or bundle')
    tap.ok(status == 0 and errors == '' and not any(each in served.said for each in secrets),
           '4.3.1: nor in what the server said', errors)


def main():
    program = harness.Program(sys.argv[1])
    tap = harness.Tap()
    folder = harness.demo(program)
    served = server.Server(program, folder)
    city = cast.Cast(program, folder, served)
    boss, staff = city.people['aide'], city.people['staff']
    doors = Doors(boss)
    check_nobody(tap, doors, served)
    check_other_sections(tap, doors, boss, staff, city.foreign_assets(city.other), city.people['ciso'].staff_no)
    check_forged(tap, doors, boss)
    check_leading_away(tap, boss)
    check_raw(tap, served, boss.cookies['session'])
    check_fields(tap, served, boss, staff)
    spent = check_cookies(tap, city, served)
    check_secrets(tap, program, city, served, spent)
    tap.same(program.run('verify', '--data', folder).status, 0, '5.7.3: all of it is in a record that verifies')
    program.close()
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
