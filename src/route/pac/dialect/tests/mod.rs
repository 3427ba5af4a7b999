mod chosen;
mod clean;
mod constructs;

use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::*;
use crate::catalogue::Scheme;
use crate::route::{Asks, ConstructKind, Target};
use std::sync::Arc;

/// Knows one name.
struct Names;

impl Asks for Names {
    fn addresses(&self, name: &str, _within: Duration) -> Vec<IpAddr> {
        let known = name == "login.example.com";
        let address = known.then(|| "20.190.128.5".parse().unwrap());
        address.into_iter().collect()
    }

    fn own(&self) -> Vec<IpAddr> {
        vec!["10.20.0.7".parse().unwrap()]
    }

    fn is_over(&self) -> bool {
        false
    }
}

const TARGET: Target<'_> = Target {
    host: "login.example.com",
    port: 443,
    scheme: Scheme::Https,
};

fn of_library(script: &str) -> Vec<String> {
    let asks: Arc<dyn Asks> = Arc::new(Names);
    let found = library(&Question {
        script,
        target: &TARGET,
        asks: &asks,
        now_unix: 1_795_343_415,
    });
    assert!(found.iter().all(|one| one.kind == ConstructKind::Library));
    // What is not looked for has to have nothing.
    assert!(found.is_empty() || may_use_later_names(script), "{script}");
    found.iter().map(shown).collect()
}

fn of_syntax(script: &str) -> Vec<String> {
    let found = syntax(script, true);
    assert!(found.iter().all(|one| one.kind == ConstructKind::Syntax));
    found.iter().map(shown).collect()
}

fn shown(one: &crate::route::Construct) -> String {
    format!("{} {}", one.line.unwrap_or_default(), one.construct)
}

fn all(script: &str) -> Vec<String> {
    let mut all = of_syntax(script);
    all.extend(of_library(script));
    all
}

/// `FindProxyForURL` with this body from its second line on.
fn script(body: &str) -> String {
    format!("function FindProxyForURL(url, host) {{\n{body}\n  return 'DIRECT';\n}}\n")
}

#[test]
fn every_construct_is_named_with_its_line() {
    let mut wrong = Vec::new();
    for (body, wanted) in constructs::CONSTRUCTS {
        let found = all(&script(body));
        if found != [*wanted] {
            wrong.push(format!("{body}\n  wanted {wanted}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(constructs::CONSTRUCTS.len() >= 60);
}

#[test]
fn scripts_of_ecmascript_3_to_5_and_those_that_help_themselves_have_none() {
    let mut wrong = Vec::new();
    for (name, script) in clean::SCRIPTS {
        let asks: Arc<dyn Asks> = Arc::new(Names);
        let ran = crate::route::pac::ask(script, &TARGET, &asks, 1_795_343_415);
        let found = all(script);
        if ran.is_err() || !found.is_empty() {
            wrong.push(format!("{name}: {ran:?}, {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(clean::SCRIPTS.len() >= 25);
}

#[test]
fn syntax_counts_where_it_is_never_run_and_the_library_only_where_it_is() {
    let dead = script("  if (host == 'other') {\n    return host.includes('x') ? `a` : 'b';\n  }");
    assert_eq!(all(&dead), ["3 template literals"]);
}

#[test]
fn all_constructs_are_named_once_by_their_lines_and_no_more_than_eight_of_a_kind() {
    let many = script(
        "  let a = [1]; let b = 2;\n  const c = x => x ** 2;\n  class D {}\n  var [e] = a;\n  \
         for (var f of a) { f ??= `g`; }\n  a?.b; 1_0; try {} catch {}",
    );
    let found = of_syntax(&many);
    assert_eq!(
        found,
        [
            "2 let",
            "3 const",
            "3 arrow functions",
            "3 the ** operator",
            "4 classes",
            "5 destructuring",
            "6 for…of",
            "6 logical assignment (||=)"
        ]
    );
    let library = script(
        "  if (!host.includes('q') &&\n    host.startsWith('l') && host.includes('g'))\n    return 'PROXY a:1';",
    );
    assert_eq!(
        all(&library),
        [
            "2 String.prototype.includes",
            "3 String.prototype.startsWith"
        ]
    );
}

#[test]
fn an_error_that_the_script_catches_is_an_answer_that_differs() {
    let caught = script(
        "  try {\n    if (host.endsWith('.example.com')) return 'PROXY a:1';\n  } catch (e) {}",
    );
    assert_eq!(all(&caught), ["3 String.prototype.endsWith"]);
}

#[test]
fn names_of_which_one_is_enough_are_one() {
    let either = script("  var f = host.includes || host.at;\n  if (!f) return 'PROXY a:1';");
    assert_eq!(all(&either), ["2 String.prototype.includes"]);
}

#[test]
fn chance_and_scripts_that_fail_anyway_accuse_nobody() {
    let chance = script(
        "  var f = host.includes ? 1 : 1;\n  return Math.random() < 0.5 ? 'PROXY a:1' : 'PROXY b:1';",
    );
    assert_eq!(all(&chance), [""; 0]);
    let fails = script("  var f = host.includes;\n  missing();");
    assert_eq!(all(&fails), [""; 0]);
    let before = script("  host.includes('x');\n  missing();");
    assert_eq!(all(&before), ["2 String.prototype.includes"]);
}

#[test]
fn a_page_in_place_of_a_script_is_not_read() {
    let page = "<html><body><script>let a = `b`;</script></body></html>";
    assert!(syntax(page, false).is_empty());
    assert!(syntax("let a = `b`; ((", false).is_empty());
    assert_eq!(syntax("let a = 1;", false).len(), 1);
}

/// Each ends in time, and none of them takes the stack.
#[test]
fn hostile_scripts_are_read_within_bounds() {
    let nested = |open: &str, middle: &str, close: &str, times: usize| {
        format!(
            "var x = {}{middle}{};",
            open.repeat(times),
            close.repeat(times)
        )
    };
    let hostile = [
        nested("[", "", "]", 100_000),
        nested("(", "1", ")", 100_000),
        nested("{a:", "1", "}", 100_000),
        nested("`${", "1", "}`", 50_000),
        nested("a", "?.b", "", 1).replace("?.b", &"?.b".repeat(100_000)),
        nested("x=>", "x", "", 100_000),
        nested("function f(){", "", "}", 30_000),
        nested("1+", "1", "", 100_000),
        "[".repeat(1 << 20),
        "`${".repeat(100_000),
        "/".repeat(1 << 20),
        "if(a)b;else ".repeat(30_000),
        "\0\u{feff}\u{2028}é".repeat(10_000),
    ];
    for script in &hostile {
        let began = Instant::now();
        let found = syntax(script, true);
        let took = began.elapsed();
        let begins = script.chars().take(20).collect::<String>();
        assert!(took < Duration::from_secs(30), "{begins}: {took:?}");
        assert!(found.len() <= 8);
    }
}

#[test]
fn hostile_uses_of_the_library_end_within_bounds() {
    for body in [
        "  while (host.includes('l')) {}",
        "  Object.defineProperty(String.prototype, 'includes', { get: function () { while (1) {} } }); host.includes;",
        "  for (var n in Object.getOwnPropertyDescriptors(this)) this[n];",
        "  Math.trunc = 1; delete String.prototype.at; [].find = 2; var Map = 3; Symbol = 4;",
        "  Object.freeze(String.prototype); 'x'.at(0);",
        "  throw { get message() { return host.includes('x') } };",
        "  return new Proxy({}, {});",
        "  Error = undefined; host.includes('x');",
    ] {
        let began = Instant::now();
        let _ = all(&script(body));
        assert!(began.elapsed() < Duration::from_secs(10), "{body}");
    }
}
