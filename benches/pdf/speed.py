#!/usr/bin/env python3
"""How fast PDF reports are read: findings, pdftotext and Recoll, on one folder, in one run, with all cores.

    benches/pdf/speed.py BINARY FOLDER [--rounds N]

findings reads, heals, finds out who and when, and indexes; pdftotext only makes text, a process a file on each core;
recollindex makes text by pdftotext and indexes its words. Prints pages a second, the peak memory of the largest
process, and the time as a ratio to findings. Needs poppler-utils, and recollcmd for the third.
"""
import argparse
import concurrent.futures
import os
import shutil
import statistics
import subprocess
import tempfile
import time


def files_of(folder):
    return sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names if name.lower().endswith(".pdf"))


def pages_of(path):
    said = subprocess.run(["pdfinfo", path], capture_output=True, text=True, errors="replace").stdout
    return next((int(line.split()[1]) for line in said.splitlines() if line.startswith("Pages:")), 0)


def peak(command, **more):
    """Runs a command; gives the peak memory of its largest process in MiB."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    binary, folder = os.path.abspath(options.binary), os.path.abspath(options.folder)
    paths = files_of(folder)
    pages = sum(pages_of(path) for path in paths)
    cores = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(prefix="findings-pdf-") as temp:
        index, recoll = os.path.join(temp, "index"), os.path.join(temp, "recoll")

        def findings():
            shutil.rmtree(index, ignore_errors=True)
            return peak([binary, "index", folder, "--index", index, "-q"])

        def pdftotext():
            with concurrent.futures.ThreadPoolExecutor(cores) as pool:
                return max(pool.map(lambda path: peak(["pdftotext", "-raw", path, "-"]), paths))

        def recollindex():
            shutil.rmtree(recoll, ignore_errors=True)
            os.mkdir(recoll)
            with open(os.path.join(recoll, "recoll.conf"), "w", encoding="utf-8") as file:
                file.write(f"topdirs = {folder}\nindexedmimetypes = application/pdf\npdfocr = 0\n")
            return peak(["recollindex", "-c", recoll], env={**os.environ, "RECOLL_CONFDIR": recoll})

        programs = {"findings": findings, "pdftotext": pdftotext}
        if shutil.which("recollindex"):
            programs["recollindex"] = recollindex
        seconds, memory = {name: [] for name in programs}, {name: 0 for name in programs}
        for _ in range(options.rounds):
            for name, work in programs.items():
                begun = time.monotonic()
                memory[name] = max(memory[name], work())
                seconds[name].append(time.monotonic() - begun)
    own = statistics.median(seconds["findings"])
    print(f"{len(paths)} files, {pages} pages, {cores} cores, {options.rounds} rounds, medians")
    print("| program | seconds | pages a second | time, as a ratio to findings | largest process |")
    print("|---|--:|--:|--:|--:|")
    for name in programs:
        took = statistics.median(seconds[name])
        print(f"| {name} | {took:.2f} | {pages / took:.0f} | {took / own:.2f} | {memory[name]:.0f} MiB |")


main()
