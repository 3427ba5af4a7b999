//! Scripts of the forms that public ones have.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::*;

/// What a company's own name server knows: its own names, and few others.
struct Company;

impl Asks for Company {
    fn addresses(&self, name: &str, _within: Duration) -> Vec<IpAddr> {
        let texts: &[&str] = match name {
            "intranet.corp.example" => &["10.1.2.3"],
            "cloud1.corp.example" => &["10.8.0.9"],
            "intranet" => &["10.1.2.4"],
            "login.microsoftonline.com" => &["20.190.128.5"],
            "dual.example.net" => &["203.0.113.7", "2001:db8::7"],
            _ => &[],
        };
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn own(&self) -> Vec<IpAddr> {
        Names.own()
    }

    fn is_over(&self) -> bool {
        false
    }
}

/// The target that a URL without a path names.
fn target(url: &str) -> Target<'_> {
    let (scheme, place) = url.split_once("://").expect(url);
    let (scheme, usual) = match scheme {
        "http" => (Scheme::Http, 80),
        _ => (Scheme::Https, 443),
    };
    let (host, port) = place
        .rsplit_once(':')
        .map_or((place, usual), |(host, port)| (host, port.parse().unwrap()));
    Target { host, port, scheme }
}

fn shown(answer: Result<Answer, Trouble>) -> String {
    let ways = match answer {
        Ok(answer) => answer.into_ways(),
        Err(why) => return format!("no answer: {why}"),
    };
    let each = ways.into_iter().map(|way| match way {
        Ok(Some(hop)) => hop.to_string(),
        Ok(None) => "direct".to_owned(),
        Err(wrong) => format!("wrong `{}`", wrong.said),
    });
    each.collect::<Vec<_>>().join(" | ")
}

#[test]
fn scripts_of_public_forms_name_the_ways_that_they_name_in_a_browser() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/route/pac/tests/scripts");
    let asks: Arc<dyn Asks> = Arc::new(Company);
    let mut now = NOW;
    let (mut file, mut script) = ("", String::new());
    let (mut asked, mut differ) = (BTreeSet::new(), Vec::new());
    for row in include_str!("scripts.txt").lines() {
        if let Some(name) = row.strip_prefix('[') {
            file = name.trim_end_matches(']');
            script = fs::read_to_string(folder.join(file)).expect(file);
        } else if let Some(clock) = row.strip_prefix("@ ") {
            now = OffsetDateTime::parse(clock, &Rfc3339)
                .expect(row)
                .unix_timestamp();
        } else if let Some((url, wanted)) = row.split_once(" => ") {
            asked.insert(file.to_owned());
            let ways = shown(ask(&script, &target(url), &asks, now));
            if ways != wanted {
                differ.push(format!("{file}: {row}\n  but {ways}"));
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    let files = fs::read_dir(&folder).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    assert_eq!(files.collect::<BTreeSet<_>>(), asked);
    assert!(asked.len() >= 40, "{} scripts", asked.len());
}
