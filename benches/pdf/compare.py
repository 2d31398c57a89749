#!/usr/bin/env python3
"""PDF reports as findings reads them, beside `pdftotext -raw` of poppler-utils, and beside text made from the same reports.

usage: compare.py BINARY PDF_FOLDER [--txt TXT_FOLDER] [--show N]

Words are compared as a multiset for each file: in lower case, compatibility forms spelt out, apostrophes and hyphens taken out,
the single letters that symbol fonts have for bullets left out. The words of the body are those of all lines but furniture. A
line is furniture if it is one of the first or last five of its page and is only a number, or says, its digits apart, what a line
at such a place says on a third of the pages and on three at least, on two where there are two or three.

--txt names a folder of texts of the same reports under the same names: what is known of a report must be the same from both.
--show prints so many differences of each sort (10)."""
import argparse, collections, glob, json, os, re, resource, subprocess, sys, unicodedata

BULLETS = set("nolqü§Øv")
FIELDS = ["authority", "authority_code", "kind", "date", "date_basis", "visit", "overall_grade", "lead_inspector"]
JOINED = ["multiagency", "decisionmaking"]
EDGE = 5


def words(text):
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub("['’‘`\u00ad\u200b]", "", text)
    text = re.sub(r"(?<=\w)[-‐‑]\s*(?=\w)", "", text)
    return [word for word in re.findall(r"[^\W_]+", text) if word not in BULLETS]


def timed(command, env=None):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, env=env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def edges(page):
    filled = [at for at, line in enumerate(page) if line.strip()]
    return set(filled[:EDGE] + filled[-EDGE:])


def body_of(pages):
    """The lines of each page that are no furniture."""
    shape = lambda line: re.sub(r"\d+", "", line).strip()
    seen = collections.Counter()
    for page in pages:
        seen.update({shape(page[at]) for at in edges(page)})
    needed = 2 if len(pages) <= 3 else max(3, -(-len(pages) // 3))
    bare = lambda line: bool(re.fullmatch(r"\W*\d{1,3}\W*", line))
    is_furniture = lambda line: bare(line) or seen[shape(line)] >= needed and len(pages) > 1
    return [line for page in pages for at, line in enumerate(page) if at not in edges(page) or not is_furniture(line)]


def inspected(binary, path):
    env = dict(os.environ, RAYON_NUM_THREADS="1")
    out, seconds = timed([binary, "inspect", path, "--format", "json"], env)
    try:
        return json.loads(out), seconds
    except ValueError:
        return None, seconds


def own_words(seen):
    parts = [f"{passage.get('label') or ''} {passage['text']}" for passage in seen["passages"]]
    return collections.Counter(words("\n".join(parts)))


def joined_forms(text):
    text = unicodedata.normalize("NFKC", text).casefold()
    return collections.Counter(word for word in re.findall(r"[^\W_]+", text) if word in JOINED)


def labels_complete(seen):
    """Whether the labels count up without a gap; None where the report does not number its paragraphs."""
    labels = [p["label"] for p in seen["passages"] if p.get("label") and p["part"] in ("paragraph", "bullet")]
    numbers = {int(label) for label in labels if label.isdigit()}
    if seen["report"]["kind"] != "inspection" or len(numbers) < 8:
        return None
    return sorted(set(range(1, max(numbers) + 1)) - numbers)


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("binary"), ask.add_argument("folder")
    ask.add_argument("--txt"), ask.add_argument("--show", type=int, default=10)
    args = ask.parse_args()
    total, found, own, strange, pages, ours, theirs = 0, 0, 0, 0, 0, 0.0, 0.0
    lost_words, strange_words, worst = collections.Counter(), collections.Counter(), []
    joined, joined_there = collections.Counter(), collections.Counter()
    numbered, gaps, differences, unread, compared = 0, [], [], [], 0
    for path in sorted(glob.glob(f"{args.folder}/**/*.pdf", recursive=True)):
        with open(path, "rb") as file:
            if b"%PDF-" not in file.read(1024):
                continue
        stem = os.path.basename(path)[:-4]
        seen, seconds = inspected(args.binary, path)
        text, other_seconds = timed(["pdftotext", "-raw", "-enc", "UTF-8", path, "-"])
        if seen is None:
            unread.append(stem)
            continue
        ours, theirs = ours + seconds, theirs + other_seconds
        sheets = [page.split("\n") for page in text.decode("utf-8", "replace").rstrip("\f").split("\f")]
        pages += len(sheets)
        body, mine = collections.Counter(words("\n".join(body_of(sheets)))), own_words(seen)
        everything = collections.Counter(words("\n".join("\n".join(page) for page in sheets)))
        lost, extra = body - mine, mine - everything
        total, found = total + sum(body.values()), found + sum((body & mine).values())
        own, strange = own + sum(mine.values()), strange + sum(extra.values())
        lost_words.update(lost), strange_words.update(extra)
        worst.append((sum(lost.values()), sum(extra.values()), stem, list(lost)[:8], list(extra)[:8]))
        joined.update(joined_forms("\n".join(p["text"] for p in seen["passages"])))
        joined_there.update(joined_forms(re.sub(r"(?<=\w)[-‐]\n", "-", "\n".join("\n".join(page) for page in sheets))))
        missing = labels_complete(seen)
        if missing is not None:
            numbered += 1
            if missing:
                gaps.append((stem, missing))
        twin = args.txt and os.path.join(args.txt, stem + ".txt")
        if twin and os.path.exists(twin):
            compared += 1
            same, _ = inspected(args.binary, twin)
            for field in FIELDS:
                here, there = seen["report"].get(field), same["report"].get(field)
                if here != there:
                    differences.append((stem, field, here, there))
    for lost, extra, stem, some, strangers in sorted(worst, reverse=True)[: args.show]:
        print(f"lost {lost}, strange {extra}: {stem} {some} {strangers}")
    print("lost:", lost_words.most_common(args.show), "\nstrange:", strange_words.most_common(args.show))
    for gap in gaps[: args.show]:
        print("labels missing:", *gap)
    for stem, field, here, there in differences[: args.show]:
        print(f"differs: {stem} {field}: from the PDF {here!r}, from text {there!r}")
    share, rate = found / max(total, 1), strange / max(own, 1)
    complete = 1 - len(gaps) / max(numbered, 1)
    print(f"\n{len(worst)} files, {pages} pages; not read: {unread or 'none'}")
    print(f"words of the body found: {share:.4%} of {total} (bar 99.5%)")
    print(f"words of ours that pdftotext does not know: {rate:.4%} of {own} (bar 0.1%)")
    print(f"closed forms: ours {dict(joined)}, in the lines {dict(joined_there)}")
    print(f"labels complete: {numbered - len(gaps)} of {numbered} ({complete:.1%}, bar 98%)")
    if args.txt:
        print(f"known of a report from the PDF and from text: {len(differences)} differences in {compared} reports")
    print(f"speed: {pages / ours:.0f} pages a CPU second, all of reading; pdftotext {pages / theirs:.0f} (a process a file each)")
    holds = share >= 0.995 and rate < 0.001 and complete >= 0.98 and not differences and not unread
    print("holds" if holds else "falls short")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
