import com.google.gson.Gson;
import com.google.gson.stream.JsonWriter;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.FSDirectory;

/**
 * Lucene alone, as a measure for findings: it is given the passages ready-cut, and indexes and searches them with the
 * fields, threads and memory of findings.
 *
 * <pre>
 * index PASSAGES DIR                             passages as JSON Lines; prints the seconds, and the bytes of memory, of
 *                                                which the passages take a part
 * search DIR SORT WORDS                          prints the ten best of one query
 * count DIR QUERIES                              prints how many passages each query finds
 * batch DIR QUERIES OUT THREADS                  writes a JSON record for each query, with its ten best
 * steady DIR QUERIES OUT THREADS SECONDS PASSES  the same again and again: for at least SECONDS, and until that makes it
 *                                                no faster; then PASSES more, whose times it prints
 * </pre>
 *
 * A line of QUERIES is a sort of query, a tab and words. {@code benches/peers/run} compiles this and calls it.
 */
public final class LuceneAlone {
    private static final int HITS = 10;
    /** It is warm when the fastest of the latest passes is hardly faster than all before them. */
    private static final int LATEST = 5;
    private static final double HARDLY = 0.98;
    /** So many times the seconds asked for are enough to be warm, whatever else the machine does. */
    private static final int MAX_WARM = 4;
    /** What findings takes where nothing is asked for. */
    private static final int INDEXING_MEGABYTES = 256;
    private static final int MAX_INDEXING_THREADS = 8;
    private static final Set<String> SHOWN = Set.of("id", "text");

    public static void main(String[] args) throws Exception {
        switch (args.length == 0 ? "" : args[0]) {
            case "index" -> index(Path.of(args[1]), Path.of(args[2]));
            case "search" -> search(Path.of(args[1]), new Asked("", args[2], args[3]));
            case "count" -> count(Path.of(args[1]), Path.of(args[2]));
            case "batch" -> batch(Path.of(args[1]), Path.of(args[2]), Path.of(args[3]), number(args[4]));
            case "steady" ->
                steady(Path.of(args[1]), Path.of(args[2]), Path.of(args[3]), number(args[4]), number(args[5]), number(args[6]));
            default -> throw new IllegalArgumentException("index, search, count, batch or steady, and what each takes");
        }
    }

    /** A line of the file of queries. */
    private record Asked(String id, String sort, String words) {
        Query query() throws IOException {
            return Queries.of(sort, words);
        }
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    // Indexing

    /** The time is that of Lucene: reading the passages into memory is not in it. */
    private static void index(Path passages, Path directory) throws Exception {
        Gson json = new Gson();
        List<Passage> read;
        try (var lines = Files.lines(passages)) {
            read = lines.map(line -> json.fromJson(line, Passage.class)).toList();
        }
        long start = System.nanoTime();
        var config = new IndexWriterConfig(Passage.ANALYZER).setRAMBufferSizeMB(INDEXING_MEGABYTES);
        try (var folder = FSDirectory.open(directory); var writer = new IndexWriter(folder, config)) {
            int threads = Math.min(Runtime.getRuntime().availableProcessors(), MAX_INDEXING_THREADS);
            var next = new AtomicInteger();
            inParallel(threads, () -> {
                for (int at = next.getAndIncrement(); at < read.size(); at = next.getAndIncrement()) {
                    writer.addDocument(read.get(at).document());
                }
                return null;
            });
            writer.commit();
        }
        System.out.printf(Locale.ROOT, "%.3f %d%n", seconds(start), mostMemory());
    }

    /** The most bytes of memory of this process; Java keeps what it once had, so that reading cannot be taken off. */
    private static long mostMemory() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            String line = lines.filter(one -> one.startsWith("VmHWM")).findFirst().orElseThrow();
            return Long.parseLong(line.split("\\s+")[1]) * 1024;
        }
    }

    // Searching

    private static void search(Path directory, Asked asked) throws IOException {
        try (var reader = open(directory)) {
            var searcher = searcher(reader);
            for (ScoreDoc hit : best(searcher, asked).scoreDocs) {
                Document document = searcher.storedFields().document(hit.doc);
                String section = String.join(" › ", document.getValues("section"));
                System.out.printf(Locale.ROOT, "%.3f  %s%n  %s%n  %s%n", hit.score, section, document.get("text"), document.get("id"));
            }
        }
    }

    private static void count(Path directory, Path queries) throws IOException {
        try (var reader = open(directory)) {
            var searcher = searcher(reader);
            for (Asked asked : lines(queries)) {
                System.out.println(searcher.count(asked.query()));
            }
        }
    }

    private static void batch(Path directory, Path queries, Path out, int threads) throws Exception {
        try (var reader = open(directory); var pool = Executors.newFixedThreadPool(threads)) {
            answer(searcher(reader), lines(queries), out, pool, threads);
        }
    }

    /** Every pass reads its queries' words anew, searches and writes the whole file, so that none is spared anything. */
    private static void steady(Path directory, Path queries, Path out, int threads, int warm, int passes) throws Exception {
        List<Asked> asked = lines(queries);
        try (var reader = open(directory); var pool = Executors.newFixedThreadPool(threads)) {
            var searcher = searcher(reader);
            Callable<Double> pass = () -> {
                long start = System.nanoTime();
                answer(searcher, asked, out, pool, threads);
                return seconds(start);
            };
            long start = System.nanoTime();
            List<Double> before = new ArrayList<>();
            while (seconds(start) < warm || !isWarm(before) && seconds(start) < MAX_WARM * warm) {
                before.add(pass.call());
            }
            List<Double> timed = new ArrayList<>();
            while (timed.size() < passes) {
                timed.add(pass.call());
            }
            System.out.println(new Gson().toJson(new Steady(asked.size(), before.size(), timed)));
        }
    }

    private static boolean isWarm(List<Double> passes) {
        int first = passes.size() - LATEST;
        return first > 0 && fastest(passes, first, passes.size()) > HARDLY * fastest(passes, 0, first);
    }

    private static double fastest(List<Double> passes, int from, int to) {
        return Collections.min(passes.subList(from, to));
    }

    /** What {@code steady} prints. */
    private record Steady(int queries, int warmed, List<Double> seconds) {}

    /** Writes a record for each query, in the order in which the threads have them. */
    private static void answer(IndexSearcher searcher, List<Asked> asked, Path file, ExecutorService pool, int threads)
            throws Exception {
        var next = new AtomicInteger();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            inParallel(pool, threads, () -> {
                var record = new ByteArrayOutputStream(1 << 14);
                for (int at = next.getAndIncrement(); at < asked.size(); at = next.getAndIncrement()) {
                    record.reset();
                    write(searcher, asked.get(at), record);
                    synchronized (out) {
                        record.writeTo(out);
                    }
                }
                return null;
            });
        }
    }

    private static void write(IndexSearcher searcher, Asked asked, OutputStream out) throws IOException {
        TopDocs best = best(searcher, asked);
        var stored = searcher.storedFields();
        var json = new JsonWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        json.beginObject().name("id").value(asked.id).name("total").value(best.totalHits.value());
        json.name("hits").beginArray();
        for (ScoreDoc hit : best.scoreDocs) {
            Document document = stored.document(hit.doc, SHOWN);
            json.beginObject().name("id").value(document.get("id")).name("score").value(hit.score);
            json.name("text").value(document.get("text")).endObject();
        }
        json.endArray().endObject().flush();
        out.write('\n');
    }

    /** The ten best, and exactly how many there are. */
    private static TopDocs best(IndexSearcher searcher, Asked asked) throws IOException {
        return searcher.search(asked.query(), new TopScoreDocCollectorManager(HITS, Integer.MAX_VALUE));
    }

    private static DirectoryReader open(Path directory) throws IOException {
        return DirectoryReader.open(FSDirectory.open(directory));
    }

    /** Without the memory of earlier queries, since the same ones come again. */
    private static IndexSearcher searcher(DirectoryReader reader) {
        var searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null);
        return searcher;
    }

    // What all of it needs

    /** Queries have the ids that findings gives to lines without one. */
    private static List<Asked> lines(Path queries) throws IOException {
        List<Asked> asked = new ArrayList<>();
        for (String line : Files.readAllLines(queries)) {
            String[] parts = line.split("\t", 2);
            asked.add(new Asked(String.valueOf(asked.size() + 1), parts[0], parts[1]));
        }
        return asked;
    }

    private static void inParallel(int threads, Callable<Void> work) throws Exception {
        try (var pool = Executors.newFixedThreadPool(threads)) {
            inParallel(pool, threads, work);
        }
    }

    /** The same work on every thread; an error of one of them is ours. */
    private static void inParallel(ExecutorService pool, int threads, Callable<Void> work) throws Exception {
        for (Future<Void> one : pool.invokeAll(Collections.nCopies(threads, work))) {
            one.get();
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
