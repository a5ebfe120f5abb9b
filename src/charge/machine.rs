//! What can happen to the collection of an order, and the one match over (state, input).

use serde::{Deserialize, Serialize};

use super::{Bar, Charge, Failure, Progress, Rebound, Replacement, Request};
use crate::{
    catalogue::Rung,
    values::{ChargeKey, Day, MethodId, Money},
};

/// What can happen to the collection of an order.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Input {
    /// An order was generated.
    OrderGenerated,
    /// A charge is asked for, spending rungs up to `spent`.
    Request {
        /// The charge.
        request: Request,
        /// The last rung spent from now on.
        spent: Option<Rung>,
    },
    /// A rung passed unused.
    SkipRung {
        /// The last rung spent from now on.
        spent: Option<Rung>,
    },
    /// The method may not be charged; the rung in force, if any, is spent.
    BarMethod {
        /// The last rung spent from now on.
        spent: Option<Rung>,
        /// What bars the method.
        bar: Bar,
    },
    /// The last rung is spent.
    Exhaust,
    /// A method was bound: replaced or switched on.
    BindMethod {
        /// The method now bound.
        method: MethodId,
        /// `recharge_on_method_update` as agreed for the order.
        recharge: bool,
    },
    /// News of the bound method came: it is judged afresh.
    Refresh {
        /// What bars the method now, but for a wait for the customer.
        bars: Option<Bar>,
        /// The news lifted what barred it.
        lifted: bool,
        /// `recharge_on_method_update` as agreed for the order.
        recharge: bool,
    },
    /// An inquiry was made.
    Inquire {
        /// The day on which the gateway is asked.
        on: Day,
    },
    /// The gateway does not know.
    Unknown {
        /// The unresolved charge.
        key: ChargeKey,
    },
    /// The money was collected.
    Settle {
        /// The charge that settled.
        key: ChargeKey,
        /// The amount collected, in full or in part.
        amount: Money,
    },
    /// The method was refused.
    Fail {
        /// The charge that failed.
        key: ChargeKey,
        /// The kind of failure, which decides whether the method is charged again.
        failure: Failure,
    },
    /// It certainly did not happen; the rung comes back for the next day.
    NotExecuted {
        /// The charge that was not made.
        key: ChargeKey,
        /// The day of the report.
        on: Day,
    },
    /// The generated order gave way to one that differs only in what is owed.
    Reissue,
    /// The last charge of this order was in doubt, and its outcome stands in place of the first
    ///
    Replace(Replacement),
    /// The generated order was fulfilled, cancelled or lapsed.
    CloseOrder,
}

/// Why an input has no place in a state.
#[derive(Clone, Copy, Debug, Deserialize, Eq, thiserror::Error, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum InvalidTransition {
    /// There is no generated order to collect.
    #[error("no generated order is being collected")]
    NothingToCollect,
    /// A generated order is already being collected.
    #[error("a generated order is being collected already")]
    AlreadyCollecting,
    /// A charge is unresolved, and nothing may happen beside it.
    #[error("charge {0} is unresolved")]
    ChargeUnresolved(ChargeKey),
    /// No charge is unresolved, or a different one is.
    #[error("it names a charge that is not the unresolved one")]
    NotUnresolved,
    /// The bound method may not be charged.
    #[error("the bound method may not be charged: {0}")]
    MethodBarred(Bar),
    /// The ladder is exhausted.
    #[error("the ladder is exhausted")]
    LadderExhausted,
    /// The rungs named do not follow those already spent.
    #[error("its rung does not follow those spent")]
    RungsOutOfOrder,
}

/// Proof that a charge of the mailbox settled: its order may receive the money.
#[derive(Debug, Eq, Hash, PartialEq)]
pub struct Settled {
    key: ChargeKey,
    amount: Money,
}

impl Settled {
    /// The charge that settled.
    #[must_use]
    pub const fn key(&self) -> ChargeKey {
        self.key
    }

    /// What was collected.
    #[must_use]
    pub const fn amount(&self) -> Money {
        self.amount
    }
}

impl Charge {
    /// The charge without a final outcome, if there is one; there is at most one.
    #[must_use]
    pub const fn unresolved(&self) -> Option<&Request> {
        match self {
            Self::Unresolved { request, .. } | Self::Orphaned { request, .. } => Some(request),
            Self::Idle
            | Self::Waiting { .. }
            | Self::RetryDue { .. }
            | Self::Barred { .. }
            | Self::Exhausted { .. } => None,
        }
    }

    /// The unresolved charge of an order that other money closed.
    #[must_use]
    pub const fn orphaned(&self) -> Option<&Request> {
        match self {
            Self::Orphaned { request, .. } => Some(request),
            Self::Idle
            | Self::Waiting { .. }
            | Self::RetryDue { .. }
            | Self::Barred { .. }
            | Self::Exhausted { .. }
            | Self::Unresolved { .. } => None,
        }
    }

    /// What a method bound since the unresolved request is owed, if one was bound.
    #[must_use]
    pub const fn rebound(&self) -> Option<Rebound> {
        match self {
            Self::Unresolved { rebound, .. } => *rebound,
            Self::Idle
            | Self::Waiting { .. }
            | Self::RetryDue { .. }
            | Self::Barred { .. }
            | Self::Exhausted { .. }
            | Self::Orphaned { .. } => None,
        }
    }

    /// Why the bound method may not be charged for the open order, if that was found.
    #[must_use]
    pub const fn bar(&self) -> Option<Bar> {
        match self {
            Self::Barred { bar, .. } => Some(*bar),
            Self::Exhausted { bar, .. } => *bar,
            Self::Idle
            | Self::Waiting { .. }
            | Self::RetryDue { .. }
            | Self::Unresolved { .. }
            | Self::Orphaned { .. } => None,
        }
    }

    /// Whether one request is owed to a method newly bound.
    #[must_use]
    pub const fn is_retry_due(&self) -> bool {
        matches!(self, Self::RetryDue { .. })
    }

    /// How far the collection of the open generated order has come, if there is one.
    #[must_use]
    pub const fn progress(&self) -> Option<&Progress> {
        match self {
            Self::Idle => None,
            Self::Waiting { progress }
            | Self::RetryDue { progress }
            | Self::Barred { progress, .. }
            | Self::Exhausted { progress, .. }
            | Self::Unresolved { progress, .. } => Some(progress),
            Self::Orphaned { next, .. } => next.as_ref(),
        }
    }

    /// The settlement of an unresolved charge as money for its order, with the collection as it
    /// stands afterwards.
    ///
    /// # Errors
    ///
    /// [`InvalidTransition::NotUnresolved`] where that charge is not unresolved.
    pub fn settle(
        &self,
        key: ChargeKey,
        amount: Money,
    ) -> Result<(Self, Settled), InvalidTransition> {
        let next = self.step(Input::Settle { key, amount })?;
        Ok((next, Settled { key, amount }))
    }

    /// What the collection becomes when `input` happens: every pair of state and input stands here.
    ///
    /// # Errors
    ///
    /// [`InvalidTransition`] where the input has no place in this state.
    #[expect(
        clippy::match_same_arms,
        clippy::too_many_lines,
        clippy::unnested_or_patterns,
        reason = "the match is the table: a line a pair, in the order in which it is read"
    )]
    pub fn step(&self, input: Input) -> Result<Self, InvalidTransition> {
        use Charge::{Barred, Exhausted, Idle, Orphaned, RetryDue, Unresolved, Waiting};
        match (*self, input) {
            // A generated order begins to be collected, or queues behind an older charge.
            (Idle, Input::OrderGenerated) => Ok(Waiting { progress: Progress::default() }),
            (Orphaned { request, next: None }, Input::OrderGenerated) => {
                Ok(Orphaned { request, next: Some(Progress::default()) })
            }
            (
                Waiting { .. }
                | RetryDue { .. }
                | Barred { .. }
                | Exhausted { .. }
                | Unresolved { .. },
                Input::OrderGenerated,
            )
            | (Orphaned { next: Some(_), .. }, Input::OrderGenerated) => {
                Err(InvalidTransition::AlreadyCollecting)
            }

            // Asking: only a ladder that waits, or a method newly bound.
            (Waiting { progress }, Input::Request { request, spent }) => {
                requested(progress.spending(spent)?, request)
            }
            (RetryDue { progress }, Input::Request { request, spent }) => {
                requested(progress.reaching(spent)?, request)
            }
            // The amount may fit on a later rung: less may be due by then.
            (Barred { progress, bar: Bar::AboveMandateCap }, Input::Request { request, spent }) => {
                requested(progress.spending(spent)?, request)
            }
            (
                Barred {
                    bar: bar @ (Bar::MethodDead | Bar::MethodExpired | Bar::AuthenticationRequired),
                    ..
                },
                Input::Request { .. },
            ) => Err(InvalidTransition::MethodBarred(bar)),
            (Exhausted { .. }, Input::Request { .. }) => Err(InvalidTransition::LadderExhausted),

            // Rungs that pass unused, or are spent on a method that may not be charged.
            (Waiting { progress }, Input::SkipRung { spent }) => {
                Ok(Waiting { progress: progress.spending(spent)? })
            }
            (RetryDue { progress }, Input::SkipRung { spent }) => {
                Ok(RetryDue { progress: progress.spending(spent)? })
            }
            (Barred { progress, bar }, Input::SkipRung { spent }) => {
                Ok(Barred { progress: progress.spending(spent)?, bar })
            }
            (
                Exhausted { .. },
                Input::SkipRung { .. } | Input::BarMethod { .. } | Input::Exhaust,
            ) => Err(InvalidTransition::LadderExhausted),
            (Waiting { progress } | RetryDue { progress }, Input::BarMethod { spent, bar }) => {
                Ok(Barred { progress: progress.barred(spent)?, bar })
            }
            // Whatever else bars the method, it waits for the customer as well.
            (
                Barred { progress, bar: standing @ Bar::AuthenticationRequired },
                Input::BarMethod { spent, .. },
            ) => Ok(Barred { progress: progress.barred(spent)?, bar: standing }),
            (
                Barred {
                    progress,
                    bar: Bar::MethodDead | Bar::MethodExpired | Bar::AboveMandateCap,
                },
                Input::BarMethod { spent, bar },
            ) => Ok(Barred { progress: progress.barred(spent)?, bar }),
            (Waiting { progress }, Input::Exhaust) => {
                Ok(Exhausted { progress: Progress { episode: true, ..progress }, bar: None })
            }
            (Barred { progress, bar }, Input::Exhaust) => {
                Ok(Exhausted { progress: Progress { episode: true, ..progress }, bar: Some(bar) })
            }
            // A request is still owed: the ladder is not at its end.
            (RetryDue { .. }, Input::Exhaust) => Err(InvalidTransition::RungsOutOfOrder),

            // A method bound ends the episode; after a failure it is asked at once.
            (Idle, Input::BindMethod { .. }) => Ok(Idle),
            (Waiting { progress }, Input::BindMethod { recharge, .. }) => {
                Ok(progress.bound(recharge))
            }
            (RetryDue { progress }, Input::BindMethod { .. }) => {
                Ok(RetryDue { progress: progress.calm() })
            }
            (Barred { progress, .. }, Input::BindMethod { recharge, .. }) => {
                Ok(progress.bound(recharge))
            }
            (Exhausted { progress, .. }, Input::BindMethod { recharge, .. }) => Ok(if recharge {
                RetryDue { progress: progress.calm() }
            } else {
                Exhausted { progress: progress.calm(), bar: None }
            }),
            (Unresolved { progress, request, .. }, Input::BindMethod { method, recharge }) => {
                let rebound = if method == request.method {
                    None
                } else if recharge {
                    Some(Rebound::RetryDue)
                } else {
                    Some(Rebound::NextRung)
                };
                Ok(Unresolved { progress: progress.calm(), request, rebound })
            }
            (Orphaned { request, next }, Input::BindMethod { .. }) => {
                Ok(Orphaned { request, next })
            }

            // News of the method: where it lifts a bar, that ends the episode, and the method is asked at
            // once, the first time of an order. It never lifts a wait for the customer.
            (
                Barred {
                    progress,
                    bar: Bar::MethodDead | Bar::MethodExpired | Bar::AboveMandateCap,
                },
                Input::Refresh { lifted: true, recharge, .. },
            ) => Ok(progress.refreshed(recharge)),
            (
                Exhausted {
                    progress,
                    bar: Some(Bar::MethodDead | Bar::MethodExpired | Bar::AboveMandateCap),
                },
                Input::Refresh { lifted: true, recharge, .. },
            ) => Ok(if recharge && !progress.recharged {
                progress.refreshed(recharge)
            } else {
                Exhausted { progress: progress.calm(), bar: None }
            }),
            (
                Barred {
                    progress,
                    bar: bar @ (Bar::MethodDead | Bar::MethodExpired | Bar::AboveMandateCap),
                },
                Input::Refresh { bars, lifted: false, .. },
            ) => Ok(Barred { progress, bar: bars.unwrap_or(bar) }),
            (
                Exhausted {
                    progress,
                    bar: Some(bar @ (Bar::MethodDead | Bar::MethodExpired | Bar::AboveMandateCap)),
                },
                Input::Refresh { bars, lifted: false, .. },
            ) => Ok(Exhausted { progress, bar: Some(bars.unwrap_or(bar)) }),
            (Idle, Input::Refresh { .. }) => Ok(Idle),
            (Waiting { progress }, Input::Refresh { .. }) => Ok(Waiting { progress }),
            (RetryDue { progress }, Input::Refresh { .. }) => Ok(RetryDue { progress }),
            (
                Barred { progress, bar: bar @ Bar::AuthenticationRequired },
                Input::Refresh { .. },
            ) => Ok(Barred { progress, bar }),
            (
                Exhausted { progress, bar: bar @ (None | Some(Bar::AuthenticationRequired)) },
                Input::Refresh { .. },
            ) => Ok(Exhausted { progress, bar }),
            (Unresolved { progress, request, rebound }, Input::Refresh { .. }) => {
                Ok(Unresolved { progress, request, rebound })
            }
            (Orphaned { request, next }, Input::Refresh { .. }) => Ok(Orphaned { request, next }),

            // While a charge is unresolved nothing else charges the mailbox.
            (
                Unresolved { request, .. } | Orphaned { request, .. },
                Input::Request { .. }
                | Input::SkipRung { .. }
                | Input::BarMethod { .. }
                | Input::Exhaust,
            ) => Err(InvalidTransition::ChargeUnresolved(request.key)),
            (Unresolved { progress, request, rebound }, Input::Inquire { on }) => Ok(Unresolved {
                progress,
                request: Request { inquired_on: Some(on), ..request },
                rebound,
            }),
            (Orphaned { request, next }, Input::Inquire { on }) => {
                Ok(Orphaned { request: Request { inquired_on: Some(on), ..request }, next })
            }
            (Unresolved { progress, request, rebound }, Input::Unknown { key })
                if request.key == key =>
            {
                Ok(Unresolved { progress, request: Request { unknown: true, ..request }, rebound })
            }
            (Orphaned { request, next }, Input::Unknown { key }) if request.key == key => {
                Ok(Orphaned { request: Request { unknown: true, ..request }, next })
            }

            // Final outcomes.
            (Unresolved { progress, request, rebound }, Input::Settle { key, .. })
                if request.key == key =>
            {
                Ok(after_old_method(progress, rebound))
            }
            (Unresolved { progress, request, rebound }, Input::Fail { key, failure })
                if request.key == key =>
            {
                Ok(failed(progress, failure, rebound))
            }
            (Unresolved { progress, request, rebound }, Input::NotExecuted { key, on })
                if request.key == key =>
            {
                let progress = Progress {
                    spent: request.spent_before,
                    not_before: Some(on.next()),
                    ..progress
                };
                Ok(returned(progress, request.is_retry, rebound))
            }
            (
                Orphaned { request, next },
                Input::Settle { key, .. }
                | Input::Fail { key, .. }
                | Input::NotExecuted { key, .. },
            ) if request.key == key => Ok(next.map_or(Idle, |progress| Waiting { progress })),
            (
                Idle
                | Waiting { .. }
                | RetryDue { .. }
                | Barred { .. }
                | Exhausted { .. }
                | Unresolved { .. }
                | Orphaned { .. },
                Input::Unknown { .. }
                | Input::Settle { .. }
                | Input::Fail { .. }
                | Input::NotExecuted { .. },
            )
            | (
                Idle | Waiting { .. } | RetryDue { .. } | Barred { .. } | Exhausted { .. },
                Input::Inquire { .. },
            ) => Err(InvalidTransition::NotUnresolved),

            // The collection goes on with the order that took its place, whose charges are counted anew.
            (Waiting { progress }, Input::Reissue) => Ok(Waiting { progress: progress.anew() }),
            (RetryDue { progress }, Input::Reissue) => Ok(RetryDue { progress: progress.anew() }),
            (Barred { progress, bar }, Input::Reissue) => {
                Ok(Barred { progress: progress.anew(), bar })
            }
            (Exhausted { progress, bar }, Input::Reissue) => {
                Ok(Exhausted { progress: progress.anew(), bar })
            }
            (Unresolved { request, .. }, Input::Reissue) => {
                Err(InvalidTransition::ChargeUnresolved(request.key))
            }
            (Orphaned { request, next: Some(progress) }, Input::Reissue) => {
                Ok(Orphaned { request, next: Some(progress.anew()) })
            }
            // A doubt ends. What barred the method otherwise, or was bound since, stays.
            (Waiting { progress } | RetryDue { progress }, Input::Replace(by)) => {
                Ok(by.leads_to(progress, None))
            }
            (Barred { progress, bar }, Input::Replace(by)) => Ok(by.leads_to(progress, Some(bar))),
            (Exhausted { progress, bar }, Input::Replace(by)) => Ok(if by.returns_a_request(bar) {
                by.leads_to(progress, bar)
            } else {
                Exhausted { progress: by.progress(progress), bar: by.bar(bar) }
            }),
            (Unresolved { request, .. } | Orphaned { request, .. }, Input::Replace(_)) => {
                Err(InvalidTransition::ChargeUnresolved(request.key))
            }

            // The order closes: its charge ends with it, unless it is unresolved.
            (
                Waiting { .. } | RetryDue { .. } | Barred { .. } | Exhausted { .. },
                Input::CloseOrder,
            ) => Ok(Idle),
            (Unresolved { request, .. }, Input::CloseOrder)
            | (Orphaned { request, next: Some(_) }, Input::CloseOrder) => {
                Ok(Orphaned { request, next: None })
            }
            (Idle, Input::CloseOrder | Input::Reissue)
            | (Orphaned { next: None, .. }, Input::CloseOrder | Input::Reissue)
            | (
                Idle,
                Input::Request { .. }
                | Input::SkipRung { .. }
                | Input::BarMethod { .. }
                | Input::Exhaust
                | Input::Replace(_),
            ) => Err(InvalidTransition::NothingToCollect),
        }
    }
}

impl Progress {
    /// The ordinal that the next charge of this order takes, unless money came under that key
    /// already.
    #[must_use]
    pub const fn next_attempt(&self) -> u32 {
        self.attempts.saturating_add(1)
    }

    fn spending(self, spent: Option<Rung>) -> Result<Self, InvalidTransition> {
        if self.spent < spent {
            self.reaching(spent)
        } else {
            Err(InvalidTransition::RungsOutOfOrder)
        }
    }

    fn reaching(self, spent: Option<Rung>) -> Result<Self, InvalidTransition> {
        if self.spent <= spent {
            Ok(Self { spent, not_before: None, ..self })
        } else {
            Err(InvalidTransition::RungsOutOfOrder)
        }
    }

    const fn anew(self) -> Self {
        Self { attempts: 0, ..self }
    }

    const fn calm(self) -> Self {
        Self { episode: false, ..self }
    }

    fn barred(self, spent: Option<Rung>) -> Result<Self, InvalidTransition> {
        Ok(Self { spent, episode: true, ..self.reaching(spent)? })
    }

    /// What a ladder becomes when news lifts a bar: asked at once only the first time.
    const fn refreshed(self, recharge: bool) -> Charge {
        if recharge && !self.recharged {
            Charge::RetryDue { progress: Self { recharged: true, ..self.calm() } }
        } else {
            Charge::Waiting { progress: self.calm() }
        }
    }

    /// What a ladder becomes when a method is bound: asked at once only after a failure.
    const fn bound(self, recharge: bool) -> Charge {
        if self.episode && recharge {
            Charge::RetryDue { progress: self.calm() }
        } else {
            Charge::Waiting { progress: self.calm() }
        }
    }
}

fn requested(progress: Progress, request: Request) -> Result<Charge, InvalidTransition> {
    if request.key.attempt() < progress.next_attempt() {
        return Err(InvalidTransition::RungsOutOfOrder);
    }
    let progress = Progress { attempts: request.key.attempt(), ..progress };
    Ok(Charge::Unresolved { progress, request, rebound: None })
}

/// After a charge whose outcome says nothing about the method now bound.
const fn after_old_method(progress: Progress, rebound: Option<Rebound>) -> Charge {
    match rebound {
        Some(Rebound::RetryDue) => Charge::RetryDue { progress },
        Some(Rebound::NextRung) | None => Charge::Waiting { progress },
    }
}

/// After a charge that was not made: a request owed to a newly bound method is owed again.
pub(super) const fn returned(
    progress: Progress,
    is_retry: bool,
    rebound: Option<Rebound>,
) -> Charge {
    if is_retry { Charge::RetryDue { progress } } else { after_old_method(progress, rebound) }
}

/// A refusal of the bound method opens an episode; one of a method no longer bound does not.
const fn failed(progress: Progress, failure: Failure, rebound: Option<Rebound>) -> Charge {
    let episode = Progress { episode: true, ..progress };
    match (rebound, failure) {
        (
            Some(Rebound::RetryDue | Rebound::NextRung),
            Failure::SoftDecline { .. }
            | Failure::HardDecline
            | Failure::AuthenticationRequired
            | Failure::Stopped,
        ) => after_old_method(progress, rebound),
        (None, Failure::SoftDecline { .. }) => Charge::Waiting { progress: episode },
        (None, Failure::HardDecline | Failure::Stopped) => {
            Charge::Barred { progress: episode, bar: Bar::MethodDead }
        }
        (None, Failure::AuthenticationRequired) => {
            Charge::Barred { progress: episode, bar: Bar::AuthenticationRequired }
        }
    }
}
