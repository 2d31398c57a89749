//! Help: what is typed instead of a command, the manual's pages, other names of commands and options, manual pages.

use std::fs;

use crate::reports::library;
use crate::support::Place;

#[test]
fn words_that_are_no_command_offer_the_search_for_them() {
    let place = Place::new();
    for (typed, offered) in [
        ("fostering", "findings search fostering"),
        ("fostering 'private care' --since 2019", "findings search fostering 'private care' --since 2019"),
        ("'\"return home\"'", "findings search '\"return home\"'"),
        ("--index my-index neglect", "findings --index my-index search neglect"),
        ("children's homes", "findings search 'children'\\''s' homes"),
        ("serach drift", "findings search drift"),
        ("staus", "findings status"),
    ] {
        let typed = typed.replace("children's", "\"children's\"");
        place.run(&typed).status(2).stdout("").stderr_has(&format!("  {offered}\n")).stderr_lacks("limited");
    }
    for typed in ["limit", "limited", "reader", "read"] {
        place.run(typed).status(2).stderr_lacks("internal").stderr_lacks("'limited'").stderr_lacks("similar");
    }
    place.run("lexicon lits").status(2).stderr_has("list");
}

#[test]
fn without_anything_typed_six_lines_say_what_to_do_first() {
    let outcome = Place::new().run("").status(2).stdout("");
    assert_eq!(outcome.err().lines().count(), 6, "{}", outcome.shown());
    outcome.stderr_has("findings index FOLDER").stderr_has("findings search ").stderr_has("findings help query");
}

#[test]
fn the_pages_of_the_manual_are_in_the_program() {
    let place = Place::new();
    for (page, parts) in [
        ("query", ["QUERY SYNTAX", "NEAR/s"]),
        ("dates", ["DATES", "2018..2020"]),
        ("output", ["OUTPUT", "exit status"]),
        ("metadata", ["METADATA", "metadata.csv"]),
        ("bodies", ["REPORTS OF OTHER BODIES", "profile check"]),
    ] {
        let outcome = place.run(&format!("help {page}")).status(0).stderr("");
        for part in parts {
            assert!(outcome.out().contains(part), "{part}\n{}", outcome.shown());
        }
        assert!(!outcome.out().contains("**") && !outcome.out().contains("](") && !outcome.out().contains("```"));
        place.run("help").stdout_has(&format!("\n  {page} "));
    }
    place.run("help dates").stdout_lacks("QUERY SYNTAX");
    let wide = |line: &&str| line.chars().count() > 80 && line.contains(' ') && !line.starts_with("    ");
    let query = place.run("help query");
    assert_eq!(query.out().lines().filter(wide).collect::<Vec<_>>(), Vec::<&str>::new());
    place.run("help lexicon check").status(0).stdout_has("Usage: findings lexicon check");
    place.run("help nonsense").status(2).stderr_has("query, dates, output, counting, tables, metadata");
}

#[test]
fn commands_and_options_have_the_names_that_people_try() {
    let library = library();
    for (typed, usual) in [
        ("find drift", "search drift"),
        ("find -adult drift", "search -adult drift"),
        ("list", "reports"),
        ("ls --kind inspection", "reports --kind inspection"),
        ("search drift --json", "search drift --format json"),
        ("reports --json", "reports --format json"),
        ("search drift --council Brindle", "search drift --authority Brindle"),
        ("search drift --type inspection", "search drift --kind inspection"),
        ("search drift --year 2018", "search drift --date 2018"),
        ("search drift --from 2018 --to 2019", "search drift --since 2018 --until 2019"),
    ] {
        let (typed, usual) = (library.run(typed), library.run(usual));
        assert_eq!((typed.out(), typed.err()), (usual.out(), usual.err()), "{}", typed.line());
    }
    library.run("search --help").stdout_has("--council").stdout_has("--from").stdout_has("--json");
    library.run("--help").stdout_has("find").stdout_has("ls");
    library.run("search drift -- --json").stdout_lacks("{");
}

#[test]
fn internal_commands_are_nowhere_to_be_seen() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        place.run(&format!("completions {shell}")).status(0).stdout_lacks("limited").stdout_lacks("internal");
    }
    place.run("--help").stdout_lacks("limited").stdout_lacks("internal");
}

#[test]
fn each_command_has_a_page_with_all_of_its_sections() {
    let place = Place::new();
    place.run("man --output pages").status(0);
    let mut names: Vec<String> = fs::read_dir(place.path("pages"))
        .expect("it was made")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(
        names.len() > 12 && names[0] == "findings-batch.1" && names.contains(&"findings.1".to_owned()),
        "{names:?}"
    );
    for name in &names {
        let page = fs::read_to_string(place.path("pages").join(name)).expect("it is text");
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "FILES", "ENVIRONMENT", "EXIT STATUS"]
        {
            let heading = [format!(".SH {section}\n"), format!(".SH \"{section}\"\n")];
            assert!(heading.iter().any(|heading| page.contains(heading)), "{name} has no {section}");
        }
        assert!(!page.contains("Arguments of"), "{name}");
        // What a page refers to is there.
        for other in page.split("findings\\-").skip(1).filter_map(|rest| rest.split_once("(1)")).map(|(name, _)| name) {
            if other.chars().all(|c| c.is_ascii_lowercase()) {
                assert!(names.contains(&format!("findings-{other}.1")), "{name}: {other}");
            }
        }
    }
    place.run("man search").status(0).stdout_has(".TH findings-search 1").stdout_has("per\\-report");
    place.run("man").status(0).stdout_has(".TH findings 1");
    place.run("man nonsense").status(2);
}

#[test]
fn each_variable_that_the_program_reads_is_on_its_page() {
    let page = Place::new().run("man").status(0).out().to_owned();
    let (_, page) = page.split_once(".SH \"ENVIRONMENT\"").expect("it has them");
    let (page, _) = page.split_once(".SH \"EXIT STATUS\"").expect("it has them");
    let is_name = |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let mut names = 0;
    for file in fs::read_dir("src/cli").expect("it is the source").flatten().filter(|file| file.path().is_file()) {
        let source = fs::read_to_string(file.path()).expect("it is text");
        let source = source.split("mod tests {").next().unwrap_or_default();
        if source.contains("env::var") {
            for name in source.split('"').skip(1).step_by(2).filter(is_name) {
                // Those of every program, of a crate, or values.
                let is_left_out = ["PATH", "RUST_BACKTRACE", "RAYON_RS_NUM_CPUS", "FRX"].contains(&name);
                assert!(is_left_out || page.contains(name), "{name} of {}\n{page}", file.path().display());
                names += 1;
            }
        }
    }
    assert!(names > 14, "{names}");
}

#[test]
fn a_page_has_the_files_and_variables_of_its_command() {
    let place = Place::new();
    for (command, has) in [
        ("completions", "FINDINGS_INDEX"),
        ("help", "NO_COLOR"),
        ("batch", "corpus"),
        ("reports", "corpus"),
        ("lexicon", "corpus"),
        ("open", "VISUAL, EDITOR"),
        ("search", "BROWSER"),
        ("evaluate", "This command reads no variable."),
    ] {
        place.run(&format!("man {command}")).status(0).stdout_has(has);
    }
}
