//! What happens to a random mailbox, as choices: which command each becomes depends on the state it
//! meets. So a choice stays meaningful when others before it are taken away, and a failing history
//! can be made small.

use pec_renewal::{
    ReversalKind,
    catalogue::{HolderKind, MethodKind, Plan, Term},
    charge::Failure,
};
use proptest::sample::Index;

/// A random life: a policy, a birth, and what happens afterwards.
#[derive(Clone, Debug)]
pub struct History {
    /// The place of its policy among all.
    pub policy: usize,
    pub birth: Birth,
    pub moves: Vec<Move>,
}

/// How the mailbox begins.
#[derive(Clone, Debug)]
pub struct Birth {
    pub when: Born,
    pub kind: HolderKind,
    pub plan: Plan,
    pub extra: (u16, u16),
    pub term: Term,
    /// A method of the pool is bound.
    pub bound: Option<u8>,
    /// A method of the pool is known to be dead.
    pub dead: Option<u8>,
    /// The notice of art. 65-bis was delivered so many days before the opening.
    pub notice_given: Option<u8>,
    pub own_domain: bool,
    /// So many, or more than ordinals there are where it is the largest.
    pub orders_before: u8,
}

/// Where in its life the mailbox is opened.
#[derive(Clone, Copy, Debug)]
pub enum Born {
    /// Activated so many days before today.
    Activated { ago: u8 },
    /// Taken over with so many days to its expiry, fewer than none where it has expired.
    TakenOver { days_left: i16 },
    /// So late that years run out.
    EndOfCalendar,
    /// With an expiry that does not stand on the anchor.
    OffAnchor,
    /// With an anchor after today.
    NotYet,
}

/// One thing that happens, and when.
#[derive(Clone, Debug)]
pub struct Move {
    /// From now on the policy of this place holds.
    pub policy: Option<usize>,
    pub clock: Clock,
    pub act: Act,
}

/// Where the clock goes first.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    Stay,
    Days(u8),
    /// So many days from a day that matters, if that is not past.
    Near(Landmark, i8),
    /// So many days back, for this act alone: it comes late.
    Late(u8),
}

/// A day that matters.
#[derive(Clone, Copy, Debug)]
pub enum Landmark {
    Deadline,
    Expiry,
    LastRenewableDay,
    LastGraceDay,
    LastDayOfOrder,
    WarningDue,
    Deletion,
}

/// What is asked or reported.
#[derive(Clone, Debug)]
pub enum Act {
    Tick,
    /// What the gateway would say next, where a charge is unresolved; else a tick.
    Answer(Answer),
    OpenAgain {
        same: bool,
    },
    /// With a method of the pool, or anew with the one that is bound; with a consent given so many
    /// days before, if with one.
    SwitchOn {
        method: Option<u8>,
        consent: Option<i8>,
    },
    SwitchOff,
    Replace {
        bound: bool,
        by: u8,
    },
    Remove {
        bound: bool,
    },
    Renew(Renewal),
    Cancel(Which),
    TerminateAtExpiry,
    Revoke,
    TerminateNow,
    /// The term that may be left; else the one of an order.
    Leave {
        which: Which,
    },
    /// From a renewal that can be ended, if one can; else from any order.
    Withdraw {
        which: Index,
        ago: i8,
    },
    /// Informed of the right to withdraw.
    Informed {
        which: Index,
        ago: i8,
    },
    BuyAgain {
        itself: bool,
        mailbox: bool,
        same_holder: bool,
    },
    Pay(Pay),
    PayAgain {
        which: Index,
        other_amount: bool,
    },
    PaidOut(PaidOut),
    PaidOutAgain {
        which: Index,
        other_amount: bool,
    },
    TakenBack(TakenBack),
    TakenBackAgain {
        which: Index,
        other_amount: bool,
    },
    /// A public body commits itself; again, with the same content or another, where it did before.
    Commit {
        order: Which,
        ago: i8,
        again: Option<bool>,
    },
    Outcome {
        which: WhichCharge,
        answer: Answer,
    },
    /// News of the bound method, or of one of the pool.
    News {
        method: Option<u8>,
        says: Says,
    },
    Delivered {
        which: Index,
        unknown: bool,
        ago: i8,
    },
    Failed {
        which: Index,
        unknown: bool,
    },
    Used {
        mailbox: u8,
        archive: u8,
        ago: i8,
    },
    SpaceBought {
        mailbox_gb: u16,
        archive_gb: u16,
    },
    HolderChanged {
        kind: HolderKind,
        other: bool,
    },
    AccountChanged {
        other: bool,
    },
}

/// What news of a method says.
#[derive(Clone, Copy, Debug)]
pub enum Says {
    /// Valid for so many days from today, if a last day is known; with a cap in cents, if it has one.
    Refreshed(Option<i16>, Option<u16>),
    Closed,
    AskHolder,
}

/// A renewal by hand.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is one answer of the holder's")]
pub struct Renewal {
    /// Plan and extra space as last time, or these.
    pub other: Option<(Plan, (u16, u16))>,
    pub term: Term,
    pub method_kind: MethodKind,
    pub consent: bool,
    pub wrong_expiry: bool,
    pub replaces: Option<Which>,
    pub informed: bool,
    pub start_requested: bool,
}

/// Which order is named.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    /// The open one; else the last closed.
    Open,
    Closed(Index),
    Unknown,
    Foreign,
}

/// Money that comes.
#[derive(Clone, Copy, Debug)]
pub struct Pay {
    pub order: Option<Which>,
    /// It names a debt, in place of the order.
    pub debt: Option<WhichDebt>,
    pub amount: Amount,
    /// Registered so many days before today.
    pub ago: i8,
    /// Paid so many days before that, where known.
    pub paid_before: Option<i8>,
    pub method_kind: MethodKind,
    pub signed_in: Option<u8>,
    /// With a consent given so many days before, if with one.
    pub consent: Option<i8>,
    /// The reference is a charge's key.
    pub named_like_a_charge: bool,
}

/// A refund that was paid out or credited.
#[derive(Clone, Copy, Debug)]
pub struct PaidOut {
    pub refund: WhichRefund,
    /// Measured by what is owed under its number.
    pub amount: Amount,
    /// It went out so many days before today.
    pub ago: i8,
    pub named: Named,
}

/// Money that is taken back.
#[derive(Clone, Copy, Debug)]
pub struct TakenBack {
    pub of: WhichMoney,
    /// Measured by what is left of it.
    pub amount: Amount,
    /// So many days before today.
    pub ago: i8,
    pub kind: ReversalKind,
    pub named: Named,
}

/// Which money is taken back.
#[derive(Clone, Copy, Debug)]
pub enum WhichMoney {
    /// The last that came.
    Last,
    Payment(Index),
    Payout(Index),
    Unknown,
}

/// Which debt is paid.
#[derive(Clone, Copy, Debug)]
pub enum WhichDebt {
    /// The first that stands; else the last of all.
    Open,
    NeverLeft,
}

/// Which refund is reported of.
#[derive(Clone, Copy, Debug)]
pub enum WhichRefund {
    /// The first that is open; else the last of all.
    Open,
    Any(Index),
    NeverOwed,
}

/// The reference of a payout.
#[derive(Clone, Copy, Debug)]
pub enum Named {
    /// One of its own.
    Anew,
    /// The key of a charge.
    LikeACharge,
    /// That of a payment told of before.
    LikeAPayment(Index),
}

/// How much, measured by what is due.
#[derive(Clone, Copy, Debug)]
pub enum Amount {
    Exact,
    Less(u16),
    More(u16),
    Cents(u16),
    Nothing,
    Everything,
}

/// Which charge is reported of.
#[derive(Clone, Copy, Debug)]
pub enum WhichCharge {
    /// The unresolved one; else the last requested.
    Unresolved,
    Requested(Index),
    NeverRequested,
    Foreign,
}

/// What is reported of it.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    Settled,
    SettledOther(u16),
    Failed(Failure),
    /// Declined for now, and not to be asked again before so many days from today.
    PutOff(i8),
    NotExecuted,
    Unknown,
}
