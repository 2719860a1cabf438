//! The data of a pressed card. All of it is a stranger's input: form is checked here, rights by the desk.

use std::str::FromStr;

use desk::actions::{Action, AnswerAction, DeliveryAction, DraftAction, InquiryAction, Press, TicketAction};
use desk::handoff::Priority;
use desk::people::DirectoryId;
use serde_json::{Map, Value};

use crate::activity::Activity;

/// Longest text input that is read, in characters; the desk's own limits are lower.
const LONGEST_INPUT: usize = 20_000;

/// Data that no card of ours carries.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAction {
    /// There is no such verb.
    #[error("verb is not known")]
    Verb,
    /// This field is missing.
    #[error("field {0} is missing")]
    Missing(&'static str),
    /// This field is not what it must be.
    #[error("field {0} is malformed")]
    Malformed(&'static str),
}

/// Verb and data of a press: an `adaptiveCard/action` invoke, or the message by which an old client submits a card.
pub fn pressed(activity: &Activity) -> Option<(String, Map<String, Value>)> {
    let value = activity.value.as_ref()?;
    match (activity.kind(), activity.name.as_deref()) {
        ("invoke", Some("adaptiveCard/action")) => {
            let action = value.get("action")?;
            let data = action.get("data").and_then(Value::as_object).cloned().unwrap_or_default();
            let verb = action.get("verb").or_else(|| data.get("verb")).and_then(Value::as_str).unwrap_or_default();
            Some((verb.to_owned(), data))
        }
        ("message", _) => {
            let data = value.as_object()?.clone();
            let verb = data.get("verb").and_then(Value::as_str)?.to_owned();
            Some((verb, data))
        }
        _ => None,
    }
}

/// How the data of a verb is read.
type Reader = fn(&Fields<'_>) -> Result<Action, BadAction>;

/// Every verb with its reader. The names are stable: cards sent long ago still carry them.
const VERBS: [(&str, Reader); 20] = [
    ("answer.rate", |data| data.answer(AnswerAction::Rate { helpful: data.flag("helpful")? })),
    ("candidate.choose", |data| data.answer(AnswerAction::Choose { entry: data.id("entry")? })),
    ("handoff.request", |data| data.answer(AnswerAction::RequestHandoff)),
    ("team.choose", |data| {
        Ok(Action::Inquiry(data.id("inquiry")?, InquiryAction::ChooseTeam { team: data.id("team")? }))
    }),
    ("ticket.accept", |data| data.ticket(TicketAction::Accept)),
    ("ticket.assign", |data| data.ticket(TicketAction::Assign { to: data.person("to")? })),
    ("ticket.route", |data| data.ticket(TicketAction::Escalate { team: data.id("team")? })),
    ("ticket.priority", |data| data.ticket(TicketAction::Prioritise { priority: data.priority("priority")? })),
    ("ticket.assistant_wrong", |data| data.ticket(TicketAction::Refute { wrong: data.flag("wrong")? })),
    ("ticket.hand_back", |data| data.ticket(TicketAction::HandBack)),
    ("ticket.close", |data| data.ticket(TicketAction::Close)),
    ("ticket.undo", |data| data.ticket(TicketAction::Undo)),
    ("ticket.reopen", |data| data.ticket(TicketAction::Reopen)),
    ("csat.rate", |data| data.ticket(TicketAction::RateSatisfaction { score: data.score("score")? })),
    ("draft.approve", |data| {
        data.draft(DraftAction::Approve { question: data.input("question")?, answer: data.input("answer")? })
    }),
    ("draft.approve_as_new", |data| {
        data.draft(DraftAction::ApproveAsNew { question: data.input("question")?, answer: data.input("answer")? })
    }),
    ("draft.reject", |data| data.draft(DraftAction::Reject { reason: data.input("reason")? })),
    ("draft.merge", |data| data.draft(DraftAction::Merge { entry: data.id("entry")? })),
    ("draft.undo", |data| data.draft(DraftAction::Undo)),
    ("delivery.resend", |data| Ok(Action::Delivery(data.id("delivery")?, DeliveryAction::Resend))),
];

/// Every verb that a card of ours may carry.
pub fn verbs() -> impl Iterator<Item = &'static str> {
    VERBS.iter().map(|(verb, _)| *verb)
}

/// Stands in the record for a verb that no card of ours carries: whatever a stranger sends is not written there.
pub const UNKNOWN: &str = "unknown";

/// A verb as we write it, where it is one of ours.
pub fn known(verb: &str) -> Option<&'static str> {
    verbs().find(|known| *known == verb)
}

/// Reads what a press asks for, and in which round of its object's life its card was shown. Cards of the first release say no
/// round.
pub fn press(verb: &str, data: &Map<String, Value>) -> Result<Press, BadAction> {
    Ok(Press { action: action(verb, data)?, round: data.get("round").and_then(Value::as_i64) })
}

/// Fields that the verb does not need are ignored.
fn action(verb: &str, data: &Map<String, Value>) -> Result<Action, BadAction> {
    let (_, read) = VERBS.iter().find(|(known, _)| *known == verb).ok_or(BadAction::Verb)?;
    read(&Fields(data))
}

struct Fields<'a>(&'a Map<String, Value>);

impl Fields<'_> {
    fn answer(&self, action: AnswerAction) -> Result<Action, BadAction> {
        Ok(Action::Answer(self.id("message")?, action))
    }

    fn ticket(&self, action: TicketAction) -> Result<Action, BadAction> {
        Ok(Action::Ticket(self.id("ticket")?, action))
    }

    fn draft(&self, action: DraftAction) -> Result<Action, BadAction> {
        Ok(Action::Draft(self.id("draft")?, action))
    }

    fn text(&self, field: &'static str) -> Result<&str, BadAction> {
        match self.0.get(field) {
            None | Some(Value::Null) => Err(BadAction::Missing(field)),
            Some(Value::String(text)) if text.trim().is_empty() => Err(BadAction::Missing(field)),
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(BadAction::Malformed(field)),
        }
    }

    fn id<T: FromStr>(&self, field: &'static str) -> Result<T, BadAction> {
        self.text(field)?.parse().map_err(|_| BadAction::Malformed(field))
    }

    fn person(&self, field: &'static str) -> Result<DirectoryId, BadAction> {
        DirectoryId::parse(self.text(field)?).ok_or(BadAction::Malformed(field))
    }

    /// `true`/`false`, also as the text that toggles of old clients send.
    fn flag(&self, field: &'static str) -> Result<bool, BadAction> {
        match self.0.get(field) {
            None | Some(Value::Null) => Err(BadAction::Missing(field)),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(Value::String(text)) if text == "true" => Ok(true),
            Some(Value::String(text)) if text == "false" => Ok(false),
            Some(_) => Err(BadAction::Malformed(field)),
        }
    }

    /// 1–5 as a number or, from a choice set, as a text of one digit.
    fn score(&self, field: &'static str) -> Result<u8, BadAction> {
        let score = match self.0.get(field) {
            None | Some(Value::Null) => return Err(BadAction::Missing(field)),
            Some(Value::Number(number)) => number.as_u64().and_then(|it| u8::try_from(it).ok()),
            Some(Value::String(text)) => text.parse().ok(),
            Some(_) => None,
        };
        score.filter(|score| (1..=5).contains(score)).ok_or(BadAction::Malformed(field))
    }

    fn priority(&self, field: &'static str) -> Result<Priority, BadAction> {
        match self.text(field)? {
            "low" => Ok(Priority::Low),
            "normal" => Ok(Priority::Normal),
            "high" => Ok(Priority::High),
            "urgent" => Ok(Priority::Urgent),
            _ => Err(BadAction::Malformed(field)),
        }
    }

    /// A text input. Clients leave out what was cleared; whether empty is good enough is for the desk to judge.
    fn input(&self, field: &'static str) -> Result<String, BadAction> {
        Ok(self.optional_input(field)?.unwrap_or_default())
    }

    fn optional_input(&self, field: &'static str) -> Result<Option<String>, BadAction> {
        match self.0.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.chars().count() <= LONGEST_INPUT => Ok(Some(text.replace("\r\n", "\n"))),
            Some(_) => Err(BadAction::Malformed(field)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk::id::{DeliveryId, DraftId, EntryId, InquiryId, MessageId, TeamId, TicketId};
    use serde_json::json;
    use uuid::Uuid;

    fn read(verb: &str, data: Value) -> Result<Action, BadAction> {
        action(verb, data.as_object().expect("the test gives an object"))
    }

    #[test]
    fn well_formed_data_is_an_action() {
        let message = MessageId::new(Uuid::from_u128(1));
        let ticket = TicketId::new(Uuid::from_u128(2));
        let (m, t) = (message.to_string(), ticket.to_string());
        let rate = |helpful| Ok(Action::Answer(message, AnswerAction::Rate { helpful }));
        assert_eq!(read("answer.rate", json!({"message": m, "helpful": true})), rate(true));
        assert_eq!(read("answer.rate", json!({"message": m, "helpful": "false", "role": "agent"})), rate(false));
        let score = Ok(Action::Ticket(ticket, TicketAction::RateSatisfaction { score: 5 }));
        assert_eq!(read("csat.rate", json!({"ticket": t, "score": "5"})), score);
        assert_eq!(read("csat.rate", json!({"ticket": t, "score": 5})), score);
        let urgent = Ok(Action::Ticket(ticket, TicketAction::Prioritise { priority: Priority::Urgent }));
        assert_eq!(read("ticket.priority", json!({"ticket": t, "priority": "urgent"})), urgent);
    }

    #[test]
    fn a_press_says_the_round_of_its_card_where_the_card_says_it() {
        let ticket = TicketId::new(Uuid::from_u128(2)).to_string();
        let table =
            [(json!(7), Some(7)), (Value::Null, None), (json!("7"), None), (json!([7]), None), (json!(1e300), None)];
        for (round, expected) in table {
            let data = json!({"ticket": ticket, "round": round});
            let press = press("ticket.close", data.as_object().expect("an object")).expect("a press");
            assert_eq!(press.round, expected, "{round}");
        }
    }

    #[test]
    fn an_action_has_the_name_of_its_verb() {
        let every = json!({
            "message": MessageId::new(Uuid::from_u128(1)).to_string(),
            "ticket": TicketId::new(Uuid::from_u128(2)).to_string(),
            "draft": DraftId::new(Uuid::from_u128(3)).to_string(),
            "inquiry": InquiryId::new(Uuid::from_u128(4)).to_string(),
            "entry": EntryId::new(Uuid::from_u128(5)).to_string(),
            "team": TeamId::new(Uuid::from_u128(6)).to_string(),
            "delivery": DeliveryId::new(Uuid::from_u128(7)).to_string(),
            "helpful": true, "wrong": true, "to": "oid", "priority": "low", "score": 3,
            "question": "q", "answer": "a", "reason": "r",
        });
        for verb in verbs() {
            let action = read(verb, every.clone()).unwrap_or_else(|bad| panic!("{verb}: {bad}"));
            assert_eq!(action.name(), verb);
        }
    }

    #[test]
    fn tampered_data_is_refused_with_the_reason() {
        let t = TicketId::new(Uuid::from_u128(2)).to_string();
        for score in [json!(999), json!(0), json!(-1), json!(4.5), json!("5; DROP TABLE"), json!([5]), json!(true)] {
            assert_eq!(read("csat.rate", json!({"ticket": t, "score": score})), Err(BadAction::Malformed("score")));
        }
        assert_eq!(read("csat.rate", json!({"ticket": t})), Err(BadAction::Missing("score")));
        assert_eq!(read("ticket.accept", json!({})), Err(BadAction::Missing("ticket")));
        assert_eq!(read("ticket.accept", json!({"ticket": "<other>"})), Err(BadAction::Malformed("ticket")));
        assert_eq!(read("ticket.accept", json!({"ticket": {"id": t}})), Err(BadAction::Malformed("ticket")));
        assert_eq!(read("ticket.assign", json!({"ticket": t, "to": ""})), Err(BadAction::Missing("to")));
        assert_eq!(read("ticket.delete", json!({"ticket": t})), Err(BadAction::Verb));
        assert_eq!(read("", json!({})), Err(BadAction::Verb));
    }
}
