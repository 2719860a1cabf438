//! Pictures and files: carried where Teams lets us, said where it does not.

use simulator::{Mention, Post, Upload};

use crate::support::{Desk, Place};

/// A picture of one pixel.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

fn upload(name: &str, content_type: &str, bytes: &[u8]) -> Upload {
    Upload { name: name.to_owned(), content_type: content_type.to_owned(), bytes: bytes.to_vec() }
}

fn is_picture(message: &simulator::Message) -> bool {
    let mut urls = message.attachments.iter().filter_map(|attachment| attachment.content_url.as_deref());
    urls.any(|url| url.starts_with("data:image/png;base64,iVBORw0KGgo"))
}

async fn pictures_are_carried_and_files_are_named_both_ways(place: &Place) {
    let desk = Desk::with_it(place).await;
    let chat = desk.chat("mika");
    let ticket = desk.hand_off("mika", "PCの画面が変です").await;
    desk.press("ken", &ticket.card, "ticket.accept").await;

    let post = Post {
        from: "mika".to_owned(),
        chat: chat.clone(),
        text: "写真です".to_owned(),
        files: vec![upload("screen.png", "image/png", PIXEL), upload("ログ.txt", "text/plain", b"error 42")],
        ..Post::default()
    };
    desk.teams.say_all(post).await.expect("said");
    let carried = desk.reads(&ticket.thread, "写真です").await;
    assert!(carried.text.contains("ログ.txt"), "{}", carried.text);
    // Teams makes two messages of text and picture.
    desk.seen(&ticket.thread, is_picture).await;

    // In channels Teams tells the bot only that there is a file.
    let post = Post {
        from: "ken".to_owned(),
        chat: ticket.thread.clone(),
        text: "手順書です".to_owned(),
        mentions: vec![Mention::Bot],
        files: vec![upload("手順.pdf", "application/pdf", b"%PDF-1.4")],
        ..Post::default()
    };
    desk.teams.say_all(post).await.expect("said");
    let told = desk.reads(&chat, "手順書です").await;
    assert!(told.text.contains("Teamsの制限により"), "what is not carried is said: {}", told.text);
    desk.reads(&ticket.thread, "添付（ファイル）は相手に届いていません").await;
}

async fn a_file_alone_is_no_question_lost(place: &Place) {
    let desk = Desk::with_it(place).await;
    let chat = desk.chat("mika");
    let alone = |name: &str| Post {
        from: "mika".to_owned(),
        chat: chat.clone(),
        files: vec![upload(name, "text/plain", b"x")],
        ..Post::default()
    };
    desk.teams.say_all(alone("最初.txt")).await.expect("said");
    let card = desk.offered("mika", "handoff.request").await;
    desk.press("mika", &card, "handoff.request").await;
    let choice = desk.offered("mika", "team.choose").await;
    desk.press("mika", &choice, "team.choose").await;
    let ticket = desk.ticket("IT", "最初.txt").await;
    desk.teams.say_all(alone("次.txt")).await.expect("said");
    desk.reads(&ticket.thread, "次.txt").await;
}

async fn a_forgotten_mention_brings_the_picture_along_and_names_the_file(place: &Place) {
    let desk = Desk::with_it(place).await;
    let chat = desk.chat("mika");
    let ticket = desk.hand_off("mika", "PCの画面が変です").await;
    desk.press("ken", &ticket.card, "ticket.accept").await;
    let post = Post {
        from: "ken".to_owned(),
        chat: ticket.thread.clone(),
        text: "この設定です".to_owned(),
        files: vec![upload("screen.png", "image/png", PIXEL), upload("手順.pdf", "application/pdf", b"%PDF-1.4")],
        ..Post::default()
    };
    let written = desk.teams.say_all(post).await.expect("said");
    desk.teams.edit_mentioning("ken", &written, "この設定です", &[Mention::Bot]).await.expect("edited");
    desk.reads(&chat, "この設定です").await;
    desk.seen(&chat, is_picture).await;
    desk.reads(&ticket.thread, "添付（ファイル）は相手に届いていません").await;
}

crate::stories! {
    a_forgotten_mention_brings_the_picture_along_and_names_the_file,
    pictures_are_carried_and_files_are_named_both_ways,
    a_file_alone_is_no_question_lost,
}
