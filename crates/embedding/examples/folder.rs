//! What a model from a folder makes of a text, and what that costs:
//! `cargo run --release -p embedding --example folder -- FOLDER TEXT…`.

use std::path::Path;
use std::time::Instant;

use embedding::FolderModel;

/// Times that each text is read.
const ROUNDS: u32 = 20;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next() else { return println!("name a folder") };
    let start = Instant::now();
    let model = match FolderModel::open(Path::new(&folder)) {
        Ok(model) => model,
        Err(error) => return println!("{error}: {}", error.reason),
    };
    println!("{} in {:.0} ms", model.name(), start.elapsed().as_secs_f64() * 1e3);
    for text in arguments {
        let start = Instant::now();
        for _ in 0..ROUNDS {
            std::hint::black_box(model.question(&text));
        }
        let took = start.elapsed() / ROUNDS;
        let [question, answer] = [model.question(&text), model.answer(&text)].map(|vector| {
            let first: Vec<String> = vector.iter().take(8).map(|number| format!("{number:.5}")).collect();
            first.join(" ")
        });
        println!("{text}\n  {:.1} ms\n  as a question {question}\n  as an answer  {answer}", took.as_secs_f64() * 1e3);
    }
}
