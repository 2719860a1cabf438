//! Who there is in every story: three who ask, two agents of IT, one of HR.

use simulator::{BotSpec, GroupChatSpec, PersonSpec, TeamSpec, WorldSpec};

/// The Entra tenant of the stories.
pub(crate) const TENANT: &str = "5d1c8a52-7e10-4000-8000-000000000001";
/// The bot's client secret.
pub(crate) const SECRET: &str = "a secret of the stories";
const BOT: &str = "5d1c8a52-7e10-4000-8000-0000000000b0";

/// Everybody: key, name, language of the client.
const PEOPLE: [(&str, &str, &str); 11] = [
    ("mika", "佐々木 美香", "ja-JP"),
    ("emma", "Emma Miller", "en-US"),
    ("haru", "中村 陽", "ja-JP"),
    ("nao", "山口 直", "ja-JP"),
    ("sora", "木村 空", "ja-JP"),
    ("ken", "田中 健", "ja-JP"),
    ("yui", "小林 結衣", "ja-JP"),
    ("aoi", "渡辺 葵", "ja-JP"),
    ("rin", "藤田 凛", "ja-JP"),
    ("kai", "石井 海", "ja-JP"),
    ("mio", "上田 澪", "ja-JP"),
];

/// The display name of somebody.
pub(crate) fn person(key: &str) -> &'static str {
    PEOPLE.iter().find(|(known, ..)| *known == key).expect("somebody of the world").1
}

/// The Entra object id of somebody.
pub(crate) fn directory_id(key: &str) -> String {
    let at = PEOPLE.iter().position(|(known, ..)| *known == key).expect("somebody of the world");
    format!("5d1c8a52-7e10-4000-8000-0000000010{at:02}")
}

/// The world.
pub(crate) fn world() -> WorldSpec {
    let people = PEOPLE.iter().map(|(key, name, locale)| PersonSpec {
        key: (*key).to_owned(),
        name: (*name).to_owned(),
        name_en: String::new(),
        directory_id: directory_id(key),
        mail: format!("{key}@example.com"),
        locale: (*locale).to_owned(),
        title: String::new(),
        title_en: String::new(),
        in_background: false,
    });
    let team = |name: &str, members: &[&str]| TeamSpec {
        name: name.to_owned(),
        channels: vec!["窓口".to_owned()],
        members: members.iter().map(ToString::to_string).collect(),
        ..TeamSpec::default()
    };
    WorldSpec {
        tenant: TENANT.to_owned(),
        bot: BotSpec { id: BOT.to_owned(), name: "Madoguchi".to_owned() },
        people: people.collect(),
        teams: vec![team("IT", &["ken", "yui"]), team("HR", &["aoi"]), team("Sales", &["mika", "emma"])],
        group_chats: vec![GroupChatSpec {
            name: "ランチ".to_owned(),
            members: ["mika", "emma", "haru"].map(str::to_owned).to_vec(),
        }],
    }
}
