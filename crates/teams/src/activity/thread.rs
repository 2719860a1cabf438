//! Ids of channels and of the threads in them.

/// Separates a channel's id from the id of a thread's first message.
const MARK: &str = ";messageid=";

/// The channel's id: everything before the first `;`.
pub fn channel_of(conversation: &str) -> &str {
    conversation.split(';').next().unwrap_or(conversation)
}

/// The id of a thread's first message; `None` for a channel as a whole or when it is no positive number.
pub fn root_of(conversation: &str) -> Option<&str> {
    let (_, root) = conversation.split_once(MARK)?;
    let root = root.split(';').next().unwrap_or(root);
    let number = !root.is_empty() && root.bytes().all(|b| b.is_ascii_digit()) && root.bytes().any(|b| b != b'0');
    number.then_some(root)
}

/// The id of a thread. `None` when the root is no positive number.
pub fn thread_id(conversation: &str, root: &str) -> Option<String> {
    let id = format!("{}{MARK}{root}", channel_of(conversation));
    root_of(&id).is_some_and(|found| found == root).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_its_channel_and_its_first_message() {
        let thread = "19:abc@thread.tacv2;messageid=1700000000001";
        assert_eq!(channel_of(thread), "19:abc@thread.tacv2");
        assert_eq!(root_of(thread), Some("1700000000001"));
        assert_eq!(thread_id(thread, "17").as_deref(), Some("19:abc@thread.tacv2;messageid=17"));
        assert_eq!(root_of("19:abc@thread.tacv2"), None);
    }

    #[test]
    fn a_root_is_a_positive_number() {
        for bad in ["", "0", "00", "12a", "-1", "1;x", "１"] {
            assert_eq!(thread_id("19:abc@thread.tacv2", bad), None, "{bad}");
        }
    }
}
