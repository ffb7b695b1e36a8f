#!/usr/bin/env python3
"""Someone with the database open changes it behind the record: every table, in every way. verify must
exit 1 and name the register, the row and what was done. TAP.

    tamper.py CHIKIRI [CHIKIRI-VERIFY] [--quick]
"""
import os
import shutil
import sqlite3
import subprocess
import sys

import contract
import harness

UNIQUE = {'person': 'staff_no', 'post': 'title'}  # an inserted row needs another
NAMES = {'asset': 'asset_no', 'account': 'user_id', 'id_ledger': 'application_no', 'medium': 'medium_no',
         'person': 'staff_no', 'service': 'name', 'information_system': 'name'}
ADDED = (
    ('add', 'places', 'name=第1サーバ室', '--reason', 'x'),
    ('add', 'places', 'name=第2サーバ室', '--reason', 'x'),
    ('add', 'devices', 'device_no=PC-0001', 'name=窓口端末', '--reason', 'x'),
    ('add', 'devices', 'device_no=PC-0002', 'name=窓口端末', '--reason', 'x'),
    ('add', 'systems', 'name=税システム', 'segment=mynumber', '--reason', 'x'),
    ('add', 'declarations', 'department=市長公室', 'section=企画課', 'register=services',
     'declared_on=2026-04-01', '--reason', 'x'),
    ('add', 'declarations', 'department=市長公室', 'section=秘書課', 'register=services',
     'declared_on=2026-04-01', '--reason', 'x'),
    ('add', 'appointments', 'role=security_officer', 'staff_no=027162', 'department=市長公室',
     'section=企画課', 'valid_from=2026-04-01', '--reason', 'x'),
    ('add', 'reorganisations', 'effective_on=2026-10-01', 'change=名称変更', 'old_department=市長公室',
     'old_section=企画課', 'new_department=市長公室', 'new_section=政策課', '--reason', 'x'),
)


class Vault:
    """A folder that is spoilt and made whole again."""

    def __init__(self, city, verifier):
        self.city = city
        self.verifier = verifier
        self.data = city.copy()
        self.path = os.path.join(self.data, 'chikiri.db')
        for words in ADDED:
            done = city.run(*words, data=self.data)
            if done.status:
                print(f'# {words[:2]}: {done.err.strip()[:200]}')
        city.json('check', data=self.data)
        findings = city.findings(data=self.data)
        aide = city.json('people', '--role', 'ciso_aide', data=self.data)[0]['holders'][0]['staff_no']
        for row in findings[:2]:
            done = city.run('excuse', row['id'], '--reason', 'x', '--until', '2026-05-01', '--approver',
                            aide, data=self.data)
        with sqlite3.connect(self.path) as store:
            store.execute('PRAGMA wal_checkpoint(TRUNCATE)')
        store.close()
        self.whole = city.program.at('whole.db')
        shutil.copyfile(self.path, self.whole)

    def restore(self):
        for tail in ('-wal', '-shm'):
            if os.path.exists(self.path + tail):
                os.remove(self.path + tail)
        shutil.copyfile(self.whole, self.path)

    def spoil(self, *statements):
        store = sqlite3.connect(self.path, timeout=1)
        try:
            store.execute('PRAGMA foreign_keys=OFF')
            for statement in statements:
                store.execute(statement)
            store.commit()
            store.execute('PRAGMA wal_checkpoint(TRUNCATE)')
        finally:
            store.close()

    def ask(self, *words):
        store = sqlite3.connect(self.path)
        rows = store.execute(*words).fetchall()
        store.close()
        return rows

    def verify(self):
        return self.city.run('verify', '--json', data=self.data)

    def check_separate(self, name, says=''):
        """The separate verifier finds the folder bad too, and says so with that word."""
        run = subprocess.run([self.verifier, '--data', self.data], capture_output=True, check=False)
        said = run.stdout.decode()
        if run.returncode != 1 or says not in said:
            self.city.tap.ok(False, f'{name}: chikiri-verify says so too', f'{run.returncode} {said}')

    def expect(self, name, statements, why=None, register=None, key=None, says=''):
        """Spoils, verifies with both programs, restores."""
        tap = self.city.tap
        try:
            self.spoil(*statements)
        except sqlite3.IntegrityError as error:
            tap.ok(True, f'{name} # SKIP the table forbids it: {error}')
            self.restore()
            return
        done = self.verify()
        try:
            answer = done.json
        except ValueError:
            answer = {'ok': None, 'bad': []}
        bad = [(each['register'], each['key'], each['why']) for each in answer['bad']]
        good = done.status == 1 and answer['ok'] is False
        if why is not None:
            good = good and any(each[2] == why and each[0] == register and
                                (key is None or each[1] == key) for each in bad)
        good = good and says in (answer.get('sentence') or '')
        tap.ok(good, name, f'{done.status} {done.err[:200]} {bad[:6]} {answer.get("sentence")} '
                           f'want {register} {key} {why}')
        if self.verifier:
            self.check_separate(name, says)
        self.restore()


def columns_of(vault, table):
    return [(row[1], row[2]) for row in vault.ask(f'PRAGMA table_info("{table}")')]


def changed_value(vault, table, column, kind, row):
    value = vault.ask(f'SELECT "{column}" FROM "{table}" WHERE id = {row}')[0][0]
    if kind == 'INTEGER':
        return str((value or 0) + 1)
    return "'書換'" if value is None else f"'{value}x'".replace("x'", " '") if value == '書換' else "'書換'"


def spoil_table(vault, table, every_column):
    rows = [row[0] for row in vault.ask(f'SELECT id FROM "{table}" ORDER BY id')]
    columns = columns_of(vault, table)
    names = [name for name, _ in columns if name != 'id']
    key_column = NAMES.get(table)
    key = vault.ask(f'SELECT "{key_column}" FROM "{table}" WHERE id = {rows[0]}')[0][0] \
        if key_column and rows else None
    listed = ', '.join(f'"{name}"' for name in names)
    taken = ', '.join(f'"{name}" || \'0\'' if name == UNIQUE.get(table) else f'"{name}"'
                      for name in names)
    if rows:
        chosen = columns if every_column else [columns[i] for i in (len(columns) // 2, 2, 1)]
        for column, kind in chosen:
            if column == 'id':
                continue
            value = changed_value(vault, table, column, kind, rows[0])
            vault.expect(f'{table}: {column} changed',
                         [f'UPDATE "{table}" SET "{column}" = {value} WHERE id = {rows[0]}'],
                         None if column == 'entry' else 'changed', table,
                         None if column in (key_column, 'entry') else key)
        vault.expect(f'{table}: a row deleted', [f'DELETE FROM "{table}" WHERE id = {rows[0]}'],
                     'deleted', table)
        last = rows[-1] + 1
        vault.expect(f'{table}: a row inserted',
                     [f'INSERT INTO "{table}" (id, {listed}) SELECT {last}, {taken} FROM "{table}" '
                      f'WHERE id = {rows[0]}'], 'inserted', table)
    else:
        vault.expect(f'{table}: a row inserted', [f'INSERT INTO "{table}" (id, entry) VALUES (1, 1)'],
                     'inserted', table)
    if len(rows) > 1:
        one, two = rows[0], rows[-1]
        vault.expect(f'{table}: two rows in each other\'s place',
                     [f'UPDATE "{table}" SET id = -1 WHERE id = {one}',
                      f'UPDATE "{table}" SET id = {one} WHERE id = {two}',
                      f'UPDATE "{table}" SET id = {two} WHERE id = -1'], None, table)


def spoil_record(vault):
    last = vault.ask('SELECT MAX(seq) FROM entry')[0][0]
    middle = last // 2
    for column, kind in columns_of(vault, 'entry'):
        if column == 'seq':
            continue
        for at in (middle, last):
            old = vault.ask(f'SELECT "{column}" FROM entry WHERE seq = {at}')[0][0]
            if isinstance(old, bytes):
                value = "x'%s'" % (bytes([old[0] ^ 1]) + old[1:]).hex()
            elif isinstance(old, int):
                value = str(old + 1)
            else:
                value = "x'00'" if kind == 'BLOB' else ('7' if kind == 'INTEGER' else "'x'")
            vault.expect(f'entry {"last" if at == last else "middle"}: {column} changed',
                         [f'UPDATE entry SET "{column}" = {value} WHERE seq = {at}'])
    columns = ', '.join(f'"{name}"' for name, _ in columns_of(vault, 'entry') if name != 'seq')
    vault.expect('an entry deleted', [f'DELETE FROM entry WHERE seq = {middle}'], 'deleted', 'record')
    vault.expect('the last entry deleted', [f'DELETE FROM entry WHERE seq = {last}'], 'deleted', 'record')
    vault.expect('the last hundred entries deleted', [f'DELETE FROM entry WHERE seq > {last - 100}'])
    vault.expect('an entry inserted',
                 [f'INSERT INTO entry (seq, {columns}) SELECT {last + 1}, {columns} FROM entry '
                  f'WHERE seq = {middle}'], 'inserted', 'record')
    vault.expect('two entries in each other\'s place',
                 [f'UPDATE entry SET seq = -5 WHERE seq = {middle}',
                  f'UPDATE entry SET seq = {middle} WHERE seq = {middle + 1}',
                  f'UPDATE entry SET seq = {middle + 1} WHERE seq = -5'], 'reordered', 'record')
    vault.expect('the payload of an entry gone without an erasure',
                 [f'UPDATE entry SET payload = NULL, salt = NULL WHERE seq = {middle}'])
    vault.expect('the size of the tree changed', ['UPDATE record_head SET size = size - 1'],
                 says='record_head')
    vault.expect('the name of the record changed', ["UPDATE record_head SET origin = origin || 'x'"])
    vault.expect('the frontier changed', ["UPDATE record_head SET frontier = x'00'"],
                 says='record_head')
    vault.expect('a view changed so that checks find nothing',
                 ['DROP VIEW v_service', 'CREATE VIEW v_service AS SELECT * FROM service WHERE 0'],
                 says='視点（ビュー）')
    vault.expect('a table taken off the list of recorded ones',
                 ["DELETE FROM recorded_table WHERE name = 'asset'"], says='recorded_table')
    vault.expect('a table without rows taken off the list',
                 ["DELETE FROM recorded_table WHERE name = 'import_run'"], says='recorded_table')
    vault.expect('a node of the tree changed',
                 [f"UPDATE record_node SET hash = zeroblob(32) WHERE position = "
                  "(SELECT MIN(position) FROM record_node)"], says='record_node')
    vault.expect('a node of the tree deleted',
                 ['DELETE FROM record_node WHERE position = (SELECT MAX(position) FROM record_node)'],
                 says='record_node')


def spoil_folder(vault):
    """A pack edited unseen, and an old copy of the database beside the newer signed root."""
    city, tap = vault.city, vault.city.tap
    check = os.path.join(vault.data, 'pack', 'checks', 'V05.sql')
    with open(check, encoding='utf-8') as file:
        text = file.read()
    with open(check, 'a', encoding='utf-8') as file:
        file.write('-- no more\n')
    tap.ok(vault.verify().status == 1, 'a check of the pack edited by hand is found out')
    if vault.verifier:
        vault.check_separate('a check of the pack', 'ポリシーパック')
    with open(check, 'w', encoding='utf-8') as file:
        file.write(text)
    tap.ok(vault.verify().status == 0, 'and the pack as it was verifies again')
    city.run('set', 'assets', 'SK-0002', 'note=y', '--reason', 'x', data=vault.data)
    vault.restore()
    done = vault.verify()
    tap.ok(done.status == 1 and not done.json['ok'], 'an old database put back is found out',
           done.out[:300] + done.err[:200])
    if vault.verifier:
        vault.check_separate('an old database')
    after = city.run('set', 'assets', 'SK-0002', 'note=z', '--reason', 'x', data=vault.data)
    tap.ok(after.status not in (0, 2), 'and nothing is written on top of it',
           f'{after.status} {after.err[:200]}')


def main():
    program, samples, quick = harness.start('tamper')
    tap = harness.Tap()
    words = [word for word in sys.argv[1:] if not word.startswith('--')]
    verifier = os.path.abspath(words[1]) if len(words) > 1 else None
    try:
        if sqlite3.sqlite_version_info < (3, 37):
            print('1..0 # SKIP tamper: this Python cannot open STRICT tables')
            return
        vault = Vault(contract.City(program, samples, tap), verifier)
        tap.ok(vault.verify().json['ok'], 'the folder is whole')
        if verifier:
            sound = subprocess.run([verifier, '--data', vault.data], capture_output=True, check=False)
            tap.ok(sound.returncode == 0, 'chikiri-verify agrees', sound.stdout.decode())
        tables = [row[0] for row in vault.ask('SELECT name FROM recorded_table ORDER BY id')]
        tap.ok(len(tables) >= 18, f'{len(tables)} tables are recorded')
        for table in tables[:4] if quick else tables:
            spoil_table(vault, table, table == 'asset' and not quick)
        spoil_record(vault)
        tap.ok(vault.verify().json['ok'], 'made whole again, it verifies')
        spoil_folder(vault)
    finally:
        program.close()
    sys.exit(tap.done())


if __name__ == '__main__':
    main()
