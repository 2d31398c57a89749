//! A command line from the environment, cut into arguments without a shell: nothing in it is expanded or run.

/// The arguments of a line. Blanks part them, unless they are in quotation marks or after a backslash.
///
/// # Errors
/// If a quotation mark is not closed.
pub(super) fn split(line: &str) -> Result<Vec<String>, String> {
    let mut arguments: Vec<String> = Vec::new();
    let mut argument: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                argument.get_or_insert_default();
            }
            (None | Some('"'), '\\') => argument.get_or_insert_default().extend(chars.next()),
            (None, c) if c.is_whitespace() => arguments.extend(argument.take()),
            (_, c) => argument.get_or_insert_default().push(c),
        }
    }
    match quote {
        Some(quote) => Err(format!("a {quote} is not closed in: {line}")),
        None => Ok(arguments.into_iter().chain(argument).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_line_is_cut_and_not_run() {
        for (line, expected) in [
            ("less -R", vec!["less", "-R"]),
            ("  'my viewer' \"a \\\" b\" c\\ d '' ", vec!["my viewer", "a \" b", "c d", ""]),
            ("$(rm x) `y` *; z", vec!["$(rm", "x)", "`y`", "*;", "z"]),
            ("", vec![]),
        ] {
            assert_eq!(split(line).expect(line), expected, "{line}");
        }
        assert!(split("less 'x").is_err());
    }
}
