//! Teams on both sides: people who ask, each in a chat of their own, and a book of what became of each.

use std::net::SocketAddr;
use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::Result;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::task::JoinSet;

use super::connector::{self, Manner};
use crate::client::Client;
use crate::question::{Question, message};

/// How often it is looked whether something has happened; the times themselves are noted when it does.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// What became of one person's question.
#[derive(Clone)]
pub(crate) struct Chat {
    expected: String,
    manner: Manner,
    /// When it was sent first.
    pub(crate) asked: Option<Instant>,
    /// When it was taken.
    pub(crate) taken: Option<Instant>,
    /// How it was turned away, each time: status, and `Retry-After` in seconds.
    pub(crate) turned_away: Vec<(u16, Option<u64>)>,
    /// The messages that came, and whether they hold what was asked for.
    pub(crate) posts: Vec<(Instant, bool)>,
}

impl Chat {
    /// From the question to the first answer.
    pub(crate) fn wait(&self) -> Option<Duration> {
        Some(self.posts.first()?.0.duration_since(self.asked?))
    }

    /// Whether the first answer is the entry that was asked for.
    pub(crate) fn is_right(&self) -> bool {
        self.posts.first().is_some_and(|(_, right)| *right)
    }
}

#[derive(Default)]
struct Pages {
    chats: Vec<Chat>,
    /// Every post, signs of typing too.
    all: Vec<Instant>,
}

/// What was sent and what came, for each person. Everything runs on one thread, so nobody waits for it.
#[derive(Clone, Default)]
pub(crate) struct Book(Arc<Mutex<Pages>>);

impl Book {
    fn pages<T>(&self, look: impl FnOnce(&mut Pages) -> T) -> T {
        look(&mut self.0.lock().expect("nobody panics while holding it"))
    }

    /// Notes a post and tells how it is answered.
    pub(crate) fn posted(&self, chat: Option<usize>, body: &str, is_message: bool, at: Instant) -> Manner {
        self.pages(|pages| {
            pages.all.push(at);
            let Some(chat) = chat.and_then(|number| pages.chats.get_mut(number)) else { return Manner::Takes };
            if !is_message {
                return Manner::Takes;
            }
            let right = body.contains(&chat.expected);
            chat.posts.push((at, right));
            chat.manner
        })
    }

    /// The most posts within any time as long as this.
    pub(crate) fn most_within(&self, span: Duration) -> usize {
        self.pages(|pages| most_within(&pages.all, span))
    }
}

fn most_within(moments: &[Instant], span: Duration) -> usize {
    let mut sorted = moments.to_vec();
    sorted.sort();
    let count = |(at, from): (usize, &Instant)| sorted.partition_point(|it| *it < *from + span) - at;
    sorted.iter().enumerate().map(count).max().unwrap_or_default()
}

/// Teams, as the attacks play it.
#[derive(Clone)]
pub(crate) struct Teams {
    questions: Arc<[Question]>,
    connector: SocketAddr,
    /// What is seen.
    pub(crate) book: Book,
}

impl Teams {
    /// With these questions, asked in turn.
    pub(crate) async fn open(questions: &Arc<[Question]>) -> Result<Self> {
        let book = Book::default();
        let connector = connector::open(book.clone()).await?;
        Ok(Self { questions: questions.clone(), connector, book })
    }

    /// So many more people, whose chats have this manner.
    pub(crate) fn people(&self, count: usize, manner: Manner) -> Range<usize> {
        self.book.pages(|pages| {
            let start = pages.chats.len();
            for number in start..start + count {
                let expected = self.question(number).expected.clone();
                let (posts, turned_away) = (Vec::new(), Vec::new());
                pages.chats.push(Chat { expected, manner, asked: None, taken: None, turned_away, posts });
            }
            start..start + count
        })
    }

    fn question(&self, number: usize) -> &Question {
        &self.questions[number % self.questions.len()]
    }

    /// Somebody asks, once. Whether it was taken.
    pub(crate) async fn ask(&self, client: &Client, number: usize) -> bool {
        self.say(client, number, number).await
    }

    /// The same in a chat in which more is said: `id` tells one message from the others. Whether it or an earlier one was taken.
    pub(crate) async fn say(&self, client: &Client, number: usize, id: usize) -> bool {
        let at = OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default();
        let activity = message(self.connector, (number, id), &self.question(number).text, "en-US", &at);
        self.book.pages(|pages| pages.chats[number].asked.get_or_insert(Instant::now()).to_owned());
        let answer = client.once(activity).await;
        self.book.pages(|pages| {
            let chat = &mut pages.chats[number];
            match answer {
                Ok(answer) if answer.taken => chat.taken = chat.taken.or(Some(Instant::now())),
                Ok(answer) => chat.turned_away.push((answer.status, answer.retry_after)),
                // Nobody was there.
                Err(_) => chat.turned_away.push((0, None)),
            }
            chat.taken.is_some()
        })
    }

    /// Everybody asks once, over so many connections, as fast as it goes.
    pub(crate) async fn ask_at_once(&self, client: &Arc<Client>, people: Range<usize>, connections: usize) {
        let mut asking = JoinSet::new();
        for first in 0..connections {
            let (this, client, people) = (self.clone(), client.clone(), people.clone());
            asking.spawn(async move {
                for number in people.skip(first).step_by(connections) {
                    this.ask(&client, number).await;
                }
            });
        }
        asking.join_all().await;
    }

    /// Asks as Teams does: again after a while as long as it is not taken.
    pub(crate) async fn ask_until_taken(&self, client: &Client, number: usize, pause: Duration) {
        while !self.ask(client, number).await {
            tokio::time::sleep(pause).await;
        }
    }

    /// These chats, as they are now.
    pub(crate) fn chats(&self, people: &Range<usize>) -> Vec<Chat> {
        self.book.pages(|pages| pages.chats[people.clone()].to_vec())
    }

    /// Waits until all of these hold, but not longer than so long.
    pub(crate) async fn until(&self, people: &Range<usize>, patience: Duration, holds: impl Fn(&Chat) -> bool) -> bool {
        let end = Instant::now() + patience;
        loop {
            if self.book.pages(|pages| pages.chats[people.clone()].iter().all(&holds)) {
                return true;
            }
            if Instant::now() >= end {
                return false;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Waits until everybody whose question was taken has an answer.
    pub(crate) async fn until_answered(&self, people: &Range<usize>, patience: Duration) -> bool {
        self.until(people, patience, |chat| chat.taken.is_none() || !chat.posts.is_empty()).await
    }
}

/// The longest of these, `None` where one never came.
pub(crate) fn longest(chats: &[Chat], wait: impl Fn(&Chat) -> Option<Duration>) -> Option<Duration> {
    chats.iter().map(wait).try_fold(Duration::ZERO, |longest, wait| Some(longest.max(wait?)))
}

/// Chats of which this holds.
pub(crate) fn count(chats: &[Chat], holds: impl Fn(&Chat) -> bool) -> usize {
    chats.iter().filter(|chat| holds(chat)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Chat {
        /// Somebody whose question was taken at once, with these answers.
        pub(crate) fn of(asked: Instant, posts: Vec<(Instant, bool)>) -> Self {
            let (asked, turned_away) = (Some(asked), Vec::new());
            Self { expected: String::new(), manner: Manner::Takes, asked, taken: asked, turned_away, posts }
        }
    }

    fn chat(posts: &[(Instant, bool)], asked: Instant) -> Chat {
        Chat::of(asked, posts.to_vec())
    }

    #[test]
    fn the_fullest_second_is_found_wherever_it_begins() {
        let start = Instant::now();
        let at = |milliseconds: u64| start + Duration::from_millis(milliseconds);
        let moments = [at(0), at(900), at(1_100), at(1_899), at(1_900), at(5_000)];
        assert_eq!(most_within(&moments, Duration::from_secs(1)), 3);
        assert_eq!(most_within(&[], Duration::from_secs(1)), 0);
    }

    #[test]
    fn one_who_waits_in_vain_spoils_the_longest_wait() {
        let start = Instant::now();
        let later = start + Duration::from_secs(3);
        let chats = [chat(&[(later, true), (later, true)], start), chat(&[(start, false)], start)];
        assert_eq!(longest(&chats, Chat::wait), Some(Duration::from_secs(3)));
        assert_eq!(count(&chats, |chat| chat.posts.len() > 1), 1);
        assert_eq!(count(&chats, |chat| !chat.is_right()), 1);
        assert_eq!(longest(&[chats[0].clone(), chat(&[], start)], Chat::wait), None);
    }
}
