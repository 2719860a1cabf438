//! Who holds which role.

use async_trait::async_trait;
use desk::id::{ConversationId, PersonId, TeamId};
use desk::people::{Grant, Grants, Person, Role, Standing};
use desk::store::StoreError;

use uuid::Uuid;

use super::Tx;
use super::row::Read;
use crate::codes::Code;

#[async_trait]
impl Grants for Tx<'_, '_> {
    async fn grants_of(&mut self, person: PersonId) -> Result<Vec<Grant>, StoreError> {
        let query = self
            .sql(
                "SELECT DISTINCT role, team
                 FROM grants
                 WHERE tenant = $1 AND person = $2
                 ORDER BY role, team",
            )
            .bind(person.uuid());
        self.all(query).await?.read("grants", |row| {
            Ok(Grant { person, role: row.code("role")?, team: row.id_or_none("team", TeamId::new)? })
        })
    }

    async fn standing_of(&mut self, person: &Person) -> Result<Standing, StoreError> {
        let query = self
            .sql(
                "SELECT channel AS place, CAST(NULL AS TEXT) AS role
                 FROM rosters
                 WHERE tenant = $1 AND directory_id = $2
                 UNION ALL
                 SELECT team, role
                 FROM grants
                 WHERE tenant = $1 AND person = $3",
            )
            .bind(person.directory_id.as_str().to_owned())
            .bind(person.id.uuid());
        let rows = self.all(query).await?.read("rosters and grants", |row| {
            Ok((row.code_or_none::<Role>("role")?, row.get::<Option<Uuid>>("place")?))
        })?;
        let mut standing = Standing::default();
        for (role, place) in rows {
            match role {
                Some(role) => {
                    standing.grants.push(Grant { person: person.id, role, team: place.map(TeamId::new) });
                }
                None => standing.channels.extend(place.map(ConversationId::new)),
            }
        }
        Ok(standing)
    }

    async fn holders(&mut self, role: Role) -> Result<Vec<PersonId>, StoreError> {
        let query = self
            .locking(
                "SELECT person
                 FROM grants
                 WHERE tenant = $1 AND role = $2 AND team IS NULL
                 ORDER BY person",
                "SELECT person
                 FROM grants
                 WHERE tenant = $1 AND role = $2 AND team IS NULL
                 ORDER BY person
                 FOR UPDATE",
            )
            .bind(role.code());
        self.all(query).await?.read("grants", |row| row.id("person", PersonId::new))
    }

    async fn save_grant(&mut self, grant: &Grant) -> Result<(), StoreError> {
        self.remove_grant(grant).await?;
        let add = self
            .sql(
                "INSERT INTO grants (tenant, person, role, team)
                 VALUES ($1, $2, $3, $4)",
            )
            .bind(grant.person.uuid())
            .bind(grant.role.code())
            .bind(grant.team.map(TeamId::uuid));
        self.change(add).await.map(drop)
    }

    async fn remove_grant(&mut self, grant: &Grant) -> Result<bool, StoreError> {
        let (any, one) = (
            "DELETE FROM grants
             WHERE tenant = $1 AND person = $2 AND role = $3 AND team IS NULL",
            "DELETE FROM grants
             WHERE tenant = $1 AND person = $2 AND role = $3 AND team = $4",
        );
        let remove = self.sql(if grant.team.is_some() { one } else { any });
        let remove = remove.bind(grant.person.uuid()).bind(grant.role.code());
        let remove = match grant.team {
            Some(team) => remove.bind(team.uuid()),
            None => remove,
        };
        Ok(self.change(remove).await? > 0)
    }
}
