//! `cargo xtask licences`: may we ship what others wrote, and is anything known against it?
//!
//! Start in [`run`]. The lists lie in `supply-chain/`, each entry with its reason; `docs/adr/0010-supply-chain.md` tells why
//! they are ours and when to look again. Deliberately not here: downloading advisories, which needs a network that not
//! everyone has.

use anyhow::{Result, bail};

mod packages;

mod allowed;
mod expression;

mod advisories;
mod npm_audit;
mod version;

use crate::shell;

/// Checks the licences of every crate and npm package and the advisories of every crate; asks npm's registry where it
/// answers. Fails with every finding named.
pub(crate) fn run() -> Result<()> {
    let root = shell::root();
    let crates = packages::crates()?;
    let npm = packages::npm(&root.join("web/package-lock.json"))?;
    let licences = allowed::Licences::read(&root.join("supply-chain/licences.toml"))?;
    let snapshot = advisories::Snapshot::read(&root.join("supply-chain/advisories.toml"))?;

    let mut findings = licences.refuse(&crates);
    findings.extend(licences.refuse(&npm));
    findings.extend(snapshot.refuse(&crates)?);

    println!("licences: {} crates and {} npm packages", crates.len(), npm.len());
    println!(
        "advisories: {} known, looked up on {}, the newest of {}",
        snapshot.len(),
        snapshot.taken,
        snapshot.newest
    );
    let unknown = snapshot.never_looked_at(&crates);
    if !unknown.is_empty() {
        let names = unknown.iter().copied().collect::<Vec<_>>().join(", ");
        println!("warning: the advisories of {} crates were never looked up: {names}", unknown.len());
    }
    match npm_audit::ask()? {
        npm_audit::Audit::Checked(found) => {
            println!("npm advisories: asked the registry");
            findings.extend(found);
        }
        npm_audit::Audit::NotChecked(why) => println!("npm advisories: not checked: {why}"),
    }

    if findings.is_empty() {
        println!("licences: ok");
        return Ok(());
    }
    for finding in &findings {
        eprintln!("  {finding}");
    }
    bail!("{} findings in what others wrote", findings.len())
}
