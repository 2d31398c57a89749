//! Forms: the box for a query, and choices beside it.

use maud::{Markup, html};

use crate::output::safe;
use crate::serve::params::{QUERY, RequestParams};

/// A form for a query. Of the parameters at hand it keeps all but those in `own`, which its other fields have.
pub(super) fn query_form(params: &RequestParams, path: &str, label: &str, own: &[&str], fields: Markup) -> Markup {
    let kept = params.without_all(own).without_all(&[QUERY, "offset"]);
    html! {
        form.ask action=(path) method="get" role="search" {
            label for="q" { (label) }
            div.box {
                input #q type="search" name=(QUERY) value=(params.query()) maxlength="4096" autocomplete="off" spellcheck="false";
                button type="submit" { "Search" }
            }
            @for (name, value) in kept.pairs() { input type="hidden" name=(name) value=(value); }
            div.choices { (fields) }
        }
    }
}

/// One choice of several: values with what they are called.
pub(super) fn choice(params: &RequestParams, name: &str, label: &str, values: &[(&str, &str)]) -> Markup {
    let chosen = params.get(name).unwrap_or_default();
    html! {
        label.choice {
            span { (label) }
            select name=(name) {
                @for (value, shown) in values {
                    option value=(value) selected[*value == chosen] { (shown) }
                }
            }
        }
    }
}

/// One name of many.
pub(super) fn name_choice(params: &RequestParams, name: &str, label: &str, names: &[String]) -> Markup {
    html! {
        label.choice {
            span { (label) }
            select name=(name) {
                option value="" { "any" }
                @for value in names { option value=(value) selected[params.has(name, value)] { (safe(value)) } }
            }
        }
    }
}
