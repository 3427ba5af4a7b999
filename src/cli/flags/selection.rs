//! What of which data file, and where its addresses should lie.

use std::path::PathBuf;

use clap::Args;

use crate::catalogue::{Catalogue, Cloud, Need};
use crate::cli::data_file;
use crate::cli::problem::Problem;
use crate::plan::Selection;

/// What of which data file.
#[derive(Debug, Args)]
#[command(next_help_heading = "What")]
pub(in crate::cli) struct SelectionFlags {
    /// Data file to use instead of the one compiled in
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) endpoints: Option<PathBuf>,

    /// Which Microsoft cloud
    #[arg(long, value_enum, ignore_case = true, default_value_t = Cloud::Public)]
    cloud: Cloud,

    /// Only endpoints whose id matches; repeatable
    #[arg(long, value_name = "ID|GLOB", num_args = 1.., value_delimiter = ',')]
    pub(in crate::cli) only: Vec<String>,

    /// Skip endpoints whose id matches; repeatable
    #[arg(long, value_name = "ID|GLOB", num_args = 1.., value_delimiter = ',')]
    skip: Vec<String>,

    /// Only what these products of the data file need, such as `cloud-sync` or `connector`; repeatable
    #[arg(long = "for", value_name = "PRODUCT", num_args = 1.., value_delimiter = ',')]
    products: Vec<String>,

    /// Only endpoints down to this need: the required ones, the advised ones too, or all
    #[arg(long, value_enum, ignore_case = true, default_value_t = Need::Optional)]
    need: Need,

    /// The tenant's id, for hosts that have it in their names
    #[arg(long, value_name = "GUID")]
    tenant: Option<String>,
}

impl SelectionFlags {
    /// The data file, read and checked.
    pub(in crate::cli) fn catalogue(&self) -> Result<Catalogue, Problem> {
        match &self.endpoints {
            Some(file) => data_file::catalogue(file),
            None => Ok(Catalogue::built_in()),
        }
    }

    pub(in crate::cli) fn selection(&self) -> Selection {
        Selection {
            cloud: self.cloud,
            only: self.only.clone(),
            skip: self.skip.clone(),
            products: self.products.clone(),
            need: Some(self.need).filter(|need| *need != Need::Optional),
            tenant: self.tenant.clone(),
        }
    }
}

/// Where addresses should lie.
#[derive(Debug, Args)]
#[command(next_help_heading = "What")]
pub(in crate::cli) struct AddressFlags {
    /// Microsoft's weekly `ServiceTags_*.json`, for the networks that the rows' service tags stand for
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) service_tags: Option<PathBuf>,

    /// The answer of the Microsoft 365 endpoints web service, saved as JSON, for the networks of the
    /// hosts that it lists
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) m365: Option<PathBuf>,
}
