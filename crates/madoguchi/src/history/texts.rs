//! What people of the sample company ask and answer.

use std::collections::BTreeMap;

use ::desk::language::Language;
use serde::Deserialize;

const TEXTS: &str = include_str!("../../../../sample/history.json");

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    topics: Vec<WrittenTopic>,
    private: Vec<WrittenTopic>,
    confidential: Vec<WrittenTopic>,
    ja: Phrases,
    en: Phrases,
    people: Vec<Employee>,
}

#[derive(Deserialize)]
struct WrittenTopic {
    team: String,
    #[serde(default)]
    week: u16,
    ja: WrittenTalk,
    en: WrittenTalk,
}

#[derive(Deserialize)]
struct WrittenTalk {
    ask: Wordings,
    reply: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Wordings {
    Several(Vec<String>),
    One(String),
}

/// Who works at the company and is not among those whom the demo lets one be.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Employee {
    pub(crate) name: String,
    pub(crate) name_en: String,
}

/// What is said around a question and its answer.
#[derive(Deserialize)]
pub(super) struct Phrases {
    pub(super) openings: Vec<String>,
    pub(super) greetings: Vec<String>,
    pub(super) thanks: Vec<String>,
    pub(super) still: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) endings: Vec<String>,
    pub(super) reasons: Vec<String>,
    pub(super) unanswerable: Vec<String>,
}

/// What several people ask, and what an agent answers.
pub(super) struct Topic {
    pub(super) team: String,
    /// The week in which it comes up, from 0.
    pub(super) week: u16,
    pub(super) asked: Vec<String>,
    pub(super) reply: String,
}

/// Everything that is said, in one language.
pub(super) struct Texts {
    pub(super) topics: Vec<Topic>,
    pub(super) private: Vec<Topic>,
    pub(super) confidential: Vec<Topic>,
    pub(super) phrases: Phrases,
}

fn written() -> Written {
    serde_json::from_str(TEXTS).expect("the texts of the past are checked by a test")
}

/// Everybody of the company beside those who stand in `sample/company.json`.
pub(crate) fn employees() -> Vec<Employee> {
    written().people
}

impl Texts {
    pub(super) fn in_language(language: Language) -> Self {
        let Written { topics, private, confidential, ja, en, .. } = written();
        let told = |topics: Vec<WrittenTopic>| topics.into_iter().map(|topic| topic.told(language)).collect();
        let phrases = match language {
            Language::Japanese => ja,
            Language::English => en,
        };
        Self { topics: told(topics), private: told(private), confidential: told(confidential), phrases }
    }
}

impl WrittenTopic {
    fn told(self, language: Language) -> Topic {
        let talk = match language {
            Language::Japanese => self.ja,
            Language::English => self.en,
        };
        let asked = match talk.ask {
            Wordings::Several(asked) => asked,
            Wordings::One(asked) => vec![asked],
        };
        Topic { team: self.team, week: self.week, asked, reply: talk.reply }
    }
}

/// The sample FAQ as people ask it: the wordings of each entry that everybody may see, by the entry's answer.
pub(super) fn known(faq: &str) -> Vec<Topic> {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        question: String,
        answer: String,
        variants: Vec<String>,
        audience: serde_json::Value,
    }
    let rows = faq.lines().filter(|line| !line.trim().is_empty());
    let rows = rows.map(|line| serde_json::from_str::<Row>(line).expect("the sample FAQ is checked by a test"));
    let teams: BTreeMap<&str, &str> = [("it", "IT"), ("hr", "HR"), ("ga", "GA")].into();
    let of_all = rows.filter(|row| row.audience == "everyone");
    of_all
        .filter_map(|row| {
            let team = teams.get(row.id.split('-').next()?)?;
            let mut asked = row.variants;
            asked.push(row.question);
            Some(Topic { team: (*team).to_owned(), week: 0, asked, reply: row.answer })
        })
        .collect()
}
