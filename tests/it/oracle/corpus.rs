//! Small corpora made by chance, of words that are easily taken for each other: inflections,
//! possessives, compounds, accents, numbers, and sentences that end in all sorts of ways.

use crate::support::Place;

use super::chance::Chance;

/// The first are the commonest.
const WORDS: &[&str] = &[
    "missing",
    "children",
    "plan",
    "risk",
    "multi-agency",
    "team",
    "home",
    "the",
    "police",
    "interview",
    "team’s",
    "care",
    "well-being",
    "plans",
    "teams",
    "child's",
    "multi agency",
    "of",
    "school",
    "return",
    "health",
    "children’s",
    "risks",
    "multiagency",
    "planned",
    "interviews",
    "homes",
    "wellbeing",
    "and",
    "e-mail",
    "returned",
    "planning",
    "team's",
    "0-25",
    "café",
    "risky",
    "careful",
    "email",
    "not",
    "multi-agencies",
    "s.47",
    "cafe",
    "homely",
    "interviewed",
    "3.5",
    "Plans",
    "RISK",
    "well being",
    "carers",
    "multiagencies",
    "2018/19",
    "1,732",
    "agency",
    "e mail",
    "returning",
    "child",
    "agencies",
    "multi",
    "or",
    "near",
    "riskier",
    "naïve",
    "wellbeing’s",
    "well",
    "mail",
    "O'Neill",
    "multi–agency",
];

const JOINTS: &[&str] = &[" ", " ", " ", " ", " ", " ", " ", ", ", " – ", " (", ") ", " “", "” ", "; ", ": ", "/", "-"];
const ENDS: &[&str] = &[". ", ". ", ". ", "! ", "? ", ".” ", "… ", ".", " ", ". ("];

const HEADINGS: &[&str] = &[
    "Missing children",
    "Care plans",
    "The team’s planning",
    "Police and health",
    "Risks",
    "Recommendations",
    "Multi-agency work",
];
const AUTHORITIES: &[&str] = &["Wexcombe", "North Wexcombe", "East Tarn", "St Brannock's", "Tarnshire", "Övre Vale"];
const REGIONS: &[&str] = &["Southmere", "Upper Southmere", "Westmark"];
const KINDS: &[&str] = &["inspection", "focused-visit", "monitoring-visit", "ward-walk"];
const DATES: &[&str] = &["2018", "2019", "2019-03", "2019-03-15", "2019-04-01", "2018-12-31", "2020-02-29", "2020-03"];
const GRADES: &[&str] = &["outstanding", "good", "requires improvement", "inadequate"];
const PEOPLE: &[&str] = &["Anna Orme", "Ben Tarn", "Anna Tarn-Lowe", "José Ruiz"];
const WARDS: &[&str] = &["Hill", "Low Hill", "Quay"];

/// A place with an index of a few reports. A corpus that has `grown` was indexed several times, with
/// files added, changed and removed in between.
pub(super) fn indexed(seed: u64, grown: bool) -> Place {
    let mut chance = Chance::new(seed);
    let place = Place::new();
    let files = chance.between(15, 18);
    for number in 0..files {
        write(&place, number, &mut chance);
        if grown && number % 3 == 2 {
            place.run("index -q").status(0);
        }
    }
    place.run("index -q").status(0);
    if grown {
        place.remove("corpus/a/r0.md");
        place.remove("corpus/r5.txt");
        write(&place, 1, &mut chance);
        write(&place, 6, &mut chance);
        place.run("index -q").status(0);
        write(&place, 5, &mut chance);
        write(&place, 20, &mut chance);
        place.run("index -q").status(0);
    }
    place
}

/// Each number has its format and folder, so that a file can be written anew.
fn write(place: &Place, number: usize, chance: &mut Chance) {
    let folder = ["a/", "", "b/c/"][number % 4 % 3];
    match number % 3 {
        0 => place.write(format!("corpus/{folder}r{number}.md"), markdown(chance)),
        1 => place.write(format!("corpus/{folder}r{number}.jsonl"), json_lines(number, chance)),
        _ => place.write(format!("corpus/{folder}r{number}.txt"), text(chance)),
    }
}

/// Front matter, headings on two levels, paragraphs and bullets.
fn markdown(chance: &mut Chance) -> String {
    let given: String = given(chance).into_iter().map(|(field, value)| format!("{field}: {value:?}\n")).collect();
    let mut text = format!("---\n{given}---\n\n");
    for _ in 0..chance.between(5, 9) {
        let block = match chance.below(6) {
            0 => format!("# {}", chance.one(HEADINGS)),
            1 => format!("## {}", chance.one(HEADINGS)),
            2 => format!("- {}\n- {}", paragraph(chance), paragraph(chance)),
            _ => paragraph(chance),
        };
        text.push_str(&format!("{block}\n\n"));
    }
    text + &paragraph(chance)
}

/// A record or two, each with its id and fields.
fn json_lines(number: usize, chance: &mut Chance) -> String {
    let record = |at: usize, chance: &mut Chance| {
        let mut record = serde_json::Map::new();
        record.insert("id".to_owned(), format!("case-{number}-{at}").into());
        record.extend(given(chance).into_iter().map(|(field, value)| (field.to_owned(), value.into())));
        let paragraphs: Vec<String> = (0..chance.between(1, 6)).map(|_| paragraph(chance)).collect();
        record.insert("text".to_owned(), paragraphs.into());
        serde_json::Value::Object(record).to_string() + "\n"
    };
    (0..chance.between(1, 2)).map(|at| record(at, chance)).collect()
}

/// Pages of numbered paragraphs; nothing is given.
fn text(chance: &mut Chance) -> String {
    let mut text = String::new();
    let mut label = chance.between(1, 12);
    for page in 0..chance.between(1, 3) {
        text.push_str(if page > 0 { "\u{c}" } else { "" });
        for _ in 0..chance.between(2, 4) {
            text.push_str(&format!("{label}. {}.\n\n", paragraph(chance)));
            label += 1;
        }
    }
    text
}

fn given(chance: &mut Chance) -> Vec<(&'static str, String)> {
    let mut given = Vec::new();
    let mut maybe = |field, values: &[&str], chance: &mut Chance| {
        if chance.percent(75) {
            given.push((field, (*chance.one(values)).to_owned()));
        }
    };
    maybe("authority", AUTHORITIES, chance);
    maybe("region", REGIONS, chance);
    maybe("kind", KINDS, chance);
    maybe("date", DATES, chance);
    maybe("overall_grade", GRADES, chance);
    maybe("title", HEADINGS, chance);
    maybe("ward", WARDS, chance);
    if chance.percent(60) {
        given.push(("inspectors", format!("{}; {}", chance.one(PEOPLE), chance.one(PEOPLE))));
    }
    given
}

/// One to three sentences.
fn paragraph(chance: &mut Chance) -> String {
    let mut text = String::new();
    for _ in 0..chance.between(1, 3) {
        let words = chance.between(3, 9);
        for at in 0..words {
            let word = word(chance);
            let capital = if at == 0 { chance.percent(80) } else { chance.percent(5) };
            text.push_str(&if capital { capitalised(word) } else { word.to_owned() });
            let after = chance.one(if at + 1 < words { JOINTS } else { ENDS });
            text.push_str(after);
        }
    }
    text.trim().to_owned()
}

/// The lower of two places in the list, so that the first are met most.
fn word(chance: &mut Chance) -> &'static str {
    WORDS[chance.below(WORDS.len()).min(chance.below(WORDS.len()))]
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
