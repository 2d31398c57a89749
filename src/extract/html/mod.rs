//! Web pages: the report in the page as lines, without its surroundings.
//!
//! Pages come from browsers, word processors and tools, so everything here goes by the meaning of elements and roles,
//! never by the look of one site.

mod attributes;
mod choose;
mod parse;
mod survey;
mod tree;
mod walk;

use std::borrow::Cow;

use super::blocks::BlockLine;
use super::encoding::Encoding;
use crate::report::{Document, Line, Page};
use choose::PageScope;
use survey::Survey;

/// Reads a web page. It is one page of a report, however long.
pub(super) fn read(bytes: &[u8]) -> Document {
    let encoding = Encoding::of_html(bytes);
    let text = encoding.decode(&bytes[encoding.bom_length()..]);
    let mut warnings: Vec<String> = encoding.warning(bytes).into_iter().collect();
    let text = match attributes::without_floods(&text) {
        Some(bare) => {
            warnings.push("elements with thousands of attributes: read without any".to_owned());
            Cow::Owned(bare)
        }
        None => text,
    };
    let page = parse::parse(&text);
    let survey = Survey::new(&page);
    let scope = choose::scope(&page, &survey);
    let mut lines = walk::lines(&page, &survey, scope);
    if !holds_enough(&lines, survey.words) {
        let whole = walk::lines(&page, &survey, PageScope::everything(&survey));
        if word_count(&whole) > word_count(&lines) {
            warnings.push("no part of the page stands out as the report: all of it was read".to_owned());
            lines = whole;
        }
    }
    let lines: Vec<Line> =
        lines.into_iter().map(|line| Line { text: line.text, role: line.role, bytes: None }).collect();
    let pages = if lines.is_empty() { Vec::new() } else { vec![Page { lines }] };
    Document { given: survey.given, pages, warnings, ..Document::default() }
}

/// The lines of a piece of HTML in a file of another format.
pub(super) fn lines_of(fragment: &str) -> Vec<BlockLine> {
    let bare = attributes::without_floods(fragment);
    let page = parse::parse(bare.as_deref().unwrap_or(fragment));
    let survey = Survey::new(&page);
    walk::lines(&page, &survey, PageScope::everything(&survey))
}

/// A report may be a small part of its page, but a twentieth is an accident.
fn holds_enough(lines: &[BlockLine], words_of_page: usize) -> bool {
    word_count(lines) * 20 > words_of_page
}

fn word_count(lines: &[BlockLine]) -> usize {
    lines.iter().map(|line| line.text.split_whitespace().count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Role;

    fn shown(source: &str) -> String {
        let lines = read(source.as_bytes()).pages.into_iter().flat_map(|page| page.lines);
        lines.map(|line| format!("{} {}\n", short(&line.role), line.text)).collect()
    }

    fn short(role: &Role) -> String {
        match role {
            Role::Text => "t".to_owned(),
            Role::Block(first) => if *first { "P" } else { "p" }.to_owned(),
            Role::Quote(first) => if *first { "Q" } else { "q" }.to_owned(),
            Role::Item(first) => if *first { "I" } else { "i" }.to_owned(),
            Role::Heading(level) => format!("{level}"),
            Role::Row => "R".to_owned(),
            Role::Aside(_) => "a".to_owned(),
        }
    }

    #[test]
    fn blocks_become_lines_with_roles() {
        let cases = [
            (
                "<h1>A <em>vis</em>it<br>letter</h1><p>One\n two&nbsp;three<br>four</p>",
                "1 A visit letter\nP One two three\np four\n",
            ),
            ("<div>bare <p>para</p> tail <span>x</span>y</div>", "P bare\nP para\nP tail xy\n"),
            (
                "<ul><li>one<ul><li>inner</li></ul>rest</li><li><p>two</p><p>more</p></ul>",
                "I one\nI inner\nP rest\nI two\nP more\n",
            ),
            (
                "<ol start=12><li>a<li value=15>b<li>c</ol><ol type=a><li>x<li>y</ol>",
                "I 12. a\nI 15. b\nI 16. c\nI a. x\nI b. y\n",
            ),
            ("<ol><li><ul><li>in</ul><li></ol>", "I 1.\nI in\nI 2.\n"),
            (
                "<table><caption>Cap</caption><tr><th>Area<th>Grade<tr><td><p>Help</p><p>too</p><td>Good</table>",
                "P Cap\nR Area\tGrade\nR Help too\tGood\n",
            ),
            (
                "<table><tr><td><h2>Head</h2><p>Text</p><table><tr><td>a<td>b</table></table>",
                "2 Head\nP Text\nR a\tb\n",
            ),
            ("<table><tr><td><ol><li>x<li>y</ol><td></table>", "R 1. x 2. y\n"),
            ("<pre>one\n  two\n\nthree<br>four</pre><p>x", "t one\nt two\nt \nt three\nt four\nP x\n"),
            ("<dl><dt>Term<dd>Said</dl><blockquote>quoted</blockquote>", "P Term\nP Said\nQ quoted\n"),
            ("<p>The board<sup><a href=#n>1</a></sup> met on the 4<sup>th</sup>", "P The board 1 met on the 4th\n"),
            ("<p>care<sup>3</sup> was for 12 m<sup> 2 </sup>in<sup>2019</sup>", "P care³ was for 12 m ² in2019\n"),
            ("<p>• one<br>• two<br>on</p>", "I one\nI two\ni on\n"),
            ("<h2>Not closed<p>One<p>Two", "P Not closed\nP One\nP Two\n"),
            (
                "<p>&#147;safe&#148; &amp; sound</p><!-- no --><script>var no</script><style>no</style>",
                "P “safe” & sound\n",
            ),
        ];
        for (source, wanted) in cases {
            assert_eq!(shown(source), wanted, "{source}");
        }
    }

    #[test]
    fn what_stands_around_a_report_is_left_out() {
        let text = "<p>The report says what was found on the visit, at some length and in full.</p>";
        let wanted = "P The report says what was found on the visit, at some length and in full.\n";
        let around = [
            format!("<nav>menu</nav><main>{text}</main><footer>end</footer>"),
            format!("<p>before</p><div role=main>{text}<aside>also</aside><button>Print</button></div>"),
            format!("<div>menu</div><article>{text}<footer>shared</footer></article>"),
            format!("<header>site</header>{text}<form>search</form>"),
            format!("<a href='#main'>Skip to main content</a><div class='Cookie-banner'>we use</div>{text}"),
            format!("<div role=dialog>we use</div><div class='nav'>menu</div><div hidden>no</div>{text}"),
            format!("<form id=aspnet><h1 style='display: none'>no</h1>{text}</form><p aria-hidden=true>no"),
            format!("<div title=header><p>Running head</p></div>{text}<template>no</template><noscript>no</noscript>"),
            format!("<body class='cookie-seen'>{text}<svg><text>no</text></svg><select><option>no</select>"),
        ];
        for source in around {
            assert_eq!(shown(&source), wanted, "{source}");
        }
    }

    #[test]
    fn the_head_of_a_report_stays() {
        let cases = [
            ("<main><header><h1>Title</h1><p>May 2024</p></header><p>Text</main>", "1 Title\nP May 2024\nP Text\n"),
            ("<body><header id=title-block><h1>Title</h1></header><p>Text", "1 Title\nP Text\n"),
            ("<article><hgroup><h1>Title</h1><p>Sub</p></hgroup><p>Text</article>", "1 Title\nP Sub\nP Text\n"),
            ("<nav><p>All there is is in here", "P All there is is in here\n"),
        ];
        for (source, wanted) in cases {
            assert_eq!(shown(source), wanted, "{source}");
        }
    }

    #[test]
    fn a_page_gives_its_own_fields() {
        let source = "<!doctype html><html lang=en-GB><title> A\n visit </title><meta name=Author content='A. Reed'>
            <meta property='article:published_time' content='2021-05-04T09:00'><meta name=date content=2020><p>x";
        let given = read(source.as_bytes()).given;
        let wanted = [
            ("html:lang", "en-GB"),
            ("html:title", "A visit"),
            ("html:author", "A. Reed"),
            ("html:published", "2021-05-04T09:00"),
        ];
        assert_eq!(given, wanted.map(|(field, value)| (field.to_owned(), value.to_owned())));
    }

    #[test]
    fn hostile_pages_end_and_keep_their_words() {
        let parts = [
            "<div>a",
            "<b>a",
            "<p><b>a",
            "<a><p>a",
            "<table><tr><td>a",
            "<ul><li>a",
            "<svg><g>a",
            "<font color=1><p>a",
            "<object><div>a</div>",
            "<div></x>a",
            "<h1>a",
            "<select><option>a",
            "<x>a</y>",
            "<i><table>a",
            "<template>a",
        ];
        for part in parts {
            let page = read(format!("{}zebra", part.repeat(20_000)).as_bytes());
            let text: String = page.pages.iter().flat_map(|page| &page.lines).map(|line| line.text.as_str()).collect();
            assert!(text.contains("zebra") || part.contains("template") || part.contains("select"), "{part}");
        }
        let attributes: String = (0..100_000).map(|number| format!(" a{number}=\">\"")).collect();
        assert_eq!(shown(&format!("<div{attributes}><p>zebra")), "P zebra\n");
    }
}
