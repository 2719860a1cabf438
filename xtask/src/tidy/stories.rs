//! A task is ended in the transaction of its effect: what can be seen of it in the stories of `crates/desk/src/flow`.

use std::path::Path;

use anyhow::Result;

use super::files;

/// How a story that is told for a task takes it.
const TAKES: [&str; 3] = ["task: TaskId", "task: Option<TaskId>", "task): ("];
/// How it ends the task, or hands it on to whatever does. Asking whether it is held is not among them.
const ENDS: [&str; 3] = [", task", "Some(task)", "complete(task)"];
/// Opens a writing transaction.
const WRITES: &str = ".write";

pub(super) fn check(root: &Path) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for path in files(&root.join("crates/desk/src/flow"), &["rs"])? {
        let source = std::fs::read_to_string(&path)?;
        faults.extend(wrong(&source).iter().map(|fault| format!("{}: {fault}", path.display())));
    }
    Ok(faults)
}

fn wrong(source: &str) -> Vec<String> {
    let stories = functions(source).into_iter().filter_map(|function| function.split_once(" {\n"));
    let for_a_task = stories.filter(|(signature, _)| TAKES.iter().any(|takes| signature.contains(takes)));
    for_a_task.filter_map(|(signature, body)| fault(signature, body)).collect()
}

fn fault(signature: &str, body: &str) -> Option<String> {
    let name = signature.split('(').next().unwrap_or_default();
    if !ENDS.iter().any(|ends| body.contains(ends)) {
        return Some(format!("{name} takes a task and does not end it"));
    }
    // The second could not be the one in which the task ends.
    (body.matches(WRITES).count() > 1).then(|| format!("{name} takes a task and writes in two transactions"))
}

/// From each `fn` at the beginning of a line to the brace that ends it there.
fn functions(source: &str) -> Vec<&str> {
    let starts = source.match_indices("fn ").filter(|(at, _)| {
        let line = source[..*at].rsplit('\n').next().unwrap_or_default();
        ["", "async ", "pub async ", "pub(super) async "].contains(&line)
    });
    starts.map(|(at, _)| source[at..].split("\n}").next().unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_that_leaves_its_task_or_writes_twice_is_noticed() {
        let ends = "pub async fn a(store: &S, task: TaskId) {\n    store.write(|tx| finish(tx, task))\n}\n";
        let hands_on = "async fn b(\n    task: TaskId,\n) {\n    act(1, Some(task))\n}\n";
        let without = "async fn c(tx: &T) {\n}\n";
        assert!(wrong(&[ends, hands_on, without].concat()).is_empty());
        let leaves = "async fn d(tx: &T, task: TaskId) {\n    tx.holds(task)\n}\n";
        let twice =
            "async fn e(store: &S, task: TaskId) {\n    store.write(a);\n    store.write(|tx| finish(tx, task))\n}\n";
        assert_eq!(wrong(&[ends, leaves, twice].concat()).len(), 2);
    }
}
