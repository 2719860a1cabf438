//! One post of every kind and state.

use desk::answering::Courtesy;
use desk::delivery::{Notice, TicketNotice};
use desk::faq::{Audience, AudienceGroup};
use desk::handoff::Priority;
use desk::id::{DeliveryId, DraftId, EntryId, InquiryId, MessageId, PersonId, TeamId, TicketId};
use desk::inquiry::{Attachment, AttachmentKind, Ending, Stage};
use desk::language::Language;
use desk::learning::{DraftState, Relation};
use desk::outside::{Choice, Content, DraftView, InquiryView, Post, Side, Source, TicketStateView, TicketView};
use time::Duration;
use time::macros::datetime;
use uuid::Uuid;

/// People's text everywhere: the same word in every place where somebody's text can stand.
pub(crate) fn all(language: Language, word: &str) -> Vec<(String, Post)> {
    let mut posts = Vec::new();
    for (name, content) in
        answers(language, word).into_iter().chain(tickets(word)).chain(drafts(word)).chain(others(word))
    {
        posts.push((name, Post { language, content }));
    }
    posts
}

/// When the card was shown.
const ROUND: i64 = 1_764_000_000_000;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn answers(language: Language, word: &str) -> Vec<(String, Content)> {
    let message = MessageId::new(id(1));
    let foreign = Some(match language {
        Language::Japanese => Language::English,
        Language::English => Language::Japanese,
    });
    let answer = |helpful, offer_person, other_language| Content::Answer {
        round: ROUND,
        message,
        question: format!("VPN {word}"),
        answer: format!("1. {word}\n2. VPN\n\nhttps://faq.corp.example/item/12"),
        source: Source { title: format!("VPN {word}"), since: datetime!(2026-11-23 10:00 UTC) },
        other_language,
        helpful,
        offer_person,
    };
    let (a, b) = (EntryId::new(id(11)), EntryId::new(id(12)));
    let candidates = |offer_person| Content::Candidates {
        round: ROUND,
        message,
        choices: vec![
            Choice { entry: a, question: format!("A {word}"), other_language: None },
            Choice { entry: b, question: format!("B {word}"), other_language: foreign },
        ],
        offer_person,
    };
    let mut posts = vec![
        ("welcome".to_owned(), Content::Welcome),
        ("help".to_owned(), Content::Help { connect: false }),
        ("help-in-channel".to_owned(), Content::Help { connect: true }),
        ("answer".to_owned(), answer(None, true, None)),
        ("answer-helpful".to_owned(), answer(Some(true), true, None)),
        ("answer-not-helpful-handed".to_owned(), answer(Some(false), false, None)),
        ("answer-in-another-language".to_owned(), answer(None, true, foreign)),
        ("candidates".to_owned(), candidates(true)),
        ("candidates-handed".to_owned(), candidates(false)),
        ("unknown".to_owned(), Content::Unknown { message, round: ROUND, offer_person: true }),
        ("unknown-handed".to_owned(), Content::Unknown { message, round: ROUND, offer_person: false }),
    ];
    for courtesy in [Courtesy::Greeting, Courtesy::Thanks, Courtesy::Acknowledgement, Courtesy::Unclear] {
        posts.push((format!("courtesy-{courtesy:?}"), Content::Courtesy(courtesy)));
    }
    posts
}

fn tickets(word: &str) -> Vec<(String, Content)> {
    let ticket = |state: TicketStateView, priority, reminded, csat| {
        let is_open = matches!(state, TicketStateView::Queued | TicketStateView::Assigned(_));
        Content::Ticket(TicketView {
            ticket: TicketId::new(id(2)),
            round: 3,
            number: 1042,
            team: format!("IT {word}"),
            requester: format!("佐藤 {word}"),
            question: format!("VPN\n{word}"),
            earlier: vec![format!("earlier {word}")],
            history: vec![(format!("asked {word}"), format!("said {word}"))],
            refuted: match state {
                TicketStateView::Queued => Some(false),
                TicketStateView::Assigned(_) => Some(true),
                _ => None,
            },
            can_undo: matches!(state, TicketStateView::HandedBack(_)),
            state,
            priority,
            opened_at: datetime!(2026-11-23 10:00:00.123 +9),
            reminded,
            colleagues: if is_open { vec![("00000000-a".into(), format!("鈴木 {word}"))] } else { vec![] },
            teams: vec![(TeamId::new(id(21)), format!("HR {word}"))],
            csat,
        })
    };
    let who = || format!("鈴木 {word}");
    let ending = |solved: Option<bool>, csat: Option<u8>| Content::Ending {
        ticket: TicketId::new(id(2)),
        round: 3,
        number: 1042,
        solved,
        asks: solved.is_none() && csat.is_none(),
        csat,
    };
    let mut posts = vec![
        ("ticket-queued".to_owned(), ticket(TicketStateView::Queued, Priority::Urgent, 2, None)),
        ("ticket-assigned".to_owned(), ticket(TicketStateView::Assigned(who()), Priority::Normal, 0, None)),
        ("ticket-left".to_owned(), ticket(TicketStateView::Left, Priority::Normal, 0, None)),
        ("ticket-handed-back".to_owned(), ticket(TicketStateView::HandedBack(who()), Priority::Low, 0, None)),
        ("ticket-closed".to_owned(), ticket(TicketStateView::Closed(who()), Priority::High, 0, Some(5))),
        ("ending".to_owned(), ending(None, None)),
        ("ending-solved".to_owned(), ending(Some(true), Some(4))),
        ("ending-reopened".to_owned(), ending(Some(false), None)),
        ("reopen-offer".to_owned(), Content::ReopenOffer { ticket: TicketId::new(id(2)), round: 3, number: 1042 }),
    ];
    for notice in [
        TicketNotice::Requested,
        TicketNotice::HandedOff,
        TicketNotice::Accepted,
        TicketNotice::Reassigned,
        TicketNotice::HandedBack,
        TicketNotice::StillWaiting,
        TicketNotice::NobodyTookIt,
        TicketNotice::Reopened,
        TicketNotice::RequesterEdited,
        TicketNotice::Unreachable,
        TicketNotice::NothingLearned,
        TicketNotice::Confidential,
        TicketNotice::ClosedNotCarried,
        TicketNotice::PressTheCard,
        TicketNotice::NotAnAgent,
        TicketNotice::NoChannelYet,
        TicketNotice::HandoffWaits,
        TicketNotice::Moved,
        TicketNotice::EditCarried,
        TicketNotice::GoesOn,
        TicketNotice::Helped,
        TicketNotice::HadIt,
        TicketNotice::WentOn,
        TicketNotice::ReopenedSince,
        TicketNotice::AlreadyWithPeople,
    ] {
        let agent = (notice != TicketNotice::NobodyTookIt).then(who);
        let content = Content::TicketNotice {
            notice,
            number: 1042,
            team: format!("IT {word}"),
            agent,
            requester: format!("佐藤 {word}"),
            usual_wait: (notice == TicketNotice::HandedOff).then_some(Duration::minutes(15)),
        };
        posts.push((format!("notice-{notice:?}"), content));
    }
    posts
}

fn drafts(word: &str) -> Vec<(String, Content)> {
    let entry = EntryId::new(id(11));
    let by = PersonId::new(id(31));
    let at = datetime!(2026-11-23 10:00 UTC);
    let draft = |relation, state: DraftState| {
        let reviewed = !matches!(state, DraftState::Proposed | DraftState::Withdrawn { .. });
        Content::Draft(DraftView {
            draft: DraftId::new(id(3)),
            round: 1_795_000_000_000,
            question: format!("Q {word}"),
            answer: format!("A {word}\nB"),
            is_ticket_open: true,
            relation,
            related: (relation != Relation::New).then(|| (format!("RQ {word}"), format!("RA {word}"))),
            near: vec![(entry, format!("N {word}"))],
            audience: if relation == Relation::New {
                Audience::Everyone
            } else {
                Audience::Chosen(vec![AudienceGroup::Team(format!("HR {word}"))])
            },
            count: 3,
            evidence: vec![(format!("佐藤 {word}"), format!("E {word}"))],
            state,
            reviewer: reviewed.then(|| format!("鈴木 {word}")),
        })
    };
    vec![
        ("draft-new".to_owned(), draft(Relation::New, DraftState::Proposed)),
        ("draft-variant".to_owned(), draft(Relation::Variant(entry), DraftState::Proposed)),
        ("draft-correction".to_owned(), draft(Relation::Correction(entry), DraftState::Proposed)),
        ("draft-approved".to_owned(), draft(Relation::New, DraftState::Approved { entry, version: 1, by, at })),
        (
            "draft-rejected".to_owned(),
            draft(Relation::New, DraftState::Rejected { by, reason: format!("because {word}"), at }),
        ),
        ("draft-withdrawn".to_owned(), draft(Relation::New, DraftState::Withdrawn { at })),
        ("draft-dropped".to_owned(), dropped(draft(Relation::New, DraftState::Withdrawn { at }))),
        ("draft-merged".to_owned(), draft(Relation::Variant(entry), DraftState::Merged { entry, version: 2, by, at })),
    ]
}

/// The same once its ticket has closed again.
fn dropped(draft: Content) -> Content {
    match draft {
        Content::Draft(view) => Content::Draft(DraftView { is_ticket_open: false, ..view }),
        other => other,
    }
}

fn others(word: &str) -> Vec<(String, Content)> {
    let inquiry = |stage, number, agent| InquiryView {
        question: format!("VPN {word}"),
        stage,
        number,
        agent,
        opened_at: datetime!(2026-11-23 10:00 UTC),
    };
    let ticket = TicketId::new(id(2));
    let inquiries = vec![
        inquiry(Stage::Assistant, None, None),
        inquiry(Stage::People(ticket), Some(7), None),
        inquiry(Stage::People(ticket), Some(7), Some(format!("鈴木 {word}"))),
        inquiry(Stage::Ended(Ending::Solved), None, None),
        inquiry(Stage::Ended(Ending::Closed), Some(7), None),
        inquiry(Stage::Ended(Ending::LeftBehind), None, None),
    ];
    let attachment = |name: &str, kind| Attachment {
        name: format!("{name} {word}"),
        media_type: "application/octet-stream".into(),
        location: String::new(),
        kind,
    };
    let relay = |origin, text: String| Content::Relay {
        from: format!("鈴木 {word}"),
        origin,
        text,
        attachments: vec![
            attachment("a.png", AttachmentKind::Picture),
            attachment("b.pdf", AttachmentKind::File),
            attachment("c", AttachmentKind::Withheld),
        ],
    };
    let doubt = |refused, resent| Content::DeliveryUnknown {
        delivery: DeliveryId::new(id(4)),
        excerpt: format!("… {word}"),
        refused,
        resent,
    };
    let teams = vec![(TeamId::new(id(21)), format!("IT {word}")), (TeamId::new(id(22)), format!("HR {word}"))];
    let mut posts = vec![
        ("my-inquiries".to_owned(), Content::MyInquiries(inquiries)),
        (
            "choose-team".to_owned(),
            Content::ChooseTeam {
                inquiry: InquiryId::new(id(5)),
                round: ROUND,
                teams,
                default: Some(TeamId::new(id(21))),
            },
        ),
        ("team-chosen".to_owned(), Content::TeamChosen { inquiry: InquiryId::new(id(5)) }),
        ("connected".to_owned(), Content::Connected { team: format!("IT {word}") }),
        ("relay-from-agent".to_owned(), relay(Side::Agents, format!("line 1 {word}\nline 2"))),
        ("relay-from-requester".to_owned(), relay(Side::Requester, word.to_owned())),
        ("delivery-unknown".to_owned(), doubt(false, false)),
        ("delivery-refused".to_owned(), doubt(true, false)),
        ("delivery-resent".to_owned(), doubt(false, true)),
        ("not-carried".to_owned(), Content::NotCarried { names: vec![format!("a {word}.pdf"), String::new()] }),
    ];
    for notice in [
        Notice::NothingToRead,
        Notice::TooLong,
        Notice::WentWrong,
        Notice::NotAnAdmin,
        Notice::NoSuchTeam,
        Notice::ConnectInChannel,
        Notice::NoTicketHere,
        Notice::AskFirst,
        Notice::AlreadyWithPeople,
        Notice::NoInquiries,
        Notice::NotLearned,
    ] {
        let names = if notice == Notice::NoSuchTeam { vec![format!("IT {word}"), "HR".into()] } else { vec![] };
        posts.push((format!("notice-{notice:?}"), Content::Notice { notice, names }));
    }
    posts
}
