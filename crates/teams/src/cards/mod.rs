//! Posts as adaptive cards and messages.
//!
//! A card is a JSON file in `templates/`, filled by [`template`]. What people wrote stands in `TextRun`s, inputs and
//! choices, which show text as it is; a `TextBlock` would read it as markdown. [`message`] makes the whole activity.

use std::collections::HashMap;
use std::sync::OnceLock;

use desk::faq::{Audience, AudienceGroup};
use desk::handoff::Priority;
use desk::inquiry::{Ending, Stage};
use desk::language::Language;
use desk::learning::{DraftState, Relation};
use desk::outside::{Choice, Content, DraftView, InquiryView, Post, TicketStateView, TicketView};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::activity::names;
use crate::texts;
use template::{Values, fill};

pub mod message;
pub mod sentence;
pub mod template;

/// The media type of a card.
pub const MEDIA_TYPE: &str = "application/vnd.microsoft.card.adaptive";

/// Longest title in a choice list, in characters. A question that stands on a card to be chosen or read may have twice
/// as many.
const LINE: usize = 120;
/// Longest button, in characters; Teams cuts longer ones itself.
const BUTTON: usize = 60;

/// The templates, for the test that looks for missing sentences.
pub const TEMPLATES: [(&str, &str); 12] = [
    ("welcome", include_str!("templates/welcome.json")),
    ("help", include_str!("templates/help.json")),
    ("answer", include_str!("templates/answer.json")),
    ("candidates", include_str!("templates/candidates.json")),
    ("unknown", include_str!("templates/unknown.json")),
    ("ticket", include_str!("templates/ticket.json")),
    ("ending", include_str!("templates/ending.json")),
    ("reopen_offer", include_str!("templates/reopen_offer.json")),
    ("draft", include_str!("templates/draft.json")),
    ("my_inquiries", include_str!("templates/my_inquiries.json")),
    ("choose_team", include_str!("templates/choose_team.json")),
    ("delivery_unknown", include_str!("templates/delivery_unknown.json")),
];

/// The card of a post; `None` for what is a sentence or a carried message.
pub fn card(post: &Post) -> Option<Value> {
    let language = post.language;
    let (name, values) = match &post.content {
        Content::Welcome => ("welcome", json!({})),
        Content::Help { connect } => ("help", json!({"connect": connect})),
        Content::Answer { message, round, question, answer, source, other_language, helpful, offer_person } => (
            "answer",
            json!({
                "message": message.to_string(), "round": round, "question": shown(question), "answer": shown(answer),
                "other_language": other_language.map(|other| texts::in_language(language, "answer-in-language", other)),
                "title": sentence::plain(&source.title), "since": day(source.since, &texts::text(language, "answer-since")), "unrated": helpful.is_none(), "rated_helpful": *helpful == Some(true),
                "rated_unhelpful": *helpful == Some(false), "offer_person": offer_person,
                "has_actions": helpful.is_none() || *offer_person,
            }),
        ),
        Content::Candidates { message, round, choices, offer_person } => {
            let row = |Choice { entry, question, other_language }: &Choice| {
                json!({"entry": entry.to_string(), "question": shown(&names::shorten(question, 2 * LINE)),
                       "other_language": other_language.map(|other| texts::in_language(language, "candidates-in-language", other))})
            };
            let choices: Vec<Value> = choices.iter().map(row).collect();
            (
                "candidates",
                json!({"message": message.to_string(), "round": round, "choices": choices, "offer_person": offer_person}),
            )
        }
        Content::Unknown { message, round, offer_person } => (
            "unknown",
            json!({"message": message.to_string(), "round": round, "offer_person": offer_person, "handed": !offer_person}),
        ),
        Content::Ticket(view) => ("ticket", ticket(view, language)),
        Content::Ending { ticket, round, number, solved, asks, csat } => (
            "ending",
            json!({
                "ticket": ticket.to_string(), "round": round, "number": number, "csat": csat, "is_solved": *solved == Some(true),
                "is_reopened": *solved == Some(false), "is_ended": *solved != Some(false), "asks": asks,
                "can_reopen": *solved != Some(false),
            }),
        ),
        Content::ReopenOffer { ticket, round, number } => {
            ("reopen_offer", json!({"ticket": ticket.to_string(), "round": round, "number": number}))
        }
        Content::Draft(view) => ("draft", draft(view, language)),
        Content::MyInquiries(inquiries) => {
            let rows: Vec<Value> = inquiries.iter().map(|it| inquiry(it, language)).collect();
            ("my_inquiries", json!({"inquiries": rows}))
        }
        Content::ChooseTeam { inquiry, round, teams, default } => {
            let row = |(team, name): &(desk::id::TeamId, String)| {
                let name = names::shorten(&sentence::plain(name), BUTTON);
                let unsure = *default == Some(*team) && teams.len() > 1;
                let name = if unsure { texts::with(language, "choose-team-unsure", &[("team", &name)]) } else { name };
                json!({"team": team.to_string(), "name": name})
            };
            let teams: Vec<Value> = teams.iter().map(row).collect();
            (
                "choose_team",
                json!({"inquiry": inquiry.to_string(), "round": round, "teams": teams, "open": true, "chosen": false}),
            )
        }
        Content::TeamChosen { .. } => ("choose_team", json!({"teams": [], "open": false, "chosen": true})),
        Content::DeliveryUnknown { delivery, excerpt, refused, resent } => (
            "delivery_unknown",
            json!({"delivery": delivery.to_string(), "excerpt": shown(excerpt), "refused": refused, "doubtful": !refused, "resent": resent, "can_resend": !resent}),
        ),
        Content::Courtesy(_)
        | Content::Relay { .. }
        | Content::Connected { .. }
        | Content::NotCarried { .. }
        | Content::TicketNotice { .. }
        | Content::Notice { .. } => return None,
    };
    Some(fill(template(name), language, &into_values(values)))
}

/// A template, read once.
fn template(name: &str) -> &'static Value {
    static READ: OnceLock<HashMap<&'static str, Value>> = OnceLock::new();
    let read = |(name, text): &(&'static str, &str)| {
        (*name, serde_json::from_str(text).expect("templates are read in every test"))
    };
    READ.get_or_init(|| TEMPLATES.iter().map(read).collect()).get(name).expect("every card has its template")
}

fn ticket(view: &TicketView, language: Language) -> Value {
    let (state_key, agent, color) = match &view.state {
        TicketStateView::Queued => ("ticket-state-queued", "", "Attention"),
        TicketStateView::Assigned(agent) => ("ticket-state-assigned", agent.as_str(), "Accent"),
        TicketStateView::Left => ("ticket-state-left", "", "Default"),
        TicketStateView::HandedBack(agent) => ("ticket-state-handed-back", agent.as_str(), "Default"),
        TicketStateView::Closed(agent) => ("ticket-state-closed", agent.as_str(), "Good"),
    };
    let is_open = matches!(view.state, TicketStateView::Queued | TicketStateView::Assigned(_));
    let priority = priority(view.priority);
    let choices = |list: Vec<(String, String)>| -> Vec<Value> {
        list.into_iter().map(|(value, title)| json!({"title": title_of(&title), "value": value})).collect()
    };
    let colleagues =
        choices(view.colleagues.iter().map(|(id, name)| (id.clone(), sentence::named(language, name))).collect());
    let teams = choices(view.teams.iter().map(|(id, name)| (id.to_string(), name.clone())).collect());
    let priorities: Vec<Value> = ["low", "normal", "high", "urgent"]
        .iter()
        .map(|it| json!({"title": texts::text(language, &format!("priority-{it}")), "value": it}))
        .collect();
    let history: Vec<Value> =
        view.history.iter().map(|(asked, said)| json!({"asked": filled(asked), "said": filled(said)})).collect();
    json!({
        "ticket": view.ticket.to_string(),
        "round": view.round,
        "number": view.number,
        "team": sentence::plain(&view.team),
        "requester": sentence::named(language, &view.requester),
        "question": shown(&view.question),
        "earlier": view.earlier.iter().map(|asked| json!({"asked": shown(asked)})).collect::<Vec<_>>(),
        "history": history,
        "assistant": view.refuted.is_some(),
        "can_refute": view.refuted == Some(false),
        "refuted": view.refuted == Some(true),
        "state_text": texts::with(language, state_key, &[("agent", &sentence::named(language, agent)), ("team", &sentence::plain(&view.team))]),
        "state_color": color,
        "queued": matches!(view.state, TicketStateView::Queued),
        "assigned": matches!(view.state, TicketStateView::Assigned(_)),
        "is_open": is_open,
        "can_undo": view.can_undo,
        "priority": priority,
        "priority_text": texts::text(language, &format!("ticket-priority-{priority}")),
        "priority_color": match view.priority { Priority::Urgent => "Attention", Priority::High => "Warning", _ => "Default" },
        "priorities": priorities,
        "opened": opened(view.opened_at, &texts::text(language, "ticket-opened")),
        "reminded": (view.reminded > 0).then_some(view.reminded),
        "csat": view.csat,
        "can_assign": is_open && !colleagues.is_empty(),
        "colleagues": colleagues,
        "can_route": is_open && !teams.is_empty(),
        "teams": teams,
    })
}

fn draft(view: &DraftView, language: Language) -> Value {
    let proposed = matches!(view.state, DraftState::Proposed);
    let relation = match view.relation {
        Relation::New => "draft-relation-new",
        Relation::Variant(_) => "draft-relation-variant",
        Relation::Correction(_) => "draft-relation-correction",
    };
    let near_value = match view.relation {
        Relation::Variant(entry) | Relation::Correction(entry) => Some(entry),
        Relation::New => None,
    };
    let near_value = near_value.filter(|it| view.near.iter().any(|(entry, _)| entry == it)).map(|it| it.to_string());
    let near: Vec<Value> =
        view.near.iter().map(|(id, question)| json!({"title": title_of(question), "value": id.to_string()})).collect();
    let reviewer = view.reviewer.as_deref().map(sentence::plain).filter(|it| !it.is_empty());
    let reviewer = reviewer.unwrap_or_else(|| texts::text(language, "draft-somebody"));
    let (outcome, can_undo) = match &view.state {
        DraftState::Proposed => (None, false),
        DraftState::Approved { .. } => (Some("draft-approved"), true),
        DraftState::Rejected { .. } => (Some("draft-rejected"), true),
        DraftState::Withdrawn { .. } if view.is_ticket_open => (Some("draft-withdrawn"), false),
        DraftState::Withdrawn { .. } => (Some("draft-dropped"), false),
        DraftState::Merged { .. } => (Some("draft-merged"), true),
    };
    let reason = match &view.state {
        DraftState::Rejected { reason, .. } if !reason.trim().is_empty() => {
            Some(texts::with(language, "draft-rejected-reason", &[("reason", &shown(&names::shorten(reason, 500)))]))
        }
        _ => None,
    };
    let evidence: Vec<Value> = view
        .evidence
        .iter()
        .map(|(who, what)| json!({"who": format!("{}: ", sentence::named(language, who)), "what": shown(&names::reveal(what))}))
        .collect();
    json!({
        "draft": view.draft.to_string(),
        "round": view.round,
        // An input must hand back what it was given; what stands to read shows what deceives.
        "question": if proposed { view.question.clone() } else { shown(&names::reveal(&view.question)) },
        "answer": if proposed { view.answer.clone() } else { shown(&names::reveal(&view.answer)) },
        "max_question": desk::faq::MAX_QUESTION,
        "max_answer": desk::faq::MAX_ANSWER,
        "relation": texts::text(language, relation),
        "related_question": view.related.as_ref().map(|(question, _)| shown(&names::reveal(question))),
        "related_answer": view.related.as_ref().map(|(_, answer)| shown(&names::reveal(answer))),
        "audience": audience(&view.audience, language),
        "count": view.count,
        "evidence": evidence,
        "of_an_entry": view.relation != Relation::New,
        "proposed": proposed,
        "reviewed": !proposed,
        "can_merge": proposed && !near.is_empty(),
        "near": near,
        "near_value": near_value,
        "outcome": outcome.map(|key| texts::with(language, key, &[("reviewer", &reviewer)])),
        "reason": reason,
        "can_undo": can_undo,
    })
}

fn inquiry(view: &InquiryView, language: Language) -> Value {
    let number = view.number.map(|it| it.to_string()).unwrap_or_default();
    let agent = view.agent.as_deref().map(sentence::plain).filter(|it| !it.is_empty());
    let key = match (view.stage, &agent) {
        (Stage::Assistant, _) => "inquiries-assistant",
        (Stage::People(_), None) => "inquiries-queued",
        (Stage::People(_), Some(_)) => "inquiries-assigned",
        (Stage::Ended(Ending::Solved), _) => "inquiries-solved",
        (Stage::Ended(Ending::Closed), _) => "inquiries-closed",
        (Stage::Ended(Ending::LeftBehind), _) => "inquiries-left",
    };
    let agent = agent.unwrap_or_default();
    json!({
        "question": shown(&names::shorten(&view.question, 2 * LINE)),
        "stage": texts::with(language, key, &[("number", &number), ("agent", &agent)]),
        "opened": opened(view.opened_at, &texts::text(language, "inquiries-opened")),
    })
}

/// The word of a priority in data and texts.
fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "low",
        Priority::Normal => "normal",
        Priority::High => "high",
        Priority::Urgent => "urgent",
    }
}

/// A label and a day that the client shows in the reader's own time zone, by the `DATE` function of adaptive cards.
fn day(at: OffsetDateTime, label: &str) -> String {
    let at = at.replace_nanosecond(0).unwrap_or(at).to_offset(time::UtcOffset::UTC);
    match at.format(&Rfc3339) {
        Ok(at) => format!("{label}: {{{{DATE({at}, SHORT)}}}}"),
        Err(_) => label.to_owned(),
    }
}

/// Who will see a draft once it is published.
fn audience(audience: &Audience, language: Language) -> String {
    let Audience::Chosen(groups) = audience else { return texts::text(language, "draft-audience-everyone") };
    let name = |group: &AudienceGroup| match group {
        AudienceGroup::Team(name) => sentence::plain(name),
        AudienceGroup::Group(id) => sentence::plain(&format!("group:{id}")),
    };
    let names: Vec<String> = groups.iter().map(name).collect();
    texts::with(language, "draft-audience-chosen", &[("groups", &names.join(sentence::separator(language)))])
}

/// A label and a moment that the client shows in the reader's own time zone: see [`day`].
fn opened(at: OffsetDateTime, label: &str) -> String {
    let at = at.replace_nanosecond(0).unwrap_or(at).to_offset(time::UtcOffset::UTC);
    match at.format(&Rfc3339) {
        Ok(at) => format!("{label}: {{{{DATE({at}, SHORT)}}}} {{{{TIME({at})}}}}"),
        Err(_) => label.to_owned(),
    }
}

/// People's text for a place that shows text as it is, without changes of direction. A run without text is refused by some clients.
fn shown(text: &str) -> String {
    let text = sentence::without_mentions(names::straight(text).trim());
    if text.is_empty() { "–".to_owned() } else { text }
}

fn filled(text: &str) -> Option<String> {
    Some(shown(text)).filter(|_| !text.trim().is_empty())
}

fn title_of(text: &str) -> String {
    names::shorten(&sentence::plain(text), LINE)
}

fn into_values(value: Value) -> Values {
    match value {
        Value::Object(values) => values,
        _ => Values::new(),
    }
}
