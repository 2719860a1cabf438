//! What people ask, against the sample FAQ.

use desk::answering::Decision;
use desk::faq::Entry;
use serde_json::Value;

use crate::world::{decision, entry, id, index_of, sample, search, tenant, worded};

const NEW: u128 = 9_000;

#[test]
fn everyday_questions_find_their_entry_and_foreign_ones_none() {
    let entries = sample();
    let index = index_of(&entries);
    for (file, answered_at_least) in
        [(include_str!("questions.ja.jsonl"), 0.8), (include_str!("questions.en.jsonl"), 0.8)]
    {
        let (mut known, mut first, mut answered, mut foreign, mut wrong) = (0, 0, 0, 0, Vec::new());
        for line in file.lines() {
            let row: Value = serde_json::from_str(line).expect("JSON lines");
            let text = row["text"].as_str().expect("a text");
            let wanted = row["relevant"].as_object().expect("an object").keys().next();
            let found = search(&index, text, &[]);
            let best = found.first().map(|best| key(&entries, best.entry.uuid().as_u128()));
            let said = matches!(decision(&index, text), Decision::Answer(_));
            known += u32::from(wanted.is_some());
            foreign += u32::from(wanted.is_none());
            first += u32::from(wanted.is_some() && best == wanted.map(String::as_str));
            answered += u32::from(wanted.is_some() && said);
            if said && best != wanted.map(String::as_str) {
                wrong.push(text.to_owned());
            }
        }
        assert!(known > 40 && foreign > 20, "{known} {foreign}");
        assert!(f64::from(first) >= 0.95 * f64::from(known), "first of the ranking: {first} of {known}");
        assert!(f64::from(answered) >= answered_at_least * f64::from(known), "answered: {answered} of {known}");
        // By words alone; where there are vectors, one of these has less than the threshold.
        assert!(wrong.len() <= 2, "wrong: {wrong:?}");
    }
}

fn key(entries: &[Entry], number: u128) -> &str {
    &entries[number as usize].key
}

/// What the assistant has not been told yet: not answered, and mostly not guessed at.
#[test]
fn what_nobody_wrote_yet_is_unknown() {
    let index = index_of(&sample());
    for question in [
        "PC用メガネの購入費は経費で落ちますか",
        "My docking station makes a constant high-pitched whine since the firmware update. How can I stop it?",
        "Does the company pay for PC glasses?",
        "猫を飼いたいのですが",
        "who won the football match yesterday",
        "それは？",
        "hello",
    ] {
        assert_eq!(decision(&index, question), Decision::Unknown, "{question}");
    }
    let near = "ドッキングステーションからキーンという高い音が鳴り続けます。ファームウェアを更新してからです。止める方法はありますか";
    assert!(!matches!(decision(&index, near), Decision::Answer(_)), "some entries speak of updates");
}

#[test]
fn a_question_just_published_answers_its_paraphrases() {
    let cases: [(&str, &str, &[&str]); 6] = [
        (
            "ドッキングステーションからキーンという高い音が鳴り続けます。ファームウェアを更新してからです。止める方法はありますか",
            "ファームウェア2.2をインストールし、電源アダプターを30秒抜いてから差し直してください。",
            &[
                "ドッキングステーションの更新後から、キーンと高い音が止まらなくて困っています",
                "ファームウェアを更新したらドッキングステーションがうるさい",
                "ドッキングステーションから変な音がする",
            ],
        ),
        (
            "PC用メガネの購入費は会社で負担してもらえますか",
            "はい。年に1回、1万円まで経費で精算できます。",
            &["PC用メガネの購入費は経費で落ちますか", "PC用のメガネを購入したら会社で負担してくれますか"],
        ),
        (
            "来客が車で来るときの駐車場はどこですか",
            "本社地下の来客用駐車場をご利用ください。",
            &["来客用の駐車場を予約したい", "来客の駐車場はどこ"],
        ),
        (
            "My docking station makes a constant high-pitched whine since the firmware update. How can I stop it?",
            "Install station firmware 2.2 and unplug the power adapter for 30 seconds.",
            &[
                "After the update my docking station keeps whining, can I make the noise stop?",
                "docking station whine",
                "my dock is making a high pitched noise",
            ],
        ),
        (
            "Does the company pay for PC glasses?",
            "Yes, once a year up to 10,000 yen.",
            &["Are PC glasses paid by the company?", "will the company pay my pc glasses"],
        ),
        (
            "Where can visitors who come by car park?",
            "In the basement of the head office.",
            &["is there parking for visitors", "Where do guests park their car?"],
        ),
    ];
    for (question, answer, paraphrases) in cases {
        let index = index_of(&sample());
        index.take_over(&tenant(), &[entry(NEW, question, answer)], 2);
        for asked in paraphrases.iter().chain([&question]) {
            match decision(&index, asked) {
                Decision::Answer(candidate) => assert_eq!(candidate.entry, id(NEW), "{asked}"),
                other => panic!("{asked}: {other:?} {:?}", search(&index, asked, &[]).first()),
            }
        }
    }
}

#[test]
fn the_very_wording_of_an_entry_is_answered() {
    let entries = sample();
    let index = index_of(&entries);
    let answered = |entry: &&Entry| matches!(decision(&index, &entry.question), Decision::Answer(candidate) if candidate.entry == entry.id);
    let missed: Vec<&str> =
        entries.iter().filter(|entry| !answered(entry)).map(|entry| entry.question.as_str()).collect();
    assert_eq!(missed, [""; 0]);
}

#[test]
fn a_wording_is_looked_up_as_it_would_be_decided_and_only_where_it_is_one_entry_s() {
    let entries = sample();
    let index = index_of(&entries);
    let wordings = entries.iter().flat_map(|entry| std::iter::once(&entry.question).chain(&entry.variants));
    let mut known = 0;
    for wording in wordings {
        let Some(worded) = worded(&index, wording, &[]) else { continue };
        known += 1;
        let first = &search(&index, wording, &[])[0];
        assert_eq!((worded.entry, worded.confidence), (first.entry, first.confidence), "{wording}");
        assert_eq!(search(&index, wording, &[]).len(), 10, "the ranking stays whole: {wording}");
    }
    assert!(known > 1_100, "{known} of the wordings are one entry's");
    for foreign in ["VPNつながらないです", "", "猫の飼い方", "どうすればよいですか"] {
        assert_eq!(worded(&index, foreign, &[]), None, "{foreign}");
    }
    // Of two entries with one wording none is the only one.
    index.take_over(&tenant(), &[entry(NEW, "VPNつながらない", "再起動します。")], 2);
    assert_eq!(worded(&index, "VPNつながらない", &[]), None);
    let retired = Entry { retired: true, version: 2, revision: 3, ..entry(NEW, "VPNつながらない", "") };
    index.take_over(&tenant(), &[retired], 3);
    assert_eq!(worded(&index, "ｖｐｎ つながらない！", &[]).map(|known| known.entry), Some(entries[0].id));
}

/// In a Japanese company without English entries, for somebody outside every team.
#[test]
fn a_trouble_is_answered_without_the_words_that_only_ask_about_it() {
    let open: Vec<&str> =
        include_str!("../../../../sample/faq.ja.jsonl").lines().filter(|line| !line.contains("\"team:")).collect();
    let is_open = |entry: &Entry| open.iter().any(|line| line.contains(&format!("\"{}\"", entry.key)));
    let entries: Vec<Entry> = sample().into_iter().filter(is_open).collect();
    let index = index_of(&entries);
    let troubles: Vec<_> = entries
        .iter()
        .filter_map(|entry| Some((entry.id, entry.question.strip_suffix("。どうすればよいですか。")?)))
        .collect();
    assert!(entries.len() < 110 && troubles.len() >= 2, "{troubles:?}");
    for (id, trouble) in troubles {
        let said = decision(&index, trouble);
        assert!(matches!(&said, Decision::Answer(best) if best.entry == id), "{trouble}: {said:?}");
    }
}

/// With one entry nothing else can be first: only what the question shares with it counts.
#[test]
fn the_first_entry_does_not_answer_everything() {
    let index =
        index_of(&[entry(1, "VPNに接続できません", "再起動してください。"), entry(2, "How do I reset my PIN?", "")]);
    for foreign in
        ["有給休暇の申請方法を教えてください", "プリンターが動きません", "Where is the canteen?", "I lost my badge"]
    {
        assert_eq!(decision(&index, foreign), Decision::Unknown, "{foreign}");
    }
}
