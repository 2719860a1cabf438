//! Turns for what looks through much of the store at once: it takes a core for a second or for some.

use std::sync::Arc;
use std::time::Duration;

use desk::store::StoreError;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Fault;

/// What looks through a whole period is done side by side so often.
const AT_ONCE: usize = 2;
/// How long such a thing may wait for its turn.
const WITHIN: Duration = Duration::from_secs(10);

/// The turns that there are.
#[derive(Debug)]
pub(crate) struct Reckoning {
    all: Arc<Semaphore>,
    replays: Arc<Semaphore>,
}

impl Default for Reckoning {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(AT_ONCE)), replays: Arc::new(Semaphore::new(1)) }
    }
}

impl Reckoning {
    /// Reckons in a task of its own that keeps its turn: whoever hangs up does not end what the database is at, and so makes no room
    /// for more of it.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, StoreError>> + Send + 'static,
    ) -> Result<T, Fault> {
        let turn = in_time(&self.all).await?;
        let done = tokio::spawn(async move {
            let _turn = turn;
            work.await
        });
        Ok(done.await.map_err(|_| Fault::Internal)??)
    }

    /// The same for what takes a core for long: not one of the threads on which Teams is answered.
    pub(crate) async fn run_apart<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, StoreError>> + Send + 'static,
    ) -> Result<T, Fault> {
        let turn = in_time(&self.all).await?;
        let runtime = Handle::current();
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            runtime.block_on(work)
        });
        Ok(done.await.map_err(|_| Fault::Internal)??)
    }

    /// A turn to try a draft, one at a time, so that figures find room beside it. Given back when it is dropped.
    pub(crate) async fn turn_to_replay(&self) -> Result<[OwnedSemaphorePermit; 2], Fault> {
        Ok([in_time(&self.replays).await?, in_time(&self.all).await?])
    }
}

async fn in_time(turns: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Fault> {
    match tokio::time::timeout(WITHIN, turns.clone().acquire_owned()).await {
        Ok(Ok(turn)) => Ok(turn),
        Ok(Err(_)) | Err(_) => Err(Fault::Unavailable),
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_hangs_up_makes_no_room_for_more() {
        let reckoning = Arc::new(Reckoning::default());
        let begin = |until: oneshot::Receiver<()>| {
            let reckoning = reckoning.clone();
            tokio::spawn(async move {
                let work = async move {
                    let _ended = until.await;
                    Ok(())
                };
                reckoning.run(work).await
            })
        };
        let ((end, until), (_end_too, until_too)) = (oneshot::channel(), oneshot::channel());
        let (first, second) = (begin(until), begin(until_too));
        tokio::task::yield_now().await;
        first.abort();
        second.abort();
        let in_vain = reckoning.run(async { Ok(()) }).await;
        assert!(matches!(in_vain, Err(Fault::Unavailable)), "both still run");
        end.send(()).expect("it still waits");
        assert!(reckoning.run(async { Ok(()) }).await.is_ok(), "the control");
    }

    #[tokio::test(start_paused = true)]
    async fn drafts_that_are_tried_leave_room_for_figures() {
        let reckoning = Reckoning::default();
        let _tried = reckoning.turn_to_replay().await.expect("nobody is before");
        assert!(matches!(reckoning.turn_to_replay().await, Err(Fault::Unavailable)));
        assert!(reckoning.run(async { Ok(()) }).await.is_ok());
    }
}
