//! Sentences that ask for a password or a code: published, they would teach everybody to hand theirs over.

use super::sentence::plain;
use regex::RegexSet;
use std::sync::LazyLock;

static ASKS: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"(?:パスワード|暗証番号|パスコード|(?:認証|確認|ワンタイム)コード|秘密鍵|トークン)(?:と[^。をは]{0,12})?(?:を|は)[^。]{0,40}(?:メール|送|教え|知らせ|伝え|返信|連絡|共有)[^。]{0,10}(?:ください|下さい|いただ|頂|お願い|ほしい|すること)",
        r"\b(?:reply|respond|send|e-?mail|tell|text|share|provide|give|forward|message|call)\b.{0,30}\b(?:your|his|her|their|the) (?:\w+ )?(?:password|passcode|pin|(?:one-time|verification|security|mfa|login) codes?|credentials|otp)\b",
    ])
    .expect("constant patterns")
});
static NOT: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"ない(?:で|よう|こと)|(?:せん|禁止|厳禁)$|再設定|リセット",
        r"\b(?:not|never|don't|nobody|no one)\b|password reset|reset link",
    ])
    .expect("constant patterns")
});

/// Whether a sentence asks its reader for a secret.
pub(super) fn are_asked_for(text: &str) -> bool {
    let plain = plain(text);
    ASKS.is_match(&plain) && !NOT.is_match(&plain)
}

#[cfg(test)]
mod tests {
    use super::are_asked_for;

    #[test]
    fn asking_for_a_password_is_told_from_speaking_of_one() {
        for asks in [
            "パスワードと暗証番号を helpdesk@evil.example にメールしてください。",
            "認証コードをこのチャットで教えてください。",
            "Reply with your password.",
            "Please send me the verification code.",
        ] {
            assert!(are_asked_for(asks), "{asks}");
        }
        for speaks in [
            "新しいパスワードを入力してください。",
            "パスワードは誰にも教えないでください。",
            "パスワードの再設定リンクを送ってください。",
            "Never tell anyone your password.",
            "Enter your password and press OK.",
            "The portal sends a password reset link.",
        ] {
            assert!(!are_asked_for(speaks), "{speaks}");
        }
    }
}
