//! The figures, as people read them.

use crate::figures::{Burst, Fate, Figures, Report};

/// A line: what, ours, the bot's.
type Line = (String, Option<f64>, Option<f64>);

/// Everything, side by side.
pub(crate) fn table(report: &Report) -> String {
    let machine = &report.machine;
    let (ours, bots) = (report.madoguchi.as_ref(), report.bot.as_ref());
    let mut text = vec![
        format!(
            "\n{}, {} cores shared with the generator, Linux {}, Node {}",
            machine.processor,
            machine.cores,
            machine.kernel,
            machine.node.as_deref().unwrap_or("none"),
        ),
        format!("fdatasync of 4 KiB: p50 {:.2} ms, p99 {:.2} ms", machine.fdatasync.p50_ms, machine.fdatasync.p99_ms),
    ];
    let both = [("madoguchi", ours), ("echo bot", bots)];
    let each = || both.into_iter().filter_map(|(name, figures)| Some((name, figures?)));
    let asked = |it: &Figures| format!("{}, asked {} of {} questions", it.version, it.questions, it.entries);
    text.extend(each().map(|(name, it)| format!("{name}: {}", asked(it))));
    text.push(format!("\n{:52}{:>12}{:>12}{:>12}", "", "madoguchi", "echo bot", "ours/bot"));
    for (what, ours, bots) in lines(report) {
        let ratio = ours.zip(bots).filter(|(_, bots)| *bots > 0.0).map(|(ours, bots)| ours / bots);
        text.push(format!("{what:52}{:>12}{:>12}{:>12}", shown(ours), shown(bots), shown(ratio)));
    }
    for (name, figures) in each() {
        text.extend(fates(figures).into_iter().map(|(load, fate)| format!("{name}, {load}: {}", told(fate))));
    }
    if ours.and_then(|it| it.burst.as_ref()).is_some_and(|burst| !burst.unlimited) {
        text.push("this madoguchi keeps to Teams' rate windows: its burst measures them".to_owned());
    }
    text.join("\n") + "\n"
}

fn lines(report: &Report) -> Vec<Line> {
    let line = |what: String, figure: &dyn Fn(&Figures) -> Option<f64>| {
        (what, report.madoguchi.as_ref().and_then(figure), report.bot.as_ref().and_then(figure))
    };
    let steady = |what: &str| format!("{what}, {}/s", report.load.rate);
    let at_once = |what: &str| format!("{what}, at once");
    let burst = |figure: fn(&Burst) -> f64| move |it: &Figures| it.burst.as_ref().map(figure);
    let lines = [
        line(steady("processor time an answer, ms"), &|it| Some(it.steady.processor_ms)),
        line("processor time at rest, ms a second".to_owned(), &|it| it.idle_ms_a_second),
        line(steady("acknowledge p50, ms"), &|it| Some(it.steady.acknowledge.p50_ms)),
        line(steady("acknowledge p99, ms"), &|it| Some(it.steady.acknowledge.p99_ms)),
        line(steady("answer p50, ms"), &|it| Some(it.steady.answer.p50_ms)),
        line(steady("answer p99, ms"), &|it| Some(it.steady.answer.p99_ms)),
        line(steady("context switches an answer"), &|it| Some(it.steady.context_switches)),
        line(steady("reads and writes an answer"), &|it| Some(it.steady.reads_and_writes)),
        line(steady("written to disk an answer, KiB"), &|it| Some(it.steady.written_kib)),
        line(steady("SQL statements an answer"), &|it| it.statements),
        line(steady("durable commits an answer"), &|it| it.commits),
        line(steady("generator, % of a core"), &|it| Some(it.steady.generator_percent)),
        line(at_once("answers a second"), &burst(|it| it.answers_a_second)),
        line(at_once("acknowledged a second"), &burst(|it| it.acknowledged_a_second)),
        line(at_once("processor time an answer, ms"), &burst(|it| it.processor_ms)),
        line(at_once("acknowledge p99, ms"), &burst(|it| it.acknowledge.p99_ms)),
        line(at_once("answer p99, ms"), &burst(|it| it.answer.p99_ms)),
        line(at_once("generator, % of a core"), &burst(|it| it.generator_percent)),
        line("memory before, MiB".to_owned(), &|it| Some(it.memory.before_mib)),
        line("memory after steady questions, MiB".to_owned(), &|it| Some(it.memory.after_mib)),
        line("memory at most, MiB".to_owned(), &|it| Some(it.memory.peak_mib)),
    ];
    lines.into_iter().filter(|(_, ours, bots)| ours.is_some() || bots.is_some()).collect()
}

fn fates(figures: &Figures) -> Vec<(&'static str, &Fate)> {
    let burst = figures.burst.as_ref().map(|burst| ("at once", &burst.fate));
    std::iter::once(("steady", &figures.steady.fate)).chain(burst).collect()
}

fn told(fate: &Fate) -> String {
    let faults = [
        (fate.answered_again, "ANSWERED AGAIN"),
        (fate.answered_otherwise, "ANSWERED OTHERWISE"),
        (fate.unanswered, "NOT ANSWERED"),
        (fate.refused, "NOT ACKNOWLEDGED"),
        (fate.sent_again as usize, "sent again"),
    ];
    let faults = faults.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    let all = std::iter::once(format!("{} of {} answered once", fate.answered_once, fate.asked)).chain(faults);
    all.collect::<Vec<_>>().join(", ")
}

/// Three digits that count, more where the number has them.
fn shown(figure: Option<f64>) -> String {
    match figure {
        None => "–".to_owned(),
        Some(figure) if figure.abs() < 10.0 => format!("{figure:.2}"),
        Some(figure) if figure.abs() < 100.0 => format!("{figure:.1}"),
        Some(figure) => format!("{figure:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Tally;

    #[test]
    fn a_fault_is_told_and_its_absence_takes_no_words() {
        let good = Fate::of(&Tally { once: 5, ..Tally::default() }, 5, 0);
        assert_eq!(told(&good), "5 of 5 answered once");
        let bad = Fate::of(&Tally { once: 3, repeated: 1, unanswered: 1, ..Tally::default() }, 5, 2);
        assert_eq!(told(&bad), "3 of 5 answered once, 1 ANSWERED AGAIN, 1 NOT ANSWERED, 2 sent again");
    }

    #[test]
    fn a_figure_that_is_missing_is_not_shown_as_zero() {
        assert_eq!(shown(None), "–");
        assert_eq!([0.0, 3.456, 34.56, 3456.7].map(|it| shown(Some(it))), ["0.00", "3.46", "34.6", "3457"]);
    }
}
