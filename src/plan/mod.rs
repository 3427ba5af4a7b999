//! Catalogue and selection in, probes out: every wildcard made concrete.

mod choose;
mod ocsp;
mod selection;

use serde::{Deserialize, Serialize};

use crate::catalogue::{
    Catalogue, Content, Endpoint, Method, Sample, Scheme, Sure, TENANT, Upgrade, is_for,
};
use crate::text::bytes::Blob;
use crate::text::escape::escape;

pub use self::ocsp::request_about;
pub use self::selection::{PlanError, Selection};

/// One thing to ask one host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// The id of its endpoint.
    #[serde(skip)]
    pub endpoint: String,
    /// The host: a name, lower case, without a last dot.
    pub host: String,
    /// The port.
    pub port: u16,
    /// What is spoken there.
    pub scheme: Scheme,
    /// The path to ask for, with its query.
    pub path: String,
    /// The method.
    #[serde(default)]
    pub method: Method,
    /// What a genuine answer holds.
    #[serde(default)]
    pub content: Content,
    /// The OCSP request to send, DER; never absent where `content` is `ocsp`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Blob>,
    /// What the connection is asked to become; any answer of the genuine server is good then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upgrade: Option<Upgrade>,
    /// How sure we are that the name still exists.
    #[serde(default)]
    pub sure: Sure,
    /// Is it a sample of a wildcard?
    #[serde(default)]
    pub wildcard: bool,
}

/// What will be done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The ids of the chosen endpoints, in the order of the file.
    pub endpoints: Vec<String>,
    /// The probes, in the order of the file.
    pub probes: Vec<Probe>,
    /// Samples that cannot be asked, and why.
    pub left_out: Vec<LeftOut>,
}

/// A sample that is not asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The id of its endpoint.
    #[serde(skip)]
    pub endpoint: String,
    /// Its host, as in the file.
    pub host: String,
    /// Why not.
    pub why: String,
}

/// Chooses endpoints and makes their samples concrete. No packet is sent.
pub fn plan(catalogue: &Catalogue, selection: &Selection) -> Result<Plan, PlanError> {
    let tenant = selection.tenant.as_deref().map(guid).transpose()?;
    let mut plan = Plan::default();
    for endpoint in choose::endpoints(catalogue, selection)? {
        plan.endpoints.push(endpoint.id.clone());
        plan.add_samples(endpoint, &selection.products, tenant.as_deref());
    }
    Ok(plan)
}

impl Plan {
    /// The probes of an endpoint.
    pub fn probes_of(&self, endpoint: &str) -> impl Iterator<Item = &Probe> {
        self.probes
            .iter()
            .filter(move |probe| probe.endpoint == endpoint)
    }

    /// The samples of an endpoint that are not asked.
    pub fn left_out_of(&self, endpoint: &str) -> impl Iterator<Item = &LeftOut> {
        self.left_out
            .iter()
            .filter(move |left_out| left_out.endpoint == endpoint)
    }

    fn add_samples(&mut self, endpoint: &Endpoint, products: &[String], tenant: Option<&str>) {
        let whole = [Sample::default()];
        let samples = match &endpoint.samples[..] {
            [] => &whole[..],
            samples => samples,
        };
        let needed = samples.iter().filter(|one| is_for(&one.products, products));
        for sample in needed {
            match host(endpoint, sample, tenant) {
                Ok(host) => self.probes.push(probe(endpoint, sample, host)),
                Err(left_out) => self.left_out.push(left_out),
            }
        }
    }
}

fn host(endpoint: &Endpoint, sample: &Sample, tenant: Option<&str>) -> Result<String, LeftOut> {
    let host = sample.host.as_deref().unwrap_or(endpoint.host.suffix());
    match tenant {
        Some(tenant) => Ok(host.replace(TENANT, tenant)),
        None if !host.contains(TENANT) => Ok(host.to_owned()),
        None => Err(LeftOut {
            endpoint: endpoint.id.clone(),
            host: host.to_owned(),
            why: format!("`{TENANT}` is not known; add `--tenant GUID`"),
        }),
    }
}

fn probe(endpoint: &Endpoint, sample: &Sample, host: String) -> Probe {
    let request = match sample.content {
        Content::Ocsp => Some(sample.request.clone().unwrap_or_else(ocsp::request)),
        _ => None,
    };
    Probe {
        endpoint: endpoint.id.clone(),
        host,
        port: endpoint.port,
        scheme: endpoint.scheme,
        path: sample.path.clone(),
        method: sample.method,
        content: sample.content,
        request,
        upgrade: sample.upgrade,
        sure: sample.sure,
        wildcard: endpoint.host.is_wildcard(),
    }
}

/// A GUID in lower case, as it stands in host names. It may be given as portals, PowerShell and the registry
/// write it: with dashes or without, in braces or not.
fn guid(text: &str) -> Result<String, PlanError> {
    let plain = text.trim();
    let inner = plain.strip_prefix('{').map(|rest| rest.strip_suffix('}'));
    let plain = inner.unwrap_or(Some(plain)).unwrap_or_default();
    let parts: Vec<_> = plain.split('-').collect();
    let lengths: Vec<_> = parts.iter().map(|part| part.len()).collect();
    let digits = parts.concat().to_ascii_lowercase();
    let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !hex || !matches!(lengths.as_slice(), [8, 4, 4, 4, 12] | [32]) {
        return Err(PlanError::NoGuid(escape(text)));
    }
    if digits.bytes().all(|byte| byte == b'0') {
        return Err(PlanError::NilGuid);
    }
    let part = |from: usize, to: usize| &digits[from..to];
    let parts = [
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32),
    ];
    Ok(parts.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Cloud, Need, fixture};

    const ROWS: &str = r#"
[[endpoint]]
id = "relay"
host = "*.example.net"
port = 443
scheme = "https"
purpose = "Relay"
issuers = ["corp"]
source = "A page"
[[endpoint.sample]]
host = "<tenant>.example.net"
[[endpoint.sample]]
host = "a.example.net"
path = "/x"
sure = "low"

[[endpoint]]
id = "portal"
host = "portal.example.net"
port = 443
scheme = "https"
purpose = "Portal"
issuers = ["corp"]
source = "A page"

[[endpoint]]
id = "ocsp"
host = "ocsp.example.net"
port = 80
scheme = "http"
purpose = "OCSP"
source = "A page"
[[endpoint.sample]]
content = "ocsp"

[[endpoint]]
id = "gov-portal"
host = "portal.example.us"
port = 443
scheme = "https"
clouds = ["usgov"]
purpose = "Portal"
issuers = ["corp"]
source = "A page"
"#;

    #[test]
    fn products_choose_rows_and_samples_and_what_names_none_is_for_all() {
        const OWN: &str = r#"
[[endpoint]]
id = "wild"
host = "*.example.net"
port = 443
scheme = "https"
for = ["sync", "connector"]
purpose = "Relay"
issuers = ["corp"]
source = "A page"
[[endpoint.sample]]
host = "a.example.net"
for = ["sync"]
[[endpoint.sample]]
host = "b.example.net"

[[endpoint]]
id = "sync-only"
host = "sync.example.net"
port = 443
scheme = "https"
for = ["sync"]
purpose = "Sync"
issuers = ["corp"]
source = "A page"

[[endpoint]]
id = "all"
host = "all.example.net"
port = 443
scheme = "https"
purpose = "All"
issuers = ["corp"]
source = "A page"
"#;
        let catalogue = fixture::catalogue(OWN);
        let hosts = |products: &[&str]| {
            let products = products.iter().map(ToString::to_string).collect();
            let selection = Selection {
                products,
                ..Selection::default()
            };
            let plan = plan(&catalogue, &selection).map_err(|error| error.to_string())?;
            let hosts = plan.probes.iter().map(|probe| probe.host.clone());
            Ok::<_, String>(hosts.collect::<Vec<_>>().join(" "))
        };
        assert_eq!(
            hosts(&["connector"]).unwrap(),
            "b.example.net all.example.net"
        );
        assert_eq!(
            hosts(&["sync"]).unwrap(),
            "a.example.net b.example.net sync.example.net all.example.net"
        );
        assert_eq!(hosts(&[]).unwrap(), hosts(&["sync", "connector"]).unwrap());
        assert_eq!(
            hosts(&["pta"]).unwrap_err(),
            "`--for pta` names no product of the file; it has `connector`, `sync`"
        );
    }

    const TENANT_ID: &str = "0A1B2C3D-0000-4000-8000-00000000000F";

    fn planned(selection: &Selection) -> Result<Plan, String> {
        let catalogue = fixture::catalogue(ROWS);
        plan(&catalogue, selection).map_err(|error| error.to_string())
    }

    fn only(patterns: &[&str]) -> Selection {
        Selection {
            only: patterns.iter().map(ToString::to_string).collect(),
            ..Selection::default()
        }
    }

    fn skip(patterns: &[&str]) -> Selection {
        Selection {
            skip: patterns.iter().map(ToString::to_string).collect(),
            ..Selection::default()
        }
    }

    #[test]
    fn all_endpoints_of_the_public_cloud_are_chosen_by_default_in_the_order_of_the_file() {
        let plan = planned(&Selection::default()).unwrap();
        assert_eq!(plan.endpoints, ["relay", "portal", "ocsp"]);
        let hosts: Vec<_> = plan
            .probes
            .iter()
            .map(|probe| probe.host.as_str())
            .collect();
        assert_eq!(
            hosts,
            ["a.example.net", "portal.example.net", "ocsp.example.net"]
        );
    }

    #[test]
    fn another_cloud_has_its_own_rows() {
        let cloud = Cloud::Usgov;
        let plan = planned(&Selection {
            cloud,
            ..Selection::default()
        })
        .unwrap();
        assert_eq!(plan.endpoints, ["gov-portal"]);
    }

    #[test]
    fn a_cloud_without_rows_is_an_error() {
        let cloud = Cloud::China;
        assert_eq!(
            planned(&Selection {
                cloud,
                ..Selection::default()
            })
            .unwrap_err(),
            "no endpoint is left to check: the file has none for the cloud `china`"
        );
    }

    #[test]
    fn a_sample_carries_all_that_is_asked_and_a_wildcard_is_marked() {
        let probe = planned(&only(&["relay"])).unwrap().probes.remove(0);
        assert_eq!(
            (probe.endpoint.as_str(), probe.path.as_str()),
            ("relay", "/x")
        );
        assert_eq!(
            (probe.port, probe.scheme, probe.sure),
            (443, Scheme::Https, Sure::Low)
        );
        assert!(probe.wildcard && probe.request.is_none());
    }

    #[test]
    fn a_plain_host_without_samples_is_asked_for_its_root() {
        let probe = planned(&only(&["portal"])).unwrap().probes.remove(0);
        assert_eq!((probe.path.as_str(), probe.method), ("/", Method::Get));
        assert_eq!((probe.content, probe.wildcard), (Content::Any, false));
    }

    #[test]
    fn without_a_tenant_its_samples_are_left_out_and_say_why() {
        let plan = planned(&Selection::default()).unwrap();
        let [left_out] = &plan.left_out[..] else {
            panic!("one sample")
        };
        assert_eq!(
            (left_out.endpoint.as_str(), &left_out.host[..]),
            ("relay", "<tenant>.example.net")
        );
        assert_eq!(left_out.why, "`<tenant>` is not known; add `--tenant GUID`");
        assert_eq!(
            (
                plan.left_out_of("relay").count(),
                plan.left_out_of("portal").count()
            ),
            (1, 0)
        );
    }

    #[test]
    fn the_tenant_is_filled_in_in_lower_case() {
        let tenant = Some(TENANT_ID.to_owned());
        let plan = planned(&Selection {
            tenant,
            ..Selection::default()
        })
        .unwrap();
        assert_eq!(
            plan.probes[0].host,
            "0a1b2c3d-0000-4000-8000-00000000000f.example.net"
        );
        assert_eq!(
            (plan.left_out.len(), plan.probes_of("relay").count()),
            (0, 2)
        );
    }

    #[test]
    fn a_tenant_that_is_no_guid_is_an_error_even_where_none_is_needed() {
        for wrong in ["contoso", "", &TENANT_ID[1..], &TENANT_ID.replace('B', "G")] {
            let selection = Selection {
                tenant: Some(wrong.to_owned()),
                ..only(&["portal"])
            };
            assert_eq!(
                planned(&selection).unwrap_err(),
                format!(
                    "`--tenant {wrong}` is no GUID; expected `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` in hex"
                )
            );
        }
    }

    #[test]
    fn an_ocsp_probe_always_has_a_request() {
        let probe = planned(&only(&["ocsp"])).unwrap().probes.remove(0);
        assert_eq!(probe.request, Some(ocsp::request()));
    }

    #[test]
    fn only_and_skip_take_ids_and_globs() {
        assert_eq!(
            planned(&only(&["p*", "relay"])).unwrap().endpoints,
            ["relay", "portal"]
        );
        assert_eq!(planned(&only(&["?csp"])).unwrap().endpoints, ["ocsp"]);
        assert_eq!(
            planned(&skip(&["p*l"])).unwrap().endpoints,
            ["relay", "ocsp"]
        );
        let both = Selection {
            skip: vec!["relay".to_owned()],
            ..only(&["*l*"])
        };
        assert_eq!(planned(&both).unwrap().endpoints, ["portal"]);
    }

    #[test]
    fn what_is_skipped_may_be_of_another_cloud() {
        assert_eq!(planned(&skip(&["gov-*"])).unwrap().endpoints.len(), 3);
    }

    #[test]
    fn a_pattern_that_fits_nothing_names_what_was_probably_meant() {
        assert_eq!(
            planned(&only(&["portl"])).unwrap_err(),
            "`--only portl` fits no endpoint; did you mean `portal`?"
        );
        assert_eq!(
            planned(&skip(&["zzz*"])).unwrap_err(),
            "`--skip zzz*` fits no endpoint; the file has `relay`, `portal`, `ocsp`, `gov-portal`"
        );
    }

    #[test]
    fn an_endpoint_of_another_cloud_names_that_cloud() {
        assert_eq!(
            planned(&only(&["gov-*"])).unwrap_err(),
            "`--only gov-*` fits no endpoint of the cloud `public`, but one of `usgov`; \
             add `--cloud usgov`"
        );
    }

    #[test]
    fn skipping_all_that_was_chosen_is_an_error() {
        let all = Selection {
            skip: vec!["*".to_owned()],
            ..only(&["portal"])
        };
        assert_eq!(
            planned(&all).unwrap_err(),
            "no endpoint is left to check: `--only` and `--skip` together leave none of the cloud `public`"
        );
    }

    #[test]
    fn a_need_keeps_the_rows_that_matter_as_much_or_more() {
        let rows = ROWS.replace(
            "purpose = \"Portal\"",
            "need = \"optional\"\npurpose = \"Portal\"",
        );
        let rows = rows.replace(
            "purpose = \"OCSP\"",
            "need = \"advised\"\npurpose = \"OCSP\"",
        );
        let catalogue = fixture::catalogue(&rows);
        let chosen = |need, only: &[&str]| {
            let selection = Selection {
                need,
                ..self::only(only)
            };
            let plan = plan(&catalogue, &selection).map_err(|error| error.to_string());
            plan.map(|plan| plan.endpoints.join(" "))
        };
        let of = |need| chosen(need, &[]).unwrap();
        assert_eq!(of(Some(Need::Required)), "relay");
        assert_eq!(of(Some(Need::Advised)), "relay ocsp");
        assert_eq!(of(Some(Need::Optional)), of(None));
        assert_eq!(
            chosen(Some(Need::Required), &["portal"]).unwrap_err(),
            "no endpoint is left to check: `--only` and `--need required` together leave none of the \
             cloud `public`"
        );
    }

    #[test]
    fn an_argument_that_could_deceive_is_spelt_out() {
        let said = planned(&only(&["\u{1b}[2J"])).unwrap_err();
        assert!(
            said.starts_with("`--only \\u{1b}[2J` fits no endpoint; "),
            "{said}"
        );
    }
}
