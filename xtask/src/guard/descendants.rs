//! Who is below a process, as `/proc` tells it.

use std::collections::BTreeMap;

/// A living process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Process {
    pub(super) id: i32,
    pub(super) name: String,
    parent: i32,
}

/// All that are below a process, each after its parent. Those that have ended, and whose parent has not yet asked how,
/// are left out.
pub(super) fn below(root: i32) -> Vec<Process> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    // A process that ends while we look has no file any more, and is none of ours.
    sorted(root, ids.filter_map(|id| read(id, &std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?)).collect())
}

fn sorted(root: i32, all: Vec<(Process, bool)>) -> Vec<Process> {
    let mut children: BTreeMap<i32, Vec<(Process, bool)>> = BTreeMap::new();
    for one in all {
        children.entry(one.0.parent).or_default().push(one);
    }
    let mut found = Vec::new();
    let mut parents = vec![root];
    while let Some(parent) = parents.pop() {
        for (process, is_dead) in children.remove(&parent).unwrap_or_default() {
            parents.push(process.id);
            if !is_dead {
                found.push(process);
            }
        }
    }
    found
}

/// Reads `/proc/…/stat`: id, name in brackets (which may hold anything), state, parent. And whether it is dead already.
fn read(id: i32, stat: &str) -> Option<(Process, bool)> {
    let (front, back) = stat.rsplit_once(") ")?;
    let name = front.split_once('(')?.1.to_owned();
    let mut fields = back.split(' ');
    let is_dead = matches!(fields.next()?, "Z" | "X");
    let parent = fields.next()?.parse().ok()?;
    Some((Process { id, name, parent }, is_dead))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_brackets_and_the_dead_are_seen() {
        let (process, is_dead) = read(7, "7 (a) Z (b)) S 3 7 7 0 -1").expect("a process");
        assert_eq!((process.name.as_str(), process.parent, is_dead), ("a) Z (b)", 3, false));
        assert!(read(8, "8 (x) Z 3 8").expect("a process").1);
        assert_eq!(read(9, "nonsense"), None);
    }

    #[test]
    fn grandchildren_belong_to_it_and_strangers_do_not() {
        let one = |id, parent, is_dead| (Process { id, name: String::new(), parent }, is_dead);
        let all = vec![one(2, 1, false), one(30, 20, false), one(20, 10, true), one(11, 10, false), one(5, 2, false)];
        let mut ids: Vec<i32> = sorted(10, all).iter().map(|process| process.id).collect();
        ids.sort_unstable();
        assert_eq!(ids, [11, 30]);
    }
}
