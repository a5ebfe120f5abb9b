//! Plots, drawn as SVG: colours are those of a light page, and the page's style gives others to a dark one.

use anyhow::{Result, anyhow};
use pec_renewal::values::Day;
use plotters::{
    coord::ranged1d::{KeyPointHint, Ranged},
    prelude::*,
};

use super::{
    sums::{InEach, Scenario},
    words::{grouped, short_day},
};

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Plot<'a> {
    /// What it says, in words.
    pub says: &'a str,
    /// The day that it begins with.
    pub first: Day,
    /// How many days one value stands for.
    pub days_of_a_value: u16,
    /// The values, one after the other.
    pub values: &'a [InEach<u64>],
    /// What the values count.
    pub unit: Unit,
    /// How they are drawn.
    pub form: Form,
}

/// What a value counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unit {
    /// Hundredths of one.
    Hundredths,
    /// Cents.
    Cents,
}

/// How values are drawn.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Form {
    /// A bar for each scenario in the same place, one before the other; what that hides is a line.
    Bars,
    /// A line for each scenario.
    Lines,
}

/// How large a plot is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// The class that it has on the page.
    pub class: &'static str,
    width: u32,
    height: u32,
    labels: usize,
}

impl Size {
    /// Over the whole page.
    pub const WIDE: Self = Self { class: "large", width: 1_040, height: 300, labels: 10 };
    /// Beside another.
    pub const HALF: Self = Self { class: "large", width: 500, height: 240, labels: 5 };
    /// On a phone.
    pub const NARROW: Self = Self { class: "small", width: 350, height: 230, labels: 4 };
}

impl Plot<'_> {
    /// The plot as an element of a page.
    ///
    /// # Errors
    ///
    /// Never in practice: it is drawn in memory.
    pub fn svg(&self, size: Size) -> Result<String> {
        let mut svg = String::new();
        self.draw(&mut svg, size).map_err(|error| anyhow!("a plot cannot be drawn: {error}"))?;
        // In a page the name of its language is known, and is not to be taken for an address.
        let svg = svg.replacen(" xmlns=\"http://www.w3.org/2000/svg\"", "", 1);
        let says = self.says.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        let named = format!("<svg class=\"{}\" role=\"img\" aria-label=\"{says}\" ", size.class);
        Ok(svg.replacen("<svg ", &named, 1))
    }

    fn draw(&self, svg: &mut String, size: Size) -> Result<(), Box<dyn std::error::Error + '_>> {
        let count = i32::try_from(self.values.len())?;
        let most = self.values.iter().flatten().copied().max().unwrap_or_default();
        // So that a few are seen to be few, and all ticks are whole.
        let top = i64::try_from(most.max(FEW).saturating_add(most / 16))?;
        let area = SVGBackend::with_string(svg, (size.width, size.height)).into_drawing_area();
        let mut chart = ChartBuilder::on(&area)
            .margin_top(10)
            .margin_right(14)
            .x_label_area_size(26)
            .y_label_area_size(match self.unit {
                Unit::Hundredths => 52,
                Unit::Cents => 92,
            })
            .build_cartesian_2d(Values { count, labels: size.labels }, 0..top)?;
        let text = ("sans-serif", 13).into_font().color(&MUTED);
        chart
            .configure_mesh()
            .disable_x_mesh()
            .x_labels(size.labels)
            .y_labels(7)
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(GRID)
            .label_style(text)
            .x_label_formatter(&|index| short_day(self.first.plus_days(index * self.step())))
            .y_label_formatter(&|value| self.tick(*value))
            .draw()?;
        match self.form {
            Form::Bars => {
                // Where bars are thin, a gap would leave nothing of them.
                let gap = u32::from(count * 5 < i32::try_from(size.width)?);
                for (index, values) in (0..).zip(self.values) {
                    let mut hidden = Vec::new();
                    for (scenario, values_in_front) in FROM_BEHIND {
                        let value = coordinate(of(scenario, values));
                        let mut bar = Rectangle::new(
                            [(index, 0), (index + 1, value)],
                            colour(scenario).filled(),
                        );
                        bar.set_margin(0, 0, 0, gap);
                        chart.draw_series([bar])?;
                        let in_front = values_in_front.iter().map(|one| of(*one, values)).max();
                        if in_front.is_some_and(|highest| value < coordinate(highest)) {
                            hidden.push((scenario, value));
                        }
                    }
                    for (scenario, value) in hidden {
                        let ends = [(index, value), (index + 1, value)];
                        let style = colour(scenario).stroke_width(3);
                        chart.draw_series([PathElement::new(ends, style)])?;
                    }
                }
            }
            Form::Lines => {
                let points = |scenario: Scenario| {
                    let values = self.values.iter().map(move |values| of(scenario, values));
                    let points = (1..).zip(values).map(|(index, value)| (index, coordinate(value)));
                    std::iter::once((0, 0)).chain(points).collect::<Vec<_>>()
                };
                let mut below = points(Scenario::Expected);
                below.push((count, 0));
                chart.draw_series([Polygon::new(below, EXPECTED.mix(0.14))])?;
                // What is expected in front.
                for scenario in [Scenario::AllDecline, Scenario::AllSettle, Scenario::Expected] {
                    let style = colour(scenario).stroke_width(3);
                    chart.draw_series([PathElement::new(points(scenario), style)])?;
                }
            }
        }
        area.present()?;
        Ok(())
    }

    fn step(&self) -> i32 {
        i32::from(self.days_of_a_value)
    }

    fn tick(&self, value: i64) -> String {
        let value = u64::try_from(value).unwrap_or_default();
        let whole = grouped(value / 100);
        match self.unit {
            Unit::Hundredths => whole,
            Unit::Cents => format!("{whole} €"),
        }
    }
}

/// The value of a scenario.
#[must_use]
pub fn of(scenario: Scenario, values: &InEach<u64>) -> u64 {
    let mut found = Scenario::ALL.into_iter().zip(values).filter(|(one, _)| *one == scenario);
    found.next().map(|(_, value)| *value).unwrap_or_default()
}

const fn colour(scenario: Scenario) -> RGBColor {
    match scenario {
        Scenario::AllSettle => ALL_SETTLE,
        Scenario::Expected => EXPECTED,
        Scenario::AllDecline => ALL_DECLINE,
    }
}

/// The places of values along a plot, with labels at whole ones that leave each other room.
struct Values {
    count: i32,
    labels: usize,
}

impl Ranged for Values {
    type FormatOption = plotters::coord::ranged1d::NoDefaultFormatting;
    type ValueType = i32;

    fn map(&self, value: &i32, limit: (i32, i32)) -> i32 {
        let (left, right) = (i64::from(limit.0), i64::from(limit.1));
        let place = left + (right - left) * i64::from(*value) / i64::from(self.count.max(1));
        i32::try_from(place).unwrap_or(limit.1)
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<i32> {
        let labels = i32::try_from(self.labels).unwrap_or(1).max(1);
        let apart =
            STEPS.into_iter().find(|step| self.count <= step * labels).unwrap_or(self.count);
        (0..self.count).step_by(usize::try_from(apart.max(1)).unwrap_or(1)).collect()
    }

    fn range(&self) -> std::ops::Range<i32> {
        0..self.count
    }
}

impl plotters::coord::ranged1d::ValueFormatter<i32> for Values {
    fn format(value: &i32) -> String {
        value.to_string()
    }
}

fn coordinate(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The colours of the scenarios on a light page, with those on a dark one beside them.
pub const THEME: [(RGBColor, &str); 5] = [
    (ALL_SETTLE, "#c6d6ff"),
    (EXPECTED, "#6b97ff"),
    (ALL_DECLINE, "#c4693c"),
    (MUTED, "#a9b1c0"),
    (GRID, "#333b49"),
];
const ALL_SETTLE: RGBColor = RGBColor(0x1b, 0x38, 0x7d);
const EXPECTED: RGBColor = RGBColor(0x4c, 0x82, 0xf0);
const ALL_DECLINE: RGBColor = RGBColor(0xee, 0x9b, 0x72);
const MUTED: RGBColor = RGBColor(0x59, 0x63, 0x72);
const GRID: RGBColor = RGBColor(0xe1, 0xe5, 0xeb);
/// The scenarios as their bars stand, each with those in front of it: mostly they are lower.
const FROM_BEHIND: [(Scenario, &[Scenario]); 3] = [
    (Scenario::AllDecline, &[Scenario::Expected, Scenario::AllSettle]),
    (Scenario::Expected, &[Scenario::AllSettle]),
    (Scenario::AllSettle, &[]),
];
/// The least that a plot has room for: four, or four euro.
const FEW: u64 = 400;
/// How far labels may be apart.
const STEPS: [i32; 12] = [1, 2, 3, 5, 7, 10, 14, 20, 30, 60, 90, 120];
