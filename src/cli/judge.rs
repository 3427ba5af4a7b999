//! `clearway judge`: a saved report, judged again.

use std::io::Write as _;

use super::data_file;
use super::exit::exit_code;
use super::flags::Judge;
use super::given;
use super::output::{deliver, open_all};
use super::outputs;
use super::problem::Problem;
use super::rules::add_addresses;
use super::saved;
use crate::plan::plan;
use crate::run::{judge_again, redacted};

pub(super) fn judge(flags: &Judge) -> Result<u8, Problem> {
    given::refuse_stdin_twice(&[Some(&flags.report), flags.endpoints.as_deref()])?;
    outputs::of_judge(flags)?;
    let saved = saved::report(&flags.report)?;
    let (mut catalogue, by) = match &flags.endpoints {
        Some(file) => (data_file::catalogue(file)?, saved::named(file)),
        None => (saved.endpoints_file.clone(), "its own rows".to_owned()),
    };
    add_addresses(&mut catalogue, &flags.addresses)?;
    let plan = plan(&catalogue, &saved.run.selection)?;
    let mut report = judge_again(saved, catalogue, &plan);
    if flags.judging.redact {
        report = redacted(report, &plan, &[]);
    }
    let saves = open_all(&flags.out.save)?;
    let _ = writeln!(std::io::stderr(), "judged again by {by}");
    deliver(&report, &flags.out, &saves)?;
    Ok(exit_code(&report, flags.judging.fail_on))
}
