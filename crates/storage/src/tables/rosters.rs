//! Rosters: the statements behind the third of `People` that is about them.
//!
//! A roster may have 25,000 members and is read again every hour. Only what differs is written, many rows a statement.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use desk::id::ConversationId;
use desk::people::{DirectoryId, Member};
use desk::store::StoreError;

use super::people::directory_id;
use super::row::{Columns, Read};
use super::{Tx, limit};
use crate::codes::{plain, plain_or_none};
use crate::driver::Statement;

macro_rules! members {
    ($rest:literal) => {
        concat!(
            "SELECT position, directory_id, channel_id, name, mail
             FROM rosters
             WHERE tenant = $1 AND ",
            $rest
        )
    };
}

/// Members that one statement writes. A statement of PostgreSQL is a way to the server and back.
const TOGETHER: usize = 50;

/// `$1` tenant, `$2` channel, `$3` when it was read, then five values for each member.
static PUT_MANY: LazyLock<String> = LazyLock::new(|| put(TOGETHER));
static PUT_ONE: LazyLock<String> = LazyLock::new(|| put(1));
/// `$1` tenant, `$2` channel, then directory ids.
static DELETE_MANY: LazyLock<String> = LazyLock::new(|| {
    let ids: Vec<String> = (3..3 + TOGETHER).map(|number| format!("${number}")).collect();
    format!(
        "DELETE FROM rosters
         WHERE tenant = $1 AND channel = $2 AND directory_id IN ({})",
        ids.join(", ")
    )
});

fn put(count: usize) -> String {
    let rows: Vec<String> = (0..count)
        .map(|row| {
            let value = |place| 4 + row * 5 + place;
            format!("($1, $2, $3, ${}, ${}, ${}, ${}, ${})", value(0), value(1), value(2), value(3), value(4))
        })
        .collect();
    format!(
        "INSERT INTO rosters (tenant, channel, read_at, position, directory_id, channel_id, name, mail)
         VALUES {}
         ON CONFLICT (tenant, channel, directory_id) DO UPDATE
         SET position = excluded.position,
             channel_id = excluded.channel_id,
             name = excluded.name,
             mail = excluded.mail,
             read_at = excluded.read_at",
        rows.join(", ")
    )
}

impl Tx<'_, '_> {
    pub(super) async fn read_roster(&mut self, channel: ConversationId) -> Result<Vec<Member>, StoreError> {
        Ok(self.placed_members(channel).await?.into_iter().map(|(_, member)| member).collect())
    }

    pub(super) async fn read_first_members(
        &mut self,
        channel: ConversationId,
        most: u32,
    ) -> Result<Vec<Member>, StoreError> {
        let query =
            self.sql(members!("channel = $2 ORDER BY position LIMIT $3")).bind(channel.uuid()).bind(limit(most));
        self.all(query).await?.read("rosters", member)
    }

    pub(super) async fn read_member(
        &mut self,
        channel: ConversationId,
        id: &DirectoryId,
    ) -> Result<Option<Member>, StoreError> {
        let query =
            self.sql(members!("channel = $2 AND directory_id = $3")).bind(channel.uuid()).bind(id.as_str().to_owned());
        self.first(query).await?.read("rosters", member)
    }

    pub(super) async fn write_roster(&mut self, channel: ConversationId, members: &[Member]) -> Result<(), StoreError> {
        let known = self.placed_members(channel).await?;
        let difference = Difference::between(&known, members);
        for gone in difference.gone.chunks(TOGETHER) {
            let delete = self.sql(DELETE_MANY.as_str()).bind(channel.uuid());
            // Where there are fewer, the last one fills the places.
            let last = gone.last().copied().into_iter().cycle();
            let delete = gone
                .iter()
                .copied()
                .chain(last)
                .take(TOGETHER)
                .fold(delete, |delete, id| delete.bind(id.as_str().to_owned()));
            self.change(delete).await?;
        }
        let mut chunks = difference.changed.chunks_exact(TOGETHER);
        for chunk in chunks.by_ref() {
            let put = self.sql(PUT_MANY.as_str()).bind(channel.uuid()).bind(self.milliseconds());
            self.change(chunk.iter().fold(put, with_member)).await?;
        }
        for one in chunks.remainder() {
            let put = self.sql(PUT_ONE.as_str()).bind(channel.uuid()).bind(self.milliseconds());
            self.change(with_member(put, one)).await?;
        }
        Ok(())
    }

    async fn placed_members(&mut self, channel: ConversationId) -> Result<Vec<(i64, Member)>, StoreError> {
        let query = self.sql(members!("channel = $2 ORDER BY position")).bind(channel.uuid()).long();
        self.all(query).await?.read("rosters", |row| Ok((row.get("position")?, member(row)?)))
    }
}

/// What is to be written so that one roster becomes the other.
struct Difference<'m> {
    gone: Vec<&'m DirectoryId>,
    changed: Vec<(i64, Member)>,
}

impl<'m> Difference<'m> {
    fn between(known: &'m [(i64, Member)], members: &[Member]) -> Self {
        let places: HashMap<&DirectoryId, &(i64, Member)> =
            known.iter().map(|one| (&one.1.directory_id, one)).collect();
        let mut seen = HashSet::with_capacity(members.len());
        let (mut changed, mut last) = (Vec::new(), -1);
        for member in members {
            // Who is named twice counts once.
            if !seen.insert(&member.directory_id) {
                continue;
            }
            let member = plainly(member);
            // Whoever still comes after the one before keeps their place: where somebody leaves, nobody else is written
            // anew.
            let place = places.get(&member.directory_id).filter(|(place, _)| *place > last);
            last = place.map_or(last + 1, |(place, _)| *place);
            if place.is_none_or(|(_, stored)| *stored != member) {
                changed.push((last, member));
            }
        }
        let gone = known.iter().map(|(_, member)| &member.directory_id).filter(|id| !seen.contains(id)).collect();
        Self { gone, changed }
    }
}

fn plainly(member: &Member) -> Member {
    Member {
        directory_id: member.directory_id.clone(),
        channel_id: plain(&member.channel_id),
        name: plain(&member.name),
        mail: plain_or_none(member.mail.as_deref()),
    }
}

fn with_member(statement: Statement, (place, member): &(i64, Member)) -> Statement {
    statement
        .bind(*place)
        .bind(member.directory_id.as_str().to_owned())
        .bind(member.channel_id.clone())
        .bind(member.name.clone())
        .bind(member.mail.clone())
}

fn member(row: Columns<'_>) -> Result<Member, StoreError> {
    Ok(Member {
        directory_id: directory_id(row)?,
        channel_id: row.text("channel_id")?,
        name: row.text("name")?,
        mail: row.text_or_none("mail")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn somebody(name: &str) -> Member {
        let directory_id = DirectoryId::parse(name).expect("a directory id");
        Member { directory_id, channel_id: format!("29:{name}"), name: name.to_owned(), mail: None }
    }

    /// Names, in the order in which they stand.
    fn roster(names: &str) -> Vec<Member> {
        names.split_whitespace().map(somebody).collect()
    }

    fn placed(names: &str) -> Vec<(i64, Member)> {
        (0..).zip(roster(names)).collect()
    }

    #[test]
    fn only_what_differs_is_written() {
        for (before, after, gone, changed) in [
            ("ann bob cid", "ann bob cid", "", ""),
            ("", "ann bob", "", "ann:0 bob:1"),
            ("ann bob cid", "bob cid", "ann", ""),
            ("ann bob", "ann bob cid", "", "cid:2"),
            ("ann bob cid", "ann dan bob cid", "", "dan:1 bob:2 cid:3"),
            ("ann bob", "bob ann", "", "ann:2"),
            ("ann bob", "ann ann bob", "", ""),
            ("ann bob", "", "ann bob", ""),
        ] {
            let (known, members) = (placed(before), roster(after));
            let difference = Difference::between(&known, &members);
            let left: Vec<&str> = difference.gone.iter().map(|id| id.as_str()).collect();
            let written: Vec<String> =
                difference.changed.iter().map(|(place, member)| format!("{}:{place}", member.name)).collect();
            assert_eq!(
                (left.join(" "), written.join(" ")),
                (gone.to_owned(), changed.to_owned()),
                "{before} → {after}"
            );
        }
    }
}
