//! Asks for each list again and again, and measures.

use std::time::Duration;

use anyhow::{Context, Result};

use super::browser::Browser;
use super::desk::Made;

/// The aim at the 99th percentile, in ms.
const AIM: f64 = 100.0;
/// How many things a search may find at most for it to be told how many.
const PAGE: usize = 50;

/// What was measured of one list.
pub(super) struct Measured {
    what: String,
    p50: f64,
    p99: f64,
    /// Things on the last page.
    found: usize,
}

/// Letters that a path may not have.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

async fn measured(browser: &mut Browser, what: &str, paths: &[String], times: u32) -> Result<Measured> {
    let mut waits: Vec<Duration> = Vec::new();
    let mut found = 0;
    for path in paths {
        // What is asked for the first time finds nothing in memory; people ask again.
        browser.get(path).await?;
    }
    for path in paths.iter().cycle().take(times as usize) {
        let (took, page) = browser.get(path).await?;
        found = page["items"].as_array().map_or(0, Vec::len);
        waits.push(took);
    }
    waits.sort_unstable();
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share).round() as usize].as_secs_f64() * 1e3;
    Ok(Measured { what: what.to_owned(), p50: at(0.5), p99: at(0.99), found })
}

/// The path of a page far down.
async fn deep(browser: &mut Browser, path: &str) -> Result<String> {
    let joint = if path.contains('?') { '&' } else { '?' };
    let mut at = format!("{path}{joint}limit=200");
    for _ in 0..15 {
        let (_, page) = browser.get(&at).await?;
        let Some(next) = page["next"].as_str() else { break };
        at = format!("{path}{joint}limit=200&cursor={next}");
    }
    Ok(at.replace("limit=200", &format!("limit={PAGE}")))
}

/// Words of each kind: in nearly every inquiry, in many, in some, in one, in none.
fn searches(made: &Made) -> Vec<(&'static str, Vec<String>)> {
    let of = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    vec![
        ("in nearly all", of(&["です", "の", "ください"])),
        ("in many", of(&["VPN", "経費", "印刷", "パスワード"])),
        ("English", of(&["password", "print", "the vpn", "meeting room"])),
        ("one letter", of(&["印", "費", "p", "員"])),
        ("two words", of(&["VPN 印刷", "経費 精算", "password 休暇"])),
        ("a sentence", of(&["VPNに接続できません", "パスワードを忘れました"])),
        ("rare", vec![made.rare.clone(), "PC-00042".to_owned(), "INC0000815".to_owned()]),
        ("in none", of(&["鬱蒼とした森", "xylophone", "経費の印刷のVPN", "薔薇 檸檬"])),
    ]
}

pub(super) async fn while_indexing(browser: &mut Browser, times: u32) -> Result<Vec<Measured>> {
    let mut all = Vec::new();
    for (what, word) in [("in many", "経費"), ("rare", "INC0000815")] {
        let paths = [format!("/inquiries?q={}", escaped(word))];
        all.push(measured(browser, &format!("inquiries, search: {what}"), &paths, times.div_ceil(4)).await?);
    }
    Ok(all)
}

/// Everything that a role may list.
pub(super) async fn lists(browser: &mut Browser, role: &str, made: &Made, times: u32) -> Result<Vec<Measured>> {
    let mut all = Vec::new();
    let lists: &[&str] = if role == "auditor" {
        &["/audit"]
    } else {
        &[
            "/inquiries",
            "/tickets",
            "/tickets?state=open",
            "/tickets?state=ended",
            "/entries",
            "/drafts",
            "/drafts?state=proposed",
            "/gaps",
            "/people",
            "/teams",
        ]
    };
    for path in lists {
        if browser.get(path).await.is_err() {
            continue;
        }
        all.push(measured(browser, path, &[(*path).to_owned()], times).await?);
        let deep = deep(browser, path).await?;
        if deep.contains("cursor") {
            all.push(measured(browser, &format!("{path}, far down"), &[deep], times).await?);
        }
    }
    if role != "auditor" {
        for (what, words) in searches(made) {
            let paths: Vec<String> = words.iter().map(|word| format!("/inquiries?q={}", escaped(word))).collect();
            all.push(measured(browser, &format!("/inquiries?q= {what}"), &paths, times).await?);
        }
        for word in ["経費", "です"] {
            let deep = deep(browser, &format!("/inquiries?q={}", escaped(word))).await?;
            all.push(measured(browser, &format!("/inquiries?q= {word}, far down"), &[deep], times).await?);
        }
        let (_, page) = browser.get("/inquiries").await?;
        let inquiry = page["items"][0]["id"].as_str().context("there are inquiries")?.to_owned();
        all.push(measured(browser, "/inquiries/{id}", &[format!("/inquiries/{inquiry}")], times).await?);
    }
    let texts = ["経費", "INC0000815", "xylophone"];
    let others: &[&str] = if role == "auditor" {
        &["/audit"]
    } else {
        &["/tickets", "/tickets?state=open", "/entries", "/drafts", "/gaps", "/people", "/teams"]
    };
    for path in others {
        if browser.get(path).await.is_err() {
            continue;
        }
        let joint = if path.contains('?') { '&' } else { '?' };
        let paths: Vec<String> = texts.iter().map(|text| format!("{path}{joint}q={}", escaped(text))).collect();
        all.push(measured(browser, &format!("{path}{joint}q="), &paths, times.min(30)).await?);
    }
    Ok(all)
}

/// As people read it.
pub(super) fn print(measured: &[Measured], title: &str) {
    println!("\n{title:44}{:>10}{:>10}{:>8}", "p50, ms", "p99, ms", "found");
    for Measured { what, p50, p99, found } in measured {
        let late = if *p99 > AIM { "  LATE" } else { "" };
        let found = if *found > PAGE { PAGE } else { *found };
        println!("{what:44}{p50:>10.2}{p99:>10.2}{found:>8}{late}");
    }
}
