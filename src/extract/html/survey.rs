//! One pass over a whole page before it is read: its properties, and the contents of its elements.

use std::collections::HashSet;

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef, Tree};

use super::tree::{HtmlElement, HtmlNode};

/// The properties of a page.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Field and value pairs of the page's head.
    pub(super) given: Vec<(String, String)>,
    pub(super) body: Option<NodeId>,
    /// The elements that are marked as the main part, and the articles, each without those inside another.
    pub(super) mains: Vec<NodeId>,
    pub(super) articles: Vec<NodeId>,
    /// How many words are shown or could be.
    pub(super) words: usize,
    /// The elements that hold a heading, and those that hold a first heading, a main part or an article.
    with_heading: HashSet<NodeId>,
    with_main: HashSet<NodeId>,
    /// Tables that set out a page, not data; headings that were never closed.
    not_what_they_seem: HashSet<NodeId>,
}

impl Survey {
    pub(super) fn new(page: &Tree<HtmlNode>) -> Self {
        let mut surveyor = Surveyor::default();
        for edge in page.root().traverse() {
            match edge {
                Edge::Open(node) => surveyor.open(node),
                Edge::Close(node) => surveyor.close(node),
            }
        }
        let mut survey = surveyor.survey;
        // Of several dates the one that says most clearly that it is of publication was ranked first.
        let (_, published) = surveyor.published.unwrap_or_default();
        if !published.is_empty() {
            survey.given.push(("html:published".to_owned(), published));
        }
        survey
    }

    pub(super) fn holds_heading(&self, node: NodeId) -> bool {
        self.with_heading.contains(&node)
    }

    pub(super) fn holds_main(&self, node: NodeId) -> bool {
        self.with_main.contains(&node)
    }

    /// Whether a table holds data and a heading only its words.
    pub(super) fn is_what_it_seems(&self, node: NodeId) -> bool {
        !self.not_what_they_seem.contains(&node)
    }
}

/// Elements whose words are never shown as part of the page.
pub(super) fn is_never_shown(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "iframe"
            | "canvas"
            | "audio"
            | "video"
            | "select"
            | "textarea"
            | "datalist"
            | "head"
            | "title"
            | "noembed"
    )
}

#[derive(Default)]
struct Surveyor {
    survey: Survey,
    tables: Vec<NodeId>,
    headings: Vec<NodeId>,
    /// How many mains, articles and unshown elements are open.
    open_mains: usize,
    open_articles: usize,
    unshown: usize,
    published: Option<(usize, String)>,
    has_title: bool,
}

impl Surveyor {
    fn open(&mut self, node: NodeRef<'_, HtmlNode>) {
        let element = match node.value() {
            HtmlNode::Text(text) if self.unshown == 0 => {
                self.survey.words += text.split_whitespace().count();
                return;
            }
            HtmlNode::Element(element) => element,
            _ => return,
        };
        let name = element.name();
        if is_never_shown(name) {
            self.unshown += 1;
        }
        match name {
            "html" | "title" | "meta" | "link" => self.take_given(node, element),
            "body" => self.survey.body = self.survey.body.or(Some(node.id())),
            "table" => {
                self.distrust_open();
                self.tables.push(node.id());
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.distrust_open();
                self.headings.push(node.id());
                mark_above(node, &mut self.survey.with_heading);
            }
            "p" | "ul" | "ol" | "dl" => self.survey.not_what_they_seem.extend(self.headings.last()),
            _ => {}
        }
        if is_main(element) {
            if self.open_mains == 0 {
                self.survey.mains.push(node.id());
            }
            self.open_mains += 1;
        }
        if name == "article" {
            if self.open_articles == 0 {
                self.survey.articles.push(node.id());
            }
            self.open_articles += 1;
        }
        if name == "h1" || name == "article" || is_main(element) {
            mark_above(node, &mut self.survey.with_main);
        }
    }

    fn close(&mut self, node: NodeRef<'_, HtmlNode>) {
        let HtmlNode::Element(element) = node.value() else { return };
        let name = element.name();
        self.unshown -= usize::from(is_never_shown(name));
        self.open_mains -= usize::from(is_main(element));
        self.open_articles -= usize::from(name == "article");
        if name == "table" {
            self.tables.pop();
        } else if self.headings.last() == Some(&node.id()) {
            self.headings.pop();
        }
    }

    /// A table around a heading or another table sets out a page; a heading holds neither.
    fn distrust_open(&mut self) {
        self.survey.not_what_they_seem.extend(self.tables.last());
        self.survey.not_what_they_seem.extend(self.headings.last());
    }

    fn take_given(&mut self, node: NodeRef<'_, HtmlNode>, element: &HtmlElement) {
        match element.name() {
            "html" => self.give("html:lang", element.attribute("lang").unwrap_or_default()),
            "title" if self.is_first_title(node) => {
                let text: String = node.children().filter_map(|child| child.value().as_text()).collect();
                self.give("html:title", &text);
            }
            "meta" => {
                let Some(content) = element.attribute("content") else { return };
                let Some(name) = element.attribute("name").or_else(|| element.attribute("property")) else { return };
                let name = name.to_ascii_lowercase();
                if name == "author" || name == "dc.creator" {
                    self.give("html:author", content);
                }
                let rank = PUBLISHED.iter().position(|known| *known == name);
                if let Some(rank) = rank.filter(|rank| self.published.as_ref().is_none_or(|(best, _)| rank < best)) {
                    self.published = Some((rank, content.split_whitespace().collect::<Vec<_>>().join(" ")));
                }
            }
            "link" if self.is_first_canonical(element) => {
                self.give("html:url", element.attribute("href").unwrap_or_default());
            }
            _ => {}
        }
    }

    fn is_first_canonical(&self, element: &HtmlElement) -> bool {
        let relations = element.attribute("rel").unwrap_or_default();
        relations.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case("canonical"))
            && self.survey.given.iter().all(|(field, _)| field != "html:url")
    }

    /// Drawings have titles too.
    fn is_first_title(&self, node: NodeRef<'_, HtmlNode>) -> bool {
        let in_svg =
            node.parent().and_then(|parent| parent.value().as_element()).is_some_and(|parent| parent.name() == "svg");
        !in_svg && !self.has_title
    }

    fn give(&mut self, field: &str, value: &str) {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if !value.is_empty() {
            self.has_title |= field == "html:title";
            self.survey.given.push((field.to_owned(), value));
        }
    }
}

/// The names under which pages say when they were published, the clearest first.
const PUBLISHED: [&str; 10] = [
    "article:published_time",
    "govuk:first-published-at",
    "dcterms.issued",
    "dc.date.issued",
    "publication_date",
    "pubdate",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "date",
];

fn is_main(element: &HtmlElement) -> bool {
    element.name() == "main" || element.attribute("role") == Some("main")
}

/// Adds all ancestors of the node to the set, up to one that is in it already.
fn mark_above(node: NodeRef<'_, HtmlNode>, marked: &mut HashSet<NodeId>) {
    for above in node.ancestors() {
        if !marked.insert(above.id()) {
            break;
        }
    }
}
