"""What is measured: the copies of the reports, the passages, the queries and the table of SQLite."""

import itertools
import json
import os
import random
import re
import sqlite3
import subprocess
from pathlib import Path

PARTS = [
    "paragraph", "bullet", "table-row", "heading", "footnote", "contents", "letterhead", "addressee", "signature",
]
# What is kept of a hit as it is.
KEPT = ("id", "report", "text", "section", "authority", "region", "kind", "title", "label")
# A word that means something to a parser of queries is none to draw.
OPERATORS = {"near", "with", "and", "not", "null"}
SORTS = ("word", "all", "phrase", "any", "near")
WORD = re.compile(r"\b[A-Za-z]{4,}\b")
PAIR = re.compile(r"(?=\b([A-Za-z]{4,}) ([A-Za-z]{4,})\b)")


def copies(reports, times, folder):
    """The folder so many times, each text with a last line of its own so that no two are the same."""
    for path in sorted(p for p in reports.rglob("*") if p.is_file()):
        for number in range(1, times + 1):
            target = folder / f"copy-{number}" / path.relative_to(reports)
            target.parent.mkdir(parents=True, exist_ok=True)
            content = path.read_bytes()
            if path.suffix == ".txt":
                content += f"\n\nThis is copy {number}.\n".encode()
            target.write_bytes(content)


def passages(findings, index, target):
    """All passages of an index as JSON Lines, with everything of their reports that is indexed."""
    reports = {}
    for record in records([findings, "reports", "--index", index, "--format", "jsonl"]):
        overall = record["overall_grade"]
        grades = {grade["grade"] for grade in record["grades"]}
        grades |= {overall, f"overall {overall}"} if overall else set()
        people = {*record["inspectors"], *filter(None, [record["lead_inspector"]])}
        reports[record["id"]] = {"grades": sorted(grades), "inspectors": sorted(name.lower() for name in people)}
    with open(target, "w", encoding="utf-8") as out:
        hits = records([findings, "search", "*", "--all", "--sort", "report", "--index", index, "--format", "jsonl"])
        before, section, run = None, None, 0
        for hit in hits:
            run = 0 if hit["report"] != before else run + (hit["section"] != section)
            before, section = hit["report"], hit["section"]
            page = hit["page"] or {"first": 0, "last": 0}
            kept = {key: hit[key] for key in KEPT}
            numbers = {"ordinal": hit["passage"], "part": PARTS.index(hit["part"]), "section_run": run}
            places = {"file": hit["path"], "date": days(hit["date"]), "pages": [page["first"], page["last"]]}
            out.write(json.dumps({**kept, **numbers, **places, **reports[before]}, ensure_ascii=False) + "\n")


def records(command):
    """The JSON objects that a command prints, a line each."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
        yield from map(json.loads, run.stdout)


def days(date):
    """The first and last day that a date means, as the numbers of the columns."""
    digits = (date or "").replace("-", "")
    return [int((digits + "0101")[:8]), int((digits + "1231")[:8])] if digits else [0, 0]


def lines_of(path):
    """The sort and the words of every query in a file of them."""
    return [tuple(line.split("\t")) for line in path.read_text(encoding="utf-8").splitlines()]


def queries(passages_file, target, number, seed, sorts=SORTS):
    """A file of queries from the corpus's own words, as many of each sort: sort, tab, words."""
    with open(passages_file, encoding="utf-8") as file:
        draw_queries((json.loads(line)["text"] for line in file), target, number, seed, sorts)


def draw_queries(all_texts, target, number, seed, sorts=SORTS):
    """The same from the texts of passages, as they come."""
    draw = random.Random(seed)
    texts = reservoir(all_texts, number, draw)
    lines = []
    for sort, text in itertools.islice(zip(itertools.cycle(sorts), itertools.cycle(texts)), number):
        if sort == "phrase":
            chosen = draw.choice(PAIR.findall(text))
        elif sort == "near":
            chosen = neighbours(text, draw)
        else:
            chosen = draw.sample(distinct(text), 1 if sort == "word" else 3)
        lines.append(f"{sort}\t{' '.join(chosen).lower()}")
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def neighbours(text, draw):
    """Two different words that stand within five words of each other."""
    words = [word.lower() for word in re.findall(r"\w+", text)]
    good = [at for at, word in enumerate(words) if WORD.fullmatch(word) and word not in OPERATORS]
    pairs = [(a, b) for a in good for b in good if a < b <= a + 5 and words[a] != words[b]]
    return [words[at] for at in draw.choice(pairs)] if pairs else draw.sample(distinct(text), 2)


def reservoir(texts, number, draw):
    """Texts drawn evenly from all that have enough words and a pair of them."""
    kept, seen = [], 0
    for text in texts:
        if len(distinct(text)) < 3 or not PAIR.search(text):
            continue
        seen += 1
        if len(kept) < number:
            kept.append(text)
        elif (at := draw.randrange(seen)) < number:
            kept[at] = text
    if not kept:
        raise SystemExit("no passage has words to make queries of")
    draw.shuffle(kept)
    return kept


def distinct(text):
    return sorted({word.lower() for word in WORD.findall(text)} - OPERATORS)


def typed(sort, words):
    """A query as a person types it for findings."""
    pieces = words.split()
    joints = {"any": " OR ", "near": " NEAR/5 ", "pre": " PRE/5 "}
    return f'"{words}"' if sort == "phrase" else joints.get(sort, " ").join(pieces)


def into_fts5(passages, target):
    """Puts passages in a full-text table on their way, with Porter's stems of words by Unicode."""
    database = sqlite3.connect(target)
    database.execute(
        "CREATE VIRTUAL TABLE passages USING fts5(text, section, id UNINDEXED, authority UNINDEXED, date UNINDEXED,"
        " tokenize = 'porter unicode61')"
    )
    for passage in passages:
        date = passage["date"]
        row = (passage["text"], " ".join(passage["section"]), passage["id"], passage["authority"])
        database.execute("INSERT INTO passages VALUES (?, ?, ?, ?, ?)", (*row, date[0] if isinstance(date, list) else days(date)[0]))
        yield passage
    database.execute("INSERT INTO passages (passages) VALUES ('optimize')")
    database.commit()
    database.close()


def size(folder):
    """The bytes of all files under a folder."""
    return sum(os.path.getsize(Path(at, name)) for at, _, names in os.walk(folder) for name in names)
