//! The lexicon of a corpus: which forms a search may replace by which.

use std::collections::BTreeMap;
use std::ops::Bound::{Included, Unbounded};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::form::{Form, Key, push_stems};
use super::given::{Group, UserLexicon};
use super::lay::adapted;
use super::pairing::{Pairing, PairingStatus, pairings};
use crate::report::Acronym;
use crate::text::{Stemmer, base_of_possessive, fold, is_stop_word, short_form};

/// Groups of forms, learnt from reports and given by a person, ready for lookup.
///
/// A form finds only the forms of its own groups: variants of variants are not variants, so two groups that share a
/// form stay separate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lexicon {
    entries: Vec<Entry>,
    pairings: Vec<Pairing>,
    /// The keys of `also` of every entry.
    keys: Vec<Vec<Key>>,
    acronyms: FxHashMap<String, Vec<usize>>,
    /// Those of the acronyms that are ordinary words too.
    ordinary: FxHashSet<String>,
    /// Rows by their stems run together, without [minor](is_minor) words.
    rows: BTreeMap<String, Vec<usize>>,
}

/// A group of forms and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Entry {
    /// The forms that may be replaced.
    pub find: Vec<Form>,
    /// The forms that may replace them; the same as `find` where the group works both ways.
    pub also: Vec<Form>,
    /// Where the group comes from.
    pub source: Source,
}

/// Where a group comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Source {
    /// From reports that define an acronym.
    Harvested {
        /// How many.
        reports: u64,
    },
    /// From a lexicon file.
    Given {
        /// The line on which the group begins.
        line: usize,
    },
    /// From the lay words that ship with findings.
    Shipped,
}

/// The number of spellings of a long form that are searched for; the rest are rare mistakes.
const MAX_PHRASES: usize = 6;
/// The maximum number of words of a form in a lookup.
pub(crate) const MAX_ROW: usize = 32;

impl Lexicon {
    /// The lexicon of definitions, each with the number of reports that give it, of a file, and of lay words. Where the
    /// first two disagree on an acronym, the file is right; both are right against the lay words.
    pub(crate) fn new(harvested: &[(Acronym, u64)], given: &UserLexicon, lay: &[Group]) -> Lexicon {
        let mut stemmer = Stemmer::new();
        let forbidden = Forbidden::new(given, &mut stemmer);
        let allowed: Vec<(Acronym, u64)> =
            harvested.iter().filter(|(acronym, _)| !forbidden.has(acronym, &mut stemmer)).cloned().collect();
        let mut pairings = pairings(&allowed);
        overrule(&mut pairings, given, &mut stemmer);
        let mut lexicon = Lexicon::default();
        for group in &given.groups {
            let source = Source::Given { line: group.line };
            lexicon.add(Entry { find: group.find.clone(), also: group.also.clone(), source }, &mut stemmer);
        }
        for pairing in pairings.iter().filter(|pairing| pairing.standing == PairingStatus::Accepted) {
            let rows = pairing.rows.iter().take(MAX_PHRASES).cloned();
            let forms: Vec<Form> = std::iter::once(Form::Acronym(pairing.short.clone())).chain(rows).collect();
            let source = Source::Harvested { reports: pairing.reports };
            lexicon.add(Entry { find: forms.clone(), also: forms, source }, &mut stemmer);
        }
        for Group { find, also, .. } in adapted(lay, given, &pairings, &mut stemmer) {
            lexicon.add(Entry { find, also, source: Source::Shipped }, &mut stemmer);
        }
        lexicon.pairings = pairings;
        lexicon
    }

    /// All groups: those of the file in its order, then those learnt, by acronym, then lay words.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// All pairings that reports give and the file does not forbid, including those that are not used.
    pub(crate) fn pairings(&self) -> &[Pairing] {
        &self.pairings
    }

    /// Sets which folded words are ordinary ones in this corpus. An acronym that is one ("SAFE", "CAST") is then looked
    /// up only in capitals.
    pub(crate) fn set_ordinary(&mut self, is_ordinary: impl Fn(&str) -> bool) {
        self.ordinary = self.acronyms.keys().filter(|short| is_ordinary(short)).cloned().collect();
    }

    /// The longest form that begins a row of words, in any inflection: the number of words it takes, and the forms that
    /// may replace it, in order, each once. The words are folded, or as typed, which distinguishes an acronym from an
    /// ordinary word.
    pub(crate) fn longest(&self, words: &[&str], stemmer: &mut Stemmer) -> Option<(usize, Vec<Form>)> {
        let (taken, mut entries) = self.longest_row(words, stemmer).unwrap_or((1, Vec::new()));
        let row = Form::Words(words.get(..taken)?.iter().map(|word| fold(word)).collect());
        let mut itself = vec![row.key(stemmer)];
        if taken == 1
            && let Some((acronym, of_acronym)) = self.acronym(words.first()?)
        {
            entries.extend(of_acronym);
            itself.push(Key::Acronym(acronym.to_owned()));
        }
        let forms_of = |entry: usize| self.entries[entry].also.iter().zip(&self.keys[entry]);
        let others = entries.into_iter().flat_map(forms_of).filter(|(_, key)| !itself.contains(key));
        let by_key: BTreeMap<&Key, &Form> = others.map(|(form, key)| (key, form)).collect();
        let mut forms: Vec<Form> = by_key.into_values().cloned().collect();
        forms.sort();
        (!forms.is_empty()).then_some((taken, forms))
    }

    fn longest_row(&self, words: &[&str], stemmer: &mut Stemmer) -> Option<(usize, Vec<usize>)> {
        let mut longest = None;
        let mut key = String::new();
        for (at, word) in words.iter().take(MAX_ROW).enumerate() {
            let word = fold(word);
            if at > 0 && is_minor(&word) {
                continue;
            }
            push_stems(&word, stemmer, &mut key);
            match self.rows.range::<str, _>((Included(key.as_str()), Unbounded)).next() {
                Some((known, entries)) if *known == key && !(at == 0 && is_stop_word(&word)) => {
                    longest = Some((at + 1, entries.clone()));
                }
                Some((known, _)) if known.starts_with(&key) => {}
                _ => break,
            }
        }
        longest
    }

    /// The acronym that a word may be, in the singular or the plural.
    fn acronym(&self, word: &str) -> Option<(&str, &[usize])> {
        let folded = fold(word);
        let base = base_of_possessive(&folded).unwrap_or(&folded);
        let singular = base.strip_suffix('s').unwrap_or(base);
        let typed = [folded.as_str(), base, singular];
        if typed.into_iter().any(is_stop_word) {
            return None;
        }
        let (short, entries) = typed.into_iter().find_map(|short| self.acronyms.get_key_value(short))?;
        let is_meant = short_form(word).is_some() || !self.ordinary.contains(short);
        is_meant.then_some((short.as_str(), entries.as_slice()))
    }

    fn add(&mut self, entry: Entry, stemmer: &mut Stemmer) {
        let at = self.entries.len();
        let mut known = FxHashSet::default();
        for form in &entry.find {
            match form {
                Form::Acronym(short) => self.acronyms.entry(fold(short)).or_default().push(at),
                Form::Words(row) => {
                    let key = row_key(row, stemmer);
                    if known.insert(key.clone()) {
                        self.rows.entry(key).or_default().push(at);
                    }
                }
            }
        }
        self.keys.push(entry.also.iter().map(|form| form.key(stemmer)).collect());
        self.entries.push(entry);
    }
}

/// What folded words in a row are looked up by: their stems run together, without [minor](is_minor) words.
pub(super) fn row_key(row: &[String], stemmer: &mut Stemmer) -> String {
    let mut key = String::new();
    let meant = row.iter().enumerate().filter(|(at, word)| *at == 0 || !is_minor(word));
    meant.for_each(|(_, word)| push_stems(word, stemmer, &mut key));
    key
}

/// Conjunctions, articles and possessives. Forms that differ in one are the same: "needs and disabilities", "needs and/or
/// disabilities"; "stay with foster carers", "stay with their foster carers".
pub(super) const MINOR_WORDS: [&str; 12] =
    ["and", "or", "a", "an", "the", "her", "his", "its", "my", "our", "their", "your"];

fn is_minor(folded: &str) -> bool {
    MINOR_WORDS.contains(&folded)
}

/// The pairings that a file does not want learnt.
struct Forbidden(Vec<FxHashSet<Key>>);

impl Forbidden {
    fn new(given: &UserLexicon, stemmer: &mut Stemmer) -> Forbidden {
        let keys = |forms: &[Form], stemmer: &mut Stemmer| forms.iter().map(|form| form.key(stemmer)).collect();
        Forbidden(given.never.iter().map(|never| keys(&never.forms, stemmer)).collect())
    }

    fn has(&self, acronym: &Acronym, stemmer: &mut Stemmer) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let short = Key::Acronym(fold(&acronym.short));
        let long = Form::row(&acronym.long).map(|row| row.key(stemmer));
        self.0.iter().any(|forms| {
            let sides =
                usize::from(forms.contains(&short)) + usize::from(long.as_ref().is_some_and(|l| forms.contains(l)));
            sides == 2 || sides == 1 && forms.len() == 1
        })
    }
}

/// For acronyms that the file has, the meanings it shares hold, and the others do not.
fn overrule(pairings: &mut [Pairing], given: &UserLexicon, stemmer: &mut Stemmer) {
    let mut beside: FxHashMap<String, FxHashSet<Key>> = FxHashMap::default();
    for group in &given.groups {
        let forms = group.find.iter().chain(&group.also);
        let keys: Vec<Key> = forms.map(|form| form.key(stemmer)).collect();
        // A form that is only found by others does not define them.
        for form in &group.find {
            if let Form::Acronym(short) = form {
                beside.entry(fold(short)).or_default().extend(keys.iter().cloned());
            }
        }
    }
    for pairing in pairings {
        if let Some(keys) = beside.get(&fold(&pairing.short)) {
            let is_shared = pairing.rows.iter().any(|row| keys.contains(&row.key(stemmer)));
            pairing.standing = if is_shared { PairingStatus::Accepted } else { PairingStatus::Overruled };
        }
    }
}
