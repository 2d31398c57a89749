//! The parts of an office document as a run of XML events.
//!
//! Elements are recognised by what their prefix stands for, as prefixes are a writer's choice. Entities that
//! a file declares for itself are not expanded, so that a small file stays small.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::QName;

use crate::extract::encoding::Encoding;

/// The namespace of an element's prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// WordprocessingML.
    Word,
    /// Formulas in Word documents.
    Math,
    /// Word's choices between newer and older markup.
    Compatibility,
    /// OpenDocument: text, tables, drawings, the document itself, styles.
    Text,
    /// Tables of OpenDocument.
    Table,
    /// Drawings and frames of OpenDocument.
    Draw,
    /// The document's own parts in OpenDocument.
    Office,
    /// Styles of OpenDocument.
    Style,
    /// Anything else.
    Other,
}

/// Ends of the names that prefixes are declared with. The "strict" variety of Word's has other names.
const SPACES: [(&str, Space); 10] = [
    ("/wordprocessingml/2006/main", Space::Word),
    ("/ooxml/wordprocessingml/main", Space::Word),
    ("/officeDocument/2006/math", Space::Math),
    ("/ooxml/officeDocument/math", Space::Math),
    ("/markup-compatibility/2006", Space::Compatibility),
    (":xmlns:text:1.0", Space::Text),
    (":xmlns:table:1.0", Space::Table),
    (":xmlns:drawing:1.0", Space::Draw),
    (":xmlns:office:1.0", Space::Office),
    (":xmlns:style:1.0", Space::Style),
];

/// The next event in a part.
#[derive(Debug)]
pub(super) enum XmlEvent<'x> {
    /// An element begins. One without content ends at once.
    Open(XmlElement<'x>),
    /// The element that was opened last ends.
    Close,
    /// Characters.
    Text(Cow<'x, str>),
}

/// The beginning of an element.
#[derive(Debug)]
pub(super) struct XmlElement<'x> {
    pub(super) space: Space,
    start: BytesStart<'x>,
}

impl XmlElement<'_> {
    /// Its name without the prefix.
    pub(super) fn name(&self) -> &str {
        std::str::from_utf8(self.start.local_name().into_inner()).unwrap_or_default()
    }

    /// The value of an attribute, whatever its prefix.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        self.value_if(name, |_| true)
    }

    /// The value of an attribute that has a prefix, beside which there may be one of the same name without.
    pub(super) fn prefixed_value(&self, name: &str) -> Option<String> {
        self.value_if(name, |key| key.prefix().is_some())
    }

    fn value_if(&self, name: &str, is_wanted: impl Fn(QName<'_>) -> bool) -> Option<String> {
        let mut attributes = self.start.attributes();
        let all = attributes.with_checks(false).flatten();
        let mut found = all
            .filter(|attribute| attribute.key.local_name().into_inner() == name.as_bytes() && is_wanted(attribute.key));
        let raw = found.next()?.value;
        let text = String::from_utf8_lossy(&raw);
        Some(unescape(&text).map_or_else(|_| text.clone().into_owned(), Cow::into_owned))
    }

    /// The name of a style or a list in an attribute. Names are looked up for each paragraph, so a name of a megabyte
    /// would be very expensive; no writer makes such.
    pub(super) fn style(&self, name: &str) -> Option<String> {
        const MAX_BYTES: usize = 1_000;
        self.value(name).filter(|name| name.len() <= MAX_BYTES)
    }

    /// The number that an attribute holds.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.value(name)?.trim().parse().ok()
    }

    /// Whether the property that the element stands for is on: it is, unless it says otherwise.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.value("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// The characters of a part, in whatever encoding it is.
pub(super) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let encoding = Encoding::of_head(bytes);
    if encoding.is_utf16() {
        return encoding.decode(&bytes[encoding.bom_length()..]);
    }
    String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

/// A part, read from its beginning.
pub(super) struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    prefixes: Vec<(Vec<u8>, Space)>,
    /// Whether the root element has been met, which is where writers declare their prefixes.
    is_declared: bool,
    /// Why reading ended before the end.
    pub(super) broken: Option<String>,
}

impl<'x> Xml<'x> {
    pub(super) fn new(text: &'x str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, prefixes: Vec::new(), is_declared: false, broken: None }
    }

    /// The next event; none at the end, or if the XML is broken.
    pub(super) fn next(&mut self) -> Option<XmlEvent<'x>> {
        loop {
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    self.broken = Some(error.to_string());
                    return None;
                }
            };
            match event {
                Event::Start(start) | Event::Empty(start) => return Some(XmlEvent::Open(self.element(start))),
                Event::End(_) => return Some(XmlEvent::Close),
                Event::Text(text) => return Some(XmlEvent::Text(lossy(text.into_inner()))),
                Event::CData(text) => return Some(XmlEvent::Text(lossy(text.into_inner()))),
                Event::GeneralRef(reference) => {
                    let name = String::from_utf8_lossy(&reference).into_owned();
                    let known = resolve_predefined_entity(&name).map(str::to_owned);
                    let text = known.or_else(|| reference.resolve_char_ref().ok().flatten().map(String::from));
                    return Some(XmlEvent::Text(Cow::Owned(text.unwrap_or_default())));
                }
                Event::Eof => return None,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    /// Passes over the rest of the element that was opened last.
    pub(super) fn skip(&mut self) {
        let mut open = 1_usize;
        while open > 0 {
            match self.next() {
                Some(XmlEvent::Open(_)) => open += 1,
                Some(XmlEvent::Close) => open -= 1,
                Some(XmlEvent::Text(_)) => {}
                None => return,
            }
        }
    }

    fn element(&mut self, start: BytesStart<'x>) -> XmlElement<'x> {
        if !self.is_declared {
            self.is_declared = true;
            self.declare(&start);
        }
        let name = start.name();
        let prefix = name.prefix().map(|prefix| prefix.into_inner()).unwrap_or_default();
        let known = self.prefixes.iter().find(|(declared, _)| declared == prefix);
        let space = known.map_or(Space::Other, |&(_, space)| space);
        XmlElement { space, start }
    }

    /// Takes the prefixes that the root element declares; as many as there are spaces are enough.
    fn declare(&mut self, root: &BytesStart<'_>) {
        for attribute in root.attributes().with_checks(false).flatten() {
            let key = attribute.key.into_inner();
            let prefix = match key.strip_prefix(b"xmlns") {
                Some(b"") => b"",
                Some(rest) => rest.strip_prefix(b":").unwrap_or_default(),
                None => continue,
            };
            let name = String::from_utf8_lossy(&attribute.value);
            let space = SPACES.iter().find(|(end, _)| name.ends_with(end)).map(|&(_, space)| space);
            if let Some(space) = space.filter(|_| self.prefixes.len() < 2 * SPACES.len()) {
                self.prefixes.push((prefix.to_vec(), space));
            }
        }
    }
}

/// A reader of the parts of a document that has a scope for each open element: what to do at its end.
pub(super) trait XmlWalker {
    /// The sort of scopes.
    type Scope;

    /// The scope that an element opens in those around it; none if it and its content are skipped.
    fn open(&mut self, element: &XmlElement<'_>, around: &[Self::Scope]) -> Option<Self::Scope>;

    /// The end of an element.
    fn close(&mut self, scope: Self::Scope);

    /// Characters.
    fn text(&mut self, text: &str, around: &[Self::Scope]);
}

/// Walks through a part, and says why it ended early if it did. Nesting takes no stack.
pub(super) fn walk_through<W: XmlWalker>(walker: &mut W, part: &str) -> Option<String> {
    let mut xml = Xml::new(part);
    let mut scopes: Vec<W::Scope> = Vec::new();
    while let Some(event) = xml.next() {
        match event {
            XmlEvent::Open(element) => match walker.open(&element, &scopes) {
                Some(scope) => scopes.push(scope),
                None => xml.skip(),
            },
            XmlEvent::Close => {
                if let Some(scope) = scopes.pop() {
                    walker.close(scope);
                }
            }
            XmlEvent::Text(text) => walker.text(&text, &scopes),
        }
    }
    while let Some(scope) = scopes.pop() {
        walker.close(scope);
    }
    xml.broken
}

fn lossy(bytes: Cow<'_, [u8]>) -> Cow<'_, str> {
    match bytes {
        Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "xmlns:v='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";

    fn shown(text: &str) -> String {
        let mut xml = Xml::new(text);
        let mut shown = String::new();
        while let Some(node) = xml.next() {
            match node {
                XmlEvent::Open(element) if element.name() == "skip" => xml.skip(),
                XmlEvent::Open(element) => {
                    let value = element.value("val").map(|value| format!("={value}")).unwrap_or_default();
                    shown.push_str(&format!("<{:?} {}{value}>", element.space, element.name()));
                }
                XmlEvent::Close => shown.push_str("</>"),
                XmlEvent::Text(text) => shown.push_str(&text),
            }
        }
        shown
    }

    #[test]
    fn elements_are_known_by_what_their_prefix_stands_for() {
        let cases = [
            (format!("<v:a {ROOT}><w:b v:val='x &amp; y'/>t</v:a>"), "<Word a><Other b=x & y></>t</>"),
            (format!("<v:a {ROOT}>1<v:skip>2<v:b><v:skip/></v:b>3</v:skip>&lt;&#65;&x;</v:a>"), "<Word a>1<A</>"),
            (format!("<v:a {ROOT}><![CDATA[<b>]]> & c</v:a>"), "<Word a><b> & c</>"),
            (format!("<!DOCTYPE a [<!ENTITY x 'aaaa'>]><v:a {ROOT}>&x;b</v:a>"), "<Word a>b</>"),
        ];
        for (text, wanted) in cases {
            assert_eq!(shown(&text), wanted, "{text}");
        }
    }

    #[test]
    fn broken_xml_is_read_up_to_its_break() {
        let mut xml = Xml::new("<a>one<b></a>");
        let mut nodes = 0;
        while xml.next().is_some() {
            nodes += 1;
        }
        assert!(nodes == 3 && xml.broken.is_some(), "{nodes} {:?}", xml.broken);
    }
}
