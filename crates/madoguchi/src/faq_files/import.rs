//! Takes a file over, or says what that would do.

use desk::audit::Actor;
use desk::faq::{CheckedRow, ImportCounts, Imported, RowError, compare_row, finish_import, import_row};
use desk::id::TenantId;
use desk::store::{Store, StoreError};

use super::check::check;
use super::progress::Progress;
use super::{Line, quoted};

/// Rows in one transaction: short enough not to hold up a running server.
const BATCH: usize = 100;

/// What became of a file, or would become of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) counts: ImportCounts,
    pub(crate) refused: Vec<(u64, String)>,
}

impl Report {
    fn of(refused: Vec<(u64, String)>) -> Self {
        let number = u32::try_from(refused.len()).unwrap_or(u32::MAX);
        Self { counts: ImportCounts { refused: number, ..ImportCounts::default() }, refused }
    }

    /// The counts in one line.
    pub(crate) fn summary(&self) -> String {
        let ImportCounts { added, changed, unchanged, refused } = self.counts;
        format!("{added} added, {changed} changed, {unchanged} unchanged, {refused} refused")
    }
}

fn count(counts: &mut ImportCounts, outcome: Imported) {
    match outcome {
        Imported::Added => counts.added += 1,
        Imported::Changed => counts.changed += 1,
        Imported::Unchanged => counts.unchanged += 1,
    }
}

/// Checks the whole file, then takes over every row that is not refused, some at a time. `named` are the teams of the settings,
/// which the store may not know before the first start.
pub(crate) async fn import(
    store: &dyn Store,
    tenant: &TenantId,
    named: &[String],
    lines: Vec<Line>,
) -> Result<Report, RowError> {
    let checked = check(lines, &team_names(store, tenant, named).await?);
    let mut report = Report::of(checked.refused);
    let total = checked.rows.len();
    if total == 0 && report.refused.is_empty() {
        return Ok(report);
    }
    let mut progress = Progress::new(total);
    let mut rows = checked.rows.into_iter().map(|(_, row)| row);
    let mut done = 0;
    loop {
        let batch: Vec<CheckedRow> = rows.by_ref().take(BATCH).collect();
        done += batch.len();
        report.counts = import_batch(store, tenant, batch, report.counts, done == total).await?;
        progress.tell(done);
        if done == total {
            return Ok(report);
        }
    }
}

/// One transaction: a change and the events that tell of it are seen together. The file's own event stands with its last rows,
/// so that an import that broke off does not look like one that ended.
async fn import_batch(
    store: &dyn Store,
    tenant: &TenantId,
    batch: Vec<CheckedRow>,
    before: ImportCounts,
    is_last: bool,
) -> Result<ImportCounts, RowError> {
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                tx.act_as(Actor::CommandLine);
                let mut counts = before;
                for row in batch {
                    count(&mut counts, import_row(tx, row).await?);
                }
                if is_last {
                    finish_import(tx, counts).await?;
                }
                Ok(counts)
            })
        })
        .await
}

/// Says what an import would do and changes nothing: a line for each row that would be added or changed, and the report.
/// Without a store nothing is there yet.
pub(crate) async fn preview(
    store: Option<&dyn Store>,
    tenant: &TenantId,
    named: &[String],
    lines: Vec<Line>,
) -> Result<(Vec<String>, Report), StoreError> {
    let teams = match store {
        Some(store) => team_names(store, tenant, named).await?,
        None => named.to_vec(),
    };
    let checked = check(lines, &teams);
    let mut report = Report::of(checked.refused);
    let mut steps = Vec::new();
    for batch in checked.rows.chunks(BATCH) {
        for (line, row, outcome) in compare_batch(store, tenant, batch.to_vec()).await? {
            count(&mut report.counts, outcome);
            let does = match outcome {
                Imported::Added => "would add",
                Imported::Changed => "would change",
                Imported::Unchanged => continue,
            };
            steps.push(format!("line {line}: {does} {} {}", row.key().escape_debug(), quoted(&row.wording().question)));
        }
    }
    Ok((steps, report))
}

type Compared = Vec<(u64, CheckedRow, Imported)>;

async fn compare_batch(
    store: Option<&dyn Store>,
    tenant: &TenantId,
    batch: Vec<(u64, CheckedRow)>,
) -> Result<Compared, StoreError> {
    let Some(store) = store else {
        return Ok(batch.into_iter().map(|(line, row)| (line, row, Imported::Added)).collect());
    };
    store
        .read(tenant, move |tx| {
            Box::pin(async move {
                let mut compared = Vec::new();
                for (line, row) in batch {
                    let outcome = compare_row(tx, &row).await?;
                    compared.push((line, row, outcome));
                }
                Ok(compared)
            })
        })
        .await
}

/// The names of the desk's teams: those that the store has, and those that the settings will add at the next start.
async fn team_names(store: &dyn Store, tenant: &TenantId, named: &[String]) -> Result<Vec<String>, StoreError> {
    let mut names: Vec<String> = store
        .read::<_, StoreError, _>(tenant, |tx| {
            Box::pin(async move { Ok(tx.teams().await?.into_iter().map(|team| team.name).collect()) })
        })
        .await?;
    names.extend_from_slice(named);
    Ok(names)
}
