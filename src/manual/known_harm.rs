//! Known harm: what may still hurt a holder although every rule is kept, and why it is so.
//!
//! The rules protect holders from many things, and not from all. Whoever offers mailboxes under
//! them should know what is left, decide which of it to take on, and say so in the contract.
//! Nothing here is legal advice; at the end stands [what to ask a lawyer](#what-to-ask-a-lawyer).
//! Days are those of the preset. What a parameter does stands under the rule that is named.
//!
//! ## Prices or days change after the holder was told
//!
//! - **What happens:** An order takes its price and its ladder when it is opened, 15 days before
//!   expiry (R-14, R-21). Where another price list or policy comes into force between a notice and
//!   that day, the charge asks for more, or comes earlier, than was told. A consumer is then owed
//!   the notice of art. 65-bis again while 30 days are left (R-81). Otherwise the next reminder
//!   says it, if one falls due before the charge; if none does, the next tick does (R-84). Where the
//!   list or the policy changes on the day of the charge itself, that is no earlier.
//! - **To whom:** Whoever renews automatically. A consumer told too late may leave (R-82); a
//!   business or a public body may not.
//! - **Why it is so:** A provider must be able to change prices, and a price is agreed on the day
//!   on which the order is opened. The law gives an untold consumer a way out, not last year's
//!   price.
//! - **What a provider can do:** Date a dearer list ahead by more than `statutory_notice_days`:
//!   prices have days (R-41), so the notice of art. 65-bis then already names the new one. A longer
//!   `order_lead_days` agrees the price earlier; another day in `reminders_before` leaves no gap
//!   before the first rung of the `ladder`. The contract can promise that no charge exceeds the
//!   last sum told.
//!
//! ## Money that comes too late becomes a credit
//!
//! - **What happens:** Money for an order that has lapsed or was cancelled, or for a deleted
//!   mailbox, revives nothing. It becomes a credit for 12 months, and then that ends (R-45).
//! - **To whom:** Whoever paid a day too late or cancelled too early; most of all the holder of a
//!   deleted mailbox, who may want nothing else from this provider.
//! - **Why it is so:** The preset does what a page of the hosting brand says (H3). Under the
//!   Consumer Code (artt. 33–36, unfair terms) such a clause may not bind a consumer. What was
//!   taken twice, an excess (R-44) and what a withdrawal or leaving owes back (R-64, R-82) always
//!   go back in cash.
//! - **What a provider can do:** Set `late_payment` to a refund, with a `refund_days`. A longer
//!   `report_margin_days` makes fewer payments late. Where it stays a credit, the contract should
//!   say so in plain words, and the credit should be paid out on request.
//!
//! ## A holder who does nothing and reads nothing
//!
//! - **What happens:** With automatic renewal on, the mailbox is paid for year after year, used or
//!   not. With it off, the mailbox stops sending on the day after its expiry and is deleted after
//!   grace.
//! - **To whom:** Whoever forgot the mailbox, fell ill or died. A consumer to whom a true notice
//!   was delivered has no exit right, whether it was read or not (R-82).
//! - **Why it is so:** The law, and these rules, ask whether the holder was told in time. Nobody
//!   can prove that somebody read. To stop renewing a mailbox that looks unused could cost an
//!   address that somebody counts on.
//! - **What a provider can do:** Set days in `reminders_before` and `reminders_after`, and use more
//!   than one channel. Look for mailboxes that nobody opens, and ask. The contract can promise
//!   money back for a term in which nobody signed in, and name who may act for a holder who cannot.
//!
//! ## A second failure that is worse than the first
//!
//! - **What happens:** A failure is told once in an episode, not after each attempt (R-35). Where the
//!   first charge was declined for now and a later one for good, or because the customer must
//!   authenticate, the notice had named that later charge, and it took place. The holder learns that
//!   no other follows with the next reminder, or at the end of the ladder: under the preset, after a
//!   worse answer 5 days before expiry, on the day before expiry.
//! - **To whom:** Whoever renews automatically with a card that fails twice in two ways.
//! - **Why it is so:** Four failures in a week would be four alarms about one order, and an alarm that
//!   comes too often is not read. The reminders say each time what the renewal hangs on (R-80, R-84).
//! - **What a provider can do:** Add days to `reminders_before` between the rungs of the `ladder`, such
//!   as 4 and 2. Telling the holder in one's own words after each failed charge harms nothing: an
//!   event says how each ended.
//!
//! ## Notices that do not arrive
//!
//! - **What happens:** The warning before deletion is repeated each day if its delivery failed, but
//!   the day that it names stands: it is enough that it was owed (R-61, R-85). So a mailbox can be
//!   deleted although no warning arrived. A reminder or a failure notice that failed is not
//!   repeated.
//! - **To whom:** Holders whose other address is dead, or who gave none but the mailbox itself.
//! - **Why it is so:** If deletion waited for a delivery, whoever cannot be reached would have to
//!   be kept for ever. Of the notice of art. 65-bis the delivery does count: without it a consumer
//!   may leave (R-82).
//! - **What a provider can do:** Set `deletion_warning_days` to up to 60. Report every failure
//!   (R-83), and have a person try letter or telephone before the day named. Check addresses once a
//!   year. The contract can promise a second channel.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.ticks_until("2027-04-05");
//! for date in ["2027-04-06", "2027-04-07", "2027-04-08", "2027-04-09", "2027-04-10"] {
//!     let facts = life.on(date, Command::Tick)?;
//!     let Some(Fact::NoticeDue { number, notice, .. }) = facts.first() else { panic!() };
//!     assert_eq!(notice.name(), "DeletionWarning");
//!     life.on(date, Command::NoticeFailed { notice: *number })?;
//! }
//! let facts = life.ticks_until("2027-04-16"); // the day named first
//! assert!(names(&facts).contains(&"MailboxDeleted"));
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## A chargeback leaves a debt that nobody asks for
//!
//! - **What happens:** Money that is charged back, sent back or booked wrongly leaves a debt with a
//!   number, and the mailbox stays renewed (R-48). No notice tells the holder, and nothing stops
//!   service for it. The method of a charge that was charged back is never charged again, so the next
//!   renewal by itself fails, of which the holder is told.
//! - **To whom:** Whoever disputes a charge and forgets it; whoever was paid back twice by mistake.
//! - **Why it is so:** Whether and how a debt is asked for is a matter between provider and holder,
//!   and a term that was bought is not taken back for it.
//! - **What a provider can do:** Read the debts after every reversal, write to the holder with the
//!   number, and take the payment with that number. The contract can say what becomes of a debt that
//!   stays unpaid.
//!
//! ## A transfer on its way when the card is charged
//!
//! - **What happens:** A holder pays a *generated* order by transfer and leaves automatic renewal
//!   on. The engine learns of the transfer when the bank tells it, which may be after the charge.
//!   Both are taken, and whichever is told second is paid back (R-28, R-45).
//! - **To whom:** Careful holders: those who pay by hand to be safe. The money is away until the
//!   refund is paid, and an account may be overdrawn.
//! - **Why it is so:** Nobody can hold back a charge for a transfer that may never come; most
//!   generated orders are paid by their charge. A *manual* order does hold it back.
//! - **What a provider can do:** On the page that shows how to pay by transfer, offer to switch off
//!   first, or to replace the order by a manual one (R-12, R-29; the second needs
//!   `manual_while_auto`). A short `refund_days` gives the money back sooner. The contract can
//!   promise to bear what the bank charges for it.
//!
//! ## A charge whose outcome never comes
//!
//! - **What happens:** While a charge is unresolved, its order can be neither cancelled nor charged
//!   again, and for the first days it cannot be paid by hand either (R-32, R-94). After grace the
//!   mailbox is not deleted, but it cannot be renewed any more (R-60, R-61): all then hangs on that
//!   one answer. A charge that settled counts for the day on which it was requested (R-42), and
//!   renews; one that failed is the end.
//! - **To whom:** Whoever is charged while a gateway, or the program that asks it, loses answers.
//! - **Why it is so:** To give a charge up as lost is to risk taking the money twice. Time proves
//!   nothing.
//! - **What a provider can do:** Give each inquiry that was not answered for some days to a person,
//!   whose finding is a final outcome (R-32). Keep `charge_unresolved_days` at 1. The contract with
//!   the gateway should promise an answer by key, and someone to ask. That with the holder can
//!   promise that no mailbox is lost for a question between the two.
//!
//! ## Switched on without being asked
//!
//! - **What happens:** Whoever is signed in and pays by card or `PayPal` is on automatic renewal
//!   from then on, and gets a notice that says so (R-11). With the preset nothing shows that the
//!   holder agreed. Of a mailbox that was taken over with automatic renewal on, no consent is on
//!   record (R-19).
//! - **To whom:** Whoever chose a card only to pay once. The first to notice may be the bank's
//!   statement.
//! - **Why it is so:** The preset does what the pages say (A3, A4, A9, A27). For consumers the
//!   Italian competition authority has fined that very practice (decision 26626 of 2017).
//! - **What a provider can do:** Ask, and record the answer: `auto_enable_needs_consent` makes a
//!   payment switch on only with a consent; an empty `auto_enable_on` leaves it to the holder. Ask
//!   those taken over before their next renewal.
//!
//! ## A withdrawal from a renewal made late in grace
//!
//! - **What happens:** The expiry goes back to where it was, so the mailbox stops sending at once
//!   and may be few days from deletion. Where the old grace would be over, the day of the
//!   declaration is the expiry, and grace follows it. The warning is owed anew, so its days are
//!   always left (R-61, R-64).
//! - **To whom:** A consumer who wants the money back and has not thought of the mail.
//! - **Why it is so:** Whoever withdraws gets the money and gives back the term. A declaration
//!   cannot be refused for its effect.
//! - **What a provider can do:** Before the holder confirms, show what
//!   [`permitted`](crate::permitted) says: the money, the expiry, the day of deletion. A longer
//!   `deletion_warning_days` leaves more time. The contract can offer the mail as a file.
//!
//! ## An exit right that nobody knows of
//!
//! - **What happens:** A consumer whose term carries the exit right can leave on any day of it, and
//!   gets the unused part back (R-82). What was used is not given back, the service ends on that
//!   day, and the right ends with the term. No notice says that the right exists: the confirmation
//!   of a renewal names only the expiry and what was paid (R-85).
//! - **To whom:** Consumers to whom no true notice was delivered in time. Others have no such
//!   right.
//! - **Why it is so:** As we read it, the law gives the right and names no notice of it. Whether
//!   *at no cost* means more than the unused part is not settled.
//! - **What a provider can do:** Show the right wherever the mailbox is shown: the state in words
//!   names it. Repair what makes notices fail, and keep `statutory_notice_days` well above 30, so
//!   that there is time to repeat one. The contract can give back the whole term.
//!
//! ## A gateway that forgets its keys
//!
//! - **What happens:** The same request is sent again to find out what became of it (R-30, R-32). A
//!   gateway that no longer knows the key takes the money again. Its second settlement has the same
//!   key and the same sum, so the engine takes it for the first one told twice: no refund is owed.
//! - **To whom:** The holder, who sees two charges on the statement and none of it here.
//! - **Why it is so:** A key stands for one charge. That the gateway keeps to it is the ground on
//!   which all the rest is built, and nothing in a report shows that it did not.
//! - **What a provider can do:** Store a last moment with each request, well within the time for
//!   which the gateway keeps keys, and have that time in its contract. Compare its file of
//!   settlements with the mailbox's payments each day, by the gateway's own reference, and pay back
//!   what is there twice. No parameter helps.
//!
//! ## A status under split payment that changes
//!
//! - **What happens:** What an order asks for is settled when it is opened: the gross, or the net
//!   only from whoever is under split payment (R-21, R-40). A change that is reported replaces an
//!   open order (R-66). One reported too late, or while a charge is unresolved that then settles,
//!   leaves the order as it stood: VAT was paid that was not owed, or is still to be paid.
//! - **To whom:** Public bodies, and businesses that come under the control of one or leave it.
//! - **Why it is so:** The engine knows the status only from reports. A fulfilled order is final
//!   (R-27), and a difference of tax is mended on the invoice, which the engine does not issue.
//! - **What a provider can do:** Look the status up before the order is generated
//!   (`order_lead_days`), and report the change the same day. The contract can oblige the holder to
//!   tell, and the provider to correct the invoice.
//!
//! ## A mailbox on the customer's own domain
//!
//! - **What happens:** Such a mailbox is renewed with its domain, elsewhere. Here its ticks do
//!   nothing: no reminder, no notice of art. 65-bis, no warning, no deletion (R-52). If the domain
//!   runs out, the mailbox goes with it.
//! - **To whom:** Holders who believe that whoever bills the mailbox also watches its domain.
//! - **Why it is so:** Nobody reports here that a domain was renewed, so anything told would be a
//!   guess.
//! - **What a provider can do:** Let the system that renews domains send the notices, and name the
//!   mailboxes in them. Say on the mailbox's page where its expiry comes from. The contract should
//!   say who warns.
//!
//! ## Deleted after one warning, and for ever
//!
//! - **What happens:** One warning is the only notice without which nothing is deleted after grace.
//!   Reminders that were skipped because no tick came are not made up for (R-05, R-80). Then mail
//!   and archive are gone, and the address is kept but empty (R-62). Mail that arrived in grace may
//!   count as delivered in law, read or not. A holder who terminates *now* is not warned at all
//!   (R-63).
//! - **To whom:** Whoever was away for those ten days; who terminated in anger; who receives a
//!   deadline in grace and cannot answer from an address that may not send.
//! - **Why it is so:** Grace has to end, and the warning adds days to it where it is given late.
//!   What the holder asked for at once is done at once.
//! - **What a provider can do:** Set `deletion_warning_days` up to 60, longer phases in `grace`,
//!   later days in `reminders_after`. Ask for a second confirmation of *now*, and offer *at expiry*
//!   beside it. Keep a sealed copy for some weeks, if the contract and the law on personal data
//!   allow it.
//!
//! # What to ask a lawyer
//!
//! - May money that comes late become a credit for a consumer, and may that credit end?
//! - Is paying by card while signed in enough of a consent to automatic renewal? What must be kept
//!   of it?
//! - May a price rise be applied to a renewal with no more than a notice? To a business, too?
//! - Which channel proves that the notice of art. 65-bis was delivered? Is a mail to the mailbox
//!   itself one?
//! - What may a consumer who leaves under art. 65-bis claim: the unused part, or the whole term?
//!   Must the right be told?
//! - From which day does the time to withdraw run, the order's or the payment's? Which words inform
//!   of it, and which ask for the start at once?
//! - Do law 40 of 2007, or your own conditions, let a consumer leave at any time with a month's
//!   notice? There is no rule for that here.
//! - What is owed to a holder whose mailbox was deleted although no warning arrived? For how long
//!   may, or must, contents be kept after deletion?
//! - What is owed for money taken twice, beyond the money?
//! - Who corrects an invoice when the status under split payment changed, and until when?
//! - Must anybody be told that the address of a company or of a citizen in a public register is
//!   gone?
//! - Which of the events may be kept when a holder asks to be forgotten? See
//!   [pseudonyms](crate::values::TaxId#pseudonyms).
