//! The nightly job, end to end, over a small portfolio in a folder of its own.

mod around;
mod bench;
mod command_line;
mod compare;
mod explain;
mod forecast_branches;
mod forecast_files;
mod forecast_lived;
mod forecast_numbers;
mod golden;
mod interrupted;
#[cfg(unix)]
mod kill;
#[cfg(unix)]
mod killed;
mod late_files;
mod migration;
mod nights;
#[cfg(unix)]
mod obstacles;
mod policy_change;
mod portfolio;
mod presets;
mod program;
mod rejects;
mod replay;
mod scale;
mod specimens;
mod states;
mod summary;
mod tampering;
mod unsent;
