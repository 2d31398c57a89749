//! The register of authorities: their names, former names and successors.
//!
//! It is data in the source tree (`README.md` beside it gives the sources), read once. Names are found in running text
//! by their words: a table maps the first word of every name to the names that start with it, so that one pass over a
//! page is enough, whatever the number of names. Bodies of a person's own register go before those of this one.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

pub use super::body::Authority;
use super::given_register;
use super::register_rows::{AuthorityRow, FormerRow, rows, short_name};
use super::rule_file::RuleFileError;
use super::spelling;
use super::words::{TextWord, same_word, words};

/// All authorities, by name and by the words of their names.
#[derive(Clone, Debug, Default)]
pub struct Register {
    authorities: Vec<Authority>,
    by_name: HashMap<String, usize>,
    by_first_word: HashMap<String, Vec<NameWords>>,
}

#[derive(Clone, Debug)]
struct NameWords {
    rest: Vec<String>,
    authority: usize,
}

/// A name of the register in a text.
#[derive(Clone, Debug)]
pub(super) struct NameMention<'r> {
    pub(super) authority: &'r Authority,
    /// The words of the text, as indices.
    pub(super) words: Range<usize>,
}

impl Register {
    /// The register that comes with the program.
    pub fn built_in() -> &'static Register {
        static REGISTER: LazyLock<Register> = LazyLock::new(|| {
            Register::from_csv(include_str!("authorities.csv"), include_str!("former_authorities.csv"))
        });
        &REGISTER
    }

    /// The same register with the bodies of a person's own before it, which is CSV: `docs/bodies.md` has its columns.
    ///
    /// # Errors
    /// Where the table cannot be used.
    pub fn with_bodies(csv_text: &str) -> Result<Register, RuleFileError> {
        let mut register = Register { authorities: given_register::parse(csv_text)?, ..Register::default() };
        register.authorities.extend(Register::built_in().authorities.iter().cloned());
        register.index_names();
        Ok(register)
    }

    /// The register with a table of bodies that could be used before; the built-in one where there is no such table.
    pub(crate) fn or_built_in(csv_text: &str) -> Cow<'static, Register> {
        let built_in = || Cow::Borrowed(Register::built_in());
        if csv_text.is_empty() {
            built_in()
        } else {
            Register::with_bodies(csv_text).map_or_else(|_| built_in(), Cow::Owned)
        }
    }

    /// The authority of that name, official name, alias or GSS code, whatever the case and punctuation.
    pub fn lookup(&self, name: &str) -> Option<&Authority> {
        self.by_name.get(&key(name)).map(|&at| &self.authorities[at])
    }

    /// The canonical names, in the order of the register.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.authorities.iter().filter(|a| a.is_looked_for).map(|a| a.name.as_str())
    }

    /// The regions, in alphabetical order.
    pub fn regions(&self) -> BTreeSet<&str> {
        self.authorities.iter().filter_map(|a| a.region.as_deref()).collect()
    }

    /// The authorities that took over from an abolished one.
    pub fn successors(&self, of: &Authority) -> Vec<&Authority> {
        let succeeds =
            |a: &&Authority| a.given.is_none() && of.successors.contains(&a.registry) && a.abolished.is_none();
        self.authorities.iter().filter(succeeds).collect()
    }

    /// Up to `limit` canonical names that are spelt nearly like `name`, the nearest first.
    pub fn nearest(&self, name: &str, limit: usize) -> Vec<&str> {
        let wanted = key(name);
        let spellings = |a: &Authority| a.spellings().map(key).collect::<Vec<_>>();
        let mut near: Vec<(usize, &str)> = self
            .authorities
            .iter()
            .filter(|a| a.is_looked_for)
            .filter_map(|a| Some((spelling::nearest(&wanted, &spellings(a))?, a.name.as_str())))
            .collect();
        near.sort();
        near.into_iter().take(limit).map(|(_, name)| name).collect()
    }

    /// The body of a person's own register that has this name.
    pub(super) fn given(&self, name: &str) -> Option<&Authority> {
        self.lookup(name).filter(|authority| authority.is_given())
    }

    /// The names of authorities in a text, the longest one at each place.
    pub(super) fn mentions(&self, text_words: &[TextWord<'_>]) -> Vec<NameMention<'_>> {
        let mut mentions = Vec::new();
        let mut at = 0;
        while at < text_words.len() {
            match self.longest_at(&text_words[at..]) {
                Some((authority, length)) => {
                    mentions.push(NameMention { authority, words: at..at + length });
                    at += length;
                }
                None => at += 1,
            }
        }
        mentions
    }

    /// The only authority one of whose names starts with these words.
    pub(super) fn only_one_starting_with(&self, name: &str) -> Option<&Authority> {
        let start = key(name) + " ";
        let mut found = self
            .authorities
            .iter()
            .filter(|a| a.is_looked_for && a.abolished.is_none() && key(&a.name).starts_with(&start));
        found.next().filter(|_| found.next().is_none())
    }

    fn longest_at(&self, text_words: &[TextWord<'_>]) -> Option<(&Authority, usize)> {
        let (first, after) = text_words.split_first()?;
        let names = self.by_first_word.get(first.lower)?;
        let fits = |name: &&NameWords| {
            name.rest.len() <= after.len() && name.rest.iter().zip(after).all(|(n, w)| same_word(n, w.lower))
        };
        let found = names.iter().find(fits)?;
        first.starts_upper.then(|| (&self.authorities[found.authority], 1 + found.rest.len()))
    }

    fn from_csv(authorities: &str, former: &str) -> Register {
        let mut register = Register::default();
        for row in rows::<AuthorityRow>(authorities) {
            register.authorities.push(row.into());
        }
        for row in rows::<FormerRow>(former) {
            register.add_former(row);
        }
        register.index_names();
        register
    }

    /// A former council whose short name lives on is another name of the present one.
    fn add_former(&mut self, row: FormerRow) {
        let short = short_name(&row.official_name).to_owned();
        let successors: Vec<String> = row.replaced_by.split('|').map(str::to_owned).collect();
        let upper_tier = matches!(row.r#type.as_str(), "CTY" | "UA");
        let known = self.authorities.iter_mut().find(|a| upper_tier && key(&a.name) == key(&short));
        if let Some(known) = known {
            known.aliases.push(row.official_name);
            if known.abolished.is_some() {
                known.successors = successors;
            }
            return;
        }
        let heir = self.authorities.iter().find(|a| successors.contains(&a.registry));
        self.authorities.push(Authority {
            region: heir.and_then(|a| a.region.clone()),
            name: short,
            official_name: row.official_name,
            code: Some(row.code),
            body_type: None,
            aliases: Vec::new(),
            abolished: Some(row.end),
            registry: row.registry,
            successors,
            is_looked_for: upper_tier,
            given: None,
        });
    }

    fn index_names(&mut self) {
        for (at, authority) in self.authorities.iter().enumerate() {
            if let Some(code) = &authority.code {
                self.by_name.entry(key(code)).or_insert(at);
            }
            for spelling in authority.spellings() {
                self.by_name.entry(key(spelling)).or_insert(at);
                if !authority.is_looked_for {
                    continue;
                }
                for mut name in spelt_with_lost_hyphens(spelling) {
                    let first = name.remove(0);
                    let names = self.by_first_word.entry(first).or_default();
                    names.push(NameWords { rest: name, authority: at });
                }
            }
        }
        // Each list by itself, so that it does not matter in which order they come.
        self.by_first_word.values_mut().for_each(|names| names.sort_by_key(|name| Reverse(name.rest.len())));
    }
}

/// The words of a name; and, as a hyphen at a line's end gets lost, those with two joined: `Stoke-onTrent`.
fn spelt_with_lost_hyphens(name: &str) -> Vec<Vec<String>> {
    let lower = name.to_lowercase();
    let plain = key_words(&lower);
    let mut forms = Vec::new();
    for (at, _) in lower.match_indices('-') {
        let joined = format!("{}{}", &lower[..at], &lower[at + 1..]);
        forms.push(key_words(&joined));
    }
    forms.push(plain);
    forms.retain(|form| !form.is_empty());
    forms
}

/// The common form of the spellings of a name: its words in lower case, `&` as `and`.
pub(super) fn key(name: &str) -> String {
    key_words(&name.to_lowercase()).join(" ")
}

fn key_words(lower: &str) -> Vec<String> {
    words(lower, lower).map(|w| if w.lower == "&" { "and" } else { w.lower }.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let register = Register::built_in();
        assert_eq!(rows::<AuthorityRow>(include_str!("authorities.csv")).count(), register_rows());
        assert_eq!(
            rows::<FormerRow>(include_str!("former_authorities.csv")).count(),
            include_str!("former_authorities.csv").lines().count() - 1
        );
        assert!(register.names().count() >= register_rows());
    }

    fn register_rows() -> usize {
        include_str!("authorities.csv").lines().count() - 1
    }

    #[test]
    fn a_name_is_found_in_any_spelling() {
        let cases = [
            ("south gloucestershire", Some("South Gloucestershire")),
            ("Bristol City Council", Some("Bristol, City of")),
            ("HULL", Some("Kingston Upon Hull, City of")),
            ("Stoke on Trent", Some("Stoke-on-Trent")),
            ("Hammersmith & Fulham", Some("Hammersmith and Fulham")),
            ("E06000025", Some("South Gloucestershire")),
            ("Dorset County Council", Some("Dorset")),
            ("Bournemouth Borough Council", Some("Bournemouth")),
            ("Wexcombe", None),
            ("", None),
        ];
        for (name, expected) in cases {
            assert_eq!(Register::built_in().lookup(name).map(|a| a.name.as_str()), expected, "{name}");
        }
    }

    #[test]
    fn successors_of_the_abolished() {
        let register = Register::built_in();
        let cases = [
            ("Cumbria", vec!["Cumberland", "Westmorland and Furness"]),
            ("Northamptonshire", vec!["North Northamptonshire", "West Northamptonshire"]),
            ("Poole", vec!["Bournemouth, Christchurch and Poole"]),
            ("Kent", vec![]),
        ];
        for (name, expected) in cases {
            let found = register.lookup(name).map(|a| register.successors(a)).unwrap_or_default();
            assert_eq!(found.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), expected, "{name}");
        }
    }

    #[test]
    fn the_longest_name_wins() {
        let cases = [
            ("visit to South Gloucestershire Council", vec!["South Gloucestershire"]),
            ("Stoke-onTrent and Bath & North East Somerset", vec!["Stoke-on-Trent", "Bath and North East Somerset"]),
            ("reading the kent report", vec![]),
            ("Durham1. Reading's plan", vec!["Durham", "Reading"]),
        ];
        for (text, expected) in cases {
            let lower = text.to_ascii_lowercase();
            let words: Vec<_> = words(text, &lower).collect();
            let found = Register::built_in().mentions(&words);
            assert_eq!(found.iter().map(|m| m.authority.name.as_str()).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn a_register_of_ones_own_goes_first() {
        let text = "name,aliases,code,region,type,from,to\n\
                    Quayside Hospitals NHS Trust,QHT|Quayside Hospitals,Q1,Southmere,NHS trust,2011-04-01,2020-03-31\n\
                    Kent Ambulance,Kent,,,,,\n";
        let register = Register::with_bodies(text).unwrap();
        let named = |name: &str| register.lookup(name).map(|a| a.name.as_str());
        assert_eq!(named("qht"), Some("Quayside Hospitals NHS Trust"));
        assert_eq!(named("Q1"), Some("Quayside Hospitals NHS Trust"));
        assert_eq!(named("Kent"), Some("Kent Ambulance"));
        assert_eq!(named("Leeds"), Some("Leeds"));
        assert_eq!(register.nearest("Quaysde Hospitals", 1), ["Quayside Hospitals NHS Trust"]);
        let text = "A visit to Quayside Hospitals NHS Trust and QHT";
        let lower = text.to_ascii_lowercase();
        let words: Vec<_> = words(text, &lower).collect();
        assert_eq!(register.mentions(&words).iter().map(|m| m.words.len()).collect::<Vec<_>>(), [4, 1]);
        let trust = register.given("QHT").unwrap();
        let is_of_another_time = |date: &str| trust.is_of_another_time(date.parse().unwrap());
        let times = ["2010", "2011", "2020-03", "2020-04-01"].map(is_of_another_time);
        assert_eq!(times, [true, false, false, true]);
        assert!(register.given("Leeds").is_none());
    }

    #[test]
    fn slips_of_spelling_find_their_name() {
        let register = Register::built_in();
        assert_eq!(register.nearest("Glocestershire", 1), ["Gloucestershire"]);
        assert_eq!(register.nearest("Sheffeild", 1), ["Sheffield"]);
        assert_eq!(register.nearest("zzzzzzzz", 3), [""; 0]);
    }
}
