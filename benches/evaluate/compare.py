#!/usr/bin/env python3
"""The measures of `findings evaluate` beside those of trec_eval, value by value.

usage: compare.py FINDINGS COLLECTION...

A COLLECTION is a folder with docs.jsonl, queries.jsonl and qrels.tsv, as a test collection is kept: a document a line with "id" and
"text", a query a line likewise, and judgements as `qid 0 docno grade`. Each is indexed, and runs are made of it: of all words, of any
word, of passages, as JSON Lines, and some that are hard on purpose, with equal scores, scores that differ beyond single precision,
negative scores, ranks that mean nothing, queries and documents that nobody judged, missing queries and lines out of order.

trec_eval comes with ir-measures, scipy has the t-test and the exact randomisation test:

    python3 -m venv compared && compared/bin/pip install ir-measures scipy
    compared/bin/python benches/evaluate/compare.py target/release/findings COLLECTION...

Printed is the greatest difference of each measure over all queries and means, of all runs; and of the tests. The exit status is 1 if
any is above 0.00005, and 0 otherwise."""
import collections, json, os, random, struct, subprocess, sys, tempfile
import ir_measures, scipy.stats
from ir_measures import parse_measure

MEASURES = ["AP", "AP@10", "AP(rel=2)", "RR", "RR(rel=2)", "RR@10", "nDCG", "nDCG@5", "nDCG@10", "nDCG@100", "P@1", "P@5", "P@10", "P(rel=2)@5",
            "P@1000", "R@5", "R@100", "R@1000", "R(rel=2)@10", "Rprec", "Rprec(rel=3)", "Success@1", "Success@5", "Judged@10"]
# These are not trec_eval's, and ir-measures breaks ties otherwise for them.
NOT_OF_TREC_EVAL = ["RR@10", "Judged@10"]
BAR = 0.00005


def findings(binary, *arguments):
    done = subprocess.run([binary, *arguments], capture_output=True, text=True)
    if done.returncode > 1:
        sys.exit(f"{arguments}: {done.stderr}")
    return done.stdout


def runs_of(binary, collection, folder):
    """Files of runs as findings makes them: name, path, options of evaluate."""
    index = f"{folder}/index"
    findings(binary, "index", f"{collection}/docs.jsonl", "--index", index, "-q")
    makes = {
        "any": (["--any", "--unit", "report", "-n", "1000", "--format", "trec"], []),
        "all": (["--unit", "report", "-n", "1000", "--format", "trec"], []),
        "verbatim": (["--any", "--match", "verbatim", "--unit", "report", "-n", "20", "--format", "trec"], []),
        "passages": (["--any", "-n", "200", "--format", "trec"], ["--unit", "report"]),
        "records": (["--any", "--unit", "report", "-n", "50", "--format", "jsonl"], ["--unit", "report"]),
    }
    for name, (options, evaluate) in makes.items():
        path = f"{folder}/{name}.run"
        with open(path, "w") as file:
            file.write(findings(binary, "batch", f"{collection}/queries.jsonl", "--index", index, *options))
        yield name, path, evaluate


def hits_of(path, name):
    """What is in a run, as ir-measures is to see it."""
    hits = collections.defaultdict(dict)
    with open(path) as file:
        for line in file:
            if name == "records":
                record = json.loads(line)
                hits[record["id"]] |= {hit["report"]: hit["score"] for hit in record["hits"]}
                continue
            query, _, document, _, score, _ = line.split()
            document = document.rsplit("#", 1)[0] if name == "passages" else document
            hits[query][document] = max(float(score), hits[query].get(document, float("-inf")))
    return hits


def hard_runs(hits, judged, folder):
    """The same hits with what may go wrong."""
    chance = random.Random(7)
    changes = {
        "ties": lambda score: float(round(score)),
        "all-equal": lambda score: 1.0,
        "beyond-single": lambda score: 1 + score * 1e-9,
        "negative": lambda score: score - 1000.25,
        "tiny": lambda score: score * 1e-30,
        "great": lambda score: score * 1e34,
    }
    for name, change in changes.items():
        yield name, {query: {document: change(score) for document, score in own.items()} for query, own in hits.items()}
    yield "missing", {query: own for query, own in hits.items() if chance.random() < 0.5}
    strange = {query: own | {f"strange-{n}": chance.random() * 30 for n in range(40)} for query, own in hits.items()}
    yield "unjudged", strange | {"nobody-asked": {"x": 1.0}}
    yield "by-chance", {query: {document: chance.random() for document in own} for query, own in judged.items()}
    yield "few", {query: dict(list(own.items())[:3]) for query, own in hits.items()}


def write(path, hits):
    """A TREC run whose lines are out of order and whose ranks mean nothing."""
    chance = random.Random(11)
    lines = [(query, document, score) for query, own in hits.items() for document, score in own.items()]
    chance.shuffle(lines)
    with open(path, "w") as file:
        file.writelines(f"{query}\tQ0  {document} {chance.randrange(9)} {score!r} made\n" for query, document, score in lines)


def without_ties(hits):
    """The same order with a score of its own for each hit."""
    single = lambda score: struct.unpack("f", struct.pack("f", score))[0]
    best_first = lambda own: sorted(sorted(own, reverse=True), key=lambda document: -single(own[document]))
    return {query: {document: -rank for rank, document in enumerate(best_first(own))} for query, own in hits.items()}


def compare(binary, qrels, path, hits, options, greatest):
    """The greatest difference of each measure, over all queries and the mean."""
    judged = collections.defaultdict(dict)
    for query, _, document, grade in map(str.split, open(qrels)):
        judged[query][document] = int(grade)
    theirs = [name for name in MEASURES if name not in NOT_OF_TREC_EVAL]
    calculated = [ir_measures.calc([parse_measure(name) for name in names], judged, run)
                  for names, run in [(theirs, hits), (NOT_OF_TREC_EVAL, without_ties(hits))]]
    arguments = ["evaluate", path, "--qrels", qrels, "--format", "json", "--per-query", "--measure", ",".join(MEASURES), *options]
    run = json.loads(findings(binary, *arguments))["runs"][0]
    own = {(query["id"], name): value for query in run["queries"] for name, value in query["values"].items()}
    for metric in (metric for some in calculated for metric in some.per_query):
        name = str(metric.measure)
        greatest[name] = max(greatest[name], abs(own.pop((metric.query_id, name)) - metric.value))
    for measure, value in (item for some in calculated for item in some.aggregated.items()):
        greatest[str(measure)] = max(greatest[str(measure)], abs(run["means"][str(measure)] - value))
    if own:
        sys.exit(f"{path}: no counterpart of {list(own)[:5]}")


def compare_tests(binary, qrels, paths, greatest):
    """The tests of each further run against the first, and the mean over answered queries."""
    for only in ([], ["--only-answered"]):
        arguments = ["evaluate", *paths, "--qrels", qrels, "--format", "json", "--per-query", *only]
        runs = json.loads(findings(binary, *arguments))["runs"]
        values = [{query["id"]: query["values"] for query in run["queries"]} for run in runs]
        for run, own in zip(runs[1:], values[1:]):
            for name, paired in run["against_first"].items():
                both = [(own[query][name], values[0][query][name]) for query in own]
                both = [(one, other) for one, other in both if one is not None and other is not None]
                expected = scipy.stats.ttest_rel([one for one, _ in both], [other for _, other in both])
                if paired["p_t_test"] is not None:
                    greatest["t-test, t"] = max(greatest["t-test, t"], abs(paired["t"] - expected.statistic) / max(1, abs(expected.statistic)))
                    greatest["t-test, p"] = max(greatest["t-test, p"], abs(paired["p_t_test"] - expected.pvalue))
                differences = [one - other for one, other in both if abs(one - other) > 1e-12]
                if len(differences) < 2:
                    continue
                # Rounded, since scipy takes sums that are equal but for rounding errors for different ones.
                total = lambda sample, axis: sample.sum(axis=axis).round(9)
                if len(differences) <= 12:
                    test = scipy.stats.permutation_test((differences,), total, permutation_type="samples", n_resamples=float("inf"))
                    greatest["randomisation, exact"] = max(greatest["randomisation, exact"], abs(paired["p_randomisation"] - test.pvalue))
                else:
                    test = scipy.stats.permutation_test((differences,), total, permutation_type="samples", n_resamples=20_000, batch=500, rng=1)
                    by_chance["randomisation, drawn"] = max(by_chance["randomisation, drawn"], abs(paired["p_randomisation"] - test.pvalue))


def main():
    binary, collections_named = os.path.abspath(sys.argv[1]), sys.argv[2:]
    greatest, count = collections.defaultdict(float), 0
    for collection in collections_named:
        qrels = f"{collection}/qrels.tsv"
        judged = collections.defaultdict(dict)
        for query, _, document, grade in map(str.split, open(qrels)):
            judged[query][document] = int(grade)
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for name, path, options in list(runs_of(binary, collection, folder)):
                hits = hits_of(path, name)
                compare(binary, qrels, path, hits, options, greatest)
                count += 1
                if not options:
                    paths.append(path)
                if name == "any":
                    base = hits
            for name, hits in hard_runs(base, judged, folder):
                path = f"{folder}/hard-{name}.run"
                write(path, hits)
                compare(binary, qrels, path, hits, [], greatest)
                count += 1
                if name in ("missing", "few"):
                    paths.append(path)
            few = f"{folder}/few-queries.run"
            write(few, {query: own for query, own in list(base.items())[:10]})
            compare_tests(binary, qrels, paths, greatest)
            compare_tests(binary, qrels, [few, *paths], greatest)
        print(f"{collection}: compared")
    for name, difference in greatest.items():
        print(f"{name:24} {difference:.1e}")
    for name, difference in by_chance.items():
        print(f"{name:24} {difference:.4f}, by chance on both sides")
    worst = max(greatest.values())
    print(f"{count} runs, greatest difference {worst:.1e}")
    sys.exit(int(worst > BAR or max(by_chance.values(), default=0) > 0.03))


by_chance = collections.defaultdict(float)
main()
