//! The characters of an entry's texts.

/// Gives every line end one form, makes a common space of what looks like one, and drops what nobody can see: left in, it keeps
/// a question from being found, reverses what is read, or makes one text look like another.
pub(super) fn plain_text(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => {
                let _second_half = letters.next_if_eq(&'\n');
                plain.push('\n');
            }
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => plain.push('\n'),
            '\u{a0}' | '\u{2007}' | '\u{202f}' => plain.push(' '),
            // It makes one picture of several: a family, a profession.
            '\u{200d}'
                if plain.chars().next_back().is_some_and(is_picture)
                    && letters.peek().copied().is_some_and(is_picture) =>
            {
                plain.push(letter);
            }
            letter if is_unseen(letter) => {}
            letter => plain.push(letter),
        }
    }
    plain
}

fn is_picture(letter: char) -> bool {
    matches!(letter, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

/// Control characters, zero-width ones, and those that turn the direction of writing.
fn is_unseen(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\t')
        || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_gone_and_what_one_reads_stays() {
        for (text, plain) in [
            ("a\r\nb\rc\u{2028}d", "a\nb\nc\nd"),
            ("10\u{a0}円", "10 円"),
            ("VP\u{200b}N\u{feff}", "VPN"),
            ("\u{202e}evil\u{202c}", "evil"),
            ("soft\u{ad}ware\u{7}", "software"),
            ("👩\u{200d}💻 と a\u{200d}b", "👩\u{200d}💻 と ab"),
            ("全角\u{3000}空白\tタブ", "全角\u{3000}空白\tタブ"),
        ] {
            assert_eq!(plain_text(text), plain, "{text:?}");
            assert_eq!(plain_text(plain), plain, "once is enough");
        }
    }
}
