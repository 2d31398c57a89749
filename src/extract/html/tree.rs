//! The tree that the HTML parser builds of a page: elements with their attributes, and text.
//!
//! The parser says where each node goes, and moves nodes if the page's tags are out of order. Here the tree is a flat
//! arena, so that no depth of nesting takes stack, not even to drop it. A node that is no part of a page's words keeps
//! its place, to keep the words on both sides apart, but not its content.

use std::borrow::Cow;
use std::cell::{Ref, RefCell};

use ego_tree::{NodeId, Tree};
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, LocalName, QualName, expanded_name, local_name, ns};

use super::attributes::MAX_ATTRIBUTES;

/// One node of a page.
#[derive(Debug)]
pub(super) enum HtmlNode {
    Element(HtmlElement),
    Text(StrTendril),
    /// The document, a comment, an instruction, or what holds the content of a template.
    Other,
}

impl HtmlNode {
    pub(super) fn as_element(&self) -> Option<&HtmlElement> {
        match self {
            Self::Element(element) => Some(element),
            _ => None,
        }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// An element's name and attributes.
#[derive(Debug)]
pub(super) struct HtmlElement {
    name: QualName,
    attributes: Vec<(LocalName, StrTendril)>,
}

impl HtmlElement {
    /// The name without its namespace.
    pub(super) fn name(&self) -> &str {
        &self.name.local
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The names and values of the attributes without a namespace, each name once.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, value)| (&**name, &**value))
    }
}

/// Applies the parser's instructions to the tree.
#[derive(Debug)]
pub(super) struct Sink {
    tree: RefCell<Tree<HtmlNode>>,
}

impl Sink {
    pub(super) fn new() -> Self {
        Self { tree: RefCell::new(Tree::new(HtmlNode::Other)) }
    }

    /// Whether the last node that was made is deeper than `depth`.
    pub(super) fn is_last_deeper_than(&self, depth: usize) -> bool {
        self.tree.borrow().nodes().next_back().is_some_and(|last| last.ancestors().nth(depth).is_some())
    }

    fn add(&self, node: HtmlNode) -> NodeId {
        self.tree.borrow_mut().orphan(node).id()
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Tree<HtmlNode>;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree<HtmlNode> {
        self.tree.into_inner()
    }

    fn get_document(&self) -> NodeId {
        self.tree.borrow().root().id()
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        one == other
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        Ref::map(self.tree.borrow(), |tree| {
            let element = tree.get(*target).and_then(|node| node.value().as_element());
            &element.expect("the parser asks only elements that it had made for their names").name
        })
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> NodeId {
        let is_template = name.expanded() == expanded_name!(html "template");
        let attributes = attributes.into_iter().filter_map(plain).collect();
        let mut tree = self.tree.borrow_mut();
        let mut element = tree.orphan(HtmlNode::Element(HtmlElement { name, attributes }));
        if is_template {
            element.append(HtmlNode::Other);
        }
        element.id()
    }

    fn create_comment(&self, _: StrTendril) -> NodeId {
        self.add(HtmlNode::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> NodeId {
        self.add(HtmlNode::Other)
    }

    fn get_template_contents(&self, template: &NodeId) -> NodeId {
        let tree = self.tree.borrow();
        let contents = tree.get(*template).and_then(|template| template.first_child());
        contents.map_or(*template, |contents| contents.id())
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        let mut tree = self.tree.borrow_mut();
        let Some(mut target) = tree.get_mut(*target) else { return };
        let HtmlNode::Element(element) = target.value() else { return };
        for (name, value) in attributes.into_iter().filter_map(plain) {
            // A page may repeat a tag that only adds to the first, with other attributes each time.
            let is_full = element.attributes.len() >= MAX_ATTRIBUTES;
            if !is_full && element.attributes.iter().all(|(known, _)| *known != name) {
                element.attributes.push((name, value));
            }
        }
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        let mut tree = self.tree.borrow_mut();
        let Some(mut parent) = tree.get_mut(*parent) else { return };
        match child {
            NodeOrText::AppendNode(child) => {
                parent.append_id(child);
            }
            NodeOrText::AppendText(text) => {
                if let Some(HtmlNode::Text(last)) = parent.last_child().as_mut().map(|last| last.value()) {
                    last.push_tendril(&text);
                } else {
                    parent.append(HtmlNode::Text(text));
                }
            }
        }
    }

    fn append_before_sibling(&self, sibling: &NodeId, new: NodeOrText<NodeId>) {
        if let NodeOrText::AppendNode(new) = &new {
            self.remove_from_parent(new);
        }
        let mut tree = self.tree.borrow_mut();
        let Some(mut sibling) = tree.get_mut(*sibling) else { return };
        if sibling.parent().is_none() {
            return;
        }
        match new {
            NodeOrText::AppendNode(new) => {
                sibling.insert_id_before(new);
            }
            NodeOrText::AppendText(text) => {
                if let Some(HtmlNode::Text(before)) = sibling.prev_sibling().as_mut().map(|before| before.value()) {
                    before.push_tendril(&text);
                } else {
                    sibling.insert_before(HtmlNode::Text(text));
                }
            }
        }
    }

    fn append_based_on_parent_node(&self, element: &NodeId, before: &NodeId, child: NodeOrText<NodeId>) {
        let has_parent = self.tree.borrow().get(*element).is_some_and(|element| element.parent().is_some());
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        if let Some(mut target) = self.tree.borrow_mut().get_mut(*target) {
            target.detach();
        }
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        if let Some(mut new_parent) = self.tree.borrow_mut().get_mut(*new_parent) {
            new_parent.reparent_from_id_append(*node);
        }
    }

    /// The type of a document is nothing to its words; the parser goes by it on its own.
    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn parse_error(&self, _: Cow<'static, str>) {}
}

/// An attribute without a namespace. Those with one belong to drawings and formulas.
fn plain(attribute: Attribute) -> Option<(LocalName, StrTendril)> {
    (attribute.name.ns == ns!()).then_some((attribute.name.local, attribute.value))
}

#[cfg(test)]
mod tests {
    use ego_tree::iter::Edge;
    use html5ever::tendril::TendrilSink;

    use super::*;

    /// The body of a page: `name(content)` for an element, `#` for a node that is neither element nor text.
    fn outline(html: &str) -> String {
        let tree = html5ever::parse_document(Sink::new(), Default::default()).one(html);
        let mut outline = String::new();
        for edge in tree.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    HtmlNode::Element(element) => outline.push_str(&format!("{}(", element.name())),
                    HtmlNode::Text(text) => outline.push_str(&format!("'{text}'")),
                    HtmlNode::Other => outline.push('#'),
                },
                Edge::Close(node) if node.value().as_element().is_some() => outline.push(')'),
                Edge::Close(_) => {}
            }
        }
        let body = outline.split_once("body(").map_or("", |(_, body)| body);
        body.strip_suffix("))").unwrap_or(body).to_owned()
    }

    #[test]
    fn tags_out_of_order_are_put_in_order() {
        let cases = [
            ("<p>one<p>two", "p('one')p('two')"),
            ("one<!-- note -->two", "'one'#'two'"),
            ("<table>one<tr>two<td>in</table>out", "'onetwo'table(tbody(tr(td('in'))))'out'"),
            ("<table><p>one<tr><td>in", "p('one')table(tbody(tr(td('in'))))"),
            ("<table>one<!-- note --><b>two</b>three", "'one'b('two')'three'table(#)"),
            ("<b>one<p>two</b>three", "b('one')p(b('two')'three')"),
            ("<a>one<div>two<p>three</a>four", "a('one')div(a('two')p(a('three')'four'))"),
            ("<b><i>one</b>two</i>three", "b(i('one'))i('two')'three'"),
            ("<table><a>one<tr><a>two", "a('one')a('two')table(tbody(tr()))"),
            ("<div><template>one<tr><td>two</template>three", "div(template(#'one'tr(td('two')))'three')"),
            ("<!doctype html><p>one<table>", "p('one')table()"),
            ("<p>one<table>", "p('one'table())"),
        ];
        for (html, wanted) in cases {
            assert_eq!(outline(html), wanted, "{html}");
        }
    }

    #[test]
    fn attributes_are_those_that_came_first() {
        let html = "<body class=a><body class=b id=c><svg><g xlink:href=d href=e>";
        let tree = html5ever::parse_document(Sink::new(), Default::default()).one(html);
        let elements: Vec<&HtmlElement> = tree.values().filter_map(HtmlNode::as_element).collect();
        let attributes = |name: &str| -> Vec<(&str, &str)> {
            elements.iter().filter(|element| element.name() == name).flat_map(|element| element.attributes()).collect()
        };
        assert_eq!(attributes("body"), [("class", "a"), ("id", "c")]);
        assert_eq!(attributes("g"), [("href", "e")]);
    }

    #[test]
    fn a_tag_repeated_does_not_pile_up_attributes() {
        let html: String = (0..50_000).map(|number| format!("<html a{number}>")).collect();
        let tree = html5ever::parse_document(Sink::new(), Default::default()).one(html);
        let most = tree.values().filter_map(HtmlNode::as_element).map(|element| element.attributes().count()).max();
        assert_eq!(most, Some(MAX_ATTRIBUTES));
    }
}
