//! PowerPoint presentations: each slide is a page, with its tables, diagrams and the speaker's notes. Numbers, dates and
//! footers of slides are left out, as those of documents are.

use std::collections::{HashMap, HashSet};

use super::body::{Body, ContainerKind, Paragraph};
use super::numbers::Marker;
use super::package::OfficePackage;
use super::relations::relations;
use super::xml::{Xml, XmlElement, XmlEvent, XmlWalker, decoded, walk_through};
use super::{PagesRead, broken, note_lines};
use crate::extract::Unreadable;
use crate::extract::blocks::BlockLine;
use crate::text::as_raised;

/// More slides than this are no talk.
const MAX_SLIDES: usize = 10_000;

/// Reads a presentation: the lines of each slide, and what could not be read.
pub(super) fn read(mut package: OfficePackage<'_>) -> Result<PagesRead, Unreadable> {
    let main = package.main_part().unwrap_or_else(|| "ppt/presentation.xml".to_owned());
    let content = package.needed(&main)?;
    let mut targets: HashMap<String, String> =
        relations(&mut package, &main).into_iter().map(|relation| (relation.id, relation.target)).collect();
    // A slide that is shown again has been read.
    let paths: Vec<String> = slide_ids(&decoded(&content)).iter().filter_map(|id| targets.remove(id)).collect();
    if paths.len() > MAX_SLIDES {
        let why = format!("it has {} slides, and {MAX_SLIDES} are the most that are read", paths.len());
        return Err(Unreadable::Damaged { what: package.what.to_owned(), why });
    }
    let (mut slides, mut warnings, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for path in paths {
        let mut lines = part_lines(&mut package, &path, slides.is_empty(), &mut seen, &mut warnings);
        for relation in relations(&mut package, &path) {
            match relation.kind.as_str() {
                "diagramData" => {
                    lines.extend(part_lines(&mut package, &relation.target, false, &mut seen, &mut warnings));
                }
                "notesSlide" => {
                    let notes = part_lines(&mut package, &relation.target, false, &mut seen, &mut warnings);
                    lines.extend(note_lines(notes, None));
                }
                _ => {}
            }
        }
        slides.push(lines);
    }
    Ok((slides, warnings))
}

/// The slides in the order in which they are shown, by the names of their relations.
fn slide_ids(presentation: &str) -> Vec<String> {
    let mut xml = Xml::new(presentation);
    let mut ids = Vec::new();
    while let Some(event) = xml.next() {
        if let XmlEvent::Open(element) = event
            && element.name() == "sldId"
        {
            ids.extend(element.prefixed_value("id"));
        }
    }
    ids
}

/// The lines of the shapes of a part.
pub(super) fn shape_lines(package: &mut OfficePackage<'_>, path: &str, warnings: &mut Vec<String>) -> Vec<BlockLine> {
    part_lines(package, path, false, &mut HashSet::new(), warnings)
}

/// The lines of a part, if it has not been read yet.
fn part_lines(
    package: &mut OfficePackage<'_>,
    path: &str,
    is_first: bool,
    seen: &mut HashSet<String>,
    warnings: &mut Vec<String>,
) -> Vec<BlockLine> {
    if !seen.insert(path.to_owned()) {
        return Vec::new();
    }
    match package.needed(path) {
        Ok(part) => {
            let (lines, why) = SlideWalker::new(is_first).walk(&decoded(&part));
            warnings.extend(why.map(|why| format!("{path}: {}", broken(&why))));
            lines
        }
        Err(error) => {
            warnings.push(format!("{path}: {error}"));
            Vec::new()
        }
    }
}

/// What to do at the end of an open element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SlideScope {
    Nothing,
    Shape,
    Paragraph,
    Run,
    Words,
    Body(ContainerKind),
}

/// A walk through the shapes of a slide.
struct SlideWalker {
    body: Body,
    paragraph: Option<Paragraph>,
    /// The level of the title of the slide.
    title_level: u8,
    /// What the placeholder that is filled by the open shape is for.
    placeholder: Option<String>,
    is_raised: bool,
}

impl XmlWalker for SlideWalker {
    type Scope = SlideScope;

    fn open(&mut self, element: &XmlElement<'_>, _: &[SlideScope]) -> Option<SlideScope> {
        let is_title = matches!(self.placeholder.as_deref(), Some("title" | "ctrTitle"));
        let is_left_out = matches!(self.placeholder.as_deref(), Some("sldNum" | "dt" | "ftr" | "hdr" | "sldImg"));
        Some(match element.name() {
            "Fallback" | "extLst" => return None,
            "txBody" if is_left_out => return None,
            "fld" if element.value("type").is_some_and(|kind| kind == "slidenum") => return None,
            "sp" | "pt" => {
                self.placeholder = None;
                SlideScope::Shape
            }
            "ph" => {
                self.placeholder = Some(element.value("type").unwrap_or_default());
                SlideScope::Nothing
            }
            "p" => {
                let heading = is_title.then_some(self.title_level);
                self.paragraph = Some(Paragraph { heading, ..Paragraph::default() });
                SlideScope::Paragraph
            }
            "buChar" | "buAutoNum" => {
                if let Some(paragraph) = &mut self.paragraph {
                    paragraph.marker = Some(Marker::Bullet);
                }
                SlideScope::Nothing
            }
            "r" | "fld" => SlideScope::Run,
            "rPr" => {
                let raised = element.value("baseline").and_then(|percent| percent.parse::<i64>().ok());
                self.is_raised = raised.is_some_and(|percent| percent > 0);
                SlideScope::Nothing
            }
            "t" => SlideScope::Words,
            "br" => {
                self.words("\n");
                SlideScope::Nothing
            }
            "tr" => self.open_level(ContainerKind::Row),
            "tc" => self.open_level(ContainerKind::Cell),
            _ => SlideScope::Nothing,
        })
    }

    fn close(&mut self, frame: SlideScope) {
        match frame {
            SlideScope::Nothing | SlideScope::Words => {}
            SlideScope::Run => self.is_raised = false,
            SlideScope::Shape => self.placeholder = None,
            SlideScope::Paragraph => {
                if let Some(paragraph) = self.paragraph.take() {
                    self.body.paragraph(paragraph);
                }
            }
            SlideScope::Body(_) => {
                self.body.close();
            }
        }
    }

    fn text(&mut self, text: &str, around: &[SlideScope]) {
        if around.last() == Some(&SlideScope::Words) {
            self.words(text);
        }
    }
}

impl SlideWalker {
    fn new(is_first: bool) -> Self {
        Self {
            body: Body::default(),
            paragraph: None,
            title_level: if is_first { 1 } else { 2 },
            placeholder: None,
            is_raised: false,
        }
    }

    /// The lines of a slide, and why they end early if they do.
    fn walk(mut self, text: &str) -> (Vec<BlockLine>, Option<String>) {
        let broken = walk_through(&mut self, text);
        (self.body.finish(), broken)
    }

    fn open_level(&mut self, kind: ContainerKind) -> SlideScope {
        self.body.open(kind);
        SlideScope::Body(kind)
    }

    fn words(&mut self, text: &str) {
        if let Some(paragraph) = &mut self.paragraph {
            let text = if self.is_raised { as_raised(text) } else { text.into() };
            paragraph.push(&text, false);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::archive::zip_of;
    use crate::extract::extract;
    use crate::report::Role;

    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    fn relations(rows: &[(&str, &str, &str)]) -> String {
        let row = |(id, kind, target): &(&str, &str, &str)| {
            format!("<Relationship Id='{id}' Type='{RELATIONS}/{kind}' Target='{target}'/>")
        };
        format!("<Relationships>{}</Relationships>", rows.iter().map(row).collect::<String>())
    }

    fn slide(shapes: &str) -> String {
        let shapes = shapes.replace("[", "<a:p><a:r><a:t>").replace("]", "</a:t></a:r></a:p>");
        format!("<p:sld xmlns:p='x' xmlns:a='y'><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>")
    }

    fn shape(placeholder: &str, text: &str) -> String {
        format!("<p:sp><p:nvSpPr><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:txBody>{text}</p:txBody></p:sp>")
    }

    fn shown(bytes: &[u8]) -> Vec<String> {
        let document = extract("talk.pptx", bytes).expect("it is read").next().expect("one").expect("it is whole");
        let role = |role: &Role| match role {
            Role::Heading(level) => level.to_string(),
            Role::Item(_) => "I".to_owned(),
            Role::Row => "R".to_owned(),
            Role::Aside(_) => "A".to_owned(),
            _ => "P".to_owned(),
        };
        let line = |line: &crate::report::Line| format!("{} {}", role(&line.role), line.text);
        document.pages.iter().map(|page| page.lines.iter().map(line).collect::<Vec<_>>().join("|")).collect()
    }

    #[test]
    fn slides_are_pages_in_the_order_shown() {
        let first = slide(&(shape("<p:ph type='ctrTitle'/>", "[Review of the quay]") + &shape("", "[By the board]")));
        let second = slide(
            &(shape("<p:ph type='title'/>", "[Findings]")
                + &shape(
                    "<p:ph idx='1'/>",
                    "<a:p><a:pPr><a:buChar char='•'/></a:pPr><a:r><a:t>Drift was </a:t></a:r><a:r><a:rPr baseline='30000'/>\
                     <a:t>2</a:t></a:r><a:br/><a:r><a:t>seen</a:t></a:r></a:p>",
                )
                + &shape("<p:ph type='sldNum'/>", "[7]")
                + "<a:tbl><a:tr><a:tc>[Year]</a:tc><a:tc>[Rate]</a:tc></a:tr></a:tbl>"),
        );
        let zip = zip_of(&[
            ("[Content_Types].xml", b""),
            ("_rels/.rels", relations(&[("r", "officeDocument", "ppt/presentation.xml")]).as_bytes()),
            ("ppt/presentation.xml", b"<p:presentation xmlns:p='x' xmlns:r='y'><p:sldId id='256' r:id='b'/><p:sldId id='257' r:id='a'/><p:sldId id='258' r:id='b'/></p:presentation>"),
            ("ppt/_rels/presentation.xml.rels", relations(&[("a", "slide", "slides/s1.xml"), ("b", "slide", "slides/s2.xml")]).as_bytes()),
            ("ppt/slides/s1.xml", second.as_bytes()),
            ("ppt/slides/s2.xml", first.as_bytes()),
            ("ppt/slides/_rels/s1.xml.rels", relations(&[("n", "notesSlide", "../notesSlides/n.xml"), ("d", "diagramData", "../d.xml")]).as_bytes()),
            ("ppt/notesSlides/n.xml", slide(&shape("<p:ph type='body'/>", "[Say it slowly.]")).as_bytes()),
            ("ppt/d.xml", "<d:dataModel xmlns:d='z' xmlns:a='y'><d:pt><d:t><a:p><a:r><a:t>Circle</a:t></a:r></a:p></d:t></d:pt></d:dataModel>".as_bytes()),
        ]);
        assert_eq!(
            shown(&zip),
            [
                "1 Review of the quay|P By the board",
                "2 Findings|I Drift was ²|I seen|R Year\tRate|A Say it slowly.|P Circle"
            ]
        );
    }
}
