//! Whatever xtask starts ends with it, however that ends.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// How long anything may take; a test that fails waits this long once.
const PATIENCE: Duration = Duration::from_mins(5);

/// Starts one that hides in a session of its own, as PostgreSQL and browsers do, and one that has no parent besides. All of
/// them hold standard output open, so that it ends when the last of them has.
const HIDING: &str = "
    setsid sh -c 'echo session $$; exec sleep 900' &
    (setsid sh -c 'echo orphan $$; exec sleep 900' &)
    echo work $PPID
    echo folder ${TMPDIR:-none}
";

/// A running program that has started others.
struct Family {
    head: Child,
    out: BufReader<ChildStdout>,
    /// What they have said of themselves.
    said: BTreeMap<String, String>,
}

impl Family {
    /// xtask with such a script.
    fn guarded(script: &str) -> Self {
        // A hangup must mean something, also where somebody runs the tests with `nohup`.
        Self::start(
            Command::new("env").args(["--default-signal=HUP", env!("CARGO_BIN_EXE_xtask"), "run", "sh", "-c"]),
            script,
        )
    }

    fn start(command: &mut Command, script: &str) -> Self {
        let mut head = command
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut out = BufReader::new(head.stdout.take().expect("a pipe"));
        let mut said = BTreeMap::new();
        while said.len() < 4 {
            let mut line = String::new();
            assert!(out.read_line(&mut line).expect("readable") > 0, "it ended too early, after {said:?}");
            let (name, what) = line.trim().split_once(' ').expect("a name and something");
            said.insert(name.to_owned(), what.to_owned());
        }
        Self { head, out, said }
    }

    fn signal(&self, signal: &str) {
        send(signal, &self.head.id().to_string());
    }

    /// Waits until all of them have ended. The exit status of the first.
    fn ended(mut self) -> (Option<i32>, BTreeMap<String, String>) {
        let (tell, told) = channel();
        std::thread::spawn(move || {
            let mut rest = String::new();
            let read = self.out.read_to_string(&mut rest).expect("readable");
            tell.send((read, self.head.wait().expect("it ends").code())).expect("somebody waits");
        });
        let (_, code) = told.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("somebody lives on: {:?}", self.said));
        (code, self.said)
    }
}

fn send(signal: &str, process: &str) {
    assert!(Command::new("kill").args([&format!("-{signal}"), process]).status().expect("kill runs").success());
}

fn lives(process: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

/// Waits until a process has gone: it closes its files a moment before.
fn goes(process: &str) -> bool {
    let begun = Instant::now();
    while lives(process) && begun.elapsed() < PATIENCE {
        std::thread::yield_now();
    }
    !lives(process)
}

fn assert_gone(said: &BTreeMap<String, String>) {
    for name in ["session", "orphan", "work"] {
        assert!(goes(&said[name]), "{name} lives on");
    }
    assert!(!Path::new(&said["folder"]).exists(), "the folder for temporary files is left");
}

#[test]
fn a_signal_ends_everybody_and_takes_the_temporary_files_away() {
    for (signal, code) in [("TERM", 143), ("INT", 130), ("HUP", 129)] {
        let family = Family::guarded(&format!("{HIDING} wait"));
        assert!(Path::new(&family.said["folder"]).is_dir(), "the control: it was there");
        family.signal(signal);
        let (ended, said) = family.ended();
        assert_eq!(ended, Some(code), "{signal}");
        assert_gone(&said);
    }
}

#[test]
fn either_half_that_is_killed_is_avenged_by_the_other() {
    let family = Family::guarded(&format!("{HIDING} wait"));
    family.signal("KILL");
    assert_gone(&family.ended().1);

    let family = Family::guarded(&format!("{HIDING} wait"));
    send("KILL", &family.said["work"]);
    let (ended, said) = family.ended();
    assert_eq!(ended, Some(137));
    assert_gone(&said);
}

#[test]
fn what_a_finished_command_has_left_running_is_ended() {
    let mut family = Family::guarded(&format!("{HIDING} read end"));
    // Its standard input ends, and so does it.
    drop(family.head.stdin.take());
    let (ended, said) = family.ended();
    assert_eq!(ended, Some(1), "a script that read nothing");
    assert_gone(&said);
}

#[test]
fn a_second_signal_ends_also_those_who_do_not_listen() {
    let mut family = Family::guarded(&format!("trap '' TERM; {HIDING} wait; wait; wait"));
    let mut err = BufReader::new(family.head.stderr.take().expect("a pipe"));
    family.signal("TERM");
    let mut line = String::new();
    err.read_line(&mut line).expect("readable");
    assert!(line.contains("ending"), "{line}");
    family.signal("TERM");
    assert_gone(&family.ended().1);
}

#[test]
fn the_check_sees_who_lives_on() {
    let family = Family::start(Command::new("sh").arg("-c"), &format!("{HIDING} wait"));
    family.signal("KILL");
    assert!(lives(&family.said["session"]) && lives(&family.said["orphan"]), "nobody guards a shell");
    for name in ["session", "orphan"] {
        send("KILL", &family.said[name]);
    }
    let said = family.ended().1;
    assert!(goes(&said["session"]) && goes(&said["orphan"]));
}

#[test]
fn output_that_nobody_reads_ends_a_command_quietly() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let ended = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("help").stdout(writer).output().expect("it runs");
    assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(141), ""));
}
