"""What the stories share: TAP, the program at work, the sample city and its seven imports."""
import csv
import datetime
import fcntl
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SYSTEM = '住民記録システム'
AS_OF, BEFORE = '2026-04-01', '2026-03-31'
ORDER = ('roster', 'transfers', 'accounts', 'id-ledger', 'assets', 'media', 'services')
FILES = {'roster': '01_職員名簿.csv', 'transfers': '02_人事異動一覧.csv',
         'accounts': '03_アカウント一覧.csv', 'id-ledger': '04_ID管理台帳.xlsx',
         'assets': '05_情報資産管理台帳.xlsx', 'media': '06_外部記録媒体持出管理簿.xlsx',
         'services': '07_外部サービス利用台帳.xlsx'}
OPTIONS = {'roster': ('--as-of', BEFORE), 'accounts': ('--system', SYSTEM)}


class Tap:
    def __init__(self):
        self.number = 0
        self.failed = 0

    def ok(self, good, name, detail=''):
        self.number += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.number} - {name}", flush=True)
        if not good:
            print('# ' + str(detail)[:3000].replace('\n', '\n# '), flush=True)
        return bool(good)

    def same(self, got, want, name):
        return self.ok(got == want, name, f'got  {got!r}\nwant {want!r}')

    def done(self):
        print(f'1..{self.number}')
        return 1 if self.failed else 0


def find_samples():
    """The folder of the sample city beside the project, or None."""
    for folder in (os.environ.get('CHIKIRI_SAMPLES', ''),
                   os.path.join(HERE, '../../../shared/samples/dev')):
        if folder and os.path.exists(os.path.join(folder, 'findings.csv')):
            return os.path.abspath(folder)
    return None


def is_sanitized(path):
    """A sanitizer maps far more memory than it uses: no limit can be put on such a program."""
    with open(path, 'rb') as file:
        return b'__asan_init' in file.read()


def limit_memory():
    resource.setrlimit(resource.RLIMIT_DATA, (256 << 20, 256 << 20))


class Done:
    def __init__(self, status, out, err):
        self.status = status
        self.out = out
        self.err = err

    @property
    def json(self):
        return json.loads(self.out)


class Program:
    def __init__(self, path):
        self.path = os.path.abspath(path)
        self.folder = tempfile.mkdtemp(prefix='story-')
        self.count = 0
        self.may_limit = not is_sanitized(self.path)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def at(self, *names):
        return os.path.join(self.folder, *names)

    def fresh(self, name='data'):
        self.count += 1
        return self.at(f'{name}{self.count}')

    def run(self, *words, now=None, small=False, lang='ja'):
        environment = {'PATH': os.environ['PATH'], 'LANG': lang}
        if now:
            environment['CHIKIRI_NOW'] = now
        done = subprocess.run([self.path, *words], capture_output=True, env=environment,
                              preexec_fn=limit_memory if small and self.may_limit else None, check=False)
        return Done(done.returncode, done.stdout.decode('utf-8', 'replace'),
                    done.stderr.decode('utf-8', 'replace'))

    def imports(self, data, kind, path, *options, mode='good', now=None):
        return self.run('import', kind, path, '--data', data, '--mode', mode, '--json',
                        *OPTIONS.get(kind, ()), *options, now=now)

    def init(self, data, *options, now=None):
        return self.run('init', '--data', data, '--city', '瑞浜市', *options, now=now)

    def segment(self, data, now=None):
        return self.run('set', 'systems', SYSTEM, 'segment=マイナンバー利用事務系', '--reason', 'x',
                        '--data', data, now=now)

    def city(self, files, profiles=None, data=None):
        """Reads a whole city; `files` by kind is a path or a list of them. Returns the folder and
        the answers of the imports."""
        data = data or self.fresh()
        self.init(data)
        answers = {}
        for kind in ORDER:
            paths = files[kind] if isinstance(files[kind], list) else [files[kind]]
            extra = ('--profile', profiles[kind]) if profiles and kind in profiles else ()
            answers[kind] = [self.imports(data, kind, path, *extra) for path in paths]
        self.segment(data)
        return data, answers

    def findings(self, data, at=AS_OF):
        return self.run('findings', '--at', at, '--data', data, '--format', 'json').json


def found_on_postgres(folder):
    """With --postgres the city lives in a database of its own on the server of the tests."""
    if '--postgres' not in sys.argv:
        return
    server = os.environ.get('CHIKIRI_TEST_POSTGRES')
    if not server:
        print('1..0 # SKIP no PostgreSQL')
        sys.exit(0)
    name = re.sub(r'\W', '_', folder).lower()
    subprocess.run(['psql', '-q', '-d', server, '-c', f'CREATE DATABASE {name}'], check=True)
    os.makedirs(folder)
    with open(os.path.join(folder, 'chikiri.conf'), 'w', encoding='utf-8') as file:
        file.write('postgresql=' + re.sub(r'dbname=\S+', f'dbname={name}', server) + '\n')


def make_demo(program, folder, now):
    maker = os.path.join(HERE, '../../tools/demo_city.py')
    done = subprocess.run([sys.executable, maker, 'make', program.path, folder, 'ja'], capture_output=True,
                          check=False, env={**os.environ, 'CHIKIRI_NOW': now} if now else None)
    if done.returncode != 0:
        raise RuntimeError('no demo city: ' + done.stderr.decode('utf-8', 'replace'))


def kept_demo(program):
    """Made once a day for each build of the program, beside it; the stories take copies."""
    place = os.path.join(os.path.dirname(program.path), 'story-city')
    kept = os.path.join(place, f'{datetime.date.today()}-{os.stat(program.path).st_mtime_ns}')
    os.makedirs(place, exist_ok=True)
    with open(os.path.join(place, 'lock'), 'w', encoding='utf-8') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.isdir(kept):
            for old in set(os.listdir(place)) - {'lock'}:
                shutil.rmtree(os.path.join(place, old))
            make_demo(program, kept + '.new', None)
            os.rename(kept + '.new', kept)
    return kept


def demo(program, now=None):
    """The folder of a new demo city, all imported and checked; with `now` in simulated time."""
    folder = program.fresh('city')
    if now or '--postgres' in sys.argv:
        found_on_postgres(folder)
        make_demo(program, folder, now)
    else:
        shutil.copytree(kept_demo(program), folder)
    return folder


def place_of(problem):
    return (f"{problem['sheet']}!{problem['row']}" if problem['sheet'] is not None
            else str(problem['row']))


def truth(samples):
    """The published key: {(file, code, place, key)}."""
    with open(os.path.join(samples, 'findings.csv'), encoding='utf-8-sig', newline='') as file:
        return {(row['file'], row['rule'], row['row'], row['key']) for row in csv.DictReader(file)}


def start(name):
    """The program under test and the sample, or a TAP skip line and exit."""
    words = [word for word in sys.argv[1:] if not word.startswith('--')]
    samples = find_samples()
    if samples is None or not words:
        print(f'1..0 # SKIP {name}: ' + ('no sample city' if words else 'no program given'))
        sys.exit(0)
    return Program(words[0]), samples, '--quick' in sys.argv[1:]
