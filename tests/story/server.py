"""The program serving, and the people in front of it."""
import concurrent.futures
import http.client
import json
import re
import subprocess
import urllib.parse

FORM = 'application/x-www-form-urlencoded'


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.fields = {name.lower(): value for name, value in response.getheaders()}
        self.cookies = [value for name, value in response.getheaders()
                        if name.lower() == 'set-cookie']
        self.bytes = response.read()

    @property
    def text(self):
        return self.bytes.decode('utf-8')

    @property
    def json(self):
        return json.loads(self.bytes)

    def __repr__(self):
        return f'{self.status} {self.fields.get("location", "")} {self.bytes[:600]!r}'


class Server:
    """`chikiri serve` on a free port; ends with close()."""

    def __init__(self, program, folder, *options, env=None):
        self.process = subprocess.Popen(
            [program.path, 'serve', '--data', folder, '--listen', '127.0.0.1:0', '--lang', 'en',
             *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
        self.said, self.port = '', None
        self.wait_for_port()

    def wait_for_port(self):
        for line in self.process.stdout:
            self.said += line
            found = re.search(r'://127\.0\.0\.1:(\d+)/', line)
            if found:
                self.port = int(found.group(1))
                return
        self.process.kill()
        raise RuntimeError('the server did not start: ' + self.process.communicate()[1])

    def tell(self):
        """What became of it, when it stopped answering."""
        try:
            _, errors = self.process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            return 'still runs'
        return f'ended with {self.process.returncode}: {errors[-6000:]}'

    def close(self):
        """Ends it as an administrator would; returns its exit status and what it said of errors."""
        self.process.terminate()
        try:
            _, errors = self.process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            _, errors = self.process.communicate()
        return self.process.returncode, errors

    def kill(self):
        self.process.kill()
        self.process.communicate()


class Person:
    """A browser, or a program that speaks the API, with its cookies."""

    def __init__(self, server, language='ja'):
        self.server, self.language = server, language
        self.cookies, self.form = {}, ''

    def ask(self, method, path, body=None, fields=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.server.port, timeout=60)
        sent = {'Accept-Language': self.language}
        if self.cookies:
            sent['Cookie'] = '; '.join(f'{name}={value}' for name, value in self.cookies.items())
        sent.update(fields or {})
        connection.request(method, urllib.parse.quote(path, safe="/?&=%:+,~-._"), body=body,
                           headers=sent)
        try:
            answer = Answer(connection.getresponse())
        except ConnectionError as lost:
            raise RuntimeError(f'{method} {path}: {lost}; the server {self.server.tell()}') from lost
        connection.close()
        for cookie in answer.cookies:
            name, value = cookie.split(';')[0].split('=', 1)
            self.cookies[name] = value
        found = re.search(r'name="csrf" value="([^"]*)"', answer.text) \
            if 'text/html' in answer.fields.get('content-type', '') else None
        if found:
            self.form = found.group(1)
        return answer

    def get(self, path):
        return self.ask('GET', path)

    def post(self, path, **values):
        """As the page's form sends it, with what it carries against forgery."""
        values.setdefault('csrf', self.form)
        return self.ask('POST', path, urllib.parse.urlencode(values, doseq=True),
                        {'Content-Type': FORM})

    def send(self, method, path, value, **fields):
        return self.ask(method, path, json.dumps(value, ensure_ascii=False).encode(),
                        {'Content-Type': 'application/json', **fields})

    def upload(self, path, name, file_name, content, **values):
        """A form with one file."""
        values.setdefault('csrf', self.form)
        edge = 'edge-of-the-story-8c1f'
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
                 for key, value in values.items()]
        parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; '
                     f'filename="{file_name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
                     .encode() + content + b'\r\n')
        return self.ask('POST', path, b''.join(parts) + f'--{edge}--\r\n'.encode(),
                        {'Content-Type': f'multipart/form-data; boundary={edge}'})

    def sign_in(self, staff_no, password):
        return self.post('/sign-in', staff_no=staff_no, password=password)


def at_once(asks):
    """What the functions give, called at the same time."""
    with concurrent.futures.ThreadPoolExecutor(len(asks)) as pool:
        return [each.result() for each in [pool.submit(ask) for ask in asks]]


def register(program, folder, server, staff_no, password, language='ja', now=None):
    """Gives the person a sign-in, and comes back signed in with the password of their own."""
    done = program.run('user', 'add', staff_no, '--data', folder, '--json', now=now)
    if done.status != 0:
        done = program.run('user', 'reset', staff_no, '--data', folder, '--json', now=now)
    if done.status != 0:
        raise RuntimeError(f'{staff_no}: no sign-in: {done.err}')
    first = done.json['temporary_password']
    person = Person(server, language)
    person.sign_in(staff_no, first)
    person.get('/password')
    answer = person.post('/password', password=first, new_password=password,
                         new_password_again=password)
    if answer.status != 303:
        raise RuntimeError(f'{staff_no} could not sign in: {answer}')
    return person
