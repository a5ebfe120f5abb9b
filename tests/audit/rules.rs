//! One short script for each rule that no other test is named after: what the rule says, on one
//! mailbox or two, in the language of the scenarios. The preset of Aruba holds where no line says
//! otherwise: an order 15 days before expiry, a ladder of 7, 5, 3 and 1 days, 90 days of grace.

use pec_scenario::{read, run};

#[test]
fn r_01_service_lasts_through_the_expiry_day() {
    holds(
        "2025-01-15 open standard for 1 year
         2026-01-15 expect state in service
         2026-01-16 expect state in grace",
    );
}

#[test]
fn r_11_a_payment_by_card_while_signed_in_switches_on_and_one_by_a_guest_does_not() {
    holds(
        "method visa card
         2025-01-15 open standard for 1 year
         2025-12-20 renew by card
         2025-12-20 payment in full by card signed in with visa
         expect automatic renewal on with visa
         expect event NoticeDue AutoRenewalSwitchedOn
         mailbox guest
         2025-01-15 open standard for 1 year
         2025-12-20 renew by card
         2025-12-20 payment in full by card
         expect automatic renewal off",
    );
}

#[test]
fn r_12_the_holder_switches_on_and_off_and_a_charge_on_its_way_may_still_renew() {
    holds(
        "method visa card
         2025-01-15 open standard for 1 year
         2025-06-01 switch on with visa
         expect automatic renewal on with visa
         2025-06-02 switch off
         expect automatic renewal off
         2025-06-03 switch on with visa
         2025-06-03 ticks until 2026-01-08
         expect event ChargeRequested
         2026-01-08 switch off
         expect event NoticeDue ChargeStillOnItsWay
         2026-01-09 charge settles
         expect expiry 2027-01-15
         expect automatic renewal off",
    );
}

#[test]
fn r_13_a_generated_order_repeats_what_was_bought_with_the_space_added_since() {
    holds(
        "method visa card
         2024-01-15 open pro for 2 years bound visa
         2025-06-01 space bought +1 GB mailbox
         2025-06-01 ticks until 2025-12-31
         expect event OrderOpened \"pro +1 GB mailbox for 2 years\"",
    );
}

#[test]
fn r_14_the_order_comes_with_the_lead_and_its_charge_with_the_first_rung() {
    holds(
        "method visa card
         2025-01-15 open standard for 1 year bound visa
         2025-01-15 ticks until 2025-12-30
         expect no event OrderOpened
         2025-12-31 tick
         expect event OrderOpened
         2025-12-31 ticks until 2026-01-07
         expect no event ChargeRequested
         2026-01-08 tick
         expect event ChargeRequested",
    );
}

#[test]
fn r_16_switched_on_inside_the_ladder_it_charges_on_the_next_tick() {
    holds(
        "method visa card
         2025-01-15 open standard for 1 year
         2025-01-15 ticks until 2026-01-10
         2026-01-10 switch on with visa
         2026-01-10 tick
         expect event OrderOpened
         expect event ChargeRequested",
    );
}

#[test]
fn r_17_a_replaced_method_is_bound_and_a_removed_one_switches_off() {
    holds(
        "method visa card
         method amex card
         2025-01-15 open standard for 1 year bound visa
         2025-03-01 replace visa with amex
         expect automatic renewal on with amex
         2025-04-01 remove amex
         expect automatic renewal off
         expect event NoticeDue AutoRenewalSwitchedOff",
    );
}

#[test]
fn r_18_news_of_a_new_date_revives_what_was_declined_and_not_what_was_stopped_or_closed() {
    holds(
        "method visa card valid until 2026-03-31
         2025-01-15 open standard for 1 year bound visa
         2025-01-15 ticks until 2026-01-08
         2026-01-08 charge hard decline
         2026-01-09 method news visa refreshed valid until 2030-03-31
         expect method visa alive
         2026-01-09 tick
         expect event ChargeRequested visa
         2026-01-09 charge stopped
         2026-01-10 method news visa refreshed valid until 2031-03-31
         expect no event
         expect method visa dead
         mailbox closed
         2025-01-15 open standard for 1 year bound visa
         2025-06-01 method news visa closed
         expect event NoticeDue BoundMethodDead
         2025-06-02 method news visa refreshed valid until 2031-03-31
         expect method visa dead",
    );
}

#[test]
fn r_19_a_payment_switches_on_only_with_the_consent_that_the_policy_asks_for() {
    holds(
        "set auto_enable_needs_consent yes
         method visa card
         2025-01-15 open standard for 1 year
         2025-12-20 renew by card
         2025-12-20 payment in full by card signed in with visa
         expect event OrderFulfilled
         expect automatic renewal off
         mailbox agreed
         2025-01-15 open standard for 1 year
         2025-12-20 renew by card
         2025-12-20 payment in full by card signed in with visa with consent C-17 of 2025-12-20
         expect automatic renewal on with visa",
    );
}

#[test]
fn r_22_a_repeated_click_believes_in_the_old_expiry_and_cannot_renew_twice() {
    holds(
        "2025-01-15 open standard for 1 year
         2025-06-01 renew by card believing expiry 2026-01-15
         2025-06-01 payment in full by card
         expect expiry 2027-01-15
         2025-06-01 renew by card believing expiry 2026-01-15
         expect refusal wrong-expiry 2027-01-15
         expect no order open",
    );
}

#[test]
fn r_22_what_a_consumer_was_told_and_asked_for_is_frozen_in_the_order() {
    holds(
        "2025-01-15 open standard for 1 year
         2025-12-20 renew by bank transfer informed start requested
         expect event OrderOpened \"informed of the right to withdraw\" \"start asked for at once\"
         2025-12-20 again
         expect no event
         # Another statement is not the same renewal asked again.
         2025-12-21 renew by bank transfer informed
         expect refusal order-already-open
         2025-12-21 renew by bank transfer informed replacing the open order
         expect no event OrderOpened \"start asked for\"",
    );
}

#[test]
fn r_23_while_an_order_is_open_another_is_refused_and_the_same_is_no_event() {
    holds(
        "2025-01-15 open standard for 1 year
         2025-06-01 renew by card
         2025-06-01 renew by card
         expect no event
         2025-06-01 renew pro by card
         expect refusal order-already-open",
    );
}

#[test]
fn r_26_an_order_can_be_paid_through_its_last_day_and_told_of_in_its_margin() {
    holds(
        "set unpaid_order_days 20
         mailbox told-in-the-margin
         2025-01-15 open standard for 1 year
         2025-06-01 renew by bank transfer
         2025-06-26 expect order 1 open
         2025-06-26 payment in full by bank transfer registered on 2025-06-21
         expect expiry 2027-01-15
         mailbox paid-a-day-late
         2025-01-15 open standard for 1 year
         2025-06-01 renew by bank transfer
         2025-06-22 payment in full by bank transfer
         expect expiry 2026-01-15
         expect owed back 12.08
         mailbox told-after-the-margin
         2025-01-15 open standard for 1 year
         2025-06-01 renew by bank transfer
         2025-06-27 expect order 1 lapsed
         2025-06-27 payment in full by bank transfer registered on 2025-06-21
         expect expiry 2026-01-15
         expect owed back 12.08",
    );
}

#[test]
fn r_28_while_a_transfer_is_awaited_nothing_is_generated_and_nothing_charged() {
    holds(
        "method visa card
         2025-01-15 open standard for 1 year bound visa
         2025-12-20 renew by bank transfer
         2025-12-20 ticks until 2026-01-15
         expect event OrderNotGenerated
         expect no event ChargeRequested
         expect order 1 open",
    );
}

#[test]
fn r_29_the_open_order_is_replaced_as_a_whole_or_not_at_all() {
    holds(
        "method visa card
         2025-01-15 open standard for 1 year bound visa
         2025-01-15 ticks until 2025-12-31
         2026-01-02 renew pro by bank transfer replacing order 1
         expect order 1 cancelled
         expect order 2 open
         2026-01-02 renew by card believing expiry 2025-01-15 replacing order 2
         expect refusal wrong-expiry
         expect order 2 open",
    );
}

#[test]
fn r_31_each_outcome_of_a_charge_has_its_own_consequence() {
    for (outcome, consequence) in [
        ("settles", "charge idle"),
        ("soft decline", "charge waiting"),
        ("hard decline", "method visa dead"),
        ("authentication required", "charge barred"),
        ("stopped", "automatic renewal off"),
        ("not executed", "charge waiting"),
        ("unknown", "charge unresolved"),
    ] {
        holds(&format!(
            "method visa card
             2025-01-15 open standard for 1 year bound visa
             2025-01-15 ticks until 2026-01-08
             2026-01-08 charge {outcome}
             expect {consequence}"
        ));
    }
}

#[test]
fn r_31_what_the_holder_stopped_dies_and_automatic_renewal_goes_off_with_it() {
    holds(
        "method visa card
         method amex card
         2025-01-15 open standard for 1 year bound visa
         2025-01-15 ticks until 2026-01-08
         2026-01-08 charge stopped
         expect event NoticeDue AutoRenewalSwitchedOff
         expect automatic renewal off
         2026-01-09 switch on with visa
         expect refusal method-dead
         mailbox other
         2025-01-15 open standard for 1 year bound visa
         2025-01-15 ticks until 2026-01-08
         2026-01-08 replace visa with amex
         2026-01-09 charge stopped
         expect method visa dead
         expect automatic renewal on with amex",
    );
}

#[test]
fn r_33_a_method_is_not_asked_again_before_the_day_that_its_decline_named() {
    holds(
        "method visa card
         2025-01-15 open standard for 1 year bound visa
         2025-01-15 ticks until 2026-01-08
         2026-01-08 charge soft decline not before 2026-01-13
         2026-01-08 ticks daily until 2026-01-12
         expect no event ChargeRequested
         2026-01-13 tick
         expect event ChargeRequested \"at rung 3\"",
    );
}

#[test]
fn r_34_a_dead_method_is_never_charged_and_a_new_one_at_once() {
    holds(
        "method visa card
         method amex card
         2025-01-15 open standard for 1 year bound visa
         2025-01-15 ticks until 2026-01-08
         2026-01-08 charge hard decline
         2026-01-08 ticks daily until 2026-01-20
         expect no event ChargeRequested
         2026-01-21 replace visa with amex
         2026-01-21 tick
         expect event ChargeRequested amex",
    );
}

#[test]
fn r_35_an_exhausted_ladder_leaves_the_order_payable_and_is_told_once() {
    holds(
        "method visa card
         2025-01-15 open standard for 1 year bound visa
         2025-01-15 ticks until 2026-01-08
         2026-01-08 charge soft decline
         expect event NoticeDue ChargeFailed
         2026-01-10 tick
         2026-01-10 charge soft decline
         expect no event NoticeDue ChargeFailed
         2026-01-12 tick
         2026-01-12 charge soft decline
         2026-01-14 tick
         2026-01-14 charge soft decline
         2026-01-14 ticks until 2026-04-15
         expect no event ChargeRequested
         expect charge exhausted
         expect automatic renewal on
         expect can pay",
    );
}

#[test]
fn r_36_paying_by_hand_with_another_card_binds_it_to_nothing() {
    holds(
        "method visa card
         method amex card
         2025-01-15 open standard for 1 year bound visa
         2025-12-20 renew by card
         2025-12-20 payment in full by card signed in with amex
         expect automatic renewal on with visa",
    );
}

#[test]
fn r_38_a_charge_above_the_mandate_is_not_attempted() {
    holds(
        "method visa card cap 9.63
         method amex card cap 12.08
         2025-01-15 open standard for 1 year bound visa
         2025-01-15 ticks until 2026-01-08
         expect event ChargeBarred
         expect no event ChargeRequested
         mailbox other
         2025-01-15 open standard for 1 year bound amex
         2025-01-15 ticks until 2026-01-08
         expect event ChargeRequested",
    );
}

#[test]
fn r_42_a_payment_counts_for_the_day_of_its_registration() {
    holds(
        "set grace 30 receive read, 60 receive read fee 10.00
         2025-01-15 open standard for 1 year
         2026-01-20 renew by bank transfer
         2026-02-20 payment 12.08 by bank transfer registered on 2026-02-14
         expect event OrderFulfilled
         mailbox other
         2025-01-15 open standard for 1 year
         2026-01-20 renew by bank transfer
         2026-02-20 payment 12.08 by bank transfer paid on 2026-02-14 registered on 2026-02-15
         expect no event OrderFulfilled
         expect event NoticeDue PaymentIncomplete",
    );
}

#[test]
fn r_44_part_payments_add_up_and_what_is_too_much_is_owed_back() {
    holds(
        "2025-01-15 open standard for 1 year
         2025-06-01 renew by bank transfer
         2025-06-10 payment 5.00 by bank transfer
         expect held 5.00
         expect due 7.08
         expect expiry 2026-01-15
         2025-06-11 payment 7.44 by bank transfer
         expect expiry 2027-01-15
         expect owed back 0.36",
    );
}

#[test]
fn r_50_only_the_payment_moves_the_expiry_and_only_once() {
    holds(
        "2025-01-15 open standard for 1 year
         2025-06-01 renew by bank transfer
         expect expiry 2026-01-15
         2025-06-10 payment in full by bank transfer
         expect expiry 2027-01-15
         2025-06-11 payment 12.08 by bank transfer for order 1
         expect expiry 2027-01-15
         expect owed back 12.08",
    );
}

#[test]
fn r_52_a_mailbox_on_its_own_domain_does_not_renew_here() {
    holds(
        "2025-01-15 open standard for 1 year own domain
         2025-06-01 renew by card
         expect refusal own-domain
         2025-06-01 ticks daily until 2026-06-01
         expect no event",
    );
}

#[test]
fn r_53_a_refund_is_settled_once_by_the_report_that_it_was_paid() {
    holds(
        "2025-01-15 open standard for 1 year
         2025-06-01 renew by bank transfer
         2025-06-10 payment 12.44 by bank transfer reference in-1
         expect event RefundOwed 0.36 \"refund 1\" \"by 2025-06-24\"
         expect refund 1 open
         2025-06-20 refund 1 paid in full reference out-1
         expect event RefundPaid 0.36 out-1
         expect refund 1 settled
         expect owed back 0.00
         expect paid out 0.36
         2025-06-21 again
         expect no event
         2025-06-21 refund 1 paid 0.35 reference out-1 on 2025-06-20
         expect refusal payment-differs 0.36 0.35
         2025-06-21 refund 1 paid 0.36 reference out-2
         expect event RefundPaid \"refund 1 is paid once more\" \"debt 1\"
         expect debts 0.36
         2025-06-21 refund 2 paid 0.36 reference out-3
         expect refusal unknown-refund",
    );
}

#[test]
fn r_53_what_is_missing_of_a_payout_is_owed_under_another_number() {
    holds(
        "set late_payment refund
         2025-01-15 open standard for 1 year
         2025-06-01 payment 5.00 by bank transfer for no order
         expect event RefundOwed \"refund 1\" \"by 2025-06-15\"
         2025-06-10 refund 1 paid 4.00
         expect event RefundOwed 1.00 \"refund 2\" \"by 2025-06-15\"
         expect refund 1 settled
         expect refund 2 open
         expect owed back 1.00
         2025-06-20 refund 2 paid in full
         expect owed back 0.00
         expect paid out 5.00",
    );
}

#[test]
fn r_53_what_went_out_beyond_is_a_debt_and_what_came_back_is_owed_again() {
    holds(
        "set late_payment refund
         2025-01-15 open standard for 1 year
         2025-06-01 payment 5.00 by bank transfer for no order
         2025-06-10 refund 1 paid 6.00 reference out-1
         expect event RefundPaid 1.00 \"debt 1\"
         expect refund 1 settled
         expect debts 1.00
         expect paid out 6.00
         2025-06-12 reversal 3.00 of out-1 by return
         expect event PayoutCameBack \"1.00 € settles debt 1\"
         expect event RefundOwed 2.00 refunded \"refund 2\"
         expect debt 1 settled
         expect owed back 2.00
         expect paid out 3.00
         2025-06-13 reversal 3.01 of out-1 by return
         expect refusal reversal-exceeds-payment 3.00 3.01",
    );
}

#[test]
fn r_53_a_payout_for_a_withdrawn_number_settles_the_one_in_its_place() {
    holds(
        "set late_payment refund
         2025-01-15 open standard for 1 year
         2025-06-01 payment 5.00 by bank transfer for no order reference in-1
         2025-06-02 reversal 2.00 of in-1 by return
         expect event PaymentReversed \"refund 1 is withdrawn\"
         expect event RefundOwed 3.00 \"refund 2, in the place of 1\" \"by 2025-06-15\"
         expect refund 1 withdrawn
         expect refund 2 open
         2025-06-03 refund 1 paid 4.00
         expect event RefundPaid \"in whose place 2 was owed\" 1.00 \"debt 1\"
         expect refund 1 settled
         expect refund 2 withdrawn
         expect owed back 0.00
         expect paid out 4.00",
    );
}

#[test]
fn r_47_a_public_bodys_commitment_renews_before_the_money() {
    holds(
        "holder public body 00000000000
         set shortfall_waived 0.05
         2025-01-15 open standard for 1 year
         2025-12-01 renew by bank transfer
         2025-12-03 payment 1.00 by bank transfer
         2025-12-10 commitment
         expect event CommitmentRegistered
         expect event OrderFulfilled \"11.08 € of it still to come\"
         expect expiry 2027-01-15
         expect receivables 11.08
         expect applied 12.08
         2025-12-11 commitment for order 1
         expect event CommitmentRegistered
         expect no event OrderFulfilled
         2026-01-10 payment 5.00 by bank transfer for order 1
         expect receivables 6.08
         2026-02-10 payment 6.06 by bank transfer for order 1
         expect event PaymentRegistered \"the last 0.02 € is written off\"
         expect receivables 0.00
         expect written off 0.02
         expect owed back 0.00
         2026-02-11 payment 1.00 by bank transfer for order 1
         expect owed back 1.00",
    );
    holds(
        "2025-01-15 open standard for 1 year
         2025-12-01 renew by bank transfer
         2025-12-10 commitment
         expect refusal not-a-public-body
         2025-12-10 commitment for order 7
         expect refusal unknown-order",
    );
    holds(
        "holder public body 00000000000
         set fulfil_on_commitment no
         2025-01-15 open standard for 1 year
         2025-12-01 renew by bank transfer
         2025-12-10 commitment
         expect event CommitmentRegistered
         expect no event OrderFulfilled
         expect expiry 2026-01-15",
    );
}

#[test]
fn r_48_a_chargeback_leaves_a_debt_and_moves_no_expiry() {
    holds(
        "method visa card
         2025-01-15 open standard for 1 year bound visa
         2026-01-08 ticks until 2026-01-08
         2026-01-08 charge settles
         expect expiry 2027-01-15
         2026-02-19 reversal in full of charge 1.1 by chargeback reference cb-1
         expect event PaymentReversed \"12.08 € is now debt 1\" \"never charged again\"
         expect event NoticeDue BoundMethodDead
         expect expiry 2027-01-15
         expect method visa dead
         expect debts 12.08
         expect reversed 12.08
         expect applied 12.08
         2026-02-20 again
         expect no event
         2026-02-21 payment 5.00 by bank transfer for debt 1
         expect event PaymentRegistered \"5.00 € settles debt 1\"
         expect debt 1 open
         2026-03-21 payment 7.44 by bank transfer for debt 1
         expect event RefundOwed 0.36 refunded
         expect debt 1 settled
         expect debts 0.00
         2026-03-22 payment 1.00 by bank transfer for debt 1
         expect event RefundOwed 1.00 refunded \"was settled already\"
         2026-03-23 payment 1.00 by bank transfer for debt 2
         expect event RefundOwed 1.00 \"no debt\"",
    );
}

#[test]
fn r_48_what_is_held_or_owed_back_is_taken_first_and_a_correction_may_write_off() {
    holds(
        "2025-01-15 open standard for 1 year
         2025-12-01 renew by bank transfer
         2025-12-02 payment 4.00 by bank transfer reference in-1
         expect held 4.00
         2025-12-03 reversal 3.00 of in-1 by return
         expect event PaymentReversed \"3.00 € was held\"
         expect event NoticeDue PaymentIncomplete
         expect held 1.00
         expect due 11.08
         2025-12-04 payment 11.44 by bank transfer reference in-2
         expect event OrderFulfilled
         expect owed back 0.36
         2025-12-05 reversal 0.50 of in-2 by correction not owed
         expect event PaymentReversed \"0.36 €\" \"0.14 € is written off\"
         expect owed back 0.00
         expect written off 0.14
         expect applied 12.08
         2025-12-06 reversal 0.00 of in-2 by return
         expect refusal amount-zero
         2025-12-06 reversal 1.00 of in-9 by return
         expect refusal unknown-payment",
    );
}

#[test]
fn r_48_r_64_withdrawing_first_settles_the_debt_that_a_reversal_left() {
    holds(
        "2025-01-15 open standard for 1 year
         2025-12-01 renew by bank transfer informed
         2025-12-02 payment 4.00 by bank transfer reference in-1
         2025-12-03 payment in full by bank transfer reference in-2
         2025-12-05 reversal in full of in-1 by chargeback
         expect debts 4.00
         2025-12-10 withdraw from order 1
         expect event RenewalWithdrawn \"4.00 € settles debt 1\"
         expect event RefundOwed 8.08
         expect debt 1 settled
         expect applied 0.00
         expect owed back 8.08",
    );
}

#[test]
fn r_43_r_53_payments_and_payouts_share_their_references() {
    holds(
        "2025-01-15 open standard for 1 year
         2025-06-01 payment 5.00 by bank transfer for no order reference one
         2025-06-02 refund 1 paid 5.00 reference one
         expect refusal payment-differs
         2025-06-02 refund 1 paid 5.00 reference two
         2025-06-03 payment 5.00 by bank transfer for no order reference two
         expect refusal payment-differs",
    );
}

#[test]
fn r_63_a_termination_at_expiry_forbids_renewal_and_one_now_deletes() {
    holds(
        "2025-01-15 open standard for 1 year
         2025-06-01 terminate at expiry
         2025-06-02 renew by card
         expect refusal termination-stands
         2025-06-03 revoke termination
         expect can renew
         2025-06-04 terminate now
         expect state deleted",
    );
}

#[test]
fn r_64_what_is_withdrawn_from_comes_back_in_cash_and_the_old_expiry_stands_again() {
    holds(
        "2025-01-15 open standard for 1 year
         2026-01-05 renew by bank transfer informed start requested
         2026-01-05 payment in full by bank transfer
         # 12.08 × 360 ÷ 365 = 11.9145
         2026-01-20 withdraw from order 1
         expect event RefundOwed \"11.91 € for order 1 will be refunded by 2026-02-03\"
         expect expiry 2026-01-15
         2026-01-20 again
         expect no event",
    );
}

#[test]
fn r_82_leaving_a_term_without_a_true_notice_gives_the_unused_part_back() {
    holds(
        "method visa card
         2025-01-15 open standard for 1 year bound visa
         2025-01-15 ticks until 2026-01-08
         2026-01-08 charge settles
         # 12.08 × 73 ÷ 365 = 2.416
         2026-11-03 leave order 1
         expect event RefundOwed 2.42
         expect expiry 2026-11-03
         expect automatic renewal off",
    );
}

#[test]
fn r_66_a_new_holder_takes_over_expiry_order_and_money() {
    holds(
        "2025-01-15 open standard for 1 year
         2025-06-01 renew by bank transfer
         2025-06-02 payment 5.00 by bank transfer
         2025-06-03 holder changed to business 00000000123
         expect expiry 2026-01-15
         expect order 1 open
         expect held 5.00",
    );
}

#[test]
fn r_68_what_stands_elsewhere_stands_here_and_a_contradiction_is_refused() {
    holds(
        "2026-01-10 take over standard for 1 year expiry 2026-02-15 terminated
         2026-01-11 renew by card
         expect refusal termination-stands
         mailbox ordered
         2026-01-10 take over standard for 1 year expiry 2026-02-15 order by card net 7.90 opened on 2026-01-02 known as ORD-1
         2026-01-11 payment 9.64 by card for number ORD-1
         expect expiry 2027-02-15
         mailbox both
         2026-01-10 take over standard for 1 year expiry 2026-02-15 terminated order by card net 7.90 opened on 2026-01-02
         expect refusal carried-contradiction",
    );
}

#[test]
fn r_82_whoever_was_not_warned_in_time_may_leave() {
    let renewed = |warned: &str| {
        format!(
            "method visa card
             2025-01-15 open standard for 1 year bound visa
             2025-01-15 ticks until 2025-12-15
             {warned}
             2025-12-17 ticks until 2026-01-08
             2026-01-08 charge settles"
        )
    };
    let delivered =
        |on: &str| renewed(&format!("2025-12-17 last notice TacitRenewal delivered on {on}"));
    holds(&format!("{}\nexpect exit right", renewed("")));
    holds(&format!("{}\nexpect exit right", delivered("2025-12-17")));
    holds(&format!("{}\nexpect no exit right", delivered("2025-12-16")));
}

#[test]
fn r_83_a_notice_is_a_numbered_fact_and_a_report_names_its_number() {
    holds(
        "2025-01-15 open standard for 1 year
         2025-10-17 tick
         expect event NoticeDue ExpiryReminder \"notice 1\"
         2025-10-18 notice 1 delivered
         expect event NoticeDelivered
         2025-10-18 notice 2 delivered
         expect refusal unknown-notice",
    );
}

/// The script comes to what it expects, and expects something.
#[track_caller]
fn holds(script: &str) {
    let transcript = match read("the script of this rule", script.as_bytes()) {
        Ok(script) => run(&script),
        Err(errors) => {
            let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
            panic!("{}", errors.join("\n"))
        }
    };
    let failures: Vec<String> = transcript.failures().iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}\n\n{transcript}", failures.join("\n"));
    assert!(0 < transcript.expectations(), "it expects nothing");
}
