//! Format, completeness and tests of the modules.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::report::Report;
use super::source::folders;
use super::terraform::{Diagnostic, diagnostics};
use super::workplace::Workplace;

/// What each module must hold, so that a stranger can use it.
const PARTS: [&str; 6] = ["README.md", "versions.tf", "variables.tf", "outputs.tf", "examples/basic/main.tf", "tests"];

/// The modules that the infrastructure promises.
const MODULES: [&str; 9] =
    ["bot", "chatbot_aws", "container_apps", "data", "domains", "identity", "naming", "observability", "openai"];

/// Looks for missing parts, variables without a description and outputs that the README forgets.
pub(super) fn check_complete(root: &Path, report: &mut Report) {
    let mut complaints = Vec::new();
    for module in MODULES {
        let folder = root.join("infra/terraform/modules").join(module);
        for part in PARTS {
            if !folder.join(part).exists() {
                complaints.push(format!("{module} has no {part}"));
            }
        }
        for file in ["variables.tf", "outputs.tf"] {
            complaints.extend(undescribed(module, &fs::read_to_string(folder.join(file)).unwrap_or_default()));
        }
        let readme = fs::read_to_string(folder.join("README.md")).unwrap_or_default();
        let outputs = fs::read_to_string(folder.join("outputs.tf")).unwrap_or_default();
        for name in declared(&outputs, "output") {
            if !readme.contains(&format!("`{name}`")) {
                complaints.push(format!("{module}/README.md does not tell of the output {name}"));
            }
        }
    }
    report.none("each module has README, typed variables, outputs, example and tests", &complaints);
}

fn declared<'t>(text: &'t str, what: &str) -> Vec<&'t str> {
    let heading = format!("{what} \"");
    text.lines().filter_map(|line| line.strip_prefix(heading.as_str())?.split('"').next()).collect()
}

fn undescribed(module: &str, text: &str) -> Vec<String> {
    text.split("\n}\n")
        .filter(|block| block.contains("variable \"") || block.contains("output \""))
        .flat_map(|block| {
            let name = block.split('"').nth(1).unwrap_or_default();
            let mut missing = Vec::new();
            if !block.contains("\n  description = ") {
                missing.push(format!("{module}: {name} has no description"));
            }
            if block.contains("variable \"") && !block.contains("\n  type ") {
                missing.push(format!("{module}: {name} has no type"));
            }
            missing
        })
        .collect()
}

pub(super) fn check_format(workplace: &Workplace, report: &mut Report) -> Result<()> {
    let output = workplace.terraform(&workplace.infra, &["fmt", "-check", "-recursive", "-no-color", "terraform"])?;
    let files = String::from_utf8_lossy(&output.stdout);
    report.none(
        "terraform fmt -check",
        &files.lines().map(|file| format!("{file} is not formatted")).collect::<Vec<_>>(),
    );
    Ok(())
}

pub(super) fn check(workplace: &Workplace, report: &mut Report) -> Result<()> {
    for folder in folders(&workplace.infra.join("terraform/modules")) {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        workplace.init_module(&folder)?;
        report.none(&format!("{name}: valid"), &validate(workplace, &folder)?);
        let tests = workplace.terraform(&folder, &["test", "-no-color"])?;
        let text = String::from_utf8_lossy(&tests.stdout);
        let check =
            format!("{name}: {}", text.lines().rev().find(|line| line.contains("passed")).unwrap_or("no tests ran"));
        if tests.status.success() && text.contains("passed") && !text.contains(" 0 passed") {
            report.pass(&check);
        } else {
            report.fail(&check, &format!("{text}{}", String::from_utf8_lossy(&tests.stderr)));
        }
        let example = folder.join("examples/basic");
        workplace.init_module(&example)?;
        report.none(&format!("{name}: the example is valid"), &validate(workplace, &example)?);
    }
    Ok(())
}

/// Errors of `terraform validate`, and warnings: an argument that is deprecated today is gone in
/// the next major version.
pub(super) fn validate(workplace: &Workplace, folder: &Path) -> Result<Vec<String>> {
    Ok(problems(workplace, folder)?.iter().map(Diagnostic::line).collect())
}

pub(super) fn problems(workplace: &Workplace, folder: &Path) -> Result<Vec<Diagnostic>> {
    let output = workplace.terraform(folder, &["validate", "-json"])?;
    Ok(diagnostics(&output))
}
