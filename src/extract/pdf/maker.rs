//! Small PDF files for tests, written out of lines of text with their places.

use std::fmt::Write;

/// A piece of text to be shown on a page.
#[derive(Clone, Copy, Default)]
pub(super) struct SampleText<'a> {
    /// Its words, in Latin letters.
    pub(super) text: &'a str,
    pub(super) left: f32,
    pub(super) base: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
    /// The element of the structure that it belongs to, by its place in [`Maker::elements`].
    pub(super) element: Option<usize>,
}

/// The content of a file.
#[derive(Clone, Default)]
pub(super) struct Maker<'a> {
    /// The pages.
    pub(super) pages: Vec<Vec<SampleText<'a>>>,
    /// The structure: for each element its role and the element that it is in.
    pub(super) elements: Vec<(&'a str, Option<usize>)>,
    /// The labels of pages, as the entry of the catalogue.
    pub(super) page_labels: &'a str,
    /// Whether the fonts are written into the group of the pages.
    pub(super) fonts_in_group: bool,
}

/// A piece of the text's own type.
pub(super) fn piece(text: &str, left: f32, base: f32) -> SampleText<'_> {
    SampleText { text, left, base, size: 12.0, ..SampleText::default() }
}

impl Maker<'_> {
    /// The file.
    pub(super) fn file(&self) -> Vec<u8> {
        let count = self.pages.len();
        // 1 catalogue, 2 group of pages, 3 and 4 fonts, then two objects a page, then the structure.
        let page = |at: usize| 5 + 2 * at;
        let root = page(count);
        let resources = "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >>";
        let (on_page, on_group) = if self.fonts_in_group { ("", resources) } else { (resources, "") };
        let kids: String = (0..count).map(|at| format!("{} 0 R ", page(at))).collect();
        let structure = if self.elements.is_empty() { String::new() } else { format!("/StructTreeRoot {root} 0 R") };
        let mut objects = vec![
            format!("<< /Type /Catalog /Pages 2 0 R {structure} {} >>", self.page_labels),
            format!("<< /Type /Pages /Kids [{kids}] /Count {count} /MediaBox [0 0 595 842] {on_group} >>"),
            font("Helvetica"),
            font("Helvetica-Bold"),
        ];
        let mut content: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.elements.len()];
        for (at, pieces) in self.pages.iter().enumerate() {
            let own = page(at);
            let contents = own + 1;
            objects.push(format!("<< /Type /Page /Parent 2 0 R /Contents {contents} 0 R {on_page} >>"));
            objects.push(stream(pieces));
            for (id, element) in pieces.iter().enumerate().filter_map(|(id, piece)| Some((id, piece.element?))) {
                content[element].push((own, id));
            }
        }
        if !self.elements.is_empty() {
            objects.extend(self.structure(root, &content));
        }
        written(&objects)
    }

    fn structure(&self, root: usize, content: &[Vec<(usize, usize)>]) -> Vec<String> {
        let object = |element: usize| root + 1 + element;
        let kids_of = |parent: Option<usize>| -> String {
            let kids = self.elements.iter().enumerate().filter(|(_, (_, over))| *over == parent);
            kids.map(|(element, _)| format!("{} 0 R ", object(element))).collect()
        };
        let mut objects = vec![format!("<< /Type /StructTreeRoot /K [{}] >>", kids_of(None))];
        for (element, (role, over)) in self.elements.iter().enumerate() {
            let own = content[element].iter();
            let own: String = own.map(|(page, id)| format!("<< /Type /MCR /Pg {page} 0 R /MCID {id} >> ")).collect();
            let (over, kids) = (over.map_or(root, object), kids_of(Some(element)));
            objects.push(format!("<< /Type /StructElem /S /{role} /P {over} 0 R /K [{own}{kids}] >>"));
        }
        objects
    }
}

fn font(name: &str) -> String {
    let widths: String = (32..127).map(|code| if code == 32 { "278 " } else { "556 " }).collect();
    format!(
        "<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 126 /Widths [{widths}] >>"
    )
}

/// A page with a picture of this width and height, and lines of text over it in a rendering mode, in a form of its own if
/// so wanted.
pub(super) fn scan(lines: &[&str], mode: u8, (width, height): (u32, u32), in_form: bool) -> Vec<u8> {
    let shown: String = lines.iter().map(|line| format!("({line}) Tj T* ")).collect();
    let text = format!("BT {mode} Tr /F1 11 Tf 72 760 Td 14 TL {shown}ET");
    let picture = format!("q {width} 0 0 {height} 0 0 cm /I0 Do Q");
    let content = if in_form { format!("{picture} /X0 Do") } else { format!("{picture} {text}") };
    let form = "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>";
    let image = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8";
    let stream =
        |about: &str, content: &str| format!("<< {about} /Length {} >>\nstream\n{content}\nendstream", content.len());
    written(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [6 0 R] /Count 1 /MediaBox [0 0 595 842] >>".to_owned(),
        font("Helvetica"),
        stream(image, "A"),
        stream(form, &text),
        "<< /Type /Page /Parent 2 0 R /Contents 7 0 R /Resources << /Font << /F1 3 0 R >> /XObject << /I0 4 0 R /X0 5 0 R >> >> >>"
            .to_owned(),
        stream("", &content),
    ])
}

fn stream(pieces: &[SampleText<'_>]) -> String {
    let mut content = String::new();
    for (id, piece) in pieces.iter().enumerate() {
        let font = if piece.bold { "F2" } else { "F1" };
        let opened = match piece.element {
            Some(_) => format!("/P << /MCID {id} >> BDC "),
            None => "/Artifact BMC ".to_owned(),
        };
        let (size, left, base) = (piece.size, piece.left, piece.base);
        let text = piece.text.replace('(', "\\(").replace(')', "\\)");
        writeln!(content, "{opened}BT /{font} {size} Tf 1 0 0 1 {left} {base} Tm ({text}) Tj ET EMC")
            .expect("a string takes all");
    }
    format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len())
}

fn written(objects: &[String]) -> Vec<u8> {
    let mut file = "%PDF-1.7\n".to_owned();
    let mut table = String::new();
    for (number, object) in (1..).zip(objects) {
        writeln!(table, "{:010} 00000 n ", file.len()).expect("a string takes all");
        writeln!(file, "{number} 0 obj\n{object}\nendobj").expect("a string takes all");
    }
    let (start, size) = (file.len(), objects.len() + 1);
    write!(file, "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n")
        .expect("a string takes all");
    file.into_bytes()
}
