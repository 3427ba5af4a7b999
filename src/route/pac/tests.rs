use super::*;
use crate::catalogue::Scheme;
use crate::route::NoAnswers;

/// 2026-11-22, 10:30:15 UTC, a Sunday.
const NOW: i64 = 1_795_343_415;

const TARGET: Target<'_> = Target {
    host: "login.example.com",
    port: 443,
    scheme: Scheme::Https,
};

/// Knows two names.
struct Names;

impl Asks for Names {
    fn addresses(&self, name: &str, _within: Duration) -> Vec<IpAddr> {
        match name {
            "login.example.com" => vec![
                "2001:db8::1".parse().unwrap(),
                "20.190.128.5".parse().unwrap(),
            ],
            "six.example.com" => vec!["2001:db8::6".parse().unwrap()],
            _ => Vec::new(),
        }
    }

    fn own(&self) -> Vec<IpAddr> {
        vec!["10.20.0.7".parse().unwrap(), "fd00::7".parse().unwrap()]
    }

    fn is_over(&self) -> bool {
        false
    }
}

fn run(script: &str) -> Result<Answer, Trouble> {
    let asks: Arc<dyn Asks> = Arc::new(Names);
    ask(script, &TARGET, &asks, NOW)
}

/// The value of an expression, as text.
fn value(expression: &str) -> String {
    let script = format!(
        "function FindProxyForURL(url, host) {{ return 'PROXY ' + ('' + ({expression})).replace(/[^a-z0-9]/gi, '-') }}"
    );
    match run(&script)
        .map(Answer::into_ways)
        .map(|mut ways| ways.remove(0))
    {
        Ok(Ok(Some(hop))) => hop.host,
        other => format!("{other:?}"),
    }
}

const HELPERS_SAY: &[(&str, &str)] = &[
    ("isPlainHostName('www')", "true"),
    ("isPlainHostName('www.example.com')", "false"),
    ("dnsDomainIs(host, '.example.com')", "true"),
    ("dnsDomainIs(host, '.Example.COM')", "true"),
    ("dnsDomainIs('www', '.example.com')", "false"),
    ("localHostOrDomainIs('www', 'www.example.com')", "true"),
    (
        "localHostOrDomainIs('www.example.com', 'www.example.com')",
        "true",
    ),
    ("localHostOrDomainIs('ww', 'www.example.com')", "false"),
    ("isResolvable(host)", "true"),
    ("isResolvable('six.example.com')", "false"),
    ("isResolvableEx('six.example.com')", "true"),
    ("isResolvable('nowhere.example.com')", "false"),
    ("isInNet(host, '20.190.128.0', '255.255.192.0')", "true"),
    (
        "isInNet('20.191.128.5', '20.190.128.0', '255.255.192.0')",
        "false",
    ),
    (
        "isInNet('nowhere.example.com', '0.0.0.0', '0.0.0.0')",
        "false",
    ),
    ("isInNet('300.1.1.1', '0.0.0.0', '0.0.0.0')", "false"),
    ("isInNetEx('2001:db8::5', '2001:db8::/32')", "true"),
    ("isInNetEx('10.1.2.3', '10.0.0.0/8')", "true"),
    ("isInNetEx('10.1.2.3', 'nonsense')", "false"),
    ("dnsResolve(host)", "20-190-128-5"),
    ("dnsResolve('1.2.3.4')", "1-2-3-4"),
    ("dnsResolve('nowhere.example.com')", "null"),
    ("dnsResolveEx(host)", "20-190-128-5-2001-db8--1"),
    ("convert_addr('104.16.41.2')", "1745889538"),
    ("convert_addr('255.255.255.255')", "4294967295"),
    ("myIpAddress()", "10-20-0-7"),
    ("myIpAddressEx()", "10-20-0-7-fd00--7"),
    ("dnsDomainLevels('www')", "0"),
    ("dnsDomainLevels('www.example.com')", "2"),
    (
        "shExpMatch('http://home.example.com/people/ari/index.html', '*/ari/*')",
        "true",
    ),
    (
        "shExpMatch('http://home.example.com/people/montulli/index.html', '*/ari/*')",
        "false",
    ),
    ("shExpMatch(host, '*.example.c?m')", "true"),
    ("shExpMatch(host, '*.exampleXcom')", "false"),
    ("shExpMatch('a.b', 'a+b')", "false"),
    ("shExpMatch('', '*')", "true"),
    (
        "sortIpAddressList('10.2.3.9;2001:db8::1;::1;10.0.0.1')",
        "--1-2001-db8--1-10-0-0-1-10-2-3-9",
    ),
    ("sortIpAddressList('x')", "false"),
    ("getClientVersion()", "1-0"),
    ("alert('x')", "undefined"),
    ("url", "https---login-example-com-"),
];

#[test]
fn the_helpers_say_what_their_documentation_says() {
    for (expression, wanted) in HELPERS_SAY {
        assert_eq!(value(expression), *wanted, "{expression}");
    }
}

#[test]
fn ranges_of_time_are_by_the_clock_that_is_handed_in() {
    for (expression, wanted) in [
        ("weekdayRange('SUN', 'GMT')", true),
        ("weekdayRange('MON', 'FRI', 'GMT')", false),
        ("weekdayRange('SAT', 'MON', 'GMT')", true),
        ("weekdayRange('XXX', 'GMT')", false),
        ("timeRange(10, 'GMT')", true),
        ("timeRange(9, 17, 'GMT')", true),
        ("timeRange(22, 6, 'GMT')", false),
        ("timeRange(10, 0, 10, 30, 'GMT')", true),
        ("timeRange(10, 31, 11, 0, 'GMT')", false),
        ("timeRange(10, 30, 14, 10, 30, 15, 'GMT')", true),
        ("timeRange(10, 30, 16, 10, 30, 20, 'GMT')", false),
        ("dateRange(22, 'GMT')", true),
        ("dateRange(1, 15, 'GMT')", false),
        ("dateRange('NOV', 'GMT')", true),
        ("dateRange('OCT', 'JAN', 'GMT')", true),
        ("dateRange(2026, 'GMT')", true),
        ("dateRange(2020, 2025, 'GMT')", false),
        ("dateRange(1, 'JUN', 15, 'AUG', 'GMT')", false),
        ("dateRange(20, 'NOV', 5, 'JAN', 'GMT')", true),
        ("dateRange('OCT', 2025, 'NOV', 2026, 'GMT')", true),
        ("dateRange(1, 'JUN', 2026, 21, 'NOV', 2026, 'GMT')", false),
        ("dateRange(1, 'JUN', 2026, 22, 'NOV', 2026, 'GMT')", true),
        ("dateRange()", false),
        ("dateRange(1, 'JUN', 2026, 'GMT')", false),
    ] {
        assert_eq!(value(expression), wanted.to_string(), "{expression}");
    }
}

#[test]
fn a_script_may_use_variables_it_never_declared_and_the_ex_function_is_asked_first() {
    let script = "x = 'PROXY a:1';\nfunction FindProxyForURL() { return x }\n\
                  function FindProxyForURLEx() { return 'PROXY b:2' }";
    assert_eq!(run(script), Ok(Answer::read("PROXY b:2")));
}

#[test]
fn what_goes_wrong_is_said_with_the_scripts_line() {
    for (script, wanted) in [
        (
            "function FindProxyForURL() {\n\n  return foo();\n}",
            "line 3: foo is not defined",
        ),
        ("var a;\nfunction FindProxyForURL( {", "line 2: "),
        ("throw new Error('no')", "line 1: no"),
        ("throw 'text'", "text"),
        ("throw {}", "something that is no error"),
        ("var x = 1", "no function `FindProxyForURL`"),
        ("FindProxyForURL = 7", "no function `FindProxyForURL`"),
        ("function FindProxyForURL() { return 7 }", "no text but"),
        ("function FindProxyForURL() { }", "its answer is empty"),
        (
            "function FindProxyForURL() { return null }",
            "its answer is empty",
        ),
        (
            "function FindProxyForURL() { return { toString: () => 'DIRECT' } }",
            "no text but",
        ),
    ] {
        let why = run(script).unwrap_err();
        assert!(why.to_string().contains(wanted), "{script}: {why}");
        assert!(!why.too_slow);
    }
}

/// Each ends within its limits, and leaves nothing behind for the next.
#[test]
fn a_hostile_script_costs_at_most_its_limits() {
    let body = |text: &str| format!("function FindProxyForURL(url, host) {{ {text} }}");
    let hostile = [
        body("while (1) {}"),
        body("while (1) { try { while (1) {} } catch (e) {} finally { while (1) {} } }"),
        body("var a = []; while (1) a.push(new Array(1000).fill(a.length))"),
        body("var s = 'x'; while (1) s += s"),
        body("return /^(a+)+$/.test('a'.repeat(60) + 'b') ? 'DIRECT' : 'DIRECT'"),
        body("return FindProxyForURL(url, host)"),
        body(
            "var a = []; for (var i = 0; i < 1e6; i++) a.push(i * 7919 % 1000003); a.sort(); while (1) a.sort()",
        ),
        body("return 'PROXY a:1;'.repeat(1e5)"),
        body("throw { get message() { while (1) {} }, get stack() { while (1) {} } }"),
        body(
            "var e = new Error('x'); Object.defineProperty(e, 'message', { get() { while (1) {} } }); throw e",
        ),
        body(
            "return shExpMatch('a'.repeat(30000), '*a*a*a*a*a*a*a*b') ? 'DIRECT' : 'PROXY ' + 'x'.repeat(20000)",
        ),
        body("for (var i = 0; ; i++) dnsResolve('n' + i + '.example.com')"),
        "while (1) {}".to_owned(),
        "(function f() { f() })()".to_owned(),
        body("Promise.resolve().then(() => { while (1) {} }); return 7"),
        body("return new Proxy({}, { get() { while (1) {} } })"),
    ];
    for script in &hostile {
        let began = Instant::now();
        let ended = run(script);
        let took = began.elapsed();
        assert!(ended.is_err(), "{script}: {ended:?}");
        assert!(took < Duration::from_secs(4), "{script}: {took:?}");
    }
    assert_eq!(run(&body("return 'DIRECT'")), Ok(Answer::read("DIRECT")));
}

#[test]
fn a_script_that_ran_too_long_is_known_as_such() {
    let why = run("while (1) {}").unwrap_err();
    assert!(why.too_slow && why.to_string().contains("500 ms"), "{why}");
}

#[test]
fn only_names_are_asked_for_and_not_too_many() {
    struct Nosy;
    impl Asks for Nosy {
        fn addresses(&self, name: &str, _within: Duration) -> Vec<IpAddr> {
            assert!(is_name(name), "{name:?}");
            Vec::new()
        }
        fn own(&self) -> Vec<IpAddr> {
            Vec::new()
        }
        fn is_over(&self) -> bool {
            false
        }
    }
    let asks: Arc<dyn Asks> = Arc::new(Nosy);
    let script = "function FindProxyForURL() { dnsResolve('a b'); dnsResolve('a\\u0000b'); \
                  dnsResolve(''); dnsResolve('a'.repeat(300)); return 'DIRECT' }";
    assert!(ask(script, &TARGET, &asks, NOW).is_ok());
    let many = "function FindProxyForURL() { for (var i = 0; i < 65; i++) dnsResolve('n' + i) }";
    let why = ask(many, &TARGET, &asks, NOW).unwrap_err();
    assert!(why.to_string().contains("too many names"), "{why}");
}

#[test]
fn nothing_can_be_reached_from_a_script() {
    for name in [
        "require",
        "process",
        "fetch",
        "XMLHttpRequest",
        "std",
        "os",
        "setTimeout",
        "ActiveXObject",
    ] {
        assert_eq!(value(&format!("typeof {name}")), "undefined", "{name}");
    }
    let asks: Arc<dyn Asks> = Arc::new(NoAnswers);
    let own = "function FindProxyForURL() { return 'PROXY ' + myIpAddress() }";
    assert_eq!(
        ask(own, &TARGET, &asks, NOW),
        Ok(Answer::read("PROXY 127.0.0.1"))
    );
}
