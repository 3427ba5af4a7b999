//! A `<defaultProxy>` line by line: what .NET does with it.

use super::section::{Asked, At, Section, said};
use super::switch::Switch;
use super::uri::Script;
use crate::route::dotnet_pattern::PatternError;

impl Section {
    /// A remark for every line that counts or is dropped, in the order of the file.
    pub(super) fn remarks(&self) -> Vec<String> {
        if self.elsewhere.is_some() {
            return Vec::new();
        }
        let mut lines: Vec<At<String>> = Vec::new();
        let asked = self.asked();
        match (&self.enabled, asked) {
            (Some(own), Asked::Nobody) if !own.is => {
                let told = "enabled=\"false\": the agent uses no proxy; nothing else in this section counts";
                return vec![self.line_of(&At {
                    line: own.line,
                    is: told.to_owned(),
                })];
            }
            _ => {}
        }
        let counts = "enabled: the same as left out: the section counts";
        lines.extend(self.enabled.iter().map(|own| line(own.line, counts)));
        lines.extend(self.credentials());
        lines.extend(self.module_line());
        if asked != Asked::Class {
            lines.extend(self.system_line(asked));
            lines.extend(self.address_line());
            lines.extend(self.script_line());
            lines.extend(self.detection_line());
            lines.extend(self.local_line());
            lines.extend(self.bypass_lines());
        }
        lines.extend(self.lost.iter().map(|own| {
            let told = "not read: .NET ends the section at `</clear>`; write `<clear/>`";
            line(own.line, &format!("{}: {told}", own.is))
        }));
        lines.sort_by_key(|own| own.line);
        lines.iter().map(|own| self.line_of(own)).collect()
    }

    fn line_of(&self, own: &At<String>) -> String {
        format!("{}:{} {}", self.file, own.line, own.is)
    }

    fn credentials(&self) -> Option<At<String>> {
        let own = self.use_default_credentials.as_ref().filter(|own| own.is)?;
        Some(line(
            own.line,
            match self.asked() {
                Asked::Nobody => "useDefaultCredentials: without a proxy it changes nothing",
                _ => {
                    "useDefaultCredentials: the agent may sign on at the hop as the account it runs under, \
                 which is not tried here"
                }
            },
        ))
    }

    fn module_line(&self) -> Option<At<String>> {
        let own = self.module.as_ref()?;
        Some(if own.is.is_empty() {
            line(own.line, "module type=\"\": an empty type is none")
        } else if self.class().is_some() {
            let told = "the agent asks this class for its proxy; nothing else in this section is sure to count";
            line(own.line, &format!("module type=\"{}\": {told}", own.is))
        } else {
            let told = "module: .NET's own WebProxy, with what else is set here; `usesystemdefault` is not heeded";
            line(own.line, told)
        })
    }

    fn system_line(&self, asked: Asked) -> Option<At<String>> {
        let own = self.uses_system.as_ref()?;
        let told = match (own.is, asked) {
            (Switch::True, Asked::StaticSystem) => {
                "takes the static proxy and the exceptions of the Internet Settings of the agent's account; \
                 their script and automatic detection are not used, and what is set here goes before"
            }
            (Switch::True, _) => {
                "takes nothing from the system, because `autoDetect`, `scriptLocation` or a module is set"
            }
            (Switch::False, Asked::Nobody) => "alone it means no proxy at all",
            (Switch::False, _) => "changes nothing beside the other settings",
            (Switch::Unspecified | Switch::Other, Asked::System) => {
                "the same as left out: all Internet Settings of the agent's account count, with their \
                 script and automatic detection"
            }
            (Switch::Unspecified | Switch::Other, _) => "the same as left out",
        };
        Some(line(own.line, &format!("usesystemdefault: {told}")))
    }

    fn address_line(&self) -> Option<At<String>> {
        let own = self.address.as_ref()?;
        let more = own
            .is
            .remark
            .as_ref()
            .map(|told| format!("; {told}"))
            .unwrap_or_default();
        let told = format!(
            "proxyaddress: http and https go through `{}`{more}",
            own.is.hop
        );
        Some(line(own.line, &(told + &self.drops("proxyaddress"))))
    }

    fn script_line(&self) -> Option<At<String>> {
        let own = self.script.as_ref()?;
        let told = match (&own.is, self.droppers().first()) {
            (_, Some(by)) => format!(
                "dropped: `{}` of line {} drops the script; .NET never asks it",
                by.is, by.line
            ),
            (Script::Unread(url), None) => format!(
                "`{url}` is not read: WinHTTP fetches scripts by http and https only; the agent goes direct \
                 (unless `LegacyWPADSupport` is 1 in the registry)"
            ),
            (Script::At(_), None) => {
                "asked for every request; where it cannot be had or throws, the agent goes \
                                      direct"
                    .to_owned()
            }
        };
        Some(line(own.line, &format!("scriptLocation: {told}")))
    }

    fn detection_line(&self) -> Option<At<String>> {
        let own = self
            .detects
            .as_ref()
            .filter(|own| own.is != Switch::Unspecified)?;
        let told = match self.droppers().first() {
            Some(by) => format!(
                "autoDetect: dropped: `{}` of line {} drops automatic detection; .NET never tries it",
                by.is, by.line
            ),
            None if own.is == Switch::True => {
                "autoDetect: the agent looks for a script by WPAD before all else (`route.wpad`)".to_owned()
            }
            None => "autoDetect: the agent looks for no script by WPAD, and takes nothing from the system".to_owned(),
        };
        Some(line(own.line, &told))
    }

    fn local_line(&self) -> Option<At<String>> {
        let own = self
            .bypass_local
            .as_ref()
            .filter(|own| own.is != Switch::Unspecified)?;
        let told = match own.is {
            Switch::True => {
                "bypassonlocal: hosts without a dot, in this machine's domain or with its addresses go direct"
            }
            _ => "bypassonlocal: local hosts go through the proxy as well",
        };
        Some(line(
            own.line,
            &(told.to_owned() + &self.drops("bypassonlocal")),
        ))
    }

    fn bypass_lines(&self) -> Vec<At<String>> {
        let mut lines: Vec<At<String>> = Vec::new();
        for entry in &self.bypass {
            let told = match &entry.pattern {
                Err(PatternError::Broken(_)) => None,
                Err(PatternError::Unknown(construct)) => {
                    Some(format!("not known here: {construct}, which .NET knows"))
                }
                Ok(_) if entry.said.is_empty() => Some(
                    "it is empty, and fits every host: the agent goes direct everywhere".to_owned(),
                ),
                Ok(_) => entry.never.clone(),
            };
            if let Some(told) = told {
                lines.push(line(
                    entry.line,
                    &format!("bypasslist `{}`: {told}", entry.said),
                ));
            }
        }
        if let Some(first) = self.bypass.first() {
            let replaced = match self.asked() {
                Asked::StaticSystem => " in place of the system's exceptions",
                _ => "",
            };
            let count = self.bypass.len();
            let told = format!(
                "bypasslist: {count} regular expression{} on `scheme://host[:port]`{replaced}{}",
                if count == 1 { "" } else { "s" },
                self.drops("bypasslist")
            );
            lines.insert(0, line(first.line, &told));
        }
        lines
    }

    /// What this setting takes away from the section.
    fn drops(&self, name: &str) -> String {
        let script = self.script.as_ref().map(|_| "`scriptLocation`");
        let detection = said(self.detects.as_ref()).then_some("`autoDetect`");
        let dropped: Vec<_> = script.into_iter().chain(detection).collect();
        let first = self.droppers().first().is_some_and(|own| own.is == name);
        if dropped.is_empty() || !first {
            return String::new();
        }
        format!("; it drops {}", dropped.join(" and "))
    }
}

fn line(line: u32, told: &str) -> At<String> {
    At {
        line,
        is: told.to_owned(),
    }
}
