//! The service's published rate limits per conversation, as sliding windows.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// At most `count` calls in any span of this length.
type Window = (usize, Duration);

const fn seconds(count: usize, span: u64) -> Window {
    (count, Duration::from_secs(span))
}

/// Send and create: "Rate limiting for agents", per bot and conversation.
pub(crate) const WRITES: [Window; 4] = [seconds(7, 1), seconds(8, 2), seconds(60, 30), seconds(1_800, 3_600)];

/// Members and conversations: the same page.
pub(crate) const READS: [Window; 4] = [seconds(14, 1), seconds(16, 2), seconds(120, 30), seconds(3_600, 3_600)];

/// Calls that were let through, by conversation.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    admitted: HashMap<String, VecDeque<Instant>>,
}

impl Rates {
    /// Lets a call through, or says how long to wait.
    pub(crate) fn admit(&mut self, key: &str, windows: &[Window], now: Instant) -> Result<(), Duration> {
        let past = self.admitted.entry(key.to_owned()).or_default();
        let longest = windows.iter().map(|(_, span)| *span).max().unwrap_or_default();
        while past.front().is_some_and(|at| now.duration_since(*at) >= longest) {
            past.pop_front();
        }
        let wait = windows.iter().filter_map(|(count, span)| {
            // The call that must leave the window before another fits.
            let at = past.len().checked_sub(*count).and_then(|index| past.get(index))?;
            span.checked_sub(now.duration_since(*at)).filter(|wait| !wait.is_zero())
        });
        if let Some(wait) = wait.max() {
            return Err(wait);
        }
        past.push_back(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eighth_send_in_a_second_waits_and_the_ninth_in_two() {
        let mut rates = Rates::default();
        let start = Instant::now();
        for _ in 0..7 {
            assert_eq!(rates.admit("a", &WRITES, start), Ok(()));
        }
        assert_eq!(rates.admit("a", &WRITES, start), Err(Duration::from_secs(1)));
        assert_eq!(rates.admit("b", &WRITES, start), Ok(()), "another conversation has its own windows");
        let later = start + Duration::from_secs(1);
        assert_eq!(rates.admit("a", &WRITES, later), Ok(()));
        assert_eq!(rates.admit("a", &WRITES, later), Err(Duration::from_secs(1)));
        assert_eq!(rates.admit("a", &WRITES, start + Duration::from_secs(2)), Ok(()));
    }

    #[test]
    fn sixty_sends_fill_half_a_minute() {
        let mut rates = Rates::default();
        let start = Instant::now();
        for number in 0..60 {
            let at = start + Duration::from_millis(300 * number);
            assert_eq!(rates.admit("a", &WRITES, at), Ok(()), "send {number}");
        }
        let at = start + Duration::from_secs(20);
        assert_eq!(rates.admit("a", &WRITES, at), Err(Duration::from_secs(10)));
    }
}
