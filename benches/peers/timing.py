"""Running programs and taking their time."""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

ORDER = random.Random(1)


@dataclass
class Run:
    """What one process took."""

    seconds: float
    cpu: float
    peak: int
    """Most bytes in memory; never less than this script's own, from which Linux counts on."""
    out: str
    err: str
    own: int = 0
    """Most bytes of its own at moments looked at: without what is mapped from files and can be dropped at any time."""


def run(command, accepted=(0,), keep_output=False, one_core=False, watched=False):
    """Runs a command from its start to its end; its output goes to /dev/null unless it is kept."""
    limit = (lambda: os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])) if one_core else None
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out if keep_output else subprocess.DEVNULL,
            stderr=err,
            preexec_fn=limit,
        )
        own = watch(process.pid) if watched else 0
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    if process.returncode not in accepted:
        sys.exit(f"{' '.join(map(str, command))}: exit status {process.returncode}\n{texts[1]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, *texts, own)


def watch(process):
    """Looks at a process again and again until it has ended; gives the most bytes of its own memory."""
    most = 0
    while os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        try:
            with open(f"/proc/{process}/status", encoding="ascii", errors="replace") as status:
                most = max([most, *(int(line.split()[1]) * 1024 for line in status if line.startswith("RssAnon"))])
        except OSError:
            pass
        time.sleep(0.02)
    return most


def succeeds(command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0


def in_turn(rounds, contenders):
    """Runs every contender once a round, after one round that does not count. The order is drawn anew for each round, as
    one that runs after another finds the processor's caches as that left them."""
    for contender in contenders.values():
        contender()
    runs = {name: [] for name in contenders}
    for _ in range(rounds):
        for name in ORDER.sample(sorted(contenders), len(contenders)):
            runs[name].append(contenders[name]())
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
