//! FAQ files as people have them: what spreadsheets and other tools leave in them, and what comes out again.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::DeskFolder as Desk;
use crate::support::program::{Ended, run_with};

/// A file of the folder `tests/data/faq`.
fn sample(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/faq").join(name).to_string_lossy().into_owned()
}

fn said(ended: &Ended) -> String {
    format!("{}{}", ended.out, ended.err)
}

#[test]
fn a_file_in_the_encoding_of_japanese_excel_is_read_and_the_guess_is_said() {
    let desk = Desk::new();
    let imported = desk.import(&sample("cp932.csv"));
    assert!(imported.code == Some(0) && imported.out.starts_with("1 added"), "{}", said(&imported));
    assert!(imported.err.contains("CP932"), "{}", imported.err);
    assert_eq!(desk.entries()[0]["question"], "①㈱の経費～精算の方法");

    let told = desk.run(&["faq", "import", "--encoding", "cp932", &sample("cp932.csv")]);
    assert!(told.out.starts_with("0 added, 0 changed, 1 unchanged") && told.err.is_empty(), "{}", said(&told));
    let wrongly_told = desk.run(&["faq", "import", "--encoding", "utf-8", &sample("cp932.csv")]);
    assert!(wrongly_told.code == Some(1) && wrongly_told.err.contains("--encoding cp932"), "{}", wrongly_told.err);

    let utf16: Vec<u8> = "\u{feff}質問\t回答\r\nTシャツ\tM\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let imported = desk.import(&desk.write("unicode.txt", utf16));
    assert!(imported.out.starts_with("1 added") && imported.err.contains("UTF-16"), "{}", said(&imported));
}

#[test]
fn columns_and_rows_that_a_spreadsheet_left_empty_are_skipped_in_silence() {
    let desk = Desk::new();
    let imported = desk.import(&sample("padded.csv"));
    assert_eq!(imported.code, Some(0), "{}", imported.err);
    assert!(imported.out.starts_with("1 added") && imported.err.is_empty(), "{}", said(&imported));
}

#[test]
fn a_question_that_stands_twice_without_ids_is_refused_by_line_and_the_first_answer_is_kept() {
    let desk = Desk::new();
    let imported = desk.import(&sample("same-question-twice.csv"));
    assert_eq!(imported.code, Some(3));
    assert!(imported.err.contains("line 3:") && imported.err.contains("on line 2 already"), "{}", imported.err);
    let entries = desk.entries();
    assert!(entries.len() == 1 && entries[0]["answer"].as_str().is_some_and(|text| text.contains("アプリを再起動")));
}

#[test]
fn markup_and_codes_of_a_spreadsheet_become_plain_text_and_that_is_said() {
    let desk = Desk::new();
    let imported = desk.import(&sample("markup.csv"));
    assert!(imported.code == Some(0) && imported.err.contains("2 rows, first in line 2"), "{}", said(&imported));
    let answers: Vec<Value> = desk.entries().into_iter().map(|entry| entry["answer"].clone()).collect();
    assert_eq!(answers, ["一行目\n二行目", "設定を開く\n次へ 押す"]);
    let unseen = desk.write("unseen.csv", "question,answer\nVP\u{200b}N\u{a0}が遅い,\u{feff}待つ\n");
    assert_eq!(desk.import(&unseen).code, Some(0));
    assert!(desk.entries().iter().any(|entry| entry["question"] == "VPN が遅い" && entry["answer"] == "待つ"));
}

#[test]
fn an_export_opens_in_a_spreadsheet_and_is_read_by_its_owner_only() {
    let desk = Desk::new();
    assert_eq!(desk.import(&sample("plain.csv")).code, Some(0));
    let file = desk.write("out.csv", "an older export that everybody could read");
    assert_eq!(desk.run(&["faq", "export", &file]).code, Some(0));
    let bytes = std::fs::read(&file).expect("the export");
    assert!(bytes.starts_with(&[0xef, 0xbb, 0xbf]), "it begins with the byte order mark");
    let mode = std::fs::metadata(&file).expect("the export").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(desk.import(&file).out.trim(), "0 added, 0 changed, 1 unchanged, 0 refused");
}

#[test]
fn a_file_with_japanese_headers_and_semicolons_is_read() {
    let desk = Desk::new();
    let file = desk.write("ja.csv", "ID;質問;回答;言い換え;公開範囲;言語\nk;Q?;A,B;\"v1\nv2\";全員;日本語\n");
    let imported = desk.import(&file);
    assert!(imported.out.starts_with("1 added") && imported.err.contains("semicolon"), "{}", said(&imported));
    let entry = json!({"id": "k", "question": "Q?", "answer": "A,B", "variants": ["v1", "v2"], "language": "ja", "audience": "everyone"});
    assert_eq!(desk.entries(), [entry]);
}

#[test]
fn an_audience_that_would_hide_an_entry_from_everybody_is_refused() {
    let desk = Desk::new();
    let rows = "id,question,answer,audience\n1,Q1,A,team:NoSuch\n2,Q2,A,group:all-staff\n3,Q3,A,team:it\n";
    let file = desk.write("faq.csv", rows);
    let refused = desk.import(&file);
    assert_eq!(refused.out.trim(), "0 added, 0 changed, 0 unchanged, 3 refused");
    for words in ["line 2: audience names the team \"NoSuch\"", "line 3: audience names the group", "line 4:"] {
        assert!(refused.err.contains(words), "{words}: {}", refused.err);
    }
    let named = desk.run(&["faq", "import", "--set", "desk.teams=[{ name = \"IT\" }]", &file]);
    assert!(named.code == Some(3) && named.out.starts_with("1 added"), "{}", said(&named));
    assert_eq!(desk.entries()[0]["audience"], json!(["team:IT"]), "as the desk writes it");
}

#[test]
fn a_dry_run_says_what_would_happen_and_writes_nothing() {
    let desk = Desk::new();
    let first = desk.write("first.csv", "id,question,answer\na,Q1,A1\nb,Q2,A2\n");
    let dry = desk.run(&["faq", "import", "--dry-run", &first]);
    assert_eq!(
        dry.out,
        "line 2: would add a \"Q1\"\nline 3: would add b \"Q2\"\ndry run, nothing written: 2 added, 0 changed, 0 unchanged, 0 refused\n"
    );
    assert!(!Path::new(&desk.path("data")).exists(), "not even a database");

    assert_eq!(desk.import(&first).code, Some(0));
    let before = desk.export("jsonl");
    let second = desk.write("second.csv", "id,question,answer,language\na,Q1,A1,\nb,Q2,other,\nc,Q3,A3,\nd,Q4,A4,xx\n");
    let dry = desk.run(&["faq", "import", "--dry-run", &second]);
    assert_eq!(dry.code, Some(3));
    assert_eq!(
        dry.out,
        "line 3: would change b \"Q2\"\nline 4: would add c \"Q3\"\ndry run, nothing written: 1 added, 1 changed, 1 unchanged, 1 refused\n"
    );
    assert!(dry.err.contains("line 5: language"), "{}", dry.err);
    assert_eq!(desk.export("jsonl"), before);
}

#[test]
fn a_large_file_of_another_kind_is_refused_in_few_lines() {
    let desk = Desk::new();
    let rows = (0..100_000).map(|n| format!("{n};xxxxxxxxxxxxxxxxxxxx")).collect::<Vec<_>>();
    let text = format!("question,answer\n{}\n", rows.join("\n"));
    let csv = desk.import(&desk.write("wrong.csv", &text));
    let jsonl = desk.import(&desk.write("wrong.jsonl", &text));
    for refused in [csv, jsonl] {
        assert_eq!(refused.code, Some(3));
        assert!(refused.err.len() < 10_000 && refused.err.lines().count() < 40, "{} bytes", refused.err.len());
        assert!(refused.err.contains("more refused rows"), "{}", refused.err);
    }
}

/// Texts that are hard to carry through a spreadsheet.
fn hard_entries() -> Vec<Value> {
    let texts = [
        "=1+1",
        "'=1+1",
        "''=1",
        "'plain",
        "＝1+1",
        "＋81",
        "－1",
        "＠yamada",
        "|calc",
        "%0A=1+1",
        "- point\n- point",
        "<br> と書く",
        "&nbsp; と &amp;",
        "_x000D_",
        "_x005F_x000D_",
        "a;b\tc,\"d\"",
        "↵ sign",
        "1 < 2 && 3 > 2",
        "<p>tag</p>\n=1",
    ];
    let entry = |(at, text): (usize, &&str)| {
        json!({"id": format!("={at:02}"), "question": format!("{text} {at}"), "answer": text, "language": "ja", "audience": "everyone",
            "variants": [format!("{text} v"), format!("two\nlines {text}"), format!("x{at}\n{text}\n\n  z")]})
    };
    texts.iter().enumerate().map(entry).collect()
}

#[test]
fn a_round_trip_changes_nothing_and_a_spreadsheet_computes_nothing() {
    let (first, second) = (Desk::new(), Desk::new());
    // As our own export writes them: markup that is meant stands escaped.
    let escaped =
        |entry: &Value| entry.to_string().replace('&', "&amp;").replace('<', "&lt;").replace("_x", "_x005F_x");
    let lines = hard_entries().iter().map(escaped).collect::<Vec<_>>().join("\n");
    let imported = first.import(&first.write("hard.jsonl", lines));
    assert!(imported.out.starts_with("19 added"), "{}", said(&imported));

    let csv = first.export("csv");
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    for record in reader.records() {
        for cell in &record.expect("a row") {
            assert!(!cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%', '\t', '\r']), "{cell:?}");
        }
    }
    for format in ["csv", "jsonl"] {
        let exported = first.write("export", first.export(format));
        let again = first.run(&["faq", "import", "--format", format, &exported]);
        assert_eq!(again.out.trim(), "0 added, 0 changed, 19 unchanged, 0 refused", "{format}: {}", again.err);
        let moved = second.run(&["faq", "import", "--format", format, &exported]);
        assert_eq!(moved.code, Some(0), "{format}: {}", moved.err);
        assert_eq!(second.export("csv"), csv, "{format}");
    }
    let answers: Vec<Value> = second.entries().into_iter().map(|entry| entry["answer"].clone()).collect();
    assert!(answers.contains(&json!("'=1+1")) && answers.contains(&json!("%0A=1+1")), "{answers:?}");
}

#[test]
fn an_import_by_way_of_a_pipe_recognises_what_a_file_would_be() {
    let desk = Desk::new();
    let data = desk.path("data");
    let piped = run_with(
        desk.0.path(),
        &["faq", "import", "--data", &data, "--format", "csv", "-"],
        &[],
        "\u{feff}sep=;\r\nquestion;answer\r\nQ;A\r\n",
    );
    assert_eq!(piped.out.trim(), "1 added, 0 changed, 0 unchanged, 0 refused", "{}", piped.err);
}

#[test]
fn an_import_leaves_an_event_with_its_counts_and_a_dry_run_none() {
    let desk = Desk::new();
    let file = desk.write("faq.csv", "question,answer,language\nQ1,A1,en\nQ2,A2,en\nQ3,A3,xx\n");
    desk.run(&["faq", "import", "--dry-run", &file]);
    desk.import(&file);
    desk.run(&["faq", "import", "--dry-run", &file]);
    let database = Path::new(&desk.path("data")).join("madoguchi.db");
    let facts = crate::support::read_from_sqlite(&database, "SELECT facts FROM events WHERE name = 'faq.imported.v1'");
    let counts: Vec<Value> = facts.iter().map(|facts| serde_json::from_str(facts).expect("JSON")).collect();
    assert_eq!(counts, [json!({"added": 2, "changed": 0, "unchanged": 0, "refused": 1})]);
}

#[test]
fn a_file_whose_name_tells_no_form_is_read_by_how_it_begins() {
    let desk = Desk::new();
    let csv = desk.import(&desk.write("faq", "question,answer\nQ1,A1\n"));
    let jsonl = desk.import(&desk.write("more", "{\"question\":\"Q2\",\"answer\":\"A2\"}\n5\n"));
    assert!(csv.out.starts_with("1 added") && jsonl.out.starts_with("1 added"), "{}{}", said(&csv), said(&jsonl));
    assert!(jsonl.err.contains("an object in { }") && !jsonl.err.contains("Wire"), "{}", jsonl.err);
}
