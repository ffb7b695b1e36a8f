#!/usr/bin/env python3
"""The law of floors: a file includes lower floors and its own folder only.

floors.txt says `FOLDER NUMBER`, and `edge A -> B` for what a folder includes on its own floor. Rooms
(src/room/NAME) are folders of their own.
"""
import os
import sys

from sources import GENERATED, INCLUDE, files_below, line_of, read
from tap import Tap


def read_floors(root):
    floors, edges = {}, set()
    for line in read(root, 'floors.txt').splitlines():
        words = line.split('#')[0].split()
        if words and words[0] == 'edge':
            edges.add((words[1], words[3]))
        elif words:
            floors[words[0]] = int(words[1])
    return floors, edges


def folder_of(path):
    """The folder that a path below src/ counts for."""
    parts = path.split('/')
    return '/'.join(parts[:2]) if parts[0] == 'room' and len(parts) > 2 else parts[0]


def find_circle(edges):
    following = {}
    for start, end in edges:
        following.setdefault(start, set()).add(end)

    def walk(place, trail):
        if place in trail:
            return trail[trail.index(place):] + [place]
        for end in sorted(following.get(place, ())):
            circle = walk(end, trail + [place])
            if circle:
                return circle
        return None

    for start in sorted(following):
        circle = walk(start, [])
        if circle:
            return ' -> '.join(circle)
    return None


def judge_include(place, own, name, floors, edges, used):
    """What is wrong with one include, or None."""
    other = folder_of(name)
    floor = floors.get(other.split('/')[0])
    mine = floors[own.split('/')[0]]
    if floor is None:
        return f'{place}: {name} is not of a floor'
    if other == own or floor < mine:
        return None
    if floor > mine:
        return f'{place}: {own} (floor {mine}) includes {name} (floor {floor})'
    used.add((own, other))
    if (own, other) not in edges:
        return f'{place}: {name} needs "edge {own} -> {other}" in floors.txt'
    return None


def check_sources(root, floors, edges, used):
    wrong, unknown, missing = [], [], []
    for path in files_below(root, ['src'], ('.c', '.h', '.def')):
        own = folder_of(path.removeprefix('src/'))
        if own.split('/')[0] not in floors:
            unknown.append(f'{path}: {own} has no line in floors.txt')
            continue
        text = read(root, path)
        for match in INCLUDE.finditer(text):
            name = match.group(1)
            place = f'{path}:{line_of(text, match.start())}'
            if not GENERATED.search(name) and not os.path.exists(os.path.join(root, 'src', name)):
                missing.append(f'{place}: there is no src/{name}')
            elif '/' in name:
                reason = judge_include(place, own, name, floors, edges, used)
                wrong.extend([reason] if reason else [])
    return wrong, unknown, missing


def check_tests(root, floors):
    """A test includes its own floor and below; of what is above only tables as data (.def, SQL)."""
    wrong = []
    for path in files_below(root, ['tests'], ('.c', '.h')):
        folder = path.split('/')[1]
        if folder not in floors:
            continue
        text = read(root, path)
        for match in INCLUDE.finditer(text):
            floor = floors.get(match.group(1).split('/')[0])
            if floor is not None and floor > floors[folder] and \
                    not match.group(1).endswith(('_sql.h', '.def')):
                wrong.append(f'{path}:{line_of(text, match.start())}: {match.group(1)} is above')
    return wrong


def main():
    root = sys.argv[1]
    tap = Tap()
    floors, edges = read_floors(root)
    used = set()
    wrong, unknown, missing = check_sources(root, floors, edges, used)
    tap.none(unknown, 'every folder has its floor')
    tap.none(missing, 'every include is written from src/ and is there')
    tap.none(wrong, 'no include goes up, and none sideways without its edge')
    tap.none([f'edge {a} -> {b}' for a, b in sorted(edges - used)], 'every edge is used')
    circle = find_circle(used | edges)
    tap.none([circle] if circle else [], 'no circles')
    tap.none(check_tests(root, floors), 'tests include their floor and below')
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
