//! Activities in the shapes Teams sends them. Pure: values in, JSON out.

pub(crate) mod mention;

use serde_json::{Map, Value, json};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use crate::ids;
use crate::message::{Message, now};
use crate::world::{Chat, ChatKind, Person, World};
use mention::Marked;

/// The channel id of everything that comes from Teams.
pub const CHANNEL_ID: &str = "msteams";

/// What hangs on a message, as the bot gets it.
#[derive(Debug, Default, Clone)]
pub(crate) struct SentFiles {
    pub(crate) listed: Vec<Value>,
    /// Files the bot only gets the names of, in the HTML twin.
    pub(crate) tags: String,
}

/// Who does something, and where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) world: &'a World,
    pub(crate) service_url: &'a str,
    pub(crate) person: &'a Person,
    pub(crate) chat: &'a Chat,
    /// The thread's root, in channels.
    pub(crate) thread: Option<&'a str>,
}

impl Scene<'_> {
    /// The fields every activity has.
    fn envelope(&self, kind: &str, id: &str) -> Map<String, Value> {
        let Self { world, person, .. } = self;
        let japan = person.locale.starts_with("ja");
        let zone = if japan { "Asia/Tokyo" } else { "Etc/UTC" };
        let country = person.locale.split_once('-').map_or("JP", |(_, country)| country);
        let activity = json!({
            "type": kind,
            "id": id,
            "timestamp": now(),
            "localTimestamp": local_now(if japan { 9 } else { 0 }),
            "localTimezone": zone,
            "serviceUrl": self.service_url,
            "channelId": CHANNEL_ID,
            "from": { "id": person.id, "name": person.name, "aadObjectId": person.directory_id },
            "recipient": { "id": world.bot_id, "name": world.bot_name },
            "conversation": self.conversation(),
            "locale": person.locale,
            "entities": [{
                "type": "clientInfo", "locale": person.locale, "country": country,
                "platform": "Web", "timezone": zone,
            }],
            "channelData": self.channel_data(),
        });
        match activity {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }

    fn conversation(&self) -> Value {
        let Self { world, chat, .. } = self;
        let id = self.thread.map_or_else(|| chat.id.clone(), |root| ids::thread(&chat.id, root));
        let mut conversation = json!({ "conversationType": chat.kind.wire(), "tenantId": world.tenant, "id": id });
        if chat.kind != ChatKind::Personal {
            conversation["isGroup"] = Value::Bool(true);
        }
        if chat.kind == ChatKind::GroupChat {
            conversation["name"] = json!(chat.name);
        }
        conversation
    }

    fn channel_data(&self) -> Value {
        let mut data = json!({ "tenant": { "id": self.world.tenant } });
        if let Some(team) = self.world.team_of(self.chat) {
            data["team"] = json!({ "id": team.id, "name": team.name, "aadGroupId": ids::guid("group", &team.id) });
            data["channel"] = json!({ "id": self.chat.id, "name": self.chat.name });
            data["teamsTeamId"] = json!(team.id);
            data["teamsChannelId"] = json!(self.chat.id);
        }
        data
    }

    /// A message that somebody wrote.
    pub(crate) fn message(&self, id: &str, marked: &Marked, files: &SentFiles) -> Value {
        let mut activity = self.envelope("message", id);
        let html = marked.html.replace("</div></div>", &format!("{}</div></div>", files.tags));
        activity.insert("text".to_owned(), json!(marked.wire));
        activity.insert("textFormat".to_owned(), json!("plain"));
        let twin = json!({ "contentType": "text/html", "content": html });
        let attachments: Vec<Value> = files.listed.iter().cloned().chain([twin]).collect();
        activity.insert("attachments".to_owned(), Value::Array(attachments));
        extend(&mut activity, "entities", &marked.entities);
        Value::Object(activity)
    }

    /// The same message after its author changed it.
    pub(crate) fn edited(&self, id: &str, marked: &Marked, files: &SentFiles) -> Value {
        let mut activity = self.message(id, marked, files);
        activity["type"] = json!("messageUpdate");
        activity["channelData"]["eventType"] = json!("editMessage");
        activity
    }

    /// A message that stands again after its author had taken it back.
    pub(crate) fn restored(&self, id: &str, marked: &Marked, files: &SentFiles) -> Value {
        let mut activity = self.edited(id, marked, files);
        activity["channelData"]["eventType"] = json!("undeleteMessage");
        activity
    }

    /// The message was taken back by its author.
    pub(crate) fn deleted(&self, id: &str) -> Value {
        let mut activity = Value::Object(self.envelope("messageDelete", id));
        activity["channelData"]["eventType"] = json!("softDeleteMessage");
        activity
    }

    /// A like, or its taking back.
    pub(crate) fn reaction(&self, id: &str, to: &str, kind: &str, added: bool) -> Value {
        let mut activity = Value::Object(self.envelope("messageReaction", id));
        activity["replyToId"] = json!(to);
        let list = if added { "reactionsAdded" } else { "reactionsRemoved" };
        activity[list] = json!([{ "type": kind }]);
        activity
    }

    /// A button of the universal action model.
    pub(crate) fn card_action(&self, id: &str, on: &Message, verb: &str, data: &Value) -> Value {
        let mut activity = Value::Object(self.envelope("invoke", id));
        let mut action = json!({ "type": "Action.Execute", "verb": verb, "data": data });
        for field in ["id", "title"] {
            if let Some(value) = on.action(verb).and_then(|action| action.get(field)) {
                action[field] = value.clone();
            }
        }
        activity["name"] = json!("adaptiveCard/action");
        activity["value"] = json!({ "action": action, "trigger": "manual" });
        activity["replyToId"] = json!(on.id);
        activity["channelData"]["source"] = json!({ "name": "message" });
        activity["channelData"]["legacy"] = json!({ "replyToId": on.id });
        activity
    }

    /// An old-style submit: a message with a value and no text.
    pub(crate) fn card_submit(&self, id: &str, on: &Message, verb: &str, data: &Value) -> Value {
        let mut activity = Value::Object(self.envelope("message", id));
        let mut value = data.clone();
        if let (Value::Object(map), false) = (&mut value, verb.is_empty()) {
            map.entry("verb").or_insert_with(|| json!(verb));
        }
        activity["value"] = value;
        activity["replyToId"] = json!(on.id);
        activity["channelData"]["source"] = json!({ "name": "message" });
        activity["channelData"]["legacy"] = json!({ "replyToId": on.id });
        activity
    }

    /// The app came or went (`add`, `remove`).
    pub(crate) fn installation(&self, id: &str, action: &str) -> Value {
        let mut activity = self.of_whole_team("installationUpdate", id);
        activity["action"] = json!(action);
        activity
    }

    /// Somebody came or went. The bot is somebody.
    pub(crate) fn members(&self, id: &str, who: &[Value], added: bool) -> Value {
        let mut activity = self.of_whole_team("conversationUpdate", id);
        let list = if added { "membersAdded" } else { "membersRemoved" };
        activity[list] = json!(who);
        if self.chat.team.is_some() {
            activity["channelData"]["eventType"] = json!(if added { "teamMemberAdded" } else { "teamMemberRemoved" });
        }
        activity
    }

    /// A name changed (`teamRenamed`, `channelRenamed`).
    pub(crate) fn renamed(&self, id: &str, event: &str) -> Value {
        let mut activity = self.of_whole_team("conversationUpdate", id);
        activity["channelData"]["eventType"] = json!(event);
        if event == "channelRenamed" {
            activity["channelData"]["channel"] = json!({ "id": self.chat.id, "name": self.chat.name });
        }
        activity
    }

    /// Events of a team carry the team's id as conversation, and the channel that was chosen beside it.
    fn of_whole_team(&self, kind: &str, id: &str) -> Value {
        let mut activity = Value::Object(self.envelope(kind, id));
        if let Some(team) = &self.chat.team {
            activity["conversation"]["id"] = json!(team);
            activity["channelData"]["settings"] = json!({ "selectedChannel": { "id": self.chat.id } });
            if let Some(data) = activity["channelData"].as_object_mut() {
                data.remove("channel");
                data.remove("teamsChannelId");
            }
        }
        activity
    }
}

/// Appends to a list field.
fn extend(activity: &mut Map<String, Value>, field: &str, more: &[Value]) {
    if let Some(Value::Array(list)) = activity.get_mut(field) {
        list.extend(more.iter().cloned());
    }
}

fn local_now(hours: i8) -> String {
    let offset = UtcOffset::from_hms(hours, 0, 0).unwrap_or(UtcOffset::UTC);
    let now = OffsetDateTime::now_utc().to_offset(offset);
    let now = now.replace_millisecond(now.millisecond()).unwrap_or(now);
    now.format(&Rfc3339).unwrap_or_default()
}
