//! What was seen in all lives together: a simulation in which nothing goes wrong proves nothing.

use std::collections::BTreeMap;

/// Names what is counted, each with its words.
macro_rules! sights {
    ($($name:ident = $words:literal,)+) => {
        /// Something that the lives are to go through.
        #[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
        pub enum Sight {
            $($name,)+
        }

        impl Sight {
            /// All of them, in words.
            pub const ALL: &'static [(Self, &'static str)] = &[$((Self::$name, $words),)+];
        }
    };
}

sights! {
    DiedBeforeAppend = "the process dies after deciding, before it appends",
    DiedBeforeErrand = "the process dies after appending, before it runs the errands",
    DiedBeforeMark = "the process dies after an errand, before it marks it as done",
    DiedAfterMark = "the process dies after marking an errand as done",
    DiedBeforeBookmark = "the process dies after invoicing, before it marks how far the record is read",
    DiedBeforeStoring = "the process dies with a report received and not stored",
    DiedBeforeAnswering = "the process dies with a report stored and not acknowledged",
    VersionRefused = "another worker was faster: the store refuses the version",
    RefusedVersionDecidedOtherwise = "what is decided anew then is not what was decided first",
    CacheLost = "the stored state is lost, and replayed from the events",
    ErrandRunAgain = "an errand is run again",
    RequestLost = "a request to the gateway is lost",
    RequestDelayed = "a request to the gateway comes days later",
    RequestRepeated = "a request to the gateway comes twice",
    ReplyLost = "the gateway's reply is lost",
    KeyKnown = "the gateway knows the key, and charges nothing",
    RequestAfterVoid = "a delayed request comes after its charge was given up with the gateway",
    RequestTooLate = "a request comes after its last moment, and is not taken",
    NotSent = "an unsent request is no longer awaited, or its last moment is over, and it is not sent",
    OutboxLate = "the outbox of a mailbox is late by days",
    AskedBeforeItArrived = "an inquiry is answered while the request is still on its way",
    NotFoundLater = "the gateway no longer knows the key, and the charge stays unknown",
    PersonFound = "a person finds out what became of a charge",
    AskedWhenAdvised = "a method is asked again after the day that its soft decline named",
    DoubtsItself = "the gateway is no longer sure of what it declined",
    MethodRefreshed = "news comes that a stored method has another date",
    MethodClosed = "news comes that a stored method was closed",
    HolderToBeAsked = "news comes that the holder of a method is to be asked",
    AnsweredUnknown = "the gateway answers unknown",
    ReportLost = "a report is lost",
    ReportRepeated = "a report comes twice",
    ReportLate = "a report comes days later",
    ReportsReordered = "a report overtakes an earlier one",
    ReportKnown = "the inbox knows a report already",
    FalseDecline = "the gateway settles after it reported a decline",
    ReportedFailedAfterSettled = "the gateway reports a decline after it settled",
    SettledInPart = "a charge settles in part",
    SettledAfterClosing = "a charge settles when its order is closed",
    OrderCapturedTwice = "an order is captured twice, and one of the two is owed back",
    Statement = "a statement repeats all money of the last weeks",
    SchedulerStopped = "the scheduler stops for weeks",
    TickedLate = "a tick comes after its day",
    PolicyChanged = "the policy changes in the middle of a life",
    SlowClock = "a worker's clock is slow, and says that it is yesterday",
    ClockRefused = "a command is refused because the clock went backwards",
    DayOf23Hours = "something happens on the day of 23 hours",
    DayOf25Hours = "something happens on the day of 25 hours",
    HourThatComesTwice = "something happens in the hour that comes twice",
    LeapDay = "something happens on 29 February",
    LeapDayAnchor = "a mailbox is anchored on 29 February",
    LeapDayComesBack = "an expiry comes back to 29 February",
    RefundPaidLate = "a refund is paid after its day",
    RefundPaidShort = "a refund is paid in part, and the rest under another number",
    RefundPaidTwice = "the desk pays a refund twice",
    PayoutSentBack = "what was paid back comes back",
    ChargedBack = "a charge is charged back weeks later",
    SentBack = "a bank sends a transfer back",
    Corrected = "the provider mends what it booked wrongly",
    TakenBackBeforeTold = "money is taken back before anybody told that it came",
    Committed = "a public body commits itself to pay",
    PaidToCome = "what a public body committed itself to is paid",
    PaidDebt = "a debt is paid",
    RefundReportedAgain = "the desk reports again what it paid",
    PaidExactly = "a transfer of exactly what is due",
    PaidShort = "a transfer of less",
    PaidOver = "a transfer of more",
    PaidTwice = "the same order is paid twice",
    PaidClosedOrder = "a transfer names an order that is closed",
    PaidUnnamed = "a transfer names no order",
    PaidSignedIn = "a payment of somebody signed in",
    ClickedAgain = "a holder clicks again, not knowing whether it was done",
    ActedOnOldPage = "a holder acts on a page that is out of date",
    Withdrawn = "a consumer withdraws from a renewal",
    WithdrawalToldLate = "a withdrawal is told weeks after its declaration",
    WithdrawnFromDeleted = "a withdrawal is told when the mailbox is deleted",
    WithdrawnWhileUnresolved = "a consumer withdraws while a charge is unresolved",
    Left = "a consumer leaves a term that nobody told of in time",
    BoughtAgain = "a deleted mailbox is bought again, and a new life begins",
    Deleted = "a mailbox is deleted",
    RenewedInGrace = "a mailbox is renewed in grace",
    RenewedByCharge = "a mailbox is renewed by a charge",
    RenewedByHand = "a mailbox is renewed by hand",
}

/// How often each was seen, and each command, event and refusal.
#[derive(Debug, Default, Eq, PartialEq)]
pub struct Seen {
    sights: BTreeMap<Sight, u64>,
    names: BTreeMap<&'static str, u64>,
}

impl Seen {
    pub fn see(&mut self, sight: Sight) {
        *self.sights.entry(sight).or_default() += 1;
    }

    /// Counts the name of a command, an event or a refusal.
    pub fn name(&mut self, name: &'static str) {
        *self.names.entry(name).or_default() += 1;
    }

    pub fn times(&self, sight: Sight) -> u64 {
        self.sights.get(&sight).copied().unwrap_or_default()
    }

    pub fn times_named(&self, name: &str) -> u64 {
        self.names.get(name).copied().unwrap_or_default()
    }

    pub fn add(&mut self, other: &Self) {
        for (sight, times) in &other.sights {
            *self.sights.entry(*sight).or_default() += times;
        }
        for (name, times) in &other.names {
            *self.names.entry(name).or_default() += times;
        }
    }
}
