//! Which part of a page is the report, and what in that part is not.

use ego_tree::{NodeId, NodeRef, Tree};

use super::survey::{Survey, is_never_shown};
use super::tree::{HtmlElement, HtmlNode};

/// The part of a page that is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageScope {
    pub(super) root: Option<NodeId>,
    what: PagePart,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PagePart {
    /// An element that the page marks as its main part.
    Main,
    /// The body without its surroundings.
    Body,
    /// The body with all its words.
    Everything,
}

impl PageScope {
    pub(super) fn everything(survey: &Survey) -> Self {
        Self { root: survey.body, what: PagePart::Everything }
    }
}

/// The one main part or article of a page, if it has just one; its body otherwise.
pub(super) fn scope(page: &Tree<HtmlNode>, survey: &Survey) -> PageScope {
    let shown = |nodes: &[NodeId]| -> Vec<NodeId> {
        nodes
            .iter()
            .copied()
            .filter(|&id| page.get(id).and_then(element_of).is_some_and(|(_, e)| !is_hidden(e)))
            .collect()
    };
    for candidates in [shown(&survey.mains), shown(&survey.articles)] {
        if let [one] = candidates[..] {
            return PageScope { root: Some(one), what: PagePart::Main };
        }
    }
    PageScope { root: survey.body, what: PagePart::Body }
}

fn element_of(node: NodeRef<'_, HtmlNode>) -> Option<(NodeRef<'_, HtmlNode>, &HtmlElement)> {
    node.value().as_element().map(|element| (node, element))
}

/// Whether an element of the scope is not part of the report.
pub(super) fn is_left_out(
    node: NodeRef<'_, HtmlNode>,
    element: &HtmlElement,
    survey: &Survey,
    scope: PageScope,
) -> bool {
    let name = element.name();
    if is_never_shown(name) {
        return true;
    }
    if scope.what == PagePart::Everything || scope.root == Some(node.id()) {
        return false;
    }
    if is_hidden(element) {
        return true;
    }
    match name {
        "nav" | "footer" | "aside" | "button" | "dialog" => return true,
        "header" if scope.what == PagePart::Main => return !survey.holds_heading(node.id()),
        "header" => return !survey.holds_main(node.id()) || element.attribute("role") == Some("banner"),
        "form" if !survey.holds_main(node.id()) => return true,
        "a" if is_skip_link(node, element) => return true,
        _ => {}
    }
    !survey.holds_main(node.id()) && is_around_by_attribute(element, scope)
}

fn is_hidden(element: &HtmlElement) -> bool {
    element.attributes().any(|(key, value)| match key {
        "hidden" => true,
        "aria-hidden" => value.eq_ignore_ascii_case("true"),
        "style" => {
            let style: String =
                value.chars().take(2_000).filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        }
        _ => false,
    })
}

fn is_around_by_attribute(element: &HtmlElement, scope: PageScope) -> bool {
    element.attributes().any(|(key, value)| match key {
        "role" => {
            ["navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog"].contains(&value)
        }
        "id" | "class" => value.split_ascii_whitespace().any(|name| is_around_by_name(name, scope)),
        // Word processors export running heads and feet so.
        "title" => element.name() == "div" && (value == "header" || value == "footer"),
        _ => false,
    })
}

/// Names that mean the same on every site. Only a page that marks no main part is judged by most of them.
fn is_around_by_name(name: &str, scope: PageScope) -> bool {
    const NAMES: [&str; 12] = [
        "nav",
        "navbar",
        "navigation",
        "menu",
        "breadcrumb",
        "breadcrumbs",
        "sidebar",
        "footer",
        "site-footer",
        "page-footer",
        "site-header",
        "skip-link",
    ];
    let lower = name.to_ascii_lowercase();
    lower.contains("cookie") || (scope.what == PagePart::Body && NAMES.contains(&lower.as_str()))
}

/// A link for readers without a mouse, past the menus: `#content`, "Skip to main content".
fn is_skip_link(node: NodeRef<'_, HtmlNode>, element: &HtmlElement) -> bool {
    if !element.attribute("href").is_some_and(|target| target.starts_with('#')) {
        return false;
    }
    let texts = node.descendants().take(8).filter_map(|inner| inner.value().as_text());
    let words = texts.collect::<String>().trim_start().to_ascii_lowercase();
    ["skip to ", "skip navigation", "jump to content", "jump to main"].iter().any(|start| words.starts_with(start))
}
