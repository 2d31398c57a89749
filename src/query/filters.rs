//! The lexer's part for filters: a field, its colon, and what of the text after it is the value.

use super::ast::{Filter, Node, QuerySpan};
use super::chars::{chunk_end, is_double_quote, near_meant, operator, suffix_at};
use super::dates::read_dates;
use super::field_names::{MAX_NAME_BYTES, date_filter_meant, is_overall_grade, nearest_name};
use super::lexer::{Lexer, TokenKind};
use super::values::{is_reversed, read_grade, read_overall_grade, read_value};
use crate::fields::{Field, Matching};

/// The values of a filter as they were typed.
struct Typed {
    values: Vec<QuerySpan>,
    /// Where the last one ends, with its quotation mark or bracket.
    end: usize,
    /// An operator between them that is not `OR`.
    operator: Option<QuerySpan>,
}

/// Values of more words than this are quoted: `date:from 1 March 2018 to 31 March 2019`.
const MAX_DATE_WORDS: usize = 8;

/// A field name ends within this many bytes.
const MAX_HEAD_BYTES: usize = 4 * MAX_NAME_BYTES;

/// The last words of kinds of several words.
const LAST_OF_KINDS: [&str; 5] = ["inspection", "letter", "report", "review", "visit"];

/// A space after the colon is taken as a slip only in queries as short as those that people type.
const MAX_SHOWN_QUERY_BYTES: usize = 80;

impl Lexer<'_> {
    /// Reads a filter, if one begins at `at`, and says where it ends.
    pub(super) fn filter(&mut self, at: usize) -> Option<usize> {
        let Some((field, after_colon)) = self.field_at(at) else {
            self.advise_on_name(at);
            return None;
        };
        let Some(gap) = self.text[after_colon..].find(|c: char| !c.is_whitespace()) else {
            let message = format!("there is no value after {}", &self.text[at..after_colon]);
            self.remarks.error(at..after_colon, message, "in quotation marks it is a word");
            return None;
        };
        let value_at = after_colon + gap;
        let colon = at..after_colon;
        if gap > 0 && !self.may_be_spaced(value_at) {
            if self.text.len() <= MAX_SHOWN_QUERY_BYTES {
                let hint = format!("{}:… without a space is a filter", field.name());
                self.remarks.hint(colon, "read as a word", &hint);
            }
            return None;
        }
        let Some(typed) = self.typed_values(&field, value_at) else {
            if let (0, Err(hint)) = (gap, read_value(&field, "", self.options.today)) {
                let what = format!("not {} that can be read", with_article(field.name()));
                self.remarks.error(value_at..chunk_end(self.text, value_at), what, hint);
            }
            return None;
        };
        if let Some(operator) = &typed.operator {
            let message =
                format!("any of the values in brackets will do: {} cannot be read here", &self.text[operator.clone()]);
            let hint = format!("type {0}:… again for what must hold too, -{0}:… for what must not", field.name());
            self.remarks.error(operator.clone(), message, &hint);
        }
        let filters = self.filters(&field, &typed, at, gap > 0)?;
        if self.text[typed.end..].strip_prefix(',').is_some_and(|rest| rest.starts_with(char::is_whitespace)) {
            let message = format!("the values of the {} end here", field.name());
            let hint = format!("with more of them: {}:(a, b)", field.name());
            self.remarks.hint(typed.end..typed.end + 1, message, &hint);
        }
        if gap > 0 {
            let message = format!("read as a filter on the {}", field.name());
            self.remarks.hint(colon, message, "without a space it is always a filter; in quotation marks it is words");
        }
        self.push(TokenKind::Operand(any_of(filters)), at..typed.end);
        let suffix = suffix_at(&self.text[typed.end..]);
        if let Some(boost) = suffix.boost {
            self.push(TokenKind::Boost(boost), typed.end..typed.end + suffix.length);
            return Some(typed.end + suffix.length);
        }
        Some(typed.end)
    }

    /// The known field whose name and colon are at `at`, and the end of its colon.
    pub(super) fn field_at(&self, at: usize) -> Option<(Field, usize)> {
        let name = self.name_at(at)?;
        let after_colon = at + name.len() + 1;
        let extra = self.options.extra_fields;
        let field = if is_overall_grade(name) { Field::Grade } else { Field::named(name, extra)? };
        (!self.text[after_colon..].starts_with("//")).then_some((field, after_colon))
    }

    /// The text before a colon.
    fn name_at(&self, at: usize) -> Option<&str> {
        let ends = |c: char| matches!(c, ':' | '(' | ')') || c.is_whitespace() || is_double_quote(c);
        let head = &self.text[at..];
        let (end, c) = head.char_indices().take_while(|(end, _)| *end <= MAX_HEAD_BYTES).find(|(_, c)| ends(*c))?;
        (c == ':' && end > 0).then(|| &head[..end])
    }

    fn advise_on_name(&mut self, at: usize) {
        let Some(name) = self.name_at(at) else { return };
        let span = at..at + name.len();
        let has_value = self.char_at(span.end + 1).is_some_and(|c| !c.is_whitespace() && c != '/');
        let whole = at..chunk_end(self.text, at);
        if near_meant(&self.text[whole.clone()]).is_some() {
            return;
        }
        let value = self.value_in((span.end + 1).min(whole.end)..whole.end);
        if let Some(meant) = date_filter_meant(name, &self.text[value], self.options.today) {
            // Where nothing has these words, they may yet be read as the filter that is meant.
            self.remarks.warning(whole, format!("there is no field {name}"), &format!("did you mean {meant}"));
        } else if let Some(known) = nearest_name(name, self.options.extra_fields).filter(|_| has_value) {
            let message = format!("there is no field {name}: it is read as a word");
            self.remarks.warning(span, message, &format!("did you mean {known}:"));
        } else if has_value && name.len() > 1 && name.chars().all(|c| c.is_alphabetic() || matches!(c, '_' | '-')) {
            let message = format!("there is no field {name}: it is read as a word");
            self.remarks.hint(span, message, "findings help query lists the fields");
        }
    }

    /// Whether `authority: Kent` is a filter typed with a space, rather than words of a sentence: it
    /// is where no word is before it.
    fn may_be_spaced(&self, value_at: usize) -> bool {
        if self.text.len() > MAX_SHOWN_QUERY_BYTES {
            return false;
        }
        let value = &self.text[value_at..chunk_end(self.text, value_at)];
        let follows_word = match self.tokens.last().map(|token| &token.kind) {
            Some(TokenKind::Operand(node)) => matches!(node, Some(Node::Word(_) | Node::Phrase(_))),
            _ => false,
        };
        operator(value).is_none() && !follows_word
    }

    fn typed_values(&mut self, field: &Field, at: usize) -> Option<Typed> {
        if self.char_at(at) == Some('(') {
            if let Some(list) = self.list(at) {
                return Some(list);
            }
            self.remarks.hint(at..at + 1, "no closing bracket after the values: it is left out", "");
            return self.unquoted(field, at + 1);
        }
        if self.char_at(at).is_some_and(is_double_quote) {
            let content = self.quoted(at)?;
            return Some(Typed { end: self.after_char(content.end), values: vec![content], operator: None });
        }
        self.several_words(field, at).or_else(|| self.unquoted(field, at))
    }

    /// `(Kent OR Essex)`, `(Kent, Essex)`, `("Kent" "Essex")`; the words between are one value.
    fn list(&self, open: usize) -> Option<Typed> {
        let mut values = Vec::new();
        let mut value = open + 1..open + 1;
        let (mut at, mut operator) = (open + 1, None);
        loop {
            match self.char_at(at)? {
                '(' => return None,
                ')' => break,
                c if is_double_quote(c) => {
                    let content = self.quoted(at)?;
                    values.push(std::mem::replace(&mut value, content.end..content.end));
                    at = self.after_char(content.end);
                    values.push(content);
                    value = at..at;
                }
                c if c.is_whitespace() => at += c.len_utf8(),
                ',' | '|' => {
                    at += 1;
                    values.push(std::mem::replace(&mut value, at..at));
                }
                _ => {
                    let end = self.list_word_end(at);
                    let denied = self.text[at..end].strip_prefix('-');
                    let is_denied = denied.is_some_and(|word| word.starts_with(char::is_alphabetic));
                    if matches!(&self.text[at..end], "AND" | "&&" | "NOT") || is_denied {
                        operator.get_or_insert(at..end);
                    }
                    if matches!(&self.text[at..end], "OR" | "AND") {
                        values.push(std::mem::replace(&mut value, end..end));
                    } else {
                        value = if value.is_empty() { at..end } else { value.start..end };
                    }
                    at = end;
                }
            }
        }
        values.push(value);
        values.retain(|value| !self.text[value.clone()].trim().is_empty());
        (!values.is_empty()).then_some(Typed { values, end: at + 1, operator })
    }

    fn list_word_end(&self, at: usize) -> usize {
        let ends = |c: char| matches!(c, '(' | ')' | ',' | '|') || c.is_whitespace() || is_double_quote(c);
        self.text[at..].find(ends).map_or(self.text.len(), |length| at + length)
    }

    /// A date or grade of several words, without quotation marks: `date:March 2019`.
    ///
    /// Where the first word is a value by itself, so that printed values are read as such, it is the value.
    fn several_words(&mut self, field: &Field, at: usize) -> Option<Typed> {
        let (first, longest) = self.shortest_and_longest(field, at)?;
        if first == longest {
            return Some(Typed { end: first.end, values: vec![first], operator: None });
        }
        let one_word = !self.text[first.clone()].contains(char::is_whitespace);
        if one_word {
            let hint = format!("for all of {}, put it in quotation marks", &self.text[longest]);
            self.remarks.hint(
                first.clone(),
                format!("only {} is the {}", &self.text[first.clone()], field.name()),
                &hint,
            );
            return Some(Typed { end: first.end, values: vec![first], operator: None });
        }
        Some(Typed { end: longest.end, values: vec![longest], operator: None })
    }

    fn shortest_and_longest(&self, field: &Field, at: usize) -> Option<(QuerySpan, QuerySpan)> {
        let matching = field.matching();
        let is_value = |text: &str| match matching {
            Some(Matching::Date) => read_dates(text, self.options.today).is_some(),
            Some(Matching::Grade) => read_grade(text).is_some(),
            _ => false,
        };
        let mut ends = Vec::new();
        let mut end = at;
        while ends.len() < MAX_DATE_WORDS && matches!(matching, Some(Matching::Date | Matching::Grade)) {
            end = chunk_end(self.text, end);
            ends.push(end);
            end += self.text[end..].find(|c: char| !c.is_whitespace()).unwrap_or(0);
            if self.char_at(end).is_none_or(|c| c == '(' || c == ')' || is_double_quote(c)) {
                break;
            }
        }
        let mut values = ends.into_iter().map(|end| self.value_in(at..end));
        let mut values = values.by_ref().filter(|value| is_value(&self.text[value.clone()]));
        let first = values.next()?;
        Some((first.clone(), values.last().unwrap_or(first)))
    }

    /// `Kent`, `Kent,Essex`.
    fn unquoted(&mut self, field: &Field, at: usize) -> Option<Typed> {
        let whole = self.value_in(at..chunk_end(self.text, at));
        let text = &self.text[whole.clone()];
        let mut values = Vec::new();
        let mut start = at;
        for value in text.split([',', '|']) {
            values.push(start..start + value.len());
            start += value.len() + 1;
        }
        values.retain(|value| !value.is_empty());
        if matches!(field, Field::Report | Field::Title) {
            values = vec![whole.clone()];
        }
        let has_word = text.contains(|c: char| c.is_alphanumeric() || c == '*');
        if !has_word {
            return None;
        }
        self.advise_on_quotes(field, &whole);
        Some(Typed { values, end: whole.end, operator: None })
    }

    /// The part of a run of characters that is the value: without a boost or the punctuation of a sentence.
    fn value_in(&self, run: QuerySpan) -> QuerySpan {
        let text = &self.text[run.clone()];
        let text = match text.rfind('^') {
            Some(at) if suffix_at(&text[at..]).boost.is_some() => &text[..at],
            _ => text,
        };
        let trimmed = text.trim_end_matches([',', ';', ':', '?', '!']);
        let one_stop = trimmed.strip_suffix('.').filter(|rest| !rest.ends_with('.'));
        run.start..run.start + one_stop.unwrap_or(trimmed).len()
    }

    /// `authority:North Xshire` asks for North; most likely it should not.
    fn advise_on_quotes(&mut self, field: &Field, value: &QuerySpan) {
        let rest = &self.text[value.end..];
        let next = rest.trim_start();
        if next.len() == rest.len() || !field.matching().is_some_and(Matching::is_of_words) {
            return;
        }
        let next = &next[..chunk_end(next, 0)];
        let typed = &self.text[value.clone()];
        let starts_in_capitals = |text: &str| text.starts_with(char::is_uppercase);
        let goes_on = match field {
            Field::Kind => LAST_OF_KINDS.contains(&next.to_lowercase().trim_end_matches('s')),
            _ => starts_in_capitals(typed) && starts_in_capitals(next) && operator(next).is_none(),
        };
        if goes_on {
            let hint = format!("for a value of several words: {}:\"{typed} {next}\"", field.name());
            self.remarks.hint(value.clone(), format!("only {typed} is the {}", field.name()), &hint);
        }
    }

    /// The filters for values that the field takes; a remark says which it does not take. None if
    /// all of it is rather words.
    fn filters(&mut self, field: &Field, typed: &Typed, start: usize, spaced: bool) -> Option<Vec<Filter>> {
        let mut filters = Vec::new();
        let is_overall = self.name_at(start).is_some_and(is_overall_grade);
        for value in &self.counted(typed.values.clone(), |value| value.start) {
            let text = &self.text[value.clone()];
            let overall = if is_overall { read_overall_grade(text) } else { None };
            match overall.map_or_else(|| read_value(field, text, self.options.today), Ok) {
                Ok(read) => {
                    if is_reversed(text, &read, self.options.today) {
                        self.remarks.hint(value.clone(), "the later end is first: read the other way round", "");
                    }
                    filters.push(Filter { field: field.clone(), value: read, span: start..typed.end });
                }
                Err(_) if spaced => return None,
                Err(hint) => {
                    self.remarks.error(
                        value.clone(),
                        format!("not {} that can be read", with_article(field.name())),
                        hint,
                    );
                }
            }
        }
        Some(filters)
    }
}

fn with_article(name: &str) -> String {
    format!("{} {name}", if name.to_lowercase().starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" })
}

fn any_of(mut filters: Vec<Filter>) -> Option<Node> {
    if filters.len() > 1 {
        return Some(Node::Or(filters.into_iter().map(Node::Filter).collect()));
    }
    filters.pop().map(Node::Filter)
}
