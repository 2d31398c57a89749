//! The kinds of report, and what stands at the head, the foot and the end of the pages of each.

use findings::report::month_name;

use crate::random::Random;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Inspection,
    FocusedVisit,
    MonitoringVisit,
    SendInspection,
}

/// Who and when.
pub(crate) struct Made {
    pub(crate) kind: Kind,
    pub(crate) authority: String,
    council: String,
    inspector: String,
    day: usize,
    month: usize,
    pub(crate) year: usize,
}

const YEARS: (usize, usize) = (2013, 2026);
const FIRST_NAMES: [&str; 12] = [
    "Thaddeus", "Perpetua", "Osric", "Dilys", "Lowell", "Ada", "Hester", "Ambrose", "Imogen", "Silas", "Cordelia",
    "Rufus",
];
const LAST_NAMES: [&str; 12] = [
    "Orme",
    "Lyle",
    "Penhale",
    "Farrant",
    "Trask",
    "Quill",
    "Winterbourn",
    "Maddock",
    "Sallow",
    "Garrick",
    "Thorne",
    "Averill",
];
const GRADES: [&str; 4] = ["Outstanding", "Good", "Requires improvement to be good", "Inadequate"];

impl Kind {
    /// As a filter names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Inspection => "inspection",
            Kind::FocusedVisit => "focused-visit",
            Kind::MonitoringVisit => "monitoring-visit",
            Kind::SendInspection => "send-inspection",
        }
    }

    pub(crate) fn headings(self) -> &'static [&'static str] {
        match self {
            Kind::Inspection => &[
                "What needs to improve?",
                "The experiences and progress of children who need help and protection",
                "The experiences and progress of children in care",
                "The experiences and progress of care leavers",
                "The impact of leaders on social work practice with children and families",
            ],
            Kind::FocusedVisit => {
                &["Overview", "What needs to improve in this area of social work practice?", "Main findings"]
            }
            Kind::MonitoringVisit => &["Areas covered by the visit", "Overview", "Findings and evaluation of progress"],
            Kind::SendInspection => &[
                "What is it like to be a child or young person with needs of this kind in the area?",
                "What is the area partnership doing that is effective?",
                "What does the area partnership need to do better?",
                "Areas for improvement",
            ],
        }
    }
}

impl Made {
    pub(crate) fn draw(random: &mut Random, authorities: &[(String, String)]) -> Made {
        let (authority, council) = random.pick(authorities).clone();
        let kind = match random.below(20) {
            0..10 => Kind::Inspection,
            10..15 => Kind::FocusedVisit,
            15..17 => Kind::MonitoringVisit,
            _ => Kind::SendInspection,
        };
        let inspector = format!("{} {}", random.pick(&FIRST_NAMES), random.pick(&LAST_NAMES));
        // A month is left for the letter to be written, in the same year.
        let (day, month, year) = (random.within(1, 20), random.below(11), random.within(YEARS.0, YEARS.1));
        Made { kind, authority, council, inspector, day, month, year }
    }

    /// The first lines, by the kind.
    pub(crate) fn head(&self, random: &mut Random) -> String {
        let Made { authority, inspector, .. } = self;
        let days = self.days();
        match self.kind {
            Kind::Inspection => {
                let mut judgements = String::new();
                for area in [
                    "The impact of leaders on social work\npractice with children and families",
                    "The experiences and progress of\nchildren who need help and protection",
                    "The experiences and progress of\nchildren in care",
                    "Overall effectiveness",
                ] {
                    judgements += &format!("\n{area}\n\n{}\n", random.pick(&GRADES));
                }
                format!(
                    "Inspection of {authority} children’s services\nInspection dates: {days}\n\
                     Lead inspector: {inspector}, His Majesty’s Inspector\n\nJudgement\n\nGrade\n{judgements}"
                )
            }
            Kind::SendInspection => format!(
                "Local area partnership report\n\nArea SEND inspection of {authority} Local Area Partnership\n\
                 Inspection dates: {days}\n\nInspection outcome"
            ),
            Kind::FocusedVisit => {
                self.letter(random, &format!("Focused visit to {authority} children’s services"), "focused visit")
            }
            Kind::MonitoringVisit => {
                self.letter(random, &format!("Monitoring visit of {authority} children’s services"), "monitoring visit")
            }
        }
    }

    /// What stands over the number of a page.
    pub(crate) fn footer(&self) -> String {
        match self.kind {
            Kind::Inspection => format!("Inspection of {} children’s services\n{}", self.authority, self.days()),
            Kind::SendInspection => format!("Area SEND inspection of {} Local Area Partnership", self.authority),
            Kind::FocusedVisit | Kind::MonitoringVisit => String::new(),
        }
    }

    /// The last lines.
    pub(crate) fn foot(&self) -> String {
        let signed = match self.kind {
            Kind::FocusedVisit | Kind::MonitoringVisit => {
                format!("\nYours sincerely\n\n{}\nHis Majesty’s Inspector\n", self.inspector)
            }
            Kind::Inspection | Kind::SendInspection => String::new(),
        };
        format!("{signed}\nThis is an invented report. Nothing in it says anything about a real place.\n")
    }

    fn letter(&self, random: &mut Random, title: &str, visit: &str) -> String {
        let Made { authority, council, inspector, day, month, year, .. } = self;
        let addressee = format!("{} {}", random.pick(&FIRST_NAMES), random.pick(&LAST_NAMES));
        let surname = addressee.rsplit(' ').next().unwrap_or_default();
        format!(
            "Office for Children’s Standards\n1 Invented Row\nSampleton\nZZ1 1ZZ\n\nT 00000 000000\n\
             enquiries@ocs.example\nwww.ocs.example\n\n{day} {} {year}\n\nMs {addressee}\n\
             Director of Children’s Services\n{council}\nThe Old Customs House\nQuay Parade\nZZ4 7QP\n\n\
             Dear Ms {surname}\n\n{title}\n\nThis letter summarises the findings of the {visit} to {authority} on {} \
             {year}. The visit was led by {inspector}, with another inspector.",
            named(month + 1),
            format_args!("{day} and {} {}", day + 1, named(*month)),
        )
    }

    /// The days on site.
    fn days(&self) -> String {
        format!("{} to {} {} {}", self.day, self.day + 4, named(self.month), self.year)
    }
}

/// The name of a month, counted from none for January.
fn named(month: usize) -> &'static str {
    i8::try_from(month + 1).ok().and_then(month_name).expect("a month of the twelve is drawn")
}
