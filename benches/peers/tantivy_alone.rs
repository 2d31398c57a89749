//! tantivy alone, as the measure for `findings`: it is given the passages ready-cut and indexes and
//! searches them with tantivy's own words, in the fields, options, threads and memory of `findings`.
//!
//! ```text
//! tantivy_alone index PASSAGES DIR          passages as JSON Lines; prints the seconds, and the bytes of memory that
//!                                           it took beyond the passages
//! tantivy_alone query DIR QUERIES THREADS [count]
//!                                           prints the ten best of every line: word, all, any, phrase or near,
//!                                           a tab, words; with `count`, how many there are too
//! tantivy_alone count DIR QUERIES           prints only how many there are
//! tantivy_alone search DIR QUERY            prints the ten best with snippets: words, or a "phrase"
//! ```
//!
//! `benches/peers/run` makes the passages and the queries, and calls this.

mod tantivy_alone_fields;

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::time::Instant;

use anyhow::{Context, bail};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::tokenizer::TokenStream;
use tantivy::{DocAddress, Index, ReloadPolicy, Searcher, TantivyDocument, Term};

use tantivy_alone_fields::{Fields, Passage, Stored, analyser, register};

/// What `findings index` takes where nothing is asked for.
const MEMORY: usize = 256 << 20;
const MOST_THREADS: usize = 8;
const HITS: usize = 10;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["index", passages, dir] => index(passages, dir),
        ["query", dir, queries, threads] => query(dir, queries, threads, false),
        ["query", dir, queries, threads, "count"] => query(dir, queries, threads, true),
        ["count", dir, queries] => count(dir, queries),
        ["search", dir, query] => search(dir, query),
        // So `cargo bench` and `cargo test --benches` go on to the next.
        [] | ["--bench" | "--test", ..] => Ok(()),
        _ => bail!("index PASSAGES DIR | query DIR QUERIES THREADS | count DIR QUERIES | search DIR QUERY"),
    }
}

/// The time is that of tantivy: reading the passages into memory is not in it.
fn index(passages: &str, dir: &str) -> anyhow::Result<()> {
    let passages = BufReader::new(File::open(passages).with_context(|| passages.to_owned())?)
        .lines()
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect::<anyhow::Result<Vec<Passage>>>()?;
    fs::create_dir_all(dir)?;
    let before = memory("VmRSS")?;
    let start = Instant::now();
    let (schema, fields) = Fields::schema();
    let index = Index::create_in_dir(dir, schema)?;
    register(&index);
    let threads = std::thread::available_parallelism()?.get().min(MOST_THREADS);
    let mut writer = index.writer_with_num_threads(threads, MEMORY)?;
    for passage in &passages {
        writer.add_document(fields.document(passage)?)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    let took = start.elapsed().as_secs_f64();
    writeln!(io::stdout(), "{took:.3} {}", memory("VmHWM")?.saturating_sub(before))?;
    Ok(())
}

/// Bytes of memory of this process: `VmRSS` is now, `VmHWM` was the most. Nothing where there is no such file.
fn memory(field: &str) -> anyhow::Result<u64> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)).unwrap_or("0");
    Ok(kilobytes.parse::<u64>()? * 1024)
}

fn query(dir: &str, queries: &str, threads: &str, count: bool) -> anyhow::Result<()> {
    let threads: usize = threads.parse().context("THREADS is no number")?;
    let text = fs::read_to_string(queries).with_context(|| queries.to_owned())?;
    let lines: Vec<&str> = text.lines().collect();
    let (searcher, fields) = open(dir)?;
    let of_a_thread = lines.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        let (searcher, fields) = (&searcher, &fields);
        let some = lines.chunks(of_a_thread).map(|some| scope.spawn(move || answer_all(searcher, fields, some, count)));
        let running: Vec<_> = some.collect();
        running.into_iter().try_for_each(|one| one.join().expect("no thread panics"))
    })
}

fn answer_all(searcher: &Searcher, fields: &Fields, lines: &[&str], count: bool) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout());
    for line in lines {
        let (sort, words) = line.split_once('\t').with_context(|| format!("no tab in {line:?}"))?;
        let query = made(fields, sort, words)?;
        let best = if count {
            let (best, found) = searcher.search(&*query, &(TopDocs::with_limit(HITS).order_by_score(), Count))?;
            writeln!(out, "{found}")?;
            best
        } else {
            best(searcher, &*query)?
        };
        for (score, address) in best {
            let text = stored(searcher, fields, address)?;
            let Stored { id, text, .. } = Stored::of(&text)?;
            writeln!(out, "{score}\t{id}\t{text}")?;
        }
    }
    Ok(out.flush()?)
}

fn count(dir: &str, queries: &str) -> anyhow::Result<()> {
    let text = fs::read_to_string(queries).with_context(|| queries.to_owned())?;
    let (searcher, fields) = open(dir)?;
    let mut out = BufWriter::new(io::stdout().lock());
    for line in text.lines() {
        let (sort, words) = line.split_once('\t').with_context(|| format!("no tab in {line:?}"))?;
        writeln!(out, "{}", searcher.search(&*made(&fields, sort, words)?, &Count)?)?;
    }
    Ok(out.flush()?)
}

fn search(dir: &str, typed: &str) -> anyhow::Result<()> {
    let (searcher, fields) = open(dir)?;
    let query = made(&fields, if typed.starts_with('"') { "phrase" } else { "all" }, typed)?;
    let snippets = SnippetGenerator::create(&searcher, &*query, fields.stems)?;
    let mut out = BufWriter::new(io::stdout().lock());
    for (rank, (_, address)) in best(&searcher, &*query)?.into_iter().enumerate() {
        let bytes = stored(&searcher, &fields, address)?;
        let Stored { id, text, section, .. } = Stored::of(&bytes)?;
        writeln!(out, "{:>2}  {}\n    {}\n    {id}", rank + 1, section.join(" › "), snippets.snippet(text).to_html())?;
    }
    Ok(out.flush()?)
}

fn open(dir: &str) -> anyhow::Result<(Searcher, Fields)> {
    let index = Index::open_in_dir(dir).with_context(|| dir.to_owned())?;
    register(&index);
    let reader: tantivy::IndexReader =
        index.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(64).try_into()?;
    Ok((reader.searcher(), Fields::schema().1))
}

/// The query of a line, over stems as `findings` searches where nothing else is said.
fn made(fields: &Fields, sort: &str, words: &str) -> anyhow::Result<Box<dyn Query>> {
    let mut terms = Vec::new();
    analyser(true)
        .token_stream(words)
        .process(&mut |token| terms.push(Term::from_field_text(fields.stems, &token.text)));
    let one = |term: Term| Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Box<dyn Query>;
    let some = |terms: Vec<Term>, occur| {
        Box::new(BooleanQuery::new(terms.into_iter().map(|term| (occur, one(term))).collect())) as Box<dyn Query>
    };
    Ok(match sort {
        _ if terms.is_empty() => bail!("no words in {words:?}"),
        _ if terms.len() == 1 => one(terms.remove(0)),
        "phrase" => Box::new(PhraseQuery::new(terms)),
        // tantivy has no NEAR; a phrase with as much slop is the nearest thing to it.
        "near" => Box::new(PhraseQuery::new_with_offset_and_slop(terms.into_iter().enumerate().collect(), 4)),
        "any" => some(terms, Occur::Should),
        "word" | "all" => some(terms, Occur::Must),
        _ => bail!("{sort:?} is not word, all, any, phrase or near"),
    })
}

fn best(searcher: &Searcher, query: &dyn Query) -> anyhow::Result<Vec<(f32, DocAddress)>> {
    Ok(searcher.search(query, &TopDocs::with_limit(HITS).order_by_score())?)
}

fn stored(searcher: &Searcher, fields: &Fields, address: DocAddress) -> anyhow::Result<Vec<u8>> {
    let document: TantivyDocument = searcher.doc(address)?;
    let bytes = document.get_first(fields.stored).and_then(|value| value.as_bytes().map(<[u8]>::to_vec));
    bytes.context("a document has no content")
}
