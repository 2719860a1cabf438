//! The stories of the whole program: people in a simulated Teams on one side, the running desk on the other.
//!
//! Start with [`support`] (how a story is set up), then `the_loop`. Stories run on SQLite, and on PostgreSQL where
//! `MADOGUCHI_TEST_POSTGRES` names a server on which schemas may be made.

mod support;

mod answering;
mod attachments;
mod closed_pipes;
mod commands;
mod console;
mod faq_files;
mod field_stories;
mod handoff;
mod import;
mod installation;
mod killed;
mod lexicon;
mod meaning;
mod order;
mod outages;
mod roles;
mod strangers;
mod tampering;
mod tenants;
mod the_loop;
mod twice;

/// Runs each story on both databases.
macro_rules! stories {
    ($($name:ident,)+) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    crate::support::on_sqlite(super::$name).await;
                }
            )+
        }

        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    crate::support::on_postgres(super::$name).await;
                }
            )+
        }
    };
}

pub(crate) use stories;
