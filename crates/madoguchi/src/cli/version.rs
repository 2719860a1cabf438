//! `madoguchi --version`

use anyhow::Result;

use super::out;

/// Tells the version, and where it is asked for, what is built in.
pub(super) fn tell(verbose: bool) -> Result<()> {
    out::line(format_args!("madoguchi {}", env!("CARGO_PKG_VERSION")))?;
    if verbose {
        if embedding::Model::is_built_in() {
            out::line(format_args!("sentence model: {}, SHA-256 {}", embedding::NAME, embedding::SHA256))?;
        } else {
            out::line("sentence model: none; built without one")?;
        }
    }
    Ok(())
}
