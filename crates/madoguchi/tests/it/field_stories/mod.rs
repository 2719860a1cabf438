//! Trouble that users of comparable products reported, played against the program as a process: the cases of
//! `tests/data/field-cases` that need a Connector which refuses, edits, or entries of their own; `field_cases.rs` plays the
//! others. [`play`] reads them, [`connector`] is the Teams that they meet.

mod connector;
mod play;

macro_rules! cases {
    ($($name:ident = $file:literal,)+) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            play::play(include_str!(concat!("../../data/field-cases/", $file, ".json"))).await;
        }
    )+};
}

cases! {
    a_ticket_whose_thread_was_deleted_comes_up_again = "05-thread-deleted-under-a-ticket",
    a_question_behind_a_greeting_is_found = "06-polite-greeting",
    a_question_inside_a_mail_is_found = "06-polite-mail",
    a_question_inside_a_story_is_found = "06-polite-story",
    an_edited_question_is_answered = "07-edit-of-a-question",
    not_solved_in_words_offers_to_reopen = "08-not-solved-in-words",
    a_question_in_pieces_reaches_the_agents_whole = "11-fragments",
    an_upgrade_greets_nobody_again = "12-upgrade-is-no-installation",
    width_and_long_vowels_do_not_matter = "14-width-and-long-vowel",
    a_mention_added_by_editing_carries_the_message = "16-mention-added-by-editing",
    a_log_that_is_too_long_is_not_lost_in_silence = "17-long-log-in-a-ticket",
}
