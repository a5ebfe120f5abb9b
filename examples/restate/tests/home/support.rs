//! A Restate of one's own, with an outside and a service.

use std::{
    io::Cursor,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use pec_nightly::portfolio::Synthetic;
use pec_renewal::values::Day;
use pec_restate::simulate::{Args, Home};

/// A folder that goes when it is dropped.
pub struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // What the script's own folder is removed with, if not now.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// One node, one service, days of so many milliseconds or those of the system.
pub async fn start(length: Option<u64>) -> (Folder, Home) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let all = std::env::var_os("PEC_RESTATE_FOLDER").expect("run examples/restate/test");
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(&all).join(format!("home-{number}"));
    std::fs::create_dir_all(&folder).expect("a folder");
    let args = Args {
        days: 365,
        from: day("2026-01-01"),
        mailboxes: None,
        seed: 1,
        nodes: 1,
        services: 1,
        day: length,
        nightly: false,
        server: std::env::var_os("PEC_RESTATE_SERVER").expect("run examples/restate/test").into(),
        folder: folder.clone(),
    };
    let home = Home::start(Path::new(env!("CARGO_BIN_EXE_pec-restate")), &args).await;
    (Folder(folder), home.expect("it starts"))
}

/// So many mailboxes, all of which expire within a year from a day on.
pub fn portfolio(from: Day, mailboxes: u64) -> impl std::io::Read {
    let mut text = String::new();
    let mut made = Synthetic::new(1, from, mailboxes, mailboxes);
    std::io::Read::read_to_string(&mut made, &mut text).expect("a portfolio");
    Cursor::new(text)
}

pub fn day(text: &str) -> Day {
    text.parse().expect("a day")
}
