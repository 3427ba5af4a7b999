//! Name servers as offices have them, each product with its own means to block: what it does to one name is
//! said once, where it happens, and of no other host.

use crate::bind::{self, Names};
use crate::clearway::Outcome;
use crate::findings::{Seen, all};
use crate::process::run;
use crate::resolvers::nscd::Nscd;
use crate::resolvers::{self, ALL, INTERNAL_ADDRESS, INTERNAL_HOST, Policy, Product};
use crate::world::{Running, World};

/// Five hosts: one behind three aliases in zones of their own, one of both families, one of four addresses.
const NAMES: &str = "login.operator.com          300 CNAME login.a.operator-tm.net
                     login.a.operator-tm.net      60 CNAME login.b.operator-edge.net
                     login.b.operator-edge.net    60 CNAME login.c.operator-cdn.net
                     login.c.operator-cdn.net      5 A     20.190.128.5
                     login.c.operator-cdn.net      5 A     20.190.128.6
                     portal.operator.com          60 A     13.107.6.10
                     portal.operator.com          60 AAAA  2603:1006:2000::10
                     graph.operator-cloud.com     60 A     20.190.130.9
                     files.operator-cloud.com     60 CNAME files.operator-tm.net
                     files.operator-tm.net        60 A     20.190.131.9
                     www.operator.com             60 CNAME www.operator-tm.net\n";
const HOSTS: [&str; 5] = [
    "login.operator.com",
    "portal.operator.com",
    "graph.operator-cloud.com",
    "files.operator-cloud.com",
    "www.operator.com",
];
/// The name that is blocked where one host is, and where an alias is.
const HOST: &str = "portal.operator.com";
const LINK: &str = "login.b.operator-edge.net";

const HOST_BLOCKED: Policy = Policy::Denies(HOST);
const LINK_BLOCKED: Policy = Policy::Denies(LINK);
const LINK_SINKHOLED: Policy = Policy::Sinkholes(LINK);

/// Lines that give the fifth host these addresses.
fn addresses(last: &[u8]) -> String {
    let line = |last: &u8| format!("www.operator-tm.net 5 A 20.190.140.{last}\n");
    last.iter().map(line).collect()
}

fn office() -> Running {
    let world = World::new().names(&(NAMES.to_owned() + &addresses(&[1, 2, 3, 4])));
    let world = HOSTS.iter().fold(world, |world, host| world.https(host));
    world.start()
}

/// The one finding that stands on its own, in each form that is right; none where nothing is wrong.
fn wanted(product: Product, policy: Policy) -> &'static [&'static str] {
    let sees_aliases = matches!(
        product,
        Product::Bind | Product::UnboundPolicyZone | Product::PowerDns
    );
    match policy {
        Policy::Open => &[],
        // They take the addresses from the name, which still exists.
        Policy::Denies(HOST) if matches!(product, Product::Resolved | Product::Samba) => {
            &["portal.operator.com:443 resolve.no-address fail"]
        }
        Policy::Denies(HOST) => &["portal.operator.com:443 resolve.no-such-name fail"],
        Policy::Denies(_) if sees_aliases => {
            &["login.operator.com:443 resolve.link-blocked fail login.b.operator-edge.net"]
        }
        Policy::Sinkholes(_) if sees_aliases => &[
            "login.operator.com:443 resolve.private-answer fail",
            "login.operator.com:443 resolve.link-blocked fail login.b.operator-edge.net",
        ],
        Policy::Denies(_) | Policy::Sinkholes(_) => {
            &["login.operator.com:443 resolve.link-blocked warn login.b.operator-edge.net"]
        }
        Policy::UpstreamDead => &[
            "run resolve.nothing-external fail",
            "run resolve.silent fail",
        ],
        Policy::InternalOnly => &["run resolve.nothing-external fail"],
    }
}

/// Who has to mend what concerns the whole run.
fn owner(product: Product) -> &'static str {
    match product {
        Product::Resolved => "host owner",
        _ => "DNS team",
    }
}

/// Does the report hold the one finding that is wanted, or none where none is, and else only what it explains?
fn has_only_what_is_wanted(outcome: &Outcome, product: Product, policy: Policy) -> bool {
    let report = outcome.report();
    let (explained, own): (Vec<Seen>, Vec<Seen>) =
        all(&report).into_iter().partition(|seen| seen.explained);
    let wanted = wanted(product, policy);
    let (verdict, holds) = match &own[..] {
        [] => ("pass", wanted.is_empty() && explained.is_empty()),
        [one] if one.place == "run" => (
            &*one.severity,
            wanted.iter().any(|line| one.is(line)) && one.owner == owner(product),
        ),
        [one] => (
            &*one.severity,
            wanted.iter().any(|line| one.is(line))
                && explained.iter().all(|seen| seen.place == one.place),
        ),
        _ => return false,
    };
    holds && report["verdict"] == verdict && outcome.exit == i32::from(verdict == "fail")
}

/// What is wrong with the report of an office that asks this resolver.
fn complaint(product: Product, policy: Policy) -> Option<String> {
    let world = office();
    let _resolver = product.start(&world, policy);
    let outcome = world.check(&["--timeout", "2s"]);
    if has_only_what_is_wanted(&outcome, product, policy) {
        return None;
    }
    let (wanted, owner, exit) = (wanted(product, policy), owner(product), outcome.exit);
    let found = all(&outcome.report());
    let found: Vec<String> = found.iter().map(Seen::line_with_owner).collect();
    Some(format!(
        "{product:?} {policy:?}: wanted one of {wanted:?}, of the run for the {owner}\n\
         exit {exit}, {found:#?}\n"
    ))
}

/// Fails unless the report of an office that asks this resolver is right.
#[track_caller]
fn is_right(product: Product, policy: Policy) {
    if let Some(complaint) = complaint(product, policy) {
        panic!("{complaint}");
    }
}

/// Fails unless it is right with every product; names each with which it is not.
#[track_caller]
fn is_right_with_all(policy: Policy) {
    let complaints = ALL.iter().filter_map(|product| complaint(*product, policy));
    let complaints: Vec<String> = complaints.collect();
    assert!(complaints.is_empty(), "{}", complaints.concat());
}

#[test]
fn a_policy_zone_of_bind_stops_the_chain_at_an_alias() {
    is_right(Product::Bind, LINK_BLOCKED);
}

#[test]
fn a_local_zone_of_unbound_denies_an_alias_only_when_it_is_asked_for() {
    is_right(Product::Unbound, LINK_BLOCKED);
}

#[test]
fn a_policy_zone_of_unbound_stops_the_chain_at_an_alias() {
    is_right(Product::UnboundPolicyZone, LINK_BLOCKED);
}

#[test]
fn dnsmasq_denies_an_alias_only_when_it_is_asked_for() {
    is_right(Product::Dnsmasq, LINK_BLOCKED);
}

#[test]
fn a_policy_zone_of_powerdns_denies_the_host_and_shows_no_alias() {
    is_right(Product::PowerDns, LINK_BLOCKED);
}

#[test]
fn knot_sinkholes_an_alias_only_when_it_is_asked_for() {
    is_right(Product::Knot, LINK_SINKHOLED);
}

#[test]
fn dnsdist_denies_an_alias_only_when_it_is_asked_for() {
    is_right(Product::Dnsdist, LINK_BLOCKED);
}

#[test]
fn systemd_resolved_with_no_server_to_ask_is_the_host_owners() {
    is_right(Product::Resolved, Policy::InternalOnly);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn nothing_is_said_of_a_resolver_that_resolves_everything() {
    is_right_with_all(Policy::Open);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_blocked_host_is_said_at_that_host_alone() {
    is_right_with_all(HOST_BLOCKED);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_blocked_alias_is_named_at_the_host_behind_it() {
    is_right_with_all(LINK_BLOCKED);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_sinkholed_alias_is_named_at_the_host_behind_it() {
    is_right_with_all(LINK_SINKHOLED);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_dead_upstream_is_said_once_to_who_runs_the_resolver() {
    is_right_with_all(Policy::UpstreamDead);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_resolver_that_knows_nothing_outside_is_said_once() {
    is_right_with_all(Policy::InternalOnly);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn every_product_knows_the_internal_zone_where_it_knows_nothing_outside() {
    for product in ALL {
        let world = office();
        let _resolver = product.start(&world, Policy::InternalOnly);
        let dig = |name| run(world.net.office.command("dig").args(["+short", name]));
        assert_eq!(dig(INTERNAL_HOST).trim(), INTERNAL_ADDRESS, "{product:?}");
        assert_eq!(dig(HOST).trim(), "", "{product:?}");
    }
}

/// Fails unless twenty runs in a row find nothing.
#[track_caller]
fn finds_nothing_in_twenty_runs(world: &Running) {
    for number in 1..=20 {
        let outcome = world.check(&[]);
        let lines = outcome.lines();
        assert!(
            lines.is_empty() && outcome.exit == 0,
            "run {number}: {lines:#?}"
        );
    }
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn addresses_in_another_order_each_time_are_no_finding() {
    let world = office();
    let _resolver = Product::Unbound.start(&world, Policy::Open);
    finds_nothing_in_twenty_runs(&world);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn caches_that_take_turns_with_other_genuine_addresses_are_no_finding() {
    let world = office();
    let internet = &world.net.internet;
    let cache = |address: &str, last: &[u8]| {
        internet.ip(&format!("addr add {address}/24 dev eth0\n"));
        let mut names = Names::default();
        names.add(&(NAMES.to_owned() + &addresses(last)));
        bind::start_at(address, &names, internet, world.folder())
    };
    let _caches = [cache("10.20.0.55", &[1, 2]), cache("10.20.0.56", &[3, 4])];
    let _resolver = resolvers::take_turns(&world, &["10.20.0.55", "10.20.0.56"]);
    finds_nothing_in_twenty_runs(&world);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn nothing_is_said_of_nscd_that_answers_as_the_servers_do() {
    let world = office();
    let outcome = Nscd::start(&world).check(&world, &[]);
    outcome.ends(0, "pass");
    outcome.finds(&[]);
}

#[test]
fn an_address_that_only_nscd_remembers_is_said_at_that_host_alone() {
    let world = office();
    let nscd = Nscd::start(&world);
    let hosts = "127.0.0.1 localhost\n";
    let stale = format!("{hosts}20.190.128.77 {HOST}\n");
    world.net.office.etc("hosts", &stale);
    nscd.look_up(&world, HOST);
    world.net.office.etc("hosts", hosts);
    let outcome = nscd.check(&world, &["--timeout", "2s"]);
    outcome.ends(1, "fail");
    outcome.mentions("portal.operator.com:443 resolve.system-differs fail");
    outcome.speaks_only_of(&[HOST]);
}
