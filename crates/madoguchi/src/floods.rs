//! Whether a chat sends more than can be answered there: one that floods must take neither the turns of all others nor
//! the disk.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use crate::admission::Busy;

/// Most messages of one chat in [`SPAN`]: Teams lets a bot say 60 things in 30 s in one chat (see
/// `teams::outbound::rate`), so that more could not be answered.
const MOST: u32 = 120;
const SPAN: Duration = Duration::from_mins(1);
/// Once so many chats are in memory, those that rest are forgotten; the next time, once there are twice as many as were
/// left.
const MANY: usize = 4_096;

/// What each chat has sent lately.
pub(crate) struct Floods(Mutex<Chats>);

struct Chats {
    lately: HashMap<String, Lately>,
    /// With so many chats, those that rest are looked for.
    look_at: usize,
}

struct Lately {
    since: Instant,
    count: u32,
}

impl Default for Floods {
    fn default() -> Self {
        Self(Mutex::new(Chats { lately: HashMap::new(), look_at: MANY }))
    }
}

impl Floods {
    /// Takes one more of a chat in, or says when to come again.
    pub(crate) fn admit(&self, conversation: &str) -> Result<(), Busy> {
        let now = Instant::now();
        let mut chats = self.0.lock().expect("nobody panics while holding it");
        if chats.lately.len() >= chats.look_at {
            chats.lately.retain(|_, lately| now - lately.since < SPAN);
            // Where none of them rests, each message would look through all of them in vain.
            chats.look_at = MANY.max(2 * chats.lately.len());
        }
        let lately = chats.lately.entry(conversation.to_owned()).or_insert(Lately { since: now, count: 0 });
        if now - lately.since >= SPAN {
            *lately = Lately { since: now, count: 0 };
        }
        if lately.count >= MOST {
            return Err(Busy { retry_after: SPAN.saturating_sub(now - lately.since) });
        }
        lately.count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_chat_that_floods_is_turned_away_for_the_rest_of_its_minute_and_others_are_not() {
        let floods = Floods::default();
        for number in 0..MOST {
            assert_eq!(floods.admit("a"), Ok(()), "{number}");
        }
        tokio::time::advance(Duration::from_secs(20)).await;
        assert_eq!(floods.admit("a"), Err(Busy { retry_after: Duration::from_secs(40) }));
        assert_eq!(floods.admit("b"), Ok(()));
        tokio::time::advance(Duration::from_secs(40)).await;
        assert_eq!(floods.admit("a"), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn chats_that_rest_are_forgotten() {
        let floods = Floods::default();
        for number in 0..MANY {
            assert_eq!(floods.admit(&number.to_string()), Ok(()));
        }
        tokio::time::advance(SPAN).await;
        assert_eq!(floods.admit("one more"), Ok(()));
        let chats = floods.0.lock().expect("nobody holds it");
        assert_eq!((chats.lately.len(), chats.look_at), (1, MANY));
    }

    #[tokio::test(start_paused = true)]
    async fn many_chats_at_work_are_not_looked_through_with_each_message() {
        let floods = Floods::default();
        let mut looks = std::collections::BTreeSet::new();
        for number in 0..100_000 {
            assert_eq!(floods.admit(&number.to_string()), Ok(()));
            looks.insert(floods.0.lock().expect("nobody holds it").look_at);
        }
        assert_eq!(looks.into_iter().collect::<Vec<_>>(), [1, 2, 4, 8, 16, 32].map(|times| times * MANY));
    }
}
