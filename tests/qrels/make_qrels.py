"""Make corpus/qrels.tsv from judged.tsv: find the one passage of the report that holds each snippet.

usage: make_qrels.py FINDINGS CORPUS OUT

To be run when layout changes: passages are judged by their words and named by their numbers.
Letters and digits alone are compared, so that line ends, hyphens, quotes and case do not matter.
A snippet that stands in no passage, or in several, is told on stderr, and the exit status is then 1.
"""
import csv, json, subprocess, sys, tempfile, unicodedata
from pathlib import Path

HERE = Path(__file__).parent
if len(sys.argv) != 4:
    sys.exit(__doc__)
FINDINGS, CORPUS, OUT = sys.argv[1:]


def letters(text):
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def passages(report, index):
    run = subprocess.run([FINDINGS, "show", report, "--format", "json", "--index", index], capture_output=True, text=True)
    lines = [json.loads(line) for line in run.stdout.splitlines()[1:]]
    return [(line["passage"], letters(line["text"])) for line in lines]


def main():
    bad, grades, known = 0, {}, {}
    with tempfile.TemporaryDirectory() as index:
        subprocess.run([FINDINGS, "index", CORPUS, "--index", index, "-q"])
        with open(HERE / "judged.tsv", encoding="utf-8") as table:
            rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
        for row in rows:
            report = row["report"]
            if report not in known:
                known[report] = passages(report, index)
            hits = [n for n, text in known[report] if letters(row["snippet"]) in text]
            if len(hits) != 1:
                bad += 1
                print(f"{row['topic']} {report}: {row['snippet']!r} stands in {hits}", file=sys.stderr)
            for n in hits[:1]:
                at = (row["topic"], report, n)
                grades[at] = max(int(row["grade"]), grades.get(at, 0))
    with open(OUT, "w", encoding="utf-8") as out:
        for (topic, report, n), grade in sorted(grades.items()):
            out.write(f"{topic}\t0\t{report}#{n}\t{grade}\n")
    print(f"{len(grades)} judgements from {len(rows)} snippets, {bad} not clear", file=sys.stderr)
    return 1 if bad else 0


sys.exit(main())
