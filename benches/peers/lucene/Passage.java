import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.util.BytesRef;
import org.tartarus.snowball.ext.EnglishStemmer;

/** A passage ready-cut, a line of the file of passages, and the fields of findings for it, with Lucene's own words. */
record Passage(
        String id,
        String report,
        String file,
        String text,
        List<String> section,
        String authority,
        String region,
        String kind,
        String title,
        String label,
        List<String> grades,
        List<String> inspectors,
        long ordinal,
        long part,
        long section_run,
        long[] date,
        long[] pages) {
    static final String STEMS = "stems";
    static final String WORDS = "words";

    /** Words by Unicode's rules, folded; stems too but in the field of the very words. No word is left out. */
    static final Analyzer ANALYZER = new PerFieldAnalyzerWrapper(new Words(true), Map.of(WORDS, new Words(false)));

    private static final FieldType SCORED = type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS, true);
    private static final FieldType VERBATIM = type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS, false);
    private static final FieldType HEADINGS = type(IndexOptions.DOCS, false);
    /** The term for "there is some value". */
    private static final String PRESENT = "\u0001";

    Document document() {
        Document document = new Document();
        document.add(new Field(STEMS, text, SCORED));
        document.add(new Field(WORDS, text, VERBATIM));
        section.forEach(heading -> document.add(new Field("headings", heading, HEADINGS)));
        keys(document, "authority", one(authority));
        keys(document, "region", one(region));
        keys(document, "kind", one(kind));
        keys(document, "grade", grades);
        keys(document, "label", one(label));
        keys(document, "inspector", inspectors);
        keys(document, "title", one(title));
        if (!section.isEmpty()) {
            document.add(new StringField("extra", "section" + PRESENT + PRESENT, Field.Store.NO));
        }
        document.add(new StringField("report", report, Field.Store.NO));
        document.add(new SortedDocValuesField("report", new BytesRef(report)));
        document.add(new SortedDocValuesField("authority_name", new BytesRef(authority == null ? "" : authority)));
        document.add(new StringField("file", file, Field.Store.NO));
        numbers(document);
        stored(document);
        return document;
    }

    private void numbers(Document document) {
        document.add(new NumericDocValuesField("part", part));
        document.add(new NumericDocValuesField("section_run", section_run));
        document.add(new NumericDocValuesField("date_first", date[0]));
        document.add(new NumericDocValuesField("date_last", date[1]));
        document.add(new NumericDocValuesField("page_first", pages[0]));
        document.add(new NumericDocValuesField("page_last", pages[1]));
        document.add(new NumericDocValuesField("ordinal", ordinal));
    }

    /** What is kept of a passage, to show it. */
    private void stored(Document document) {
        document.add(new StoredField("id", id));
        document.add(new StoredField("text", text));
        section.forEach(heading -> document.add(new StoredField("section", heading)));
        if (label != null) {
            document.add(new StoredField("label", label));
        }
        document.add(new StoredField("first page", pages[0]));
        document.add(new StoredField("last page", pages[1]));
    }

    private static void keys(Document document, String field, List<String> values) {
        for (String value : values) {
            document.add(new StringField(field, value, Field.Store.NO));
        }
        if (!values.isEmpty()) {
            document.add(new StringField(field, PRESENT, Field.Store.NO));
        }
    }

    private static List<String> one(String value) {
        return value == null ? List.of() : List.of(value.toLowerCase(Locale.ROOT));
    }

    private static FieldType type(IndexOptions kept, boolean lengths) {
        FieldType type = new FieldType();
        type.setIndexOptions(kept);
        type.setOmitNorms(!lengths);
        type.freeze();
        return type;
    }

    private static final class Words extends Analyzer {
        private final boolean stems;

        Words(boolean stems) {
            this.stems = stems;
        }

        @Override
        protected TokenStreamComponents createComponents(String field) {
            Tokenizer words = new StandardTokenizer();
            TokenStream folded = new ASCIIFoldingFilter(new LowerCaseFilter(words));
            return new TokenStreamComponents(words, stems ? new SnowballFilter(folded, new EnglishStemmer()) : folded);
        }
    }
}
