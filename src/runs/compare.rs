//! The changes for a query from one run to another.
//!
//! Two hits with the same id are the same. But the number in an id counts the passages of a report, and shifts when the
//! report is read again. So if both runs have texts, the text comes first: the same id with the same text, then the
//! same text elsewhere in the same report, and only then the same id with another text.

use std::collections::HashMap;

use super::{RunAnswer, RunHit};

/// A query that one or both runs have, and its differences.
#[derive(Clone, Debug, Default)]
pub(crate) struct QueryDifference {
    /// The first run's answer to the query, without the hits.
    pub before: Option<RunAnswer>,
    /// The second run's answer, likewise.
    pub after: Option<RunAnswer>,
    /// How many hits the first run has.
    pub hits_before: usize,
    /// How many hits the second run has.
    pub hits_after: usize,
    /// Hits that only the second run has.
    pub gained: Vec<RunHit>,
    /// Hits that only the first run has.
    pub lost: Vec<RunHit>,
    /// The same hit at another rank.
    pub moved: Vec<Pair>,
    /// The same text under another number of the same report.
    pub renumbered: Vec<Pair>,
    /// The same id with another text.
    pub changed: Vec<Pair>,
}

/// One hit in both runs.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    /// As it was.
    pub before: RunHit,
    /// As it is.
    pub after: RunHit,
}

impl QueryDifference {
    /// Between two answers to one query. Where either failed, its hits are not known, and none is gained or lost.
    pub(crate) fn between(mut before: RunAnswer, mut after: RunAnswer) -> QueryDifference {
        let (hits_before, hits_after) = (std::mem::take(&mut before.hits), std::mem::take(&mut after.hits));
        let mut difference = QueryDifference {
            hits_before: hits_before.len(),
            hits_after: hits_after.len(),
            ..QueryDifference::default()
        };
        if before.error.is_none() && after.error.is_none() {
            difference.compare(hits_before, hits_after);
        }
        QueryDifference { before: Some(before), after: Some(after), ..difference }
    }

    /// Of a query that only one run has. Its hits are not compared with those of another.
    pub(crate) fn only(before: Option<RunAnswer>, after: Option<RunAnswer>) -> QueryDifference {
        let hits = |answer: &Option<RunAnswer>| answer.as_ref().map_or(0, |answer| answer.hits.len());
        let (hits_before, hits_after) = (hits(&before), hits(&after));
        let bare = |answer: Option<RunAnswer>| answer.map(|answer| RunAnswer { hits: Vec::new(), ..answer });
        QueryDifference {
            before: bare(before),
            after: bare(after),
            hits_before,
            hits_after,
            ..QueryDifference::default()
        }
    }

    fn compare(&mut self, before: Vec<RunHit>, after: Vec<RunHit>) {
        let same_text = |a: &RunHit, b: &RunHit| match (&a.text, &b.text) {
            (Some(a), Some(b)) => a.is(b),
            _ => true,
        };
        let by_id = |hit: &RunHit| Some(hit.key().into_owned());
        let (same, before, after) = matched(before, after, by_id, same_text);
        self.moved = same.into_iter().filter(|pair| pair.before.rank != pair.after.rank).collect();
        let by_text = |hit: &RunHit| Some((super::column(hit.report()).into_owned(), hit.text.as_ref()?.hashes));
        let (renumbered, before, after) = matched(before, after, by_text, |_, _| true);
        self.renumbered = renumbered;
        let (changed, before, after) = matched(before, after, by_id, |_, _| true);
        self.changed = changed;
        (self.lost, self.gained) = (before, after);
    }

    /// The query's id.
    pub(crate) fn id(&self) -> &str {
        self.after.as_ref().or(self.before.as_ref()).map_or("", |answer| &answer.id)
    }

    /// The query as typed, of the second run where that has it.
    pub(crate) fn query(&self) -> Option<&str> {
        [&self.after, &self.before].into_iter().flatten().find_map(|answer| answer.query.as_deref())
    }

    /// Whether the query is understood differently; if a run does not say how, whether another was asked.
    pub(crate) fn is_understood_otherwise(&self) -> bool {
        let (Some(before), Some(after)) = (&self.before, &self.after) else { return false };
        match (&before.understood, &after.understood) {
            (Some(before), Some(after)) => before != after,
            _ => before.query.is_some() && after.query.is_some() && before.query != after.query,
        }
    }

    /// Whether anything is not the same. Scores alone make no difference.
    pub(crate) fn is_any(&self) -> bool {
        let (Some(before), Some(after)) = (&self.before, &self.after) else { return true };
        let total_differs = before.total.is_some() && after.total.is_some() && before.total != after.total;
        let hits = [&self.gained, &self.lost].iter().any(|hits| !hits.is_empty());
        let pairs = [&self.moved, &self.renumbered, &self.changed].iter().any(|pairs| !pairs.is_empty());
        hits || pairs || total_differs || before.error != after.error || self.is_understood_otherwise()
    }

    /// The same with only the gained hits.
    pub(crate) fn only_gained(self) -> QueryDifference {
        QueryDifference { lost: vec![], moved: vec![], renumbered: vec![], changed: vec![], ..self }
    }
}

/// Pairs of equal hits with the same key in two lists; then the rest of each list. Several hits of one key are matched
/// in their order.
fn matched<K: std::hash::Hash + Eq>(
    before: Vec<RunHit>,
    after: Vec<RunHit>,
    key: impl Fn(&RunHit) -> Option<K>,
    is_same: impl Fn(&RunHit, &RunHit) -> bool,
) -> (Vec<Pair>, Vec<RunHit>, Vec<RunHit>) {
    let mut places: HashMap<K, Vec<usize>> = HashMap::new();
    for (at, hit) in before.iter().enumerate().rev() {
        if let Some(key) = key(hit) {
            places.entry(key).or_default().push(at);
        }
    }
    let mut before: Vec<Option<RunHit>> = before.into_iter().map(Some).collect();
    let (mut pairs, mut left) = (Vec::new(), Vec::new());
    for hit in after {
        let waiting = key(&hit).and_then(|key| places.get_mut(&key));
        let place = waiting.and_then(|waiting| {
            let fits = before[*waiting.last()?].as_ref().is_some_and(|other| is_same(other, &hit));
            if fits { waiting.pop() } else { None }
        });
        match place.and_then(|at| before[at].take()) {
            Some(other) => pairs.push(Pair { before: other, after: hit }),
            None => left.push(hit),
        }
    }
    (pairs, before.into_iter().flatten().collect(), left)
}

#[cfg(test)]
mod tests {
    use super::super::RunText;
    use super::*;

    /// `report#number=text` of each hit, in the order of their ranks; without a text where there is none.
    fn answer(hits: &str) -> RunAnswer {
        let hit = |(rank, hit): (u64, &str)| {
            let (id, text) =
                hit.split_once('=').map_or((hit, None), |(id, text)| (id, Some(Box::new(RunText::new(text, 9)))));
            RunHit { id: id.to_owned(), rank, text, ..RunHit::default() }
        };
        RunAnswer { hits: (1..).zip(hits.split_whitespace()).map(hit).collect(), ..RunAnswer::default() }
    }

    #[test]
    fn hits_are_told_apart() {
        for (before, after, expected) in [
            ("a#1 b#2", "a#1 b#2", ""),
            ("a#1 b#2", "b#2 a#1", "moved b#2 2>1, moved a#1 1>2"),
            ("a#1 b#2", "a#1 c#2", "gained c#2, lost b#2"),
            ("a#1=x", "a#1=y", "changed a#1 1>1"),
            ("a#1=x", "a#1", ""),
            ("a#1=x a#2=y", "a#2=x a#3=y", "renumbered a#1>a#2, renumbered a#2>a#3"),
            ("a#5=x a#6=y", "a#5=new a#6=x a#7=y", "gained a#5, renumbered a#5>a#6, renumbered a#6>a#7"),
            ("a#1=x", "b#1=x", "gained b#1, lost a#1"),
            ("a#1=x a#2=x", "a#3=x", "lost a#2, renumbered a#1>a#3"),
            ("", "a#1", "gained a#1"),
        ] {
            let difference = QueryDifference::between(answer(before), answer(after));
            let ids = |pair: &Pair| (pair.before.id.clone(), pair.after.id.clone());
            let ranks = |pair: &Pair| format!("{} {}>{}", pair.after.id, pair.before.rank, pair.after.rank);
            let told: Vec<String> = (difference.gained.iter().map(|hit| format!("gained {}", hit.id)))
                .chain(difference.lost.iter().map(|hit| format!("lost {}", hit.id)))
                .chain(difference.renumbered.iter().map(ids).map(|(a, b)| format!("renumbered {a}>{b}")))
                .chain(difference.changed.iter().map(ranks).map(|pair| format!("changed {pair}")))
                .chain(difference.moved.iter().map(ranks).map(|pair| format!("moved {pair}")))
                .collect();
            assert_eq!(told.join(", "), expected, "{before} | {after}");
            assert_eq!(difference.is_any(), !expected.is_empty(), "{before} | {after}");
        }
    }

    #[test]
    fn a_query_differs_by_more_than_its_hits() {
        let with = |change: fn(&mut RunAnswer)| {
            let mut answer = answer("a#1");
            change(&mut answer);
            answer
        };
        let total = |passages| Some(super::super::Total { passages, reports: 1 });
        for (before, after, is_any) in [
            (with(|_| {}), with(|a| a.hits[0].score = 7.0), false),
            (with(|a| a.understood = Some("x".into())), with(|a| a.understood = Some("y".into())), true),
            (with(|a| a.query = Some("x".into())), with(|a| a.query = Some("y".into())), true),
            (with(|a| a.query = Some("x".into())), with(|_| {}), false),
            (with(|a| a.error = Some("no".into())), with(|_| {}), true),
            (RunAnswer { total: total(3), ..answer("a#1") }, RunAnswer { total: total(4), ..answer("a#1") }, true),
            (RunAnswer { total: total(3), ..answer("a#1") }, answer("a#1"), false),
        ] {
            let difference = QueryDifference::between(before, after);
            assert_eq!(difference.is_any(), is_any, "{difference:?}");
            assert!(difference.gained.is_empty() && difference.lost.is_empty());
        }
        assert!(QueryDifference::only(Some(answer("a#1")), None).is_any());
    }
}
