//! What does this home cost: a night beside the rows that it reads and writes, two workers beside one, a
//! due mailbox beside SQLite's, and the API beside a handler that asks no engine?
//!
//! `examples/postgres/bench` starts a server for it. With names, only those questions are asked; with
//! `--quick`, only the results count.

mod bare;
mod bare_handler;
mod database;
mod night;
mod processors;
mod recorded;
mod served;
#[path = "../../../benches/side_by_side.rs"]
mod side_by_side;
mod sqlite;
mod workers;

use std::env::args;

use comfy_table::{Table, presets::ASCII_MARKDOWN};

use self::{
    database::Server,
    side_by_side::{Answers, is_quick},
};

fn main() {
    let size = if is_quick() { QUICK } else { FULL };
    let mut told = Told { answers: Answers::new(), figures: Figures::new() };
    let server = Server::new();
    for (name, question) in QUESTIONS {
        if is_asked(name) {
            question(&server, &size, &mut told);
        }
    }
    told.answers.print();
    println!("{}", told.figures.0);
}

/// How much there is to do.
pub struct Size {
    /// The mailboxes of the portfolio.
    pub mailboxes: u64,
    /// How many nights are measured, after one that is not.
    pub nights: usize,
    /// How many nights are behind them.
    pub behind: usize,
    /// How many times two workers and one take turns.
    pub rounds: usize,
    /// For how long the API is asked, in seconds.
    pub seconds: u32,
}

/// What came out.
pub struct Told {
    /// What has a target.
    pub answers: Answers,
    /// What has none.
    pub figures: Figures,
}

/// A table of figures that have no target.
pub struct Figures(Table);

impl Figures {
    fn new() -> Self {
        let mut table = Table::new();
        table.load_style(ASCII_MARKDOWN);
        table.set_header(["what", "figure", "of"]);
        Self(table)
    }

    /// One row.
    pub fn add(&mut self, what: &str, figure: String, of: &str) {
        self.0.add_row([what.to_owned(), figure, of.to_owned()]);
    }
}

type Question = fn(&Server, &Size, &mut Told);

const QUESTIONS: [(&str, Question); 4] = [
    ("night", night::beside_its_rows),
    ("workers", workers::two_to_one),
    ("sqlite", sqlite::beside_sqlite),
    ("served", served::beside_a_bare_handler),
];

fn is_asked(name: &str) -> bool {
    let mut names = args().skip(1).filter(|argument| !argument.starts_with('-')).peekable();
    names.peek().is_none() || names.any(|asked| asked == name)
}

const FULL: Size = Size { mailboxes: 50_000, nights: 11, behind: 2, rounds: 5, seconds: 4 };
const QUICK: Size = Size { mailboxes: 500, nights: 2, behind: 1, rounds: 1, seconds: 1 };
