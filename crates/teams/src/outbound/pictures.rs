//! Pictures and files of a carried message: what can be shown is shown, what cannot is said.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use desk::inquiry::{Attachment, AttachmentKind};
use desk::language::Language;
use url::{Host, Url};

use super::connector::Connector;
use crate::activity::names;
use crate::cards::message::{Picture, Shown, said};

/// Largest picture, in bytes: what Teams shows inside a message.
const LARGEST_PICTURE: usize = 1 << 20;

/// How an attachment is shown on the other side.
pub async fn carry(connector: &Connector, language: Language, attachment: &Attachment) -> Shown {
    let spoken = || Shown::Said(said(language, attachment));
    match attachment.kind {
        AttachmentKind::File if is_of_sharepoint(&attachment.location) || is_local(connector, &attachment.location) => {
            Shown::Link { name: names::clean_file(&attachment.name), url: attachment.location.clone() }
        }
        AttachmentKind::File | AttachmentKind::Withheld => spoken(),
        AttachmentKind::Picture => {
            let fetched = connector.picture(&attachment.location, LARGEST_PICTURE).await;
            let known = fetched.map(|bytes| media_type(&bytes).map(|media_type| (bytes, media_type)));
            match known {
                Ok(Some((bytes, media_type))) => Shown::Picture(Picture {
                    name: names::clean_file(&attachment.name),
                    media_type,
                    base64: STANDARD.encode(bytes),
                }),
                Ok(None) => {
                    tracing::info!("a picture is of no kind that can be carried");
                    spoken()
                }
                Err(reason) => {
                    tracing::info!(%reason, "a picture could not be fetched");
                    spoken()
                }
            }
        }
    }
}

/// The kinds of pictures that Teams shows, known by their first bytes: what the sender calls them does not count.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Some("image/jpeg")
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        Some("image/gif")
    } else {
        None
    }
}

/// Whether a link leads to where Teams keeps files. Who may open it is decided there.
fn is_of_sharepoint(location: &str) -> bool {
    let Ok(url) = Url::parse(location) else {
        return false;
    };
    let plain =
        url.scheme() == "https" && url.username().is_empty() && url.password().is_none() && url.port().is_none();
    let label = |host: &str| host.strip_suffix(".sharepoint.com").is_some_and(|it| !it.is_empty() && !it.contains('.'));
    plain && matches!(url.host(), Some(Host::Domain(host)) if label(host))
}

/// Whether this is development, and the link leads to this machine.
fn is_local(connector: &Connector, location: &str) -> bool {
    connector.hosts().is_loopback() && connector.hosts().check_any(location).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_sharepoint_or_nowhere() {
        for good in ["https://contoso-my.sharepoint.com/personal/a/b.pdf", "https://contoso.sharepoint.com/x?y=1"] {
            assert!(is_of_sharepoint(good), "{good}");
        }
        for bad in [
            "http://contoso.sharepoint.com/x",
            "https://sharepoint.com/x",
            "https://contoso.sharepoint.com.evil.example/x",
            "https://evil.example/contoso.sharepoint.com",
            "https://contoso.sharepoint.com@evil.example/x",
            "https://contoso.sharepoint.com:8443/x",
            "javascript:alert(1)",
            "",
        ] {
            assert!(!is_of_sharepoint(bad), "{bad}");
        }
    }

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"));
        assert_eq!(media_type(b"GIF89a"), Some("image/gif"));
        assert_eq!(media_type(b"<svg onload=alert(1)>"), None);
        assert_eq!(media_type(b""), None);
    }
}
