#!/usr/bin/env python3
"""How well builds rank the passages of reports, by topics that were judged.

usage: topics.py REPORTS TOPICS JUDGEMENTS FINDINGS...

REPORTS is the folder that was judged. TOPICS has a topic a line with "id", "title" and "question". JUDGEMENTS has a line for each
passage: topic, report, hash, first words, grade, with tabs; the hash is of the letters and digits of the text, lower-cased: the first
twelve digits of its SHA-1.

Printed is, for the titles as typed, the titles with --any, the questions with --any and, where the program can loosen them, the
questions with --loosen: nDCG@10, in which a passage that nobody judged counts as 0; the share of the first ten that was judged; and nDCG@10
of the judged passages alone, which a build that brings up new passages does not lose by. Where the first two differ much between
builds, read the passages. Then nDCG@10 by topic."""
import collections, hashlib, json, math, subprocess, sys, tempfile

WAYS = [("titles", "title", []), ("titles --any", "title", ["--any"]), ("questions --loosen", "question", ["--loosen"]),
        ("questions --any", "question", ["--any"])]


def findings(binary, *arguments):
    done = subprocess.run([binary, *arguments], capture_output=True, text=True)
    if done.returncode not in (0, 1, 3):
        sys.exit(f"{arguments}: {done.stderr}")
    return done.stdout


def key(report, text):
    letters = "".join(letter for letter in text.lower() if letter.isalnum())
    return report.rsplit("/", 1)[-1], hashlib.sha1(letters.encode()).hexdigest()[:12]


def judged_in(path):
    judged = collections.defaultdict(dict)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            topic, report, digest, _, grade = line.rstrip("\n").split("\t")
            judged[topic][report.rsplit("/", 1)[-1], digest] = int(grade)
    return judged


def ndcg(grades, known):
    gain = lambda grades: sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades[:10], 1))
    best = gain(sorted(known, reverse=True))
    return gain(grades) / best if best else 0.0


def measured(binary, index, topics, judged, field, options):
    """Of each topic: nDCG@10, the share that was judged, and nDCG@10 of what was judged."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as file:
        file.writelines(f"{topic['id']}\t{topic[field]}\n" for topic in topics)
        file.flush()
        out = findings(binary, "batch", file.name, "--index", index, "-n", "300", "--format", "jsonl", "-q", *options)
    hits = {record["id"]: record["hits"] for record in map(json.loads, out.splitlines())}
    values = []
    for topic in topics:
        known = judged[topic["id"]]
        grades = [known.get(key(hit["report"], hit["text"])) for hit in hits.get(topic["id"], [])]
        first = grades[:10]
        values.append((ndcg([grade or 0 for grade in first], known.values()),
                       sum(grade is not None for grade in first) / len(first) if first else 0.0,
                       ndcg([grade for grade in grades if grade is not None], known.values())))
    return values


def main(reports, topics, judgements, builds):
    judged = judged_in(judgements)
    with open(topics, encoding="utf-8") as lines:
        topics = [topic for topic in map(json.loads, lines) if topic["id"] in judged]
    print(f"{'':50} nDCG@10  judged  of judged  by topic")
    for build in builds:
        with tempfile.TemporaryDirectory() as folder:
            findings(build, "index", reports, "--index", f"{folder}/index", "-q")
            for name, field, options in WAYS:
                values = measured(build, f"{folder}/index", topics, judged, field, options)
                means = [sum(column) / len(values) for column in zip(*values)]
                print(f"{build[-32:]:32}  {name:16} {means[0]:7.3f} {means[1]:7.2f} {means[2]:10.3f}  "
                      + " ".join(f"{value:.2f}" for value, *_ in values))


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
