//! Roots that this machine lacks, in words.

use crate::finding::cause::chain::{NoNewRoots, UntrustedHere};
use crate::finding::text::{Words, counted, list};
use crate::finding::{Place, Untrusted};

/// How many roots are named.
const MOST_ROOTS: usize = 4;

impl Words for UntrustedHere {
    fn conclusion(&self, _at: &Place<'_>) -> String {
        format!(
            "This machine does not trust {}, which genuine certificates lead to",
            self.named()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let held = counted(self.certificates, "certificate", "certificates");
        let lacking = if self.roots.len() == 1 {
            "not this one"
        } else {
            "none of these"
        };
        let store = format!("Its store has {held}, and {lacking}");
        let windows = match &self.no_new_roots {
            None => return vec![store],
            Some(NoNewRoots::UpdatesOff) => {
                "a policy forbids that here (`DisableRootAutoUpdate`)".to_owned()
            }
            Some(NoNewRoots::NoList { host }) => {
                format!("the list of roots could not be fetched from `{host}`")
            }
        };
        vec![
            store,
            format!("Windows adds a root when it first needs it, but {windows}"),
        ]
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        let roots = self.named();
        match self.no_new_roots {
            Some(NoNewRoots::NoList { .. }) => {
                format!(
                    "let this machine fetch the list of roots, or add {roots} to its trusted roots"
                )
            }
            _ => format!("add {roots} to the trusted roots of this machine"),
        }
    }
}

impl UntrustedHere {
    fn named(&self) -> String {
        let roots = self.roots.iter().map(Untrusted::quoted);
        list(&roots.collect::<Vec<_>>(), MOST_ROOTS)
    }
}
