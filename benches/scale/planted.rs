//! What is planted in the reports, and how often, so that it is known of some queries what they must find.
//!
//! Each planted phrase has a word that nothing else has. The invented ones have letters that no invented syllable has;
//! of "return home interviews" and "private fostering arrangements" the middle or last word is kept out of what is
//! learnt from the sample corpus.

use crate::random::Random;

/// What is planted in a paragraph, at most one in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plant {
    Interviews,
    Fostering,
    Common,
    Rare,
    Plural,
    Left,
    Right,
    Near,
    Far,
    /// One of the paragraphs that recur word for word.
    Boilerplate(usize),
}

/// Each with the share of paragraphs that it is planted in. What is rare is so in a small corpus too.
const SHARES: [(Plant, f64); 9] = [
    (Plant::Interviews, 1.0 / 100.0),
    (Plant::Fostering, 1.0 / 400.0),
    (Plant::Common, 1.0 / 20.0),
    (Plant::Rare, 1.0 / 5000.0),
    (Plant::Plural, 1.0 / 1000.0),
    (Plant::Left, 1.0 / 300.0),
    (Plant::Right, 1.0 / 200.0),
    (Plant::Near, 1.0 / 500.0),
    (Plant::Far, 1.0 / 700.0),
];

/// A paragraph with less words has no room for two words that are far from each other.
pub(crate) const ROOM_FOR_FAR: usize = 40;

/// The paragraphs that recur, and the share of reports that have each.
pub(crate) const BOILERPLATE: [(&str, f64); 4] = [
    (
        "This report was written under the quillox framework, which says what inspectors look at and how they come to \
         a judgement. The framework can be read by anybody, and copies are sent to all authorities.",
        0.6,
    ),
    (
        "If you are not happy with the report or with the way the visit was made, you may use the brazquin procedure. \
         It asks for a letter within thirty working days, and promises an answer within as many.",
        0.4,
    ),
    (
        "Children and young people may ask for this report in a shorter form, known as the zellix summary. It is sent \
         without charge, and read aloud over the telephone to those who prefer that.",
        0.15,
    ),
    ("The figures in this report are those of the voxmar return unless something else is said about them.", 0.03),
];

impl Plant {
    /// What a paragraph of so many words gets.
    pub(crate) fn draw(random: &mut Random, words: usize) -> Option<Plant> {
        let mut drawn = random.unit();
        let (plant, _) = SHARES.into_iter().find(|(_, share)| {
            drawn -= share;
            drawn < 0.0
        })?;
        (plant != Plant::Far || words >= ROOM_FOR_FAR).then_some(plant)
    }

    /// The words that go into the paragraph: one place for each.
    pub(crate) fn words(self) -> &'static [&'static str] {
        match self {
            Plant::Interviews => &["return home interviews"],
            Plant::Fostering => &["private fostering arrangements"],
            Plant::Common => &["marquex"],
            Plant::Rare => &["zexquill"],
            Plant::Plural => &["marquexes"],
            Plant::Left => &["quaxley"],
            Plant::Right => &["voxtrum"],
            Plant::Near => &["quaxley of the voxtrum"],
            Plant::Far => &["quaxley", "voxtrum"],
            Plant::Boilerplate(_) => &[],
        }
    }
}

/// Whether a word of the sample has to stay out, since a query for what is planted would find it.
pub(crate) fn would_be_found(word: &str) -> bool {
    let word = word.to_lowercase();
    ["interview", "foster"].iter().any(|beginning| word.contains(beginning))
}

/// A query of which it is known what it finds.
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) query: String,
    /// Those that it finds.
    pub(crate) plants: Vec<Plant>,
    /// The reports that it looks at.
    pub(crate) among: Among,
}

/// Reports that a filter lets through.
pub(crate) enum Among {
    All,
    Authority(String),
    Kind(&'static str),
    Since(usize),
}

/// The queries, with two authorities to filter by.
pub(crate) fn checks(authorities: [&str; 2]) -> Vec<Check> {
    use Plant::{Boilerplate, Common, Far, Fostering, Interviews, Left, Near, Plural, Rare, Right};
    let check = |name, query: &str, plants: &[Plant], among| Check {
        name,
        query: query.to_owned(),
        plants: plants.to_vec(),
        among,
    };
    let of = |authority: &str, plants: &[Plant]| {
        let query = format!("marquex authority:\"{authority}\"");
        check("word, one authority", &query, plants, Among::Authority(authority.to_owned()))
    };
    let mut checks = vec![
        check("rare word", "zexquill", &[Rare], Among::All),
        check("common word", "marquex", &[Common, Plural], Among::All),
        check("wildcard", "zexq*", &[Rare], Among::All),
        check("phrase", "\"return home interviews\"", &[Interviews], Among::All),
        check("phrase, rarer", "\"private fostering arrangements\"", &[Fostering], Among::All),
        check("and", "quaxley voxtrum", &[Near, Far], Among::All),
        check("or", "quaxley OR voxtrum", &[Left, Right, Near, Far], Among::All),
        check("not", "quaxley -voxtrum", &[Left], Among::All),
        check("near", "quaxley NEAR/5 voxtrum", &[Near], Among::All),
        check("word, one kind", "marquex kind:focused-visit", &[Common, Plural], Among::Kind("focused-visit")),
        check("phrase, since 2022", "\"return home interviews\" date:>=2022", &[Interviews], Among::Since(2022)),
    ];
    checks.extend(authorities.map(|authority| of(authority, &[Common, Plural])));
    let words = ["quillox framework", "brazquin procedure", "zellix summary", "voxmar return"];
    let boilerplate = words.iter().enumerate();
    checks.extend(
        boilerplate.map(|(at, words)| check("boilerplate", &format!("\"{words}\""), &[Boilerplate(at)], Among::All)),
    );
    checks
}
