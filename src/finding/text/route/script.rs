//! Scripts that choose a route, in words.

use std::collections::BTreeSet;

use crate::finding::cause::route::{
    PacConstruct, PacConstructKind, PacDialect, PacFailed, WpadDetection, WpadMiss,
};
use crate::finding::text::{Words, list};
use crate::finding::{Place, Untrusted};

/// No more addresses are named.
const MOST_ADDRESSES: usize = 4;
/// No more constructs of a script are named.
const MOST_CONSTRUCTS: usize = 8;

impl Words for PacFailed {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (setting, host) = (self.setting.quoted(), at.host());
        format!("The proxy auto-configuration script {setting} gave no route for {host}")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        vec![format!("The reason is {}", self.reason.quoted())]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "make the script {} available to this machine, and let it return a route for {}",
            self.setting.quoted(),
            at.host()
        )
    }
}

impl Words for PacDialect {
    fn conclusion(&self, _at: &Place<'_>) -> String {
        let setting = self.setting.quoted();
        let first = self.constructs.first().map(in_line);
        let first = first.unwrap_or_else(|| "something".to_owned());
        format!(
            "The proxy auto-configuration script {setting} uses {first}, which Windows' script engine does not \
             know"
        )
    }

    fn evidence(&self, at: &Place<'_>) -> Vec<String> {
        let of = |kind| {
            let own = self.constructs.iter().filter(move |one| one.kind == kind);
            own.map(in_line).collect::<Vec<_>>()
        };
        let mut all = Vec::new();
        let syntax = of(PacConstructKind::Syntax);
        if !syntax.is_empty() {
            let syntax = list(&syntax, MOST_CONSTRUCTS);
            all.push(format!(
                "An engine that does not know this syntax refuses the whole script: {syntax}"
            ));
        }
        let library = of(PacConstructKind::Library);
        if !library.is_empty() {
            let (library, host) = (list(&library, MOST_CONSTRUCTS), at.host());
            all.push(format!(
                "Without this library the script gives another answer for {host}, or none: {library}"
            ));
        }
        all
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        let setting = self.setting.quoted();
        let lines: BTreeSet<u32> = self.constructs.iter().filter_map(|one| one.line).collect();
        let lines: Vec<String> = lines.iter().map(u32::to_string).collect();
        let place = match lines.as_slice() {
            [] => String::new(),
            [one] => format!(" line {one}"),
            several => format!(" lines {}", list(several, 2 * MOST_CONSTRUCTS)),
        };
        format!(
            "rewrite{place} of the script {setting} in ECMAScript 3, which Windows and every browser know: \
             `var`, `function`, `indexOf`, strings joined by `+`"
        )
    }
}

/// A construct, with the line where it stands.
fn in_line(one: &PacConstruct) -> String {
    let quoted = one.construct.quoted();
    let words = quoted.contains(' ');
    let construct = if words {
        quoted.trim_matches('`').to_owned()
    } else {
        quoted
    };
    match one.line {
        Some(line) => format!("{construct} (line {line})"),
        None => construct,
    }
}

impl Words for WpadDetection {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let detects = "The agent detects its proxy automatically";
        let host = at.host();
        let first = format!("it first looks for a script for {host}");
        match &self.script {
            Some(script) => {
                let url = script.url.quoted();
                format!(
                    "{detects} and would take the route to {host} from the script {url}, which is not followed \
                     here"
                )
            }
            None if !self.looked => format!("{detects}: {first}, which was not done here"),
            None if self.names.is_empty() => {
                format!("{detects}: {first}; this machine has no DNS domain to look in")
            }
            None => format!("{detects}: {first}, and none was found here"),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let mut said = vec![format!(
            "Automatic detection is set by {}",
            self.setting.quoted()
        )];
        if let Some(script) = &self.script {
            said.push(format!(
                "The script came from {}: {} bytes, SHA-256 {}",
                script.address,
                script.bytes,
                script.sha256.quoted()
            ));
        }
        if !self.names.is_empty() {
            let names: Vec<String> = self.names.iter().map(Untrusted::quoted).collect();
            said.push(format!("Names that were asked: {}", names.join(", ")));
        }
        let misses = self.misses.iter().take(MOST_ADDRESSES);
        said.extend(misses.map(WpadMiss::sentence));
        if self.looked {
            said.push(
                "Windows asks DHCP (option 252) before DNS, which is not done here".to_owned(),
            );
        }
        said
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        let fixed = "name its proxy in its `.exe.config` (`<proxy proxyaddress=\"http://HOST:PORT\"/>`), or none \
                     (`<proxy usesystemdefault=\"False\"/>`)";
        match &self.script {
            Some(script) => format!(
                "measure what the agent will do with `--pac {}`; where that script is not meant for it, {fixed}",
                script.url.quoted().trim_matches('`')
            ),
            None => {
                format!(
                    "{fixed}, so that nobody who can register the name `wpad` chooses its proxy"
                )
            }
        }
    }
}

impl WpadMiss {
    fn sentence(&self) -> String {
        let (name, address) = (self.name.quoted(), self.address);
        match &self.reason {
            Some(reason) => format!("{name} at {address} gives no script: {}", reason.quoted()),
            None => format!("{name} has the address {address}, which was not asked"),
        }
    }
}
