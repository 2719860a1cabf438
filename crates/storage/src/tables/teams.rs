//! Teams.

use async_trait::async_trait;
use desk::id::{ConversationId, TeamId};
use desk::people::{DirectoryId, Team, Teams};
use desk::store::StoreError;

use super::Tx;
use super::row::{Columns, Read};
use crate::codes::{audience_codes, plain};
use crate::json;

macro_rules! team {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, is_default, keywords, listed_agents, channel, serves
             FROM teams
             WHERE tenant = $1 ",
            $rest
        )
    };
}

#[async_trait]
impl Teams for Tx<'_, '_> {
    async fn teams(&mut self) -> Result<Vec<Team>, StoreError> {
        let query = self.sql(team!("ORDER BY is_default DESC, name"));
        self.all(query).await?.read("teams", team)
    }

    async fn team(&mut self, id: TeamId) -> Result<Option<Team>, StoreError> {
        let query = self.sql(team!("AND id = $2")).bind(id.uuid());
        self.first(query).await?.read("teams", team)
    }

    async fn save_team(&mut self, team: &Team) -> Result<(), StoreError> {
        if team.is_default {
            let others = self
                .sql(
                    "UPDATE teams
                     SET is_default = $3
                     WHERE tenant = $1 AND id <> $2 AND is_default",
                )
                .bind(team.id.uuid())
                .bind(false);
            self.change(others).await?;
        }
        let change = self
            .sql(
                "INSERT INTO teams (tenant, id, name, is_default, keywords, listed_agents, channel, serves)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (tenant, id) DO UPDATE
                 SET name = excluded.name,
                     is_default = excluded.is_default,
                     keywords = excluded.keywords,
                     listed_agents = excluded.listed_agents,
                     channel = excluded.channel,
                     serves = excluded.serves",
            )
            .bind(team.id.uuid())
            .bind(plain(&team.name))
            .bind(team.is_default)
            .bind(json::written(&team.keywords))
            .bind(team.listed_agents.as_ref().map(|list| json::texts(list.iter().map(DirectoryId::as_str))))
            .bind(team.channel.map(ConversationId::uuid))
            .bind(audience_codes(&team.serves));
        self.change(change).await.map(drop)
    }
}

fn team(row: Columns<'_>) -> Result<Team, StoreError> {
    Ok(Team {
        id: row.id("id", TeamId::new)?,
        name: row.text("name")?,
        is_default: row.get("is_default")?,
        keywords: row.json("keywords")?,
        listed_agents: row.list_or_none("listed_agents", DirectoryId::parse)?,
        channel: row.id_or_none("channel", ConversationId::new)?,
        serves: row.audience("serves")?,
    })
}
