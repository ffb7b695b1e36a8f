#!/usr/bin/env python3
"""Embeds files in the program.

    embed_files.py OUTPUT.c SYMBOL HEADER DEPFILE DIRECTORY

writes `const struct embedded_file SYMBOL[]` (every file below DIRECTORY in byte order of its path)
and `const size_t SYMBOL_count` to OUTPUT.c, which includes HEADER, where `struct embedded_file
{const char *path; const unsigned char *bytes; size_t length;}` is declared. Bytes stand as octal
string chunks: an order of magnitude faster to compile than lists of numbers. DEPFILE gets a make
rule naming every file, so that a change builds again ("-" for none).
"""
import os
import sys

CHUNK = 32  # bytes a line
# One literal stays below what every compiler takes.
LITERAL_LIMIT = 2_000_000


def files(directory):
    found = []
    for folder, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(folder, name)
            found.append((os.path.relpath(path, directory).replace(os.sep, '/'), path))
    return sorted(found, key=lambda pair: pair[0].encode())


def escape(data):
    """The bytes as they stand in a C string; octal where they are not plain."""
    out = []
    for byte in data:
        char = chr(byte)
        if char in '"\\?' or byte < 0x20 or byte > 0x7e:
            out.append(f'\\{byte:03o}')
        else:
            out.append(char)
    return ''.join(out)


def main():
    output, symbol, header, depfile, directory = sys.argv[1:]
    found = files(directory)
    lines = ['/* Written by tools/embed_files.py. */', f'#include "{header}"', '']
    rows = []
    for number, (name, path) in enumerate(found):
        with open(path, 'rb') as file:
            data = file.read()
        if len(data) > LITERAL_LIMIT:
            sys.exit(f'{path}: too large to embed')
        lines.append(f'static const unsigned char file_{number}[{len(data) + 1}] =')
        chunks = [data[i:i + CHUNK] for i in range(0, len(data), CHUNK)] or [b'']
        lines.extend(f'    "{escape(chunk)}"' for chunk in chunks)
        lines[-1] += ';'
        lines.append('')
        rows.append(f'    {{"{escape(name.encode())}", file_{number}, {len(data)}}},')
    lines.append(f'const struct embedded_file {symbol}[] = {{')
    lines.extend(rows or ['    {0, 0, 0},'])
    lines.extend(['};', '', f'const size_t {symbol}_count = {len(rows)};', ''])
    with open(output, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines))
    if depfile != '-':
        paths = ' '.join(path.replace(' ', '\\ ') for _, path in found)
        with open(depfile, 'w', encoding='utf-8') as file:
            file.write(f'{output}: {paths}\n')


if __name__ == '__main__':
    main()
