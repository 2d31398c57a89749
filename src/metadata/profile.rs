//! What is special to families of reports, as data: their kinds, lines of covers, labels, people, grades.
//!
//! A profile is one TOML file on one family. Those of `profiles/` come with the program, and a person's own goes before
//! them. All hold for all reports: what a family of them prints is what tells it.

use std::sync::LazyLock;

use serde::Deserialize;

use super::kind::KindRule;
use super::rule_file::RuleFileError;
use crate::report::Grade;

/// The largest profile, in bytes and in phrases, and the longest phrase.
const MAX_BYTES: usize = 256 << 10;
const MAX_PHRASES: usize = 2_000;
const MAX_PHRASE_BYTES: usize = 200;

/// One profile, or several as one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Profile {
    name: String,
    about: String,
    /// How lines of a cover begin that are never of its title.
    pub(super) furniture: Vec<String>,
    /// Words for what happened: a date alone on a cover that has one is the day of that.
    pub(super) events: Vec<String>,
    /// Names of issuers, which tell them wherever they stand on the first or last pages.
    pub(super) publishers: Vec<String>,
    /// Words before a value.
    pub(super) labels: Labels,
    /// How people are named.
    pub(super) people: PeopleWords,
    /// How grades are printed.
    pub(super) grades: GradeWords,
    /// The rules for kinds, in their order.
    #[serde(rename = "kind")]
    pub(super) kinds: Vec<KindRule>,
}

/// Words before a value, by what it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Labels {
    pub(super) title: Vec<String>,
    pub(super) published: Vec<String>,
    pub(super) event: Vec<String>,
    pub(super) visit: Vec<String>,
    pub(super) authority: Vec<String>,
    pub(super) publisher: Vec<String>,
    pub(super) addressee: Vec<String>,
}

/// How the people who made a report are named.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PeopleWords {
    /// What they are: "inspector".
    pub(super) roles: Vec<String>,
    /// What the one who led is called.
    pub(super) lead: Vec<String>,
    /// What stands over a list of them.
    pub(super) lists: Vec<String>,
    /// Words that a label of them may have beside a role.
    pub(super) beside: Vec<String>,
    /// Words of a sentence right before their names.
    pub(super) introduced: Vec<String>,
    /// What stands under the name of one who signed.
    pub(super) signed: Vec<String>,
}

/// How judgements and their grades are printed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct GradeWords {
    /// The line over a table of them.
    pub(super) tables: Vec<String>,
    /// How the first judgement begins where no such line is.
    pub(super) first: Vec<String>,
    /// How a judgement begins.
    pub(super) judgements: Vec<String>,
    /// How the judgement on all begins.
    pub(super) overall: Vec<String>,
    /// Words of a cover before a verb and the grade of all.
    pub(super) said: Vec<String>,
    /// The words for a grade, each with the grade: the first that ends a cell decides.
    pub(super) words: Vec<(String, Grade)>,
}

impl Profile {
    /// Those that come with the program, as one.
    pub(super) fn built_in() -> &'static Profile {
        static BUILT_IN: LazyLock<Profile> = LazyLock::new(|| {
            // They are part of the program: a test proves that each can be read.
            let profiles = BUILT_IN_TEXTS.iter().filter_map(|text| Profile::parse(text).ok());
            profiles.fold(Profile::default(), Profile::followed_by)
        });
        &BUILT_IN
    }

    /// Reads a profile.
    pub(super) fn parse(text: &str) -> Result<Profile, RuleFileError> {
        RuleFileError::unless_shorter(text, MAX_BYTES)?;
        let text = text.trim_start_matches('\u{feff}');
        let mut profile: Profile = toml::from_str(text).map_err(|error| RuleFileError::of_toml(text, &error))?;
        let at_phrase = |phrase: &str, what: String| {
            let line = text.lines().position(|line| !phrase.is_empty() && line.contains(phrase)).unwrap_or(0);
            RuleFileError::at(line as u64 + 1, what)
        };
        if profile.name.trim().is_empty() {
            return Err(RuleFileError::at(1, "the profile has no name: begin with name = \"what it is on\""));
        }
        let phrases: Vec<(String, &str)> = profile.phrases().collect();
        if phrases.len() > MAX_PHRASES {
            return Err(RuleFileError::at(1, format!("there are more than {MAX_PHRASES} phrases: leave some out")));
        }
        for (place, phrase) in phrases {
            let letters = phrase.chars().filter(|c| c.is_alphanumeric()).count();
            if letters < 2 || phrase.len() > MAX_PHRASE_BYTES {
                let shown: String = phrase.chars().take(40).collect();
                let what = format!(
                    "\"{shown}\" of {place} cannot be looked for: it needs two letters, and {MAX_PHRASE_BYTES} bytes at most"
                );
                return Err(at_phrase(&shown, what));
            }
        }
        if let Some(nameless) = profile.kinds.iter().position(|kind| kind.name().trim().is_empty()) {
            let what = format!("kind {} has no name: give it one in small letters, such as audit", nameless + 1);
            let lines = text.lines().enumerate().filter(|(_, line)| line.trim() == "[[kind]]");
            let line = lines.map(|(at, _)| at).nth(nameless).unwrap_or(0);
            return Err(RuleFileError::at(line as u64 + 1, what));
        }
        profile.lists_mut().into_iter().flatten().for_each(normalise);
        profile.grades.words.iter_mut().for_each(|(word, _)| normalise(word));
        profile.kinds.iter_mut().for_each(KindRule::normalise);
        Ok(profile)
    }

    /// This one, with another one after it.
    pub(super) fn followed_by(mut self, mut other: Profile) -> Profile {
        for (list, more) in self.lists_mut().into_iter().zip(other.lists_mut()) {
            list.append(more);
        }
        self.publishers.append(&mut other.publishers);
        self.grades.words.append(&mut other.grades.words);
        self.kinds.append(&mut other.kinds);
        self
    }

    /// Whether a line, in lower case, is one that covers have and that is never of a title.
    pub(super) fn is_furniture(&self, lower: &str) -> bool {
        let label = lower.split_once(':').map(|(label, _)| label.trim_end());
        self.furniture.iter().any(|start| lower.starts_with(start.as_str()))
            || label.is_some_and(|label| self.labels.lists().into_iter().flatten().any(|known| known == label))
    }

    /// The lists of phrases in lower case.
    fn lists_mut(&mut self) -> [&mut Vec<String>; 20] {
        let Profile { furniture, events, labels, people, grades, .. } = self;
        [
            furniture,
            events,
            &mut labels.title,
            &mut labels.published,
            &mut labels.event,
            &mut labels.visit,
            &mut labels.authority,
            &mut labels.publisher,
            &mut labels.addressee,
            &mut people.roles,
            &mut people.lead,
            &mut people.lists,
            &mut people.beside,
            &mut people.introduced,
            &mut people.signed,
            &mut grades.tables,
            &mut grades.first,
            &mut grades.judgements,
            &mut grades.overall,
            &mut grades.said,
        ]
    }

    /// Every phrase, with the list that it is of as the file calls it.
    pub(super) fn phrases(&self) -> impl Iterator<Item = (String, &str)> {
        let [title, published, event, visit, authority, publisher, addressee] = self.labels.lists();
        let PeopleWords { roles, lead, lists, beside, introduced, signed } = &self.people;
        let GradeWords { tables, first, judgements, overall, said, words } = &self.grades;
        let named = [
            ("furniture", &self.furniture),
            ("events", &self.events),
            ("publishers", &self.publishers),
            ("labels.title", title),
            ("labels.published", published),
            ("labels.event", event),
            ("labels.visit", visit),
            ("labels.authority", authority),
            ("labels.publisher", publisher),
            ("labels.addressee", addressee),
            ("people.roles", roles),
            ("people.lead", lead),
            ("people.lists", lists),
            ("people.beside", beside),
            ("people.introduced", introduced),
            ("people.signed", signed),
            ("grades.tables", tables),
            ("grades.first", first),
            ("grades.judgements", judgements),
            ("grades.overall", overall),
            ("grades.said", said),
        ];
        let of_lists = named
            .into_iter()
            .flat_map(|(place, list)| list.iter().map(move |phrase| (place.to_owned(), phrase.as_str())));
        let of_grades = words.iter().map(|(word, _)| ("grades.words".to_owned(), word.as_str()));
        let of_kinds = self.kinds.iter().flat_map(KindRule::phrases);
        of_lists.chain(of_grades).chain(of_kinds)
    }
}

/// The profiles that come with the program: the name of each, what it is about, and its text.
pub(crate) fn built_in_profiles() -> impl Iterator<Item = (String, String, &'static str)> {
    BUILT_IN_TEXTS.into_iter().filter_map(|text| {
        let Profile { name, about, .. } = Profile::parse(text).ok()?;
        Some((name, about, text))
    })
}

impl Labels {
    fn lists(&self) -> [&Vec<String>; 7] {
        let Labels { title, published, event, visit, authority, publisher, addressee } = self;
        [title, published, event, visit, authority, publisher, addressee]
    }
}

/// The profiles that come with the program, in the order in which their kinds are tried.
const BUILT_IN_TEXTS: [&str; 6] = [
    include_str!("profiles/news.toml"),
    include_str!("profiles/childrens-services.toml"),
    include_str!("profiles/accident-investigation.toml"),
    include_str!("profiles/coroners.toml"),
    include_str!("profiles/ombudsman.toml"),
    include_str!("profiles/public-bodies.toml"),
];

/// A phrase as rules look for it: in lower case, with straight quotation marks.
pub(super) fn normalise(phrase: &mut String) {
    *phrase =
        phrase.to_ascii_lowercase().replace(['\u{2018}', '\u{2019}'], "'").replace(['\u{201c}', '\u{201d}'], "\"");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_come_with_the_program_can_be_read() {
        for text in BUILT_IN_TEXTS {
            let profile = Profile::parse(text).unwrap();
            assert!(!profile.about.is_empty(), "{}", profile.name);
        }
        let all = Profile::built_in();
        assert_eq!(all.kinds.len(), 17);
        assert_eq!((all.grades.words.len(), all.labels.event.len(), all.publishers.len()), (10, 12, 1));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let many = format!("name = \"x\"\nfurniture = [{}]", "\"ab\",".repeat(2_001));
        let long = format!("name = \"x\"\n\nevents = [\"{}\"]", "ab".repeat(200));
        let cases = [
            ("", "line 1: the profile has no name"),
            ("name = \"x\"\n[labels]\nissued = [\"a b\"]", "line 3: unknown field `issued`"),
            ("name = \"x\"\n\nevents = \"crash\"", "line 3: invalid type"),
            ("name = \"x\"\nevents = [\"crash\",\n\"!\"]", "line 3: \"!\" of events cannot be looked for"),
            ("name = \"x\"\n[grades]\nwords = [[\"fine\", \"great\"]]", "line 3: unknown variant `great`"),
            ("name = \"x\"\n\n[[kind]]\ntitle = [\"an x\"]", "line 3: missing field `name`"),
            ("name = \"x\"\n[[kind]]\nname = \"y\"\n[[kind]]\nname = \"\"", "line 4: kind 2 has no name"),
            (&many, "line 1: there are more than 2000 phrases"),
            (&long, "line 3: \"abab"),
            ("name = ", "line 1:"),
        ];
        for (text, expected) in cases {
            let error = Profile::parse(text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}, not {expected}");
        }
        let large = "#\n".repeat(MAX_BYTES);
        assert!(Profile::parse(&large).unwrap_err().to_string().contains("larger than 256 KiB"));
    }

    #[test]
    fn one_goes_before_another() {
        let own = Profile::parse("name = \"x\"\nevents = [\"Fire’s\"]\n[[kind]]\nname = \"fire\"").unwrap();
        let both = own.followed_by(Profile::built_in().clone());
        assert_eq!((both.events[0].as_str(), both.kinds[0].name(), both.kinds.len()), ("fire's", "fire", 18));
        assert!(both.is_furniture("date of death: 3 may 2031") && !both.is_furniture("deaths at sea"));
    }
}
