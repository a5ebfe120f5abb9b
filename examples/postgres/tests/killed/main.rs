//! Workers, connections and the server are killed for real, night after night, over a gateway that keeps
//! its own books. Then nothing may be lost or pending, and no order charged twice but where the gateway
//! itself had denied the first charge.
//!
//! `cargo test` makes 20 troubles; `examples/postgres/test kills` makes 300 over 2,000 mailboxes and 30
//! nights. Set in the environment: `KILLS`, the number of troubles, `KILLS_MAILBOXES`, `KILLS_NIGHTS` and
//! `KILLS_SEED`, which is printed. The seed fixes what becomes of each charge, and which troubles are drawn
//! first; in which statement one falls, and so what is still there for the next, the machine decides.

mod nights;
mod server;
mod troubles;

use anyhow::{Context, Result, ensure};
use nights::{Nights, Plan};

#[tokio::test]
async fn whatever_is_killed_nothing_is_lost_and_only_a_false_decline_is_charged_again() -> Result<()>
{
    let plan = Plan::from_environment()?;
    println!("{plan}");
    let ended = Nights::run(&plan).await?;
    println!("{ended}");
    ensure!(ended.is_sound(), "something does not hold: see above; {plan}");
    ended.ensure_it_was_tried(&plan).with_context(|| plan.to_string())?;
    Ok(())
}

/// A number from the environment.
fn number(name: &str, otherwise: u64) -> Result<u64> {
    match std::env::var(name) {
        Err(_) => Ok(otherwise),
        Ok(text) => text.parse().with_context(|| format!("{name} is {text:?}, and no number")),
    }
}
