//! What can happen to the collection of an order, and the one match over (state, input).

use super::{Bar, Charge, Failure, Progress, Rebound, Request};
use crate::values::{ChargeKey, Day, MethodId, Money};

/// What can happen to the collection of an order.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Input {
    /// An order was generated.
    OrderGenerated,
    /// A charge is asked for, spending rungs up to `spent`.
    Request {
        /// The charge.
        request: Request,
        /// Rungs spent from now on.
        spent: u8,
    },
    /// A rung passed unused.
    SkipRung {
        /// Rungs spent from now on.
        spent: u8,
    },
    /// The method may not be charged; the rung in force, if any, is spent.
    BarMethod {
        /// Rungs spent from now on.
        spent: u8,
        /// Why.
        bar: Bar,
    },
    /// The last rung is spent.
    Exhaust,
    /// A method was bound: replaced or switched on.
    BindMethod {
        /// Which.
        method: MethodId,
        /// `recharge_on_method_update` as agreed for the order.
        recharge: bool,
    },
    /// A reconciliation request was made.
    Reconcile {
        /// Its day.
        on: Day,
    },
    /// The gateway does not know.
    Unknown {
        /// Which charge.
        key: ChargeKey,
    },
    /// The money was collected.
    Settle {
        /// Which charge.
        key: ChargeKey,
        /// How much.
        amount: Money,
    },
    /// The method was refused.
    Fail {
        /// Which charge.
        key: ChargeKey,
        /// How.
        failure: Failure,
    },
    /// It certainly did not happen; the rung comes back for the next day.
    NotExecuted {
        /// Which charge.
        key: ChargeKey,
        /// The day of the report.
        on: Day,
    },
    /// The generated order was fulfilled, cancelled or lapsed.
    CloseOrder,
}

/// Why an input has no place in a state.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Barred {
    /// There is no generated order to collect.
    NothingToCollect,
    /// A generated order is already being collected.
    AlreadyCollecting,
    /// A charge is unresolved, and nothing may happen beside it.
    ChargeUnresolved(ChargeKey),
    /// No charge is unresolved, or another one is.
    NotUnresolved,
    /// The bound method may not be charged.
    MethodBarred(Bar),
    /// The ladder is exhausted.
    LadderExhausted,
    /// The rungs named do not follow those already spent.
    RungsOutOfOrder,
}

/// Proof that a charge of the mailbox settled: money that may be received for its order.
#[derive(Debug, Eq, Hash, PartialEq)]
pub struct Settled {
    amount: Money,
}

impl Settled {
    /// What was collected.
    #[must_use]
    pub const fn amount(&self) -> Money {
        self.amount
    }
}

impl Charge {
    /// The charge that no final outcome was reported for, if any: at most one.
    #[must_use]
    pub const fn unresolved(&self) -> Option<&Request> {
        match self {
            Self::Unresolved { request, .. } | Self::Outliving { request, .. } => Some(request),
            Self::Idle
            | Self::Waiting { .. }
            | Self::Rearmed { .. }
            | Self::Barred { .. }
            | Self::Exhausted { .. } => None,
        }
    }

    /// Whether one request is owed to a method newly bound.
    #[must_use]
    pub const fn is_rearmed(&self) -> bool {
        matches!(self, Self::Rearmed { .. })
    }

    /// How far the collection of the open generated order has come, if there is one.
    #[must_use]
    pub const fn progress(&self) -> Option<&Progress> {
        match self {
            Self::Idle => None,
            Self::Waiting { progress }
            | Self::Rearmed { progress }
            | Self::Barred { progress, .. }
            | Self::Exhausted { progress, .. }
            | Self::Unresolved { progress, .. } => Some(progress),
            Self::Outliving { next, .. } => next.as_ref(),
        }
    }

    /// The settlement of an unresolved charge as money for its order, with the collection as it
    /// stands afterwards.
    ///
    /// # Errors
    ///
    /// [`Barred::NotUnresolved`] where that charge is not unresolved.
    pub fn settle(&self, key: ChargeKey, amount: Money) -> Result<(Self, Settled), Barred> {
        let next = self.step(Input::Settle { key, amount })?;
        Ok((next, Settled { amount }))
    }

    /// What the collection becomes when `input` happens: every pair of state and input stands here.
    ///
    /// # Errors
    ///
    /// [`Barred`] where the input has no place in this state.
    #[expect(
        clippy::match_same_arms,
        clippy::too_many_lines,
        clippy::unnested_or_patterns,
        reason = "the match is the table: a line a pair, in the order in which it is read"
    )]
    pub fn step(&self, input: Input) -> Result<Self, Barred> {
        use Charge::{Barred as B, Exhausted as X, Idle, Outliving as O, Rearmed as R};
        use Charge::{Unresolved as U, Waiting as W};
        use Input as I;
        match (*self, input) {
            // A generated order begins to be collected, or queues behind an older charge.
            (Idle, I::OrderGenerated) => Ok(W { progress: Progress::default() }),
            (O { request, next: None }, I::OrderGenerated) => {
                Ok(O { request, next: Some(Progress::default()) })
            }
            (W { .. } | R { .. } | B { .. } | X { .. } | U { .. }, I::OrderGenerated)
            | (O { next: Some(_), .. }, I::OrderGenerated) => Err(Barred::AlreadyCollecting),

            // Asking: only a ladder that waits, or a method newly bound.
            (W { progress }, I::Request { request, spent }) => {
                requested(progress.spending(spent)?, request)
            }
            (R { progress }, I::Request { request, spent }) => {
                requested(progress.reaching(spent)?, request)
            }
            (B { bar, .. }, I::Request { .. }) => Err(Barred::MethodBarred(bar)),
            (X { .. }, I::Request { .. }) => Err(Barred::LadderExhausted),

            // Rungs that pass unused, or are spent on a method that may not be charged.
            (W { progress }, I::SkipRung { spent }) => {
                Ok(W { progress: progress.spending(spent)? })
            }
            (R { progress }, I::SkipRung { spent }) => {
                Ok(R { progress: progress.spending(spent)? })
            }
            (B { progress, bar }, I::SkipRung { spent }) => {
                Ok(B { progress: progress.spending(spent)?, bar })
            }
            (X { .. }, I::SkipRung { .. } | I::BarMethod { .. } | I::Exhaust) => {
                Err(Barred::LadderExhausted)
            }
            (W { progress } | R { progress } | B { progress, .. }, I::BarMethod { spent, bar }) => {
                let progress = Progress { spent, episode: true, ..progress.reaching(spent)? };
                Ok(B { progress, bar })
            }
            (W { progress }, I::Exhaust) => {
                Ok(X { progress: Progress { episode: true, ..progress }, bar: None })
            }
            (B { progress, bar }, I::Exhaust) => {
                Ok(X { progress: Progress { episode: true, ..progress }, bar: Some(bar) })
            }
            // A request is still owed: the ladder is not at its end.
            (R { .. }, I::Exhaust) => Err(Barred::RungsOutOfOrder),

            // A method bound ends the episode; after a failure it is asked at once.
            (Idle, I::BindMethod { .. }) => Ok(Idle),
            (W { progress }, I::BindMethod { recharge, .. }) => Ok(progress.bound(recharge)),
            (R { progress }, I::BindMethod { .. }) => Ok(R { progress: progress.calm() }),
            (B { progress, .. }, I::BindMethod { recharge, .. }) => Ok(progress.bound(recharge)),
            (X { progress, .. }, I::BindMethod { recharge, .. }) => Ok(if recharge {
                R { progress: progress.calm() }
            } else {
                X { progress: progress.calm(), bar: None }
            }),
            (U { progress, request, .. }, I::BindMethod { method, recharge }) => {
                let rebound = if method == request.method {
                    Rebound::No
                } else if recharge {
                    Rebound::AskAtOnce
                } else {
                    Rebound::NextRung
                };
                Ok(U { progress: progress.calm(), request, rebound })
            }
            (O { request, next }, I::BindMethod { .. }) => Ok(O { request, next }),

            // While a charge is unresolved nothing else charges the mailbox.
            (
                U { request, .. } | O { request, .. },
                I::Request { .. } | I::SkipRung { .. } | I::BarMethod { .. } | I::Exhaust,
            ) => Err(Barred::ChargeUnresolved(request.key)),
            (U { progress, request, rebound }, I::Reconcile { on }) => {
                Ok(U { progress, request: Request { reconciled: Some(on), ..request }, rebound })
            }
            (O { request, next }, I::Reconcile { on }) => {
                Ok(O { request: Request { reconciled: Some(on), ..request }, next })
            }
            (U { progress, request, rebound }, I::Unknown { key }) if request.key == key => {
                Ok(U { progress, request: Request { unknown: true, ..request }, rebound })
            }
            (O { request, next }, I::Unknown { key }) if request.key == key => {
                Ok(O { request: Request { unknown: true, ..request }, next })
            }

            // Final outcomes.
            (U { progress, request, rebound }, I::Settle { key, .. }) if request.key == key => {
                Ok(after_old_method(progress, rebound))
            }
            (U { progress, request, rebound }, I::Fail { key, failure }) if request.key == key => {
                Ok(failed(progress, failure, rebound))
            }
            (U { progress, request, rebound }, I::NotExecuted { key, on })
                if request.key == key =>
            {
                let progress = Progress {
                    spent: request.spent_before,
                    not_before: Some(on.next()),
                    ..progress
                };
                Ok(if request.rearmed {
                    R { progress }
                } else {
                    after_old_method(progress, rebound)
                })
            }
            (
                O { request, next },
                I::Settle { key, .. } | I::Fail { key, .. } | I::NotExecuted { key, .. },
            ) if request.key == key => Ok(next.map_or(Idle, |progress| W { progress })),
            (
                Idle | W { .. } | R { .. } | B { .. } | X { .. } | U { .. } | O { .. },
                I::Unknown { .. } | I::Settle { .. } | I::Fail { .. } | I::NotExecuted { .. },
            )
            | (Idle | W { .. } | R { .. } | B { .. } | X { .. }, I::Reconcile { .. }) => {
                Err(Barred::NotUnresolved)
            }

            // The order closes: its charge ends with it, unless it is unresolved.
            (W { .. } | R { .. } | B { .. } | X { .. }, I::CloseOrder) => Ok(Idle),
            (U { request, .. }, I::CloseOrder) | (O { request, next: Some(_) }, I::CloseOrder) => {
                Ok(O { request, next: None })
            }
            (Idle, I::CloseOrder)
            | (O { next: None, .. }, I::CloseOrder)
            | (Idle, I::Request { .. } | I::SkipRung { .. } | I::BarMethod { .. } | I::Exhaust) => {
                Err(Barred::NothingToCollect)
            }
        }
    }
}

impl Progress {
    /// The ordinal that the next charge of this order takes, unless money came under that key already
    ///
    #[must_use]
    pub const fn next_attempt(&self) -> u32 {
        self.attempts.saturating_add(1)
    }

    fn spending(self, spent: u8) -> Result<Self, Barred> {
        if self.spent < spent { self.reaching(spent) } else { Err(Barred::RungsOutOfOrder) }
    }

    fn reaching(self, spent: u8) -> Result<Self, Barred> {
        if self.spent <= spent {
            Ok(Self { spent, not_before: None, ..self })
        } else {
            Err(Barred::RungsOutOfOrder)
        }
    }

    const fn calm(self) -> Self {
        Self { episode: false, ..self }
    }

    /// What a ladder becomes when a method is bound: asked at once only after a failure.
    const fn bound(self, recharge: bool) -> Charge {
        if self.episode && recharge {
            Charge::Rearmed { progress: self.calm() }
        } else {
            Charge::Waiting { progress: self.calm() }
        }
    }
}

fn requested(progress: Progress, request: Request) -> Result<Charge, Barred> {
    if request.key.attempt() < progress.next_attempt() {
        return Err(Barred::RungsOutOfOrder);
    }
    let progress = Progress { attempts: request.key.attempt(), ..progress };
    Ok(Charge::Unresolved { progress, request, rebound: Rebound::No })
}

/// A charge ended that says nothing of the method now bound.
const fn after_old_method(progress: Progress, rebound: Rebound) -> Charge {
    match rebound {
        Rebound::AskAtOnce => Charge::Rearmed { progress },
        Rebound::No | Rebound::NextRung => Charge::Waiting { progress },
    }
}

/// A refusal of the bound method opens an episode; one of a method no longer bound does not.
const fn failed(progress: Progress, failure: Failure, rebound: Rebound) -> Charge {
    let episode = Progress { episode: true, ..progress };
    match (rebound, failure) {
        (
            Rebound::AskAtOnce | Rebound::NextRung,
            Failure::DeclinedSoftly | Failure::DeclinedHard | Failure::AuthenticationRequired,
        ) => after_old_method(progress, rebound),
        (Rebound::No, Failure::DeclinedSoftly) => Charge::Waiting { progress: episode },
        (Rebound::No, Failure::DeclinedHard) => {
            Charge::Barred { progress: episode, bar: Bar::MethodDead }
        }
        (Rebound::No, Failure::AuthenticationRequired) => {
            Charge::Barred { progress: episode, bar: Bar::AuthenticationRequired }
        }
    }
}
