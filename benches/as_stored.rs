//! What does a mailbox cost where it is stored: its bytes, and writing and reading its state?

mod birth;
mod side_by_side;

use std::{fs, hint::black_box, path::Path};

use pec_nightly::{
    args::Args,
    decision::{self, Number, load},
    job,
    progress::Quiet,
    state,
    store::Store,
    today::Today,
    waiting,
};
use pec_renewal::{
    Command, Mailbox, Opening,
    catalogue::{HolderKind, Policy},
    charge::Outcome,
    decide, replay,
    values::{Day, MailboxId, uuid::Uuid},
};
use pec_step::{Asked, Batch, Decided};
use pec_test_support::{day, noon};
use tempfile::TempDir;

use self::{
    birth::renewing,
    side_by_side::{Answers, is_quick, race, timed},
};

fn main() {
    let size = if is_quick() { QUICK } else { FULL };
    let folder = TempDir::new().unwrap();
    let policy = Policy::aruba();
    let mut answers = Answers::new();
    a_state_written_and_read_back(&mut answers, &policy, &size);
    the_bytes_of_a_new_mailbox(&mut answers, folder.path(), &size);
    the_bytes_of_a_year(&mut answers, folder.path(), &policy, &size);
    answers.print();
}

struct Size {
    rounds: usize,
    /// How many states are written and read back in a round.
    states: usize,
    /// How many new mailboxes are stored.
    new: u64,
    /// How many mailboxes live for years.
    living: u64,
}

/// A round takes a quarter of a millisecond, so that it is seldom interrupted by others' work.
const FULL: Size = Size { rounds: 1001, states: 20, new: 50_000, living: 5_000 };
const QUICK: Size = Size { rounds: 3, states: 10, new: 1_000, living: 100 };

/// The form that the nightly run stores, with all that is checked when it is read, against JSON.
fn a_state_written_and_read_back(answers: &mut Answers, policy: &Policy, size: &Size) {
    let activated_on = day("2026-03-10");
    let command = Command::Open(Box::new(renewing(activated_on, HolderKind::Consumer)));
    let events = decide(None, &command, policy, noon(activated_on)).unwrap();
    let mailbox = &replay(&events).unwrap().unwrap();
    let (bytes, text) = (state::write(mailbox).unwrap(), serde_json::to_string(mailbox).unwrap());
    let compact = || state::read(&state::write(black_box(mailbox)).unwrap()).unwrap().unwrap();
    let json = || -> Mailbox {
        serde_json::from_str(&serde_json::to_string(black_box(mailbox)).unwrap()).unwrap()
    };
    assert_eq!((&compact(), &json()), (mailbox, mailbox));
    let times = race(
        size.rounds,
        [
            &mut || timed(|| (0..size.states).for_each(|_| drop(black_box(compact())))).1,
            &mut || timed(|| (0..size.states).for_each(|_| drop(black_box(json())))).1,
        ],
    );
    let (one, other) = (times.nanoseconds(0, size.states), times.nanoseconds(1, size.states));
    let (bytes, text) = (bytes.len(), text.len());
    let numbers = format!("{one:.0} against {other:.0} ns; {bytes} against {text} bytes");
    let question = "state written and read back, new mailbox, to the same as JSON";
    answers.add(question, times.ratio(0, 1), "", &(0.0..=0.35), &numbers);
}

/// A portfolio just imported, with all that is stored of it.
fn the_bytes_of_a_new_mailbox(answers: &mut Answers, folder: &Path, size: &Size) {
    let path = folder.join("new");
    let args = Args { mailboxes: Some(size.new), no_check: true, ..Args::new(path.clone(), 0) };
    job::run(&args, &mut Quiet).unwrap();
    let each = bytes(&path) / f64::from(u32::try_from(size.new).unwrap());
    let numbers = format!("a portfolio of {} in a file", size.new);
    answers.add("stored, a new mailbox", each, " bytes", &(0.0..=1_300.0), &numbers);
}

/// Mailboxes that renew by themselves, by the first charge, each on its own day of the year.
fn the_bytes_of_a_year(answers: &mut Answers, folder: &Path, policy: &Policy, size: &Size) {
    let path = folder.join("years");
    let mut living = Living { store: Store::open(&path).unwrap(), policy, day: day("2026-12-31") };
    living.open(size.living);
    // In the first year some were opened too late for their notices.
    living.until(day("2027-12-31"));
    let before = bytes(&path);
    living.until(day("2030-12-31"));
    let years = 3.0 * f64::from(u32::try_from(size.living).unwrap());
    let each = (bytes(&path) - before) / years;
    let events = "SELECT count(*), sum(length(body)) FROM event WHERE '2028' < at";
    let events = living.store.db().query_row(events, [], |row| Ok((row.get(0)?, row.get(1)?)));
    let (events, json): (f64, f64) = events.unwrap();
    let (events, json) = (events / years, json / years);
    let numbers = format!("{events:.1} events, {json:.0} bytes of JSON; the rest is beside it");
    answers.add("stored, a year of life", each, " bytes", &(0.0..=4_000.0), &numbers);
}

/// Mailboxes in a store, which the outside answers at once and always well.
struct Living<'a> {
    store: Store,
    policy: &'a Policy,
    day: Day,
}

impl<'a> Living<'a> {
    fn open(&mut self, mailboxes: u64) {
        let today = self.today();
        let opened = self.store.bulk_transaction(|db| {
            for number in 0..mailboxes {
                let activated_on = self.day.minus_days(i32::try_from(number % 365).unwrap());
                let mailbox = MailboxId::new(Uuid::from_u64_pair(number, !number));
                let opening = renewing(activated_on, HolderKind::Consumer);
                let command = Command::Open(Box::new(Opening { mailbox, ..opening }));
                decision::open(db, &today, command)?.unwrap();
            }
            Ok(())
        });
        opened.unwrap();
    }

    fn today(&self) -> Today<'a> {
        Today::new(self.policy, self.day, "Europe/Rome".parse().unwrap()).unwrap()
    }

    fn written(&mut self, mut batch: Batch<Number>) -> Decided<Number> {
        let today = self.today();
        batch.hold_all(|number| load(self.store.db(), number).map(Some)).unwrap();
        let decided = batch.decide(today.policy(), today.at());
        let transaction = self.store.transaction().unwrap();
        decision::write(&transaction, &decided).unwrap();
        transaction.commit().unwrap();
        decided
    }

    fn until(&mut self, last: Day) {
        while self.day < last {
            self.day = self.day.next();
            let (day, mut last) = (self.day.to_string(), (String::new(), 0));
            loop {
                let due = waiting::due(self.store.db(), &day, &last).unwrap();
                let Some(end) = due.last() else { break };
                last.clone_from(end);
                let mut ticks = Batch::new();
                for (_, number) in &due {
                    ticks.ask(*number, Asked::TICK);
                }
                let mut outcomes = Batch::new();
                for change in self.written(ticks).changes {
                    if let Some(asked) = change.after.charge().unresolved() {
                        let outcome = Outcome::Settled { amount: asked.amount };
                        let command = Command::ChargeOutcome { key: asked.key, outcome };
                        outcomes.ask(change.mailbox, Asked::Command(command));
                    }
                }
                self.written(outcomes);
            }
            let sent = "UPDATE errand SET delivered = 0 WHERE delivered IS NULL";
            self.store.db().execute(sent, []).unwrap();
        }
        self.store.sync().unwrap();
    }
}

fn bytes(path: &Path) -> f64 {
    f64::from(u32::try_from(fs::metadata(path).unwrap().len()).unwrap())
}
