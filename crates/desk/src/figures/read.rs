//! The verb: everything that there is to tell of a period.

use std::collections::BTreeMap;

use time::Date;

use super::{
    Backlog, Brought, Counts, Figures, HandoffReason, Length, MOST_BROUGHT, Period, Published, Reachability,
    TicketCounts, Took,
};
use crate::id::TeamId;
use crate::people::Teams;
use crate::people::rights::Scope;
use crate::store::StoreError;

/// The figures of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The period.
    pub period: Period,
    /// Of all days together.
    pub totals: Counts,
    /// Every day, in order.
    pub days: Vec<Day>,
    /// By hour of the week, Monday from 0 to 1 first.
    pub hours: Vec<Counts>,
    /// By team, in the order of the teams.
    pub teams: Vec<TeamFigures>,
    /// Who can be reached now; `None` where not the whole desk is looked at.
    pub reach: Option<Reachability>,
    /// What drafts brought, best first.
    pub brought: Vec<Brought>,
}

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// Which.
    pub date: Date,
    /// What became of the questions that were asked on it.
    pub counts: Counts,
    /// What was published on it.
    pub published: Published,
}

/// What is told of a team's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamFigures {
    /// The team.
    pub team: TeamId,
    /// Its name.
    pub name: String,
    /// Its tickets that were opened in the period.
    pub tickets: TicketCounts,
    /// From the handoff to an agent's first message.
    pub first_response: Took,
    /// From the first question to the close.
    pub resolution: Took,
    /// Why these were opened, each reason once.
    pub handoffs: Vec<(HandoffReason, u64)>,
    /// What waits now.
    pub backlog: Backlog,
}

/// Reads the figures of everything, or of some teams.
pub async fn read(
    tx: &mut (impl Figures + Teams + ?Sized),
    scope: &Scope,
    period: Period,
) -> Result<Report, StoreError> {
    // An inquiry is of one team: what several have is the sum of what each has.
    let of: Vec<Option<TeamId>> = match scope {
        Scope::Everywhere => vec![None],
        Scope::Teams(teams) => teams.iter().copied().map(Some).collect(),
    };
    let mut days: BTreeMap<i64, (Counts, Published)> = BTreeMap::new();
    let mut hours = vec![Counts::default(); 7 * 24];
    let (mut totals, mut brought) = (Counts::default(), Vec::new());
    for team in of {
        for (hour, counts) in tx.questions_by_hour(team, &period).await? {
            totals += counts;
            hours[Period::hour_of_week(hour)] += counts;
            days.entry(Period::day_of(hour)).or_default().0 += counts;
        }
        for (day, published) in tx.published_by_day(team, &period).await? {
            days.entry(day).or_default().1 += published;
        }
        brought.extend(tx.brought(team, &period, MOST_BROUGHT).await?);
    }
    brought.sort_by_key(|one| (std::cmp::Reverse((one.answers, one.since)), one.draft));
    brought.truncate(MOST_BROUGHT as usize);
    let days = period.days().map(|(number, date)| {
        let (counts, published) = days.get(&number).copied().unwrap_or_default();
        Day { date, counts, published }
    });
    let days = days.collect();
    let reach = match scope {
        Scope::Everywhere => Some(tx.reachability().await?),
        Scope::Teams(_) => None,
    };
    Ok(Report { period, totals, days, hours, teams: by_team(tx, scope, &period).await?, reach, brought })
}

async fn by_team(
    tx: &mut (impl Figures + Teams + ?Sized),
    scope: &Scope,
    period: &Period,
) -> Result<Vec<TeamFigures>, StoreError> {
    let mut teams: Vec<TeamFigures> =
        tx.teams().await?.into_iter().map(|team| nothing_of(team.id, team.name)).collect();
    teams.retain(|figures| scope.has(figures.team));
    for (team, tickets) in tx.tickets_opened(period).await? {
        of(&mut teams, team, |figures| figures.tickets = tickets);
    }
    for (team, length, took) in tx.lengths(period).await? {
        of(&mut teams, team, |figures| match length {
            Length::FirstResponse => figures.first_response = took,
            Length::Resolution => figures.resolution = took,
        });
    }
    for (team, reason, number) in tx.handoffs(period).await? {
        of(&mut teams, team, |figures| {
            for (_, known) in figures.handoffs.iter_mut().filter(|(known, _)| *known == reason) {
                *known += number;
            }
        });
    }
    for (team, backlog) in tx.backlog().await? {
        of(&mut teams, team, |figures| figures.backlog = backlog);
    }
    Ok(teams)
}

fn nothing_of(team: TeamId, name: String) -> TeamFigures {
    TeamFigures {
        team,
        name,
        tickets: TicketCounts::default(),
        first_response: Took::default(),
        resolution: Took::default(),
        handoffs: HandoffReason::ALL.map(|reason| (reason, 0)).to_vec(),
        backlog: Backlog::default(),
    }
}

/// Tells of a team, where it is one of these.
fn of(teams: &mut [TeamFigures], team: TeamId, tell: impl FnOnce(&mut TeamFigures)) {
    if let Some(figures) = teams.iter_mut().find(|figures| figures.team == team) {
        tell(figures);
    }
}
