//! A renewal by hand of what was last paid for.

use crate::{
    catalogue::MethodKind,
    mailbox::{command::ManualRenewal, state::Mailbox},
};

impl ManualRenewal {
    /// Renews what was last paid for from the present expiry, and replaces no order. Set whatever
    /// should be different (R-13, R-22).
    ///
    /// Build it when the page is shown, not when the form comes back: the expiry that the holder saw
    /// is what keeps a second click from renewing twice (R-22). It says neither that the holder was
    /// informed of the right to withdraw nor that the start was asked for at once: say so where it is
    /// so, for a consumer withdraws for longer, and gets all back, where it is not (R-64).
    ///
    /// # Examples
    /// ```
    /// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
    /// # use example::*;
    /// let mut life = Life::of_a_business("2026-01-15");
    /// let same = ManualRenewal::same_as_last(&life.mailbox, MethodKind::BankTransfer);
    /// let pro = ManualRenewal { purchase: Purchase::new(Plan::Pro, Term::ONE), ..same };
    /// life.on("2026-12-01", Command::RenewByHand(pro))?;
    /// # Ok::<(), Refusal>(())
    /// ```
    #[must_use]
    pub const fn same_as_last(mailbox: &Mailbox, method_kind: MethodKind) -> Self {
        Self {
            expiry: mailbox.expiry(),
            purchase: mailbox.purchase(),
            method_kind,
            archive_consent: false,
            replaces: None,
            informed: false,
            start_requested: false,
        }
    }
}
