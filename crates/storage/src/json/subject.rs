use std::str::FromStr;

use desk::delivery::Subject;

use crate::codes::Code;

/// A subject as a line of words: what it is, then the ids. Equal subjects have equal lines.
pub(crate) fn line(subject: &Subject) -> String {
    match subject {
        Subject::Welcome => "welcome".to_owned(),
        Subject::Help => "help".to_owned(),
        Subject::Answer(message) => format!("answer {message}"),
        Subject::Relay(message) => format!("relay {message}"),
        Subject::TicketCard(ticket) => format!("ticket-card {ticket}"),
        Subject::Ending(ticket) => format!("ending {ticket}"),
        Subject::DraftCard(draft) => format!("draft-card {draft}"),
        Subject::MyInquiries(person) => format!("my-inquiries {person}"),
        Subject::ChooseTeam(inquiry) => format!("choose-team {inquiry}"),
        Subject::Connected(team) => format!("connected {team}"),
        Subject::DeliveryUnknown(delivery) => format!("delivery-unknown {delivery}"),
        Subject::NotCarried(message) => format!("not-carried {message}"),
        Subject::ReopenOffer(ticket) => format!("reopen-offer {ticket}"),
        Subject::TicketNotice(ticket, notice) => format!("ticket-notice {ticket} {}", notice.code()),
        Subject::Courtesy(courtesy) => format!("courtesy {}", courtesy.code()),
        Subject::Notice(notice) => format!("notice {}", notice.code()),
    }
}

/// Reads a line; `None` when it is none.
pub(crate) fn subject(line: &str) -> Option<Subject> {
    let mut words = line.split(' ');
    let what = words.next()?;
    let mut next = || words.next();
    let subject = match what {
        "welcome" => Subject::Welcome,
        "help" => Subject::Help,
        "answer" => Subject::Answer(id(next())?),
        "relay" => Subject::Relay(id(next())?),
        "ticket-card" => Subject::TicketCard(id(next())?),
        "ending" => Subject::Ending(id(next())?),
        "draft-card" => Subject::DraftCard(id(next())?),
        "my-inquiries" => Subject::MyInquiries(id(next())?),
        "choose-team" => Subject::ChooseTeam(id(next())?),
        "connected" => Subject::Connected(id(next())?),
        "delivery-unknown" => Subject::DeliveryUnknown(id(next())?),
        "not-carried" => Subject::NotCarried(id(next())?),
        "reopen-offer" => Subject::ReopenOffer(id(next())?),
        "ticket-notice" => Subject::TicketNotice(id(next())?, Code::of(next()?)?),
        "courtesy" => Subject::Courtesy(Code::of(next()?)?),
        "notice" => Subject::Notice(Code::of(next()?)?),
        _ => return None,
    };
    next().is_none().then_some(subject)
}

fn id<T: FromStr>(word: Option<&str>) -> Option<T> {
    word?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk::answering::Courtesy;
    use desk::delivery::{Notice, TicketNotice};
    use desk::id::{DeliveryId, DraftId, InquiryId, MessageId, PersonId, TeamId, TicketId};
    use uuid::Uuid;

    #[test]
    fn a_line_leads_back_to_its_subject() {
        let uuid = Uuid::from_u128(77);
        let subjects = [
            Subject::Welcome,
            Subject::Help,
            Subject::Answer(MessageId::new(uuid)),
            Subject::Relay(MessageId::new(uuid)),
            Subject::TicketCard(TicketId::new(uuid)),
            Subject::Ending(TicketId::new(uuid)),
            Subject::DraftCard(DraftId::new(uuid)),
            Subject::MyInquiries(PersonId::new(uuid)),
            Subject::ChooseTeam(InquiryId::new(uuid)),
            Subject::Connected(TeamId::new(uuid)),
            Subject::DeliveryUnknown(DeliveryId::new(uuid)),
            Subject::NotCarried(MessageId::new(uuid)),
            Subject::ReopenOffer(TicketId::new(uuid)),
            Subject::TicketNotice(TicketId::new(uuid), TicketNotice::NobodyTookIt),
            Subject::Courtesy(Courtesy::Thanks),
            Subject::Notice(Notice::TooLong),
        ];
        for one in subjects {
            assert_eq!(subject(&line(&one)), Some(one));
        }
        for bad in ["", "answer", "answer tkt_1", "welcome home", "notice nothing"] {
            assert_eq!(subject(bad), None, "{bad}");
        }
    }
}
