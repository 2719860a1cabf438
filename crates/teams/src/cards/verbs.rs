//! The verbs of card actions. Stable names: cards sent long ago still carry them.

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident = $verb:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $verb;)*
        /// Every verb.
        pub const ALL: &[&str] = &[$($verb),*];
    };
}

verbs! {
    /// Rates an answer; `helpful`.
    RATE_ANSWER = "answer.rate";
    /// Chooses among candidates; `entry`.
    CHOOSE_CANDIDATE = "candidate.choose";
    /// Asks for a person.
    REQUEST_HANDOFF = "handoff.request";
    /// Chooses the team of a handoff; `team`.
    CHOOSE_TEAM = "team.choose";
    /// Takes a ticket.
    ACCEPT = "ticket.accept";
    /// Gives a ticket to a colleague; `to`.
    ASSIGN = "ticket.assign";
    /// Passes a ticket to another team; `team`.
    ROUTE = "ticket.route";
    /// Sets the priority; `priority`.
    PRIORITISE = "ticket.priority";
    /// Gives the inquiry back to the assistant.
    HAND_BACK = "ticket.hand_back";
    /// Closes a ticket.
    CLOSE = "ticket.close";
    /// Opens it again.
    REOPEN = "ticket.reopen";
    /// Rates the help; `score`.
    RATE_SATISFACTION = "csat.rate";
    /// Publishes a draft; `question`, `answer`.
    APPROVE = "draft.approve";
    /// Rejects a draft; `reason`.
    REJECT = "draft.reject";
    /// Says that an entry exists already; `entry`.
    MERGE = "draft.merge";
    /// Takes an approval back.
    UNDO = "draft.undo";
    /// Sends a doubtful message again.
    RESEND = "delivery.resend";
}
