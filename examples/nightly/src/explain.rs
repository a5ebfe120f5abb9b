//! What is asked about one mailbox, answered in words that can be read aloud.
//!
//! The library has the words ([`pec_renewal::audit::explain`]); here they are found for a mailbox of the
//! database, and put in order. Long identities are cut down to what can be said: an order and a charge to
//! their numbers, a method to the last letters of its identity.

use std::fmt::Write;

use anyhow::{Context, Result, ensure};
use pec_renewal::{
    Event, Fact, Mailbox, access,
    audit::explain::{Answer, English, Ground, Italian, Language, Question, answer},
    catalogue::Policy,
    replay,
    values::{ChargeKey, Day, OrderId, uuid::Uuid},
};
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;

use crate::{
    args::{Args, Lang},
    decision::Number,
    job::Outcome,
    night, policy,
    store::{self, Store},
};

/// Answers what is asked about the mailbox of this address, or of this identity.
///
/// # Errors
///
/// Where there is no such database or mailbox, or it cannot be read; the message says what to do.
pub fn run(asked_for: &str, asked: Option<&Policy>, args: &Args) -> Result<Outcome> {
    let database = args.database.display();
    ensure!(
        args.database.exists(),
        "there is no database {database}: run its first nights, or name another file with --database"
    );
    let mut store = Store::open(&args.database)?;
    let next = night::next(&store)?;
    // Nothing of this is ever committed.
    let settling = store.transaction()?;
    let policy = policy::settle(&settling, asked)?;
    let (number, address) = find(&settling, asked_for)
        .and_then(|found| {
            found.with_context(|| {
                format!(
                    "the database {database} has no mailbox {asked_for}: give its address or its \
                     identity as they stand in the portfolio, or name another file with --database"
                )
            })
        })
        .map_err(|error| store::explained(error, &args.database))?;
    let history = history(&settling, number)?;
    let mailbox = replay(&history)?.context("the mailbox has no event")?;
    let last = mailbox.last_moment().day();
    let day = next.map_or(last, Day::previous).max(last);
    let told = Told { address, mailbox, history, policy, day };
    let report = if args.json { told.json()? } else { told.text(args.lang) };
    Ok(Outcome { report, sound: true })
}

/// The mailbox that is told of.
struct Told {
    address: String,
    mailbox: Mailbox,
    history: Vec<Event>,
    policy: Policy,
    day: Day,
}

impl Told {
    fn text(&self, lang: Lang) -> String {
        let language: &dyn Language = match lang {
            Lang::En => &English,
            Lang::It => &Italian,
        };
        let (mailbox, day) = (&self.mailbox, self.day);
        let mut page = Page { text: String::new(), said: Vec::new(), words: Words::of(lang) };
        page.title(&format!("{}, {}", self.address, language.day(day)));
        page.line(&language.mailbox(mailbox));
        page.line(&language.state(mailbox, day));
        page.line(&format!("{}: {}", page.words.may, language.access(access(mailbox, day))));
        page.title(page.words.lately);
        for event in lately(&self.history) {
            page.line(&language.ground(&Ground::Recorded(Box::new(event.clone()))));
        }
        for answer in self.answers() {
            page.title(&language.question(answer.question));
            let is_outlook = |ground: &Ground| matches!(ground, Ground::Outlook(_));
            let outlook = answer.grounds.iter().find(|it| is_outlook(it));
            let outlook = outlook.map(|ground| language.ground(ground));
            for line in language.answer(&answer) {
                if outlook.as_ref() == Some(&line) {
                    page.line_once(&line);
                } else {
                    page.line(&line);
                }
            }
        }
        page.text.truncate(page.text.trim_end().len());
        page.text
    }

    fn json(&self) -> Result<String> {
        let answers = self.answers();
        let answers = answers.iter().map(|answer| {
            let grounds: Vec<_> = answer
                .grounds
                .iter()
                .map(|ground| json!({ "rule": ground.rule(), "ground": ground }))
                .collect();
            json!({ "question": answer.question.code(), "grounds": grounds })
        });
        let told = json!({
            "address": self.address,
            "mailbox": self.mailbox.id(),
            "day": self.day,
            "answers": answers.collect::<Vec<_>>(),
        });
        Ok(serde_json::to_string_pretty(&told)?)
    }

    fn answers(&self) -> Vec<Answer> {
        let answered = |question: &Question| {
            answer(*question, &self.mailbox, &self.history, &self.policy, self.day)
        };
        Question::ALL.iter().map(answered).collect()
    }
}

/// The mailbox of this address, whatever its case, or of this identity.
fn find(db: &Connection, asked_for: &str) -> Result<Option<(Number, String)>> {
    let found = db
        .prepare(
            "SELECT mailbox.number, coalesce(address.address, mailbox.id)
             FROM mailbox LEFT JOIN address ON address.mailbox = mailbox.number
             WHERE address.address = ?1 OR mailbox.id = lower(?1)",
        )?
        .query_row([asked_for.trim()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found)
}

fn history(db: &Connection, number: Number) -> Result<Vec<Event>> {
    let mut query = db.prepare("SELECT body FROM event WHERE mailbox = ?1 ORDER BY sequence")?;
    let mut rows = query.query([number])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        events.push(serde_json::from_str(row.get_ref(0)?.as_str()?)?);
    }
    Ok(events)
}

/// The latest events, but for deliveries: of a notice it is told that it was due.
fn lately(history: &[Event]) -> Vec<&Event> {
    let is_told = |event: &&Event| !matches!(event.fact, Fact::NoticeDelivered { .. });
    let mut events: Vec<&Event> = history.iter().rev().filter(is_told).take(LATELY).collect();
    events.reverse();
    events
}

/// What this page says in its own words.
struct Words {
    may: &'static str,
    lately: &'static str,
    said: &'static str,
}

impl Words {
    const fn of(lang: Lang) -> Self {
        match lang {
            Lang::En => Self {
                may: "what it may do with mail",
                lately: "What happened lately?",
                said: "as said above",
            },
            Lang::It => Self {
                may: "che cosa può fare con la posta",
                lately: "Che cosa è successo di recente?",
                said: "come già detto sopra",
            },
        }
    }
}

/// The page as it grows. The outlook, which several answers rest on, is said once.
struct Page {
    text: String,
    said: Vec<String>,
    words: Words,
}

impl Page {
    fn title(&mut self, title: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(title);
        self.text.push('\n');
    }

    fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "  {}", sayable(line));
    }

    /// The line, or where it was said already, only that.
    fn line_once(&mut self, line: &str) {
        if self.said.iter().any(|said| said == line) {
            self.line(self.words.said);
        } else {
            self.said.push(line.to_owned());
            self.line(line);
        }
    }
}

/// The line with its long identities as they can be read aloud: an order and a charge by their numbers,
/// everything else by its last letters.
#[must_use]
pub fn sayable(line: &str) -> String {
    line.split(' ').map(sayable_word).collect::<Vec<_>>().join(" ")
}

fn sayable_word(word: &str) -> String {
    let bare = word.trim_end_matches([',', ';', ':', ')']);
    let (bare, rest) = word.split_at(bare.len());
    if let Ok(key) = bare.parse::<ChargeKey>() {
        format!("{}.{}{rest}", key.order().ordinal(), key.attempt())
    } else if let Ok(order) = bare.parse::<OrderId>() {
        format!("{}{rest}", order.ordinal())
    } else if bare.len() == UUID_LENGTH && bare.parse::<Uuid>().is_ok() {
        let tail = bare.get(UUID_LENGTH - 4..).unwrap_or(bare);
        format!("…{tail}{rest}")
    } else {
        word.to_owned()
    }
}

/// A UUID with its hyphens.
const UUID_LENGTH: usize = 36;
/// How many events are told as the latest.
const LATELY: usize = 8;
