// Which model this is: for the program, for its build script and for `cargo xtask model`.

/// What the built-in model is called.
pub const NAME: &str = "universal-sentence-encoder-multilingual-3";
/// Its file, as `cargo xtask model` makes it, in the folder `model` of this crate.
pub const FILE: &str = "universal-sentence-encoder-multilingual-3.safetensors";
/// SHA-256 of that file.
pub const SHA256: &str = "c2c74f70a22ec71d270f1877b62920971cba4bb5de10b30915b8445950dc30e4";
