//! Output that nobody reads: a command ends quietly, a server serves on.

use std::path::Path;
use std::process::{Output, Stdio};

use crate::support::program::{Serving, program};

/// Runs a command whose output goes into a pipe that nobody reads. Its errors are kept.
fn unread(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    std::fs::write(folder.join("input"), input).expect("a file");
    let input = std::fs::File::open(folder.join("input")).expect("a file");
    program(folder, arguments).stdin(input).stdout(writer).output().expect("it ends")
}

#[test]
fn every_command_ends_quietly_when_nobody_reads_what_it_prints() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let folder = folder.path();
    std::fs::write(folder.join("faq.jsonl"), "{\"id\":\"a\",\"question\":\"Q\",\"answer\":\"A\"}\n").expect("a file");
    std::fs::write(folder.join("q.jsonl"), "{\"id\":\"q\",\"text\":\"Q\"}\n").expect("a file");
    std::fs::write(folder.join("words.csv"), "word,synonyms\nVPN,tunnel\n").expect("a file");
    let talk = "{\"id\":\"t\",\"messages\":[{\"from\":\"requester\",\"name\":\"a\",\"text\":\"b\"}]}\n";
    std::fs::write(folder.join("talk.jsonl"), talk).expect("a file");
    let app =
        "[teams]\napp_id = \"00000000-0000-4000-8000-000000000001\"\n[server]\npublic_url = \"https://desk.example\"\n";
    std::fs::write(folder.join("app.toml"), app).expect("a file");
    // The first one fills the folder that others read.
    let commands: [&[&str]; 26] = [
        &["faq", "import", "--data", "data", "faq.jsonl"],
        &["faq", "import", "--dry-run", "faq.jsonl"],
        &["faq", "export", "--data", "data"],
        &["faq", "export", "--data", "data", "--format", "csv"],
        &["lexicon", "import", "--data", "data", "words.csv"],
        &["lexicon", "list", "--data", "data"],
        &["lexicon", "export", "--data", "data"],
        &["lexicon", "propose", "--data", "data"],
        &["lexicon", "remove", "--data", "data", "VPN"],
        &["answering", "report", "--data", "data"],
        &["answering", "report", "--json", "--data", "data"],
        &["answering", "explain", "--data", "data", "--question", "Q"],
        &["retention", "--dry-run", "--data", "data"],
        &["audit", "list", "--data", "data"],
        &["audit", "list", "--json", "--data", "data"],
        &["audit", "verify", "--data", "data"],
        &["dead-letters", "list", "--data", "data"],
        &["dead-letters", "revive", "--data", "data", "all"],
        &["config"],
        &["teams", "package", "--config", "app.toml"],
        &["eval", "loop"],
        &["eval", "retrieve", "--faq", "faq.jsonl", "--questions", "q.jsonl"],
        &["eval", "learn", "--transcripts", "talk.jsonl"],
        &["completions", "bash"],
        &["--help"],
        &["--version"],
    ];
    for command in commands {
        let ended = unread(folder, command, "{\"op\":\"reset\"}\n");
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(!said.contains("panicked") && !said.contains("pipe"), "{command:?}: {said}");
        assert_eq!(ended.status.code(), Some(0), "{command:?}: {said}");
    }
    assert!(folder.join("madoguchi.zip").exists(), "what a command is there for is done");
}

#[test]
fn an_error_that_nobody_reads_is_no_panic() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = program(folder.path(), &["faq", "import", "nowhere.csv"]);
    let status = command.stdout(Stdio::null()).stderr(writer).status().expect("it ends");
    assert_eq!(status.code(), Some(1), "a panic would be 101");
}

#[test]
fn a_full_disk_is_told() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let full = std::fs::File::create("/dev/full").expect("Linux has one");
    let ended = program(folder.path(), &["config"]).stdout(full).output().expect("it ends");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.code() == Some(1) && said.contains("standard output"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_serves_on_when_its_output_and_its_log_are_closed() {
    for command in [&["serve", "--dev"][..], &["demo"]] {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let Some(serving) = Serving::unread(folder.path(), command) else { continue };
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let live = client.get(format!("{}/health/live", serving.address)).send().await.expect("it lives");
        assert_eq!(live.status(), 200, "{command:?}");
        assert_eq!(serving.terminate(), Some(0), "{command:?} stops as asked");
    }
}
