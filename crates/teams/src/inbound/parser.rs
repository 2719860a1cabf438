//! Activities on their way through the store: what is kept when one comes in, and how it is read when its turn comes.

use desk::flow::{Inbound, InboundKind, InboundParser, ParsedActivity};
use desk::id::TenantId;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{CardAction, Incoming, read};
use crate::activity::Activity;

/// An activity as it is stored: what we understand of it, and when it reached us.
#[derive(Serialize)]
struct Keeping<'a> {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    activity: &'a Activity,
}

#[derive(Deserialize)]
struct Kept {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    activity: Activity,
}

/// What is stored of an activity that reached us `at`. Fields that nobody reads are not kept.
pub fn kept(activity: &Activity, at: OffsetDateTime) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Keeping { at, activity })
}

/// Reads what [`kept`] wrote.
#[derive(Debug, Clone, Copy, Default)]
pub struct TeamsParser;

impl InboundParser for TeamsParser {
    fn parse(&self, tenant: &TenantId, stored: &str) -> Result<ParsedActivity, String> {
        let Kept { at, activity } = unpack(stored).ok_or_else(|| "stored activity cannot be read".to_owned())?;
        match read(&activity, at).map_err(|error| error.to_string())? {
            Incoming::Inbound(inbound) => Ok(ParsedActivity::Inbound(Inbound { tenant: tenant.clone(), ..inbound })),
            Incoming::CardAction(press) => {
                let (pressed, verb) = (press.press.clone(), press.verb);
                let inbound = press.into_inbound(tenant.clone());
                Ok(match pressed {
                    Ok(pressed) => ParsedActivity::CardAction(inbound, pressed),
                    Err(_) => ParsedActivity::UnreadableAction(inbound, verb),
                })
            }
        }
    }
}

/// Tasks of the first release hold the activity as it came in, without the time.
fn unpack(stored: &str) -> Option<Kept> {
    serde_json::from_str::<Kept>(stored).ok().or_else(|| {
        let activity = Activity::parse(stored.as_bytes()).ok()?;
        Some(Kept { at: OffsetDateTime::now_utc(), activity })
    })
}

impl CardAction {
    /// A press as something that came in: who and where, in the data of this tenant.
    pub fn into_inbound(self, tenant: TenantId) -> Inbound {
        Inbound {
            tenant,
            conversation: self.conversation,
            from: Some(self.from),
            activity_id: self.activity_id,
            at: self.at,
            what: InboundKind::Ignored,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use time::macros::datetime;

    fn activity() -> serde_json::Value {
        json!({
            "type": "message", "id": "1", "serviceUrl": "http://127.0.0.1/", "channelId": "msteams", "text": "hi",
            "from": {"id": "29:a", "name": "Aoi", "aadObjectId": "00000000-0000-4000-8000-000000000001", "role": "user"},
            "recipient": {"id": "28:b", "name": "Help"},
            "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "t"},
            "entities": [{"type": "clientInfo", "locale": "ja-JP", "country": "JP"}],
            "attachments": [{"contentType": "text/html", "content": "<p>hi</p>"}],
            "unknown": {"much": ["more"]},
        })
    }

    #[test]
    fn what_is_kept_reads_as_what_came_in_and_knows_when_it_came() {
        let at = datetime!(2026-11-23 10:00:01.5 UTC);
        let home = TenantId::parse("home").expect("an id");
        let came = Activity::parse(activity().to_string().as_bytes()).expect("an activity");
        let stored = kept(&came, at).expect("it can be written");
        assert!(!stored.contains("unknown") && stored.len() < activity().to_string().len() + 60, "{stored}");
        let Ok(Incoming::Inbound(direct)) = read(&came, at) else { panic!("a message") };
        let Ok(ParsedActivity::Inbound(later)) = TeamsParser.parse(&home, &stored) else { panic!("a message") };
        assert_eq!(later, Inbound { tenant: home.clone(), ..direct });
        assert_eq!(later.at, at);
        let Ok(ParsedActivity::Inbound(old)) = TeamsParser.parse(&home, &activity().to_string()) else {
            panic!("a message")
        };
        assert_eq!(old.what, later.what);
        assert!(TeamsParser.parse(&home, "{}").is_err() && TeamsParser.parse(&home, "").is_err());
    }
}
