//! The forecast for people: one page, with no script and nothing from elsewhere.

use anyhow::Result;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use plotters::style::RGBColor;

use super::{
    plot::{Form, Plot, Size, THEME, Unit, of},
    shares::{Answer, Basis},
    sums::{Figure, InEach, Scenario},
    table::{Forecast, Number, Numbers},
    words::{count, day, euro, grouped, plain_count},
};

/// The page as HTML.
///
/// # Errors
///
/// Never in practice: it is drawn in memory.
pub fn html(forecast: &Forecast) -> Result<String> {
    let title = title(forecast);
    let cards = cards(forecast)?;
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(dark())) }
            }
            body {
                header {
                    h1 { (title) }
                    p { (lead(forecast)) }
                }
                main {
                    (tiles(&forecast.total))
                    (legend())
                    div class="cards" { @for card in &cards { (card) } }
                    (assumptions(forecast))
                }
            }
        }
    };
    Ok(page.into_string())
}

fn title(forecast: &Forecast) -> String {
    let ends = forecast.days.first().zip(forecast.days.last());
    ends.map_or_else(
        || "Nothing to come".to_owned(),
        |((first, _), (last, _))| match forecast.days.len() {
            1 => format!("What {} brings", day(*first)),
            days => format!("What the {days} days to {} bring", day(*last)),
        },
    )
}

fn lead(forecast: &Forecast) -> String {
    let first = forecast.days.first().map(|(first, _)| day(*first)).unwrap_or_default();
    let own_domain = match forecast.own_domain {
        0 => String::new(),
        number => format!(
            " {} on the holder’s own domain {} not in it: nothing is due of {}.",
            many(number, "mailbox", "mailboxes"),
            if number == 1 { "is" } else { "are" },
            if number == 1 { "it" } else { "them" },
        ),
    };
    format!(
        "From {first} on, for {} of {}, if nobody acts.{own_domain}",
        many(forecast.mailboxes, "mailbox", "mailboxes"),
        forecast.portfolio,
    )
}

/// The totals, each with the span between the two scenarios at its ends.
fn tiles(total: &Numbers) -> Markup {
    let shown = [
        (Figure::Settled, "expected to come in"),
        (Figure::Orders, "orders generated"),
        (Figure::Charges, "charges"),
        (Figure::Notices, "notices"),
        (Figure::Suspended, "services suspended"),
        (Figure::Ended, "services ended"),
        (Figure::Deleted, "mailboxes deleted"),
    ];
    html! {
        dl class="tiles" {
            @for (figure, name) in shown {
                @let [settle, expected, decline] = Scenario::ALL.map(|one| total.get(one, figure));
                div {
                    dt { (name) }
                    dd {
                        strong { (tile(figure, expected)) }
                        @if settle == decline {
                            span { "in every scenario" }
                        } @else {
                            span class="settle" { (tile(figure, settle)) " if all settle" }
                            span class="decline" { (tile(figure, decline)) " if all decline" }
                        }
                    }
                }
            }
        }
    }
}

fn tile(figure: Figure, number: Number) -> String {
    match figure {
        Figure::Settled => euro(number.cents),
        Figure::Orders
        | Figure::Charges
        | Figure::Notices
        | Figure::Suspended
        | Figure::Ended
        | Figure::Deleted
        | Figure::Refunds => about(number.hundredths),
    }
}

fn legend() -> Markup {
    html! {
        ul class="legend" {
            li { span class="key settle" {} "All charges settle" }
            li { span class="key expected" {} "Expected, by the shares below" }
            li { span class="key decline" {} "All charges decline" }
            li { "A bar shows all three; a lower one that it hides is a line" }
        }
    }
}

/// A figure of the forecast on the page: its plot, and its numbers as a table.
fn cards(forecast: &Forecast) -> Result<Vec<Markup>> {
    Figure::ALL_ON_PAGE.into_iter().map(|figure| card(forecast, figure)).collect()
}

impl Figure {
    /// Money first, since that is what is asked first.
    const ALL_ON_PAGE: [Self; Self::ALL.len()] = [
        Self::Settled,
        Self::Orders,
        Self::Charges,
        Self::Notices,
        Self::Suspended,
        Self::Ended,
        Self::Deleted,
        Self::Refunds,
    ];
}

fn card(forecast: &Forecast, figure: Figure) -> Result<Markup> {
    let total = Scenario::ALL.map(|scenario| forecast.total.get(scenario, figure));
    let is_wide = matches!(figure, Figure::Settled | Figure::Notices);
    let says = headline(forecast, figure, total);
    let is_empty = total.iter().all(|number| *number == Number::default());
    let plot = if is_empty { None } else { Some(plots(forecast, figure, is_wide, &says)?) };
    Ok(html! {
        section class={ "card" @if is_wide && !is_empty { " wide" } @if is_empty { " empty" } } {
            h2 { (says) }
            @if let Some(plot) = plot {
                p class="what" { (what(figure, forecast)) }
                (plot)
            }
            (numbers(forecast, figure))
        }
    })
}

/// The plot, for a large page and for a phone: the style shows one of them.
fn plots(forecast: &Forecast, figure: Figure, is_wide: bool, says: &str) -> Result<Markup> {
    let (unit, form) = match figure {
        Figure::Settled => (Unit::Cents, Form::Lines),
        Figure::Orders
        | Figure::Charges
        | Figure::Notices
        | Figure::Suspended
        | Figure::Ended
        | Figure::Deleted
        | Figure::Refunds => (Unit::Hundredths, Form::Bars),
    };
    let of_day = |numbers: &Numbers| {
        Scenario::ALL.map(|scenario| {
            let number = numbers.get(scenario, figure);
            match unit {
                Unit::Hundredths => number.hundredths,
                Unit::Cents => number.cents,
            }
        })
    };
    let by_day = forecast.days.iter().map(|(_, numbers)| of_day(numbers));
    let (values, days_of_a_value) = match form {
        Form::Lines => (running(by_day), 1),
        Form::Bars => {
            let by_day: Vec<_> = by_day.collect();
            let days_of_a_value = forecast.days_of_a_value();
            let grouped = by_day.chunks(usize::from(days_of_a_value));
            (grouped.map(together).collect(), days_of_a_value)
        }
    };
    let first = forecast.days.first().map_or(pec_renewal::values::Day::MIN, |(first, _)| *first);
    let says = format!("Plot. {says} The numbers are in the table below it.");
    let plot = Plot { says: &says, first, days_of_a_value, values: &values, unit, form };
    let large = plot.svg(if is_wide { Size::WIDE } else { Size::HALF })?;
    let small = plot.svg(Size::NARROW)?;
    Ok(html! { (PreEscaped(large)) (PreEscaped(small)) })
}

impl Forecast {
    /// How many days a bar stands for: more would be too thin to be seen.
    fn days_of_a_value(&self) -> u16 {
        if self.days.len() <= BARS_MAX { 1 } else { 7 }
    }
}

/// Each value with all those before it.
fn running(values: impl Iterator<Item = InEach<u64>>) -> Vec<InEach<u64>> {
    let sums = values.scan(InEach::default(), |sums: &mut InEach<u64>, values| {
        *sums = together(&[*sums, values]);
        Some(*sums)
    });
    sums.collect()
}

fn together(values: &[InEach<u64>]) -> InEach<u64> {
    Scenario::ALL.map(|scenario| {
        values.iter().map(|values| of(scenario, values)).fold(0, u64::saturating_add)
    })
}

/// What a figure comes to, as a sentence.
fn headline(forecast: &Forecast, figure: Figure, total: InEach<Number>) -> String {
    let [settle, expected, decline] = total;
    let span = if settle.hundredths == decline.hundredths {
        String::new()
    } else {
        format!(
            ", {} if all charges settle and {} if all decline",
            about(settle.hundredths),
            about(decline.hundredths)
        )
    };
    let number = about(expected.hundredths);
    let (is, are) = if number == "1" { ("mailbox", "is") } else { ("mailboxes", "are") };
    let is_none = total.iter().all(|number| number.hundredths == 0);
    match figure {
        Figure::Settled if is_none => "No charge settles in these days.".to_owned(),
        Figure::Settled => format!(
            "{} are expected to come in, of {} if every charge settles.",
            euro(expected.cents),
            euro(settle.cents)
        ),
        Figure::Orders if is_none => "No order is generated in these days.".to_owned(),
        Figure::Orders => format!(
            "{} generated{span}: {} are to be paid for them.",
            if number == "1" { "1 order is".to_owned() } else { format!("{number} orders are") },
            euro(expected.cents)
        ),
        Figure::Charges if is_none => "No charge is asked for in these days.".to_owned(),
        Figure::Charges => {
            format!("{} expected{span}.", many_are(&number, "charge is", "charges are"))
        }
        Figure::Notices if is_none => "No notice goes out in these days.".to_owned(),
        Figure::Notices => {
            let notices = many_are(&number, "notice goes out", "notices go out");
            match busiest(forecast, figure) {
                Some((on, most)) => format!("{notices}: most on {on}, {most}."),
                None => format!("{notices}."),
            }
        }
        Figure::Suspended if is_none => "No service is suspended in these days.".to_owned(),
        Figure::Suspended => format!("{number} {is} {are} expected to be suspended{span}."),
        Figure::Ended if is_none => "No service ends in these days.".to_owned(),
        Figure::Ended => format!("The service of {number} {is} is expected to end{span}."),
        Figure::Deleted if is_none => "No mailbox is deleted in these days.".to_owned(),
        Figure::Deleted => format!("{number} {is} {are} expected to be deleted{span}."),
        Figure::Refunds if is_none => "No sum becomes owed back in these days.".to_owned(),
        Figure::Refunds if settle == decline => {
            format!("{} are expected to become owed back.", euro(expected.cents))
        }
        Figure::Refunds => format!(
            "{} are expected to become owed back, {} if all charges settle and {} if all decline.",
            euro(expected.cents),
            euro(settle.cents),
            euro(decline.cents)
        ),
    }
}

/// The day on which most is expected, and how much.
fn busiest(forecast: &Forecast, figure: Figure) -> Option<(String, String)> {
    let expected = |numbers: &Numbers| numbers.get(Scenario::Expected, figure).hundredths;
    // Of days that are alike, the first.
    let (on, numbers) = forecast.days.iter().rev().max_by_key(|(_, numbers)| expected(numbers))?;
    Some((day(*on), about(expected(numbers))))
}

/// What a plot shows.
fn what(figure: Figure, forecast: &Forecast) -> String {
    let bars = match (forecast.days_of_a_value(), forecast.days.len() % 7) {
        (1, _) => "A bar is a day.",
        (_, 0) => "A bar is a week.",
        (_, _) => "A bar is a week; the last one is cut short.",
    };
    let what = match figure {
        Figure::Settled => return "What charges bring, from the first day up to each.".to_owned(),
        Figure::Orders => "Orders that automatic renewal generates.",
        Figure::Charges => "Charges asked of the gateway: of one order, several.",
        Figure::Notices => "Notices to holders.",
        Figure::Suspended => "Mailboxes whose expiry is over unpaid: their grace begins.",
        Figure::Ended => "Mailboxes whose grace is over, or whose termination is done.",
        Figure::Deleted => "Mailboxes deleted with their contents.",
        Figure::Refunds => "Sums that become owed back to holders, each counted once.",
    };
    format!("{what} {bars}")
}

/// The numbers of a figure, day by day.
fn numbers(forecast: &Forecast, figure: Figure) -> Markup {
    let caption = match figure {
        Figure::Settled => "Charges settled",
        Figure::Orders => "Orders generated",
        Figure::Charges => "Charges asked for",
        Figure::Notices => "Notices",
        Figure::Suspended => "Services suspended",
        Figure::Ended => "Services ended",
        Figure::Deleted => "Mailboxes deleted",
        Figure::Refunds => "Sums owed back",
    };
    html! {
        details {
            summary { "The numbers by day" }
            div class="scroll" role="region" aria-label=(caption) tabindex="0" {
                table {
                    caption { (caption) ", by day" }
                    thead {
                        @if figure.has_amount() {
                            tr {
                                th scope="col" rowspan="2" { "Day" }
                                @for scenario in Scenario::ALL {
                                    th scope="colgroup" colspan="2" { (heading(scenario)) }
                                }
                            }
                            tr {
                                @for _ in Scenario::ALL {
                                    th scope="col" { "number" }
                                    th scope="col" { "amount" }
                                }
                            }
                        } @else {
                            tr {
                                th scope="col" { "Day" }
                                @for scenario in Scenario::ALL {
                                    th scope="col" { (heading(scenario)) }
                                }
                            }
                        }
                    }
                    tbody {
                        @for (day, numbers) in &forecast.days {
                            tr {
                                th scope="row" { time { (day) } }
                                (cells(figure, numbers))
                            }
                        }
                    }
                    tfoot { tr { th scope="row" { "Total" } (cells(figure, &forecast.total)) } }
                }
            }
        }
    }
}

fn cells(figure: Figure, numbers: &Numbers) -> Markup {
    html! {
        @for scenario in Scenario::ALL {
            @let number = numbers.get(scenario, figure);
            td { (count(number.hundredths)) }
            @if figure.has_amount() { td { (euro(number.cents)) } }
        }
    }
}

const fn heading(scenario: Scenario) -> &'static str {
    match scenario {
        Scenario::AllSettle => "All settle",
        Scenario::Expected => "Expected",
        Scenario::AllDecline => "All decline",
    }
}

fn assumptions(forecast: &Forecast) -> Markup {
    let basis = match forecast.basis {
        Basis::Given => "They were given when the forecast was made.",
        Basis::Counted => {
            "They were counted from the charges that the stored history has; those never made or never \
             answered are left out. A rung on which no charge was answered has the shares of all rungs \
             together."
        }
        Basis::Assumed => {
            "Nobody gave them, and the stored history has no charge that was answered: they are a guess."
        }
    };
    let shares = forecast.expected.by_rung(forecast.rungs.len());
    html! {
        section class="card assumptions" {
            h2 { "What this supposes" }
            ul {
                li {
                    "Nobody acts: no holder pays by hand, orders, binds a method, terminates, withdraws or \
                     leaves, and no mailbox is added."
                }
                li {
                    "Nothing else comes in: no transfer, no news of a method, no chargeback, no return, no \
                     measured space. What the outside has sent and no night has taken in is not known yet."
                }
                li {
                    "Every charge is answered on the day on which it is asked for, and once. One that is on its \
                     way is answered on the first day; one in doubt stays so."
                }
                li { "Every notice reaches its holder on its day. The job runs every night." }
                li {
                    "A sum owed back is counted on the day on which it becomes so; those owed before are not in \
                     it."
                }
                li { "The policy, version " (forecast.policy_version) ", stays in force." }
            }
            h3 { "How charges are expected to be answered" }
            p {
                (basis)
                " A charge that is declined for now leads to the next rung, where the shares of that rung hold, \
                 whatever came before. A charge outside the ladder counts as one on the first rung."
            }
            div class="scroll" role="region" aria-label="Shares of outcomes" tabindex="0" {
                table {
                    caption { "Of a hundred charges on each rung of the ladder" }
                    thead {
                        tr {
                            th scope="col" { "Rung" }
                            th scope="col" { "Days before expiry" }
                            @for answer in Answer::ALL { th scope="col" { (answer) } }
                            @if forecast.basis == Basis::Counted {
                                th scope="col" { "charges counted" }
                            }
                        }
                    }
                    tbody {
                        @for (rung, shares) in (1..).zip(&shares) {
                            tr {
                                th scope="row" { (rung) }
                                td { (days_before(forecast, rung)) }
                                @for share in shares { td { (plain_count(*share)) } }
                                @if forecast.basis == Basis::Counted {
                                    td { (grouped(forecast.history.charges_on(rung))) }
                                }
                            }
                        }
                    }
                }
            }
            h3 { "The three scenarios" }
            p {
                "“All settle” and “all decline” answer every charge alike, the latter each time for now. “Expected” \
                 is the mean over all ways in which the charges of each mailbox can be answered, each weighed by how \
                 likely it is; so it is seldom whole. Days are rounded so that they add up to the total."
            }
        }
    }
}

fn days_before(forecast: &Forecast, rung: usize) -> String {
    let days = rung.checked_sub(1).and_then(|index| forecast.rungs.get(index));
    days.map_or_else(|| "not in the ladder".to_owned(), ToString::to_string)
}

/// Rounded to the next whole one.
fn about(hundredths: u64) -> String {
    grouped(hundredths.saturating_add(50) / 100)
}

fn many(number: u64, one: &str, more: &str) -> String {
    many_are(&grouped(number), one, more)
}

fn many_are(number: &str, one: &str, more: &str) -> String {
    format!("{number} {}", if number == "1" { one } else { more })
}

/// The colours of the plots on a dark page.
fn dark() -> String {
    let rule = |(RGBColor(red, green, blue), dark): (RGBColor, &str)| {
        let light = format!("#{red:02X}{green:02X}{blue:02X}");
        format!("svg [fill=\"{light}\"]{{fill:{dark}}}svg [stroke=\"{light}\"]{{stroke:{dark}}}")
    };
    let rules: String = THEME.into_iter().map(rule).collect();
    format!("@media (prefers-color-scheme:dark){{{rules}}}")
}

const BARS_MAX: usize = 100;
const STYLE: &str = include_str!("page.css");
