//! Where the checks work: `target/infra`. Holds a copy of the configuration, the stub provider,
//! and the settings that lead Terraform to it. Nothing is written anywhere else.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::plan::Plan;
use super::terraform::{Terraform, diagnostics, succeeded};

/// Where Terraform looks for a provider named without a host.
const PROVIDER_HOST: &str = "registry.terraform.io";

/// Providers that the stub stands in for, with the versions of the schemas it serves.
const PROVIDERS: [(&str, &str, &str); 3] =
    [("hashicorp", "azurerm", "4.79.0"), ("azure", "azapi", "2.5.0"), ("hashicorp", "aws", "6.47.0")];

/// Put beside a configuration, it keeps the state here instead of in the cloud.
pub(super) const OVERRIDE: &str = "check_override.tf";

/// A prepared `target/infra`.
pub(super) struct Workplace {
    terraform: Terraform,
    settings: PathBuf,
    /// The copy of `infra/`.
    pub(super) infra: PathBuf,
}

impl Workplace {
    /// Builds the stub provider, lays out the mirror and copies the configuration.
    pub(super) fn prepare(root: &Path, terraform: Terraform) -> Result<Self> {
        let home = root.join("target/infra");
        fs::create_dir_all(&home).with_context(|| format!("create {}", home.display()))?;
        let stub = build_stub(root, &home)?;
        let settings = lay_mirror(root, &home, &stub)?;
        let infra = home.join("work");
        if infra.exists() {
            fs::remove_dir_all(&infra).with_context(|| format!("clear {}", infra.display()))?;
        }
        for part in ["terraform", "tests"] {
            copy_tree(&root.join("infra").join(part), &infra.join(part))?;
        }
        Ok(Self { terraform, settings, infra })
    }

    pub(super) fn terraform(&self, folder: &Path, arguments: &[&str]) -> Result<Output> {
        self.terraform.run(folder, &self.settings, arguments)
    }

    /// Makes a folder ready: modules and providers found, the state of that name kept beside it.
    pub(super) fn init(&self, folder: &Path, name: &str) -> Result<()> {
        let text = format!("terraform {{\n  backend \"local\" {{\n    path = \"{name}.tfstate\"\n  }}\n}}\n");
        fs::write(folder.join(OVERRIDE), text).with_context(|| format!("write the backend of {}", folder.display()))?;
        let output = self.terraform(folder, &["init", "-no-color", "-reconfigure"])?;
        succeeded(&output, &format!("terraform init in {}", folder.display()))
    }

    /// As `init`, for a folder that is no root of its own.
    pub(super) fn init_module(&self, folder: &Path) -> Result<()> {
        let output = self.terraform(folder, &["init", "-no-color", "-backend=false"])?;
        succeeded(&output, &format!("terraform init in {}", folder.display()))
    }

    /// Plans into `<name>.plan` beside the configuration and reads the plan back as JSON.
    pub(super) fn plan(&self, folder: &Path, name: &str, variables: Option<&str>) -> Result<Plan> {
        let out = format!("-out={name}.plan");
        let file = variables.map(|file| format!("-var-file={file}"));
        let mut arguments = vec!["plan", "-json", out.as_str()];
        arguments.extend(file.as_deref());
        let output = self.terraform(folder, &arguments)?;
        succeeded(&output, &format!("plan of {name}"))?;
        let shown = self.terraform(folder, &["show", "-json", &format!("{name}.plan")])?;
        succeeded(&shown, &format!("show the plan of {name}"))?;
        let json: Value = serde_json::from_slice(&shown.stdout).with_context(|| format!("read the plan of {name}"))?;
        let warnings = diagnostics(&output).into_iter().filter(|told| told.severity == "warning").collect();
        Ok(Plan::new(json, folder.to_path_buf(), warnings))
    }

    /// Applies the plan made by [`Workplace::plan`] under the same name.
    pub(super) fn apply(&self, folder: &Path, name: &str) -> Result<()> {
        let output = self.terraform(folder, &["apply", "-json", &format!("{name}.plan")])?;
        succeeded(&output, &format!("apply of {name}"))
    }
}

/// Compiles the stub with the ordinary Go client; caches stay in `target`.
fn build_stub(root: &Path, home: &Path) -> Result<PathBuf> {
    let stub = home.join("bin/stub-provider");
    let output = Command::new("go")
        .args(["build", "-p", "2", "-trimpath", "-o"])
        .arg(&stub)
        .arg(".")
        .current_dir(root.join("infra/tools/stub-provider"))
        .env("GOFLAGS", "-mod=readonly -modcacherw -buildvcs=false")
        .env("GOTOOLCHAIN", "local")
        .env("CGO_ENABLED", "0")
        .env("GOPROXY", go_proxy())
        .env("GOCACHE", home.join("go/build"))
        .env("GOMODCACHE", home.join("go/mod"))
        // Where Go would write its counters.
        .env("XDG_CONFIG_HOME", home.join("go/config"))
        .output()
        .context("Go is not installed, and the stub provider is written in it")?;
    if !output.status.success() {
        bail!("the stub provider does not build: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(stub)
}

/// What this machine has downloaded before comes first, so that a second clone needs no network.
fn go_proxy() -> String {
    let asked = |name: &str| {
        Command::new("go")
            .args(["env", name])
            .output()
            .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
            .unwrap_or_default()
    };
    let downloaded = PathBuf::from(asked("GOMODCACHE")).join("cache/download");
    let proxy = asked("GOPROXY");
    if downloaded.is_dir() { format!("file://{},{proxy}", downloaded.display()) } else { proxy }
}

/// One executable per provider in the layout of a filesystem mirror, and the settings file.
fn lay_mirror(root: &Path, home: &Path, stub: &Path) -> Result<PathBuf> {
    let mirror = home.join("mirror");
    let platform = format!("linux_{}", if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" });
    for (namespace, name, version) in PROVIDERS {
        let address = format!("{PROVIDER_HOST}/{namespace}/{name}");
        let folder = mirror.join(&address).join(version).join(&platform);
        fs::create_dir_all(&folder).with_context(|| format!("create {}", folder.display()))?;
        let file = folder.join(format!("terraform-provider-{name}_v{version}"));
        let text = format!(
            "#!/bin/sh\nexec '{}' -provider {name} -address {address} -schemas '{}'\n",
            stub.display(),
            root.join("infra/tools/schemas").display()
        );
        fs::write(&file, text).with_context(|| format!("write {}", file.display()))?;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755))
            .with_context(|| format!("make {} executable", file.display()))?;
    }
    let settings = home.join("terraform.rc");
    let text = format!(
        "disable_checkpoint = true\n\nprovider_installation {{\n  filesystem_mirror {{\n    path = \"{}\"\n  }}\n}}\n",
        mirror.display()
    );
    fs::write(&settings, text).with_context(|| format!("write {}", settings.display()))?;
    Ok(settings)
}

/// Copies a folder, leaving out what Terraform itself leaves behind.
pub(super) fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("create {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("list {}", from.display()))? {
        let entry = entry.with_context(|| format!("list {}", from.display()))?;
        let name = entry.file_name();
        let text = name.to_string_lossy();
        if text.starts_with(".terraform") || text.ends_with(".tfstate") {
            continue;
        }
        let target = to.join(&name);
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).with_context(|| format!("copy {}", entry.path().display()))?;
        }
    }
    Ok(())
}
