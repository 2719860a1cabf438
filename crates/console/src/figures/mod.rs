//! Figures: what the desk has done in a period. Seen by whoever may read them, of their teams or of everything.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use desk::faq::Audience;
use desk::figures::{
    Backlog, Brought, Counts, Day, HandoffReason, Period, Reachability, Report, TeamFigures, Took, read,
};
use desk::id::TeamId;
use desk::people::Right;
use desk::people::rights::{Rights, Scope};
use serde::{Deserialize, Serialize};
use time::macros::format_description;
use time::{Date, Duration, OffsetDateTime, UtcOffset};
use utoipa::{IntoParams, ToSchema};

use crate::api::caller::Caller;
use crate::api::problem::Fault;
use crate::api::{Api, Desk};
use crate::people::teams::{no_such_team, team_named};

mod csv;

/// Days that are looked at where nobody says which.
const USUAL_DAYS: i64 = 30;
/// Minutes of an agent's time that a settled question saves, where nobody says how many.
const USUAL_MINUTES: u16 = 10;
/// Most that anybody may assume.
const MOST_MINUTES: u16 = 480;
/// Clocks are at most so far from UTC, in minutes.
const FARTHEST: i16 = 14 * 60;

/// Which figures.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct FiguresQuery {
    /// The first day, `2026-11-01`; 29 days before the last where nothing is said.
    #[param(format = Date)]
    from: Option<String>,
    /// The last day, `2026-11-30`; today where nothing is said. At most 400 days are looked at.
    #[param(format = Date)]
    to: Option<String>,
    /// Minutes that the clock by which days and hours are meant is ahead of UTC: 540 in Japan. 0 where nothing is said.
    #[param(minimum = -840, maximum = 840)]
    offset: Option<i16>,
    /// Of this team, `tem_…`; of all that the caller may see where nothing is said.
    team: Option<String>,
    /// Minutes of an agent's time that a question saves which the assistant settles: the assumption of `hours_saved`. 10 where nothing is
    /// said.
    #[param(minimum = 0, maximum = 480)]
    minutes: Option<u16>,
}

/// What became of questions. A question is an inquiry, counted on the day on which it was asked. It is of the team to whose ticket it came
/// last; where it came to none, of the team from whose draft the entry had grown that answered it last.
///
/// `answered` = `handed_over_after` + `verified` + `not_helpful` + `came_back` + `undecided` + `assumed`.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct CountsView {
    /// Asked.
    questions: u64,
    /// To which the assistant gave an entry, or the requester chose one of those that it offered.
    answered: u64,
    /// Answered, and all the same a ticket was opened.
    handed_over_after: u64,
    /// Answered without a ticket, and the requester said of an answer that it helped.
    verified: u64,
    /// Answered without a ticket, and the requester said that it did not help.
    not_helpful: u64,
    /// Answered without a ticket or a word, and the requester went to people with another inquiry within 24 hours.
    came_back: u64,
    /// Answered without a ticket or a word, and 24 hours are not over.
    undecided: u64,
    /// Answered, and nothing speaks against it: without a ticket or a word, and the requester has not come back.
    assumed: u64,
    /// Not answered; entries were offered.
    offered: u64,
    /// Not answered; the assistant did not know.
    unknown: u64,
    /// For which a ticket was opened.
    handed_over: u64,
    /// Whose ticket was reopened.
    reopened: u64,
}

impl From<Counts> for CountsView {
    fn from(counts: Counts) -> Self {
        Self {
            questions: counts.questions,
            answered: counts.answered,
            handed_over_after: counts.handed_over_after,
            verified: counts.verified,
            not_helpful: counts.not_helpful,
            came_back: counts.came_back,
            undecided: counts.undecided,
            assumed: counts.assumed,
            offered: counts.offered,
            unknown: counts.unknown,
            handed_over: counts.handed_over,
            reopened: counts.reopened,
        }
    }
}

/// A day of the curve.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DayView {
    /// Which, by the clock of `offset`.
    #[schema(format = Date)]
    day: String,
    /// What became of the questions that were asked on it.
    #[serde(flatten)]
    counts: CountsView,
    /// Drafts that were published on it.
    drafts_approved: u64,
    /// Drafts that became a wording of an entry on it.
    drafts_merged: u64,
    /// Versions of entries that were published on it; of a team: those of its drafts.
    versions_published: u64,
}

impl From<Day> for DayView {
    fn from(Day { date, counts, published }: Day) -> Self {
        Self {
            day: iso(date),
            counts: counts.into(),
            drafts_approved: published.approved,
            drafts_merged: published.merged,
            versions_published: published.versions,
        }
    }
}

/// Questions of an hour of the week.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HourView {
    /// 1 is Monday.
    #[schema(minimum = 1, maximum = 7)]
    weekday: usize,
    /// 0 to 23.
    #[schema(maximum = 23)]
    hour: usize,
    /// Asked.
    questions: u64,
    /// For which a ticket was opened.
    handed_over: u64,
}

/// How long something took, on the clock on the wall.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct TookView {
    /// Of so many tickets is it known.
    tickets: u64,
    /// Half of them took so many seconds at most; `null`: there are none.
    median_seconds: Option<i64>,
    /// Nine of ten took so many seconds at most.
    p90_seconds: Option<i64>,
}

impl From<Took> for TookView {
    fn from(took: Took) -> Self {
        let known = |length: Duration| (took.number > 0).then(|| length.whole_seconds());
        Self { tickets: took.number, median_seconds: known(took.median), p90_seconds: known(took.ninetieth) }
    }
}

/// Open tickets by age since they were opened.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct AgesView {
    /// Up to 4 hours.
    within_4_hours: u64,
    /// Up to a day.
    within_1_day: u64,
    /// Up to 3 days.
    within_3_days: u64,
    /// Up to a week.
    within_7_days: u64,
    /// Older.
    older: u64,
}

impl From<[u64; 5]> for AgesView {
    fn from([within_4_hours, within_1_day, within_3_days, within_7_days, older]: [u64; 5]) -> Self {
        Self { within_4_hours, within_1_day, within_3_days, within_7_days, older }
    }
}

/// What waits now.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct BacklogView {
    /// Tickets that nobody has taken.
    queued: AgesView,
    /// Tickets that somebody has.
    assigned: AgesView,
    /// Drafts that wait for review.
    drafts: u64,
}

impl From<Backlog> for BacklogView {
    fn from(Backlog { queued, assigned, drafts }: Backlog) -> Self {
        Self { queued: queued.into(), assigned: assigned.into(), drafts }
    }
}

/// What the assistant had said last when people took over, of tickets that were opened in the period.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub(crate) struct HandoffsView {
    /// Nothing: a person was asked for at once.
    asked_at_once: u64,
    /// That it does not know.
    unknown: u64,
    /// Entries to choose from.
    candidates: u64,
    /// An entry that did not help, as the requester said.
    not_helpful: u64,
    /// An entry.
    answered: u64,
}

impl HandoffsView {
    fn of(reasons: &[(HandoffReason, u64)]) -> Self {
        let mut view = Self::default();
        for (reason, number) in reasons {
            let place = match reason {
                HandoffReason::AskedAtOnce => &mut view.asked_at_once,
                HandoffReason::Unknown => &mut view.unknown,
                HandoffReason::Candidates => &mut view.candidates,
                HandoffReason::NotHelpful => &mut view.not_helpful,
                HandoffReason::Answered => &mut view.answered,
            };
            *place += number;
        }
        view
    }
}

/// What is told of a team's work. A ticket is of the team that has it now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TeamFiguresView {
    /// The team, `tem_…`.
    team: String,
    /// Its name.
    name: String,
    /// Tickets that were opened in the period.
    opened: u64,
    /// Of them closed.
    closed: u64,
    /// Of them given back to the assistant.
    handed_back: u64,
    /// Of them reopened at least once.
    reopened: u64,
    /// Of them rated by their requesters.
    rated: u64,
    /// Mean of these ratings, 1 to 5; `null`: there are none.
    csat: Option<f64>,
    /// From the handoff to an agent's first message.
    first_response: TookView,
    /// From the first question to the close.
    resolution: TookView,
    /// Why they were opened.
    handoffs: HandoffsView,
    /// What waits now.
    backlog: BacklogView,
}

impl From<TeamFigures> for TeamFiguresView {
    fn from(figures: TeamFigures) -> Self {
        let tickets = figures.tickets;
        Self {
            team: figures.team.to_string(),
            name: figures.name,
            opened: tickets.opened,
            closed: tickets.closed,
            handed_back: tickets.handed_back,
            reopened: tickets.reopened,
            rated: tickets.rated,
            csat: (tickets.rated > 0).then(|| tickets.scores as f64 / tickets.rated as f64),
            first_response: figures.first_response.into(),
            resolution: figures.resolution.into(),
            handoffs: HandoffsView::of(&figures.handoffs),
            backlog: figures.backlog.into(),
        }
    }
}

/// People who have a chat with the assistant, now.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct ReachView {
    /// Messages arrive, as far as is known.
    reachable: u64,
    /// They have blocked the app.
    blocked: u64,
    /// They have removed the app.
    uninstalled: u64,
    /// Their chat is gone.
    gone: u64,
}

impl From<Reachability> for ReachView {
    fn from(Reachability { reachable, blocked, uninstalled, gone }: Reachability) -> Self {
        Self { reachable, blocked, uninstalled, gone }
    }
}

/// What a draft brought: answers to questions of the period that its entry has given since it was published.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BroughtView {
    /// The draft, `drf_…`.
    draft: String,
    /// Whose it was, `tem_…`.
    team: String,
    /// The entry that it became or was added to, `ent_…`.
    entry: String,
    /// Its question; `null` where the caller may not read it.
    question: Option<String>,
    /// Since when it answers.
    #[serde(with = "time::serde::rfc3339")]
    since: OffsetDateTime,
    /// Answers given.
    answers: u64,
    /// Of them: the requester said that it helped.
    verified: u64,
    /// Of them: the requester said that it did not.
    not_helpful: u64,
}

impl BroughtView {
    /// What is for some only is read by who reviews for its team.
    fn of(brought: Brought, rights: &Rights) -> Self {
        let reads = brought.audience == Audience::Everyone || rights.may_in(brought.team, Right::ReviewDrafts);
        Self {
            draft: brought.draft.to_string(),
            team: brought.team.to_string(),
            entry: brought.entry.to_string(),
            question: reads.then_some(brought.question),
            since: brought.since,
            answers: brought.answers,
            verified: brought.verified,
            not_helpful: brought.not_helpful,
        }
    }
}

/// Hours of agents' time that the assistant saved, if each question that it settles saves `minutes_each`.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct HoursSavedView {
    /// The assumption: minutes that a question saves.
    minutes_each: u16,
    /// By `verified` questions alone.
    verified: f64,
    /// By `assumed` questions beside them.
    assumed: f64,
}

/// Figures of a period.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FiguresView {
    /// The first day.
    #[schema(format = Date)]
    from: String,
    /// The last day.
    #[schema(format = Date)]
    to: String,
    /// Minutes that the clock by which days and hours are meant is ahead of UTC.
    offset: i16,
    /// The team that was asked for, `tem_…`; `null`: all that the caller may see.
    team: Option<String>,
    /// Verified resolution, the headline: the share, 0 to 1, of all questions (`questions`) that the assistant settled alone and whose
    /// requester said so (`verified`): they pressed that an answer helped, and no ticket was opened. `null`: nobody asked.
    verified_resolution: Option<f64>,
    /// Deflection: the share, 0 to 1, of all questions that the assistant settled alone as far as is known, `verified` and `assumed`
    /// together. `null`: nobody asked.
    deflection: Option<f64>,
    /// The share, 0 to 1, of all questions that the assistant answered. `null`: nobody asked.
    answered: Option<f64>,
    /// What became of all questions of the period.
    totals: CountsView,
    /// Time saved.
    hours_saved: HoursSavedView,
    /// Every day of the period, in order: the curve.
    days: Vec<DayView>,
    /// Every hour of the week, Monday 0 o'clock first.
    hours: Vec<HourView>,
    /// Every team, in the order of the teams.
    teams: Vec<TeamFiguresView>,
    /// Who can be reached, now; `null` where not the whole desk is looked at.
    reach: Option<ReachView>,
    /// What the newest hundred published drafts brought, best first.
    drafts: Vec<BroughtView>,
}

impl FiguresView {
    fn of(report: Report, (team, minutes): (Option<TeamId>, u16), rights: &Rights) -> Self {
        let Report { period, totals, days, hours, teams, reach, brought } = report;
        let saved = |questions: u64| questions as f64 * f64::from(minutes) / 60.0;
        let hour = |(place, counts): (usize, Counts)| HourView {
            weekday: place / 24 + 1,
            hour: place % 24,
            questions: counts.questions,
            handed_over: counts.handed_over,
        };
        Self {
            from: iso(period.first()),
            to: iso(period.last()),
            offset: period.offset().whole_minutes(),
            team: team.map(|team| team.to_string()),
            verified_resolution: totals.verified_resolution(),
            deflection: totals.share(totals.deflected()),
            answered: totals.share(totals.answered),
            hours_saved: HoursSavedView {
                minutes_each: minutes,
                verified: saved(totals.verified),
                assumed: saved(totals.assumed),
            },
            totals: totals.into(),
            days: days.into_iter().map(DayView::from).collect(),
            hours: hours.into_iter().enumerate().map(hour).collect(),
            teams: teams.into_iter().map(TeamFiguresView::from).collect(),
            reach: reach.map(ReachView::from),
            drafts: brought.into_iter().map(|brought| BroughtView::of(brought, rights)).collect(),
        }
    }
}

fn iso(day: Date) -> String {
    day.to_string()
}

/// Figures of a period: what became of questions, day by day; how long people waited; what learning brought.
#[utoipa::path(
    get,
    path = "/figures",
    operation_id = "getFigures",
    tag = "figures",
    params(FiguresQuery),
    responses((status = OK, description = "The figures", body = FiguresView))
)]
pub(crate) async fn get_figures(
    State(api): Desk,
    caller: Caller,
    wanted: Result<Query<FiguresQuery>, QueryRejection>,
) -> Result<Json<FiguresView>, Fault> {
    figures(&api, &caller, wanted).await.map(Json)
}

/// The same figures as CSV (UTF-8 with a mark, as spreadsheets want it), a number in each line: which table, which thing of it, its name,
/// which figure, the number. No cell is read as a formula.
#[utoipa::path(
    get,
    path = "/figures.csv",
    operation_id = "exportFigures",
    tag = "figures",
    params(FiguresQuery),
    responses((status = OK, description = "The figures", body = String, content_type = "text/csv"))
)]
pub(crate) async fn export_figures(
    State(api): Desk,
    caller: Caller,
    wanted: Result<Query<FiguresQuery>, QueryRejection>,
) -> Result<Response, Fault> {
    let figures = figures(&api, &caller, wanted).await?;
    let name = format!("attachment; filename=\"figures-{}-{}.csv\"", figures.from, figures.to);
    let mut response = csv::written(&figures).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).expect("days are plain"));
    Ok(response)
}

async fn figures(
    api: &Api,
    caller: &Caller,
    wanted: Result<Query<FiguresQuery>, QueryRejection>,
) -> Result<FiguresView, Fault> {
    let mut scope = caller.rights.scope(Right::ReadFigures);
    if scope.is_nowhere() {
        caller.must(api, Right::ReadFigures).await?;
    }
    let Query(wanted) = wanted?;
    let team = match &wanted.team {
        Some(team) => Some(team_in(api, caller, team).await?),
        None => None,
    };
    if let Some(team) = team {
        scope = Scope::Teams([team].into());
    }
    let minutes = wanted.minutes.unwrap_or(USUAL_MINUTES);
    if minutes > MOST_MINUTES {
        return Err(Fault::field("minutes", format!("is more than {MOST_MINUTES}")));
    }
    let now = api.read(|tx| Box::pin(async move { Ok(tx.now()) })).await?;
    let period = period(&wanted, now)?;
    let reading = api.clone();
    let work = async move { reading.read(move |tx| Box::pin(async move { read(tx, &scope, period).await })).await };
    let report = api.reckoning.run(work).await?;
    Ok(FiguresView::of(report, (team, minutes), &caller.rights))
}

/// A team that the caller may look at. One that they may not is as one that is not there, and that they asked stands in the record.
async fn team_in(api: &Api, caller: &Caller, team: &str) -> Result<TeamId, Fault> {
    let team = team_named(api, team).await?;
    if caller.rights.may_in(team, Right::ReadFigures) {
        return Ok(team);
    }
    api.refusals.note(caller.refused(Right::ReadFigures.name(), None, "forbidden"));
    Err(no_such_team())
}

fn period(wanted: &FiguresQuery, now: OffsetDateTime) -> Result<Period, Fault> {
    let offset = wanted.offset.unwrap_or_default();
    if !(-FARTHEST..=FARTHEST).contains(&offset) {
        return Err(Fault::field("offset", format!("is not between -{FARTHEST} and {FARTHEST}")));
    }
    let offset = UtcOffset::from_whole_seconds(i32::from(offset) * 60).expect("it is less than a day");
    let last = match &wanted.to {
        Some(day) => day_of("to", day)?,
        None => now.to_offset(offset).date(),
    };
    let first = match &wanted.from {
        Some(day) => day_of("from", day)?,
        None => last.saturating_sub(Duration::days(USUAL_DAYS - 1)),
    };
    Period::new(first, last, offset).map_err(|error| Fault::field("to", error))
}

fn day_of(field: &str, text: &str) -> Result<Date, Fault> {
    Date::parse(text, format_description!("[year]-[month]-[day]"))
        .map_err(|_| Fault::field(field, "is no day such as 2026-11-30"))
}
