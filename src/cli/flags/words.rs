//! Words of the data file and of reports, as values of flags: each has its spelling where it is
//! defined, and completions, help and errors take it from there.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::catalogue::{Cloud, Need};
use crate::evidence::direct::Expected;
use crate::report::Format;

macro_rules! value_enum {
    ($($name:ty),*) => {
        $(impl ValueEnum for $name {
            fn value_variants<'a>() -> &'a [Self] {
                Self::ALL
            }

            fn to_possible_value(&self) -> Option<PossibleValue> {
                Some(PossibleValue::new(self.word()))
            }
        })*
    };
}

value_enum!(Cloud, Need, Expected, Format);
