//! Under filters, counts are out of what meets the filters.

use serde_json::json;

use crate::reports::library;

#[test]
fn counts_are_out_of_what_meets_the_filters() {
    let library = library();
    for (query, line) in [
        ("drift", "1 passage in 1 of 4 reports, 1 of 2 authorities\n"),
        ("pathway date:2019", "1 passage in 1 of 1 report dated 2019, 1 of 1 authority; 4 reports in all\n"),
        ("drift date:2019", "0 passages in 0 of 1 report dated 2019, 0 of 1 authority; 4 reports in all\n"),
        ("drift kind:inspection date:2018..", " of 2 reports with kind:inspection date:2018.., "),
        ("drift -kind:inspection", " of 2 reports with -kind:inspection, "),
        ("drift (date:2019 OR date:2021)", " of 2 reports with date:(2019 OR 2021), "),
        ("drift date:2019 page:1", " of 1 report with date:2019 page:1, "),
        ("date:2031 drift", "0 passages in 0 of 0 reports dated 2031, "),
        ("*", "25 passages in 4 of 4 reports, 2 of 2 authorities"),
    ] {
        library.findings("search").arg(query).run().stderr_has(line);
    }
}

#[test]
fn json_has_what_meets_the_filters_beside_all() {
    let library = library();
    let within = |query: &str| library.findings("search --format json").arg(query).run().json()["within"].clone();
    assert_eq!(within("drift"), json!(null));
    assert_eq!(within("drift OR date:2019"), json!(null));
    let all = library.run("search date:2019 --format json").json();
    assert_eq!(all["within"], all["total"]);
    for query in ["drift date:2019", "zebras date:2019", "date:2019 section:homes -homes", "date:2019"] {
        let expected = if query.contains("section") { "date:2019 section:homes" } else { "date:2019" };
        let expected = library.findings("search --format json").arg(expected).run().json()["total"].clone();
        assert_eq!(within(query), expected, "{query}");
    }
    let options = library.run("search drift --date 2019 --kind inspection --format json").json();
    assert_eq!(options["within"], within("drift date:2019 kind:inspection"));
    let records = library.findings("batch").stdin("drift date:2019\n").run().json_lines();
    assert_eq!(records[0]["within"], within("drift date:2019"));
}

/// Filters on reports are counted by reports, others by passages, and both come to the same; also where reports were
/// taken out or changed, and have left their documents behind.
#[test]
fn both_ways_of_counting_agree() {
    let place = crate::support::Place::new();
    for number in 0..40 {
        let (year, authority) = (2015 + number % 4, ["Northmere", "Southmere", "Kent"][number % 3]);
        let text = format!("---\nauthority: {authority}\ndate: {year}\n---\n\nDrift {number}.\n\nMore of it.\n");
        place.write(format!("corpus/{number}.md"), text);
    }
    let place = place.indexed();
    for round in 0..2 {
        for filter in
            ["date:2016", "-authority:Kent date:..2017", "authority:(Kent OR Northmere)", "date:2031", "-date:2015"]
        {
            let counted = |query: String, of: &str| {
                place.findings("search --format json --all").arg(query).run().json()[of].clone()
            };
            let expected = counted(filter.to_owned(), "total");
            assert_eq!(counted(format!("drift {filter}"), "within"), expected, "{round} {filter}");
        }
        place.write("corpus/3.md", "---\nauthority: Kent\ndate: 2016\n---\n\nDrift.\n");
        place.remove(["corpus/5.md", "corpus/8.md"][round]);
        place.run("index").status(0);
    }
}
