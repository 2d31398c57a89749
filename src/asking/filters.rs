//! The options that filter by metadata: one for each field that can be filtered by, and the ends of a range of dates.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::fields::{Field, FieldSpec, FilterSpec, OptionSpec, filters};

/// The ends of a range of dates, as options: the name, its help, and the operator of the range.
const ENDS: [(&str, &str, &str); 2] =
    [("since", "Reports of this date or later", ">="), ("until", "Reports of this date or earlier", "<=")];

/// Other names of options that people try first.
const ALIASES: [(&str, &str); 5] =
    [("authority", "council"), ("kind", "type"), ("date", "year"), ("since", "from"), ("until", "to")];

/// Conditions on reports and passages; several values of one option are alternatives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FilterArgs {
    /// The options that were given, with their values, in the order of [`FilterArgs::names`].
    given: Vec<(&'static str, Vec<String>)>,
}

impl FilterArgs {
    /// The names of all options.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        options().map(|(_, filter, _)| filter.names[0]).chain(ENDS.map(|(name, ..)| name))
    }

    /// The options that were given, as conditions on fields. All must hold; the values of one are alternatives.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = (Field, Vec<String>)> + '_ {
        self.given.iter().filter_map(|(name, values)| match ENDS.iter().find(|(end, ..)| end == name) {
            Some((.., sign)) => Some((Field::Date, values.iter().map(|value| format!("{sign}{value}")).collect())),
            None => Some((Field::named(name, &[])?, values.clone())),
        })
    }

    /// Replaces the values of an option. One end of a range takes one value.
    ///
    /// # Errors
    /// If the number of values is wrong.
    pub(crate) fn set(&mut self, name: &'static str, values: &[String]) -> Result<(), String> {
        if ENDS.iter().any(|(end, ..)| *end == name) && values.len() != 1 {
            return Err(format!("the option \"{name}\" takes one value, not {}", values.len()));
        }
        self.given.retain(|(given, _)| *given != name);
        self.given.push((name, values.to_vec()));
        let place = |wanted: &str| FilterArgs::names().position(|name| name == wanted);
        self.given.sort_by_key(|(name, _)| place(name));
        Ok(())
    }
}

/// The fields with an option.
fn options() -> impl Iterator<Item = (&'static FieldSpec, &'static FilterSpec, &'static OptionSpec)> {
    filters().filter_map(|(spec, filter)| Some((spec, filter, filter.option.as_ref()?)))
}

impl Args for FilterArgs {
    fn augment_args(command: Command) -> Command {
        let option = |name: &'static str, help: &'static str, value_name: &'static str| {
            let aliases = ALIASES.iter().filter(|(of, _)| *of == name).map(|(_, alias)| *alias);
            let option = Arg::new(name).long(name).help(help).value_name(value_name).help_heading("Filters");
            option.visible_aliases(aliases)
        };
        let fields = options()
            .map(|(_, filter, about)| option(filter.names[0], about.help, about.value_name).action(ArgAction::Append));
        let ends = ENDS.map(|(name, help, _)| option(name, help, "DATE"));
        command.args(fields).args(ends)
    }

    fn augment_args_for_update(command: Command) -> Command {
        FilterArgs::augment_args(command)
    }
}

impl FromArgMatches for FilterArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<FilterArgs, clap::Error> {
        let mut filters = FilterArgs::default();
        filters.update_from_arg_matches(matches)?;
        Ok(filters)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.given = FilterArgs::names()
            .filter_map(|name| Some((name, matches.get_many::<String>(name)?.cloned().collect())))
            .collect();
        Ok(())
    }
}

/// The form in the manifest of a run: a member for each option, whether given or not.
impl Serialize for FilterArgs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for name in FilterArgs::names() {
            let values = self.given.iter().find(|(given, _)| *given == name).map(|(_, values)| values.as_slice());
            if ENDS.iter().any(|(end, ..)| *end == name) {
                map.serialize_entry(name, &values.and_then(<[String]>::first))?;
            } else {
                map.serialize_entry(name, values.unwrap_or_default())?;
            }
        }
        map.end()
    }
}
