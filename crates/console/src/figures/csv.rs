//! The figures as lines of a spreadsheet: a number in each, so that every table of them fits into one file.

use std::fmt::Display;

use desk::text::is_formula;

use super::{AgesView, CountsView, FiguresView, TookView};

/// Without this mark a spreadsheet takes Japanese for something else.
const MARK: &str = "\u{feff}";

/// Lines that come to be.
struct Lines(String);

pub(super) fn written(figures: &FiguresView) -> String {
    let mut lines = Lines(format!("{MARK}table,id,name,figure,value\r\n"));
    let whole = |name, value: &dyn Display| (["period", "", "", name], value.to_string());
    for (of, value) in [
        whole("from", &figures.from),
        whole("to", &figures.to),
        whole("offset", &figures.offset),
        whole("minutes_each", &figures.hours_saved.minutes_each),
    ] {
        lines.add(of, Some(value));
    }
    let shares = [
        ("verified_resolution", figures.verified_resolution),
        ("deflection", figures.deflection),
        ("answered_share", figures.answered),
        ("hours_saved_verified", Some(figures.hours_saved.verified)),
        ("hours_saved_assumed", Some(figures.hours_saved.assumed)),
    ];
    for (name, share) in shares {
        lines.add(["totals", "", "", name], share);
    }
    lines.counts(["totals", "", ""], &figures.totals);
    for day in &figures.days {
        let of = ["day", &day.day, ""];
        lines.counts(of, &day.counts);
        lines.number(of, "drafts_approved", day.drafts_approved);
        lines.number(of, "drafts_merged", day.drafts_merged);
        lines.number(of, "versions_published", day.versions_published);
    }
    for hour in &figures.hours {
        let id = format!("{} {:02}:00", hour.weekday, hour.hour);
        lines.number(["hour", &id, ""], "questions", hour.questions);
        lines.number(["hour", &id, ""], "handed_over", hour.handed_over);
    }
    teams(&mut lines, figures);
    if let Some(reach) = &figures.reach {
        let of = ["reach", "", ""];
        lines.number(of, "reachable", reach.reachable);
        lines.number(of, "blocked", reach.blocked);
        lines.number(of, "uninstalled", reach.uninstalled);
        lines.number(of, "gone", reach.gone);
    }
    for draft in &figures.drafts {
        let of = ["draft", draft.draft.as_str(), draft.question.as_deref().unwrap_or_default()];
        lines.number(of, "answers", draft.answers);
        lines.number(of, "verified", draft.verified);
        lines.number(of, "not_helpful", draft.not_helpful);
    }
    lines.0
}

fn teams(lines: &mut Lines, figures: &FiguresView) {
    for team in &figures.teams {
        let of = ["team", team.team.as_str(), team.name.as_str()];
        for (name, number) in [
            ("opened", team.opened),
            ("closed", team.closed),
            ("handed_back", team.handed_back),
            ("reopened", team.reopened),
            ("rated", team.rated),
            ("handoffs_asked_at_once", team.handoffs.asked_at_once),
            ("handoffs_unknown", team.handoffs.unknown),
            ("handoffs_candidates", team.handoffs.candidates),
            ("handoffs_not_helpful", team.handoffs.not_helpful),
            ("handoffs_answered", team.handoffs.answered),
            ("backlog_drafts", team.backlog.drafts),
        ] {
            lines.number(of, name, number);
        }
        lines.add([of[0], of[1], of[2], "csat"], team.csat);
        lines.took(of, "first_response", &team.first_response);
        lines.took(of, "resolution", &team.resolution);
        lines.ages(of, "backlog_queued", &team.backlog.queued);
        lines.ages(of, "backlog_assigned", &team.backlog.assigned);
    }
}

impl Lines {
    /// Adds a line; where there is no number, its cell is empty.
    fn add(&mut self, of: [&str; 4], value: Option<impl Display>) {
        for text in of {
            self.0.push_str(&cell(text));
            self.0.push(',');
        }
        if let Some(value) = value {
            self.0.push_str(&value.to_string());
        }
        self.0.push_str("\r\n");
    }

    fn number(&mut self, [table, id, name]: [&str; 3], figure: &str, number: u64) {
        self.add([table, id, name, figure], Some(number));
    }

    fn counts(&mut self, of: [&str; 3], counts: &CountsView) {
        for (name, number) in [
            ("questions", counts.questions),
            ("answered", counts.answered),
            ("handed_over_after", counts.handed_over_after),
            ("verified", counts.verified),
            ("not_helpful", counts.not_helpful),
            ("came_back", counts.came_back),
            ("undecided", counts.undecided),
            ("assumed", counts.assumed),
            ("offered", counts.offered),
            ("unknown", counts.unknown),
            ("handed_over", counts.handed_over),
            ("reopened", counts.reopened),
        ] {
            self.number(of, name, number);
        }
    }

    fn took(&mut self, of: [&str; 3], what: &str, took: &TookView) {
        self.number(of, &format!("{what}_tickets"), took.tickets);
        let [table, id, name] = of;
        self.add([table, id, name, &format!("{what}_median_seconds")], took.median_seconds);
        self.add([table, id, name, &format!("{what}_p90_seconds")], took.p90_seconds);
    }

    fn ages(&mut self, of: [&str; 3], what: &str, ages: &AgesView) {
        for (age, number) in [
            ("within_4_hours", ages.within_4_hours),
            ("within_1_day", ages.within_1_day),
            ("within_3_days", ages.within_3_days),
            ("within_7_days", ages.within_7_days),
            ("older", ages.older),
        ] {
            self.number(of, &format!("{what}_{age}"), number);
        }
    }
}

/// A text as a cell: one that would be computed begins with an apostrophe, as spreadsheets write a text.
fn cell(text: &str) -> String {
    let text = text.replace('\0', "");
    let neutral = if is_formula(&text) { format!("'{text}") } else { text };
    if neutral.contains([',', '"', '\r', '\n', '\t', ';']) {
        format!("\"{}\"", neutral.replace('"', "\"\""))
    } else {
        neutral
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_is_a_formula_and_the_rest_stays_as_it_is() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1", "'+1"),
            ("-1+1", "'-1+1"),
            ("@SUM(1,1)", "\"'@SUM(1,1)\""),
            ("\t=1", "\"'\t=1\""),
            ("\r\n=1", "\"'\r\n=1\""),
            (" =1", "' =1"),
            ("＝1+1", "'＝1+1"),
            ("％0A", "'％0A"),
            ("\"=1", "\"'\"\"=1\""),
            ("情シス", "情シス"),
            ("a,b", "\"a,b\""),
            ("VPN = 仮想", "VPN = 仮想"),
            ("2026-11-01", "2026-11-01"),
            ("", ""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
