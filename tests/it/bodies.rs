//! Reports of bodies that findings does not know: registers and profiles that a person gives, and what is unknown without.

use serde_json::Value;

use crate::support::Place;

const PAGE: &str = include_str!("../../docs/bodies.md");

/// What the page on bodies has between two marks.
fn of_the_page(start: &str, end: &str) -> &'static str {
    let (_, rest) = PAGE.split_once(start).expect("the page has it");
    rest.split_once(end).expect("it ends").0
}

/// The register that the page gives as an example.
fn register() -> &'static str {
    of_the_page("cat > trusts.csv <<'END'\n", "END\n")
}

/// The profile that the page gives as an example.
fn profile() -> &'static str {
    of_the_page("```toml\n", "```")
}

const DECISION: &str = "\
The Quay Ombudsman's final decision

Complaint against: Quayside Hospitals
Reference: 31 004 118
Date of decision: 6 November 2031

Summary: Mrs B complained that nobody planned her discharge. The Ombudsman found fault.

The complaint
1. Mrs B complained on 3 February 2031 that her discharge was not planned.
";

const VISIT: &str = "\
QHT

Follow-up of discharges at Lantern Vale Constabulary

The first discharge after custody was planned. Lantern Vale Police have a plan for each.
";

fn place() -> Place {
    Place::new()
        .file("trusts.csv", register())
        .file("corpus/decision.txt", DECISION)
        .file("corpus/follow-up.txt", VISIT)
}

fn reports(place: &Place) -> Vec<Value> {
    place.run("reports --format jsonl -q").status(0).json_lines()
}

#[test]
fn the_bodies_of_a_register_are_authorities() {
    let place = place();
    let without = place.run("inspect corpus/decision.txt --format json").status(0).json();
    assert_eq!(without["report"]["authority"], Value::Null);
    place.run("index --register trusts.csv").status(0);
    let read = reports(&place);
    let of = |id: &str| read.iter().find(|report| report["report"] == id || report["id"] == id).cloned().unwrap();
    let decision = of("decision.txt");
    assert_eq!(
        ["authority", "authority_code", "region"].map(|field| decision[field].clone()),
        ["Quayside Hospitals NHS Trust", "Q1", "Southmere"]
    );
    let follow_up = of("follow-up.txt");
    assert_eq!(follow_up["authority"], "Lantern Vale Police");
    assert_eq!(follow_up["publisher"], "Quayside Hospitals NHS Trust", "the letterhead has an alias");
    for (line, expected) in [
        ("search discharge authority:QHT --format jsonl", "decision.txt#"),
        ("search discharge 'authority:\"Lantern Vale Constabulary\"' --format jsonl", "follow-up.txt#"),
        ("search discharge 'authority_type:\"nhs trust\"' --format jsonl", "decision.txt#"),
    ] {
        let found = place.run(line).status(0).ids();
        assert!(!found.is_empty() && found.iter().all(|id| id.starts_with(expected)), "{line}: {found:?}");
    }
    place
        .run("search discharge 'authority:\"Saltby, Thorne and Moor Ambulance Service\"'")
        .status(1)
        .stderr_has("is an authority, but no report here is about it");
    place
        .run("search discharge 'authority:\"Quayside Hospital NHS Trust\"'")
        .status(2)
        .stderr_has("Quayside Hospitals NHS Trust");
    place.run("count discharge --by authority_type").status(0).stdout_has("police force");
    let in_place = place.run("inspect corpus/decision.txt --register trusts.csv --format json").status(0).json();
    assert_eq!(in_place["report"]["authority"], "Quayside Hospitals NHS Trust");
}

#[test]
fn a_register_stays_with_its_index() {
    let place = place();
    place.run("index --register trusts.csv").status(0);
    place.run("index").status(0).stderr_has("nothing has changed");
    let changed = register().replace("Quayside Hospitals NHS Trust,QHT|", "Quay Trust,QHT|");
    place.write("trusts.csv", changed);
    place.run("index --dry-run").status(0).stdout_has("again  corpus/decision.txt");
    place.run("index").status(0).stderr_has("2 files read");
    assert!(reports(&place).iter().any(|report| report["authority"] == "Quay Trust"));
    place.write("trusts.csv", "name,region\nQuay Trust,Southmere\nquay,\n");
    place.run("index").status(2).stderr_has("trusts.csv: line 3: \"quay\" cannot be looked for");
    assert!(reports(&place).iter().any(|report| report["authority"] == "Quay Trust"), "the index is as it was");
    place.run("index --from index --index copied").status(0);
    place.run("search discharge authority:QHT --index copied").status(0);
    place.remove("trusts.csv");
    place.run("index").status(2).stderr_has("trusts.csv");
    place.run("search discharge authority:QHT").status(0);
    place.run("verify").stderr_has("trusts.csv: the bodies of the register that the index was made with are gone");
}

#[test]
fn a_body_of_another_time_is_not_sure() {
    let late = DECISION.replace("Quayside Hospitals", "Saltby, Thorne and Moor Ambulance Service");
    let place = place().file("late.txt", late);
    for (file, expected) in [("late.txt", "likely"), ("corpus/decision.txt", "sure")] {
        let read = place.run(&format!("inspect {file} --register trusts.csv --format json")).status(0).json();
        let evidence = read["report"]["evidence"].as_array().unwrap().clone();
        let of_authority = evidence.iter().find(|one| one["field"] == "authority").unwrap();
        assert_eq!(of_authority["confidence"], expected, "{file}");
    }
}

/// A report that is printed in no way that findings knows.
const QUAY: &str = "\
IN CONFIDENCE

Decision of the Quay Ombudsman on berths

Harbour:      Lantern Quay Harbour
Sent to:      Ms Ada Quill
Decision made 4 March 2031
Day of the capsize: 9 August 2030
We visited on 5 and 6 January 2031
Lead caseworker: Ben Orme

Question finding

Was the berth safe
Fully met
All in all
Not met

1. The complaint was looked into by Cai Lyle, caseworker.
";

#[test]
fn a_profile_says_how_a_family_of_reports_is_read() {
    let place = Place::new().file("quay.toml", profile()).file("corpus/berths.txt", QUAY);
    place.run("index --profile quay.toml").status(0);
    let read = place.run("inspect corpus/berths.txt --profile quay.toml --format json").status(0).json();
    let report = &read["report"];
    for (field, expected) in [
        ("kind", "quay-decision"),
        ("title", "Decision of the Quay Ombudsman on berths"),
        ("authority", "Lantern Quay Harbour"),
        ("publisher", "Quay Ombudsman"),
        ("addressee", "Ms Ada Quill"),
        ("date", "2031-03-04"),
        ("event", "2030-08-09"),
        ("lead_inspector", "Ben Orme"),
        ("overall_grade", "inadequate"),
    ] {
        assert_eq!(report[field], expected, "{field}: {report:#}");
    }
    assert_eq!(report["visit"]["end"], "2031-01-06");
    assert_eq!(report["inspectors"], serde_json::json!(["Cai Lyle", "Ben Orme"]));
    assert_eq!(reports(&place)[0]["kind"], "quay-decision");
    place.run("index").status(0).stderr_has("nothing has changed");
    place.run("search berth kind:quay-notice").status(2).stderr_has("no kind is called quay-notice");
    place.write("quay.toml", profile().replace("quay-decision", "berth-decision"));
    place.run("index").status(0).stderr_has("1 file read");
    assert_eq!(reports(&place)[0]["kind"], "berth-decision");
    place.write("quay.toml", "name = \"x\"\n\n[labels]\nissued = [\"made\"]\n");
    place.run("index").status(2).stderr_has("quay.toml: line 4: unknown field `issued`");
}

#[test]
fn the_kinds_of_a_profile_are_known_before_a_report_has_one() {
    let place = Place::new().file("quay.toml", profile()).file("corpus/note.txt", "A note on berths.\n");
    place.run("index --profile quay.toml").status(0);
    place.run("search berths kind:quay-decision").status(1).stderr_has("no report here is of the kind quay-decision");
    place.run("search berths kind:quay-decisions").status(1).stderr_has("no report here is of the kind quay-decision");
    place.run("search berths kind:audit").status(1).stderr_has("no report here is of the kind audit");
    place.run("index --from index --index copied").status(0);
    place.run("search berths kind:quay-decision --index copied").status(1);
    place.write("kinds.toml", "[[kind]]\nname = \"berth-notice\"\ntitle = [\"notice\"]\n");
    place.run("index corpus --kinds kinds.toml").status(0);
    place.run("search berths kind:berth-notice").status(1).stderr_has("no report here is of the kind berth-notice");
    place.run("search berths kind:quay-decision").status(2).stderr_has("no kind is called quay-decision");
}

#[test]
fn a_profile_is_checked_against_reports() {
    let place = Place::new().file("quay.toml", profile()).file("corpus/berths.txt", QUAY);
    let checked = place.run("profile check quay.toml corpus").status(0);
    for part in [
        "berths.txt\n",
        "\n  kind            quay-decision\n",
        "\n  date            2031-03-04\n",
        "\n  matched         labels.published: decision made\n",
        "\n  matched         kind quay-decision, title: decision of the quay ombudsman\n",
        "\nin no report    labels.title: subject\n",
        "\nin no report    kind quay-decision, markers: quay scheme\n",
    ] {
        assert!(checked.out().contains(part), "{part}\n{}", checked.shown());
    }
    let checked = checked.stderr_has("1 report in 1 file; ");
    assert!(!checked.out().contains("in no report    labels.event"), "{}", checked.shown());
    let lines = place.run("profile check quay.toml corpus --format json").status(0).json_lines();
    assert_eq!((&lines[0]["report"]["kind"], &lines[1]["reports"]), (&"quay-decision".into(), &1.into()));
    let unmatched = lines[1]["unmatched"].as_array().unwrap();
    assert!(unmatched.iter().any(|one| one["list"] == "labels.title" && one["phrase"] == "subject"), "{unmatched:?}");
    place.write("bad.toml", "name = \"x\"\n[people]\nrole = []\n");
    place
        .run("profile check bad.toml corpus")
        .status(2)
        .stdout("")
        .stderr_has("bad.toml: line 3: unknown field `role`");
    place.run("profile check none.toml corpus").status(2).stderr_has("none.toml");
    place.run("profile check quay.toml none").status(2).stderr_has("none");
    std::fs::create_dir(place.path("empty")).unwrap();
    place.run("profile check quay.toml empty").status(1);
}

#[test]
fn the_profiles_of_the_program_can_be_printed_and_checked() {
    let place = Place::new().file("corpus/decision.txt", DECISION);
    let names: Vec<String> = place
        .run("profile show")
        .status(0)
        .out()
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect();
    assert!(names.len() > 4 && names.contains(&"ombudsman".to_owned()), "{names:?}");
    for name in &names {
        let text = place.run(&format!("profile show {name}")).status(0).out().to_owned();
        place.write("own.toml", text);
        place.run("profile check own.toml corpus").status(0);
    }
    place.run("profile show none").status(2).stderr_has("childrens-services");
}

#[test]
fn what_no_report_has_is_said_once() {
    let place = Place::new().file("corpus/a.txt", "We met on the quay.\n").file("corpus/b.txt", "Nobody came.\n");
    let how = "put a file metadata.csv beside the reports, with the columns path,authority,date,kind,publisher,title";
    place
        .run("index")
        .status(0)
        .stderr_has("no report has a known authority, date, kind, publisher or title; ")
        .stderr_has(how);
    place.run("index").status(0).stderr_lacks("metadata.csv");
    let logged = place.run("index --rebuild corpus --log-format json").status(0).err().to_owned();
    let events: Vec<Value> = logged.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let unknown = events.iter().find(|event| event["event"] == "unknown").unwrap();
    assert_eq!(unknown["fields"], serde_json::json!(["authority", "date", "kind", "publisher", "title"]));
    let read = place.run("inspect corpus/a.txt").status(0);
    assert!(
        read.out().contains("\n  unknown: authority, kind, date, title, publisher; to give them, put"),
        "{}",
        read.shown()
    );
    let read = place.run("inspect corpus/a.txt --format json").status(0).json();
    assert_eq!(read["unknown"], serde_json::json!(["authority", "kind", "date", "title", "publisher"]));
    place.run("reports --missing date").status(0).stderr_has("with the columns path,date (");
    place.run("reports --missing date -q").status(0).stderr("");
    // What the advice says helps.
    place.write(
        "corpus/metadata.csv",
        "path,date,authority,kind,title\na.txt,2031,Saltby,visit,On the quay\nb.txt,2032,,,\n",
    );
    place.run("index --rebuild corpus").status(0).stderr_lacks("metadata.csv");
    place.run("reports --missing date").status(1).stderr_lacks("metadata.csv");
}
