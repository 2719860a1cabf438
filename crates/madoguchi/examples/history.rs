//! Tells the sample company's past anew: `cargo xtask history`.

use std::path::Path;

use anyhow::Result;

#[tokio::main]
async fn main() -> Result<()> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
    let folder = std::env::temp_dir().join(format!("madoguchi-history-{}", std::process::id()));
    // Each takes minutes, and neither needs the other: `history ja` and `history en` may run side by side.
    let named: Vec<String> = std::env::args().skip(1).collect();
    let languages = if named.is_empty() { vec!["ja".to_owned(), "en".to_owned()] } else { named };
    for language in &languages {
        let (database, asked) = madoguchi::history::make(language, &folder.join(language), None).await?;
        std::fs::write(sample.join(format!("history.{language}.db.gz")), &database)?;
        println!("{language}: {asked} have asked, {} KiB", database.len() / 1024);
    }
    std::fs::write(sample.join("history.told-from"), madoguchi::history::told_from()?)?;
    std::fs::remove_dir_all(folder)?;
    Ok(())
}
