//! What runs beside the listener, each a loop that the supervisor keeps: workers, heartbeat, and whatever follows the store.

use std::sync::Arc;
use std::time::{Duration, Instant};

use desk::event::Queue;
use desk::flow::follow_faq::follow;
use desk::flow::{HelpDesk, SeenOutcomes, chain, follow_outcomes};
use desk::retention::{Expired, Retention};
use desk::store::HEARTBEAT;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::health::Pulse;
use crate::workers::Worker;

/// New outcomes are looked for at each so many heartbeats: every four seconds.
const BEATS_TO_OUTCOMES: u32 = 5;
/// All outcomes are read again each time that new ones were looked for so often: every four minutes.
const OUTCOMES_READ_AGAIN: u32 = 60;
/// Events of this time get their places in one transaction.
const PLACE_TOGETHER: Duration = Duration::from_millis(200);
/// When the connection on which other processes are heard was lost, how long to wait before the next try; until then,
/// the heartbeat finds their work.
const LISTEN_AGAIN: Duration = Duration::from_secs(5);
/// How often what was said is taken into the index of texts. Until then it is found by being read.
const INDEX_EVERY: Duration = Duration::from_secs(15);
/// How often what has been kept long enough is forgotten.
const FORGET_EVERY: Duration = Duration::from_mins(10);

/// A loop over the desk, as the supervisor starts it.
pub(crate) fn with<F>(
    help_desk: &Arc<HelpDesk>,
    pulse: &Pulse,
    run: fn(Arc<HelpDesk>, Pulse, CancellationToken) -> F,
) -> impl Fn(CancellationToken) -> F + use<F> {
    let (help_desk, pulse) = (help_desk.clone(), pulse.clone());
    move |stop| run(help_desk.clone(), pulse.clone(), stop)
}

/// Works a queue; what needs the index waits until it has been read, or it would find nothing and say so.
pub(crate) async fn work(worker: Worker, queue: Queue, pulse: Pulse, stop: CancellationToken) {
    if matches!(queue, Queue::Answering | Queue::Learning) {
        tokio::select! {
            () = stop.cancelled() => return,
            () = pulse.indexed() => {}
        }
    }
    worker.work(stop).await;
}

/// Renews the lease of this process, and counts what waits.
pub(crate) async fn heartbeat(help_desk: Arc<HelpDesk>, pulse: Pulse, stop: CancellationToken) {
    loop {
        let taken = pulse.admission().taken();
        match help_desk.store.heartbeat().await {
            Ok(depths) => pulse.beat(taken, depths),
            Err(error) => warn!(error = %chain(&error), "the store does not take the heartbeat"),
        }
        if has_stopped_after(HEARTBEAT, &stop).await {
            return;
        }
    }
}

/// Hears at once what other processes leave for this one.
pub(crate) async fn listen_to_others(help_desk: Arc<HelpDesk>, _pulse: Pulse, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            Err(error) = help_desk.store.listen_to_others() => {
                warn!(error = %chain(&error), "cannot hear other processes at once; the heartbeat finds what they leave");
            }
        }
        if has_stopped_after(LISTEN_AGAIN, &stop).await {
            return;
        }
    }
}

/// The index follows the store, and the trust in its confidence what became of answers. It wakes up with the heartbeat and has no
/// clock of its own: at rest, waking up costs more than what is done then.
pub(crate) async fn follow_store(help_desk: Arc<HelpDesk>, pulse: Pulse, stop: CancellationToken) {
    let store = help_desk.store.as_ref();
    let mut outcomes = SeenOutcomes::default();
    let (mut revisions, mut moved) = (0, true);
    for beat in (0..BEATS_TO_OUTCOMES * OUTCOMES_READ_AGAIN).cycle() {
        if beat == 0 {
            outcomes.forget();
        }
        // Before the first answer, too: a restart forgets nothing of what outcomes have shown.
        if beat % BEATS_TO_OUTCOMES == 0 {
            learn_from_outcomes(&help_desk, &mut outcomes).await;
        }
        let next_beat = pulse.next_beat();
        tokio::pin!(next_beat);
        loop {
            let followed = if moved { follow(store, help_desk.index.as_ref()).await } else { Ok(()) };
            match followed {
                Ok(()) => pulse.followed(std::mem::take(&mut moved)),
                Err(error) => warn!(error = %chain(&error), "the index cannot follow the store"),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = &mut next_beat => break,
                moves = store.wait_for_revisions(revisions) => (revisions, moved) = (moves, true),
            }
        }
    }
}

async fn learn_from_outcomes(help_desk: &HelpDesk, seen: &mut SeenOutcomes) {
    let (store, index) = (help_desk.store.as_ref(), help_desk.index.as_ref());
    let known = seen.damaged();
    let followed = follow_outcomes(store, index, help_desk.policy.promised, seen).await;
    let damaged = seen.damaged();
    if damaged > known {
        warn!(damaged, "outcomes and guesses that cannot be read are left out; the disk may be failing");
    }
    match followed {
        Ok(changed) => {
            for (tenant, trust) in changed {
                let answers_from = trust.thresholds.answer;
                info!(%tenant, answers_from, "trusts itself as far as outcomes have shown");
            }
        }
        Err(error) => warn!(error = %chain(&error), "cannot learn from outcomes"),
    }
}

/// Gives events their places in the record, many at a time.
pub(crate) async fn place_events(help_desk: Arc<HelpDesk>, _pulse: Pulse, stop: CancellationToken) {
    loop {
        if let Err(error) = help_desk.store.place_events().await {
            warn!(error = %chain(&error), "events cannot get their places in the record");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = help_desk.store.wait_for_unplaced_events() => {}
        }
        if has_stopped_after(PLACE_TOGETHER, &stop).await {
            return;
        }
    }
}

/// Forgets what has been kept long enough.
pub(crate) async fn forget(help_desk: Arc<HelpDesk>, retention: Retention, stop: CancellationToken) {
    loop {
        match help_desk.store.expire(&retention, false).await {
            Ok(expired) => {
                for Expired { kind, rows } in expired.iter().filter(|expired| expired.rows > 0) {
                    info!(kind, rows, "forgotten");
                }
            }
            Err(error) => warn!(error = %chain(&error), "cannot forget what has been kept long enough"),
        }
        if has_stopped_after(FORGET_EVERY, &stop).await {
            return;
        }
    }
}

/// Takes what was said into the index by which it is found, some of it at a time: for as long as that takes, others have the store.
pub(crate) async fn index_texts(help_desk: Arc<HelpDesk>, _pulse: Pulse, stop: CancellationToken) {
    loop {
        let began = Instant::now();
        let pause = match help_desk.store.index_texts().await {
            Ok(true) => began.elapsed(),
            Ok(false) => INDEX_EVERY,
            Err(error) => {
                warn!(error = %chain(&error), "the index of texts falls behind");
                INDEX_EVERY
            }
        };
        if has_stopped_after(pause, &stop).await {
            return;
        }
    }
}

/// Waits; `true` when it is time to stop.
async fn has_stopped_after(pause: Duration, stop: &CancellationToken) -> bool {
    tokio::time::timeout(pause, stop.cancelled()).await.is_ok()
}

#[cfg(test)]
mod tests {
    use desk::faq::{Audience, Wording, publish};
    use desk::flow::InboundKind;
    use desk::id::TenantId;
    use desk::language::Language;
    use desk::store::{Pause, Store};
    use testkit::World;
    use testkit::world::personal;

    use super::*;
    use crate::config::{Layers, Settings};
    use crate::wiring::store_for_command;

    /// Lets it run until something has come true.
    async fn run_until<F: Future<Output = ()> + Unpin>(running: &mut F, come_true: impl Fn() -> bool) {
        while !come_true() {
            assert!(futures::poll!(&mut *running).is_pending());
            tokio::task::yield_now().await;
        }
    }

    async fn publish_by(store: &dyn Store, tenant: &TenantId, question: &str) {
        let wording = Wording {
            question: question.to_owned(),
            answer: "ポータルをご覧ください。".to_owned(),
            variants: Vec::new(),
            language: Language::Japanese,
            audience: Audience::Everyone,
        };
        let published =
            store.write(tenant, move |tx| Box::pin(async move { publish(tx, None, wording, None).await })).await;
        published.expect("a good entry");
    }

    #[tokio::test]
    async fn what_is_published_is_found_at_once_and_what_others_publish_with_the_next_heartbeat() {
        let folder = tempfile::tempdir().expect("a folder");
        let world = World::in_file(&folder.path().join("madoguchi.db")).await;
        let data = folder.path().display().to_string();
        let settings =
            Settings::read(&Layers::defaults().with_flag("--data", "data.dir", &data)).expect("good settings");
        let command = store_for_command(&settings).await.expect("it opens");
        let (help_desk, pulse, stop) = (Arc::new(world.help_desk.clone()), Pulse::new(None), CancellationToken::new());
        let known = || help_desk.index.revision(&world.tenant);
        let mut moves = pulse.moves();
        let mut following = Box::pin(follow_store(help_desk.clone(), pulse.clone(), stop.clone()));
        run_until(&mut following, || pulse.is_indexed()).await;
        publish_by(world.store(), &world.tenant, "VPNに接続できません").await;
        run_until(&mut following, || known() == 1).await;

        publish_by(command.as_ref(), &world.tenant, "有給の残りを知りたい").await;
        assert!(futures::poll!(&mut following).is_pending());
        assert_eq!(known(), 1, "the control: nobody has told of it");
        moves.mark_unchanged();
        pulse.beat(0, help_desk.store.heartbeat().await.expect("the store works"));
        run_until(&mut following, || known() == 2 && moves.has_changed().expect("the pulse lives")).await;
        moves.mark_unchanged();
        pulse.beat(0, help_desk.store.heartbeat().await.expect("the store works"));
        assert!(futures::poll!(&mut following).is_pending());
        assert!(!moves.has_changed().expect("the pulse lives"), "nothing has moved");
        stop.cancel();
        following.await;
    }

    #[tokio::test]
    async fn nobody_is_answered_before_the_index_has_been_read() {
        let world = World::new().await;
        world.only_hear("mika", personal("mika"), InboundKind::message("VPNに接続できません")).await;
        let help_desk = Arc::new(world.help_desk.clone());
        let store = help_desk.store.as_ref();
        let (pulse, stop) = (Pulse::new(None), CancellationToken::new());
        let worker = Worker::new(help_desk.clone(), Queue::Answering);
        let mut working = Box::pin(work(worker, Queue::Answering, pulse.clone(), stop.clone()));
        assert!(futures::poll!(&mut working).is_pending());
        let left = store.claim(Queue::Answering, 9).await.expect("the store works");
        assert_eq!(left.len(), 1, "the worker has not taken it");
        store.postpone(left[0].id, time::Duration::ZERO, Pause::Waiting).await.expect("the store works");

        pulse.followed(true);
        let answered = async {
            while store.heartbeat().await.expect("the store works").of(Queue::Courier).waiting() == 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            () = &mut working => panic!("it works until it is stopped"),
            () = answered => {}
        }
        stop.cancel();
        working.await;
    }
}
