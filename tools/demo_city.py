#!/usr/bin/env python3
"""Makes the demo city, and says what became of it.

    demo_city.py make CHIKIRI DIR ja|en
    demo_city.py show CHIKIRI DIR ja|en

The city's files are in DIR/demo, the answers to their import in DIR/demo/answers.
"""
import collections
import json
import os
import subprocess
import sys

SHOWN = 8

TEXTS = {
    'importing': ('{}を取り込んでいます（{}）。', 'Importing {} ({}).'),
    'checking': ('対策基準に照らして点検しています。', 'Checking against the standard.'),
    'city': ('\n団体: {}（架空）', '\nCity: {} (invented)'),
    'read': ('\n読んだもの', '\nWhat was read'),
    'file': ('  {} → {}: {}行、うち受け入れ{}行、断り{}行{}',
             '  {} → {}: {} rows, {} taken, {} refused{}'),
    'refused': ('\n断った行の理由と直し方', '\nWhy rows were refused, and what to do'),
    'warning': ('（注意。受け入れています）', ' (a warning; taken)'),
    'none_refused': ('  ありません。', '  None.'),
    'findings': ('\n指摘 {}件（違反 {}、推奨 {}）', '\n{} findings ({} breaches, {} recommendations)'),
    'by_clause': ('\n項番ごと（多い順）', '\nBy clause, most first'),
    'by_section': ('\n課ごと（多い順）', '\nBy section, most first'),
    'more': ('  ほかに{}', '  and {} more'),
    'count': ('  {:>4}件  {} {}', '  {:>4}  {} {}'),
    'no_section': ('（課の分からないもの）', '(of no known section)'),
    'signing': ('サインインできる人を登録しています。', 'Registering who may sign in.'),
    'users': ('\nサインインできる人（架空）。初めのパスワードは仮のもので、一度変えてもらいます',
              '\nWho can sign in (invented people). First passwords are temporary and must be changed once'),
    'user': ('  {}  {}  {}（{}）', '  {}  {}  {} ({})'),
    'next': ('\nもっと見るには', '\nTo look further'),
}

COMMANDS = (
    ('chikiri findings --data {d} --section 市民課', '一つの課の指摘', 'one section\'s findings'),
    ('chikiri check --data {d}', '点検のやり直し', 'check again'),
    ('chikiri people --data {d}', '役割と、いまそれを担う人', 'roles and who holds them'),
    ('chikiri clauses --data {d}', '項番ごとの状態', 'the state of each clause'),
    ('chikiri verify --data {d}', '記録が書き換えられていないこと', 'that the record is unaltered'),
    ('chikiri help', '命令の一覧', 'all commands'),
)


class City:
    def __init__(self, program, folder, language):
        self.program, self.folder, self.language = program, folder, language

    def say(self, name, *values, stream=sys.stdout):
        print(TEXTS[name][self.language != 'ja'].format(*values), file=stream,
              flush=True)

    def ask(self, *words):
        """The JSON answer of a command; the program's own sentence and exit when it refuses."""
        run = subprocess.run([self.program, *words, '--json', '--lang', self.language],
                             stdout=subprocess.PIPE, check=False)
        if run.returncode != 0:
            sys.exit(f'chikiri {words[0]}: exit {run.returncode}')
        return json.loads(run.stdout)

    def path(self, *names):
        return os.path.join(self.folder, 'demo', *names)

    def make(self):
        os.makedirs(self.folder, exist_ok=True)
        demo = self.ask('demo', '--out', self.path())
        os.makedirs(self.path('answers'))
        with open(self.path('answers', 'demo.json'), 'w', encoding='utf-8') as file:
            json.dump(demo, file, ensure_ascii=False)
        simulated = ['--simulation'] if 'CHIKIRI_NOW' in os.environ else []
        self.ask('init', '--data', self.folder, '--city', demo['city'], '--demo', *simulated)
        first = ('roster', 'transfers')
        files = sorted(demo['files'],
                       key=lambda each: first.index(each['kind']) if each['kind'] in first else 2)
        for each in files:
            self.say('importing', each['file'], each['kind'], stream=sys.stderr)
            words = ['import', each['kind'], self.path(each['file']), '--data', self.folder,
                     '--mode', 'good']
            if each['kind'] == 'roster':
                words += ['--as-of', demo['as_of']]
            if each['kind'] == 'accounts':
                words += ['--system', demo['system']]
            answer = self.ask(*words)
            with open(self.path('answers', f'{each["kind"]}.json'), 'w', encoding='utf-8') as file:
                json.dump(answer, file, ensure_ascii=False)
        self.say('checking', stream=sys.stderr)
        self.ask('check', '--data', self.folder)
        self.add_users()

    def add_users(self):
        """One holder of each role of tables 1 to 3, and one member of staff, with first passwords."""
        self.say('signing', stream=sys.stderr)
        users, roles = {}, self.ask('people', '--data', self.folder)
        for each in roles:
            if each['holders'] and not any(each['role'] in user['roles'] for user in users.values()):
                holder = each['holders'][0]
                user = users.setdefault(holder['staff_no'], {**holder, 'roles': []})
                user['roles'] += [other['role'] for other in roles
                                  if other['role'] not in user['roles'] and any(
                                      one['staff_no'] == holder['staff_no'] for one in other['holders'])]
        for staff_no, user in users.items():
            answer = self.ask('user', 'add', staff_no, '--data', self.folder)
            user['password'] = answer['temporary_password']
        path = self.path('answers', 'users.json')
        with open(path, 'w', encoding='utf-8', opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            json.dump(list(users.values()), file, ensure_ascii=False)

    def show_users(self):
        path = self.path('answers', 'users.json')
        if not os.path.exists(path):
            return
        with open(path, encoding='utf-8') as file:
            users = json.load(file)
        with open(os.path.join(self.folder, 'pack', 'roles.json'), encoding='utf-8') as file:
            titles = {each['id']: each[f'title_{self.language}'] for each in json.load(file)['roles']}
        self.say('users')
        for user in users:
            what = [titles[role] for role in user['roles'] if role in titles]
            more = f' +{len(what) - 3}' if len(what) > 3 else ''
            self.say('user', user['staff_no'], user['password'], user['name'], ' '.join(what[:3]) + more)

    def answers(self):
        """(file, answer) of each import of the demo, in its order."""
        if not os.path.exists(self.path('answers', 'demo.json')):
            return {}, []
        with open(self.path('answers', 'demo.json'), encoding='utf-8') as file:
            demo = json.load(file)
        found = []
        for each in demo['files']:
            with open(self.path('answers', f'{each["kind"]}.json'), encoding='utf-8') as file:
                found.append((each['file'], json.load(file)))
        return demo, found

    def show_files(self, answers):
        self.say('read')
        problems = {}
        for name, answer in answers:
            rows = answer['rows']
            codes = collections.Counter(each['code'] for each in answer['problems'])
            for each in answer['problems']:
                problems.setdefault(each['code'], each['severity'])
            told = '  ' + ' '.join(f'{code}×{count}' for code, count in sorted(codes.items()))
            self.say('file', name, answer['kind'], rows['read'], rows['valid'], rows['invalid'],
                     told.rstrip())
        self.say('refused')
        with open(os.path.join(self.folder, 'pack', 'codes.json'), encoding='utf-8') as file:
            codes = {each['code']: each for each in json.load(file)['codes']}
        for code, severity in sorted(problems.items()):
            warning = TEXTS['warning'][self.language != 'ja'] if severity == 'warning' else ''
            title, action = (codes[code][f'{what}_{self.language}'] for what in ('title', 'action'))
            print(f'  {code}  {title}{warning}{"。" if self.language == "ja" else ". "}{action}')
        if not problems:
            self.say('none_refused')

    def show_top(self, heading, counts, titles):
        self.say(heading)
        for key, count in counts.most_common(SHOWN):
            self.say('count', count, key or TEXTS['no_section'][self.language != 'ja'],
                     titles.get(key, ''))
        if len(counts) > SHOWN:
            self.say('more', len(counts) - SHOWN)

    def show_findings(self):
        findings = self.ask('findings', '--data', self.folder, '--format', 'json')
        clauses = {each['id']: each['title'] for each in self.ask('clauses', '--data', self.folder)}
        breaches = sum(each['severity'] == 'breach' for each in findings)
        self.say('findings', len(findings), breaches, len(findings) - breaches)
        self.show_top('by_clause', collections.Counter(each['clause'] for each in findings), clauses)
        self.show_top('by_section', collections.Counter(each['section'] for each in findings), {})

    def show(self):
        demo, answers = self.answers()
        if demo:
            self.say('city', demo['city'])
            self.show_files(answers)
        self.show_findings()
        self.show_users()
        self.say('next')
        for command, japanese, english in COMMANDS:
            line = '  build/' + command.format(d=self.folder)
            print(f'{line:<58} {japanese if self.language == "ja" else english}')


def main():
    action, program, folder, language = sys.argv[1:]
    city = City(program, folder, language)
    if action == 'make':
        city.make()
    else:
        city.show()


if __name__ == '__main__':
    main()
