//! Workers, connections and the server are killed for real, night after night, over a gateway that keeps
//! its own books. Then nothing may be lost, pending, or charged twice.
//!
//! `cargo test` kills 20 times; `examples/postgres/test kills` kills 300 times over 2,000 mailboxes and 30
//! nights. Set in the environment: `KILLS`, `KILLS_MAILBOXES`, `KILLS_NIGHTS` and `KILLS_SEED`, which is
//! printed. The seed fixes what is killed and what becomes of each charge; in which statement a kill
//! falls, the machine decides.

mod nights;
mod server;
mod troubles;

use anyhow::{Context, Result, ensure};
use nights::{Nights, Plan};

#[tokio::test]
async fn whatever_is_killed_nothing_is_lost_and_nobody_is_charged_twice() -> Result<()> {
    let plan = Plan::from_environment()?;
    println!("{plan}");
    let ended = Nights::run(&plan).await?;
    println!("{ended}");
    ensure!(ended.is_sound(), "something does not hold: see above; {plan}");
    Ok(())
}

/// A number from the environment.
fn number(name: &str, otherwise: u64) -> Result<u64> {
    match std::env::var(name) {
        Err(_) => Ok(otherwise),
        Ok(text) => text.parse().with_context(|| format!("{name} is {text:?}, and no number")),
    }
}
