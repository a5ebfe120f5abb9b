//! What the gateway said on its own account is fetched into the inbox.

use anyhow::{Context, Result};
use pec_outside::{Outside, wire::Said};

use crate::{database::Sql, store::add_reports};

/// Fetches what was said since the last time, and says how many reports that are.
///
/// Where the last time ended, the inbox itself knows: so a fetch that was killed is simply made again.
///
/// # Errors
///
/// Where the gateway does not answer, or the database cannot be written.
pub async fn collect(client: &impl Sql, outside: &Outside) -> Result<u64> {
    let last: Option<String> = client.query_one(LAST, &[]).await?.get(0);
    let after = last.map_or(Ok(0), |source| {
        let number = source.trim_start_matches(Said::SENDER).parse();
        number.with_context(|| format!("report {source:?} in the inbox has no number"))
    })?;
    let said = outside.reports(after).await?;
    let reports: Vec<_> = said.into_iter().map(Said::report).collect();
    if reports.is_empty() {
        return Ok(0);
    }
    add_reports(client, &reports).await
}

const LAST: &str = r#"SELECT max(source COLLATE "C") FROM report WHERE source LIKE 'gateway/%'"#;
