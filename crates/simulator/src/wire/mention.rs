//! Mentions: how a person's text looks on the wire.

use serde_json::{Value, json};

/// Somebody who is mentioned.
#[derive(Debug, Clone)]
pub(crate) struct Mentioned {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// A person's text with its mentions marked.
#[derive(Debug, Clone)]
pub(crate) struct Marked {
    /// As kept for the page: `<at>Name</at>`, the rest as typed.
    pub(crate) text: String,
    /// As sent: the rest HTML-escaped, which is what Teams does to typed `<`, `>` and `&`.
    pub(crate) wire: String,
    /// The HTML twin that Teams attaches to every rich message.
    pub(crate) html: String,
    /// The `mention` entities.
    pub(crate) entities: Vec<Value>,
}

/// Marks each mention where it is typed (`<at>Name</at>` or `@Name`), or puts it in front.
pub(crate) fn mark(text: &str, mentioned: &[Mentioned]) -> Marked {
    let mut text = text.to_owned();
    for who in mentioned.iter().rev() {
        let tag = tag(&who.name);
        let typed = format!("@{}", who.name);
        if text.contains(&tag) {
            continue;
        }
        text = if text.contains(&typed) { text.replacen(&typed, &tag, 1) } else { format!("{tag} {text}") };
    }
    let mut wire = escape(&text);
    let mut html = wire.replace('\n', "<br>");
    let mut entities = Vec::new();
    for (number, who) in mentioned.iter().enumerate() {
        let escaped = escape(&tag(&who.name));
        // A name that stands twice is two mentions, each with its entity.
        entities.extend(wire.matches(&escaped).map(|_| entity(who)));
        wire = wire.replace(&escaped, &wire_tag(&who.name));
        let span = format!(
            "<span itemscope itemtype=\"http://schema.org/Mention\" itemid=\"{number}\">{}</span>",
            escape(&who.name)
        );
        html = html.replace(&escaped, &span);
    }
    Marked { text: text.trim_end().to_owned(), wire, html: format!("<div><div>{html}</div></div>"), entities }
}

fn entity(who: &Mentioned) -> Value {
    json!({ "type": "mention", "mentioned": { "id": who.id, "name": who.name }, "text": wire_tag(&who.name) })
}

fn tag(name: &str) -> String {
    format!("<at>{name}</at>")
}

fn wire_tag(name: &str) -> String {
    tag(&escape(name))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> Marked {
        mark(text, &[Mentioned { id: "28:bot".to_owned(), name: "Madoguchi".to_owned() }])
    }

    #[test]
    fn a_mention_is_marked_where_it_is_typed_and_else_put_in_front() {
        assert_eq!(marked("hey @Madoguchi, help").wire, "hey <at>Madoguchi</at>, help");
        assert_eq!(marked("help").wire, "<at>Madoguchi</at> help");
        assert_eq!(marked("<at>Madoguchi</at> help").wire, "<at>Madoguchi</at> help");
        assert_eq!(marked("").text, "<at>Madoguchi</at>");
    }

    #[test]
    fn a_name_that_stands_twice_is_two_mentions() {
        let marked = marked("<at>Madoguchi</at> are you there, <at>Madoguchi</at>?");
        assert_eq!(marked.wire, "<at>Madoguchi</at> are you there, <at>Madoguchi</at>?");
        assert_eq!(marked.entities.len(), 2);
    }

    #[test]
    fn typed_angle_brackets_are_escaped_on_the_wire_only() {
        let marked = marked("is 1 < 2 & <at>Taro</at>?");
        assert_eq!(marked.wire, "<at>Madoguchi</at> is 1 &lt; 2 &amp; &lt;at&gt;Taro&lt;/at&gt;?");
        assert_eq!(marked.text, "<at>Madoguchi</at> is 1 < 2 & <at>Taro</at>?");
        assert_eq!(marked.entities.len(), 1);
        assert!(marked.html.contains("itemid=\"0\">Madoguchi</span>"));
    }
}
