//! Whether a passage asks for improvement, or is about the place or the inspection, rather than reports what was found.
//!
//! A report says that it asks in one of three ways: by the heading over the passage, by the sentence that introduces its
//! list, or by the passage itself, which then begins with what is to be done. What is background is said by the heading
//! alone.

use crate::report::{PassageKind, PassageRole};
use crate::text::key;

/// The role of a passage; `section` are the headings over it, and `context` introduces its list.
pub(super) fn role(kind: PassageKind, section: &[String], context: Option<&str>, text: &str) -> Option<PassageRole> {
    if !kind.is_finding() {
        return None;
    }
    let is_under = || section.last().is_some_and(|heading| is_of_recommendations(heading));
    let asks = is_imperative(text)
        || (kind != PassageKind::Paragraph || may_ask(text)) && is_under()
        || context.is_some_and(|context| is_of_recommendations(context) || introduces_recommendations(context));
    let is_background = || section.last().is_some_and(|heading| is_of_background(heading));
    Some(if asks {
        PassageRole::Recommendation
    } else if is_background() {
        PassageRole::Background
    } else {
        PassageRole::Finding
    })
}

/// Whether a heading is over what a report says of the place, of the inspection or of itself: "Information about this
/// inspection", "Children living in this area", "What the judgements mean".
fn is_of_background(heading: &str) -> bool {
    const NAMES: [&str; 12] = [
        "background",
        "background information",
        "context",
        "glossary",
        "how we inspected",
        "inspection methodology",
        "inspection team",
        "methodology",
        "other ofsted inspections",
        "previous inspections",
        "previous ofsted inspections",
        "the inspection team",
    ];
    const BEGINNINGS: [&str; 4] =
        ["about this ", "information about ", "other information about ", "the inspection team "];
    /// Of whom there are how many.
    const WHO: [&str; 3] = ["child ", "children ", "young people "];
    let heading = key(heading);
    let heading = heading.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    NAMES.contains(&heading)
        || BEGINNINGS.iter().any(|beginning| heading.starts_with(beginning))
        || WHO.iter().any(|who| heading.starts_with(who)) && heading.ends_with(" in this area")
        || heading.starts_with("what the ") && heading.contains(" judg") && heading.contains(" mean")
}

/// A longer heading is a sentence that was printed as one.
const MAX_HEADING_WORDS: usize = 16;

/// Whether a heading is over recommendations: "Areas for improvement", "What does the board need to improve?".
fn is_of_recommendations(heading: &str) -> bool {
    /// What may come before the words that say it: a number, "Our key recommendations".
    const BEFORE: [&str; 9] = ["main", "key", "our", "the", "summary", "of", "list", "further", "other"];
    const NAMES: [&str; 15] = [
        "recommendation",
        "recommendations",
        "area for improvement",
        "areas for improvement",
        "areas for further improvement",
        "area for priority action",
        "areas for priority action",
        "areas for action",
        "areas for development",
        "priority action",
        "priority actions",
        "priority and immediate action",
        "immediate action",
        "actions required",
        "improvements required",
    ];
    /// Then it is about recommendations that were made before.
    const EARLIER: [&str; 5] = ["last", "previous", "earlier", "progress", "since"];
    let heading = key(heading);
    let words: Vec<&str> = heading.split(' ').collect();
    if words.len() > MAX_HEADING_WORDS || words.iter().any(|word| EARLIER.contains(word)) {
        return false;
    }
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let rest: Vec<&str> = words.iter().copied().skip_while(|word| is_number(word) || BEFORE.contains(word)).collect();
    let rest = format!("{} ", rest.join(" "));
    let is_named = NAMES.iter().any(|name| rest.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ')));
    let asks = ["what ", "where "].iter().any(|word| rest.starts_with(word));
    is_named || asks && [" improve ", " do better "].iter().any(|end| rest.contains(end))
}

/// Whether a paragraph under such a heading may be a recommendation. After the last of a list the heading still holds, and
/// what comes then takes several sentences, none of which asks for anything.
fn may_ask(text: &str) -> bool {
    let is_one_sentence = !text.trim_end().contains(". ");
    is_one_sentence || [" should ", " must ", " ensure ", "Ensure "].iter().any(|words| text.contains(words))
}

/// Whether a sentence introduces recommendations: "In order to do so, the council should:".
fn introduces_recommendations(sentence: &str) -> bool {
    const ENDS: [&str; 7] =
        [" should", " must", " needs to", " need to", " recommends", " recommend that", " recommends that"];
    let sentence = key(sentence);
    ENDS.iter().any(|end| sentence.ends_with(end))
}

/// Whether a text begins with what is to be done: "Ensure that …". None of these words begins a statement.
fn is_imperative(text: &str) -> bool {
    const VERBS: [&str; 8] =
        ["Ensure", "Improve", "Strengthen", "Accelerate", "Implement", "Establish", "Develop", "Continue"];
    const OPENINGS: [&str; 4] =
        ["We recommend that ", "It is recommended that ", "Inspectors recommend that ", "Take steps to "];
    let first = text.split([' ', ',']).next().unwrap_or_default();
    VERBS.contains(&first) || OPENINGS.iter().any(|opening| text.starts_with(opening))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_says_what_is_under_it() {
        for (heading, expected) in [
            ("Recommendations", true),
            ("3. Key recommendations", true),
            ("Recommendations for the board", true),
            ("Areas for improvement", true),
            ("Areas for priority action", true),
            ("What needs to improve?", true),
            ("What does the partnership need to do better?", true),
            ("Progress on recommendations", false),
            ("Recommendations of the last inspection", false),
            ("Practice study: areas for improvement", false),
            ("What is it like to be a child in this area?", false),
            ("Leadership requires improvement to be good", false),
            ("Care leavers", false),
        ] {
            assert_eq!(is_of_recommendations(heading), expected, "{heading}");
        }
    }

    #[test]
    fn a_heading_says_what_is_background() {
        for (heading, expected) in [
            ("Information about this inspection", true),
            ("2. Information about the local area partnership", true),
            ("About this inspection", true),
            ("Children living in this area", true),
            ("Child protection in this area", true),
            ("Previous Ofsted inspections", true),
            ("What the inspection judgements mean: the local authority", true),
            ("Context", true),
            ("What is it like to be a child in this area?", false),
            ("Children in care", false),
            ("Information sharing", false),
            ("What the partnership does well", false),
            ("Inspection findings", false),
        ] {
            assert_eq!(is_of_background(heading), expected, "{heading}");
        }
        let under = |heading: &str, text: &str| role(PassageKind::Bullet, &[heading.to_owned()], None, text);
        assert_eq!(under("About this inspection", "It took three weeks."), Some(PassageRole::Background));
        assert_eq!(
            under("About this inspection", "Ensure that visits are recorded."),
            Some(PassageRole::Recommendation)
        );
    }

    #[test]
    fn a_sentence_introduces_what_is_asked_for() {
        for (sentence, expected) in [
            ("In order to improve, the council should:", true),
            ("The board needs to:", true),
            ("Inspectors found that:", false),
            ("Plans that should have been reviewed:", false),
        ] {
            assert_eq!(introduces_recommendations(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn what_is_to_be_done_is_asked_for_anywhere() {
        let of = |kind, text: &str| role(kind, &[], None, text);
        let (asked, found) = (Some(PassageRole::Recommendation), Some(PassageRole::Finding));
        assert_eq!(of(PassageKind::Bullet, "Ensure that visits are recorded."), asked);
        assert_eq!(of(PassageKind::Paragraph, "We recommend that visits are recorded."), asked);
        assert_eq!(of(PassageKind::Bullet, "Visits are recorded."), found);
        assert_eq!(of(PassageKind::Bullet, "Improvement has been slow."), found);
        let under = |kind, text: &str| role(kind, &["What needs to improve?".to_owned()], None, text);
        assert_eq!(under(PassageKind::Bullet, "The recording of visits. It is late."), asked);
        assert_eq!(under(PassageKind::Paragraph, "The recording of visits."), asked);
        assert_eq!(under(PassageKind::Paragraph, "Leaders should act. They know it."), asked);
        assert_eq!(under(PassageKind::Paragraph, "Visits are late. Plans are not."), found);
        assert_eq!(of(PassageKind::Heading, "Ensure that visits are recorded"), None);
    }
}
