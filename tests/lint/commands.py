"""How meson compiles our files, for the tools that look at one file at a time."""
import concurrent.futures
import json
import os
import shlex
import subprocess


def compile_commands(root, build, folders):
    """{path from the root: (compiler's words without output, folder to run in)}"""
    with open(os.path.join(build, 'compile_commands.json'), encoding='utf-8') as file:
        commands = json.load(file)
    found = {}
    for each in commands:
        path = os.path.relpath(os.path.join(each['directory'], each['file']), root)
        if not path.startswith(tuple(folder + '/' for folder in folders)):
            continue
        words = shlex.split(each['command'])
        if os.path.basename(words[0]) == 'ccache':
            words = words[1:]
        # What names outputs and dependencies, and the source at the end.
        kept, skip = [], False
        for word in words[:-1]:
            if skip:
                skip = False
            elif word in ('-o', '-MQ', '-MF'):
                skip = True
            elif word not in ('-MD', '-c'):
                kept.append(word)
        found[path] = (kept, each['directory'])
    return found


def run_each(jobs, root):
    """Runs (path, words, folder) on all cores; yields (path, exit status, output)."""
    def run(job):
        path, words, folder = job
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors='replace', check=False, cwd=folder)
        return path, done.returncode, done.stdout.replace(root + '/', '')

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(run, jobs)
