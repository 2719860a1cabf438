//! Counting: see `desk::figures` for what each figure means.
//!
//! A reply is read as text, as [`json::StoredReply`](crate::json::StoredReply) writes it: it holds ids and numbers, never anybody's
//! words. `a_reply_is_counted_as_it_is_written` holds the two together.

use std::collections::BTreeMap;

use async_trait::async_trait;
use desk::figures::{
    AGES, Backlog, Brought, Counts, Figures, HandoffReason, Length, Period, Published, Reachability, TicketCounts, Took,
};
use desk::id::{DraftId, EntryId, TeamId};
use desk::store::{Now, StoreError};
use time::Duration;

use super::row::{Columns, Read};
use super::{Tx, limit, milliseconds};
use crate::driver::{Dialect, Statement};

/// The entry that a reply names, where it names one; the text of its id begins with `ent_`.
macro_rules! entry_of_reply {
    (sqlite) => {
        r#"CASE WHEN messages.reply LIKE '{"said":"entry"%' THEN UNHEX(SUBSTR(messages.reply, 30, 32)) END"#
    };
    (postgres) => {
        r#"CASE WHEN messages.reply LIKE '{"said":"entry"%' THEN CAST(SUBSTR(messages.reply, 30, 32) AS UUID) END"#
    };
}

/// `$2` and `$3`: the period; `$4`: how far its clock is ahead of UTC; `$5`: from when on an inquiry is not yet left alone. `$6`: how
/// long one may come back. Each step is kept, or SQLite would look for an inquiry's answers each time when they are named; and the time of
/// a ticket is reckoned with, or it would look through all tickets up to that time.
macro_rules! questions {
    ($of:expr) => {
        concat!(
            r#"WITH asked AS MATERIALIZED (
                   SELECT inquiries.requester,
                          inquiries.opened_at,
                          inquiries.last_at,
                          (SELECT MAX(CASE WHEN messages.reply LIKE '%"helpful":true}' THEN 4
                                           WHEN messages.reply LIKE '%"helpful":false}' THEN 3
                                           WHEN messages.reply LIKE '{"said":"entry"%' THEN 2
                                           WHEN messages.reply LIKE '{"said":"candidates"%' THEN 1
                                           ELSE 0 END)
                           FROM messages
                           WHERE messages.tenant = $1 AND messages.inquiry = inquiries.id AND messages.kind = 'answer') AS said,
                          (SELECT MAX(CASE WHEN tickets.reopened > 0 THEN 2 ELSE 1 END)
                           FROM tickets
                           WHERE tickets.tenant = $1 AND tickets.inquiry = inquiries.id) AS people
                   FROM inquiries
                   WHERE inquiries.tenant = $1 AND inquiries.opened_at >= $2 AND inquiries.opened_at < $3 AND "#,
            $of,
            "), became AS MATERIALIZED (
                   SELECT (opened_at + $4) / 3600000 AS hour,
                          said,
                          people,
                          CASE WHEN said IS NULL OR said < 2 THEN 'unanswered'
                               WHEN people IS NOT NULL THEN 'handed-over'
                               WHEN said = 4 THEN 'verified'
                               WHEN said = 3 THEN 'not-helpful'
                               WHEN EXISTS (SELECT 1
                                            FROM inquiries AS later
                                            WHERE later.tenant = $1
                                              AND later.requester = asked.requester
                                              AND later.opened_at > asked.opened_at
                                              AND later.opened_at <= asked.last_at + $6
                                              AND EXISTS (SELECT 1
                                                          FROM tickets
                                                          WHERE tickets.tenant = $1
                                                            AND tickets.inquiry = later.id
                                                            AND tickets.opened_at - $6 <= asked.last_at)) THEN 'came-back'
                               WHEN last_at > $5 THEN 'undecided'
                               ELSE 'assumed' END AS outcome
                   FROM asked
               )
               SELECT hour,
                      COUNT(*) AS questions,
                      COUNT(*) FILTER (WHERE said >= 2) AS answered,
                      COUNT(*) FILTER (WHERE outcome = 'handed-over') AS handed_over_after,
                      COUNT(*) FILTER (WHERE outcome = 'verified') AS verified,
                      COUNT(*) FILTER (WHERE outcome = 'not-helpful') AS not_helpful,
                      COUNT(*) FILTER (WHERE outcome = 'came-back') AS came_back,
                      COUNT(*) FILTER (WHERE outcome = 'undecided') AS undecided,
                      COUNT(*) FILTER (WHERE outcome = 'assumed') AS assumed,
                      COUNT(*) FILTER (WHERE said = 1) AS offered,
                      COUNT(*) FILTER (WHERE said = 0) AS unknown,
                      COUNT(people) AS handed_over,
                      COUNT(*) FILTER (WHERE people = 2) AS reopened
               FROM became
               GROUP BY hour
               ORDER BY hour"
        )
    };
}

/// The team of an inquiry; `$7` is it.
macro_rules! of_team {
    ($database:ident) => {
        concat!(
            "COALESCE((SELECT tickets.team
                       FROM tickets
                       WHERE tickets.tenant = $1 AND tickets.inquiry = inquiries.id
                       ORDER BY tickets.number DESC
                       LIMIT 1),
                      (SELECT drafts.team
                       FROM messages
                       JOIN drafts ON drafts.tenant = messages.tenant
                                  AND drafts.state IN ('approved', 'merged')
                                  AND drafts.reviewed_at <= messages.at
                                  AND drafts.entry = ",
            entry_of_reply!($database),
            r#"        WHERE messages.tenant = $1
                         AND messages.inquiry = inquiries.id
                         AND messages.kind = 'answer'
                         AND messages.reply LIKE '{"said":"entry"%'
                       ORDER BY messages.number DESC, drafts.reviewed_at DESC
                       LIMIT 1)) = $7"#
        )
    };
}

/// `$2` and `$3`: the period; `$4`: how many drafts.
macro_rules! brought {
    ($database:ident, $of:expr) => {
        concat!(
            "WITH reviewed AS (
                 SELECT id, team, entry, question, audience, reviewed_at
                 FROM drafts
                 WHERE tenant = $1 AND state IN ('approved', 'merged') AND reviewed_at < $3 AND ",
            $of,
            "    ORDER BY reviewed_at DESC, id DESC
                 LIMIT $4
             ), given AS (
                 SELECT ",
            entry_of_reply!($database),
            r#" AS entry, messages.at, messages.reply
                 FROM inquiries
                 JOIN messages ON messages.tenant = inquiries.tenant
                              AND messages.inquiry = inquiries.id
                              AND messages.kind = 'answer'
                              AND messages.reply LIKE '{"said":"entry"%'
                 WHERE inquiries.tenant = $1 AND inquiries.opened_at >= $2 AND inquiries.opened_at < $3
             )
             SELECT reviewed.id,
                    reviewed.team,
                    reviewed.entry,
                    reviewed.question,
                    reviewed.audience,
                    reviewed.reviewed_at,
                    COUNT(given.at) AS answers,
                    COUNT(*) FILTER (WHERE given.reply LIKE '%"helpful":true}') AS verified,
                    COUNT(*) FILTER (WHERE given.reply LIKE '%"helpful":false}') AS not_helpful
             FROM reviewed
             LEFT JOIN given ON given.entry = reviewed.entry AND given.at >= reviewed.reviewed_at
             GROUP BY reviewed.id, reviewed.team, reviewed.entry, reviewed.question, reviewed.audience, reviewed.reviewed_at
             ORDER BY answers DESC, reviewed.reviewed_at DESC, reviewed.id"#
        )
    };
}

macro_rules! reviewed_by_day {
    ($of:literal) => {
        concat!(
            "SELECT (reviewed_at + $4) / 86400000 AS day,
                    COUNT(*) FILTER (WHERE state = 'approved') AS approved,
                    COUNT(*) FILTER (WHERE state = 'merged') AS merged
             FROM drafts
             WHERE tenant = $1
               AND reviewed_at >= $2
               AND reviewed_at < $3
               AND state IN ('approved', 'merged')
               AND ",
            $of,
            " GROUP BY day"
        )
    };
}

#[async_trait]
impl Figures for Tx<'_, '_> {
    async fn questions_by_hour(
        &mut self,
        team: Option<TeamId>,
        period: &Period,
    ) -> Result<Vec<(i64, Counts)>, StoreError> {
        let comes_back_within = desk::figures::COMES_BACK_WITHIN;
        let sql = match (team, self.session.dialect()) {
            (None, _) => questions!("TRUE"),
            (Some(_), Dialect::Sqlite) => questions!(of_team!(sqlite)),
            (Some(_), Dialect::Postgres) => questions!(of_team!(postgres)),
        };
        let query = self
            .of(sql, period)
            .bind(ahead(period))
            .bind(milliseconds(self.now() - comes_back_within))
            .bind(length(comes_back_within));
        let query = match team {
            Some(team) => query.bind(team.uuid()),
            None => query,
        };
        self.all(query.long()).await?.read("inquiries", |row| Ok((row.get("hour")?, counts(row)?)))
    }

    async fn published_by_day(
        &mut self,
        team: Option<TeamId>,
        period: &Period,
    ) -> Result<Vec<(i64, Published)>, StoreError> {
        let reviewed = match team {
            None => self.of(reviewed_by_day!("TRUE"), period).bind(ahead(period)),
            Some(team) => self.of(reviewed_by_day!("team = $5"), period).bind(ahead(period)).bind(team.uuid()),
        };
        let reviewed = self.all(reviewed.long()).await?;
        let mut days: Vec<(i64, Published)> = reviewed.read("drafts", |row| {
            let (approved, merged): (u64, u64) = (row.count("approved")?, row.count("merged")?);
            // Of everything, versions are counted below, by whatever way they came.
            let versions = if team.is_some() { approved + merged } else { 0 };
            Ok((row.get("day")?, Published { approved, merged, versions }))
        })?;
        if team.is_none() {
            let versions = self
                .of(
                    "SELECT (at + $4) / 86400000 AS day, COUNT(*) AS versions
                     FROM faq_versions
                     WHERE tenant = $1 AND at >= $2 AND at < $3 AND NOT retired
                     GROUP BY day",
                    period,
                )
                .bind(ahead(period));
            days.extend(self.all(versions.long()).await?.read("faq_versions", |row| {
                Ok((row.get("day")?, Published { versions: row.count("versions")?, ..Published::default() }))
            })?);
        }
        Ok(days)
    }

    async fn tickets_opened(&mut self, period: &Period) -> Result<Vec<(TeamId, TicketCounts)>, StoreError> {
        let query = self.of(
            "SELECT team,
                    COUNT(*) AS opened,
                    COUNT(*) FILTER (WHERE state = 'closed') AS closed,
                    COUNT(*) FILTER (WHERE state = 'handed-back') AS handed_back,
                    COUNT(*) FILTER (WHERE reopened > 0) AS reopened,
                    COUNT(csat) AS rated,
                    CAST(COALESCE(SUM(csat), 0) AS BIGINT) AS scores
             FROM tickets
             WHERE tenant = $1 AND opened_at >= $2 AND opened_at < $3
             GROUP BY team",
            period,
        );
        self.all(query.long()).await?.read("tickets", |row| {
            let counts = TicketCounts {
                opened: row.count("opened")?,
                closed: row.count("closed")?,
                handed_back: row.count("handed_back")?,
                reopened: row.count("reopened")?,
                rated: row.count("rated")?,
                scores: row.count("scores")?,
            };
            Ok((row.id("team", TeamId::new)?, counts))
        })
    }

    async fn lengths(&mut self, period: &Period) -> Result<Vec<(TeamId, Length, Took)>, StoreError> {
        let query = self.of(
            "WITH lengths AS (
                 SELECT team, 'first-response' AS what, answered_at - opened_at AS took
                 FROM tickets
                 WHERE tenant = $1 AND opened_at >= $2 AND opened_at < $3 AND answered_at IS NOT NULL
                 UNION ALL
                 SELECT tickets.team, 'resolution' AS what, tickets.state_at - inquiries.opened_at AS took
                 FROM tickets
                 JOIN inquiries ON inquiries.tenant = tickets.tenant AND inquiries.id = tickets.inquiry
                 WHERE tickets.tenant = $1
                   AND tickets.opened_at >= $2
                   AND tickets.opened_at < $3
                   AND tickets.state = 'closed'
             ), ranked AS (
                 SELECT team,
                        what,
                        took,
                        ROW_NUMBER() OVER (PARTITION BY team, what ORDER BY took) AS place,
                        COUNT(*) OVER (PARTITION BY team, what) AS number
                 FROM lengths
             )
             SELECT team,
                    what,
                    number,
                    MAX(CASE WHEN place = (number + 1) / 2 THEN took END) AS median,
                    MAX(CASE WHEN place = (number * 9 + 9) / 10 THEN took END) AS ninetieth
             FROM ranked
             GROUP BY team, what, number",
            period,
        );
        self.all(query.long()).await?.read("tickets", |row| {
            let what = match row.text("what")?.as_str() {
                "first-response" => Length::FirstResponse,
                "resolution" => Length::Resolution,
                _ => return Err(row.damaged("what")),
            };
            let took = |column| Ok::<_, StoreError>(Duration::milliseconds(row.get(column)?));
            let took = Took { number: row.count("number")?, median: took("median")?, ninetieth: took("ninetieth")? };
            Ok((row.id("team", TeamId::new)?, what, took))
        })
    }

    async fn handoffs(&mut self, period: &Period) -> Result<Vec<(TeamId, HandoffReason, u64)>, StoreError> {
        let query = self.of(
            r#"WITH opened AS MATERIALIZED (
                   SELECT tickets.team,
                          (SELECT messages.reply
                           FROM messages
                           WHERE messages.tenant = $1
                             AND messages.inquiry = tickets.inquiry
                             AND messages.kind = 'answer'
                             AND messages.at <= tickets.opened_at
                           ORDER BY messages.number DESC
                           LIMIT 1) AS said
                   FROM tickets
                   WHERE tickets.tenant = $1 AND tickets.opened_at >= $2 AND tickets.opened_at < $3
               ), explained AS (
                   SELECT team,
                          CASE WHEN said IS NULL THEN 'asked-at-once'
                               WHEN said LIKE '{"said":"unknown"%' THEN 'unknown'
                               WHEN said LIKE '{"said":"candidates"%' THEN 'candidates'
                               WHEN said LIKE '%"helpful":false}' THEN 'not-helpful'
                               ELSE 'answered' END AS reason
                   FROM opened
               )
               SELECT team, reason, COUNT(*) AS number
               FROM explained
               GROUP BY team, reason"#,
            period,
        );
        self.all(query.long()).await?.read("tickets", |row| {
            let reason = row.text("reason")?;
            let reason = HandoffReason::ALL.into_iter().find(|known| known.name() == reason);
            let reason = reason.ok_or_else(|| row.damaged("reason"))?;
            Ok((row.id("team", TeamId::new)?, reason, row.count("number")?))
        })
    }

    async fn backlog(&mut self) -> Result<Vec<(TeamId, Backlog)>, StoreError> {
        let [a, b, c, d] = AGES.map(|age| milliseconds(self.now() - age));
        let open = self
            .sql(
                "WITH aged AS (
                     SELECT team,
                            state,
                            CASE WHEN opened_at > $2 THEN 0
                                 WHEN opened_at > $3 THEN 1
                                 WHEN opened_at > $4 THEN 2
                                 WHEN opened_at > $5 THEN 3
                                 ELSE 4 END AS age
                     FROM tickets
                     WHERE tenant = $1 AND state IN ('queued', 'assigned')
                 )
                 SELECT team, state, CAST(age AS BIGINT) AS age, COUNT(*) AS number
                 FROM aged
                 GROUP BY team, state, age",
            )
            .bind(a)
            .bind(b)
            .bind(c)
            .bind(d);
        let mut backlogs: BTreeMap<TeamId, Backlog> = BTreeMap::new();
        for (team, state, age, number) in self.all(open.long()).await?.read("tickets", |row| {
            let age: usize = row.count("age")?;
            Ok((row.id("team", TeamId::new)?, row.text("state")?, age, row.count::<u64>("number")?))
        })? {
            let backlog = backlogs.entry(team).or_default();
            let ages = if state == "queued" { &mut backlog.queued } else { &mut backlog.assigned };
            ages[age] = number;
        }
        let drafts = self.sql(
            "SELECT team, COUNT(*) AS number
             FROM drafts
             WHERE tenant = $1 AND state = 'proposed'
             GROUP BY team",
        );
        for (team, number) in self
            .all(drafts.long())
            .await?
            .read("drafts", |row| Ok((row.id("team", TeamId::new)?, row.count::<u64>("number")?)))?
        {
            backlogs.entry(team).or_default().drafts = number;
        }
        Ok(backlogs.into_iter().collect())
    }

    async fn reachability(&mut self) -> Result<Reachability, StoreError> {
        let query = self.sql(
            "WITH best AS (
                 SELECT person,
                        MIN(CASE reach WHEN 'reachable' THEN 0 WHEN 'blocked' THEN 1 WHEN 'uninstalled' THEN 2 ELSE 3 END) AS reach
                 FROM conversations
                 WHERE tenant = $1 AND kind = 'personal' AND person IS NOT NULL
                 GROUP BY person
             )
             SELECT COUNT(*) FILTER (WHERE reach = 0) AS reachable,
                    COUNT(*) FILTER (WHERE reach = 1) AS blocked,
                    COUNT(*) FILTER (WHERE reach = 2) AS uninstalled,
                    COUNT(*) FILTER (WHERE reach = 3) AS gone
             FROM best",
        );
        let found = self.first(query.long()).await?.read("conversations", |row| {
            Ok(Reachability {
                reachable: row.count("reachable")?,
                blocked: row.count("blocked")?,
                uninstalled: row.count("uninstalled")?,
                gone: row.count("gone")?,
            })
        });
        Ok(found?.unwrap_or_default())
    }

    async fn brought(&mut self, team: Option<TeamId>, period: &Period, most: u32) -> Result<Vec<Brought>, StoreError> {
        let sql = match (team, self.session.dialect()) {
            (None, Dialect::Sqlite) => brought!(sqlite, "TRUE"),
            (None, Dialect::Postgres) => brought!(postgres, "TRUE"),
            (Some(_), Dialect::Sqlite) => brought!(sqlite, "team = $5"),
            (Some(_), Dialect::Postgres) => brought!(postgres, "team = $5"),
        };
        let query = self.of(sql, period).bind(limit(most));
        let query = match team {
            Some(team) => query.bind(team.uuid()),
            None => query,
        };
        self.all(query.long()).await?.read("drafts", |row| {
            Ok(Brought {
                draft: row.id("id", DraftId::new)?,
                team: row.id("team", TeamId::new)?,
                entry: row.id("entry", EntryId::new)?,
                question: row.text("question")?,
                audience: row.audience("audience")?,
                since: row.time("reviewed_at")?,
                answers: row.count("answers")?,
                verified: row.count("verified")?,
                not_helpful: row.count("not_helpful")?,
            })
        })
    }
}

impl Tx<'_, '_> {
    /// A statement whose `$2` and `$3` are a period.
    fn of(&self, sql: &'static str, period: &Period) -> Statement {
        self.sql(sql).bind(milliseconds(period.begins())).bind(milliseconds(period.ends()))
    }
}

/// How far the clock of a period is ahead of UTC.
fn ahead(period: &Period) -> i64 {
    i64::from(period.offset().whole_seconds()) * 1000
}

fn length(duration: Duration) -> i64 {
    i64::try_from(duration.whole_milliseconds()).expect("it is a day or so")
}

fn counts(row: Columns<'_>) -> Result<Counts, StoreError> {
    Ok(Counts {
        questions: row.count("questions")?,
        answered: row.count("answered")?,
        handed_over_after: row.count("handed_over_after")?,
        verified: row.count("verified")?,
        not_helpful: row.count("not_helpful")?,
        came_back: row.count("came_back")?,
        undecided: row.count("undecided")?,
        assumed: row.count("assumed")?,
        offered: row.count("offered")?,
        unknown: row.count("unknown")?,
        handed_over: row.count("handed_over")?,
        reopened: row.count("reopened")?,
    })
}
