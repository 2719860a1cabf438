//! Posts that are sentences, and words for people who pressed a button.

use desk::actions::ActionMessage;
use desk::answering::Courtesy;
use desk::delivery::{Notice, TicketNotice};
use desk::language::Language;
use desk::outside::{Content, Post};
use time::Duration;

use crate::activity::names;
use crate::inbound::BadAction;
use crate::texts;

/// The sentence of a post; `None` for cards and carried messages.
pub fn sentence(post: &Post) -> Option<String> {
    let language = post.language;
    match &post.content {
        Content::Courtesy(courtesy) => Some(texts::text(language, courtesy_key(*courtesy))),
        Content::Connected { team } => Some(texts::with(language, "connected", &[("team", &plain(team))])),
        Content::NotCarried { names } => {
            let names: Vec<String> = names.iter().map(|name| file_name(language, name)).collect();
            Some(texts::with(language, "not-carried", &[("names", &names.join(separator(language)))]))
        }
        Content::TicketNotice { notice, number, team, agent, requester, usual_wait } => {
            let agent = agent.as_deref().map(plain).filter(|it| !it.is_empty());
            let agent = agent.unwrap_or_else(|| texts::text(language, "notice-somebody"));
            let arguments: [(&str, &str); 4] = [
                ("number", &number.to_string()),
                ("team", &plain(team)),
                ("agent", &agent),
                ("requester", &named(language, requester)),
            ];
            let told = texts::with(language, ticket_notice_key(*notice), &arguments);
            Some(match usual_wait {
                Some(wait) => format!("{told}{}", wait_sentence(language, *wait)),
                None => told,
            })
        }
        Content::Notice { notice, names } => {
            Some(with_names(texts::text(language, notice_key(*notice)), language, names))
        }
        _ => None,
    }
}

/// One line for the notification that the client shows before the message is opened.
pub fn summary(post: &Post) -> Option<String> {
    let text = |key: &str| Some(texts::text(post.language, key));
    match &post.content {
        Content::Welcome => text("welcome-summary"),
        Content::Help { .. } => text("help-summary"),
        Content::Answer { question, .. } => Some(names::clean(&without_mentions(question))),
        Content::Candidates { .. } => text("candidates-summary"),
        Content::Unknown { .. } => text("unknown-title"),
        Content::Ticket(view) => {
            Some(texts::with(post.language, "ticket-title", &[("number", &view.number.to_string())]))
        }
        Content::Ending { number, solved: Some(false), .. } => {
            Some(texts::with(post.language, "ending-reopened", &[("number", &number.to_string())]))
        }
        Content::Ending { number, .. } => {
            Some(texts::with(post.language, "ending-summary", &[("number", &number.to_string())]))
        }
        Content::ReopenOffer { number, .. } => {
            Some(texts::with(post.language, "reopen-offer-summary", &[("number", &number.to_string())]))
        }
        Content::Draft(_) => text("draft-summary"),
        Content::MyInquiries(_) => text("inquiries-summary"),
        Content::ChooseTeam { .. } => text("choose-team-summary"),
        Content::TeamChosen { .. } => text("choose-team-chosen"),
        Content::DeliveryUnknown { refused: true, .. } => text("refused-summary"),
        Content::DeliveryUnknown { .. } => text("doubt-summary"),
        _ => None,
    }
}

/// What a person who pressed is told.
pub fn word(language: Language, word: &ActionMessage) -> String {
    let key = match word {
        ActionMessage::Done => "word-done",
        ActionMessage::TakenBy(name) => {
            return texts::with(language, "word-taken-by", &[("name", &named(language, name))]);
        }
        ActionMessage::Unchanged => "word-unchanged",
        ActionMessage::NotOpen => "word-not-open",
        ActionMessage::NotAnAgent => "word-not-an-agent",
        ActionMessage::WithAnotherTeam(team) => {
            return texts::with(language, "word-with-another-team", &[("team", &plain(team))]);
        }
        ActionMessage::ColleagueNotAnAgent => "word-colleague-not-an-agent",
        ActionMessage::NotYours => "word-not-yours",
        ActionMessage::Missing => "word-missing",
        ActionMessage::Reviewed => "word-reviewed",
        ActionMessage::Withdrawn => "word-withdrawn",
        ActionMessage::ReasonNeeded => "word-reason-needed",
        ActionMessage::TooLate => "word-too-late",
        ActionMessage::ChangedSince => "word-changed-since",
        ActionMessage::BadText => "word-bad-text",
        ActionMessage::NotClosed => "word-not-closed",
        ActionMessage::RatedAlready => "word-rated-already",
        ActionMessage::ResentAlready => "word-resent-already",
        ActionMessage::AnotherRound => "word-another-round",
        ActionMessage::TryAgain => "word-try-again",
    };
    texts::text(language, key)
}

/// What a person is told whose press made no sense.
pub fn bad_action(language: Language, bad: &BadAction) -> String {
    match bad {
        BadAction::Missing("to" | "team" | "entry" | "priority" | "score") => {
            texts::text(language, "word-choose-first")
        }
        _ => texts::text(language, "word-bad-action"),
    }
}

/// What a person is told whose press takes longer than the client waits.
pub fn working(language: Language) -> String {
    texts::text(language, "word-working")
}

/// Makes mention tags in people's text into mere text, so that they mention nobody: `<at>` becomes `‹at>`.
pub fn without_mentions(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let tail = &rest[start + 1..];
        let name = tail.strip_prefix('/').unwrap_or(tail).as_bytes();
        let is_mention = name.len() > 2 && name[..2].eq_ignore_ascii_case(b"at") && !name[2].is_ascii_alphanumeric();
        safe.push_str(&rest[..start]);
        safe.push(if is_mention { '‹' } else { '<' });
        rest = tail;
    }
    safe.push_str(rest);
    safe
}

/// A name, or another short text of a stranger, as it may stand in a line.
pub fn plain(name: &str) -> String {
    without_mentions(&names::clean(name))
}

/// The name of a person as it may stand in a line. Somebody without one, or with one that nobody can see, is said to have none.
pub fn named(language: Language, name: &str) -> String {
    let name = plain(name);
    if name.is_empty() { texts::text(language, "name-missing") } else { name }
}

fn with_names(sentence: String, language: Language, known: &[String]) -> String {
    if known.is_empty() {
        return sentence;
    }
    let names: Vec<String> = known.iter().map(|name| plain(name)).collect();
    let list = texts::with(language, "notice-known-teams", &[("names", &names.join(separator(language)))]);
    format!("{sentence}\n{list}")
}

/// What stands between the members of a list.
pub fn separator(language: Language) -> &'static str {
    match language {
        Language::Japanese => "、",
        Language::English => ", ",
    }
}

/// The name of an attachment as it may stand in a line. Of a file in a channel Teams tells none.
pub fn file_name(language: Language, name: &str) -> String {
    let name = without_mentions(&names::clean_file(name));
    if name.is_empty() { texts::text(language, "file-nameless") } else { name }
}

/// How long one usually waits, in minutes up to an hour.
fn wait_sentence(language: Language, wait: Duration) -> String {
    let (key, number) = match wait.whole_minutes() {
        minutes @ ..=60 => ("notice-usual-minutes", minutes),
        _ => ("notice-usual-hours", wait.whole_hours()),
    };
    texts::with(language, key, &[("number", &number.to_string())])
}

fn courtesy_key(courtesy: Courtesy) -> &'static str {
    match courtesy {
        Courtesy::Greeting => "courtesy-greeting",
        Courtesy::Thanks => "courtesy-thanks",
        Courtesy::Acknowledgement => "courtesy-acknowledgement",
        Courtesy::Unclear => "courtesy-unclear",
    }
}

fn ticket_notice_key(notice: TicketNotice) -> &'static str {
    match notice {
        TicketNotice::Requested => "notice-requested",
        TicketNotice::HandedOff => "notice-handed-off",
        TicketNotice::Accepted => "notice-accepted",
        TicketNotice::Reassigned => "notice-reassigned",
        TicketNotice::HandedBack => "notice-handed-back",
        TicketNotice::StillWaiting => "notice-still-waiting",
        TicketNotice::NobodyTookIt => "notice-nobody-took-it",
        TicketNotice::Reopened => "notice-reopened",
        TicketNotice::RequesterEdited => "notice-requester-edited",
        TicketNotice::Unreachable => "notice-unreachable",
        TicketNotice::NothingLearned => "notice-nothing-learned",
        TicketNotice::Confidential => "notice-confidential",
        TicketNotice::ClosedNotCarried => "notice-closed-not-carried",
        TicketNotice::PressTheCard => "notice-press-the-card",
        TicketNotice::NotAnAgent => "notice-not-an-agent",
        TicketNotice::NoChannelYet => "notice-no-channel-yet",
        TicketNotice::HandoffWaits => "notice-handoff-waits",
        TicketNotice::Moved => "notice-moved",
        TicketNotice::EditCarried => "notice-edit-carried",
        TicketNotice::GoesOn => "notice-goes-on",
        TicketNotice::Helped => "notice-helped",
        TicketNotice::HadIt => "notice-had-it",
        TicketNotice::WentOn => "notice-went-on",
        TicketNotice::ReopenedSince => "notice-reopened-since",
        TicketNotice::AlreadyWithPeople => "notice-already-with-people",
    }
}

fn notice_key(notice: Notice) -> &'static str {
    match notice {
        Notice::NothingToRead => "notice-nothing-to-read",
        Notice::WentWrong => "notice-went-wrong",
        Notice::TooLong => "notice-too-long",
        Notice::NotAnAdmin => "notice-not-an-admin",
        Notice::NoSuchTeam => "notice-no-such-team",
        Notice::ConnectInChannel => "notice-connect-in-channel",
        Notice::NoTicketHere => "notice-no-ticket-here",
        Notice::AskFirst => "notice-ask-first",
        Notice::AlreadyWithPeople => "notice-already-with-people",
        Notice::NoInquiries => "notice-no-inquiries",
        Notice::NotLearned => "notice-not-learned",
    }
}

#[cfg(test)]
mod tests {
    use super::without_mentions;

    #[test]
    fn a_mention_tag_loses_its_bracket_and_nothing_else_does() {
        assert_eq!(without_mentions("<at>全員</at> <AT id=1>x"), "‹at>全員‹/at> ‹AT id=1>x");
        assert_eq!(without_mentions("a < b, <attic>, <at"), "a < b, <attic>, <at");
    }
}
