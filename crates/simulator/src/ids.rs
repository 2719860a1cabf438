//! Ids in the shapes Teams gives them. They follow from the names in the world's description, so that a test,
//! a browser tab and a desk's database still agree after a restart.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

fn hash(kind: &str, name: &str) -> [u8; 32] {
    Sha256::new().chain_update(kind).chain_update([0]).chain_update(name).finalize().into()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A person as the bot knows them: `29:…`.
pub fn person(key: &str) -> String {
    format!("29:1{}", URL_SAFE_NO_PAD.encode(&hash("person", key)[..30]))
}

/// The bot as a participant: `28:<app id>`.
pub fn bot(app_id: &str) -> String {
    format!("28:{app_id}")
}

/// The chat of one person with the bot: `a:…`.
pub fn personal_chat(key: &str) -> String {
    format!("a:1{}", URL_SAFE_NO_PAD.encode(hash("chat", key)))
}

/// A chat of several people: `19:…@thread.v2`.
pub fn group_chat(name: &str) -> String {
    format!("19:{}@thread.v2", hex(&hash("group", name)[..16]))
}

/// A team; its General channel has the same id: `19:…@thread.tacv2`.
pub fn team(name: &str) -> String {
    format!("19:{}@thread.tacv2", hex(&hash("team", name)[..16]))
}

/// A further channel of a team: `19:…@thread.tacv2`.
pub fn channel(team: &str, name: &str) -> String {
    let both = format!("{team}/{name}");
    format!("19:{}@thread.tacv2", hex(&hash("channel", &both)[..16]))
}

/// A GUID that follows from a name, for directory ids of groups and for the bot of a sample company.
pub fn guid(kind: &str, name: &str) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash(kind, name)[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string()
}

/// An uploaded file; the sequence keeps equal names apart.
pub fn file(sequence: u64, name: &str) -> String {
    guid("file", &format!("{sequence}/{name}"))
}

/// A conversation id cut into the chat and the thread: `19:…;messageid=17…` is `(19:…, Some(17…))`.
pub fn split_thread(conversation: &str) -> (&str, Option<&str>) {
    match conversation.split_once(';') {
        None => (conversation, None),
        Some((chat, rest)) => (chat, rest.strip_prefix("messageid=").or(Some(""))),
    }
}

/// The conversation id of a thread in a channel.
pub fn thread(chat: &str, root: &str) -> String {
    format!("{chat};messageid={root}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_look_like_those_of_teams_and_follow_from_the_name() {
        assert_eq!(person("hanako"), person("hanako"));
        assert_ne!(person("hanako"), person("taro"));
        assert!(person("hanako").starts_with("29:1"));
        assert!(personal_chat("hanako").starts_with("a:1"));
        assert!(channel("IT", "窓口").ends_with("@thread.tacv2"));
        assert_ne!(channel("IT", "窓口"), team("IT"));
        assert_eq!(guid("x", "y").len(), 36);
    }

    #[test]
    fn a_thread_id_splits_into_chat_and_root() {
        assert_eq!(split_thread("19:a@b;messageid=17"), ("19:a@b", Some("17")));
        assert_eq!(split_thread("19:a@b"), ("19:a@b", None));
        assert_eq!(split_thread("19:a@b;nonsense"), ("19:a@b", Some("")));
        assert_eq!(split_thread(&thread("19:a@b", "17")), ("19:a@b", Some("17")));
    }
}
