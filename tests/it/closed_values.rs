//! Values of fields whose values are known: usual names are read as meant, and what cannot exist fails the query with
//! the names that are near.

use serde_json::Value;

use crate::reports::library;
use crate::support::Place;

/// Letters on three authorities, one of them in the register.
fn letters() -> Place {
    let place = Place::new();
    for (name, front) in [
        ("north.md", "authority: Northmere\nkind: focused-visit\nregion: Westmark"),
        ("south.md", "authority: South Brindle\nkind: inspection\noverall_grade: requires improvement"),
        ("south2.md", "authority: South Corrie\nkind: joint-inspection"),
        ("kent.md", "authority: Kent\nkind: inspection\noverall_grade: inadequate"),
    ] {
        place.write(
            format!("corpus/{name}"),
            format!("---\n{front}\ndate: 2020-03-04\n---\n\n# Letter\n\nDrift goes on.\n"),
        );
    }
    place.indexed()
}

#[test]
fn usual_names_are_read_as_meant() {
    let place = letters();
    for (typed, understood) in [
        ("kind:inspections", "kind:inspection"),
        ("kind:Focused", "kind:focused-visit"),
        ("kind:\"focused visits\"", "kind:focused-visit"),
        ("kind:ILACS", "kind:inspection"),
        ("kind:SIF", "kind:inspection"),
        ("kind:JTAI", "kind:joint-inspection"),
        ("kind:(JTAIs OR focussed)", "kind:(joint-inspection OR focused-visit)"),
        ("grade:RI", "grade:\"requires improvement\""),
        ("grade:\"req. improvement\"", "grade:\"requires improvement\""),
        ("grade:\"overall RI\"", "grade:\"overall requires improvement\""),
        ("authority:\"South Brindle Council\"", "authority:\"South Brindle\""),
        ("authority:\"Kent County Council\"", "authority:Kent"),
    ] {
        let answer = place.findings("search --format json").arg(format!("drift {typed}")).run().status(0).json();
        assert_eq!(answer["query"]["understood"], format!("drift {understood}"), "{typed}");
    }
    for (option, understood) in [
        ("--kind inspections", "drift kind:inspection"),
        ("--grade 'req. improvement'", "drift grade:\"requires improvement\""),
    ] {
        let answer = place.run(&format!("search drift {option} --format json")).status(0).json();
        assert_eq!(answer["query"]["understood"], understood);
        place.run(&format!("reports {option}")).status(0);
    }
    let outcome = place.findings("batch").stdin("{\"query\": \"drift\", \"kind\": \"JTAI\"}\n").run().status(0);
    assert_eq!(outcome.json_lines()[0]["query"]["understood"], "drift kind:joint-inspection");
}

#[test]
fn a_reading_that_is_not_obvious_is_said() {
    let place = letters();
    for (typed, said) in [
        ("kind:ILACS", Some("ILACS is read as inspection")),
        ("kind:JTAI", Some("JTAI is read as joint-inspection")),
        ("kind:inspections", None),
        ("authority:Kent", None),
        ("authority:\"South Brindle Council\"", None),
    ] {
        let answer = place.findings("search --format json").arg(format!("drift {typed}")).run().status(0).json();
        let remarks: Vec<&str> =
            answer["diagnostics"].as_array().into_iter().flatten().filter_map(|one| one["message"].as_str()).collect();
        assert_eq!(remarks.first().copied(), said, "{typed}");
    }
}

#[test]
fn what_cannot_exist_fails_the_query() {
    let place = letters();
    for (words, option, said, near) in [
        ("drift kind:letter", "", "no kind is called letter", None),
        ("drift -kind:letter", "", "no kind is called letter", None),
        ("drift kind:inspecton", "", "no kind is called inspecton", Some("inspection")),
        ("drift authority:Northmear", "", "no authority is called Northmear", Some("Northmere")),
        ("drift authority:Northm", "", "no authority is called Northm", Some("Northmere")),
        ("drift authority:Atlantis", "", "no authority is called Atlantis", None),
        ("drift authority:South", "", "several authorities begin with South", Some("South Corrie")),
        ("drift (authority:Kent OR region:Nowhere)", "", "no region is called Nowhere", None),
        ("drift", "--kind letter", "no kind is called letter", None),
        ("drift", "--authority Glos", "Gloucestershire is an authority, but no report here is about it", None),
    ] {
        let is_known = said.contains("no report here");
        for format in ["text", "json", "jsonl", "csv", "tsv", "md", "trec"] {
            let line = format!("search '{words}' {option} --format {format}");
            let outcome = place.run(&line).status(if is_known { 1 } else { 2 });
            if !is_known && format != "json" {
                outcome.stderr_has(said).stderr_has(near.unwrap_or_default()).stderr_lacks("passage");
            } else if format == "json" {
                let answer = outcome.json();
                let remarks = answer["diagnostics"].as_array().map(Vec::as_slice).unwrap_or_default();
                let remark = remarks.iter().find(|one| one["message"].as_str().is_some_and(|text| text.contains(said)));
                assert!(remark.is_some(), "{line}: {answer}");
                assert_eq!(answer["error"].is_string(), !is_known, "{line}: {answer}");
                let hint = remark.and_then(|one| one["hint"].as_str()).unwrap_or_default();
                assert!(hint.contains(near.unwrap_or_default()), "{line}: {answer}");
                assert!(near.is_some() || !hint.contains("did you mean"), "{line}: {answer}");
            }
        }
    }
    let records = place.findings("batch").stdin("drift\ndrift kind:letter\n").run().status(2).json_lines();
    assert_eq!((&records[0]["error"], records[1]["error"].is_string()), (&Value::Null, true));
    assert_eq!(records[1]["diagnostics"][0]["severity"], "error");
    place.run("reports --kind letter").status(2).stdout("").stderr_has("no kind is called letter");
}

#[test]
fn a_known_name_without_reports_is_said_to_be_that() {
    let place = letters();
    for (typed, said) in [
        ("authority:\"Bristol City Council\"", "Bristol, City of is an authority, but no report here is about it"),
        ("kind:\"press release\"", "no report here is of the kind press-release"),
        ("region:\"South West\"", "no report here is from the region South West"),
        ("authority:North", "no authority that a report here has begins with North"),
    ] {
        let outcome = place.findings("search").arg(format!("drift {typed}")).run().status(1).stderr_has(said);
        assert!(!outcome.err().contains("nearest") && !outcome.err().contains("did you mean"), "{}", outcome.shown());
    }
}

#[test]
fn each_remark_is_written_once() {
    let library = library();
    for (line, said) in [
        ("search drift --since 31/02/2019", "not a date that can be read"),
        ("search drift --since 2020 --until 2018", "no day is both from 2020 on and until 2018"),
        ("search drift date:soon", "not a date that can be read"),
        ("search drift -c", "-c is not part of the query language"),
        ("search drift --kind letter", "no kind is called letter"),
        ("search --strict 'drift OR'", "nothing after OR"),
        ("search autority:Kent", "autority"),
        ("reports --date soon", "not a date that can be read"),
        ("search drift --authority Ash", "Ashcombe"),
    ] {
        let outcome = library.run(line);
        let without_query: Vec<&str> = outcome
            .err()
            .lines()
            .filter(|line| !line.starts_with("autority:") && !line.starts_with("  autority-kent"))
            .collect();
        assert_eq!(without_query.join("\n").matches(said).count(), 1, "{}", outcome.shown());
    }
}

#[test]
fn only_what_is_near_is_suggested_and_never_an_opposite() {
    let place = Place::new();
    place.write("corpus/a.txt", "A letter\n\nSupport was inadequate and ineffective. Plans were unclear.\n");
    let place = place.indexed();
    for (typed, near) in
        [("inadequat", Some("inadequate")), ("adequate", None), ("effective", None), ("clear", None), ("zebras", None)]
    {
        let answer = place.run(&format!("search {typed} --format json")).status(1).json();
        assert_eq!(answer["nothing"]["spellings"][0]["nearest"].as_str(), near, "{typed}");
    }
}

#[test]
fn an_option_takes_several_values_with_commas() {
    let library = library();
    let total = |line: &str| library.run(&format!("{line} --format json")).status(0).json()["total"].clone();
    let both = total("search children authority:Ashcombe,Brindle");
    assert_eq!(total("search children --authority Ashcombe,Brindle"), both);
    assert_eq!(total("search children --authority Ashcombe --authority Brindle"), both);
    library.run("search children --authority Ashcombe,Atlantis").status(2).stderr_has("no authority is called");
}
