//! What every language must be able to say.

use alloc::{string::String, vec, vec::Vec};

use super::answers::{Answer, Ground, Question};
use crate::{
    mailbox::{Action, Errand, Fact, Mailbox, Notice, Permission, Refusal},
    service::Access,
    values::Day,
};

/// A language in which an auditor reads what the engine made.
pub trait Language {
    /// What the mailbox is, and whose: what was last paid for, and the kind of its holder.
    #[must_use]
    fn mailbox(&self, mailbox: &Mailbox) -> String;

    /// The day, as it stands in the sentences.
    #[must_use]
    fn day(&self, day: Day) -> String;

    /// The fact in one line.
    #[must_use]
    fn fact(&self, fact: &Fact) -> String;

    /// What the notice tells the holder, in one line.
    #[must_use]
    fn notice(&self, notice: &Notice) -> String;

    /// The refusal with its code, who can act on it, and whether waiting may help (R-92).
    #[must_use]
    fn refusal(&self, refusal: &Refusal) -> String;

    /// The reason of a refusal alone, as it can be told to the holder.
    #[must_use]
    fn reason(&self, refusal: &Refusal) -> String;

    /// What the errand asks the backend to do.
    #[must_use]
    fn errand(&self, errand: &Errand) -> String;

    /// The action, and whether it is possible; if not, why not (R-94).
    ///
    /// # Examples
    /// ```
    /// use pec_renewal::audit::explain::{English, Italian, Language};
    /// use pec_renewal::{Action, Permission, Refusal};
    ///
    /// let refused = Permission::Refused(Box::new(Refusal::NoOrderOpen));
    /// assert_eq!(
    ///     English.permission(Action::CancelOrder, &refused),
    ///     "cancel the open order: not possible: no order is open",
    /// );
    /// assert_eq!(
    ///     Italian.permission(Action::CancelOrder, &refused),
    ///     "annullare l'ordine aperto: non è possibile: non c'è nessun ordine aperto",
    /// );
    /// ```
    #[must_use]
    fn permission(&self, action: Action, permission: &Permission) -> String;

    /// The question as it is asked.
    #[must_use]
    fn question(&self, question: Question) -> String;

    /// What an answer rests on, in one line, with its day where it has one.
    #[must_use]
    fn ground(&self, ground: &Ground) -> String;

    /// What is answered where there is nothing to say.
    #[must_use]
    fn nothing(&self, question: Question) -> String;

    /// The answer, a line for each of its grounds, and never without a line (R-93).
    #[must_use]
    fn answer(&self, answer: &Answer) -> Vec<String> {
        if answer.grounds.is_empty() {
            return vec![self.nothing(answer.question)];
        }
        answer.grounds.iter().map(|ground| self.ground(ground)).collect()
    }

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
