"""Running programs and taking their time."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass


@dataclass
class Run:
    """What one process took."""

    seconds: float
    cpu: float
    peak: int
    """Most bytes in memory; never less than this script's own, from which Linux counts on."""
    out: str
    err: str


def run(command, accepted=(0,), keep_output=False):
    """Runs a command from its start to its end; its output goes to /dev/null unless it is kept."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out if keep_output else subprocess.DEVNULL, stderr=err
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    if process.returncode not in accepted:
        sys.exit(f"{' '.join(map(str, command))}: exit status {process.returncode}\n{texts[1]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, *texts)


def in_turn(rounds, contenders):
    """Runs every contender once a round, A B A B …, after one round that does not count."""
    for contender in contenders.values():
        contender()
    runs = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            runs[name].append(contender())
    return runs


def median(values):
    return statistics.median(list(values))


def percentile95(values):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


def apart(work, *args):
    """Does something in a child process, so that what it holds in memory does not stay with us."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work(*args)
            status = 0
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            if status:
                sys.excepthook(*sys.exc_info())
            os._exit(status)
    if os.waitpid(child, 0)[1] != 0:
        sys.exit(f"{work.__name__} failed")
