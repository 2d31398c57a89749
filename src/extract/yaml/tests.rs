//! What is read of front matter, and what is not.

use proptest::prelude::*;

use super::*;

/// The fields in a line: `name=value`, lists as `[a|b]`, what is nested as `{}`.
fn shown(yaml: &str) -> String {
    let value = |value| match value {
        YamlValue::Nothing => "-".to_owned(),
        YamlValue::One(text) => text,
        YamlValue::Many(values) => format!("[{}]", values.join("|")),
        YamlValue::Nested => "{}".to_owned(),
    };
    match fields(yaml) {
        Ok(fields) => {
            let fields = fields.into_iter().map(|(name, read)| format!("{name}={}", value(read)));
            fields.collect::<Vec<_>>().join("; ")
        }
        Err(why) => format!("error: {why}"),
    }
}

#[test]
fn values_are_read_as_yaml_has_them() {
    for (yaml, wanted) in [
        ("a: b", "a=b"),
        ("a: b # c\n\n# d\nb:   1.50  \n", "a=b; b=1.50"),
        ("a: b#c 10:30 http://d.e", "a=b#c 10:30 http://d.e"),
        ("a:\nb: ~\nc: null\nd: \"\"\ne: # none", "a=-; b=-; c=-; d=; e=-"),
        ("\"a b\": c\n'd': e\nf g : h", "a b=c; d=e; f g=h"),
        ("a: one\n  two\n\n  three\nb: c", "a=one two\nthree; b=c"),
        ("a:\n  one\n  two", "a=one two"),
        ("a: 'it''s: x' # c\nb: \"q \\\"r\\\" \\u00e9\\x41\"", "a=it's: x; b=q \"r\" éA"),
        ("a: \"one\n  two\\\n  three\n\n  four\"\nb: c", "a=one twothree\nfour; b=c"),
        ("a: [b, \"c, d\", 'e' , f g]", "a=[b|c, d|e|f g]"),
        ("a: [b,\n  c, # d\n# e\n# f\n  g\n  h]\nb: []", "a=[b|c|g h]; b=[]"),
        ("a:\n- b\n-  \"c: d\"\n-\n- e\n  f\ng: h", "a=[b|c: d|e f]; g=h"),
        ("a:\n  - b\n\n  # c\n  - d # e: f\n", "a=[b|d]"),
        ("a: |\n  one\n   two\n\n  three\nb: >-\n one\n two\n\n three\n", "a=one\n two\n\nthree; b=one two\nthree"),
        ("a: |2\n   one\nb: |\nc: d", "a=one; b=; c=d"),
    ] {
        assert_eq!(shown(yaml), wanted, "{yaml}");
    }
}

#[test]
fn what_is_nested_is_passed_over() {
    for (yaml, wanted) in [
        ("a: {b: 1, c: [d, \"}\"]}\ne: f", "a={}; e=f"),
        ("a:\n  b: 1\n  c:\n    d: e\nf: g", "a={}; f=g"),
        ("a: [b, [c, d], {e: f}]\ng: h", "a={}; g=h"),
        ("a: [b: c, d]\ne: f", "a={}; e=f"),
        ("a: [b:, ':' : 'c', d: [e]]\ne: f", "a={}; e=f"),
        ("a:\n- b: c\n  d: e\n- - f\n  - g\n- [h]\ni: j", "a={}; i=j"),
    ] {
        assert_eq!(shown(yaml), wanted, "{yaml}");
    }
}

#[test]
fn what_is_none_of_it_is_said() {
    for (yaml, why) in [
        ("a: b\nc", "\"c\" is no field"),
        ("a: b\n  - c: d", "needs quotation marks"),
        ("- a", "is no field"),
        ("a: b: c", "needs quotation marks"),
        ("a: - b", "needs quotation marks"),
        ("a: @b", "needs quotation marks"),
        ("a: [b\nc: d", "never closed"),
        ("a: {b", "never closed"),
        ("a: 'b\nc: d'", "never closed"),
        ("a: [b [c]]", "need commas"),
        ("a: [, b]", "empty place"),
        ("a: [b] c", "after the end"),
        ("a: 'b' c", "after the end"),
        ("a: \"\\q\"", "no character"),
        ("a: \"\\ud800\"", "no character"),
        ("a: \"\\UFFFFFFFF\"", "no character"),
        ("a: |x\n b", "begins no block"),
        ("a: 1\na: 2", "there twice"),
        ("a: &b c", "aliases and tags"),
        ("a: [*b]", "aliases and tags"),
        ("a: !!str b", "aliases and tags"),
        ("a:\n  - b\n c", "is no field"),
    ] {
        let shown = shown(yaml);
        assert!(shown.starts_with("error: ") && shown.contains(why), "{yaml}: {shown}");
    }
}

#[test]
fn deep_nesting_ends() {
    for part in
        ["[", "{", "a: [", "- ", "-\n ", "a:\n ", "? ", ": ", "'", "\"", "\\", "[a,", "{a:", "#", "|", ",", "]", "&a "]
    {
        let _ = fields(&format!("a: {}", part.repeat(100_000)));
        let _ = fields(&format!("a:\n{}", part.repeat(100_000)));
    }
}

proptest! {
    #[test]
    fn it_ends_whatever_it_is(yaml in "[-abé:#'\"\\[\\]{},&*!|>%@`?~\\\\ \t\n0-3]{0,60}") {
        let _ = fields(&yaml);
    }

    #[test]
    fn what_stands_in_quotation_marks_comes_out(text in "[ -~é]{0,40}") {
        let single = format!("a: '{}'\n", text.replace('\'', "''"));
        let double = format!("a: \"{}\"\n", text.replace('\\', "\\\\").replace('"', "\\\""));
        for yaml in [single, double] {
            prop_assert_eq!(fields(&yaml), Ok(vec![("a".to_owned(), YamlValue::One(text.trim().to_owned()))]));
        }
    }
}
