//! The command line.

use std::path::PathBuf;

use chrono_tz::Tz;
use clap::{Parser, ValueEnum};
use pec_renewal::values::Day;

use crate::forecast::shares::Shares;

/// Runs the nightly renewal job over a portfolio of PEC mailboxes kept in a database file.
///
/// Each night takes in what the outside reported, ticks the mailboxes that are due, and sends what
/// is to be done to a simulated gateway, bank and mailer, whose reports come in on later nights.
/// At the end a table says what happened, and the whole database is checked.
///
/// With no arguments: 30 nights of the sample portfolio, going on from the last night done. Delete
/// the database file to begin again.
#[derive(Clone, Debug, Parser)]
#[command(version, after_long_help = AFTERWORD)]
pub struct Args {
    /// The database, created if it is not there
    #[arg(long, value_name = "FILE", default_value = "pec-nightly.sqlite")]
    pub database: PathBuf,

    /// The mailboxes to import, as CSV; without it, a sample of 400 into an empty database
    ///
    /// The columns are listed below. Mailboxes that the database has already, unchanged, are passed
    /// over. A file with a bad row is refused whole, and every bad row is listed.
    #[arg(long, value_name = "FILE.csv")]
    pub portfolio: Option<PathBuf>,

    /// Import the good rows, and write the bad ones to a file, each with its reason
    ///
    /// Correct that file and import it with --portfolio: its first column, the reason, is not read.
    /// A file of that name is never replaced: it is left as it is where it holds all the bad rows,
    /// and otherwise nothing is imported.
    #[arg(long, requires = "portfolio")]
    pub skip_bad: bool,

    /// Where the bad rows go; without it, FILE.csv.rejects.csv beside the portfolio
    #[arg(long, value_name = "FILE.csv", requires = "skip_bad")]
    pub rejects: Option<PathBuf>,

    /// Make so many fictitious mailboxes instead, in every phase of their life
    ///
    /// They are made for the first night, from the seed: the same number, the same mailboxes, and a
    /// larger number begins with the mailboxes of a smaller one. A database that has them already
    /// goes on; one with any other number of mailboxes is refused.
    #[arg(long, value_name = "N", conflicts_with = "portfolio", value_parser = clap::value_parser!(u64).range(MAILBOXES))]
    pub mailboxes: Option<u64>,

    /// How many of the mailboxes made expire within their usual terms; without it, all
    ///
    /// The others are at least two years from their expiry, so nothing is due of them: two
    /// portfolios of different size with the same number here have the same work in every night.
    #[arg(long, value_name = "N", requires = "mailboxes")]
    pub expiring: Option<u64>,

    /// The first night, as YYYY-MM-DD
    ///
    /// Without it, the night after the last one done; 2026-01-01 for a new database, to which the
    /// sample is made. Nights done already are not repeated, so the same command line given again
    /// goes on where it stopped. A later day leaves nights out: what was due is done on that day.
    #[arg(long, value_name = "DATE")]
    pub from: Option<Day>,

    /// How many nights, the first one included
    #[arg(long, value_name = "N", default_value_t = 30)]
    pub nights: u16,

    /// What the simulated outside does: the same seed, the same answers (a new database: 1)
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// The zone whose civil days count (a new database: Europe/Rome)
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<Tz>,

    /// The policy: a preset's name, or a JSON file (without it, the one last in force)
    ///
    /// The presets are listed below; a file has parameters and a price list. It holds from this run on,
    /// also where the run is stopped, until another is given; a new database begins with aruba. Every
    /// stored deadline is worked out again, and open orders stay as agreed. A changed policy needs a version of its own: of the parameters, of the price
    /// list, or of both. A bad file is refused whole, and nothing is changed.
    #[arg(long, value_name = "NAME|FILE.json")]
    pub policy: Option<PathBuf>,

    /// Print a preset, aruba unless another is named, as a policy file to begin with, and do nothing else
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "aruba", exclusive = true)]
    pub print_policy: Option<PathBuf>,

    /// Compare two policies, each a preset's name or a JSON file, and do nothing else
    ///
    /// Side by side: the parameters that differ, and the projected year of the same mailbox under
    /// each, if its charges settle, if they are declined, and if nobody pays.
    #[arg(long, value_names = ["A", "B"], num_args = 2, group = "drawn", conflicts_with_all = ["portfolio", "mailboxes", "policy", "forecast", "print_policy", "json"])]
    pub compare: Option<Vec<PathBuf>>,

    /// Say what the days around an expiry bring under a policy, a preset's name or a JSON file, and do nothing else
    ///
    /// For one mailbox, from 90 days before its expiry to its deletion, if every charge settles, if
    /// each is declined, and if automatic renewal is off and nobody acts: what is told, asked, charged
    /// and allowed, on each day on which something changes, as Markdown. With --svg all days are drawn.
    #[arg(long, value_name = "NAME|FILE.json", groups = ["drawn", "spoken"], conflicts_with_all = ["portfolio", "mailboxes", "policy", "forecast", "print_policy", "json"])]
    pub around_expiry: Option<PathBuf>,

    /// Where the comparison, or the days around an expiry, are drawn; an earlier file is replaced
    #[arg(long, value_name = "FILE.svg", requires = "drawn")]
    pub svg: Option<PathBuf>,

    /// Print the closing summary, or the forecast, as JSON; the names of the summary are listed below
    #[arg(long)]
    pub json: bool,

    /// Leave out the closing check, which reads the whole database
    #[arg(long)]
    pub no_check: bool,

    /// Run no night: answer what is asked about one mailbox, in words to be read aloud
    ///
    /// It says what the mailbox is and how it stands on the last night done, what happened lately, why it
    /// was charged or not renewed, what its holder cannot do and why, what comes next, what would make it
    /// renew, and where the money is. The mailbox is named by its address or its identity. The database
    /// is left as it is; with --json the answers come as data.
    #[arg(long, value_name = "MAILBOX", group = "spoken", conflicts_with_all = ["nights", "no_check", "forecast", "portfolio", "mailboxes", "from"])]
    pub explain: Option<String>,

    /// The language of that answer, or of the days around an expiry
    #[arg(long, value_name = "LANGUAGE", requires = "spoken", default_value = "en")]
    pub lang: Lang,

    /// Run no night: write what so many days to come bring, if nobody acts
    ///
    /// By day, and in three scenarios (all charges settle, all decline, and expected by the shares
    /// of their rung): orders generated, charges, what they bring, notices, services suspended and
    /// ended, deletions, and sums owed back. It begins with the next night of the database, and
    /// leaves the database as it is, also with --policy. Where there is none, the sample, the
    /// portfolio or the mailboxes made are imported into a temporary one.
    #[arg(long, value_name = "DAYS", conflicts_with_all = ["nights", "no_check"], value_parser = clap::value_parser!(u16).range(1..=366))]
    pub forecast: Option<u16>,

    /// Where forecast.csv, forecast.json and forecast.html go; earlier ones are replaced
    #[arg(long, value_name = "FOLDER", default_value = ".", requires = "forecast")]
    pub into: PathBuf,

    /// How charges are expected to be answered on each rung, in percent, as 80/20,60/30/10
    ///
    /// A rung after the other, the last one for all that follow: settled / declined for now / declined
    /// for good / needs the holder; what is left out at the end is 0. Without it, they are counted
    /// from the stored history; where that has none, 80/20 is assumed.
    #[arg(long, value_name = "SHARES", requires = "forecast", allow_hyphen_values = true)]
    pub shares: Option<Shares>,
}

/// A language that the library speaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Lang {
    /// English
    En,
    /// Italian
    It,
}

impl Args {
    /// The file for the bad rows of the portfolio, where they are to be passed over.
    #[must_use]
    pub fn rejects_file(&self) -> Option<PathBuf> {
        let beside = || {
            let mut name = self.portfolio.clone()?.into_os_string();
            name.push(".rejects.csv");
            Some(PathBuf::from(name))
        };
        if self.skip_bad { self.rejects.clone().or_else(beside) } else { None }
    }

    /// A run of so many nights on this database, and otherwise as with no arguments.
    #[must_use]
    pub fn new(database: PathBuf, nights: u16) -> Self {
        Self {
            database,
            portfolio: None,
            skip_bad: false,
            rejects: None,
            mailboxes: None,
            expiring: None,
            from: None,
            nights,
            seed: None,
            zone: None,
            policy: None,
            print_policy: None,
            compare: None,
            around_expiry: None,
            svg: None,
            json: false,
            no_check: false,
            explain: None,
            lang: Lang::En,
            forecast: None,
            into: PathBuf::from("."),
            shares: None,
        }
    }
}

/// What the numbers in addresses and tax ids have room for.
const MAILBOXES: std::ops::RangeInclusive<u64> = 1..=9_999_999;

const AFTERWORD: &str = "\
Columns of a portfolio file (all needed, in any order; UTF-8, separated by commas):
  mailbox                     its identity, a UUID of your choice, never used again
  address                     for people to read; the engine never sees it
  holder                      consumer, business or public body; the last
                              two also with split payment
  tax_id                      16 letters and digits, or 11 digits, or a pseudonym:
                              ~ and 32 hexadecimal digits
  account                     the customer account, a UUID
  hosting                     provider or own domain
  plan                        standard, pro or premium
  extra_mailbox_gb            GB bought on top; empty for none
  extra_archive_gb            the same for the archive
  term                        years last paid for, 1 to 5
  anchor                      the day from which terms are counted, as YYYY-MM-DD
  expiry                      the last day of service: the anchor plus whole years
  method                      bound by automatic renewal, a UUID; empty where that is off
  method_kind                 card or paypal; empty without a method
  method_valid_until          its last valid day; empty where not known
  mandate_cap                 the most one charge may take, in euro; empty for no cap
  method_dead                 yes if it was declined for good; otherwise no or empty
  statutory_notice_delivered  the day of the notice of art. 65-bis for this expiry, or empty
  orders_before               how many orders the mailbox ever had; empty for none
Columns of a life lived elsewhere (each may be left out, and empty is not so):
  terminated                  yes if a termination at expiry stands
  withheld                    cancelled or lapsed: a generated order in this period
  order_by                    who made the open order: automatic renewal, or a way of paying
  order_net                   its price without VAT, in euro; the VAT is 22 %
  order_opened_on             its first day
  order_last_day              its last day; empty for the one of the policy
  order_rungs                 how many rungs are spent, each by a charge that failed
  order_number                the number under which money may still name it
  held                        a transfer held for it, in euro
  held_reference, held_on     its reference and its day
  warned_on, deletion_told    the warning before deletion, and the day that it told
  right                       leave or withdraw: of the term that ends with the expiry
  right_paid, right_paid_on   what was paid for that term, and when
  debt, debt_number           a debt that stands, and its number
  receivable                  what a public body is still to pay for that term
  receivable_number           the number under which money may name its order
  reason                      not needed and not read: why the row was rejected before

Presets, after public pages of providers, which neither made nor endorsed one:
  aruba, register_it, pecpro, tim, virgilio, abwebsolutions

Names of the summary as JSON (money in cents; null for what there was not):
  first_night, last_night     the nights of this run, as YYYY-MM-DD
  nights, nights_in_all       how many nights, in this run and since the start
  import                      rows opened, known and rejected, and the rejects_file
  counts                      a name for each line of the table, as orders_generated, with count and
                              cents of the run and of all since the start
  money                       the sums of the table: registered, reversed, debts, receivables,
                              written_off, applied, held, owed_back, paid_out, came_back, taken,
                              on_its_way, paid_back, paid_back_on_its_way, gone_back,
                              gone_back_on_its_way, to_pay_back, being_paid_back
  check                       sound, mailboxes, events, violations, and those shown, in words
  milliseconds                what import, nights and check took

Examples:
  pec-nightly                 the next 30 nights
  pec-nightly --nights 365    the next year
  pec-nightly --nights 0      no night: the table and the check only
  pec-nightly --database mine.sqlite --portfolio mine.csv --from 2026-03-01
  pec-nightly --database large.sqlite --mailboxes 1000000 --nights 1
  pec-nightly --portfolio mine.csv --skip-bad
                              what is bad is in mine.csv.rejects.csv
  pec-nightly --database tim.sqlite --policy tim
                              30 nights of the sample under another preset
  pec-nightly --print-policy tim > mine.json
  pec-nightly --policy mine.json
                              the next 30 nights under a policy of your own
  pec-nightly --compare aruba tim --svg years.svg
                              two policies, and a year under each
  pec-nightly --around-expiry aruba --svg days.svg --lang it
                              what is told, asked, charged and allowed around an expiry
  pec-nightly --forecast 90   what the next 90 days bring, as forecast.html and as data
  pec-nightly --forecast 90 --policy mine.json
                              what they would bring under a policy of your own
  pec-nightly --explain casella-0003@pec.example --lang it
                              what a support desk can answer about one mailbox

A run may be killed at any moment and started again. Exit status: 0 all is well; 1 the check found
something that does not hold; 2 the run could not be made, and the message says what to do.";
