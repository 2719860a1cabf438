//! Keeps messages within what Teams takes.
//!
//! About 100 KB a message, counted in UTF-16 and without pictures; Microsoft advises to stay below 80. A card alone stays
//! below half of that, so that clients draw it quickly; the longest question and answer of an entry fit. What is too large
//! is cut where it matters least first, and the cut is said.

use desk::outside::{Content, DraftView, Post, TicketView};
use serde_json::Value;

use crate::cards::message::{self, Shown};
use crate::texts;

/// Largest message, in bytes of UTF-16.
const LARGEST_MESSAGE: usize = 80 * 1024;
/// Largest card, in bytes of JSON.
const LARGEST_CARD: usize = 40 * 1024;
/// How long texts may be, in characters, from one try to the next.
const STEPS: [usize; 5] = [8_000, 4_000, 2_000, 1_000, 300];

/// The activity of a post, with its texts cut until it fits.
pub fn fitting(post: &Post, attachments: &[Shown]) -> Value {
    let mut activity = message::activity(post, attachments);
    for longest in STEPS {
        if fits(&activity) {
            break;
        }
        activity = message::activity(&shortened(post, longest), attachments);
    }
    activity
}

fn fits(activity: &Value) -> bool {
    // UTF-16 needs at most two bytes for each byte of JSON: what is so short fits, and most posts are.
    if length(activity) <= LARGEST_CARD {
        return true;
    }
    let is_picture =
        |it: &Value| it.get("contentUrl").and_then(Value::as_str).is_some_and(|url| url.starts_with("data:"));
    let mut counted = activity.clone();
    if let Some(list) = counted.get_mut("attachments").and_then(Value::as_array_mut) {
        list.retain(|it| !is_picture(it));
    }
    let cards = counted.get("attachments").and_then(Value::as_array).into_iter().flatten();
    let card = cards.filter_map(|it| it.get("content")).map(|it| it.to_string().len()).max().unwrap_or_default();
    counted.to_string().encode_utf16().count() * 2 <= LARGEST_MESSAGE && card <= LARGEST_CARD
}

/// How long a value is as JSON, in bytes, without writing it.
fn length(value: &Value) -> usize {
    struct Counted(usize);
    impl std::io::Write for Counted {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut counted = Counted(0);
    match serde_json::to_writer(&mut counted, value) {
        Ok(()) => counted.0,
        Err(_) => usize::MAX,
    }
}

fn shortened(post: &Post, longest: usize) -> Post {
    let mut post = post.clone();
    let language = post.language;
    let cut = |text: &mut String, longest: usize| {
        let count = text.chars().count();
        if count > longest {
            let kept: String = text.chars().take(longest).collect();
            *text = format!("{kept}…\n{}", texts::text(language, "text-cut"));
        }
    };
    match &mut post.content {
        Content::Answer { question, answer, .. } => {
            cut(question, longest / 4);
            cut(answer, longest);
        }
        Content::Relay { text, .. } => {
            let count = text.chars().count();
            // A carried message is cut late: what a person wrote matters more than a round figure.
            let longest = longest * 4;
            if count > longest {
                let kept: String = text.chars().take(longest).collect();
                let left = (count - longest).to_string();
                *text = format!("{kept}…\n{}", texts::with(language, "relay-cut", &[("count", &left)]));
            }
        }
        Content::Ticket(TicketView { question, history, colleagues, .. }) => {
            cut(question, longest);
            for (asked, said) in history.iter_mut() {
                cut(asked, longest / 8);
                cut(said, longest / 4);
            }
            history.truncate(10);
            colleagues.truncate(longest / 40);
        }
        // The question and answer of a draft are inputs: what is cut there would be published so.
        Content::Draft(DraftView { related, evidence, near, .. }) => {
            if let Some((question, answer)) = related {
                cut(question, longest / 4);
                cut(answer, longest / 2);
            }
            for (_, what) in evidence.iter_mut() {
                cut(what, longest / 8);
            }
            evidence.truncate(longest / 200);
            near.truncate(10);
        }
        Content::Candidates { choices, .. } => {
            for choice in choices.iter_mut() {
                cut(&mut choice.question, longest / 8);
            }
        }
        Content::MyInquiries(inquiries) => {
            for inquiry in inquiries.iter_mut() {
                cut(&mut inquiry.question, longest / 8);
            }
            inquiries.truncate(longest / 40);
        }
        Content::DeliveryUnknown { excerpt, .. } => cut(excerpt, longest / 8),
        _ => {}
    }
    post
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk::language::Language;
    use desk::outside::Side;

    fn relay(text: String) -> Post {
        let content = Content::Relay { from: "葵".into(), origin: Side::Requester, text, attachments: vec![] };
        Post { language: Language::Japanese, content }
    }

    #[test]
    fn a_text_that_fits_is_whole_and_a_longer_one_says_that_it_was_cut() {
        let whole = fitting(&relay("あ".repeat(30_000)), &[]).to_string();
        assert!(whole.contains(&"あ".repeat(30_000)));
        let cut = fitting(&relay("あ".repeat(90_000)), &[]);
        assert!(fits(&cut));
        let text = cut["text"].as_str().expect("a text");
        assert!(text.contains("58000 文字を省きました"));
    }

    #[test]
    fn the_longest_entry_is_shown_whole() {
        let (question, answer) = ("問".repeat(desk::faq::MAX_QUESTION), "答".repeat(desk::faq::MAX_ANSWER));
        let content = Content::Answer {
            round: 1,
            message: desk::id::MessageId::new(uuid::Uuid::from_u128(1)),
            question: question.clone(),
            answer: answer.clone(),
            source: desk::outside::Source { title: "it-001".into(), since: time::OffsetDateTime::UNIX_EPOCH },
            other_language: None,
            helpful: None,
            offer_person: true,
        };
        let activity = fitting(&Post { language: Language::Japanese, content }, &[]);
        let body = &activity["attachments"][0]["content"]["body"];
        assert_eq!(body[0]["inlines"][0]["text"], question);
        assert_eq!(body[1]["inlines"][0]["text"], answer);
    }

    #[test]
    fn a_draft_is_cut_around_its_inputs_and_never_in_them() {
        let (question, answer) = ("問".repeat(desk::faq::MAX_QUESTION), "答".repeat(desk::faq::MAX_ANSWER));
        let view = DraftView {
            audience: desk::faq::Audience::Everyone,
            draft: desk::id::DraftId::new(uuid::Uuid::from_u128(1)),
            round: 0,
            question: question.clone(),
            answer: answer.clone(),
            relation: desk::learning::Relation::New,
            related: Some((question.clone(), answer.clone())),
            near: vec![],
            count: 1,
            evidence: vec![("葵".into(), "長い話".repeat(3_000)); 12],
            is_ticket_open: false,
            state: desk::learning::DraftState::Proposed,
            reviewer: None,
        };
        let activity = fitting(&Post { language: Language::Japanese, content: Content::Draft(view) }, &[]);
        assert!(fits(&activity));
        let text = activity.to_string();
        assert!(
            text.contains(&format!("\"value\":\"{question}\"")) && text.contains(&format!("\"value\":\"{answer}\""))
        );
        assert!(text.contains("長いため"));
    }

    #[test]
    fn entities_and_control_characters_do_not_break_the_limit() {
        assert!(fits(&fitting(&relay("<&\"'>".repeat(20_000)), &[])));
    }
}
