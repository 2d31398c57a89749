//! Programs that show a file at a place in it: which are known, which are installed, and their arguments.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::output::file_uri;

use super::command_line;

/// A place in a file.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    /// The file, from the root, so that its name is no option.
    pub(super) path: PathBuf,
    /// The page, in a format that has pages.
    pub(super) page: Option<u32>,
    /// The line, in a format that has lines.
    pub(super) line: Option<u64>,
    /// Words to look for there, which begin with a letter or a digit; none if empty.
    pub(super) words: String,
}

/// A command that shows a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Viewer {
    pub(super) program: String,
    pub(super) arguments: Vec<String>,
    /// Whether it has a window of its own, so that the command does not wait for it.
    pub(super) has_window: bool,
}

/// Viewers of PDF files with windows, and the arguments that each takes before the path.
const FOR_PDF: [(&str, &[&str]); 7] = [
    ("evince", &["--page-index={page}", "--find={words}"]),
    ("okular", &["--page={page}", "--find={words}"]),
    ("zathura", &["--page={page}", "--find={words}"]),
    ("xreader", &["--page-index={page}", "--find={words}"]),
    ("atril", &["--page-index={page}", "--find={words}"]),
    ("papers", &["--page-index={page}", "--find={words}"]),
    ("qpdfview", &["--unique", "--search={words}"]),
];

/// Browsers, which show web pages and PDF files.
const BROWSERS: [&str; 5] = ["firefox", "chromium", "chromium-browser", "google-chrome", "brave-browser"];

/// Programs that open whatever a file is in, at its beginning.
const OPENERS: [&str; 2] = ["xdg-open", "open"];

/// The program that shows text where no editor is named.
const PAGER: &str = "less";

/// What the environment says of viewers.
pub(super) struct Environment<'e> {
    pub(super) get: &'e dyn Fn(&str) -> Option<String>,
    pub(super) is_installed: &'e dyn Fn(&str) -> bool,
}

impl Environment<'_> {
    /// Of this process.
    pub(super) fn of_process() -> Environment<'static> {
        Environment {
            get: &|name| env::var(name).ok().filter(|value| !value.trim().is_empty()),
            is_installed: &|program| {
                let folders = env::var_os("PATH").unwrap_or_default();
                program.contains('/') || env::split_paths(&folders).any(|folder| is_program(&folder.join(program)))
            },
        }
    }

    /// The command that shows a place: that of `FINDINGS_OPEN`, else an installed viewer of its format.
    ///
    /// # Errors
    /// Where there is none, and what may be done.
    pub(super) fn viewer(&self, spot: &Spot) -> Result<Viewer, String> {
        if let Some(line) = (self.get)("FINDINGS_OPEN") {
            return from_template(&line, spot);
        }
        let ending = spot.path.extension().and_then(OsStr::to_str).unwrap_or_default().to_lowercase();
        // On macOS, windows need no variable.
        let has_windows =
            cfg!(target_os = "macos") || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| (self.get)(name).is_some());
        let is_web = matches!(ending.as_str(), "html" | "htm" | "xhtml");
        let found = match ending.as_str() {
            "pdf" => has_windows.then(|| self.pdf_viewer(spot).or_else(|| self.browser(spot))).flatten(),
            _ if is_web => has_windows.then(|| self.browser(spot)).flatten(),
            _ if spot.line.is_some() => return self.editor(spot),
            _ => None,
        };
        let opener = || {
            has_windows.then(|| self.first(&OPENERS)).flatten().map(|program| Viewer {
                program: program.to_owned(),
                arguments: vec![spot.path.display().to_string()],
                has_window: true,
            })
        };
        found.or_else(opener).ok_or_else(|| {
            let why = if has_windows { "no viewer for it is installed" } else { "there is no display for a viewer" };
            format!(
                "{}: {why}; FINDINGS_OPEN='COMMAND {{path}} {{page}} {{line}} {{words}}' names one",
                spot.path.display()
            )
        })
    }

    fn first(&self, programs: &[&'static str]) -> Option<&'static str> {
        programs.iter().copied().find(|program| (self.is_installed)(program))
    }

    fn pdf_viewer(&self, spot: &Spot) -> Option<Viewer> {
        let (program, arguments) = FOR_PDF.iter().find(|(program, _)| (self.is_installed)(program))?;
        let mut arguments: Vec<String> = arguments
            .iter()
            .filter(|argument| !argument.contains("{words}") || !spot.words.is_empty())
            .filter(|argument| !argument.contains("{page}") || spot.page.is_some())
            .map(|argument| filled(argument, spot))
            .collect();
        let page = spot.page.filter(|_| *program == "qpdfview").map(|page| format!("#{page}")).unwrap_or_default();
        arguments.push(format!("{}{page}", spot.path.display()));
        Some(Viewer { program: (*program).to_owned(), arguments, has_window: true })
    }

    fn browser(&self, spot: &Spot) -> Option<Viewer> {
        let program = self.named_browser().or_else(|| self.first(&BROWSERS).map(str::to_owned))?;
        Some(Viewer { program, arguments: vec![file_uri(&spot.path, spot.page)], has_window: true })
    }

    /// The browser for an address of the web: that of `BROWSER`, else the one that the system opens.
    #[cfg(feature = "serve")]
    pub(super) fn for_address(&self, address: &str) -> Option<Viewer> {
        let installed = || self.first(&OPENERS).or_else(|| self.first(&BROWSERS)).map(str::to_owned);
        let program = self.named_browser().or_else(installed)?;
        Some(Viewer { program, arguments: vec![address.to_owned()], has_window: true })
    }

    fn named_browser(&self) -> Option<String> {
        let named = (self.get)("BROWSER").and_then(|named| named.split(':').next().map(str::to_owned));
        named.filter(|program| (self.is_installed)(program))
    }

    /// The editor of the environment at the line, else a pager.
    fn editor(&self, spot: &Spot) -> Result<Viewer, String> {
        let path = spot.path.display().to_string();
        let line = spot.line.unwrap_or(1);
        let named = ["VISUAL", "EDITOR"].iter().find_map(|name| Some((name, (self.get)(name)?)));
        let mut command = match named {
            Some((name, line)) => command_line::split(&line).map_err(|why| format!("{name}: {why}"))?,
            None if (self.is_installed)(PAGER) => vec![PAGER.to_owned()],
            None => Vec::new(),
        };
        if command.is_empty() {
            return Err(format!("{path}: no editor to open it with: EDITOR or FINDINGS_OPEN names one"));
        }
        let program = command.remove(0);
        let name = program.rsplit('/').next().unwrap_or_default();
        let (place, has_window) = match name {
            "code" | "codium" => (vec!["--goto".to_owned(), format!("{path}:{line}")], true),
            "subl" | "zed" => (vec![format!("{path}:{line}")], true),
            "hx" | "helix" | "micro" => (vec![format!("{path}:{line}")], false),
            "kate" => (vec!["--line".to_owned(), line.to_string(), path], true),
            _ => (vec![format!("+{line}"), path], matches!(name, "gvim" | "gedit" | "mousepad" | "pluma" | "xed")),
        };
        command.extend(place);
        Ok(Viewer { program, arguments: command, has_window })
    }
}

/// The command of a line with `{path}`, `{page}`, `{line}` and `{words}` in it. Each argument stays one, whatever is put
/// in it.
fn from_template(line: &str, spot: &Spot) -> Result<Viewer, String> {
    let arguments = command_line::split(line).map_err(|why| format!("FINDINGS_OPEN: {why}"))?;
    let names_path = arguments.iter().any(|argument| argument.contains("{path}"));
    let mut arguments = arguments.iter().map(|argument| filled(argument, spot));
    let program = arguments.next().filter(|program| !program.is_empty()).ok_or("FINDINGS_OPEN names no command")?;
    let path = (!names_path).then(|| spot.path.display().to_string());
    Ok(Viewer { program, arguments: arguments.chain(path).collect(), has_window: false })
}

/// An argument with the values of a place; what is not known is the first page and the first line. One pass, so that
/// a value with a brace in it stays as it is.
fn filled(argument: &str, spot: &Spot) -> String {
    let values = [
        ("{path}", spot.path.display().to_string()),
        ("{page}", spot.page.unwrap_or(1).to_string()),
        ("{line}", spot.line.unwrap_or(1).to_string()),
        ("{words}", spot.words.clone()),
    ];
    let mut filled = String::new();
    let mut rest = argument;
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        match values.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, value)) => {
                filled.push_str(value);
                rest = &rest[name.len()..];
            }
            None => {
                filled.push('{');
                rest = &rest[1..];
            }
        }
    }
    filled + rest
}

fn is_program(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        path.metadata().is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
    }
    #[cfg(not(unix))]
    path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(path: &str) -> Spot {
        let line = path.ends_with(".txt").then_some(31);
        Spot { path: path.into(), page: path.ends_with(".pdf").then_some(17), line, words: "private fostering".into() }
    }

    /// The command for a file, with these variables and programs.
    fn command(path: &str, variables: &[(&str, &str)], installed: &[&str]) -> String {
        let get = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let is_installed = |program: &str| installed.contains(&program);
        match (Environment { get: &get, is_installed: &is_installed }).viewer(&spot(path)) {
            Ok(Viewer { program, arguments, .. }) => format!("{program} {}", arguments.join("|")),
            Err(why) => format!("! {why}"),
        }
    }

    #[test]
    fn a_file_is_shown_by_what_is_installed() {
        let shown = ("DISPLAY", ":0");
        for (installed, expected) in [
            ("evince", "evince --page-index=17|--find=private fostering|/r/a b.pdf"),
            ("okular", "okular --page=17|--find=private fostering|/r/a b.pdf"),
            ("zathura", "zathura --page=17|--find=private fostering|/r/a b.pdf"),
            ("xreader", "xreader --page-index=17|--find=private fostering|/r/a b.pdf"),
            ("atril", "atril --page-index=17|--find=private fostering|/r/a b.pdf"),
            ("qpdfview", "qpdfview --unique|--search=private fostering|/r/a b.pdf#17"),
            ("firefox", "firefox file:///r/a%20b.pdf#page=17"),
            ("xdg-open", "xdg-open /r/a b.pdf"),
        ] {
            assert_eq!(command("/r/a b.pdf", &[shown], &[installed, "less"]), expected);
        }
        let browser = command("/r/a.pdf", &[shown, ("BROWSER", "surf:firefox")], &["surf"]);
        assert_eq!(browser, "surf file:///r/a.pdf#page=17");
        assert_eq!(command("/r/a.htm", &[shown], &["evince", "chromium"]), "chromium file:///r/a.htm");
        assert_eq!(command("/r/a.docx", &[shown], &["evince", "xdg-open"]), "xdg-open /r/a.docx");
        for (editor, expected) in [
            ("vim -R", "vim -R|+31|/r/a.txt"),
            ("code", "code --goto|/r/a.txt:31"),
            ("/usr/bin/hx", "/usr/bin/hx /r/a.txt:31"),
            ("", "less +31|/r/a.txt"),
        ] {
            let variables = if editor.is_empty() { vec![] } else { vec![("EDITOR", editor)] };
            assert_eq!(command("/r/a.txt", &variables, &["less"]), expected);
        }
    }

    #[test]
    fn without_a_viewer_it_says_what_is_needed() {
        assert!(
            command("/r/a.pdf", &[("DISPLAY", ":0")], &[])
                .starts_with("! /r/a.pdf: no viewer for it is installed; FINDINGS_OPEN=")
        );
        assert!(command("/r/a.pdf", &[], &["evince"]).starts_with("! /r/a.pdf: there is no display"));
        assert!(command("/r/a.txt", &[], &[]).starts_with("! /r/a.txt: no editor"));
        for name in ["VISUAL", "EDITOR"] {
            let said = command("/r/a.txt", &[(name, "vi 'x")], &[]);
            assert!(said.starts_with(&format!("! {name}: a ' is not closed")), "{said}");
        }
    }

    #[test]
    fn a_command_of_ones_own_is_filled_in_and_not_run_by_a_shell() {
        let own = |line: &str| command("/r/$(x) {page}.pdf", &[("FINDINGS_OPEN", line)], &[]);
        assert_eq!(own("show {path} -p{page} '{words}' {line}"), "show /r/$(x) {page}.pdf|-p17|private fostering|1");
        assert_eq!(own("'my viewer'"), "my viewer /r/$(x) {page}.pdf");
        assert_eq!(own("show {pathh} {other} {"), "show {pathh}|{other}|{|/r/$(x) {page}.pdf");
        assert!(own("show '").starts_with("! FINDINGS_OPEN: a ' is not closed"));
        assert!(own("''").starts_with("! FINDINGS_OPEN names no command"));
    }
}
