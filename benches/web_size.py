#!/usr/bin/env python3
"""Figures of the server that are not speed, in lines of name, value and unit:

    web_size.py start CHIKIRI DATA       from the start to the first page; memory before any sign-in
    web_size.py memory NAME PID          memory of the process that is its own share
    web_size.py pages PORT COOKIE        the largest page, with what it loads but fonts
    web_size.py hold PORT                holds connections until ended; says how many
"""
import http.client
import re
import socket
import statistics
import subprocess
import sys
import time

IDLE, HALF = 2000, 50
PATHS = ['/', '/first-day', '/findings', '/registers', '/assets', '/assets?more=1', '/systems',
         '/accounts', '/media', '/services', '/devices', '/classification', '/organisation',
         '/zones', '/imports', '/jobs', '/record', '/users', '/clauses', '/search?q=%E4%BD%8F%E6%B0%91',
         *(f'/sections/{number}' for number in range(1, 12))]


def say(name, value, unit):
    print(f'{name}\t{value}\t{unit}', flush=True)


def own_memory(pid):
    """Bytes by PSS: shared pages count in equal parts for those that share them."""
    with open(f'/proc/{pid}/smaps_rollup', encoding='ascii') as file:
        return 1024 * int(re.search(r'^Pss:\s+(\d+)', file.read(), re.M).group(1))


def ask(port, path, cookie=None):
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=30)
    connection.request('GET', path, headers={'Accept-Language': 'ja',
                                             **({'Cookie': f'session={cookie}'} if cookie else {})})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def start_once(program, data):
    began = time.monotonic()
    process = subprocess.Popen([program, 'serve', '--data', data, '--listen', '127.0.0.1:0',
                                '--lang', 'en'], stdout=subprocess.PIPE, text=True)
    port = None
    while port is None:
        line = process.stdout.readline()
        found = re.search(r'://127\.0\.0\.1:(\d+)/', line)
        port = int(found.group(1)) if found else None
        if not line:
            raise RuntimeError('the server did not start')
    status, _ = ask(port, '/sign-in')
    took = time.monotonic() - began
    time.sleep(1)
    memory = own_memory(process.pid)
    process.terminate()
    process.wait()
    if status != 200:
        raise RuntimeError(f'the first page answered {status}')
    return took, memory


def start(program, data):
    times, memory = zip(*(start_once(program, data) for _ in range(7)))
    say('start_to_page', f'{1e3 * statistics.median(times):.1f}', 'ms')
    say('memory_idle', f'{statistics.median(memory) / 2**20:.1f}', 'MiB')


def pages(port, cookie):
    sizes, loaded = {}, {}
    for path in PATHS:
        status, body = ask(port, path, cookie)
        if status != 200:
            raise RuntimeError(f'{path} answered {status}')
        parts = set(re.findall(rb'(?:href|src)="(/static/[^"#]+)', body))
        total = len(body)
        for part in {each.decode() for each in parts if b'/fonts' not in each}:
            if part not in loaded:
                loaded[part] = len(ask(port, part)[1])
            total += loaded[part]
        sizes[path] = total
    largest = max(sizes, key=sizes.get)
    say('page_largest', f'{sizes[largest] / 1e3:.1f}', 'KB')
    print(f'the largest page is {largest}', file=sys.stderr)


def join(port, number):
    """From one of many addresses: one may hold half of the places only."""
    held = socket.socket()
    held.bind((f'127.0.1.{1 + number % 200}', 0))
    held.connect(('127.0.0.1', port))
    return held


def hold(port):
    """Idle ones stay silent; of the half ones each sends a byte of a request a second."""
    request = b'GET /assets HTTP/1.1\r\nHost: localhost\r\nX-Slow: ' + b'a' * 4000
    idle, half = [], []
    began = time.monotonic()
    for second in range(3600):
        while len(idle) < IDLE:
            idle.append(join(port, len(idle)))
        while len(half) < HALF:
            half.append([join(port, len(half)), 0])
        if second == 0:
            say('held_idle', len(idle), '')
            say('held_half', len(half), '')
        for each in list(half):
            try:
                each[0].sendall(request[each[1]:each[1] + 1])
                each[1] += 1
            except OSError:  # the server has had enough of it; another takes its place
                each[0].close()
                half.remove(each)
        time.sleep(max(0, began + 0.2 * (second + 1) - time.monotonic()))


def main():
    what, words = sys.argv[1], sys.argv[2:]
    if what == 'start':
        start(*words)
    elif what == 'memory':
        say(words[0], f'{own_memory(int(words[1])) / 2**20:.1f}', 'MiB')
    elif what == 'pages':
        pages(int(words[0]), words[1])
    else:
        hold(int(words[0]))


if __name__ == '__main__':
    main()
