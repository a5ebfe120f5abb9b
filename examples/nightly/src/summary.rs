//! The closing summary for programs: the closing table as JSON, with names that do not change.
//!
//! Money is whole cents. What is not there (no night, no check) is `null`, and a name never leaves:
//! what did not happen counts 0.

use serde_json::{Map, Value, json};

use crate::{
    audit::{Books, Findings},
    report::{self, Closing},
    tally::Sum,
};

impl Closing<'_> {
    /// The summary as JSON, laid out for people too.
    #[must_use]
    pub fn json(&self) -> String {
        let done = self.imported.done;
        let rejects = self.imported.rejects.as_ref().filter(|_| 0 < done.rejected);
        let spent = |duration: std::time::Duration| u64::try_from(duration.as_millis()).ok();
        let value = json!({
            "first_night": self.nights.map(|(first, _)| first.to_string()),
            "last_night": self.nights.map(|(_, last)| last.to_string()),
            "nights": self.nights_run,
            "nights_in_all": self.nights_in_all,
            "import": {
                "opened": done.opened,
                "known": done.known,
                "rejected": done.rejected,
                "rejects_file": rejects.map(|path| path.display().to_string()),
            },
            "counts": self.counts(),
            "money": self.findings.map(|findings| money(findings.books)),
            "check": self.findings.map(check),
            "milliseconds": {
                "import": spent(self.spent.import),
                "nights": spent(self.spent.nights),
                "check": spent(self.spent.check),
            },
        });
        format!("{value:#}")
    }

    fn counts(&self) -> Map<String, Value> {
        let others = self.all.iter().map(|(what, _)| what);
        let names = report::names().chain(others);
        names
            .map(|what| {
                let (run, all) = (sum(self.run.get(what)), sum(self.all.get(what)));
                (name_of(what), json!({ "run": run, "all": all }))
            })
            .collect()
    }
}

fn sum(sum: Sum) -> Value {
    json!({ "count": sum.count, "cents": sum.cents })
}

fn money(books: Books) -> Value {
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
    json!({
        "registered": registered,
        "reversed": reversed,
        "debts": debts,
        "receivables": receivables,
        "written_off": written_off,
        "applied": applied,
        "held": held,
        "owed_back": owed_back,
        "paid_out": paid_out,
        "came_back": came_back,
        "taken": taken,
        "on_its_way": on_its_way,
        "paid_back": paid_back,
        "paid_back_on_its_way": paid_back_on_its_way,
        "gone_back": gone_back,
        "gone_back_on_its_way": gone_back_on_its_way,
        "to_pay_back": to_pay_back,
        "being_paid_back": being_paid_back,
    })
}

fn check(findings: &Findings) -> Value {
    json!({
        "sound": findings.is_sound(),
        "mailboxes": findings.mailboxes,
        "events": findings.events,
        "violations": findings.violations,
        "shown": findings.shown,
    })
}

/// A line of the table as a name: `charges answered: unknown` is `charges_answered_unknown`.
fn name_of(what: &str) -> String {
    what.chars()
        .filter(|sign| *sign != ':')
        .map(|sign| if sign == ' ' { '_' } else { sign })
        .collect()
}
