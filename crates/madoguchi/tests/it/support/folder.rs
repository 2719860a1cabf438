//! A desk in a folder of its own, used from the command line.

use serde_json::Value;

use super::program::{Ended, run};

/// A folder with a desk of its own.
pub(crate) struct DeskFolder(pub(crate) tempfile::TempDir);

impl DeskFolder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for temporary files"))
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_string_lossy().into_owned()
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.0.path().join(name), bytes).expect("a file is written");
        self.path(name)
    }

    /// Runs a command on its data.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        let data = self.path("data");
        run(self.0.path(), &[arguments, &["--data", &data]].concat())
    }

    /// Imports a file of entries.
    pub(crate) fn import(&self, file: &str) -> Ended {
        self.run(&["faq", "import", file])
    }

    /// The entries as a file.
    pub(crate) fn export(&self, format: &str) -> String {
        let exported = self.run(&["faq", "export", "--format", format]);
        assert_eq!(exported.code, Some(0), "{}", exported.err);
        exported.out
    }

    /// Every entry, as JSON lines name it.
    pub(crate) fn entries(&self) -> Vec<Value> {
        self.export("jsonl").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}
