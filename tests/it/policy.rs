//! a policy that contradicts itself is refused when it is built.

use pec_renewal::catalogue::{Ladder, Parameters, Policy, PolicyContradiction};

/// The Aruba preset with something changed.
fn built(change: impl FnOnce(&mut Parameters)) -> Result<Policy, PolicyContradiction> {
    let aruba = Policy::aruba();
    let mut parameters = aruba.parameters().clone();
    change(&mut parameters);
    Policy::new(parameters, aruba.prices().clone())
}

#[test]
fn r_98_an_order_lead_as_long_as_the_first_rung_is_enough_and_a_day_less_is_not() {
    assert!(built(|parameters| parameters.order_lead_days = 7).is_ok());
    let refused = built(|parameters| parameters.order_lead_days = 6).unwrap_err().to_string();
    assert!(refused.contains('6') && refused.contains('7'), "both values are named: {refused}");
}

#[test]
fn r_98_the_last_rung_may_come_on_the_last_renewable_day_and_not_after_it() {
    let ladder = |last| Ladder::new(vec![7, last]).unwrap();
    assert!(built(|parameters| parameters.ladder = ladder(-90)).is_ok());
    assert!(built(|parameters| parameters.ladder = ladder(-91)).is_err());
}

#[test]
fn r_98_the_statutory_notice_is_given_thirty_days_before_or_earlier() {
    assert!(built(|parameters| parameters.statutory_notice_days = 30).is_ok());
    assert!(built(|parameters| parameters.statutory_notice_days = 29).is_err());
}

#[test]
fn r_98_rungs_out_of_order_cannot_be_written_down() {
    assert!(Ladder::new(vec![7, 5]).is_ok());
    assert!(Ladder::new(vec![5, 7]).is_err());
    assert!(Ladder::new(vec![5, 5]).is_err());
}
