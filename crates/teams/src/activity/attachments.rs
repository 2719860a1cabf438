//! Pictures and files: what can be carried and what cannot.

use desk::inquiry::{Attachment as Carried, AttachmentKind};
use serde_json::Value;
use url::Url;

use super::rich::Rich;
use super::text::{QUOTE, TWIN};
use super::{Activity, Attachment, names, text};

/// A file that a person sent in a personal chat.
const FILE: &str = "application/vnd.microsoft.teams.file.download.info";
/// Most attachments of one message. Teams lets a person send ten files.
const MOST: usize = 20;

/// The attachments of a message; `service_url` is the checked one.
pub fn classify(activity: &Activity, service_url: &str) -> Vec<Carried> {
    classify_beside(activity, text::twin(activity).as_ref(), service_url)
}

/// As [`classify`], with the twin that was read before.
pub(crate) fn classify_beside(activity: &Activity, twin: Option<&Rich>, service_url: &str) -> Vec<Carried> {
    let (pictures, others): (Vec<&Attachment>, Vec<&Attachment>) =
        activity.attachments.iter().flatten().filter(|it| !is_twin(it) && !is_quote(it)).partition(|it| is_picture(it));
    let pictures = without_emoji(pictures, twin, service_url);
    let only_in_twin: Vec<Carried> = match twin {
        Some(twin) => marked_only(activity, twin).chain(pictured_only(pictures.len(), twin)).take(MOST).collect(),
        None => Vec::new(),
    };
    let listed = pictures.into_iter().chain(others).map(|it| one(it, service_url));
    listed.chain(only_in_twin).take(MOST).collect()
}

fn is_twin(attachment: &Attachment) -> bool {
    attachment.content_type.as_deref() == Some(TWIN)
}

fn is_quote(attachment: &Attachment) -> bool {
    attachment.content_type.as_deref() == Some(QUOTE)
}

fn is_picture(attachment: &Attachment) -> bool {
    attachment.content_type.as_deref().is_some_and(|kind| kind.starts_with("image/"))
}

/// Takes out the pictures of emoji: the text has them as letters. A nameless picture on another host than the service's
/// is taken for one too, as long as there are emoji in the twin whose picture was not found: Teams may give it another
/// address than the twin.
fn without_emoji<'a>(pictures: Vec<&'a Attachment>, twin: Option<&Rich>, service_url: &str) -> Vec<&'a Attachment> {
    let Some(twin) = twin.filter(|twin| !twin.emoji.is_empty()) else { return pictures };
    let url = |it: &Attachment| it.content_url.clone().unwrap_or_default();
    let known: std::collections::HashSet<&str> = twin.emoji.iter().map(String::as_str).collect();
    let (found, mut rest): (Vec<_>, Vec<_>) = pictures.into_iter().partition(|it| known.contains(url(it).as_str()));
    let mut left = twin.emoji.len().saturating_sub(found.len());
    rest.retain(|it| {
        let may_be = left > 0 && it.name.is_none() && !same_origin(&url(it), service_url);
        left -= usize::from(may_be);
        !may_be
    });
    rest
}

/// Files outside personal chats: Teams lists none of them, it only leaves a mark in the twin, which tells no name. Marks of
/// what is listed, such as quoted messages, are not counted again; a picture leaves none.
fn marked_only(activity: &Activity, twin: &Rich) -> impl Iterator<Item = Carried> + use<> {
    let listed = activity.attachments.iter().flatten().filter(|it| !is_twin(it) && !is_picture(it)).count();
    let file = || withheld(String::new(), FILE.to_owned());
    std::iter::repeat_with(file).take(twin.marks.saturating_sub(listed))
}

/// Pictures within the text that Teams does not list, such as the GIFs that people search for in it.
fn pictured_only(listed: usize, twin: &Rich) -> impl Iterator<Item = Carried> + '_ {
    twin.pictures.iter().skip(listed).map(|name| {
        let name = Some(names::clean(name)).filter(|name| !name.is_empty());
        withheld(name.unwrap_or_else(|| "picture".to_owned()), "image/*".to_owned())
    })
}

fn withheld(name: String, media_type: String) -> Carried {
    Carried { name, media_type, location: String::new(), kind: AttachmentKind::Withheld }
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
    let name = named(attachment)
        .unwrap_or_else(|| if is_picture(attachment) { picture_name(&media_type) } else { media_type.clone() });
    withheld(name, media_type)
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
        assert_eq!(kinds(json!([twin(mark)])), vec![(String::new(), AttachmentKind::Withheld)]);
        let quote = json!({"id": "a", "contentType": "messageReference", "content": "{}"});
        assert_eq!(kinds(json!([quote, twin(mark)])), vec![]);
        assert_eq!(kinds(json!([twin(&mark.repeat(1_000))])).len(), MOST);
        let picture =
            json!({"contentType": "image/png", "contentUrl": format!("{SERVICE}v3/attachments/1"), "name": "p.png"});
        let beside = kinds(json!([picture, twin(&format!("<img>{mark}"))]));
        assert_eq!(
            beside,
            [("p.png".to_owned(), AttachmentKind::Picture), (String::new(), AttachmentKind::Withheld)],
            "a picture takes no file's mark"
        );
    }

    #[test]
    fn the_picture_of_an_emoji_is_no_attachment_and_a_picture_that_only_the_twin_has_is_one() {
        let emoji = r#"<img itemtype="http://schema.skype.com/Emoji" alt="👍" src="https://statics.example/y.png">"#;
        let other =
            r#"<img itemtype="http://schema.skype.com/Giphy" alt="踊る猫" src="https://media.example/cat.gif">"#;
        let twin = |html: &str| json!({"contentType": "text/html", "content": html});
        let picture = |url: &str| json!({"contentType": "image/*", "contentUrl": url});
        let ours = "https://smba.trafficmanager.net/jp/v3/attachments/1/views/original";
        assert_eq!(kinds(json!([picture("https://statics.example/y.png"), twin(emoji)])), vec![]);
        assert_eq!(kinds(json!([picture("https://statics.example/y2.png"), twin(emoji)])), vec![]);
        let both =
            kinds(json!([picture(ours), picture("https://statics.example/y.png"), twin(&format!("{emoji}<img>"))]));
        assert_eq!(both, vec![("picture".to_owned(), AttachmentKind::Picture)]);
        let far = json!({"contentType": "image/png", "contentUrl": "https://far.example/p.png", "name": "p.png"});
        assert_eq!(kinds(json!([far, twin(emoji)])), vec![("p.png".to_owned(), AttachmentKind::Withheld)]);
        assert_eq!(kinds(json!([twin(other)])), vec![("踊る猫".to_owned(), AttachmentKind::Withheld)]);
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
                ("picture.png".into(), AttachmentKind::Withheld),
                ("picture".into(), AttachmentKind::Withheld),
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
