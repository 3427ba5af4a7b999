//! `clearway rules`: what to open, out of the data file.

use super::exit::PASSES;
use super::flags::{self, AddressFlags, Colour, RuleForm};
use super::output::{print, warn_of_old_data};
use super::problem::Problem;
use super::recognise::{Kind, instead};
use super::saved::named;
use super::terminal::style;
use crate::catalogue::{AddressFileError, Catalogue};
use crate::machine;
use crate::plan::plan;
use crate::report::command::rules::{RuleSet, RulesFormat};
use crate::text::time::rfc3339;

pub(super) fn rules(flags: &flags::Rules) -> Result<u8, Problem> {
    let mut catalogue = flags.what.catalogue()?;
    add_addresses(&mut catalogue, &flags.addresses)?;
    let selection = flags.what.selection();
    let plan = plan(&catalogue, &selection)?;
    let today = rfc3339(machine::now_unix()).unwrap_or_default();
    if matches!(flags.format, RuleForm::Csv | RuleForm::FqdnList) {
        warn_of_old_data(&catalogue, &today);
    }
    let rules = RuleSet::new(&catalogue, &plan, selection.cloud, &today);
    let form = match flags.format {
        RuleForm::Table => RulesFormat::Table,
        RuleForm::Csv => RulesFormat::Csv,
        RuleForm::Json => RulesFormat::Json,
        RuleForm::FqdnList => RulesFormat::FqdnList,
        RuleForm::Squid => RulesFormat::Squid,
        RuleForm::Nftables => RulesFormat::Nftables,
    };
    print(&rules.write(form, &style(Colour::Never)))?;
    Ok(PASSES)
}

/// Takes in the address files that were given.
pub(super) fn add_addresses(
    catalogue: &mut Catalogue,
    flags: &AddressFlags,
) -> Result<(), Problem> {
    let problem = |flag: &str, file: &std::path::Path, own: Kind, why: AddressFileError| {
        let why = format!("`{flag} {}`: {why}", named(file));
        instead(file, own, Problem::new(why))
    };
    if let Some(file) = &flags.service_tags {
        let taken = catalogue.load_service_tags(file);
        taken.map_err(|why| problem("--service-tags", file, Kind::ServiceTags, why))?;
    }
    if let Some(file) = &flags.m365 {
        let taken = catalogue.load_m365(file);
        taken.map_err(|why| problem("--m365", file, Kind::M365, why))?;
    }
    Ok(())
}
