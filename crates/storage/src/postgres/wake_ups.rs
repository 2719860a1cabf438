//! Tells other processes what a commit means for them, by `LISTEN` and `NOTIFY`, and hears it from them.
//!
//! It is told right after the commit, not within: a transaction that notifies holds a lock of the whole server until its commit
//! is on the disk, so that all of them would commit one after the other. What is lost in between, a heartbeat finds.

use std::sync::Arc;
use std::time::Duration;

use desk::event::Queue;
use sqlx::postgres::{PgConnection, PgListener, PgPool};

use crate::context::StoreContext;
use crate::notifier::Woken;

/// A connection on which nothing is heard for so long is asked whether it is still there.
const SILENCE: Duration = Duration::from_secs(30);

/// The way to the other processes on the same database.
pub(super) struct WakeUps {
    context: Arc<StoreContext>,
    /// Several installations may share a server, each in a schema of its own.
    channel: String,
}

impl WakeUps {
    pub(super) async fn find(connection: &mut PgConnection, context: &Arc<StoreContext>) -> Result<Self, sqlx::Error> {
        let channel = sqlx::query_scalar("SELECT 'madoguchi_' || md5(current_schema())").fetch_one(connection).await?;
        Ok(Self { context: context.clone(), channel })
    }

    /// Tells the others. It is committed already: whether they hear of it at once is no reason to fail.
    pub(super) async fn tell(&self, connection: &mut PgConnection, woken: &Woken) {
        let Some(words) = woken.told(self.context.holder) else { return };
        let told = sqlx::query("SELECT pg_notify($1, $2)").bind(&self.channel).bind(words).execute(connection).await;
        if let Err(error) = told {
            tracing::debug!(%error, "other processes will notice at the next heartbeat");
        }
    }

    /// Hears what the others tell, until the connection fails.
    pub(super) async fn listen(&self, pool: &PgPool) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.eager_reconnect(false);
        listener.listen(&self.channel).await?;
        // What was told before, this process has not heard: its workers look at all queues.
        self.context.notifier.notify(&mut Queue::ALL.into_iter().collect());
        loop {
            match tokio::time::timeout(SILENCE, listener.try_recv()).await {
                Ok(Ok(Some(told))) => {
                    self.context.notifier.notify(&mut Woken::heard(told.payload(), self.context.holder));
                }
                Ok(Ok(None)) => return Err(sqlx::Error::Io(std::io::ErrorKind::ConnectionAborted.into())),
                Ok(Err(error)) => return Err(error),
                Err(_silence) => {
                    let asked = sqlx::query("SELECT 1").execute(&mut listener);
                    tokio::time::timeout(SILENCE, asked).await.map_err(|_| sqlx::Error::PoolTimedOut)??;
                }
            }
        }
    }
}
