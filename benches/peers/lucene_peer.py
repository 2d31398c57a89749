"""Apache Lucene, by a small Java program, lucene/LuceneAlone.java, that this compiles.

It has the fields of findings with Lucene's own words in them: cut by Unicode's rules, folded, and stemmed by Snowball's
English, which is the stemmer of findings; no stop words are left out. Positions are kept for stems and for the very
words, and the text is stored. As many threads as findings index and answer; segments are merged as Lucene does if nothing
else is said. It counts exactly, so it may not skip what cannot be among the ten best, and remembers no query. NEAR and
PRE are SpanNearQuery, unordered and ordered, with four words between the two at most. It gives whole passages.
A search is a process from its start to its end, and so is a batch, of which the start of Java and much interpreting are a
good part. When warm, a process answers the same batch again and again until that makes it no faster, and the passes after
that are timed. It runs with what Lucene recommends: vector instructions by Java's incubator module, and native access.
Its libraries come from Maven Central, into target/lucene.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import building
import timing
from peer import HERE, Peer

LUCENE = "10.3.2"
LIBRARIES = (
    f"org.apache.lucene:lucene-core:{LUCENE}",
    f"org.apache.lucene:lucene-analysis-common:{LUCENE}",
    f"org.apache.lucene:lucene-queries:{LUCENE}",
    "com.google.code.gson:gson:2.13.2",
)
KEPT = building.ROOT / "target" / "lucene"
SOURCES = HERE / "lucene"
MIN_JAVA = 21
RECOMMENDED = ("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED")
TIMED_PASSES = 5


class Lucene(Peer):
    name = "Lucene"
    sorts = ("word", "all", "phrase", "any", "near", "pre")
    stemmed = sorts

    def __init__(self, tools, folder):
        super().__init__(tools, folder)
        self.java, self.java_version = newest_enough(tools.java)
        self.classes = self.folder / "classes of Lucene"
        self.threads = len(os.sched_getaffinity(0))

    def missing(self):
        if not self.java:
            return f"it needs a JDK of version {MIN_JAVA} or newer, with javac; install one, or name its java with --java"
        return fetched()

    def version(self):
        return f"Lucene {LUCENE} on Java {self.java_version}"

    def prepare(self):
        sources = map(str, sorted(SOURCES.glob("*.java")))
        timing.run([str(Path(self.java).with_name("javac")), "-cp", f"{KEPT}/*", "-d", str(self.classes), *sources])

    def program(self, *args):
        path = os.pathsep.join([str(self.classes), f"{KEPT}/*"])
        return [self.java, *RECOMMENDED, "-cp", path, "LuceneAlone", *map(str, args)]

    def index_command(self):
        return self.program("index", self.passages, self.index)

    def searches(self, sort, words):
        return {self.name: self.program("search", self.index, sort, words)}

    def batch(self, queries):
        return self.program("batch", self.index, queries, "/dev/stdout", self.threads)

    def count_command(self, queries):
        return self.program("count", self.index, queries)

    def steady(self, queries, out):
        command = self.program("steady", self.index, queries, out, self.threads, self.tools.warm, TIMED_PASSES)
        ran = timing.run(command, keep_output=True)
        ran.seconds = timing.median(json.loads(ran.out)["seconds"])
        return ran


def newest_enough(given):
    """The first java that is new enough and has javac beside it, with its version: the one named, that of JAVA_HOME, the one
    that the shell finds, then those in the usual place."""
    home, found = os.environ.get("JAVA_HOME"), shutil.which("java")
    places = [given, Path(home, "bin", "java") if home else None, found, *sorted(Path("/usr/lib/jvm").glob("*/bin/java"))]
    for place in filter(None, places):
        # The shell's java is a link to where its javac is.
        java = os.path.realpath(place)
        if not os.access(java, os.X_OK) or not os.access(Path(java).with_name("javac"), os.X_OK):
            continue
        said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
        version = re.search(r'version "((\d+)[^"]*)"', said.stderr)
        if version and int(version[2]) >= MIN_JAVA:
            return java, version[1]
    return None, None


def fetched():
    """Fetches the libraries that are not there yet; says why that cannot be done, None if all are there."""
    for library in LIBRARIES:
        _, name, version = library.split(":")
        if (KEPT / f"{name}-{version}.jar").exists():
            continue
        if not (maven := shutil.which("mvn")):
            return "Maven, which fetches its libraries, is not installed"
        command = [maven, "--quiet", "--batch-mode", "dependency:copy", f"-Dartifact={library}", f"-DoutputDirectory={KEPT}"]
        if not timing.succeeds(command):
            return f"Maven could not fetch {library}; the command is {' '.join(command)}"
    return None
