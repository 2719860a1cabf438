//! The real program, as a process of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::channel;

use super::PATIENCE;

/// What the first line of `serve` starts with.
const SERVING: &str = "madoguchi is serving on ";

/// The program with these arguments: in an empty folder of its own, without anybody's settings.
pub(crate) fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_madoguchi"));
    command.args(arguments).current_dir(folder).env_remove("MADOGUCHI_CONFIG");
    command
}

/// What a command printed and how it ended.
pub(crate) struct Ended {
    /// Exit status.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

/// Runs a command to its end.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Ended {
    run_with(folder, arguments, &[], "")
}

/// Runs a command with environment variables and something on standard input.
pub(crate) fn run_with(folder: &Path, arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Ended {
    let mut command = program(folder, arguments);
    command.envs(environment.iter().copied());
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // A command that reads nothing closes the pipe, which is no failure of the test.
    let _written = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("the program ends").into()
}

/// A running `madoguchi serve --dev`.
pub(crate) struct Serving {
    child: Child,
    /// `http://127.0.0.1:…`, from its first line.
    pub(crate) address: String,
}

impl Serving {
    /// Starts it on a free port with these further arguments.
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut all = vec!["serve", "--dev", "--listen", "127.0.0.1:0"];
        all.extend(arguments);
        let mut command = program(folder, &all);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let first = lines.next().and_then(Result::ok).unwrap_or_default();
        let mut log = child.stderr.take().expect("a pipe");
        let Some(rest) = first.strip_prefix(SERVING) else {
            let mut said = String::new();
            log.read_to_string(&mut said).expect("its last words");
            panic!("it does not serve: {first:?}\n{said}");
        };
        let address = rest.split(';').next().unwrap_or_default().to_owned();
        // Whoever logs into a full pipe stops; so somebody reads.
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        Self { child, address }
    }

    /// Starts this command on a free port, with nobody reading what it prints from the start, and nobody reading its log as
    /// soon as that has said where it serves. `None`: it is built without the pages that it would show.
    pub(crate) fn unread(folder: &Path, arguments: &[&str]) -> Option<Self> {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = program(folder, arguments);
        command.args(["--listen", "127.0.0.1:0", "--set", "log.level=info"]);
        let mut child = command.stdout(writer).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut said = String::new();
        for line in BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok) {
            if let Some((_, address)) = line.split_once("serving address=") {
                return Some(Self { child, address: format!("http://{}", address.trim()) });
            }
            said.push_str(&line);
        }
        child.wait().expect("it ends");
        assert!(said.contains("built without its pages"), "it does not serve: {said}");
        None
    }

    /// The messaging endpoint.
    pub(crate) fn endpoint(&self) -> url::Url {
        format!("{}/api/messages", self.address).parse().expect("a URL")
    }

    /// SIGKILL: no chance to finish anything.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// SIGTERM, and how it ended.
    pub(crate) fn terminate(self) -> Option<i32> {
        let pid = self.child.id().to_string();
        let send = |signal: &str| Command::new("kill").args([signal, &pid]).status().expect("kill runs").success();
        assert!(send("-TERM"));
        let (tell, told) = channel();
        std::thread::spawn(move || {
            let mut serving = self;
            tell.send(serving.child.wait().expect("it ends"))
        });
        let Ok(status) = told.recv_timeout(PATIENCE) else {
            send("-KILL");
            panic!("asked to stop, it did not");
        };
        status.code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        let _killed = self.child.kill();
        let _ended = self.child.wait();
    }
}
