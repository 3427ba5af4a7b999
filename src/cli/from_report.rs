//! `check --from REPORT.json`: what a saved report asked is asked again, or only what failed in it.

use std::path::Path;

use crate::catalogue::Catalogue;
use crate::cli::flags::Check;
use crate::cli::problem::Problem;
use crate::cli::saved;
use crate::finding::Verdict;
use crate::plan::Selection;
use crate::report::Report;

/// The rows and the selection of a run: the flags' own, or those of a saved report.
pub(super) fn question(flags: &Check) -> Result<(Catalogue, Selection), Problem> {
    let Some(file) = &flags.from else {
        return Ok((flags.what.catalogue()?, flags.what.selection()));
    };
    let report = saved::report(file)?;
    let only = ids(&report, flags, file)?;
    let given = flags.what.selection();
    let selection = Selection {
        cloud: report.run.selection.cloud,
        only,
        skip: given.skip,
        products: if given.products.is_empty() {
            report.run.selection.products.clone()
        } else {
            given.products
        },
        need: given.need.or(report.run.selection.need),
        tenant: given.tenant.or(report.run.selection.tenant.clone()),
    };
    let catalogue = match &flags.what.endpoints {
        Some(_) => flags.what.catalogue()?,
        None => sound(report.endpoints_file, file)?,
    };
    missing(&catalogue, &selection, file)?;
    Ok((catalogue, selection))
}

fn ids(saved: &Report, flags: &Check, file: &Path) -> Result<Vec<String>, Problem> {
    let endpoints = saved.endpoints.iter();
    let wanted = endpoints.filter(|one| !flags.failed || one.verdict >= Verdict::Unproven);
    let least = flags.what.selection().need;
    let wanted = wanted.filter(|one| least.is_none_or(|least| one.need <= least));
    let ids: Vec<_> = wanted.map(|one| one.id.clone()).collect();
    if ids.is_empty() {
        let what = match (flags.failed, least) {
            (true, Some(need)) => format!(
                "no endpoint in it that `--need {need}` leaves failed or is unproven, so there is nothing \
                 to test again"
            ),
            (true, None) => {
                "no endpoint in it failed or is unproven, so there is nothing to test again"
                    .to_owned()
            }
            (false, Some(need)) => format!("`--need {need}` leaves none of its endpoints"),
            (false, None) => "it holds no endpoint".to_owned(),
        };
        return Err(Problem::new(format!("{}: {what}", saved::named(file))));
    }
    Ok(ids)
}

/// A report may be a stranger's.
fn sound(catalogue: Catalogue, file: &Path) -> Result<Catalogue, Problem> {
    match catalogue.unsound() {
        None => Ok(catalogue),
        Some(what) => Err(Problem::new(format!(
            "{}: its rows cannot be used: {what}; give a data file with `--endpoints`",
            saved::named(file)
        ))),
    }
}

/// An endpoint that fell out in silence would look as if it passed.
fn missing(catalogue: &Catalogue, selection: &Selection, file: &Path) -> Result<(), Problem> {
    let mut ids = selection.only.iter();
    match ids.find(|id| catalogue.endpoint(id).is_none()) {
        None => Ok(()),
        Some(id) => Err(Problem::new(format!(
            "{}: the data file has no endpoint `{}`, which this report asks for again",
            saved::named(file),
            crate::text::escape::escape(id)
        ))),
    }
}
