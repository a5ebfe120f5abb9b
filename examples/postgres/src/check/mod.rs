//! The closing check of the whole database: nothing stored is believed.
//!
//! Each mailbox is folded again from its events, with the engine's invariants checked at every step;
//! then what is stored beside the events (state, deadline, errands) must be what follows from them, and
//! nothing may wait that should be done.

use std::fmt;

use anyhow::Result;
use deadpool_postgres::Transaction;
use pec_nightly::tally::Tally;
use pec_renewal::{
    Event, Mailbox,
    catalogue::Policy,
    check, check_step, evolve, next_deadline,
    values::{Moment, chrono::NaiveDate, uuid::Uuid},
};
use pec_step::{state, version_of};
use tokio_postgres::{IsolationLevel, Row};

use crate::{
    database::{Client, Sql},
    store::{Pending, pending},
};

/// What the check found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Findings {
    /// How many mailboxes were checked.
    pub mailboxes: u64,
    /// How many events were folded.
    pub events: u64,
    /// How many errands there are.
    pub errands: u64,
    /// How many reports came in.
    pub reports: u64,
    /// What happened, by its name.
    pub happened: Tally,
    /// What waits at the moment of the check.
    pub pending: Pending,
    /// The same in words, where anything does.
    pub waiting: Vec<String>,
    /// The first things that do not hold.
    pub shown: Vec<String>,
    /// How many there are in all.
    pub violations: u64,
}

impl Findings {
    /// Whether everything holds, and nothing waits.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.violations == 0 && self.waiting.is_empty()
    }

    /// Notes something that does not hold.
    pub fn report(&mut self, subject: &str, what: &str) {
        self.violations += 1;
        if self.shown.len() < SHOWN_MAX {
            self.shown.push(format!("{subject}: {what}"));
        }
    }
}

/// Checks every mailbox as the database stands at one instant, and that nothing waits at `at`.
///
/// # Errors
///
/// Where the database cannot be read. What does not hold is no error: it is found.
pub async fn run(client: &mut Client, policy: &Policy, at: Moment) -> Result<Findings> {
    let snapshot = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await?;
    let mut findings = Findings::default();
    let mut last = Uuid::nil();
    loop {
        let mailboxes = snapshot.query(MAILBOXES, &[&last]).await?;
        let Some(end) = mailboxes.last() else { break };
        let first = std::mem::replace(&mut last, end.get(0));
        let events = snapshot.query(EVENTS, &[&first, &last]).await?;
        let mut rest = events.as_slice();
        for mailbox in &mailboxes {
            let id: Uuid = mailbox.get(0);
            let own = rest.iter().take_while(|event| event.get::<_, Uuid>(0) == id).count();
            let (own, others) = rest.split_at(own);
            rest = others;
            check_mailbox(mailbox, own, policy, &mut findings);
        }
    }
    check_whole(&snapshot, at, &mut findings).await?;
    Ok(findings)
}

fn check_mailbox(row: &Row, events: &[Row], policy: &Policy, findings: &mut Findings) {
    findings.mailboxes += 1;
    let subject = format!("mailbox {}", row.get::<_, Uuid>(0));
    let folded = match fold(events, &subject, findings) {
        Ok(folded) => folded,
        Err(what) => return findings.report(&subject, &what),
    };
    findings.events += folded.sequence();
    for what in differences(row, &folded, policy) {
        findings.report(&subject, &what);
    }
}

/// Folds the events of a mailbox; an error in words where they do not make one.
fn fold(rows: &[Row], subject: &str, findings: &mut Findings) -> Result<Mailbox, String> {
    let mut before: Option<Mailbox> = None;
    for (row, expected) in rows.iter().zip(1_i64..) {
        let (sequence, is_errand): (i64, bool) = (row.get(1), row.get(3));
        if sequence != expected {
            return Err(format!("event {expected} is missing"));
        }
        let event: Event = serde_json::from_str(row.get(2))
            .map_err(|error| format!("event {sequence} cannot be read: {error}"))?;
        let after = evolve(before.clone(), &event).map_err(|corrupt| corrupt.to_string())?;
        if let Err(broken) = check_step(before.as_ref(), &event, &after) {
            findings.report(subject, &broken.to_string());
        }
        if event.fact.errand().is_some() != is_errand {
            let what = format!("event {sequence} is an errand, or stands among them: not both");
            findings.report(subject, &what);
        }
        findings.errands += u64::from(is_errand);
        findings.happened.add(&event);
        before = Some(after);
    }
    let folded = before.ok_or("it has no event")?;
    if let Err(broken) = check(&folded) {
        findings.report(subject, &broken.to_string());
    }
    Ok(folded)
}

/// Where a row is not what follows from the events.
fn differences(row: &Row, folded: &Mailbox, policy: &Policy) -> Vec<String> {
    let (id, account, sequence): (Uuid, Uuid, i64) = (row.get(0), row.get(1), row.get(2));
    let (deadline, version): (Option<NaiveDate>, &str) = (row.get(3), row.get(4));
    let mut differences = Vec::new();
    if (folded.id().uuid(), folded.account().uuid()) != (id, account) {
        let (other, its) = (folded.id(), folded.account());
        differences.push(format!("its events are those of mailbox {other} of account {its}"));
    }
    if i64::try_from(folded.sequence()) != Ok(sequence) {
        let events = folded.sequence();
        differences.push(format!("it is stored with {sequence} events and has {events}"));
    }
    match state::read(row.get(5)) {
        // In another form it is not used: it is folded anew, as here.
        Ok(None) => {}
        Ok(Some(state)) if state == *folded => {}
        Ok(Some(_)) => {
            differences.push("its stored state is not the fold of its events".to_owned());
        }
        Err(error) => differences.push(format!("its stored state cannot be read: {error}")),
    }
    let expected = next_deadline(folded, policy).map(NaiveDate::from);
    if deadline != expected || version != version_of(policy) {
        let shown = |day: Option<NaiveDate>| day.map_or("none".to_owned(), |day| day.to_string());
        differences.push(format!(
            "its stored deadline is {} under policy {version}, and should be {} under {}",
            shown(deadline),
            shown(expected),
            version_of(policy),
        ));
    }
    differences
}

/// What holds of the database as a whole.
async fn check_whole(
    snapshot: &Transaction<'_>,
    at: Moment,
    findings: &mut Findings,
) -> Result<()> {
    findings.pending = pending(snapshot, at).await?;
    let Pending { stale_deadlines, reports, due, errands, set_aside } = findings.pending;
    for (count, what) in [
        (stale_deadlines, "deadlines of another policy"),
        (reports, "reports that are not handled"),
        (due, "mailboxes that are due"),
        (errands, "errands that are not done"),
        (set_aside, "mailboxes that are set aside: the table lease says why"),
    ] {
        if count != 0 {
            findings.waiting.push(format!("{count} {what}"));
        }
    }
    let row = snapshot.query_one(WHOLE, &[]).await?;
    findings.reports = u64::try_from(row.get::<_, i64>(0))?;
    for (index, what) in [
        (1, "reports met a defect of the engine"),
        (2, "events belong to no mailbox that was checked"),
    ] {
        let count: i64 = row.get(index);
        if count != 0 {
            findings.report("the record", &format!("{count} {what}"));
        }
    }
    Ok(())
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mailboxes, events, errands, reports, .. } = self;
        writeln!(f, "{}", self.happened)?;
        writeln!(
            f,
            "{mailboxes} mailboxes, {events} events, {errands} errands, {reports} reports: every \
             history was folded anew"
        )?;
        for what in &self.shown {
            writeln!(f, "  {what}")?;
        }
        match self.violations {
            0 => f.write_str("everything holds")?,
            1 => f.write_str("one thing does not hold")?,
            many => write!(f, "{many} things do not hold")?,
        }
        if self.waiting.is_empty() {
            f.write_str(", and nothing is left to do now")
        } else {
            write!(f, ", and there is still to do: {}", self.waiting.join(", "))
        }
    }
}

const SHOWN_MAX: usize = 20;

const MAILBOXES: &str = "
SELECT id, account, sequence, deadline, policy_version, state FROM mailbox
WHERE $1 < id ORDER BY id LIMIT 1000";

const EVENTS: &str = "
SELECT event.mailbox, event.sequence, event.body, errand.mailbox IS NOT NULL
FROM event LEFT JOIN errand USING (mailbox, sequence)
WHERE $1 < event.mailbox AND event.mailbox <= $2 ORDER BY event.mailbox, event.sequence";

const WHOLE: &str = "
SELECT
    (SELECT count(*) FROM report),
    (SELECT count(*) FROM report WHERE verdict LIKE 'refused, broken:%'),
    (SELECT count(*) FROM event WHERE NOT EXISTS (SELECT FROM mailbox WHERE id = mailbox))";
