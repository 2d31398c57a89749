//! What people see of hits and lists of reports: short forms, orders, counts, colours, ids.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::reports::{ASHCOMBE_2019, LETTER, library, unread};
use crate::support::{Outcome, Place};

fn texts(values: &[Value], name: &str) -> Vec<String> {
    values.iter().map(|value| value[name].as_str().unwrap_or_default().to_owned()).collect()
}

/// The rows of a table by column.
fn rows(outcome: &Outcome) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(outcome.out().as_bytes());
    let header = reader.headers().expect("a table has a header").clone();
    let row = |row: csv::StringRecord| header.iter().zip(&row).map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    reader.records().map(|record| row(record.expect("a row has all cells"))).collect()
}

#[test]
fn the_first_line_of_a_hit_has_the_grade_and_says_which_date_it_is() {
    let library = library();
    library.run("search scarce").stdout_has("Ashcombe · inspection · visit 4–15 March 2019 · ¶4 · p. 2\n");
    library
        .run("search multiagency panel")
        .stdout_has("Brindle · inspection · 30 January 2018 · requires improvement\n");
    library.run("search parents").stdout_has("Ashcombe · focused visit · 23 June 2021\n");
}

#[test]
fn a_hit_takes_one_line_where_that_is_wanted() {
    let library = library();
    let outcome = library.run("search '*' --all --oneline --color never").status(0);
    let hits = library.run("search '*' --all --format jsonl").json_lines();
    let lines: Vec<&str> = outcome.out().lines().collect();
    assert_eq!(lines.len(), hits.len());
    for (line, short) in lines.iter().zip(texts(&hits, "short_id")) {
        assert!(line.starts_with(&format!("{short}  ")) && line.chars().count() <= 100, "{line}");
    }
    let found = library.run("search challenged --oneline --color always");
    found.stdout_has(" · 2018-01-30 · requires improvement").stdout_has("\u{1b}[1m\u{1b}[4mchallenged\u{1b}[0m");
    for options in ["--full", "--context 1", "--explain", "--format json"] {
        library.run(&format!("search drift --oneline {options}")).status(2).stdout("");
    }
}

#[test]
fn brief_output_keeps_to_its_limit_and_says_how_to_go_on() {
    let library = library();
    let all = texts(&library.run("search '*' --all --format jsonl").json_lines(), "short_id");
    let mut seen = Vec::new();
    loop {
        let line = format!("search '*' --all --format brief --max-chars 700 --offset {}", seen.len());
        let outcome = library.run(&line).status(0).stderr("");
        assert!(outcome.out().chars().count() <= 700, "{}", outcome.shown());
        let (last, hits) =
            outcome.out().lines().collect::<Vec<_>>().split_last().map(|(l, h)| (*l, h.to_vec())).unwrap();
        assert!(!hits.is_empty(), "{}", outcome.shown());
        seen.extend(hits.iter().map(|hit| hit.split(" | ").next().unwrap_or_default().to_owned()));
        assert!(last.starts_with("25 passages in 4 of 4 reports"), "{last}");
        match last.split_once("; more: --offset ") {
            Some((_, offset)) => assert_eq!(offset, seen.len().to_string()),
            None => break,
        }
    }
    assert_eq!(seen, all);
    library.run("search challenged --format brief").stdout_has(
        " | Brindle | inspection 2018-01-30 requires improvement | Neglect is not measured. Neglect cases drift,",
    );
    library.run("search scarce --format brief").stdout_has(" | inspection visit 2019-03-15 | p2 ¶4 | Homes for young");
    library.run("search unheard --format brief").status(1).stdout_has("0 passages in 0 of 4 reports");
    library.run("search drift --max-chars 700").status(2).stderr_has("--max-chars is for --format brief");
    library.run("search drift --format brief --max-chars 3").status(2).stderr_has("200");
}

#[test]
fn only_the_fields_that_are_asked_for_are_written() {
    let library = library();
    let whole = library.run("search drift --format jsonl").json_lines();
    let some = library.run("search drift --format jsonl --fields text,score,page,short_id");
    assert!(some.out().starts_with("{\"text\":\"Neglect is not measured."), "{}", some.shown());
    for (some, whole) in some.json_lines().iter().zip(&whole) {
        assert_eq!(some.as_object().unwrap().len(), 4);
        for name in ["text", "score", "page", "short_id"] {
            assert_eq!(some[name], whole[name], "{name}");
        }
    }
    let object = library.run("search drift --format json --fields id").json();
    assert_eq!(object["hits"][0], serde_json::json!({"id": whole[0]["id"]}));
    assert!(object["total"]["passages"].is_u64());
    let table = library.run("search scarce --format csv --fields 'date, page,id'");
    table.stdout("date,page_first,page_last,id\n2019-03-15,2,2,ashcombe/inspection-2019.txt#10\n");
    library.run("search scarce --format tsv --fields label").stdout("label\n4\n");
    library.run("search drift --format csv --fields pages").status(2).stdout("").stderr_has("no field “pages” in csv");
    library.run("search drift --format csv --fields ,").status(2).stdout("").stderr_has("names no field");
    library.run("search drift --fields id").status(2).stdout("").stderr_has("not for text");
}

#[test]
fn each_field_that_can_be_asked_for_is_one_of_a_hit() {
    let library = library();
    let said = library.run("search drift --format json --fields nothing").status(2);
    let names = said.err().rsplit_once("there are ").map(|(_, names)| names.trim().to_owned()).unwrap_or_default();
    // What a hit lacks is a field of hits that lack something.
    let hit = library.run(&format!("search 'parents nowhere' --format jsonl --explain --context 1 --fields '{names}'"));
    let whole = library.run("search 'parents nowhere' --format jsonl --explain --context 1");
    assert_eq!(hit.out(), whole.out());
    // Only a hit that stands for others says where they are.
    for name in names.split(", ").filter(|name| *name != "also") {
        assert!(whole.json().get(name).is_some(), "{name}");
    }
}

#[test]
fn an_authority_has_no_more_hits_than_it_may() {
    let library = library();
    for sort in ["relevance", "newest", "authority", "report"] {
        let all = library.run(&format!("search '*' --all --format jsonl --sort {sort}")).json_lines();
        for most in [1, 3] {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            let expected = all.iter().filter(|hit| {
                let count = counts.entry(hit["authority"].to_string()).or_default();
                *count += 1;
                *count <= most
            });
            let expected: Vec<String> = expected.map(|hit| hit["id"].as_str().unwrap().to_owned()).collect();
            let line = format!("search '*' --all --format jsonl --sort {sort} --per-authority {most}");
            assert_eq!(library.run(&line).ids(), expected, "{line}");
        }
    }
    let batch = library.findings("batch --per-authority 1").stdin("drift\n").run().status(0);
    assert_eq!(batch.ids().len(), 1);
}

#[test]
fn newest_and_oldest_are_orders() {
    let library = library();
    for (name, same) in [("newest", "-date"), ("oldest", "date")] {
        let ids = |sort: &str| library.run(&format!("search '*' --all --format jsonl --sort {sort}")).ids();
        assert_eq!(ids(name), ids(same));
        let batch = |sort: &str| library.findings(&format!("batch --sort {sort}")).stdin("children\n").run().ids();
        assert_eq!(batch(name), batch(same));
    }
}

#[test]
fn reports_are_listed_in_the_order_that_is_asked_for() {
    let library = library();
    let (of_2019, of_2021, brindle, letter) =
        ("ashcombe/inspection-2019.txt", "ashcombe/focused-visit-2021.md", "brindle/inspection-2018.md", "letter.txt");
    for (sort, expected) in [
        ("", [of_2019, of_2021, brindle, letter]),
        ("--sort authority", [of_2019, of_2021, brindle, letter]),
        ("--sort newest", [of_2021, of_2019, brindle, letter]),
        ("--sort oldest", [brindle, of_2019, of_2021, letter]),
        ("--sort date", [brindle, of_2019, of_2021, letter]),
        ("--sort grade", [brindle, of_2019, of_2021, letter]),
        ("--sort kind", [of_2021, of_2019, brindle, letter]),
        ("--sort report", [of_2021, of_2019, brindle, letter]),
    ] {
        assert_eq!(library.run(&format!("reports --format jsonl {sort}")).ids(), expected, "{sort}");
    }
}

#[test]
fn counts_and_files_go_to_stdout() {
    let library = library();
    for query in ["children", "drift", "missing kind:inspection", "unheard"] {
        let total = &library.run(&format!("search '{query}' --format json")).json()["total"];
        let status = i32::from(total["passages"] == 0);
        let count = |options: &str| library.run(&format!("search '{query}' --count {options}")).status(status);
        count("").stdout(&format!("{}\n", total["passages"])).stderr_has(" passage");
        count("--unit report -q").stdout(&format!("{}\n", total["reports"])).stderr("");

        let hits = library.run(&format!("search '{query}' --all --format jsonl")).json_lines();
        let paths: BTreeSet<String> = texts(&hits, "path").into_iter().collect();
        let listed = library.run(&format!("search '{query}' --files-with-matches")).status(status);
        let lines: Vec<String> = listed.out().lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), paths.len(), "each once\n{}", listed.shown());
        assert_eq!(lines.into_iter().collect::<BTreeSet<_>>(), paths);
    }
    library.run("search drift --count --format json").status(2);
}

#[test]
fn neighbours_are_marked_and_end_with_their_section() {
    let place = unread().file(
        "corpus/plan.md",
        "# Plan\n\n## First part\n\nAlpha one is here, as all can see.\n\nBeta two is the one that is asked for.\n\n\
         ## Second part\n\nGamma three is under another heading, and far away.\n",
    );
    let place = place.indexed();
    let hit = &place.run("search 'asked for' --context 5 --format jsonl").json_lines()[0];
    let before = hit["before"].as_array().unwrap();
    assert_eq!(before[0]["text"], "First part");
    assert_eq!(before.len(), 2);
    assert!(hit.get("after").is_none(), "the next section is no neighbour: {hit}");
    let text = place.run("search 'asked for' --context 5");
    text.stdout_has("    First part\n    │ Alpha one is here, as all can see.\n    Beta two is")
        .stdout_lacks("Second part")
        .stdout_lacks("│ First");
    place.run("show plan.md#4 --context 1").stdout_has("\n    │ Alpha one is here").stdout_has("\n    Beta two");
}

#[test]
fn hits_in_a_table_name_their_report_and_its_grade() {
    let library = library();
    let table = library.run("search '*' --all --format csv");
    let hits = library.run("search '*' --all --format jsonl").json_lines();
    for (row, hit) in rows(&table).iter().zip(&hits) {
        assert_eq!(row["report"], hit["report"].as_str().unwrap());
        assert_eq!(row["passage"], hit["passage"].to_string());
        assert_eq!(row["overall_grade"], hit["overall_grade"].as_str().unwrap_or_default());
        assert_eq!(row["id"], format!("{}#{}", row["report"], row["passage"]));
    }
}

#[test]
fn a_short_id_names_what_the_long_one_names() {
    let library = library();
    let reports = library.run("reports --format jsonl").json_lines();
    let shorts: BTreeSet<String> = texts(&reports, "short_id").into_iter().collect();
    assert_eq!(shorts.len(), 4, "{shorts:?}");
    for report in &reports {
        let (id, short) = (report["id"].as_str().unwrap(), report["short_id"].as_str().unwrap());
        assert!((4..=6).contains(&short.len()) && short.bytes().all(|c| c.is_ascii_lowercase()), "{short}");
        for line in ["show ID", "show ID#2 --format json", "show ID#2 --context 1", "show ID#2 --cite plain"] {
            let outcomes = [id, short, &short.to_uppercase()].map(|id| library.run(&line.replace("ID", id)).status(0));
            assert!(outcomes.iter().all(|outcome| outcome.out() == outcomes[0].out()), "{line} {short}");
        }
        for line in ["search '*' --report ID --all", "search 'report:ID' --all"] {
            let [long, short] = [id, short].map(|id| library.run(&format!("{line} --format csv").replace("ID", id)));
            assert!(long.out().lines().count() > 2, "{}", long.shown());
            assert_eq!(long.out(), short.out());
        }
        let batch = |id: &str| library.findings("batch").stdin(format!("drift report:{id}\n")).run();
        assert_eq!(batch(id).json()["total"], batch(short).json()["total"]);
    }
    let hit = &library.run("search scarce --format jsonl").json_lines()[0];
    library.run("search scarce").stdout_has(&format!("\n    {}\n", hit["short_id"].as_str().unwrap()));
    library.run("search scarce --long-ids").stdout_has("\n    ashcombe/inspection-2019.txt#10\n");
}

#[test]
fn a_short_id_stays_with_the_words_and_goes_with_them() {
    let short = |place: &Place, report: &str| {
        place.run(&format!("show {report} --format json")).json_lines()[0]["short_id"].as_str().map(str::to_owned)
    };
    let place = Place::new().file("corpus/a.txt", ASHCOMBE_2019).file("corpus/letter.txt", LETTER).indexed();
    let before = short(&place, "a.txt").expect("it has one");
    place.remove("corpus/a.txt");
    place.write("corpus/moved/b.txt", ASHCOMBE_2019);
    place.run("index --prune").status(0);
    assert_eq!(short(&place, "moved/b.txt"), Some(before.clone()), "wherever the file is");

    place.write("corpus/moved/b.txt", ASHCOMBE_2019.replace("thorough", "patchy"));
    place.run("index").status(0);
    let after = short(&place, "moved/b.txt").expect("it has one");
    assert_ne!(after, before);
    place.run(&format!("show {before}#6")).status(2).stdout("").stderr_has("its words may have changed since");
    place.run(&format!("search '*' --report {before} --format json")).stdout_has("\"passages\":0");
    place.run("show nothing.txt").status(2).stderr_has("no report nothing.txt: `findings reports`");
    place.run("show bcdf").status(2).stderr_has("no report bcdf");
}

#[test]
fn reports_with_the_same_words_have_no_short_id() {
    let place = Place::new().file("corpus/a.txt", LETTER).file("corpus/b.txt", LETTER);
    place.run("index --keep-duplicates").status(0);
    for report in place.run("reports --format jsonl").json_lines() {
        assert_eq!(report["short_id"], Value::Null);
    }
    place.run("search café visited -n 1").stdout_has(".txt#1\n");
}

#[test]
fn colours_can_be_read_and_chosen() {
    let library = library();
    let coloured = library.run("search drift --color always").status(0);
    assert!(coloured.out().contains("\u{1b}[1m\u{1b}[4mdrift\u{1b}[0m"), "{}", coloured.shown());
    assert!(!coloured.out().contains("\u{1b}[33m"), "yellow cannot be read on white");
    let chosen = |list: &str| library.findings("search drift --color always").env("FINDINGS_COLORS", list).run();
    chosen("match=1;31").status(0).stdout_has("\u{1b}[1m\u{1b}[31mdrift\u{1b}[0m");
    chosen("match=38;5;208:faint=").status(0).stdout_has("\u{1b}[38;5;208mdrift").stdout_lacks("\u{1b}[2m");
    for hostile in ["match=\u{1b}]0;x\u{7}", "match=1;31\u{1b}[2J", "match=red", "all=1", "match"] {
        let outcome = chosen(hostile).status(0).stderr_has("FINDINGS_COLORS is ignored");
        assert_eq!(outcome.out(), coloured.out(), "{hostile:?}");
        assert!(!outcome.err().contains(['\u{1b}', '\u{7}']), "{}", outcome.shown());
    }
    library.findings("search drift").env("FINDINGS_COLORS", "match=red").run().stderr_lacks("FINDINGS_COLORS");
}

#[test]
fn completion_asks_the_index_for_values() {
    let library = library();
    library.run("completions --values authority").status(0).stdout("Ashcombe\nBrindle\n").stderr("");
    library.run("completions --values region").stdout("Westmark\n");
    library.run("completions --values grade").stdout("requires improvement\n");
    library.run("completions --values kind").stdout_has("focused-visit\ninspection\n");
    library.run("completions --values inspector").stdout_has("Petra Lindqvist\n");
    let ids = library.run("completions --values id").status(0);
    for report in library.run("reports --format jsonl").json_lines() {
        let (id, short) = (report["id"].as_str().unwrap(), report["short_id"].as_str().unwrap());
        assert!(ids.out().lines().any(|line| line == id), "{}", ids.shown());
        assert!(ids.out().lines().any(|line| line == format!("{short}\t{id}")), "{}", ids.shown());
    }
    library.run("completions --values text").status(2).stdout("").stderr_has("there are those of authority");
    library.run("completions").status(2);
    Place::new().run("completions --values authority").status(2).stdout("");
}

/// What bash completes of a line, with a script for it.
#[cfg(unix)]
fn completed(place: &Place, words: &[&str]) -> Vec<String> {
    let script = place.run("completions bash").status(0).out().to_owned();
    let program = env!("CARGO_BIN_EXE_findings");
    let words = words.iter().map(|word| if *word == "findings" { program } else { word });
    let quoted: Vec<String> = words.map(|word| format!("'{word}'")).collect();
    let run = format!(
        "{script}\nCOMP_WORDS=({})\nCOMP_CWORD={}\n_findings_values '{}' {} {}\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
        quoted.join(" "),
        quoted.len() - 1,
        program,
        quoted[quoted.len() - 1],
        quoted[quoted.len() - 2],
    );
    let mut bash = std::process::Command::new("bash");
    let out = bash.args(["--norc", "-c", &run]).current_dir(place.path(".")).output().expect("there is a bash");
    String::from_utf8(out.stdout).expect("it is text").lines().map(str::to_owned).collect()
}

#[test]
#[cfg(unix)]
fn bash_completes_values_of_the_index() {
    let library = library();
    for (words, expected) in [
        (vec!["findings", "search", "drift", "--authority", "ash"], vec!["Ashcombe"]),
        (vec!["findings", "search", "--authority", "=", "B"], vec!["Brindle"]),
        (vec!["findings", "reports", "--authority", "="], vec!["Ashcombe", "Brindle"]),
        (vec!["findings", "reports", "--grade", ""], vec!["requires\\ improvement"]),
        (vec!["findings", "reports", "--grade", "\"req"], vec!["requires improvement"]),
        (vec!["findings", "reports", "--index", "nowhere", "--grade", ""], vec![""]),
        (vec!["findings", "show", "bri"], vec!["brindle/inspection-2018.md"]),
        (vec!["findings", "open", "LET"], vec!["letter.txt"]),
        (vec!["findings", "search", "--sort", "new"], vec!["newest"]),
    ] {
        assert_eq!(completed(&library, &words), expected, "{words:?}");
    }
}
