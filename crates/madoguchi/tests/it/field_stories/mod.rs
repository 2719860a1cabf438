//! Trouble that users of comparable products reported: every case of `tests/data/field-cases`, played against the program as a
//! process. [`play`] reads those that happen in Teams, [`connector`] is the Teams that they meet; [`imports`] reads those of
//! FAQ files. The wraps of `wraps.json` are measured in `src/eval/wraps.rs`.

mod changes;
mod connector;
mod imports;
mod play;

macro_rules! cases {
    ($($name:ident = $file:literal,)+) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                play::play(include_str!(concat!("../../data/field-cases/", $file, ".json"))).await;
            }
        )+

        const PLAYED: &[&str] = &[$($file),+];
    };
}

macro_rules! import_cases {
    ($($name:ident = $file:literal,)+) => {
        $(
            #[test]
            fn $name() {
                imports::import(include_str!(concat!("../../data/field-cases/", $file, ".json")));
            }
        )+

        const IMPORTED: &[&str] = &[$($file),+];
    };
}

cases! {
    a_text_that_only_html_holds_is_answered = "01-text-only-in-html",
    what_stands_in_angle_brackets_reaches_the_agents = "02-angle-brackets-stripped",
    the_address_of_a_named_link_reaches_requester_and_draft = "03-link-target-only-in-html",
    an_emoji_arrives_as_one_and_no_picture_is_missed = "04-emoji-is-a-picture",
    a_ticket_whose_thread_was_deleted_comes_up_again = "05-thread-deleted-under-a-ticket",
    a_question_behind_a_greeting_is_found = "06-polite-greeting",
    a_question_inside_a_mail_is_found = "06-polite-mail",
    a_question_inside_a_story_is_found = "06-polite-story",
    an_edited_question_is_answered = "07-edit-of-a-question",
    not_solved_in_words_offers_to_reopen = "08-not-solved-in-words",
    an_address_in_an_answer_can_be_opened = "09-address-in-an-answer",
    a_missing_name_is_that_of_the_members = "10-name-missing",
    a_question_in_pieces_reaches_the_agents_whole = "11-fragments",
    an_upgrade_greets_nobody_again = "12-upgrade-is-no-installation",
    another_persons_name_stays_as_text = "13-names-and-mentions",
    width_and_long_vowels_do_not_matter = "14-width-and-long-vowel",
    marks_of_a_path_arrive_as_written = "15-marks-in-text",
    a_mention_added_by_editing_carries_the_message = "16-mention-added-by-editing",
    a_log_that_is_too_long_is_not_lost_in_silence = "17-long-log-in-a-ticket",
}

import_cases! {
    a_csv_of_japanese_excel_is_read_or_refused_with_the_cure = "20-csv-in-the-machines-own-encoding",
    what_a_spreadsheet_pads_is_skipped = "21-csv-padded-by-the-spreadsheet",
    a_question_that_stands_twice_keeps_its_first_answer = "22-csv-same-question-twice",
    requesters_never_read_tags = "23-csv-with-markup",
    an_export_opens_in_a_spreadsheet = "24-export-opens-in-a-spreadsheet",
}

#[test]
fn every_case_is_played() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/field-cases");
    let files = std::fs::read_dir(folder).expect("the folder of the cases");
    let name =
        |file: std::io::Result<std::fs::DirEntry>| file.expect("a case").file_name().into_string().expect("plain");
    let mut cases: Vec<String> = files.map(name).filter(|name| name != "wraps.json").collect();
    cases.sort();
    let played: Vec<String> = PLAYED.iter().chain(IMPORTED).map(|case| format!("{case}.json")).collect();
    assert_eq!(played, cases);
}
