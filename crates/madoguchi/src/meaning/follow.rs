//! The loop that makes the vectors of the FAQ.

use std::sync::Arc;
use std::time::Duration;

use desk::answering::Embedder;
use desk::flow::embed::{Embedding, how_far};
use desk::flow::{HelpDesk, chain};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::Unhurried;
use crate::health::Pulse;
use crate::wiring;

/// When a model or the store has failed, how long to wait before the next try.
const TRY_AGAIN: Duration = Duration::from_secs(10);
/// How often it tells how far it is.
const TELL_EVERY: Duration = Duration::from_secs(10);

/// Makes what is missing of the FAQ's vectors, little by little, until it is told to stop.
pub(crate) async fn follow(
    help_desk: Arc<HelpDesk>,
    models: Vec<Arc<dyn Embedder>>,
    pulse: Pulse,
    stop: CancellationToken,
) {
    // The index takes vectors of entries that it knows.
    tokio::select! {
        () = stop.cancelled() => return,
        () = pulse.indexed() => {}
    }
    let models = models.into_iter().map(|model| Arc::new(Unhurried(model)) as Arc<dyn Embedder>).collect();
    let mut embedding = Embedding::new(models);
    let mut told: Option<Instant> = None;
    let mut moves = pulse.moves();
    loop {
        moves.mark_unchanged();
        let step = embedding.step(help_desk.store.as_ref(), help_desk.index.as_ref());
        let stepped = tokio::select! {
            () = stop.cancelled() => return,
            stepped = step => stepped,
        };
        match stepped {
            Ok(true) => {
                // What is done within the first seconds is not worth a word.
                if told.get_or_insert_with(Instant::now).elapsed() >= TELL_EVERY {
                    tell(&help_desk).await;
                    told = Some(Instant::now());
                }
            }
            Ok(false) => {
                if told.take().is_some() {
                    tell(&help_desk).await;
                }
                // As long as an entry lacks them, it is found by words alone: it is looked for as soon as the index knows it.
                tokio::select! {
                    () = stop.cancelled() => return,
                    // It cannot be closed while we hold the pulse.
                    _ = moves.changed() => {}
                }
            }
            Err(error) => {
                warn!(error = %chain(&error), "vectors are not up to date; words serve where they are missing");
                if tokio::time::timeout(TRY_AGAIN, stop.cancelled()).await.is_ok() {
                    return;
                }
            }
        }
    }
}

async fn tell(help_desk: &HelpDesk) {
    match how_far(help_desk.store.as_ref(), &wiring::home()).await {
        Ok((entries, made)) => {
            for made in made {
                info!(made = made.entries, entries, model = made.model, "vectors of the FAQ");
            }
        }
        Err(error) => warn!(error = %chain(&error), "cannot count the vectors of the FAQ"),
    }
}
