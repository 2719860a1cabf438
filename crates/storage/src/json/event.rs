use desk::event::Event;
use serde_json::{Value, json};

/// The facts of an event, by name.
pub(crate) fn facts(event: &Event) -> Value {
    let text = |id: &dyn std::fmt::Display| id.to_string();
    match event {
        Event::InquiryAsked { inquiry, message }
        | Event::MessageSaid { inquiry, message }
        | Event::AnswerGiven { inquiry, message } => {
            json!({ "inquiry": text(inquiry), "message": text(message) })
        }
        Event::AnswerRated { message, helpful } => json!({ "message": text(message), "helpful": helpful }),
        Event::AnswerRefuted { message, wrong } => json!({ "message": text(message), "wrong": wrong }),
        Event::InquiryResolved { inquiry } => json!({ "inquiry": text(inquiry) }),
        Event::TicketOpened { ticket }
        | Event::TicketReminded { ticket }
        | Event::TicketHandedBack { ticket }
        | Event::TicketClosed { ticket }
        | Event::TicketUndone { ticket }
        | Event::TicketReopened { ticket } => json!({ "ticket": text(ticket) }),
        Event::TicketAssigned { ticket, agent } => json!({ "ticket": text(ticket), "agent": text(agent) }),
        Event::TicketPrioritised { ticket, priority } => json!({ "ticket": text(ticket), "priority": priority }),
        Event::CsatGiven { ticket, score } => json!({ "ticket": text(ticket), "score": score }),
        Event::DraftProposed { draft }
        | Event::DraftUndone { draft }
        | Event::DraftWithdrawn { draft }
        | Event::DraftRejected { draft } => json!({ "draft": text(draft) }),
        Event::DraftApproved { draft, entry } | Event::DraftMerged { draft, entry } => {
            json!({ "draft": text(draft), "entry": text(entry) })
        }
        Event::EntryPublished { entry, version } => json!({ "entry": text(entry), "version": version }),
        Event::EntryRetired { entry } => json!({ "entry": text(entry) }),
        Event::FaqImported { added, changed, unchanged, refused } => {
            json!({ "added": added, "changed": changed, "unchanged": unchanged, "refused": refused })
        }
        Event::LexiconChanged { added, changed, unchanged, removed, refused } => {
            json!({ "added": added, "changed": changed, "unchanged": unchanged, "removed": removed, "refused": refused })
        }
        Event::GapFound { message } => json!({ "message": text(message) }),
        Event::TaskRequeued { task } => json!({ "task": task.to_string() }),
        Event::DeliveryUnconfirmed { delivery } | Event::DeliveryResent { delivery } => {
            json!({ "delivery": text(delivery) })
        }
        Event::CandidateChosen { message, entry } => json!({ "message": text(message), "entry": text(entry) }),
        Event::TicketEscalated { ticket, team } => json!({ "ticket": text(ticket), "team": text(team) }),
        Event::TeamConnected { team, channel } => json!({ "team": text(team), "channel": text(channel) }),
        Event::AccountCreated { person }
        | Event::PasswordRenewed { person }
        | Event::SessionStarted { person }
        | Event::SessionEnded { person } => json!({ "person": text(person) }),
        Event::SessionRefused { person, reason } => {
            json!({ "person": person.map(|person| person.to_string()), "reason": reason })
        }
        Event::RoleGranted { person, role, team } | Event::RoleRevoked { person, role, team } => {
            json!({ "person": text(person), "role": role, "team": team.map(|team| team.to_string()) })
        }
        Event::RefusalRepeated { action, person, reason, times } => {
            let person = person.map(|person| person.to_string());
            json!({ "action": action, "person": person, "reason": reason, "times": times })
        }
        Event::ActionRefused { action, target, reason } => {
            json!({ "action": action, "target": target.map(|target| target.to_string()), "reason": reason })
        }
    }
}
