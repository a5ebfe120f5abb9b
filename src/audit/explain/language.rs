//! What every language must be able to say.

use alloc::string::String;

use crate::{
    mailbox::{Fact, Mailbox, Notice, Refusal},
    service::Access,
    values::Day,
};

/// A language in which an auditor reads what the engine made.
pub trait Language {
    /// The fact in one line.
    #[must_use]
    fn fact(&self, fact: &Fact) -> String;

    /// What the notice tells the holder, in one line.
    #[must_use]
    fn notice(&self, notice: &Notice) -> String;

    /// The refusal with its code, who can act on it, and whether waiting may help (R-92).
    #[must_use]
    fn refusal(&self, refusal: &Refusal) -> String;

    /// The state of the mailbox on a day, in clauses parted by semicolons; ticked or not (R-07).
    ///
    /// Service, automatic renewal, the open order and its collection are always among them; a
    /// planned plan, room that is still to shrink, and money held or owed back only where there is
    /// any.
    #[must_use]
    fn state(&self, mailbox: &Mailbox, day: Day) -> String;

    /// What the mailbox may do with mail, and whether its phase can be renewed. Whether a renewal would
    /// be accepted is another question, which [`permitted`](crate::permitted) answers.
    ///
    /// # Examples
    /// ```
    /// use pec_renewal::audit::explain::{English, Language};
    /// use pec_renewal::service::Access;
    ///
    /// let access = Access { send: false, receive: true, read: true, renew: true };
    /// assert_eq!(English.access(access), "receive and read, in a renewable phase");
    /// ```
    #[must_use]
    fn access(&self, access: Access) -> String;
}
