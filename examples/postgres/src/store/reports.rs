//! Reports come in: each once, under its sender's own name.

use anyhow::Result;
use pec_outside::Report;
use pec_renewal::values::{
    MailboxId,
    chrono::{DateTime, Utc},
    uuid::Uuid,
};

use crate::{clock::instant, database::Sql};

/// Puts reports about mailboxes into the inbox and wakes the workers; says how many were not there yet.
///
/// # Errors
///
/// Where a mailbox is not known, or the database cannot be written.
pub async fn add_reports(client: &impl Sql, reports: &[(MailboxId, Report)]) -> Result<u64> {
    let told = Told::of(reports.iter().map(|(mailbox, report)| (*mailbox, report)))?;
    let statement = client.prepare_cached(ADD).await?;
    let row = client
        .query_one(&statement, &[&told.sources, &told.mailboxes, &told.dues, &told.commands])
        .await?;
    Ok(u64::try_from(row.get::<_, i64>(0))?)
}

/// Reports turned on their side: a list for each column.
#[derive(Default)]
pub(super) struct Told {
    pub(super) sources: Vec<String>,
    pub(super) mailboxes: Vec<Uuid>,
    pub(super) dues: Vec<DateTime<Utc>>,
    pub(super) commands: Vec<String>,
}

impl Told {
    pub(super) fn of<'report>(
        reports: impl IntoIterator<Item = (MailboxId, &'report Report)>,
    ) -> Result<Self> {
        let mut told = Self::default();
        for (mailbox, report) in reports {
            told.add(mailbox, report)?;
        }
        Ok(told)
    }

    pub(super) fn add(&mut self, mailbox: MailboxId, report: &Report) -> Result<()> {
        self.sources.push(report.source.clone());
        self.mailboxes.push(mailbox.uuid());
        self.dues.push(instant(report.due));
        self.commands.push(serde_json::to_string(&report.command)?);
        Ok(())
    }
}

const ADD: &str = "
WITH added AS (
    INSERT INTO report (source, mailbox, due, command)
    SELECT source, mailbox, due, command
    FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::text[])
        WITH ORDINALITY AS told (source, mailbox, due, command, place)
    ORDER BY place
    ON CONFLICT (source) DO NOTHING
    RETURNING id
), woken AS (
    SELECT pg_notify('pec', '') WHERE EXISTS (SELECT FROM added)
)
SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM woken)";
