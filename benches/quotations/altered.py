#!/usr/bin/env python3
"""Quotations made from the reports of an index and altered on purpose, checked by findings.

    benches/quotations/altered.py BINARY INDEX [--seed 1] [--each 5]

Of each sort of change, so many quotations are made by a seeded generator: a word changed, left out, added, two words
that change places, an ellipsis, an insertion in brackets, a passage over a page end, two paragraphs, two paragraphs with
a footnote between. Each must get the right verdict; of an altered one, the diff must give back both sides, with no more
words than were changed; and the passage must be the one that it was made from, or one with the same words. Prints what
is wrong, and a line for each sort. The exit status is 1 if anything is wrong.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import time

STOP = set("a an and as at be by for from has have in is it its of on or that the their they this to was were with".split())


def run(binary, index, *arguments):
    outcome = subprocess.run([binary, "--index", index, *arguments], capture_output=True, text=True)
    return outcome.returncode, outcome.stdout


def words(text):
    """The words of a text, folded well enough to compare."""
    text = text.lower().replace("’", "'").replace("‘", "'")
    return [word.strip("'") for word in re.findall(r"[\w']+", text) if word.strip("'_")]


def passages_of(binary, index, report):
    _, out = run(binary, index, "show", report, "--format", "json")
    return [json.loads(line) for line in out.splitlines()][1:]


def plain(passage, least):
    """Whether a passage is running text of enough plain words."""
    text = passage["text"]
    return passage["part"] == "paragraph" and len(text.split()) >= least and not re.search(r"[\[\]…]|\.\.\.|\w[-_/:]\w|\d", text)


def running(passage):
    """Whether a passage is running text of some words, whatever else is in it."""
    text = passage["text"]
    return passage["part"] in ("paragraph", "bullet") and len(text.split()) >= 14 and not re.search(r"[\[\]…]|\.\.\.", text)


def made(kind, passages, rng):
    """A quotation of a kind, what it should come to, how many words differ, and the text that it is of."""
    singles = [p for p in passages if plain(p, 24)]
    if kind in ("changed", "left out", "added", "order", "ellipsis", "inserted"):
        if not singles:
            return None
        passage = rng.choice(singles)
        source = passage["text"].split()
        start = rng.randrange(0, len(source) - 20)
        quoted = source[start:start + rng.randint(16, min(40, len(source) - start))]
        at = rng.randrange(4, len(quoted) - 5)
        while quoted[at].lower().strip(".,;") in STOP or words(quoted[at]) == words(quoted[at + 1]):
            at = at + 1 if at < len(quoted) - 5 else 4
            if at == 4:
                break
        altered = list(quoted)
        if kind == "changed":
            altered[at] = "turquoise"
            return " ".join(altered), "altered", 1, " ".join(quoted), passage
        if kind == "left out":
            del altered[at]
            return " ".join(altered), "altered", 1, " ".join(quoted), passage
        if kind == "added":
            altered.insert(at, "turquoise")
            return " ".join(altered), "altered", 1, " ".join(quoted), passage
        if kind == "order":
            altered[at], altered[at + 1] = altered[at + 1], altered[at]
            return " ".join(altered), "altered", 2, " ".join(quoted), passage
        if kind == "ellipsis":
            altered[at:at + 4] = [rng.choice(["…", "...", "[…]", "[...]"])]
            return " ".join(altered), "verbatim", 0, " ".join(quoted), passage
        altered[at:at + 2] = ["[the turquoise team]"]
        return " ".join(altered), "verbatim", 0, " ".join(quoted), passage
    if kind == "over a page":
        over = [p for p in passages if p["page"] and p["page"]["first"] != p["page"]["last"] and plain(p, 20)]
        if not over:
            return None
        passage = rng.choice(over)
        return passage["text"], "verbatim", 0, passage["text"], passage
    pairs = []
    for at, a in enumerate(passages):
        after = at + 1
        while kind == "footnote between" and after < len(passages) and passages[after]["part"] == "footnote":
            after += 1
        if after == len(passages):
            break
        if kind == "two paragraphs" and plain(a, 16) and plain(passages[after], 16):
            pairs.append((a, passages[after]))
        if kind == "footnote between" and after > at + 1 and running(a) and running(passages[after]):
            pairs.append((a, passages[after]))
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    text = " ".join(a["text"].split()[-rng.randint(8, 14):] + b["text"].split()[:rng.randint(8, 14)])
    return text, "verbatim", 0, text, a


KINDS = ["changed", "left out", "added", "order", "ellipsis", "inserted", "over a page", "two paragraphs", "footnote between"]


def faults(quotation, expected, differing, source, answer):
    one = answer["quotations"][0]
    if one["verdict"] != expected:
        yield f"{one['verdict']}, not {expected}"
        return
    if one["differing"] > differing:
        yield f"{one['differing']} words differ, not {differing}"
    if expected != "altered":
        return
    typed, found = [], []
    for piece in one["diff"]:
        (name, value), = piece.items()
        if name == "same":
            typed += words(value)
            found += words(value)
        elif name == "differs":
            typed += words(value["typed"])
            found += words(value["found"])
    if typed != words(quotation):
        yield f"the diff has {' '.join(typed)} as the quotation"
    if found != words(source)[:len(found)] and " ".join(found) not in " ".join(words(source)):
        yield f"the diff has {' '.join(found)} as the report"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("index")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=5)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    _, out = run(arguments.binary, arguments.index, "reports", "--format", "jsonl", "--sort", "report")
    reports = [json.loads(line)["id"] for line in out.splitlines()]
    wrong = 0
    slowest = 0
    for kind in KINDS:
        right = tries = 0
        done = 0
        while done < arguments.each and tries < 50 * arguments.each:
            tries += 1
            case = made(kind, passages_of(arguments.binary, arguments.index, rng.choice(reports)), rng)
            if case is None:
                continue
            done += 1
            quotation, expected, differing, source, passage = case
            since = time.monotonic()
            status, out = run(arguments.binary, arguments.index, "quote", "--format", "json", quotation)
            slowest = max(slowest, time.monotonic() - since)
            said = list(faults(quotation, expected, differing, source, json.loads(out)))
            if status != (0 if expected == "verbatim" else 1):
                said.append(f"exit status {status}")
            right += not said
            for what in said:
                print(f"{kind}: {what}\n    of {passage['id']}\n    {quotation}")
        wrong += done - right
        print(f"{kind:18} {right} of {done} right")
    print(f"the slowest took {slowest * 1000:.0f} ms")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
