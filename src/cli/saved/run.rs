//! `findings saved run`: the queries asked, and what they find compared with what they have found before.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{self, Path};

use anyhow::{Context, bail};
use jiff::Timestamp;

use crate::asking::{prepare, request, today};
use crate::cli::advice;
use crate::cli::args::{Common, SavedRunArgs};
use crate::cli::choices::BeginChoice;
use crate::cli::exit::Exit;
use crate::cli::freshness::warnings;
use crate::cli::pager::Paged;
use crate::cli::terminal::Terminal;
use crate::engine::is_in_cluster;
use crate::library::Index;
use crate::news::{News, Seen, key};
use crate::output::{Compared, Feed, FeedEntry, SavedAnswer, SavedRun, counted, safe, write_news};

use super::opened;
use super::state::{SavedState, SearchedIndex, SeenOfQuery, write_whole};
use super::watch_file::{SavedQuery, WatchFile};

/// The maximum number of entries of a feed. Programs for reading news keep what they have read.
const MAX_FEED_ENTRIES: usize = 200;

pub(super) fn run(
    args: &SavedRunArgs,
    common: &Common,
    terminal: &Terminal,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let watch = WatchFile::read(&args.files.queries)?;
    let path = args.files.state();
    refuse_overwriting(args, &path)?;
    let index = opened(&watch, common, err)?;
    let now = now();
    let last = last_state(&path, args.begin)?;
    let mut state = current_state(last.clone(), &path, &index, common, &now)?;
    let mut run =
        SavedRun { before: last.as_ref().map(|last| last.last_run.clone()), at: now.clone(), answers: Vec::new() };
    for query in &watch.queries {
        let kept = state.queries.get(&query.name);
        let (answer, seen) = answer(query, kept, args.begin, &index);
        if let Some(seen) = seen {
            let begun = kept.map_or_else(|| now.clone(), |kept| kept.begun.clone());
            state.queries.insert(query.name.clone(), SeenOfQuery { asked: query.asked(), begun, seen });
        }
        run.answers.push(answer);
    }
    index.check()?;
    remember_news(&mut state, &run);

    let no_head = String::new;
    let mut paged = Paged::new(out, terminal.screen_for(args.format), &no_head);
    write_news(&mut paged, args.format, &terminal.style, args.limit, &run)?;
    paged.finish()?;
    out.flush()?;
    // What was seen is kept last: whatever fails before, the news is said again.
    if let Some(atom) = &args.atom {
        let (title, address) = (watch.title.as_str(), watch.address.as_deref());
        let feed = Feed { title, address, key: &state.feed, begun: &state.begun, entries: &state.recent };
        write_whole(atom, feed.to_xml().as_bytes())?;
    }
    if !args.dry_run {
        state.write(&path)?;
    }
    said(&run, last.as_ref(), &state, common, err)?;
    if !common.quiet {
        warnings(&index).iter().try_for_each(|line| writeln!(err, "{}", safe(line)))?;
    }
    Ok(match (run.failed(), run.news()) {
        (1.., _) => Exit::Error,
        (0, 0) => Exit::Nothing,
        (0, _) => Exit::Done,
    })
}

/// What was seen until now; none only where a run is to begin.
fn last_state(path: &Path, begin: Option<BeginChoice>) -> anyhow::Result<Option<SavedState>> {
    const BEGIN: &str = "--begin seen counts all that is found now as seen, --begin news as news";
    match (SavedState::read(path), begin) {
        (Ok(Some(state)), _) => Ok(Some(state)),
        (_, Some(_)) => Ok(None),
        (Ok(None), None) => bail!(
            "{}: there is no such file, so nothing says what was seen. If this is the first run, begin: {BEGIN}",
            path.display()
        ),
        (Err(error), None) => {
            let error = error.context("what was seen cannot be known, so no query was run");
            Err(error.context(format!("put back a copy of the file, or begin anew: {BEGIN}")))
        }
    }
}

/// The state of this run, with what was seen until now.
fn current_state(
    last: Option<SavedState>,
    path: &Path,
    index: &Index,
    common: &Common,
    now: &str,
) -> anyhow::Result<SavedState> {
    let folder = crate::cli::index_folder(common);
    let folder =
        if is_in_cluster(&folder) { folder } else { path::absolute(folder).context("the folder of the index")? };
    let begun = last.as_ref().map_or_else(|| now.to_owned(), |last| last.begun.clone());
    let feed = last.as_ref().map(|last| last.feed.clone());
    let feed = match feed {
        Some(feed) => feed,
        None => key(&[&begun, &path::absolute(path).context("the file of what was seen")?.to_string_lossy()]),
    };
    let (queries, recent) = last.map_or_else(|| (BTreeMap::new(), Vec::new()), |last| (last.queries, last.recent));
    Ok(SavedState {
        program: concat!("findings ", env!("CARGO_PKG_VERSION")).to_owned(),
        begun,
        last_run: now.to_owned(),
        index: SearchedIndex { folder, fingerprint: index.state()?.fingerprint() },
        feed,
        queries,
        recent,
    })
}

/// Asks a query. What it found is to be kept, unless it could not be run.
fn answer(
    query: &SavedQuery,
    kept: Option<&SeenOfQuery>,
    begin: Option<BeginChoice>,
    index: &Index,
) -> (SavedAnswer, Option<Seen>) {
    let compared = match (kept, begin) {
        (Some(kept), _) if kept.asked == query.asked() => Compared::WithItself,
        (Some(_), None) => Compared::WithAltered,
        (_, Some(BeginChoice::News)) => Compared::AllNews,
        (_, Some(BeginChoice::Seen)) | (None, None) => Compared::AllSeen,
    };
    let mut saved = SavedAnswer {
        name: query.name.clone(),
        text: query.text.clone(),
        understood: String::new(),
        diagnostics: Vec::new(),
        unit: crate::engine::Unit::Passage,
        compared,
        found: Err(String::new()),
    };
    let found = query.options().and_then(|(hits, filters)| {
        let prepared = prepare(&query.text, &hits.matching, &filters, index);
        let refusal = prepared.refusal(hits.matching.strict).map(|refusal| refusal.to_string());
        saved.understood.clone_from(&prepared.understood);
        saved.diagnostics.clone_from(&prepared.diagnostics);
        refusal.map_or(Ok(()), Err)?;
        let request = request(&prepared.query, &hits);
        saved.unit = request.unit;
        let nothing = Seen::default();
        let is_compared = matches!(compared, Compared::WithItself | Compared::WithAltered);
        let before = kept.filter(|_| is_compared).map_or(&nothing, |kept| &kept.seen);
        index.news(&request, before).map_err(|error| advice::message(&error))
    });
    match found {
        Ok((answer, news, seen)) => {
            let news = if compared == Compared::AllSeen { Vec::new() } else { news };
            (SavedAnswer { found: Ok((answer, news)), ..saved }, Some(seen))
        }
        Err(why) => (SavedAnswer { found: Err(why), ..saved }, None),
    }
}

/// Puts the news of a run before those of the runs before it.
fn remember_news(state: &mut SavedState, run: &SavedRun) {
    let mut recent: Vec<FeedEntry> = Vec::new();
    for answer in &run.answers {
        let entry = |news: &News| {
            let (report, text) = (&news.hit.report.id, &news.hit.passage.text);
            FeedEntry::new(&answer.name, &run.at, key(&[&answer.name, report, text]), &news.hit, news.novelty)
        };
        recent.extend(answer.news().iter().map(entry));
    }
    recent.append(&mut state.recent);
    // What was begun anew as news has been news before.
    let mut keys = BTreeSet::new();
    recent.retain(|entry| keys.insert(entry.key().to_owned()));
    recent.truncate(MAX_FEED_ENTRIES);
    state.recent = recent;
}

/// The lines on stderr.
fn said(
    run: &SavedRun,
    last: Option<&SavedState>,
    state: &SavedState,
    common: &Common,
    err: &mut dyn Write,
) -> anyhow::Result<()> {
    for answer in &run.answers {
        if let Err(why) = &answer.found {
            writeln!(err, "{}: {}", safe(&answer.name), safe(why))?;
        }
    }
    if common.quiet {
        return Ok(());
    }
    for answer in &run.answers {
        answer
            .diagnostics
            .iter()
            .try_for_each(|one| writeln!(err, "{}: {}", safe(&answer.name), one.render(&answer.text)))?;
        let seen = || state.queries.get(&answer.name).map_or(0, |kept| kept.seen.passages() as u64);
        let line = match answer.compared {
            _ if answer.found.is_err() => continue,
            Compared::AllSeen => format!("begun: {} taken as seen", counted(seen(), "hit")),
            Compared::AllNews => "begun: all that it finds is news".to_owned(),
            Compared::WithAltered => "the query or its options are others than in the last run".to_owned(),
            Compared::WithItself => continue,
        };
        writeln!(err, "{}: {line}", safe(&answer.name))?;
    }
    if let Some(last) = last.filter(|last| last.index.folder != state.index.folder) {
        writeln!(err, "the last run was over another index, {}", safe(&last.index.folder.to_string_lossy()))?;
    }
    let (queries, with_news) = (run.answers.len() as u64, run.with_news());
    let since = run.before.as_ref().map(|before| format!(" since {before}")).unwrap_or_default();
    let queries = counted(queries, "query");
    writeln!(err, "{with_news} of {queries} found news{since}: {}", counted(run.news() as u64, "hit"))?;
    Ok(())
}

/// Now, to the second, as RFC 3339 has it; the beginning of the day that counts as today, if one is set.
fn now() -> String {
    match std::env::var_os("FINDINGS_TODAY") {
        Some(set) if !set.is_empty() => format!("{}T00:00:00Z", today()),
        _ => Timestamp::from_second(Timestamp::now().as_second()).unwrap_or_default().to_string(),
    }
}

/// Refuses to write a file over another of the run.
fn refuse_overwriting(args: &SavedRunArgs, state: &Path) -> anyhow::Result<()> {
    let names = [Some(args.files.queries.as_path()), Some(state), args.atom.as_deref()];
    let mut taken = Vec::new();
    for name in names.into_iter().flatten() {
        let place =
            name.canonicalize().or_else(|_| path::absolute(name)).with_context(|| name.display().to_string())?;
        if taken.contains(&place) {
            bail!("{}: it is read or written already; name another file", name.display());
        }
        taken.push(place);
    }
    Ok(())
}
