//! The documents that enough of several sets have, by what each set is worth.

use tantivy::{DocId, DocSet, TERMINATED};

use super::reached;

/// Enough of several sets.
pub(in crate::search) struct Most<D> {
    /// In the order of the query, with what each is worth.
    sets: Vec<(D, f32)>,
    /// Those of which any document that has enough has one: the others together are not worth enough.
    leading: Vec<usize>,
    /// The others, the dearest last.
    following: Vec<usize>,
    least: f32,
    doc: DocId,
}

/// By what sets are worth, the numbers of those of which any document that has enough has one, and of the others, the dearest
/// last, which together are not worth enough.
pub(in crate::search) fn leading_and_following(worths: &[f32], least: f32) -> (Vec<usize>, Vec<usize>) {
    let mut leading: Vec<usize> = (0..worths.len()).collect();
    leading.sort_by(|&a, &b| worths[b].total_cmp(&worths[a]).then(a.cmp(&b)));
    let mut following = Vec::new();
    let mut left = 0.0;
    while let Some(&cheapest) = leading.last()
        && left + worths[cheapest] < least
    {
        left += worths[cheapest];
        following.extend(leading.pop());
    }
    (leading, following)
}

impl<D: DocSet> Most<D> {
    /// Of sets in the order of the query, with what each is worth, and the least that is enough.
    pub(in crate::search) fn new(sets: Vec<(D, f32)>, least: f32) -> Most<D> {
        let worths: Vec<f32> = sets.iter().map(|(_, worth)| *worth).collect();
        let (leading, following) = leading_and_following(&worths, least);
        let mut most = Most { sets, leading, following, least, doc: 0 };
        most.settle(0);
        most
    }

    /// Calls for each set that has the current document, in the order of the query.
    pub(in crate::search) fn each_here(&mut self, each: impl FnMut(&mut D)) {
        let doc = self.doc;
        self.sets.iter_mut().map(|(set, _)| set).filter(|set| set.doc() == doc && doc != TERMINATED).for_each(each);
    }

    /// Where there are few sets, what those that have the current document are worth of all. Of two or three things each is
    /// what is asked for; of many, some are only a manner of asking.
    pub(in crate::search) fn share_here(&self) -> f32 {
        const FEW: usize = 3;
        if self.sets.len() > FEW {
            return 1.0;
        }
        let worth = |(_, worth): &(D, f32)| *worth;
        let here: f32 = self.sets.iter().filter(|(set, _)| set.doc() == self.doc).map(worth).sum();
        here / self.sets.iter().map(worth).sum::<f32>().max(f32::MIN_POSITIVE)
    }

    /// Goes to the first document from `target` on that enough sets have.
    fn settle(&mut self, mut target: DocId) -> DocId {
        loop {
            let sets = &mut self.sets;
            self.doc = self.leading.iter().map(|&at| reached(&mut sets[at].0, target)).min().unwrap_or(TERMINATED);
            if self.doc == TERMINATED {
                return self.doc;
            }
            self.following.iter().for_each(|&at| {
                reached(&mut sets[at].0, self.doc);
            });
            let worth: f32 = self.sets.iter().filter(|(set, _)| set.doc() == self.doc).map(|(_, worth)| worth).sum();
            if worth >= self.least {
                return self.doc;
            }
            target = self.doc + 1;
        }
    }
}

impl<D: DocSet> DocSet for Most<D> {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        self.seek(self.doc.saturating_add(1).min(TERMINATED))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target { self.settle(target) } else { self.doc }
    }

    fn size_hint(&self) -> u32 {
        self.leading.iter().map(|&at| self.sets[at].0.size_hint()).fold(0, u32::saturating_add)
    }

    fn cost(&self) -> u64 {
        self.sets.iter().map(|(set, _)| set.cost()).fold(0, u64::saturating_add)
    }
}
