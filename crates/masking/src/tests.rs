use super::*;
use serde_json::Value;
use std::collections::BTreeMap;

const LABELLED: &str = include_str!("../tests/data/pii-ja.jsonl");
const OWN: &str = include_str!("../tests/data/pii-own.jsonl");

fn nobody() -> Known {
    Known::default()
}

fn masked(text: &str, known: &[&str]) -> String {
    mask(text, &Known::new(known)).text
}

/// The labelled spans of a line in bytes, with their type and value.
fn labels(case: &Value) -> Vec<(Range<usize>, String, String)> {
    let text = case["text"].as_str().expect("every case has a text");
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let place = |value: &Value| {
        bytes[usize::try_from(value.as_u64().expect("offsets are numbers")).expect("offsets are small")]
    };
    case["spans"]
        .as_array()
        .expect("spans is a list")
        .iter()
        .map(|span| {
            let word = |field: &str| span[field].as_str().expect("type and value are texts").to_owned();
            (place(&span["start"])..place(&span["end"]), word("type"), word("value"))
        })
        .collect()
}

/// Recall by type (labelled spans wholly masked), and the share of clean lines that were touched.
fn score(known: impl Fn(&Value) -> Known) -> (BTreeMap<String, (usize, usize)>, f64) {
    let mut recall: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let (mut clean, mut touched) = (0_usize, 0_usize);
    for line in LABELLED.lines() {
        let case: Value = serde_json::from_str(line).expect("the cases are JSON");
        let text = case["text"].as_str().expect("every case has a text");
        let found = mask(text, &known(&case)).spans;
        let labels = labels(&case);
        if labels.is_empty() {
            clean += 1;
            touched += usize::from(!found.is_empty());
            if !found.is_empty() {
                println!("touched: {text} {found:?}");
            }
        }
        for (range, kind, value) in labels {
            let covered = text[range.clone()]
                .char_indices()
                .filter(|(_, c)| !c.is_whitespace())
                .all(|(at, _)| found.iter().any(|span| span.range.contains(&(range.start + at))));
            if !covered {
                println!("missed {kind}: {value} in {text}");
            }
            let (hit, all) = recall.entry(kind).or_default();
            *hit += usize::from(covered);
            *all += 1;
        }
    }
    (recall, touched as f64 / clean as f64)
}

fn report(title: &str, recall: &BTreeMap<String, (usize, usize)>, touched: f64) {
    println!("{title}");
    for (kind, (hit, all)) in recall {
        println!("  {kind:15} {hit:4}/{all:<4} {:.3}", *hit as f64 / *all as f64);
    }
    println!("  clean lines touched {touched:.3}");
}

#[test]
fn labelled_personal_data_is_masked_and_clean_lines_stay() {
    let (recall, touched) = score(|_| nobody());
    report("nobody known", &recall, touched);
    for (kind, (hit, all)) in &recall {
        let least = match kind.as_str() {
            "PERSON" => 0.85,
            "ADDRESS" => 0.95,
            _ => 0.99,
        };
        assert!(*hit as f64 >= least * *all as f64, "{kind}: {hit} of {all}");
    }
    assert!(touched <= 0.05, "{touched} of the clean lines were touched");
}

#[test]
fn participants_are_always_masked() {
    let (recall, touched) = score(|case| {
        Known::new(labels(case).into_iter().filter(|(_, kind, _)| kind == "PERSON").map(|(_, _, name)| name))
    });
    report("people known", &recall, touched);
    let (hit, all) = recall["PERSON"];
    assert_eq!(hit, all);
}

#[test]
fn other_wordings_are_masked_too() {
    let mut wrong = Vec::new();
    for line in OWN.lines() {
        let case: Value = serde_json::from_str(line).expect("the cases are JSON");
        let text = case["text"].as_str().expect("every case has a text");
        let list = |field: &str| -> Vec<&str> {
            case[field].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
        };
        let masked = mask(text, &Known::new(list("known"))).text;
        let leaked = list("masked").iter().any(|value| masked.contains(value));
        let lost = list("kept").iter().any(|value| !masked.contains(value));
        let touched = case["clean"].as_bool() == Some(true) && masked != text;
        if leaked || lost || touched {
            wrong.push(format!("{text}\n  -> {masked}"));
        }
    }
    assert!(wrong.is_empty(), "{} lines\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn names_are_masked_in_every_form() {
    let known = ["山田 太郎 (IT)", "Suzuki, Hanako", "東 光", "Will Smith", "ﾀﾅｶ ｻｸﾗ", "김민수"];
    for (text, expected) in [
        ("山田太郎さんに聞いてください", "〔氏名〕さんに聞いてください"),
        ("太郎　山田です", "〔氏名〕です"),
        ("山田様", "〔氏名〕様"),
        ("担当は山田です", "担当は〔氏名〕です"),
        ("太郎くんへ", "〔氏名〕くんへ"),
        ("Thanks Hanako!", "Thanks [name]!"),
        ("HANAKO SUZUKI wrote", "[name] wrote"),
        ("東さんと光さん", "〔氏名〕さんと〔氏名〕さん"),
        ("東フロアの光回線", "東フロアの光回線"),
        ("Will you restart it, Will?", "Will you restart it, [name]?"),
        ("タナカさんの席", "〔氏名〕さんの席"),
        ("김민수 님", "[name] 님"),
    ] {
        assert_eq!(masked(text, &known), expected, "{text}");
    }
}

#[test]
fn a_name_once_introduced_is_masked_everywhere() {
    let lines = ["経理部の鬼龍院と申します。".to_owned(), "鬼龍院の件ですが".to_owned()];
    let masked = mask_lines(&lines, &nobody());
    assert_eq!(masked, ["経理部の〔氏名〕と申します。", "〔氏名〕の件ですが"]);
}

#[test]
fn a_secret_is_recognised_by_the_line_before() {
    let lines = ["初期パスワードは？".to_owned(), "abcd1234 です。".to_owned()];
    assert_eq!(mask_lines(&lines, &nobody())[1], "〔パスワード等〕 です。");
}

/// Texts that are awkward: labelled lines cut and glued, repeated cues, naughty characters.
fn awkward() -> Vec<String> {
    let mut texts: Vec<String> = LABELLED
        .lines()
        .chain(OWN.lines())
        .map(|line| {
            serde_json::from_str::<Value>(line).expect("the cases are JSON")["text"]
                .as_str()
                .expect("a text")
                .to_owned()
        })
        .collect();
    let glued: Vec<String> = texts.windows(2).map(<[String]>::concat).collect();
    let cut: Vec<String> = texts.iter().map(|text| text.chars().skip(text.chars().count() / 3).collect()).collect();
    texts.extend(glued);
    texts.extend(cut);
    for piece in [
        "パスワード",
        "社員番号 12345 ",
        "佐藤",
        "〔",
        "[name]",
        "090-",
        "1234-",
        "@a.b ",
        "a@b.co",
        "\u{202e}",
        "氏名:",
        "\0",
        "👩‍👩‍👧",
        "〒",
        "東京都",
        "－",
        "ｶﾞ",
    ] {
        texts.push(piece.repeat(40));
        texts.push(format!("{piece}佐藤 花子{piece}090-0123-4567{piece}"));
    }
    texts
}

#[test]
fn masking_twice_changes_nothing() {
    for text in awkward() {
        for known in [nobody(), Known::new(["佐藤 花子", "Li Wei", "光"])] {
            let once = mask(&text, &known).text;
            assert_eq!(mask(&once, &known).text, once, "{text}");
        }
    }
}

#[test]
fn spans_lie_in_order_on_characters() {
    for text in awkward() {
        let mut last = 0;
        for span in mask(&text, &nobody()).spans {
            assert!(
                span.range.start >= last && text.get(span.range.clone()).is_some_and(|part| !part.is_empty()),
                "{text}"
            );
            last = span.range.end;
        }
    }
}

#[test]
fn no_known_name_is_left() {
    let names = ["佐藤 花子", "Grace O'Hara", "勅使河原 蓮", "Müller Jürgen", "이 서연", "Ng Li"];
    let known = Known::new(names);
    let fillers = ["", " ", "様", "さん", "、", "\n", "(", "です。", "-san ", "の件", "a", "1", "・"];
    for name in names {
        for left in fillers {
            for right in fillers {
                // Latin letters that touch make another word of it.
                if left.ends_with(['a', '1']) || right.starts_with(['a', '1']) {
                    continue;
                }
                let text = format!("VPN{left} {name}{right}x{}", name.replace(' ', "　"));
                let masked = mask(&format!("{left}{name}{right} {}", name.replace(' ', "　")), &known).text;
                assert!(!masked.contains(name), "{text} -> {masked}");
            }
        }
    }
}

#[test]
fn the_work_grows_with_the_length_only() {
    let pieces = [
        "VPNがつながりません。担当の伊藤さんに確認済みです。090-0123-4567\n",
        "a",
        "1",
        "0",
        "1-",
        "パスワード ",
        "パスワードは Abc12345 ",
        "佐",
        "佐藤",
        "ア",
        "東京都",
        "a@",
        "a.",
        ":",
        "社員番号",
        "ー",
        "1 ",
        "My name is Li ",
        "氏名:",
        "eyJaaaaaaaaa.",
        "-----BEGIN PRIVATE KEY-----",
        "\u{200b}",
        "ﾞ",
    ];
    let known = Known::new(["佐藤 花子", "Li Wei"]);
    let read = |piece: &str, bytes: usize| find_by(&piece.repeat(bytes / piece.len()), &known, &KINDS).1;
    for piece in pieces {
        // Bytes read are counted, not seconds: ten times the text is ten times the work.
        let (short, long) = (read(piece, 3_000), read(piece, 30_000));
        assert!(long <= short * 12, "{piece}: {short} bytes read for 3 kB, {long} for 30 kB");
    }
    let whole = read(pieces[0], 200_000);
    assert!(whole <= 200_000 * 400, "{whole} bytes read for 200 kB of ordinary text");
}

#[test]
fn a_large_roster_is_searched() {
    let names: Vec<String> = (0..3_000).map(|n| format!("Person{n} Family{n}")).collect();
    let known = Known::new(&names);
    assert_eq!(mask("Ask Family2999 or person17 family17.", &known).text, "Ask [name] or [name].");
}

#[test]
fn names_are_read_in_running_text() {
    let text = "担当の伊藤 拓也さんと勅使河原葵様、総務の林です。";
    let found: Vec<&str> = mask(text, &nobody()).spans.into_iter().map(|span| &text[span.range]).collect();
    assert_eq!(found, ["伊藤 拓也", "勅使河原葵", "林"]);
}

/// Lines in many wordings: what stands in braces must be gone, a line without braces stays as it is.
const WORDINGS: &str = include_str!("../tests/data/forms/wordings.txt");

#[test]
fn a_number_is_known_however_far_its_label_stands_and_in_whatever_company() {
    let mut wrong = Vec::new();
    for line in WORDINGS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let line = line.replace('⏎', "\n");
        let text = line.replace(['{', '}'], "");
        let spans = mask(&text, &nobody()).spans;
        let mut at = 0;
        let mut wanted = Vec::new();
        for (part, piece) in line.split(['{', '}']).enumerate() {
            if part % 2 == 1 {
                wanted.push(at..at + piece.len());
            }
            at += piece.len();
        }
        let is_gone = |range: &Range<usize>| {
            let digits = text[range.clone()].char_indices().filter(|(_, c)| c.is_alphanumeric());
            digits.map(|(offset, _)| range.start + offset).all(|at| spans.iter().any(|span| span.range.contains(&at)))
        };
        if !wanted.iter().all(is_gone) || (wanted.is_empty() && !spans.is_empty()) {
            wrong.push(format!("{line} {spans:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
