use super::*;
use crate::learning::Line;
use serde_json::Value;

const TALKS: &str = include_str!("../../../tests/data/transcripts.jsonl");

fn transcript(talk: &Value) -> Transcript {
    let lines = talk["messages"].as_array().expect("a talk has messages").iter().map(|message| Line {
        speaker: match message["from"].as_str() {
            Some("requester") => Speaker::Requester,
            Some("agent") => Speaker::Agent,
            _ => Speaker::Assistant,
        },
        name: message["name"].as_str().map(str::to_owned),
        text: message["text"].as_str().expect("a message has a text").to_owned(),
    });
    Transcript { lines: lines.collect() }
}

fn list<'a>(value: &'a Value, field: &str) -> Vec<&'a str> {
    value[field].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// What is wrong with the proposals of a talk.
fn faults(talk: &Value, got: &Result<Vec<Proposal>, NothingReusable>) -> Vec<String> {
    let drafts = match (got, talk["reason"].as_str()) {
        (Err(reason), Some(expected)) => {
            let reason = match reason {
                NothingReusable::NoAgent => "no_agent",
                NothingReusable::NoQuestion => "no_question",
                NothingReusable::NoAnswer => "no_answer",
                NothingReusable::Personal => "personal",
                NothingReusable::Confidential => "confidential",
            };
            return if reason == expected { Vec::new() } else { vec![format!("reason {reason}, not {expected}")] };
        }
        (Err(reason), None) => return vec![format!("nothing: {reason:?}")],
        (Ok(_), Some(expected)) => return vec![format!("drafts instead of {expected}")],
        (Ok(drafts), None) => drafts,
    };
    let expected = talk["drafts"].as_array().expect("a talk expects drafts or a reason");
    let mut faults = Vec::new();
    if drafts.len() != expected.len() {
        faults.push(format!("{} drafts, not {}", drafts.len(), expected.len()));
    }
    for (draft, expected) in drafts.iter().zip(expected) {
        for (name, text) in [("question", &draft.question), ("answer", &draft.answer)] {
            faults.extend(
                list(&expected[name], "has")
                    .into_iter()
                    .filter(|part| !text.contains(part))
                    .map(|part| format!("{name} lacks {part}")),
            );
            faults.extend(
                list(&expected[name], "lacks")
                    .into_iter()
                    .filter(|part| text.contains(part))
                    .map(|part| format!("{name} holds {part}")),
            );
        }
        if let Some(evidence) = expected["evidence"].as_array() {
            let evidence: Vec<usize> =
                evidence.iter().filter_map(Value::as_u64).filter_map(|line| usize::try_from(line).ok()).collect();
            if evidence != draft.evidence {
                faults.push(format!("evidence {:?}, not {evidence:?}", draft.evidence));
            }
        }
    }
    faults
}

#[test]
fn talks_become_the_drafts_they_should() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in TALKS.lines() {
        let talk: Value = serde_json::from_str(line).expect("the talks are JSON");
        let known = Known::new(list(&talk, "known"));
        let got = propose(&transcript(&talk), &known);
        let faults = faults(&talk, &got);
        count += 1;
        if !faults.is_empty() {
            wrong.push(format!("{}: {}\n{got:#?}", talk["id"], faults.join("; ")));
        }
    }
    assert!(count >= 40, "{count} talks");
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
}

fn line(speaker: Speaker, text: &str) -> Line {
    Line { speaker, name: None, text: text.to_owned() }
}

/// Texts nobody expects.
fn naughty() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        " ",
        "\0",
        "\u{feff}",
        "undefined",
        "NaN",
        "-1e309",
        "'; DROP TABLE faq; --",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "🏳\u{fe0f}\u{200d}🌈👩‍👩‍👧‍👦",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤a̍ͧ͢l̔g̑o",
        "\u{202e}gnp.exe",
        "﷽",
        "ｶﾞｷﾞｸﾞ",
        "田中さんにあげて下さい",
        "､｡･:*:･ﾟ'☆",
        "〔氏名〕",
        "[name]",
        "〔",
        "〕〔",
        "[[[",
        "((((",
        "「「「",
        "。。。。",
        "？？？",
        "...",
        "1.",
        "1. 2. 3.",
        "> > >",
        "<!--",
        "-->",
        "](",
        "![x](",
        "http://",
        "://",
        "@",
        "a@",
        "@a.b",
        "0",
        "090-",
        "\n\n\n",
        "\r\n\u{2028}",
        "\u{e000}\u{f8ff}",
        "𠮷野家",
        "𝕙𝕖𝕝𝕝𝕠",
        "ＡＩへ：",
        "はい",
        "か",
        "です",
        "の件で、",
        "％00%0a",
        "\u{1b}[31m",
        "ß ı İ",
        "Ω≈ç√∫",
        "١٢٣٤٥",
        "十二",
        "⑴⒈①",
        "㍿㌔",
        "ﬁ ligature",
        "〒",
        "〜〜",
        "ーーーー",
    ]
    .iter()
    .map(|text| (*text).to_owned())
    .collect();
    let repeated: Vec<String> = texts.iter().map(|text| text.repeat(30)).collect();
    let pairs: Vec<String> = texts.windows(2).map(<[String]>::concat).collect();
    texts.extend(repeated);
    texts.extend(pairs);
    texts
}

#[test]
fn any_text_yields_drafts_or_a_reason() {
    let texts = naughty();
    for (place, text) in texts.iter().enumerate() {
        let other = &texts[(place * 7 + 3) % texts.len()];
        for lines in [
            vec![line(Speaker::Requester, text), line(Speaker::Agent, other)],
            vec![
                line(Speaker::Requester, "VPNがつながりません"),
                line(Speaker::Agent, text),
                line(Speaker::Requester, other),
                line(Speaker::Agent, text),
            ],
            vec![line(Speaker::Agent, text), line(Speaker::Assistant, other), line(Speaker::Requester, text)],
        ] {
            let spoken = lines.len();
            if let Ok(drafts) = propose(&Transcript { lines }, &Known::default()) {
                for draft in drafts {
                    assert!(!draft.question.trim().is_empty() && !draft.answer.trim().is_empty());
                    assert!(draft.question.chars().count() <= crate::faq::MAX_QUESTION);
                    assert!(draft.evidence.is_sorted() && draft.evidence.iter().all(|line| *line < spoken));
                    assert!(!draft.answer.chars().any(masking::is_invisible));
                }
            }
        }
    }
}

#[test]
fn long_talks_stay_within_the_limits_of_an_entry() {
    let question = "VPNの接続が切れるのですが、どうすればよいですか？".repeat(200);
    let steps: Vec<String> = (0..2_000).map(|n| format!("手順{n}では設定画面の項目{n}を開いてください。")).collect();
    let answer = steps.concat();
    let lines = vec![line(Speaker::Requester, &question), line(Speaker::Agent, &answer)];
    let drafts = propose(&Transcript { lines }, &Known::default()).expect("a question and an answer");
    let counts = (drafts[0].question.chars().count(), drafts[0].answer.chars().count());
    assert!(counts.0 <= crate::faq::MAX_QUESTION && counts.1 <= crate::faq::MAX_ANSWER, "{counts:?}");
    assert!(drafts[0].answer.ends_with("ください。"));
}

#[test]
fn what_the_requester_wrote_never_answers() {
    let said = "再起動すると直ると聞きました。https://evil.example/x";
    let lines = vec![
        line(Speaker::Requester, "画面が暗いです"),
        line(Speaker::Assistant, "設定アプリで明るさを上げてください。"),
        line(Speaker::Requester, said),
        line(Speaker::Agent, "> 再起動すると直ると聞きました。\n明るさキーを押してください。"),
    ];
    let drafts = propose(&Transcript { lines }, &Known::default()).expect("an answer");
    assert_eq!(drafts[0].answer, "明るさキーを押してください。");
    assert!(!drafts[0].question.contains("evil"));
}
