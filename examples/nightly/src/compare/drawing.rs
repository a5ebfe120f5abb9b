//! The comparison as a timeline: the weeks around the expiry, one panel for each policy.

use std::fmt::Write;

use anyhow::Result;
use pec_renewal::catalogue::{GracePhase, MailAccess, Policy};

use super::Pair;
use crate::{
    forecast::words,
    timeline::{
        CHARGED, FONT, HALO, INK, LINE, MUTED, OPEN, PAPER, RED, VIOLET, WAITING, colours, escaped,
        from_expiry, minus, px, width_of,
    },
    year::{Life, Mark, Year, allowed},
};

/// The whole drawing.
pub fn drawn(pair: &Pair) -> Result<String> {
    let years = [
        Year::under(&pair.policies[0], Life::Declined)?,
        Year::under(&pair.policies[1], Life::Declined)?,
    ];
    let settled = [
        Year::under(&pair.policies[0], Life::Settles)?,
        Year::under(&pair.policies[1], Life::Settles)?,
    ];
    let scale = Scale::of(&years);
    let mut svg = String::new();
    begin(&mut svg, pair, &years[0])?;
    axis(&mut svg, &scale, &years[0])?;
    for (index, top) in (0..).zip([FIRST_PANEL, FIRST_PANEL + PANEL]) {
        let panel = Panel {
            name: &pair.names[index],
            policy: &pair.policies[index],
            year: &years[index],
            settled: &settled[index],
            scale: &scale,
            top,
        };
        panel.draw(&mut svg)?;
    }
    legend(&mut svg)?;
    svg.push_str("</svg>\n");
    Ok(svg)
}

/// Where days lie on the drawing.
struct Scale {
    first: i32,
    last: i32,
}

impl Scale {
    /// From before the first thing that happens to after the last, with room for what is written
    /// there.
    fn of(years: &[Year; 2]) -> Self {
        let days = || years.iter().flat_map(|year| &year.happenings).map(|one| one.day);
        let (first, last) = (days().min().unwrap_or(0), days().max().unwrap_or(0));
        let span = last.max(30).saturating_sub(first.min(-30));
        Self { first: first.min(-30) - span / 50 - 1, last: last.max(30) + span / 7 }
    }

    /// In tenths of a pixel, so that no part of one is lost.
    fn x(&self, day: i32) -> i32 {
        let width = (RIGHT - LEFT) * 10;
        LEFT * 10 + (day - self.first) * width / (self.last - self.first).max(1)
    }
}

fn begin(svg: &mut String, pair: &Pair, year: &Year) -> Result<()> {
    let [first, second] = pair.names.each_ref().map(|name| escaped(name));
    let expires = words::day(year.expiry);
    writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" font-family=\"{FONT}\">\n\
         <title>{first} and {second}: the same mailbox, every charge declined</title>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"{PAPER}\"/>\n\
         <text x=\"32\" y=\"44\" font-size=\"22\" font-weight=\"600\" fill=\"{INK}\">\
         {first} and {second}</text>\n\
         <text x=\"32\" y=\"68\" font-size=\"14\" fill=\"{MUTED}\">The same mailbox under each: a \
         consumer’s, bought for a year, expires on {expires} (D). Automatic renewal is on, every \
         charge is declined, nobody acts.</text>"
    )?;
    Ok(())
}

/// Months above, days from the expiry below them, and a line through both panels for each.
fn axis(svg: &mut String, scale: &Scale, year: &Year) -> Result<()> {
    let bottom = FIRST_PANEL + 2 * PANEL - 26;
    for day in scale.first..=scale.last {
        let date = year.expiry.plus_days(day);
        if date.day() == 1 {
            let x = px(scale.x(day));
            let month: String = words::day(date).split(' ').skip(1).collect::<Vec<_>>().join(" ");
            let short: String = month.chars().take(3).collect();
            let year = if date.month() == 1 { format!("{short} {}", date.year()) } else { short };
            writeln!(
                svg,
                "<text x=\"{x}\" y=\"104\" font-size=\"12\" fill=\"{MUTED}\">{year}</text>\n\
                 <line x1=\"{x}\" y1=\"110\" x2=\"{x}\" y2=\"118\" stroke=\"{LINE}\"/>"
            )?;
        }
    }
    let step = if scale.last - scale.first <= 400 { 30 } else { 180 };
    for day in (scale.first..=scale.last).filter(|day| day % step == 0) {
        let x = px(scale.x(day));
        let (stroke, weight) = if day == 0 { (INK, "600") } else { (LINE, "400") };
        let label = minus(&from_expiry(day));
        writeln!(
            svg,
            "<line x1=\"{x}\" y1=\"138\" x2=\"{x}\" y2=\"{bottom}\" stroke=\"{stroke}\" \
             stroke-width=\"1\"/>\n\
             <text x=\"{x}\" y=\"132\" font-size=\"12\" font-weight=\"{weight}\" \
             text-anchor=\"middle\" fill=\"{INK}\">{label}</text>"
        )?;
    }
    Ok(())
}

/// One policy.
struct Panel<'a> {
    name: &'a str,
    policy: &'a Policy,
    /// With every charge declined.
    year: &'a Year,
    /// With the first charge settled.
    settled: &'a Year,
    scale: &'a Scale,
    top: i32,
}

impl Panel<'_> {
    fn draw(&self, svg: &mut String) -> Result<()> {
        let (y, name) = (self.top, escaped(self.name));
        // What does not fit into the bands stands here.
        let phases = self.policy.parameters().grace.phases().iter().map(phase_in_words);
        let phases: Vec<String> = phases.collect();
        let after = if phases.is_empty() { "nothing".to_owned() } else { phases.join("; ") };
        writeln!(
            svg,
            "<rect x=\"20\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"{LINE}\" \
             rx=\"6\"/>\n\
             <text x=\"32\" y=\"{}\" {HALO}><tspan font-size=\"16\" font-weight=\"600\" \
             fill=\"{INK}\">{name}</tspan><tspan dx=\"14\" font-size=\"12\" fill=\"{MUTED}\">after \
             expiry {after}</tspan></text>",
            y - 6,
            WIDTH - 40,
            PANEL - 20,
            y + 18,
        )?;
        for (label, lane) in [
            ("mailbox", SERVICE),
            ("order, charges", ORDER),
            ("reminders", REMINDERS),
            ("other notices", NOTICES),
        ] {
            writeln!(
                svg,
                "<text x=\"32\" y=\"{}\" font-size=\"12\" fill=\"{MUTED}\">{label}</text>",
                y + lane + 16
            )?;
        }
        self.service(svg)?;
        self.order(svg)?;
        self.reminders(svg)?;
        self.notices(svg)
    }

    /// What the mailbox may do, phase by phase, and its end.
    fn service(&self, svg: &mut String) -> Result<()> {
        self.band(svg, self.scale.first, 1, Some(MailAccess::FULL), "in service")?;
        let mut from = 1;
        for phase in self.policy.parameters().grace.phases() {
            let to = from + i32::from(phase.days);
            self.band(svg, from, to, Some(phase.access), &phase_in_words(phase))?;
            from = to;
        }
        let Some(deleted) = self.year.days(Mark::Deleted).next() else { return Ok(()) };
        if from < deleted {
            self.band(svg, from, deleted, None, "")?;
        }
        let (x, y) = (self.scale.x(deleted), self.top + SERVICE);
        writeln!(
            svg,
            "<rect x=\"{}\" y=\"{}\" width=\"3\" height=\"30\" fill=\"{RED}\"/>\n\
             <text x=\"{}\" y=\"{}\" font-size=\"12\" font-weight=\"600\" fill=\"{RED}\" {HALO}>deleted \
             {}</text>",
            px(x),
            y - 3,
            px(x + 80),
            y + 16,
            minus(&from_expiry(deleted)),
        )?;
        Ok(())
    }

    /// A stretch of days, with what it says where there is room, else below it.
    fn band(
        &self,
        svg: &mut String,
        from: i32,
        to: i32,
        access: Option<MailAccess>,
        says: &str,
    ) -> Result<()> {
        let (start, end) = (self.scale.x(from), self.scale.x(to));
        let (fill, ink) = access.map_or((WAITING, INK), colours);
        let y = self.top + SERVICE;
        writeln!(
            svg,
            "<rect x=\"{}\" y=\"{y}\" width=\"{}\" height=\"24\" fill=\"{fill}\" \
             stroke=\"{PAPER}\"/>",
            px(start),
            px((end - start).max(10)),
        )?;
        let fits = width_of(says) + 80 < end - start;
        let shown = if fits { says } else { "" };
        writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" font-size=\"12\" fill=\"{ink}\">{shown}</text>",
            px(start + 60),
            y + 16,
        )?;
        Ok(())
    }

    /// The order while it is open, and what is charged of it.
    fn order(&self, svg: &mut String) -> Result<()> {
        let y = self.top + ORDER;
        let Some(opened) = self.year.days(Mark::Opened).next() else {
            return Ok(());
        };
        let ends = self.year.days(Mark::Lapsed).chain(self.year.days(Mark::Deleted));
        let closed = ends.min().unwrap_or(self.scale.last);
        let (start, end) = (self.scale.x(opened), self.scale.x(closed));
        let charges: Vec<i32> = self.year.days(Mark::Charge).collect();
        writeln!(
            svg,
            "<rect x=\"{}\" y=\"{y}\" width=\"{}\" height=\"24\" fill=\"{OPEN}\" rx=\"3\"/>",
            px(start),
            px((end - start).max(30)),
        )?;
        for day in &charges {
            writeln!(
                svg,
                "<rect x=\"{}\" y=\"{}\" width=\"3\" height=\"18\" fill=\"{CHARGED}\"/>",
                px(self.scale.x(*day) - 15),
                y + 3,
            )?;
        }
        // Left of the order stands when it begins, right of the last charge how often it is charged.
        writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" font-size=\"12\" text-anchor=\"end\" fill=\"{INK}\" {HALO}>opened \
             {}</text>",
            px(start - 60),
            y + 16,
            minus(&from_expiry(opened)),
        )?;
        let after = charges.last().map_or(start, |day| self.scale.x(*day));
        let mut says = charged(&charges);
        if let Some(renewed) = self.settled.days(Mark::Renewed).next() {
            let which = if charges.len() == 1 { "it" } else { "the first" };
            write!(says, " (if {which} settles, renewed on {})", minus(&from_expiry(renewed)))?;
        }
        writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" font-size=\"12\" fill=\"{INK}\">{says}</text>",
            px(after + 80),
            y + 16,
        )?;
        Ok(())
    }

    fn reminders(&self, svg: &mut String) -> Result<()> {
        let y = self.top + REMINDERS + 12;
        let mut free_from = i32::MIN;
        for day in self.year.days(Mark::Reminder) {
            let x = self.scale.x(day);
            writeln!(svg, "<circle cx=\"{}\" cy=\"{y}\" r=\"4\" fill=\"{MUTED}\"/>", px(x))?;
            let label = minus(&from_expiry(day));
            let half = width_of(&label) / 2;
            if free_from < x - half {
                writeln!(
                    svg,
                    "<text x=\"{}\" y=\"{}\" font-size=\"11\" text-anchor=\"middle\" \
                     fill=\"{MUTED}\" {HALO}>{label}</text>",
                    px(x),
                    y + 17,
                )?;
                free_from = x + half + 40;
            }
        }
        Ok(())
    }

    /// The notices of the law and of the end are named; the others are dots.
    fn notices(&self, svg: &mut String) -> Result<()> {
        let y = self.top + NOTICES + 12;
        // That it was deleted is told on the day of the red line, and would hide behind it.
        let deleted = self.year.days(Mark::Deleted).next();
        for day in self.year.days(Mark::Notice).filter(|day| Some(*day) != deleted) {
            let x = px(self.scale.x(day));
            writeln!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"{CHARGED}\"/>")?;
        }
        for (mark, fill, says) in
            [(Mark::Statutory, VIOLET, "art. 65-bis"), (Mark::Warning, RED, "warning of deletion")]
        {
            for day in self.year.days(mark) {
                let x = self.scale.x(day);
                let label = format!("{says}, {}", minus(&from_expiry(day)));
                writeln!(
                    svg,
                    "<rect x=\"{}\" y=\"{}\" width=\"9\" height=\"9\" fill=\"{fill}\" \
                     transform=\"rotate(45 {} {y})\"/>\n\
                     <text x=\"{}\" y=\"{}\" font-size=\"12\" fill=\"{fill}\" {HALO}>{label}</text>",
                    px(x - 45),
                    px(y * 10 - 45),
                    px(x),
                    px(x + 100),
                    y + 4,
                )?;
            }
        }
        Ok(())
    }
}

fn legend(svg: &mut String) -> Result<()> {
    let y = FIRST_PANEL + 2 * PANEL + 4;
    let mut x = 320;
    for (fill, says) in [
        (colours(MailAccess::FULL).0, "sends, receives, reads"),
        (colours(MailAccess::RECEIVE_AND_READ).0, "receives, reads"),
        (colours(MailAccess::READ_ONLY).0, "reads"),
        (colours(MailAccess::NONE).0, "nothing"),
        (WAITING, "over: money may still be told"),
        (OPEN, "the order is open"),
        (CHARGED, "a charge; a dot: another notice"),
        (MUTED, "a reminder"),
    ] {
        writeln!(
            svg,
            "<rect x=\"{}\" y=\"{y}\" width=\"12\" height=\"12\" fill=\"{fill}\" rx=\"2\"/>\n\
             <text x=\"{}\" y=\"{}\" font-size=\"12\" fill=\"{INK}\">{says}</text>",
            px(x),
            px(x + 180),
            y + 10,
        )?;
        x += width_of(says) + 340;
    }
    writeln!(
        svg,
        "<text x=\"32\" y=\"{}\" font-size=\"12\" fill=\"{MUTED}\">What would happen as the engine \
         projects it. A preset follows public pages and assumes what they leave open; no provider made or \
         endorsed it.</text>",
        y + 36,
    )?;
    Ok(())
}

/// A phase of grace in a few words: `30 days: receives, reads, not renewable`.
fn phase_in_words(phase: &GracePhase) -> String {
    let mut says = format!("{} days: {}", phase.days, allowed(phase.access));
    if phase.late_fee_net.cents() != 0 {
        says = format!("{says}, late fee {} €", phase.late_fee_net);
    }
    if phase.renewable { says } else { format!("{says}, not renewable") }
}

/// How often is charged, and when: each day while they are few, else the first and the last.
fn charged(charges: &[i32]) -> String {
    let days: Vec<String> = charges.iter().map(|day| minus(&from_expiry(*day))).collect();
    match (days.as_slice(), days.len()) {
        ([], _) => "no charge".to_owned(),
        ([only], _) => format!("1 charge, {only}"),
        (days, count @ 2..=5) => format!("{count} charges, {}", days.join(" ")),
        ([first, .., last], count) => format!("{count} charges, {first} to {last}"),
    }
}

const WIDTH: i32 = 1_280;
const HEIGHT: i32 = 636;
const LEFT: i32 = 140;
const RIGHT: i32 = 1_248;
const FIRST_PANEL: i32 = 156;
const PANEL: i32 = 214;
/// Where each lane of a panel begins.
const SERVICE: i32 = 30;
const ORDER: i32 = 72;
const REMINDERS: i32 = 108;
const NOTICES: i32 = 148;
