//! What is remembered of the running period only: why no order is generated in it.

use serde::{Deserialize, Serialize};

use super::event::NotGenerated;

/// What is remembered of the running period only.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodFlags {
    /// A generated order was cancelled.
    pub order_cancelled: bool,
    /// A generated order lapsed.
    pub order_lapsed: bool,
    /// Reasons for not generating that the holder was told already, a bit each.
    pub told: u8,
}

impl PeriodFlags {
    /// Whether the holder was told this reason in this period.
    #[must_use]
    pub const fn was_told(self, reason: NotGenerated) -> bool {
        self.told & bit(reason) != 0
    }

    pub(crate) const fn tell(&mut self, reason: NotGenerated) {
        self.told |= bit(reason);
    }

    /// Why no order is generated in this period, until switching on lifts it.
    #[must_use]
    pub const fn withheld(self) -> Option<NotGenerated> {
        if self.order_cancelled {
            Some(NotGenerated::OrderCancelled)
        } else if self.order_lapsed {
            Some(NotGenerated::OrderLapsed)
        } else {
            None
        }
    }

    pub(crate) const fn lift(&mut self) {
        self.order_cancelled = false;
        self.order_lapsed = false;
    }
}

const fn bit(reason: NotGenerated) -> u8 {
    match reason {
        NotGenerated::ManualOrderOpen => 1,
        NotGenerated::OrderCancelled => 2,
        NotGenerated::OrderLapsed => 4,
        NotGenerated::NotRenewable => 8,
        NotGenerated::NoPrice => 16,
        NotGenerated::TermTooShort => 32,
    }
}
