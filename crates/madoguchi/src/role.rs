//! A part of the program that can run in a process of its own.

use desk::event::Queue;

/// What a process works on. What it serves to others is the same for every role as long as there is only one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// The queues whose tasks it does; those of others wait for other processes.
    pub queues: &'static [Queue],
}

impl Role {
    /// Everything in one process: `serve` and `demo`.
    pub const ALL: Self = Self { queues: &Queue::ALL };
}
