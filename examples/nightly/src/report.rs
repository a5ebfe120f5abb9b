//! The closing table: what happened, and whether it all holds.

use std::{path::PathBuf, time::Duration};

use comfy_table::{Cell, CellAlignment, Table, presets::UTF8_BORDERS_ONLY};
use pec_renewal::values::Day;

use crate::{
    audit::{Books, Findings, euro},
    portfolio::Imported,
    tally::{REFUSED, Sum, Tally},
};

/// What a run has to say at its end.
#[derive(Debug)]
pub struct Closing<'a> {
    /// The nights of this run, first and last, where there were any.
    pub nights: Option<(Day, Day)>,
    /// How many nights this run made.
    pub nights_run: u64,
    /// The nights done since the start.
    pub nights_in_all: u64,
    /// What was counted in this run's nights.
    pub run: &'a Tally,
    /// What was counted since the start.
    pub all: &'a Tally,
    /// What the check found, where it was made.
    pub findings: Option<&'a Findings>,
    /// What came in before the nights.
    pub imported: &'a Intake,
    /// How long it took.
    pub spent: Spent,
}

/// How long each part of a run took.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Spent {
    /// The import of mailboxes.
    pub import: Duration,
    /// All nights.
    pub nights: Duration,
    /// The closing check.
    pub check: Duration,
}

/// What came in before the nights.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Intake {
    /// How many rows, and what became of them.
    pub done: Imported,
    /// The file for rows that are bad, where they were to be passed over.
    pub rejects: Option<PathBuf>,
}

impl Closing<'_> {
    /// The table and the verdict, for the terminal.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines = vec![self.heading(), self.figures().to_string()];
        lines.extend(self.findings.map(|findings| money(findings.books)));
        lines.extend(self.rejected());
        lines.push(match self.findings {
            Some(findings) => verdict(findings),
            None => "Nothing was checked: leave --no-check out to check.".to_owned(),
        });
        lines.join("\n")
    }

    fn heading(&self) -> String {
        match self.nights {
            Some((first, last)) if first == last => format!("The night of {first}"),
            Some((first, last)) => format!("The nights from {first} to {last}"),
            None => format!("No night was left to run; {} are done", self.nights_in_all),
        }
    }

    fn figures(&self) -> Table {
        let mut table = Table::new();
        table.load_style(UTF8_BORDERS_ONLY);
        table.set_header(["", "this run", "euro", "since the start", "euro"]);
        for (heading, names) in SECTIONS {
            self.add_section(&mut table, heading, names);
        }
        // Whatever is counted is shown, even where a name was forgotten above.
        let others: Vec<&str> = self.all.iter().map(|(what, _)| what).filter(is_other).collect();
        if !others.is_empty() {
            self.add_section(&mut table, "others", &others);
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table
    }

    fn add_section(&self, table: &mut Table, heading: &str, names: &[&str]) {
        table.add_row([Cell::new(heading.to_uppercase())]);
        for what in names {
            let (run, all) = (self.run.get(what), self.all.get(what));
            table.add_row([
                Cell::new(format!("  {what}")),
                Cell::new(run.count),
                Cell::new(sum_of(run)),
                Cell::new(all.count),
                Cell::new(sum_of(all)),
            ]);
        }
    }

    fn rejected(&self) -> Option<String> {
        let Intake { done, rejects } = self.imported;
        let rejects = rejects.as_ref().filter(|_| 0 < done.rejected)?.display();
        let Imported { opened, rejected, .. } = *done;
        Some(format!(
            "Imported {opened} mailboxes; rejected {rejected} rows, each with its reason in \
             {rejects}: correct it and import it."
        ))
    }
}

fn money(books: Books) -> String {
    let Books {
        registered,
        reversed,
        debts,
        receivables,
        written_off,
        applied,
        held,
        owed_back,
        paid_out,
        came_back,
        taken,
        on_its_way,
        paid_back,
        paid_back_on_its_way,
        gone_back,
        gone_back_on_its_way,
        to_pay_back,
        being_paid_back,
    } = books;
    format!(
        "Money since the start, in euro:\n  \
         registered {} - reversed {} + debts {} + receivables {} + written off {} =\n    \
         applied {} + held {} + owed back {} + paid out {}\n  \
         taken outside {} = registered {} + on its way {}\n  \
         paid back outside {} = paid out {} + came back {} + on its way {}\n  \
         gone back outside {} = reversed {} + came back {} + on its way {}\n  \
         owed back {} = in the outbox {} + paid and on its way {}",
        euro(registered),
        euro(reversed),
        euro(debts),
        euro(receivables),
        euro(written_off),
        euro(applied),
        euro(held),
        euro(owed_back),
        euro(paid_out),
        euro(taken),
        euro(registered),
        euro(on_its_way),
        euro(paid_back),
        euro(paid_out),
        euro(came_back),
        euro(paid_back_on_its_way),
        euro(gone_back),
        euro(reversed),
        euro(came_back),
        euro(gone_back_on_its_way),
        euro(owed_back),
        euro(to_pay_back),
        euro(being_paid_back),
    )
}

fn verdict(findings: &Findings) -> String {
    let Findings { mailboxes, events, violations, ref shown, .. } = *findings;
    let checked = format!("Checked {mailboxes} mailboxes and {events} events");
    if findings.is_sound() {
        return format!(
            "{checked}: every invariant holds, every state is the fold of its events, and the \
                 money balances."
        );
    }
    let things = if violations == 1 { "thing does" } else { "things do" };
    let mut text = format!("{checked}: {violations} {things} NOT hold.");
    for violation in shown {
        text.push_str("\n  ");
        text.push_str(violation);
    }
    if u64::try_from(shown.len()).is_ok_and(|shown| shown < violations) {
        text.push_str("\n  …");
    }
    text.push_str(
        "\nEither something other than this program wrote to the database, and a copy from \
             before it must be restored, or this is a defect: please report it.",
    );
    text
}

/// Every line of the table, by its name.
pub(crate) fn names<'a>() -> impl Iterator<Item = &'a str> {
    SECTIONS.iter().flat_map(|(_, names)| names.iter().copied())
}

fn is_other(what: &&str) -> bool {
    names().all(|name| name != *what)
}

fn sum_of(sum: Sum) -> String {
    if sum.cents == 0 { String::new() } else { euro(sum.cents) }
}

/// The table's lines, under their headings.
const SECTIONS: [(&str, &[&str]); 5] = [
    (
        "orders",
        &[
            "orders generated",
            "orders not generated",
            "orders by hand",
            "renewals",
            "orders cancelled",
            "orders reissued",
            "orders lapsed",
        ],
    ),
    (
        "charges",
        &[
            "charges requested",
            "charges settled",
            "soft declines",
            "hard declines",
            "charges needing authentication",
            "charges not executed",
            "charges answered: unknown",
            "charges barred",
            "inquiries",
            "contradictory reports",
            "rungs skipped",
            "ladders exhausted",
        ],
    ),
    (
        "money",
        &[
            "payments by hand",
            "commitments",
            "sums owed back",
            "refunds paid",
            "payments reversed",
            "payouts that came back",
        ],
    ),
    (
        "mailboxes",
        &[
            "mailboxes opened",
            "plans changed",
            "automatic renewal switched on",
            "automatic renewal switched off",
            "methods replaced",
            "terminations asked for",
            "changes of access",
            "mailboxes deleted",
            "days missed",
            REFUSED,
        ],
    ),
    (
        "notices",
        &[
            "reminders",
            "reminders skipped",
            "notices of tacit renewal",
            "warnings before deletion",
            "notices of a failed charge",
            "notices of a renewal",
            "other notices",
            "notices delivered",
            "notices that failed",
        ],
    ),
];
