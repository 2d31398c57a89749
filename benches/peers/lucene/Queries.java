import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.queries.spans.SpanNearQuery;
import org.apache.lucene.queries.spans.SpanTermQuery;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * A sort of query and its words as Lucene's query, over stems as findings searches where nothing else is said. NEAR and
 * PRE are spans, not intervals: both find the same, and spans score what they find by BM25, as findings does.
 */
final class Queries {
    /** Two words at most five apart have at most four between them, which is what a span's slop counts. */
    private static final int SLOP = 4;

    static Query of(String sort, String words) throws IOException {
        List<Term> terms = terms(words);
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("no words in " + words);
        }
        if (terms.size() == 1) {
            return new TermQuery(terms.get(0));
        }
        return switch (sort) {
            case "word", "all" -> joined(terms, Occur.MUST);
            case "any" -> joined(terms, Occur.SHOULD);
            case "phrase" -> phrase(terms);
            case "near" -> near(terms, false);
            case "pre" -> near(terms, true);
            default -> throw new IllegalArgumentException(sort + " is not word, all, any, phrase, near or pre");
        };
    }

    private static List<Term> terms(String words) throws IOException {
        List<Term> terms = new ArrayList<>();
        try (TokenStream stream = Passage.ANALYZER.tokenStream(Passage.STEMS, words)) {
            var term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                terms.add(new Term(Passage.STEMS, term.toString()));
            }
            stream.end();
        }
        return terms;
    }

    private static Query joined(List<Term> terms, Occur occur) {
        var query = new BooleanQuery.Builder();
        terms.forEach(term -> query.add(new TermQuery(term), occur));
        return query.build();
    }

    private static Query phrase(List<Term> terms) {
        var query = new PhraseQuery.Builder();
        terms.forEach(query::add);
        return query.build();
    }

    private static Query near(List<Term> terms, boolean inOrder) {
        var query = new SpanNearQuery.Builder(Passage.STEMS, inOrder).setSlop(SLOP);
        terms.forEach(term -> query.addClause(new SpanTermQuery(term)));
        return query.build();
    }
}
