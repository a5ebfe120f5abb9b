//! The program itself, serving in a process of its own.

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    process::{Child, ChildStderr, Command, Stdio},
};

use serde_json::Value;

use crate::home::Home;

/// The program, until it is ended or the test is over.
pub struct Program {
    pub address: SocketAddr,
    process: Child,
    log: BufReader<ChildStderr>,
}

impl Program {
    /// Serves the database of a home on a free port.
    pub fn start(home: &Home) -> Self {
        Self::of(Command::new(BINARY).args(SERVE), home)
    }

    /// The same, with no more open files than this.
    pub fn start_with_files(home: &Home, files: u32) -> Self {
        let line = format!("ulimit -n {files} && exec \"$0\" \"$@\"");
        Self::of(Command::new("sh").args(["-c", &line, BINARY]).args(SERVE), home)
    }

    fn of(command: &mut Command, home: &Home) -> Self {
        let mut process = command
            .env("PEC_DATABASE", &home.database)
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let log = BufReader::new(process.stderr.take().expect("a log"));
        let mut program = Self { address: SocketAddr::from(([0; 4], 0)), process, log };
        program.address = program.told_address();
        program
    }

    fn told_address(&mut self) -> SocketAddr {
        loop {
            let mut line = String::new();
            let read = self.log.read_line(&mut line).expect("a line");
            assert!(0 < read, "it ended before it was ready");
            let line: Value = serde_json::from_str(&line).expect("JSON");
            if let Some(address) = line["fields"]["address"].as_str() {
                return address.parse().expect("an address");
            }
        }
    }

    /// Asks it to end, and gives what it logged since it was ready.
    pub fn end(mut self) -> String {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill").success());
        assert!(self.process.wait().expect("it ends").success(), "it ended badly");
        let mut text = String::new();
        self.log.read_to_string(&mut text).expect("a log");
        text
    }

    /// Kills it, as SIGKILL does.
    pub fn kill(&mut self) {
        self.process.kill().expect("it runs");
        self.process.wait().expect("it ends");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const BINARY: &str = env!("CARGO_BIN_EXE_pec-postgres");

const SERVE: [&str; 7] =
    ["serve", "--listen", "127.0.0.1:0", "--at", "2026-12-01", "--connections", "60000"];
