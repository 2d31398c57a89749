//! What the reports on each body say of a matter, through time.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::comparison::{CHANGED, PassageChange, PassagePair, changes};
use crate::engine::{Answer, Hit, Request, SearchError};
use crate::query::Query;
use crate::report::{Date, Passage, Report};
use crate::text::Shingles;

use super::Index;

/// The reports on one body in order of time, the undated ones last, each with what it says of a matter.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Trail {
    /// The body; none where it is unknown.
    pub authority: Option<String>,
    /// The reports.
    pub entries: Vec<TrailEntry>,
}

impl Trail {
    /// The passage at a place of the trail.
    ///
    /// # Panics
    /// If the place is one of another trail.
    pub fn hit(&self, at: MentionAt) -> &Hit {
        &self.entries[at.entry].mentions[at.mention].hit
    }
}

/// A report, and what it says of the matter.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TrailEntry {
    /// The report.
    pub report: Arc<Report>,
    /// The passages that speak of it, in order; none if the report is silent.
    pub mentions: Vec<Mention>,
    /// Passages of the last report before it that speaks of the matter and are in no form in this one; none if this one
    /// is silent or undated.
    pub gone: Vec<MentionAt>,
}

/// A passage that speaks of the matter.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Mention {
    /// The passage, with its matches.
    pub hit: Hit,
    /// How it compares with what was said before.
    pub since: Since,
}

/// Which mention: the place of its report in the trail, and its own in that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MentionAt {
    /// The place of the report.
    pub entry: usize,
    /// The place of the mention.
    pub mention: usize,
}

/// How a passage compares with what earlier reports on the body say. It does not judge what is better or worse.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Since {
    /// No earlier report speaks of the matter.
    First,
    /// Nothing like it is in an earlier report.
    New,
    /// The last report before says it too, nearly word for word.
    SaidAgain(MentionAt),
    /// The last report before says it in other words.
    Changed(MentionAt),
    /// An earlier report said it, in these words or others, but not the last one before.
    BackAgain(MentionAt),
    /// The report has no date, so nothing is before it.
    Undated,
}

/// The last that the reports on one body say of a matter.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LastMention {
    /// The body; none where it is unknown.
    pub authority: Option<String>,
    /// The first passage of the newest report that speaks of it.
    pub hit: Hit,
    /// How many passages of that report speak of it.
    pub passages: u64,
    /// How many later reports on the body are silent.
    pub silent_since: u64,
}

/// Hits by the ids of their reports.
type HitsByReport = HashMap<String, Vec<Hit>>;

impl Index {
    /// What the reports on each body say of what a query finds, through time, by the names of the bodies; all reports that
    /// meet `among` are there, silent ones too. Of the request, the limit, the unit and the order do not matter.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    pub fn trails(&self, request: &Request<'_>, among: &Query) -> Result<(Answer<()>, Vec<Trail>), SearchError> {
        let (answer, mentions) = self.mentions(request)?;
        let reports = self.reports_that_meet(among, request.timeout)?;
        let trails = by_authority(reports).into_iter().map(|(authority, reports)| {
            let of_report = |report: Arc<Report>| (mentions.get(&report.id).cloned().unwrap_or_default(), report);
            Trail { authority, entries: entries(reports.into_iter().map(of_report)) }
        });
        let trails = trails.collect();
        Ok((answer, trails))
    }

    /// The last that the reports on each body say of what a query finds, by the names of the bodies; those whose reports
    /// never say it are left out. Reports without a date are passed over, unless a body has no others that say it.
    ///
    /// # Errors
    /// Where the index is damaged or cannot be read, or the time of the request is over.
    pub fn last_mentions(&self, request: &Request<'_>) -> Result<(Answer<()>, Vec<LastMention>), SearchError> {
        let (answer, mut mentions) = self.mentions(request)?;
        let reports = self.reports_that_meet(&request.query.filters(), request.timeout)?;
        let mut last = Vec::new();
        for (authority, reports) in by_authority(reports) {
            let speaks = |report: &Arc<Report>| mentions.contains_key(&report.id);
            let dated = reports.iter().rposition(|report| report.meta.date.is_some() && speaks(report));
            let Some(at) = dated.or_else(|| reports.iter().rposition(speaks)) else { continue };
            let silent_since = reports[at + 1..].iter().filter(|report| report.meta.date.is_some()).count() as u64;
            let Some(hits) = mentions.remove(&reports[at].id) else { continue };
            let passages = hits.len() as u64;
            if let Some(hit) = hits.into_iter().next() {
                last.push(LastMention { authority, hit, passages, silent_since });
            }
        }
        Ok((answer, last))
    }

    /// All passages that a query finds, by the ids of their reports, in order.
    fn mentions(&self, request: &Request<'_>) -> Result<(Answer<()>, HitsByReport), SearchError> {
        let mut mentions = HitsByReport::new();
        let answer = self.each_hit(request, |hit| match mentions.get_mut(&hit.report.id) {
            Some(hits) => hits.push(hit),
            None => drop(mentions.insert(hit.report.id.clone(), vec![hit])),
        })?;
        Ok((answer, mentions))
    }
}

/// Reports by the body that they are about, in the order of names, those of unknown ones last; those of one body in order
/// of time, undated ones last.
fn by_authority(mut reports: Vec<Arc<Report>>) -> Vec<(Option<String>, Vec<Arc<Report>>)> {
    fn key(report: &Report) -> (bool, Option<Date>, &str) {
        (report.meta.date.is_none(), report.meta.date, &report.id)
    }
    reports.sort_by(|a, b| key(a).cmp(&key(b)));
    let mut unknown = Vec::new();
    let mut known: BTreeMap<String, Vec<Arc<Report>>> = BTreeMap::new();
    for report in reports {
        match &report.meta.authority {
            Some(authority) => known.entry(authority.clone()).or_default().push(report),
            None => unknown.push(report),
        }
    }
    let known = known.into_iter().map(|(authority, reports)| (Some(authority), reports));
    known.chain((!unknown.is_empty()).then_some((None, unknown))).collect()
}

fn entries(reports: impl Iterator<Item = (Vec<Hit>, Arc<Report>)>) -> Vec<TrailEntry> {
    let mut entries: Vec<TrailEntry> = Vec::new();
    for (hits, report) in reports {
        let last = entries.iter().rposition(|entry| !entry.mentions.is_empty());
        let entry = if report.meta.date.is_none() {
            let mentions = hits.into_iter().map(|hit| Mention { hit, since: Since::Undated }).collect();
            TrailEntry { report, mentions, gone: Vec::new() }
        } else {
            match last.filter(|_| !hits.is_empty()) {
                Some(last) => compared(&entries, last, hits, report),
                None => {
                    let mentions = hits.into_iter().map(|hit| Mention { hit, since: Since::First }).collect();
                    TrailEntry { report, mentions, gone: Vec::new() }
                }
            }
        };
        entries.push(entry);
    }
    entries
}

/// A report whose mentions are compared with those of the last one before it that has some.
fn compared(entries: &[TrailEntry], last: usize, hits: Vec<Hit>, report: Arc<Report>) -> TrailEntry {
    fn passages<'h>(hits: impl Iterator<Item = &'h Hit>) -> Vec<&'h Passage> {
        hits.map(|hit| &hit.passage).collect()
    }
    let before = passages(entries[last].mentions.iter().map(|mention| &mention.hit));
    let at = |pairing: PassagePair| MentionAt { entry: last, mention: pairing.earlier };
    let (mut since, mut gone) = (vec![Since::New; hits.len()], Vec::new());
    for change in changes(&before, &passages(hits.iter())) {
        match change {
            PassageChange::SaidAgain(pairing) => since[pairing.later] = Since::SaidAgain(at(pairing)),
            PassageChange::Changed(pairing) => since[pairing.later] = Since::Changed(at(pairing)),
            PassageChange::Gone(mention) => gone.push(MentionAt { entry: last, mention }),
            PassageChange::New(_) => {}
        }
    }
    for (since, hit) in since.iter_mut().zip(&hits).filter(|(since, _)| **since == Since::New) {
        if let Some(at) = earlier(&entries[..last], &hit.passage) {
            *since = Since::BackAgain(at);
        }
    }
    let mentions = hits.into_iter().zip(since).map(|(hit, since)| Mention { hit, since }).collect();
    TrailEntry { report, mentions, gone }
}

/// The likest mention in the newest of some reports that has one like a passage.
fn earlier(entries: &[TrailEntry], passage: &Passage) -> Option<MentionAt> {
    let shingles = Shingles::new(&passage.text);
    let in_entry = |(entry, one): (usize, &TrailEntry)| {
        let resemblance = |mention: &Mention| shingles.resemblance(&Shingles::new(&mention.hit.passage.text));
        let all = one.mentions.iter().map(resemblance).enumerate();
        let (mention, likest) = all.max_by(|a, b| a.1.total_cmp(&b.1))?;
        (likest >= CHANGED).then_some(MentionAt { entry, mention })
    };
    entries.iter().enumerate().rev().find_map(in_entry)
}
