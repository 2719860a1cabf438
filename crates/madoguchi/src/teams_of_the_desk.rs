//! Puts the teams of the settings in place.

use desk::faq::Audience;
use desk::id::{TeamId, TenantId};
use desk::language::Language;
use desk::people::Team;
use desk::store::{Store, StoreError};

use crate::config::TeamSetting;

/// Name of the team that exists from the first start, where the settings name none.
fn usual_name(language: Language) -> &'static str {
    match language {
        Language::Japanese => "窓口",
        Language::English => "Help desk",
    }
}

/// Adds the teams that are missing and brings the others to what the settings say; the channel that a team was
/// connected to stays. A team that the settings no longer name stays for its tickets, but is not the default. Where the
/// settings name none, the first start adds one, and later ones change nothing.
pub(crate) async fn set_up(
    store: &dyn Store,
    tenant: &TenantId,
    settings: &[TeamSetting],
    language: Language,
) -> Result<(), StoreError> {
    let usual = TeamSetting { name: usual_name(language).to_owned(), keywords: Vec::new(), agents: None, serves: None };
    let named = !settings.is_empty();
    let settings = if named { settings.to_vec() } else { vec![usual] };
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                let known = tx.teams().await?;
                if !named && !known.is_empty() {
                    return Ok(());
                }
                for (at, setting) in settings.iter().enumerate() {
                    let same = known.iter().find(|team| team.name.to_lowercase() == setting.name.trim().to_lowercase());
                    let team = Team {
                        id: same.map_or_else(|| TeamId::new(tx.fresh()), |team| team.id),
                        name: setting.name.trim().to_owned(),
                        is_default: at == 0,
                        keywords: setting.keywords.clone(),
                        listed_agents: setting.agents.clone(),
                        channel: same.and_then(|team| team.channel),
                        serves: setting.serves.clone().map_or(Audience::Everyone, Audience::Chosen),
                    };
                    if same != Some(&team) {
                        tx.save_team(&team).await?;
                    }
                }
                for team in known.into_iter().filter(|team| team.is_default) {
                    if !settings.iter().any(|setting| setting.name.trim().to_lowercase() == team.name.to_lowercase()) {
                        tx.save_team(&Team { is_default: false, ..team }).await?;
                    }
                }
                Ok(())
            })
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Layers, Settings};
    use crate::wiring;
    use desk::faq::AudienceGroup;

    #[tokio::test]
    async fn a_team_serves_whom_the_settings_say_and_everyone_where_they_say_nothing() {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let teams =
            r#"[{ name = "IT", serves = ["team:hr", "group:8E9C3A5E-0000-4000-8000-000000000001"] }, { name = "HR" }]"#;
        let layers = Layers::defaults().with_flag("--data", "data.dir", &folder.path().to_string_lossy()).with_flag(
            "--set",
            "desk.teams",
            teams,
        );
        let settings = Settings::read(&layers).expect("good settings");
        let store = wiring::store_for_command(&settings).await.expect("a store");
        let home = wiring::home();
        set_up(store.as_ref(), &home, &settings.desk.teams, Language::Japanese).await.expect("the store works");
        let read = store.read::<_, StoreError, _>(&home, |tx| Box::pin(async move { tx.teams().await }));
        let mut served: Vec<(String, Audience)> =
            read.await.expect("the store works").into_iter().map(|team| (team.name, team.serves)).collect();
        served.sort_by(|a, b| a.0.cmp(&b.0));
        let chosen = ["team:HR", "group:8e9c3a5e-0000-4000-8000-000000000001"].map(AudienceGroup::parse);
        let chosen = Audience::Chosen(chosen.into_iter().flatten().collect());
        assert_eq!(served, [("HR".to_owned(), Audience::Everyone), ("IT".to_owned(), chosen)]);
    }
}
