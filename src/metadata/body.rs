//! One body of a register: its names, its code, and when it was there.

use super::register_rows::AuthorityRow;
use crate::report::Date;

/// One authority of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// The canonical name, such as `South Gloucestershire`.
    pub name: String,
    /// The name of the council as it calls itself.
    pub official_name: String,
    /// The GSS code; of a body of a person's own register, the code that it has there, or none.
    pub code: Option<String>,
    /// The region of England, or what a person's own register has for it.
    pub region: Option<String>,
    /// What sort of body it is, where a person's own register says so.
    pub body_type: Option<String>,
    /// Other names and spellings.
    pub aliases: Vec<String>,
    /// The last day of an abolished authority, as `yyyy-mm-dd`.
    pub abolished: Option<String>,
    pub(super) registry: String,
    pub(super) successors: Vec<String>,
    /// Whether texts are searched for its names: it answers for children's services, or a person gave it.
    pub(super) is_looked_for: bool,
    pub(super) given: Option<Period>,
}

/// When a body of a person's own register was there, as far as it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    since: Option<Date>,
    until: Option<Date>,
}

impl Authority {
    /// A body of a person's own register.
    pub(super) fn given(
        name: String,
        aliases: Vec<String>,
        code: Option<String>,
        region: Option<String>,
        body_type: Option<String>,
        (since, until): (Option<Date>, Option<Date>),
    ) -> Authority {
        Authority {
            official_name: name.clone(),
            name,
            code,
            region,
            body_type,
            aliases,
            abolished: until.map(|day| day.to_string()),
            registry: String::new(),
            successors: Vec::new(),
            is_looked_for: true,
            given: Some(Period { since, until }),
        }
    }

    /// Whether a person's own register has it.
    pub(super) fn is_given(&self) -> bool {
        self.given.is_some()
    }

    /// Whether a person's own register says that it was not there at a time.
    pub(super) fn is_of_another_time(&self, date: Date) -> bool {
        let Some(Period { since, until }) = self.given else { return false };
        since.is_some_and(|since| date.last_day() < since.first_day())
            || until.is_some_and(|until| date.first_day() > until.last_day())
    }

    pub(super) fn spellings(&self) -> impl Iterator<Item = &str> {
        [self.name.as_str(), self.official_name.as_str()].into_iter().chain(self.aliases.iter().map(String::as_str))
    }
}

impl From<AuthorityRow> for Authority {
    fn from(row: AuthorityRow) -> Authority {
        Authority {
            name: row.name,
            official_name: row.official_name,
            code: Some(row.code),
            region: row.region,
            body_type: None,
            aliases: row.aliases.split('|').filter(|a| !a.is_empty()).map(str::to_owned).collect(),
            abolished: row.end,
            registry: row.registry,
            successors: Vec::new(),
            is_looked_for: true,
            given: None,
        }
    }
}
