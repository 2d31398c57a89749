//! Every relative link of a document leads to a file, and to a heading in it, that is there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A document: where its links lead, each with its line, and the anchors of its headings.
struct Document {
    links: Vec<(usize, String)>,
    anchors: Vec<String>,
}

impl Document {
    fn of(text: &str) -> Document {
        let mut document = Document { links: Vec::new(), anchors: Vec::new() };
        let mut heading: Option<String> = None;
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    document.links.push((text[..range.start].matches('\n').count() + 1, dest_url.into_string()));
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::Text(words) | Event::Code(words) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&words);
                    }
                }
                Event::End(TagEnd::Heading(_)) => {
                    let slug = slug(&heading.take().unwrap_or_default());
                    let before = seen.entry(slug.clone()).or_default();
                    document.anchors.push(if *before == 0 { slug } else { format!("{slug}-{before}") });
                    *before += 1;
                }
                _ => {}
            }
        }
        document
    }
}

/// The anchor of a heading, as the pages on which the documents are read make it.
fn slug(heading: &str) -> String {
    let kept = heading.to_lowercase().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect::<String>();
    kept.replace(' ', "-")
}

/// All documents of the project, by their path from its folder down.
fn documents() -> BTreeMap<PathBuf, Document> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let is_ours = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || name == "target")
    };
    let files = walkdir::WalkDir::new(root).into_iter().filter_entry(is_ours).map(|file| file.expect("it can be read"));
    let files = files.filter(|file| file.path().extension().is_some_and(|name| name == "md"));
    let own = |file: walkdir::DirEntry| {
        let text = fs::read_to_string(file.path()).expect("a document can be read");
        (file.path().strip_prefix(root).expect("it is in the project").to_owned(), Document::of(&text))
    };
    files.map(own).collect()
}

/// Where a link in a file leads, from the project's folder down; none where it leads out of the project.
fn target(file: &Path, link: &str) -> Option<PathBuf> {
    let mut path = file.parent().expect("a file is in a folder").to_owned();
    for part in Path::new(link).components() {
        match part {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            Component::ParentDir if path.pop() => {}
            _ => return None,
        }
    }
    Some(path)
}

/// What is wrong with a link, if anything is.
fn fault(documents: &BTreeMap<PathBuf, Document>, file: &Path, link: &str) -> Option<&'static str> {
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let Some(to) = (if path.is_empty() { Some(file.to_owned()) } else { target(file, path) }) else {
        return Some("it leads out of the project");
    };
    if !Path::new(env!("CARGO_MANIFEST_DIR")).join(&to).exists() {
        return Some("there is no such file");
    }
    let anchor = anchor?;
    let known = documents.get(&to).is_some_and(|document| document.anchors.iter().any(|own| own == anchor));
    (!known).then_some("there is no such heading")
}

#[test]
fn the_links_of_the_documents_lead_somewhere() {
    let documents = documents();
    let is_outside = |link: &str| link.contains("://") || link.starts_with("mailto:");
    let all = documents.iter().flat_map(|(file, document)| document.links.iter().map(move |link| (file, link)));
    let inside: Vec<_> = all.filter(|(_, (_, link))| !is_outside(link)).collect();
    let faults: Vec<String> = inside
        .iter()
        .filter_map(|(file, (line, link))| {
            Some(format!("{}:{line}: {link}: {}", file.display(), fault(&documents, file, link)?))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(inside.len() > 20, "{} links were found", inside.len());
}

#[test]
fn a_link_that_leads_nowhere_is_seen() {
    let text =
        "# The `query` syntax: words\n## Fields\n## Fields\n[a](b.md#c)\n\n| [d](#fields-1) |\n|---|\n`[no](link)`\n";
    let document = Document::of(text);
    assert_eq!(document.links, [(4, "b.md#c".to_owned()), (6, "#fields-1".to_owned())]);
    assert_eq!(document.anchors, ["the-query-syntax-words", "fields", "fields-1"]);
    let documents = BTreeMap::from([(PathBuf::from("docs/batch.md"), document)]);
    for (link, expected) in [
        ("#fields-1", None),
        ("batch.md#fields", None),
        ("../docs/./batch.md", None),
        ("../README.md", None),
        ("README.md", Some("there is no such file")),
        ("../../README.md", Some("it leads out of the project")),
        ("#fields-2", Some("there is no such heading")),
        ("../Cargo.toml#fields", Some("there is no such heading")),
    ] {
        assert_eq!(fault(&documents, Path::new("docs/batch.md"), link), expected, "{link}");
    }
}
