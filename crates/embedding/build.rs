//! Puts the model into the program where `cargo xtask model` has made it; without it the program works by words alone.

use std::path::Path;

use sha2::{Digest, Sha256};

include!("src/named.rs");

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("model");
    let file = folder.join(FILE);
    println!("cargo::rustc-check-cfg=cfg(has_model)");
    // The folder, not the file: cargo would build anew each time while a file that it watches is missing.
    println!("cargo::rerun-if-changed={}", folder.display());
    let Ok(bytes) = std::fs::read(&file) else { return };
    let sum = format!("{:x}", Sha256::digest(&bytes));
    if sum == SHA256 {
        println!("cargo::rustc-cfg=has_model");
        println!("cargo::rustc-env=MODEL_FILE={}", file.display());
    } else {
        println!(
            "cargo::warning={} is not the model it should be and is left out; run `cargo xtask model`",
            file.display()
        );
    }
}
