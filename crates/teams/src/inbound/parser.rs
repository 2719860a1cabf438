//! Activities on their way through the store: what is kept when one comes in, and how it is read, at once or when its turn
//! comes.

use desk::flow::{Inbound, InboundKind, InboundParser, ParsedActivity};
use desk::id::TenantId;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{CardAction, Incoming, read};
use crate::activity::Activity;

/// An activity that came in: what we understand of it, and when it reached us. So it is stored, too.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Arrival<'a> {
    /// When it reached us.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// What it says.
    pub activity: &'a Activity,
}

impl Arrival<'_> {
    /// The form in which it waits in the store. Fields that nobody reads are not kept.
    pub fn stored(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Reads it, in the data of this tenant. `Err`: nobody can make sense of it, with the reason.
    pub fn read(&self, tenant: &TenantId) -> Result<ParsedActivity, String> {
        match read(self.activity, self.at).map_err(|error| error.to_string())? {
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

#[derive(Deserialize)]
struct Kept {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    activity: Activity,
}

/// Reads what was [stored](Arrival::stored).
#[derive(Debug, Clone, Copy, Default)]
pub struct TeamsParser;

impl InboundParser for TeamsParser {
    fn parse(&self, tenant: &TenantId, stored: &str) -> Result<ParsedActivity, String> {
        let Kept { at, activity } = unpack(stored).ok_or_else(|| "stored activity cannot be read".to_owned())?;
        Arrival { at, activity: &activity }.read(tenant)
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
        let arrival = Arrival { at, activity: &came };
        let stored = arrival.stored().expect("it can be written");
        assert!(!stored.contains("unknown") && stored.len() < activity().to_string().len() + 60, "{stored}");
        let Ok(Incoming::Inbound(direct)) = read(&came, at) else { panic!("a message") };
        let Ok(ParsedActivity::Inbound(later)) = TeamsParser.parse(&home, &stored) else { panic!("a message") };
        assert_eq!(later, Inbound { tenant: home.clone(), ..direct });
        assert_eq!(arrival.read(&home), Ok(ParsedActivity::Inbound(later.clone())));
        assert_eq!(later.at, at);
        let Ok(ParsedActivity::Inbound(old)) = TeamsParser.parse(&home, &activity().to_string()) else {
            panic!("a message")
        };
        assert_eq!(old.what, later.what);
        assert!(TeamsParser.parse(&home, "{}").is_err() && TeamsParser.parse(&home, "").is_err());
    }
}
