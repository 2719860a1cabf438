//! The conformance suite: every collection and every promise of the store, on both databases.
//!
//! A test is written once, for a [`Fixture`], and its name says on which database it ran. SQLite always takes part;
//! PostgreSQL when `MADOGUCHI_TEST_POSTGRES` names a server on which schemas may be made.

mod audit;
mod backends;
mod conversations;
mod deliveries;
mod entries;
mod figures;
mod fixture;
mod folder;
mod inquiries;
mod learning;
mod lexicon;
mod opening;
mod outbox;
mod people;
mod queues;
mod races;
mod released;
mod retention;
mod search;
mod sessions;
mod tenants;
mod tickets;
mod transactions;
mod vectors;
mod waking;
mod world;

/// Runs each test on both databases, and on SQLite in memory.
macro_rules! everywhere {
    ($($name:ident,)+) => {
        mod memory {
            $(
                #[tokio::test]
                async fn $name() {
                    crate::backends::in_memory(super::$name).await;
                }
            )+
        }

        crate::between_processes! { $($name,)+ }
    };
}

/// Runs each test on SQLite, in a file and in memory.
macro_rules! on_sqlite_only {
    ($($name:ident,)+) => {
        mod memory {
            $(
                #[tokio::test]
                async fn $name() {
                    crate::backends::in_memory(super::$name).await;
                }
            )+
        }

        mod sqlite {
            $(
                #[tokio::test]
                async fn $name() {
                    crate::backends::on_sqlite(super::$name).await;
                }
            )+
        }
    };
}

/// Runs each test on both databases, where other processes can reach the data.
macro_rules! between_processes {
    ($($name:ident,)+) => {
        mod sqlite {
            $(
                #[tokio::test]
                async fn $name() {
                    crate::backends::on_sqlite(super::$name).await;
                }
            )+
        }

        mod postgres {
            $(
                #[tokio::test]
                async fn $name() {
                    crate::backends::on_postgres(super::$name).await;
                }
            )+
        }
    };
}

/// A writing transaction that must succeed: `commit!(fixture, tx => …)` for the first tenant.
macro_rules! commit {
    ($fixture:expr, $tx:ident => $body:expr) => {
        $fixture.write(&$fixture.tenant, move |$tx| Box::pin(async move { $body })).await
    };
}

/// A reading transaction that must succeed.
macro_rules! look {
    ($fixture:expr, $tx:ident => $body:expr) => {
        $fixture.read(&$fixture.tenant, move |$tx| Box::pin(async move { $body })).await
    };
}

pub(crate) use {between_processes, commit, everywhere, look, on_sqlite_only};
