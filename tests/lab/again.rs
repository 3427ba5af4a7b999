//! A saved report judged again.

use clearway::plan::{PlanError, plan};
use clearway::report::Report;
use clearway::run::judge_again;

/// The report's evidence judged again, by its own rows, as `clearway judge` does it.
pub(crate) fn again(saved: Report) -> Result<Report, PlanError> {
    let catalogue = saved.endpoints_file.clone();
    let plan = plan(&catalogue, &saved.run.selection)?;
    Ok(judge_again(saved, catalogue, &plan))
}
