"""What the programs of the Python peers share: their arguments, and time and memory told."""

import json
import sys
import time


def main(index, search, batch, count):
    """Runs one of them: index PASSAGES DIR, search DIR SORT WORDS, batch DIR QUERIES, count DIR QUERIES."""
    what, *args = sys.argv[1:]
    if what == "index":
        told(index, *args)
    elif what == "search":
        search(*args)
    else:
        directory, queries = args
        {"batch": batch, "count": count}[what](directory, lines_of(queries))


def told(index, passages, directory):
    """Makes an index, and prints the seconds and the bytes of memory; reading the passages is in neither."""
    with open(passages, encoding="utf-8") as file:
        held = [json.loads(line) for line in file]
    before = memory("VmRSS")
    start = time.perf_counter()
    index(held, directory)
    print(f"{time.perf_counter() - start:.3f} {memory('VmHWM') - before}")


def memory(field):
    """Bytes of memory of this process: VmRSS is now, VmHWM was the most."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(field))


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return [tuple(line.rstrip("\n").split("\t")) for line in file]
