//! A file with another section in it.

use super::*;
use crate::route::{DefaultProxy, mend};

fn section() -> DefaultProxy {
    let lines = [
        (0, "<defaultProxy>"),
        (1, "<proxy proxyaddress=\"http://new:3128\" />"),
        (0, "</defaultProxy>"),
    ];
    DefaultProxy(lines.map(|(depth, text)| (depth, text.to_owned())).to_vec())
}

fn mended(file: &[u8]) -> Vec<u8> {
    mend(APP, file, &section()).unwrap_or_else(|why| panic!("{why}"))
}

/// File, and the file that it becomes. `~` ends a line.
const MENDED: [(&str, &str); 11] = [
    (
        "<configuration/>",
        "<configuration>~  <system.net>~    <defaultProxy>~      <proxy proxyaddress=\"http://new:3128\" />~    </defaultProxy>~  </system.net>~</configuration>",
    ),
    (
        "<configuration>~    <runtime/>~</configuration>~",
        "<configuration>~    <runtime/>~    <system.net>~        <defaultProxy>~            <proxy proxyaddress=\"http://new:3128\" />~        </defaultProxy>~    </system.net>~</configuration>~",
    ),
    (
        "<configuration>~\t<system.net>~\t\t<settings/>~\t</system.net>~</configuration>",
        "<configuration>~\t<system.net>~\t\t<settings/>~\t\t<defaultProxy>~\t\t\t<proxy proxyaddress=\"http://new:3128\" />~\t\t</defaultProxy>~\t</system.net>~</configuration>",
    ),
    (
        "<configuration>~  <system.net />~</configuration>",
        "<configuration>~  <system.net>~    <defaultProxy>~      <proxy proxyaddress=\"http://new:3128\" />~    </defaultProxy>~  </system.net>~</configuration>",
    ),
    (
        "<configuration>~  <system.net>~    <defaultProxy  enabled='false'/> <!-- mine -->~  </system.net>~</configuration>",
        "<configuration>~  <system.net>~    <defaultProxy>~      <proxy proxyaddress=\"http://new:3128\" />~    </defaultProxy> <!-- mine -->~  </system.net>~</configuration>",
    ),
    (
        "<configuration><system.net><settings/></system.net><system.net><defaultProxy><proxy/></defaultProxy></system.net></configuration>",
        "<configuration><system.net><settings/></system.net><system.net><defaultProxy>~  <proxy proxyaddress=\"http://new:3128\" />~</defaultProxy></system.net></configuration>",
    ),
    (
        "<configuration>~  <location path='.'>~    <system.net>~      <defaultProxy/>~    </system.net>~  </location>~</configuration>",
        "<configuration>~  <location path='.'>~    <system.net>~      <defaultProxy>~        <proxy proxyaddress=\"http://new:3128\" />~      </defaultProxy>~    </system.net>~  </location>~</configuration>",
    ),
    (
        "<configuration>~  <location path='x'>~    <system.net/>~  </location>~</configuration>",
        "<configuration>~  <location path='x'>~    <system.net/>~  </location>~  <system.net>~    <defaultProxy>~      <proxy proxyaddress=\"http://new:3128\" />~    </defaultProxy>~  </system.net>~</configuration>",
    ),
    (
        "<configuration>\r~  <runtime/>\r~</configuration>\r~",
        "<configuration>\r~  <runtime/>\r~  <system.net>\r~    <defaultProxy>\r~      <proxy proxyaddress=\"http://new:3128\" />\r~    </defaultProxy>\r~  </system.net>\r~</configuration>\r~",
    ),
    (
        "<?xml version='1.0'?>~<!-- <defaultProxy/> -->~<configuration><!-- a --></configuration>~<!-- b -->",
        "<?xml version='1.0'?>~<!-- <defaultProxy/> -->~<configuration><!-- a -->~  <system.net>~    <defaultProxy>~      <proxy proxyaddress=\"http://new:3128\" />~    </defaultProxy>~  </system.net>~</configuration>~<!-- b -->",
    ),
    (
        "<configuration>~  <system.net>~    <defaultProxy configSource='p.config'/>~  </system.net>~</configuration>",
        "<configuration>~  <system.net>~    <defaultProxy>~      <proxy proxyaddress=\"http://new:3128\" />~    </defaultProxy>~  </system.net>~</configuration>",
    ),
];

#[test]
fn a_file_gets_the_section_in_its_own_style_and_keeps_the_rest() {
    for (file, expected) in MENDED {
        let text = mended(file.replace('~', "\n").as_bytes());
        let text = String::from_utf8(text).unwrap();
        assert_eq!(text, expected.replace('~', "\n"), "{file}");
        let config = AgentConfig::read(&[(APP.to_owned(), text)]).unwrap();
        let (route, _) = choose(config, system(""), Scheme::Https, "a.example");
        assert_eq!(route.via.as_deref(), Some("http://new:3128"), "{file}");
    }
}

#[test]
fn every_file_that_net_takes_can_be_mended_and_leads_where_it_should() {
    for [_, text, ..] in rows::<5>(include_str!("routes.tsv")) {
        let text = mended(whole(text).as_bytes());
        let config = AgentConfig::read_bytes(&[(APP.to_owned(), text.clone())], &|_, _| None);
        let config =
            config.unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&text)));
        let (route, _) = choose(config, system(""), Scheme::Https, "a.example");
        assert_eq!(
            route.via.as_deref(),
            Some("http://new:3128"),
            "{}",
            String::from_utf8_lossy(&text)
        );
        // A second time it changes nothing more.
        assert_eq!(mended(&text), text);
    }
}

#[test]
fn a_file_stays_in_its_encoding_byte_for_byte() {
    let text = "<?xml version='1.0' encoding='utf-16'?>\n<configuration>\n  <!-- \u{e9}\u{1f600} -->\n</configuration>\n<!-- \u{e9} -->";
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16 = [&b"\xff\xfe"[..], &wide].concat();
    let latin = [
        &b"<?xml version='1.0' encoding='windows-1252'?><configuration><!-- \xe9\x80 -->"[..],
        b"</configuration><!-- \xfc -->",
    ]
    .concat();
    let utf8 = [
        &b"\xef\xbb\xbf"[..],
        "<configuration><!-- \u{e9} --></configuration><!-- \u{fc} -->".as_bytes(),
    ]
    .concat();
    for file in [utf16, latin, utf8] {
        let mended = mended(&file);
        let added = mended.len() - file.len();
        let same = (0..file.len())
            .take_while(|at| mended[*at] == file[*at])
            .count();
        assert_eq!(mended[same + added..], file[same..]);
        let config = AgentConfig::read_bytes(&[(APP.to_owned(), mended)], &|_, _| None).unwrap();
        let (route, _) = choose(config, system(""), Scheme::Https, "a.example");
        assert_eq!(route.via.as_deref(), Some("http://new:3128"));
    }
}

#[test]
fn a_file_that_net_refuses_is_not_mended() {
    for file in ["", "<configuration>", "<configuration><system.net>"] {
        assert!(mend(APP, file.as_bytes(), &section()).is_err(), "{file}");
    }
}
