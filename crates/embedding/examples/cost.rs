//! What a vector costs: `cargo run --release -p embedding --example cost`.

use std::time::Instant;

use embedding::Model;

const QUESTIONS: [&str; 6] = [
    "VPNにつながりません",
    "How do I reset my password?",
    "明日、会社を休みたいのですが、どうすればいいですか。",
    "プリンターの紙が詰まって、エラーが消えません。どこを開ければいいですか。",
    "I moved last month. Whom do I tell my new address, and does my commuting allowance change?",
    "経費精算の締め切りはいつですか",
];
const ROUNDS: usize = 50;

fn main() {
    let start = Instant::now();
    let model = match Model::built_in() {
        Some(Ok(model)) => model,
        Some(Err(error)) => return println!("the model cannot be read: {error}"),
        None => return println!("built without a model: cargo xtask model"),
    };
    println!("loaded in {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        for question in QUESTIONS {
            let start = Instant::now();
            std::hint::black_box(model.vector(question));
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    times.sort_by(f64::total_cmp);
    let mean = times.iter().sum::<f64>() / times.len() as f64;
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("{} questions on one core: mean {mean:.2} ms, p50 {:.2}, p99 {:.2}", times.len(), at(0.5), at(0.99));
    let texts = QUESTIONS.map(str::to_owned);
    let start = Instant::now();
    for _ in 0..ROUNDS {
        std::hint::black_box(model.vectors(&texts));
    }
    println!("the six of them together: {:.2} ms", start.elapsed().as_secs_f64() * 1e3 / ROUNDS as f64);
    let long = "all work and no play makes Jack a dull boy ".repeat(25_000);
    let start = Instant::now();
    std::hint::black_box(model.vector(&long));
    println!("1 MB of text: {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
}
