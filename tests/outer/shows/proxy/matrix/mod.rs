//! Proxies of every product, each with its own means to say no and its own words for it: what is wrong is said once,
//! where it happens, and of no other host. A sample of a wildcard that no longer exists is no failure.

mod case;
mod wanted;

use crate::clearway::Outcome;
use crate::findings::{Seen, all};
use crate::forward_proxies::{ALL, Product, Setting};
use crate::resolvers::{self, Policy};
use crate::squid::USER;
pub(super) use case::{Case, Home};
pub(super) use wanted::{Wanted, is_met, wanted};

/// What the office's run through this proxy said; `None` where the product cannot bring the case about.
fn run(product: Product, case: Case) -> Option<Outcome> {
    let world = case.office();
    let mut settings = case.settings().into_iter();
    let _proxy = settings.find_map(|setting| product.start(&world, setting))?;
    let office = &world.net.office;
    office.etc(
        "hosts",
        "127.0.0.1 localhost\n10.20.0.80 proxy.contoso.com\n",
    );
    let policy = Policy::InternalOnly;
    let _home = match case.home() {
        Home::Resolves => None,
        Home::Denies => Some(resolvers::Product::Dnsdist.start(&world, policy)),
        Home::Refuses => Some(resolvers::Product::Unbound.start(&world, policy)),
    };
    let url = product.url();
    let mut flags = vec!["--proxy", &url];
    if case == Case::HostSilent {
        flags.extend(["--timeout", "2s"]);
    }
    let password = match case {
        Case::RightPassword(_) => Some(product.password()),
        Case::WrongPassword(_) => Some("wrong".to_owned()),
        _ => None,
    };
    let variables = password
        .iter()
        .map(|password| ("CLEARWAY_PROXY_PASSWORD", password.as_str()));
    let variables: Vec<_> = variables.collect();
    if password.is_some() {
        flags.extend(["--proxy-user", USER]);
    }
    Some(world.through(&variables, &flags))
}

/// What is wrong with the report of a run through this proxy.
fn complaint(product: Product, case: Case) -> Option<String> {
    let outcome = run(product, case)?;
    let wanted = wanted(product, case);
    if is_met(wanted, &outcome, case) {
        return None;
    }
    let report = outcome.report();
    let found = all(&report);
    let found: Vec<String> = found.iter().map(Seen::line_with_owner).collect();
    Some(format!(
        "{product:?} {case:?}: wanted {wanted:?}\n\
         exit {}, {}, {found:#?}\n",
        outcome.exit, report["verdict"]
    ))
}

/// Fails unless the report of a run through this proxy is right.
#[track_caller]
fn is_right(product: Product, case: Case) {
    if let Some(complaint) = complaint(product, case) {
        panic!("{complaint}");
    }
}

/// Fails unless it is right with every product that can bring the case about; names each with which it is not.
#[track_caller]
fn is_right_with_all(case: Case) {
    let complaints = ALL.iter().filter_map(|product| complaint(*product, case));
    let complaints: Vec<String> = complaints.collect();
    assert!(complaints.is_empty(), "{}", complaints.concat());
}

#[test]
fn a_missing_sample_that_squid_cannot_forward_to_is_a_note() {
    is_right(Product::Squid, Case::SampleMissing(Home::Resolves));
}

#[test]
fn a_host_that_refuses_is_not_tinyproxy_s_policy() {
    is_right(Product::Tinyproxy, Case::HostRefuses);
}

#[test]
fn digest_at_apache_is_a_right_password() {
    is_right(Product::Apache, Case::RightPassword(Setting::Digest));
}

#[test]
fn a_missing_sample_that_privoxy_calls_no_such_domain_is_a_note() {
    is_right(Product::Privoxy, Case::SampleMissing(Home::Resolves));
}

#[test]
fn a_sample_that_ssh_does_not_permit_is_no_missing_one() {
    is_right(Product::Ssh, Case::SampleDenied(Home::Resolves));
}

#[test]
fn a_missing_sample_that_ssh_closes_on_is_a_note_by_socks_4a() {
    is_right(Product::SshSocks4, Case::SampleMissing(Home::Resolves));
}

#[test]
fn nghttpx_inside_tls_passes() {
    is_right(Product::Nghttpx, Case::Nothing);
}

#[test]
fn a_missing_sample_that_mitmproxy_cannot_connect_to_is_a_note() {
    is_right(Product::Mitmproxy, Case::SampleMissing(Home::Resolves));
}

#[test]
fn a_limit_of_dante_s_is_a_limit() {
    is_right(Product::Dante, Case::Limited);
}

#[test]
fn a_missing_sample_is_a_note_at_microsocks_where_local_dns_knows_nothing() {
    is_right(Product::Microsocks, Case::SampleMissing(Home::Denies));
}

#[test]
fn a_missing_sample_that_node_calls_not_found_is_a_note() {
    is_right(Product::NodeProxy, Case::SampleMissing(Home::Resolves));
}

#[test]
fn a_wrong_password_at_ncat_is_told() {
    is_right(Product::Ncat, Case::WrongPassword(Setting::Login));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn nothing_is_said_of_a_proxy_that_opens_everything() {
    is_right_with_all(Case::Nothing);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn the_right_password_passes() {
    is_right_with_all(Case::RightPassword(Setting::Login));
    is_right_with_all(Case::RightPassword(Setting::Digest));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_wrong_password_is_told() {
    is_right_with_all(Case::WrongPassword(Setting::Login));
    is_right_with_all(Case::WrongPassword(Setting::Digest));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_password_that_is_wanted_is_told() {
    is_right_with_all(Case::NoPassword(Setting::Login));
    is_right_with_all(Case::NoPassword(Setting::Digest));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_denied_host_is_said_at_that_host_alone() {
    is_right_with_all(Case::HostDenied);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_denied_port_is_a_note_where_pages_come_through() {
    is_right_with_all(Case::PortDenied);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_host_that_is_silent_is_no_policy() {
    is_right_with_all(Case::HostSilent);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_host_that_refuses_is_no_policy() {
    is_right_with_all(Case::HostRefuses);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_missing_sample_is_a_note() {
    is_right_with_all(Case::SampleMissing(Home::Resolves));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_missing_sample_is_no_failure_where_local_dns_denies_everything() {
    is_right_with_all(Case::SampleMissing(Home::Denies));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_missing_sample_is_no_failure_where_local_dns_refuses_everything() {
    is_right_with_all(Case::SampleMissing(Home::Refuses));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_missing_sample_that_no_list_names_is_a_warning_at_most() {
    is_right_with_all(Case::UnlistedSampleMissing);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_wildcard_of_which_no_sample_is_left_is_unproven() {
    is_right_with_all(Case::EverySampleMissing);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_denied_sample_is_no_missing_one() {
    is_right_with_all(Case::SampleDenied(Home::Resolves));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_denied_sample_never_passes_where_local_dns_denies_everything() {
    is_right_with_all(Case::SampleDenied(Home::Denies));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_limit_on_connections_is_no_policy() {
    is_right_with_all(Case::Limited);
}
