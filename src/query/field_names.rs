//! Which field was meant by a name that is none.

use strsim::osa_distance;

use crate::fields::filters;

/// The longest possible name; longer ones are words.
pub(super) const MAX_NAME_BYTES: usize = 40;

/// The known name that is one or two letters away from a name that is none; letters that changed places count as one.
pub(super) fn nearest_name(name: &str, extra: &[String]) -> Option<String> {
    let name = name.to_lowercase();
    if !(4..=MAX_NAME_BYTES).contains(&name.len()) || !name.chars().all(char::is_alphabetic) {
        return None;
    }
    let most = if name.len() > 6 { 2 } else { 1 };
    let names = filters().flat_map(|(_, filter)| filter.names);
    let own = names.filter(|known| known.len() > 3).map(|known| (*known).to_owned());
    let given = extra.iter().filter(|known| known.len() <= MAX_NAME_BYTES).map(|known| known.to_lowercase());
    own.chain(given)
        .map(|known| (osa_distance(&name, &known), known))
        .filter(|(apart, _)| *apart <= most)
        .min_by_key(|(apart, _)| *apart)
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_a_name_is_seen() {
        let extra = vec!["Ward".to_owned()];
        for (name, expected) in [
            ("autority", Some("authority")),
            ("Inspecter", Some("inspector")),
            ("wards", Some("ward")),
            ("improve", None),
            ("http", None),
            ("ta", None),
        ] {
            assert_eq!(nearest_name(name, &extra).as_deref(), expected, "{name}");
        }
    }
}
