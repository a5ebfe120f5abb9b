//! A script that was read: its lines, with every name resolved and every moment placed in its zone.
//!
//! What depends on the mailbox as it stands (an order's identity, what is due, what to repeat) is
//! left to the run.

use chrono_tz::Tz;
use pec_renewal::{
    Action, Assumption, MethodNews, Opening, ReversalKind, Who,
    auto_renewal::Consent,
    catalogue::{Holder, Method, MethodKind, Package, Plan, Policy, Term},
    service::Access,
    values::{
        AccountId, Day, DebtNumber, ExtraSpace, MailboxId, MethodId, Moment, Money,
        PaymentReference, RefundNumber, Room, TaxId, UsedSpace,
    },
};

use crate::clock::Time;

/// A script, ready to run.
#[derive(Clone, Debug)]
pub struct Script {
    pub(crate) file: String,
    pub(crate) zone: Tz,
    pub(crate) lines: Vec<Line>,
    pub(crate) names: Names,
}

impl Script {
    /// Whether any line asks or reports something: without one there is nothing to run.
    pub(crate) fn says_a_command(&self) -> bool {
        self.lines.iter().any(|line| matches!(line.statement, Statement::Act { .. }))
    }
}

/// What the script calls the mailboxes, methods, accounts and consents that it speaks of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) mailboxes: Vec<String>,
    pub(crate) methods: Vec<String>,
    pub(crate) accounts: Vec<u32>,
    pub(crate) consents: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Its number in the file, counted from 1.
    pub(crate) number: usize,
    /// The line as it may be shown.
    pub(crate) text: String,
    pub(crate) statement: Statement,
}

#[derive(Clone, Debug)]
pub(crate) enum Statement {
    /// A comment, a blank line, or a setting that the reader has used up.
    Quiet,
    /// The lines that follow are about this mailbox.
    Mailbox(MailboxId),
    /// The policy from here on.
    Policy(Box<Policy>),
    /// Something that is asked or reported.
    Act { at: Moment, act: Act },
    /// Something that should be so, as of a day or of the last moment.
    Expect { on: Option<Day>, expectation: Expectation },
    /// Something that is to be shown of the mailbox as it stands.
    Show(Show),
}

/// What a line asks to be shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Show {
    /// What will happen through a day, if nobody acts.
    Projection { until: Day, assumption: Assumption },
    /// Every notice so far.
    Notices,
    /// Every errand so far.
    Errands,
}

/// One kind of command, as far as a script can say it.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Open(Box<Opening>),
    SwitchOn {
        method: Method,
        consent: Option<Consent>,
    },
    SwitchOff,
    Replace {
        old: MethodId,
        new: Method,
    },
    Remove(MethodId),
    Renew(Renewal),
    Cancel(OrderRef),
    TerminateAtExpiry,
    RevokeTermination,
    TerminateNow,
    Leave(OrderRef),
    Withdraw {
        order: OrderRef,
        declared_at: Moment,
    },
    /// The holder was informed of the right to withdraw.
    Informed {
        order: OrderRef,
        on: Day,
    },
    BuyAgain {
        mailbox: MailboxId,
        tax_id: Option<TaxId>,
    },
    Tick,
    Ticks {
        until: Day,
        daily: bool,
        time: Time,
    },
    Payment(PaymentLine),
    RefundPaid(PayoutLine),
    Reversal(ReversalLine),
    Commitment {
        order: OrderRef,
        reference: PaymentReference,
        on: Day,
    },
    Charge {
        key: ChargeRef,
        outcome: Reported,
    },
    MethodNews {
        method: MethodId,
        news: MethodNews,
    },
    Notice {
        which: NoticeRef,
        delivered: Option<Day>,
    },
    Used {
        used: UsedSpace,
        on: Day,
    },
    SpaceBought(ExtraSpace),
    HolderChanged(Holder),
    AccountChanged(AccountId),
    /// The command of the line before, once more.
    Again,
}

/// A refund that was paid out or credited; without an amount, in full.
#[derive(Clone, Debug)]
pub(crate) struct PayoutLine {
    pub(crate) refund: RefundNumber,
    pub(crate) amount: Option<Money>,
    pub(crate) reference: PaymentReference,
    pub(crate) on: Day,
}

/// Money that was taken back; without an amount, all that is left.
#[derive(Clone, Debug)]
pub(crate) struct ReversalLine {
    pub(crate) amount: Option<Money>,
    pub(crate) of: Reference,
    pub(crate) kind: ReversalKind,
    pub(crate) reference: PaymentReference,
    pub(crate) on: Day,
}

/// A renewal by hand; what is not said is as last bought.
#[derive(Clone, Debug)]
pub(crate) struct Renewal {
    pub(crate) wanted: Option<Package>,
    pub(crate) term: Option<Term>,
    pub(crate) method_kind: MethodKind,
    pub(crate) archive_consent: bool,
    pub(crate) replaces: Option<OrderRef>,
    pub(crate) expiry: Option<Day>,
    pub(crate) informed: bool,
    pub(crate) start_requested: bool,
}

/// An order, as a script names it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum OrderRef {
    /// The one that is open.
    Open,
    /// By its ordinal, of this mailbox or another.
    Numbered { ordinal: u32, of: Option<MailboxId> },
}

/// A charge, as a script names it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ChargeRef {
    /// The one that is unresolved.
    Unresolved,
    /// By the ordinals of order and attempt.
    Numbered { order: OrderRef, attempt: u32 },
}

#[derive(Clone, Debug)]
pub(crate) struct PaymentLine {
    /// None: what is due.
    pub(crate) amount: Option<Money>,
    pub(crate) method_kind: MethodKind,
    pub(crate) signed_in_with: Option<Method>,
    pub(crate) consent: Option<Consent>,
    /// None: it names no order.
    pub(crate) order: Option<OrderRef>,
    /// In place of an order, a number: of this engine, or of the system that it was taken over from.
    pub(crate) number: Option<String>,
    /// In place of an order, a debt.
    pub(crate) debt: Option<DebtNumber>,
    pub(crate) reference: Reference,
    pub(crate) registered_on: Day,
    pub(crate) paid_on: Option<Day>,
}

#[derive(Clone, Debug)]
pub(crate) enum Reference {
    Text(PaymentReference),
    /// The key of a charge, which is no reference for money that came by hand.
    OfCharge(ChargeRef),
}

/// What a gateway reports; none settles without an amount, and then it is what was requested.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reported {
    Settled(Option<Money>),
    SoftDecline { not_before: Option<Day> },
    HardDecline,
    AuthenticationRequired,
    Stopped,
    NotExecuted,
    Unknown,
}

#[derive(Clone, Debug)]
pub(crate) enum NoticeRef {
    Numbered(u32),
    /// The last one, of a name if one is given.
    Last(Option<&'static str>),
}

/// What should be so.
#[derive(Clone, Debug)]
pub(crate) enum Expectation {
    /// What was led to, by the line before or in the whole life so far.
    Past(Past),
    Expiry(Day),
    State {
        state: &'static str,
        phase: Option<u8>,
    },
    Access(Access),
    Money {
        what: Sum,
        amount: Money,
    },
    Deadline(Option<Day>),
    AutoRenewalOn(Option<MethodId>),
    AutoRenewalOff,
    Order {
        ordinal: u32,
        state: &'static str,
    },
    NoOrderOpen,
    /// What became of a refund.
    Refund {
        number: RefundNumber,
        state: &'static str,
    },
    /// Whether anything of a debt still stands.
    Debt {
        number: DebtNumber,
        open: bool,
    },
    Charge(&'static str),
    /// Whether the unresolved charge should still be sent.
    Awaited(bool),
    Plan {
        plan: Plan,
        extra: Option<ExtraSpace>,
    },
    Room(Room),
    Term(Term),
    ExitRight(bool),
    Dead {
        method: MethodId,
        dead: bool,
    },
    /// An action that is possible, or refused with this code.
    Permitted {
        action: Action,
        refused_with: Option<&'static str>,
    },
}

/// What should have been led to: by the line before, or in the whole life so far.
#[derive(Clone, Debug)]
pub(crate) enum Past {
    /// The line was refused, with a code if one is given.
    Refusal { code: Option<&'static str>, words: Vec<String> },
    /// Who can act on the refusal.
    Who(Who),
    /// Whether waiting may help against the refusal.
    Waiting { helps: bool },
    /// The line led to it.
    Event(Named),
    /// The line led to no such event, or to none at all.
    NoEvent(Option<Named>),
    /// It was told, at any time so far.
    Told(Named),
    /// It came so often, in the whole life so far.
    Times { count: usize, what: Named },
    /// They came one after another, in the whole life so far.
    InOrder(Vec<Named>),
}

impl Expectation {
    /// Whether it is about the refusal of the line before, so that this line may be refused.
    pub(crate) const fn is_of_the_refusal(&self) -> bool {
        matches!(self, Self::Past(Past::Refusal { .. } | Past::Who(_) | Past::Waiting { .. }))
    }
}

/// An event or a notice, by its name and by words of its sentence.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) kind: Kind,
    pub(crate) name: &'static str,
    pub(crate) words: Vec<String>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Event,
    Notice,
}

/// A sum of the mailbox's money.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Sum {
    Registered,
    Applied,
    Held,
    OwedBack,
    PaidOut,
    Reversed,
    Debts,
    Receivables,
    WrittenOff,
    /// What is to be paid for the open order.
    Due,
}
