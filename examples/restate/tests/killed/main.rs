//! Nodes of Restate and service processes are killed for real while mailboxes live, over a gateway that
//! keeps its own books. Then nothing may be lost, pending, or charged twice.
//!
//! `examples/restate/test` kills 3 times on one node; `examples/restate/test kills` kills 60 times on three
//! nodes, over 500 mailboxes and two years. Set in the environment: `KILLS`, `KILLS_MAILBOXES`,
//! `KILLS_DAYS`, `KILLS_NODES`, `KILLS_DAY` (the milliseconds of a day) and `KILLS_SEED`, which is printed.
//! The seed fixes what is killed and what becomes of each charge; in which step a kill falls, the machine
//! decides.

mod lives;
mod plan;

use anyhow::{Result, ensure};
use plan::Plan;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_killed_nothing_is_lost_and_nobody_is_charged_twice() -> Result<()> {
    let plan = Plan::from_environment()?;
    println!("{plan}");
    let ended = lives::run(&plan).await?;
    println!("{ended}");
    ensure!(ended.is_sound(), "something does not hold: see above; {plan}");
    ensure!(plan.kills <= ended.killed(), "the lives ended before: make KILLS_DAY longer; {plan}");
    Ok(())
}
