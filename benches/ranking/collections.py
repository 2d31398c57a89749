#!/usr/bin/env python3
"""How well builds rank test collections, each against Lucene's BM25, and what choosing one of them on other collections is worth.

usage: collections.py FOLDER FINDINGS...

FOLDER has a folder for each collection, with docs.jsonl, queries.jsonl and qrels.tsv: a document a line with "id" and "text" and
maybe "title", a query a line likewise, and judgements as `qid 0 docno grade`. Each document is a report; queries are asked with
--any --unit report. Each FINDINGS is a build with other constants or another way to rank.

Printed is nDCG@10 of each build on each collection, how far that is above or below the reference, the mean and the worst. With
several builds, then leave-one-out: for each collection the build that is best on all others, and how it does on this one. A constant
that was fitted to a collection shows there by a loss. The exit status is 0 if the last build is at least 5% above the reference on
the mean and nowhere more than 1% below it."""
import json, math, os, subprocess, sys, tempfile

# Lucene 10, BM25 with k1 = 1.2 and b = 0.75, English stop words, Porter2 stems, binary gains.
REFERENCE = {"adi": 0.486, "cacm": 0.476, "cisi": 0.371, "cranfield": 0.375, "lisa": 0.464, "med": 0.695, "npl": 0.434, "time": 0.682}


def findings(binary, *arguments):
    done = subprocess.run([binary, *arguments], capture_output=True, text=True)
    if done.returncode not in (0, 1, 3):
        sys.exit(f"{arguments}: {done.stderr}")
    return done.stdout


def relevant_in(path):
    relevant = {}
    with open(path) as lines:
        for line in lines:
            query, _, document, grade = line.split()
            if int(grade) > 0:
                relevant.setdefault(query, set()).add(document)
    return relevant


def gain(document_grades):
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(document_grades, 1))


def measured(binary, collection):
    """The mean nDCG@10 of a build on a collection."""
    with tempfile.TemporaryDirectory() as folder:
        findings(binary, "index", f"{collection}/docs.jsonl", "--index", f"{folder}/index", "-q")
        run = findings(binary, "batch", f"{collection}/queries.jsonl", "--index", f"{folder}/index", "--any", "--unit", "report",
                       "--limit", "10", "--format", "trec", "-q")
    ranked = {}
    for line in run.splitlines():
        query, _, document, *_ = line.split()
        ranked.setdefault(query, []).append(document)
    relevant = relevant_in(f"{collection}/qrels.tsv")
    values = [gain([document in known for document in ranked.get(query, [])]) / gain([1] * min(10, len(known)))
              for query, known in relevant.items()]
    return sum(values) / len(values)


def main(folder, builds):
    names = sorted(name for name in os.listdir(folder) if name in REFERENCE)
    above = {build: {name: measured(build, f"{folder}/{name}") / REFERENCE[name] - 1 for name in names} for build in builds}
    print(f"{'':32}" + "".join(f"{name:>18}" for name in names) + f"{'mean':>9}{'worst':>9}")
    for build in builds:
        values = [(1 + above[build][name]) * REFERENCE[name] for name in names]
        cells = [f"{value:10.4f} {above[build][name]:+7.1%}" for name, value in zip(names, values)]
        mean = sum(values) / sum(REFERENCE[name] for name in names) - 1
        print(f"{build[-32:]:32}" + "".join(cells) + f"{mean:+9.1%}{min(above[build].values()):+9.1%}")
    if len(builds) > 1:
        print("\nleave one out: chosen on the others, measured on")
        for left_out in names:
            best = max(builds, key=lambda build: sum(value for name, value in above[build].items() if name != left_out))
            print(f"{left_out:12} {above[best][left_out]:+7.1%}  {best}")
    return 0 if mean >= 0.05 and min(above[builds[-1]].values()) >= -0.01 else 1


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
