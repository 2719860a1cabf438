//! When to stop.

/// Completes when the operator (Ctrl+C) or the system (SIGTERM) asks to stop.
pub(crate) async fn signal() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
            .expect("signals can be heard while the program starts");
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    interrupted.await.expect("Ctrl+C can be heard");
}
