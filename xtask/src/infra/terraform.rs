//! The Terraform program, run so that it sees nothing of this machine but our own settings.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The oldest Terraform that can do what the code asks for: write-only arguments.
const OLDEST: (u64, u64) = (1, 11);

/// An installed Terraform of a version that will do.
pub(super) struct Terraform {
    program: PathBuf,
}

/// A message of Terraform, with the place it complains of.
#[derive(Debug, Clone)]
pub(super) struct Diagnostic {
    pub(super) severity: String,
    pub(super) text: String,
    /// File, relative to the folder Terraform ran in, and line.
    pub(super) place: Option<(PathBuf, usize)>,
}

impl Terraform {
    /// Finds Terraform on the path; the error is a sentence that says why there is none.
    pub(super) fn find() -> Result<Self, String> {
        let program = PathBuf::from("terraform");
        let output = Command::new(&program)
            .args(["version", "-json"])
            .env_remove("TF_CLI_CONFIG_FILE")
            .env("CHECKPOINT_DISABLE", "1")
            .output()
            .map_err(|error| format!("terraform is not installed ({error})"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let version = serde_json::from_str::<Value>(&text)
            .ok()
            .and_then(|json| json["terraform_version"].as_str().map(str::to_owned))
            .ok_or_else(|| "terraform is installed but does not tell its version".to_owned())?;
        let mut parts = version.split('.').map(|part| part.parse::<u64>().unwrap_or(0));
        let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
        if found < OLDEST {
            return Err(format!("terraform {version} is too old, {}.{} is needed", OLDEST.0, OLDEST.1));
        }
        Ok(Self { program })
    }

    /// Runs Terraform in a folder with the settings of the workplace.
    pub(super) fn run(&self, folder: &Path, settings: &Path, arguments: &[&str]) -> Result<Output> {
        let mut command = Command::new(&self.program);
        // Variables, workspaces, caches, logs that this machine has set are not ours.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("TF_")) {
            command.env_remove(name);
        }
        command
            .args(arguments)
            .current_dir(folder)
            .env("TF_CLI_CONFIG_FILE", settings)
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .env("TF_INPUT", "0")
            // Ephemeral, so it must be said at every step; it guards nothing here.
            .env("TF_VAR_postgresql_administrator_password", "only-for-the-checks")
            .output()
            .with_context(|| format!("run terraform {} in {}", arguments.join(" "), folder.display()))
    }
}

/// The messages in what `validate -json`, `plan -json` or `apply -json` printed.
pub(super) fn diagnostics(output: &Output) -> Vec<Diagnostic> {
    let text = String::from_utf8_lossy(&output.stdout);
    if let Ok(whole) = serde_json::from_str::<Value>(&text)
        && let Some(all) = whole["diagnostics"].as_array()
    {
        return all.iter().map(diagnostic).collect();
    }
    text.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|line| line["type"] == "diagnostic")
        .map(|line| diagnostic(&line["diagnostic"]))
        .collect()
}

fn diagnostic(json: &Value) -> Diagnostic {
    let part = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
    let place = json["range"]["filename"].as_str().map(|file| {
        let line = json["range"]["start"]["line"].as_u64().unwrap_or(0);
        (PathBuf::from(file), usize::try_from(line).unwrap_or(0))
    });
    Diagnostic { severity: part("severity"), text: format!("{}: {}", part("summary"), part("detail")), place }
}

/// Turns a failed run into an error that quotes it.
pub(super) fn succeeded(output: &Output, what: &str) -> Result<()> {
    if output.status.success() {
        return Ok(());
    }
    let told = diagnostics(output);
    let text = if told.is_empty() {
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    } else {
        told.iter().map(Diagnostic::line).collect::<Vec<_>>().join("\n")
    };
    bail!("{what}: {}", text.trim())
}

impl Diagnostic {
    /// One line: place and message.
    pub(super) fn line(&self) -> String {
        match &self.place {
            Some((file, line)) => format!("{}:{line}: {}: {}", file.display(), self.severity, self.text),
            None => format!("{}: {}", self.severity, self.text),
        }
    }
}
