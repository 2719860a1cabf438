//! Pictures and files: what can be carried and what cannot.

use desk::inquiry::{Attachment as Carried, AttachmentKind};
use serde_json::Value;
use url::Url;

use super::{Activity, Attachment, names};

/// A file that a person sent in a personal chat.
const FILE: &str = "application/vnd.microsoft.teams.file.download.info";
/// The rich twin of the text, and the mark of a quoted message: no attachments in a person's eyes.
const TWINS: [&str; 2] = ["text/html", "messageReference"];
/// How a file stands in the rich twin.
const MARK: &str = "<attachment id=";
/// Most attachments of one message. Teams lets a person send ten files.
const MOST: usize = 20;

/// The attachments of a message; `service_url` is the checked one.
pub fn classify(activity: &Activity, service_url: &str) -> Vec<Carried> {
    let all = activity.attachments.iter().flatten();
    let seen = all.filter(|it| !it.content_type.as_deref().is_some_and(|kind| TWINS.contains(&kind)));
    seen.map(|it| one(it, service_url)).chain(marked_only(activity)).take(MOST).collect()
}

/// Files outside personal chats: Teams lists none of them, it only leaves a mark without a name in the rich twin. Marks of
/// what is listed, such as quoted messages, are not counted again.
fn marked_only(activity: &Activity) -> impl Iterator<Item = Carried> {
    let (mut marks, mut listed) = (0_usize, 0);
    for attachment in activity.attachments.iter().flatten() {
        match (attachment.content_type.as_deref(), &attachment.content) {
            (Some("text/html"), Some(Value::String(html))) => marks += html.matches(MARK).count(),
            _ => listed += 1,
        }
    }
    let file = || Carried {
        name: "file".to_owned(),
        media_type: FILE.to_owned(),
        location: String::new(),
        kind: AttachmentKind::Withheld,
    };
    std::iter::repeat_with(file).take(marks.saturating_sub(listed))
}

fn one(attachment: &Attachment, service_url: &str) -> Carried {
    let media_type = names::clean(attachment.content_type.as_deref().unwrap_or("application/octet-stream"));
    let url = attachment.content_url.as_deref().unwrap_or_default();
    if media_type == FILE {
        return file(attachment, url);
    }
    if media_type.starts_with("image/") && same_origin(url, service_url) {
        let name = named(attachment).unwrap_or_else(|| picture_name(&media_type));
        return Carried { name, media_type, location: url.to_owned(), kind: AttachmentKind::Picture };
    }
    let name = named(attachment).unwrap_or_else(|| media_type.clone());
    Carried { name, media_type, location: String::new(), kind: AttachmentKind::Withheld }
}

fn file(attachment: &Attachment, url: &str) -> Carried {
    let content = |field: &str| attachment.content.as_ref().and_then(|it| it.get(field)).and_then(Value::as_str);
    let extension = content("fileType").map(names::clean_file).unwrap_or_default();
    let name = named(attachment).unwrap_or_else(|| format!("file.{extension}").trim_end_matches('.').to_owned());
    // The lasting address comes first: the download link dies within minutes and opens for whoever holds it.
    let location = if url.is_empty() { content("downloadUrl").unwrap_or_default() } else { url };
    let kind = if location.is_empty() { AttachmentKind::Withheld } else { AttachmentKind::File };
    Carried { name, media_type: FILE.to_owned(), location: location.to_owned(), kind }
}

fn named(attachment: &Attachment) -> Option<String> {
    attachment.name.as_deref().map(names::clean_file).filter(|name| !name.is_empty())
}

fn picture_name(media_type: &str) -> String {
    let kind: String = media_type.trim_start_matches("image/").chars().filter(char::is_ascii_alphanumeric).collect();
    if kind.is_empty() { "picture".to_owned() } else { format!("picture.{kind}") }
}

/// Whether a picture lies on the very host that the activity was proved to come from.
fn same_origin(url: &str, service_url: &str) -> bool {
    let origin = |text: &str| Url::parse(text).ok().filter(|it| it.username().is_empty()).map(|it| it.origin());
    matches!((origin(url), origin(service_url)), (Some(a), Some(b)) if a.is_tuple() && a == b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SERVICE: &str = "https://smba.trafficmanager.net/jp/";

    fn kinds(attachments: Value) -> Vec<(String, AttachmentKind)> {
        let activity: Activity = serde_json::from_value(json!({"attachments": attachments})).expect("an activity");
        classify(&activity, SERVICE).into_iter().map(|it| (it.name, it.kind)).collect()
    }

    #[test]
    fn the_html_twin_is_no_attachment() {
        assert_eq!(kinds(json!([{"contentType": "text/html", "content": "<p>x</p>"}])), vec![]);
    }

    #[test]
    fn a_file_that_only_its_mark_tells_of_is_withheld_and_a_quote_is_no_file() {
        let twin = |html: &str| json!({"contentType": "text/html", "content": html});
        let mark = r#"<div><attachment id="a"></attachment></div>"#;
        assert_eq!(kinds(json!([twin(mark)])), vec![("file".to_owned(), AttachmentKind::Withheld)]);
        let quote = json!({"id": "a", "contentType": "messageReference", "content": "{}"});
        assert_eq!(kinds(json!([quote, twin(mark)])), vec![]);
        assert_eq!(kinds(json!([twin(&mark.repeat(1_000))])).len(), MOST);
    }

    #[test]
    fn a_picture_is_carried_only_from_the_service_host() {
        let found = kinds(json!([
            {"contentType": "image/png", "contentUrl": "https://smba.trafficmanager.net/jp/v3/attachments/1/views/original"},
            {"contentType": "image/png", "contentUrl": "https://evil.example/p.png", "name": "p.png"},
            {"contentType": "image/png", "contentUrl": "https://smba.trafficmanager.net@evil.example/p.png"},
            {"contentType": "image/*"},
        ]));
        assert_eq!(
            found,
            vec![
                ("picture.png".into(), AttachmentKind::Picture),
                ("p.png".into(), AttachmentKind::Withheld),
                ("image/png".into(), AttachmentKind::Withheld),
                ("image/*".into(), AttachmentKind::Withheld),
            ]
        );
    }

    #[test]
    fn a_file_keeps_its_name_and_anything_else_is_withheld() {
        let found = kinds(json!([
            {"contentType": FILE, "contentUrl": "https://contoso-my.sharepoint.com/a.pdf", "name": "../a.pdf"},
            {"contentType": FILE, "content": {"fileType": "txt", "downloadUrl": "https://contoso.sharepoint.com/d"}},
            {"contentType": FILE, "content": 5},
            {"contentType": "application/vnd.microsoft.card.hero", "content": {}},
        ]));
        assert_eq!(
            found,
            vec![
                ("a.pdf".into(), AttachmentKind::File),
                ("file.txt".into(), AttachmentKind::File),
                ("file".into(), AttachmentKind::Withheld),
                ("application/vnd.microsoft.card.hero".into(), AttachmentKind::Withheld),
            ]
        );
    }
}
