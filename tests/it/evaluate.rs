//! `evaluate`: runs measured against judgements.

use crate::reports::{ASHCOMBE_6, BRINDLE_3, library};
use crate::support::Place;

const QRELS: &str = "q1\t0\ta\t2\nq1\t0\tb\t0\nq1\t0\tc\t1\nq2\t0\ta\t1\nq3\t0\td\t1\n";
const FIRST: &str = "q1 Q0 a 1 3 x\nq1 Q0 b 2 2 x\nq1 Q0 c 3 1 x\nq2 Q0 z 1 2 x\nq2 Q0 a 2 1 x\nq9 Q0 a 1 1 x\n";
const SECOND: &str = "q1 Q0 b 1 1 x\nq1 Q0 a 2 1 x\nq2 Q0 a 1 7 x\nq3 Q0 d 1 -5 x\n";

fn judged() -> Place {
    Place::new().file("qrels", QRELS).file("first.run", FIRST).file("second.run", SECOND)
}

#[test]
fn runs_stand_side_by_side_with_what_the_difference_is_worth() {
    let outcome = judged().run("evaluate first.run second.run --qrels qrels -m AP,RR,P@2").status(0).stdout(
        "\
mean  first.run  second.run
AP       0.4444      0.7500
RR       0.5000      0.8333
P@2      0.3333      0.5000

second.run against first.run   change  wins  ties  losses  p (t-test)  p (randomisation)
AP                            +0.3056     2     0       1      0.5803             0.7500
RR                            +0.3333     2     0       1      0.5286             0.7500
P@2                           +0.1667     1     2       0      0.4226             1.0000
",
    );
    outcome.stderr(
        "first.run: 2 of 3 judged queries are answered; 1 missing, counted as 0\n\
         first.run: queries that nobody judged, passed over: 1\n\
         second.run: 3 of 3 judged queries are answered\n",
    );
}

#[test]
fn scores_come_in_every_format() {
    let place = judged();
    place.run("evaluate first.run --qrels qrels -m RR,nDCG@1 --per-query --format csv -q").status(0).stderr("").stdout(
        "\
run,qid,measure,value,change,wins,ties,losses,p_t_test,p_randomisation
first.run,q1,RR,1,,,,,,
first.run,q1,nDCG@1,1,,,,,,
first.run,q2,RR,0.5,,,,,,
first.run,q2,nDCG@1,0,,,,,,
first.run,q3,RR,0,,,,,,
first.run,q3,nDCG@1,0,,,,,,
first.run,all,RR,0.5,,,,,,
first.run,all,nDCG@1,0.3333333333333333,,,,,,
",
    );
    place
        .run("evaluate first.run --qrels qrels -m RR --per-query")
        .stdout("first.run      RR\nq1         1.0000\nq2         0.5000\nq3         0.0000\n\nmean  first.run\nRR       0.5000\n");
    place
        .run("evaluate first.run --qrels qrels -m RR --format md")
        .stdout("| mean | first.run |\n|---|--:|\n| RR | 0.5000 |\n");
    let tsv = place.run("evaluate first.run second.run --qrels qrels -m RR --format tsv").status(0);
    assert_eq!(tsv.out().lines().count(), 3);
    let json = place.run("evaluate first.run second.run --qrels qrels -m RR,R@1 --format json").status(0).json();
    assert_eq!(json["schema"], 1);
    assert_eq!((&json["judged"], &json["runs"][0]["answered"]), (&3.into(), &2.into()));
    assert_eq!(json["runs"][0]["missing"], serde_json::json!(["q3"]));
    assert!(json["runs"][0]["against_first"].is_null() && json["runs"][0].get("queries").is_none());
    let paired = &json["runs"][1]["against_first"]["RR"];
    assert_eq!(
        (&paired["wins"], &paired["losses"], &paired["ways"], &paired["exact"]),
        (&2.into(), &1.into(), &8.into(), &true.into())
    );
}

#[test]
fn queries_without_an_answer_count_unless_they_are_left_out() {
    let place =
        judged().file("failed.run", "{\"id\":\"q1\",\"error\":\"no\",\"hits\":[]}\n{\"id\":\"q2\",\"hits\":[]}\n");
    for (line, rr) in [
        ("evaluate first.run --qrels qrels", "0.5000"),
        ("evaluate first.run --qrels qrels --only-answered", "0.7500"),
        ("evaluate failed.run --qrels qrels", "0.0000"),
    ] {
        place.run(&format!("{line} -m RR")).status(0).stdout_has(rr);
    }
    place
        .run("evaluate failed.run --qrels qrels")
        .stderr_has("1 of 3 judged queries are answered; 2 missing (1 failed), counted as 0");
    let empty = place.findings("evaluate - --qrels qrels -m RR --only-answered").stdin("").run().status(1);
    empty.stdout("mean  -\nRR    –\n");
}

#[test]
fn a_batch_is_measured_in_every_format_by_passages_and_reports() {
    let library = library();
    let topics = "t1\treturn home interview\nt2\tneglect\n";
    let (brindle, ashcombe) = (BRINDLE_3.split_once('#').unwrap().0, ASHCOMBE_6.split_once('#').unwrap().0);
    let place = Place::new()
        .file("passages.tsv", format!("t1\t0\t{ASHCOMBE_6}\t1\nt2\t0\tnowhere\t1\n"))
        .file("reports.tsv", format!("t1\t0\t{brindle}\t1\nt1\t0\t{ashcombe}\t2\nt2\t0\tnowhere\t0\n"));
    for format in ["jsonl", "trec"] {
        let run = library.findings(&format!("batch --format {format}")).stdin(topics).run().status(0);
        place.write(format!("{format}.run"), run.out());
    }
    let csv = library.run("search 'return home interview' --format csv -q").status(0);
    let csv: String = (csv.out().lines().enumerate())
        .map(|(at, line)| format!("{}{line}\n", if at == 0 { "qid,query," } else { "t1,return home interview," }))
        .collect();
    place.write("csv.run", csv);
    for run in ["jsonl.run", "trec.run", "csv.run"] {
        place.run(&format!("evaluate {run} --qrels passages.tsv -m RR,R@10")).status(0).stdout_has("0.2500");
        let outcome = place.run(&format!("evaluate {run} --qrels reports.tsv -m RR --unit report")).status(0);
        outcome.stdout_has("0.5000").stderr_has("1 of 2 judged queries have no relevant document, and count 0");
        place.run(&format!("evaluate {run} --qrels reports.tsv")).stderr_has("none of the hits was judged");
    }
}

#[test]
fn what_cannot_be_measured_is_named_with_its_line() {
    let place = judged()
        .file("twice.run", "q1 Q0 a 1 2 x\nq1 Q0 a 2 1 x\n")
        .file("scattered.run", "q1 Q0 b 1 2 x\nq2 Q0 a 1 2 x\nq1 Q0 a 1 3 x\n")
        .file("short.run", "q1 Q0 a 1 2 x\nq1 Q0 b 2\n")
        .file("text.run", "no run at all\n")
        .file("bad.qrels", "q1 0 a 1\nq1 0 b\n");
    for (line, error) in [
        ("evaluate twice.run --qrels qrels", "twice.run:2: query q1 has a twice"),
        ("evaluate short.run --qrels qrels", "short.run:2: 4 columns"),
        ("evaluate text.run --qrels qrels", "text.run:1: this is no run"),
        ("evaluate first.run --qrels bad.qrels", "bad.qrels:2: a line of judgements has 4 columns"),
        ("evaluate first.run --qrels nowhere", "nowhere"),
        ("evaluate nowhere --qrels qrels", "nowhere"),
        ("evaluate first.run --qrels qrels -m F1", "F1 is no measure"),
        ("evaluate - --qrels -", "stdin, which can be read once only"),
    ] {
        place.run(line).status(2).stdout("").stderr_has(error);
    }
    place.run("evaluate scattered.run --qrels qrels -m RR").status(0).stdout_has("0.6667");
    let scattered = place.findings("evaluate - --qrels qrels").stdin("q1 Q0 b 1 2 x\nq2 Q0 a 1 2 x\nq1 Q0 a 1 3 x\n");
    scattered.run().status(2).stderr_has("-:3: query q1 was above already");
}
