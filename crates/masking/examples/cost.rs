//! What masking costs: `cargo run --release -p masking --example cost` reads a text a line from the standard input and
//! tells microseconds a thousand characters.

use std::io::Read as _;
use std::time::Instant;

/// How often the text is masked, so that a clock's tick does not matter.
const ROUNDS: u32 = 5;

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let known = masking::Known::new(["佐藤 花子", "Emma Wilson"]);
    // The patterns are compiled at the first use.
    let _ = masking::mask("VPN", &known);
    let begin = Instant::now();
    let mut found = 0;
    for _ in 0..ROUNDS {
        found += text.lines().map(|line| masking::mask(line, &known).spans.len()).sum::<usize>();
    }
    let took = begin.elapsed().as_micros() as f64 / f64::from(ROUNDS);
    let characters = text.chars().count();
    println!(
        "{characters} characters, {found} places in {ROUNDS} rounds, {:.0} µs a thousand characters",
        took / characters as f64 * 1e3
    );
    Ok(())
}
