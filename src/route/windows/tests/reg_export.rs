use super::super::reg_text::MOST_BYTES;
use super::*;

fn utf16(text: &str) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

fn read(text: &str) -> Registry {
    let mut registry = Registry::default();
    let taken = registry.add(&utf16(&format!(
        "Windows Registry Editor Version 5.00\r\n\r\n{text}"
    )));
    taken.unwrap_or_else(|why| panic!("{why:?}"));
    registry
}

fn fails(bytes: &[u8]) -> (usize, String) {
    let why = Registry::default().add(bytes).unwrap_err();
    (why.line, why.why)
}

fn value(registry: &Registry, name: &str) -> Option<Data> {
    registry.keys[r"hkey_current_user\k"].get(name).cloned()
}

#[test]
fn texts_numbers_bytes_and_removals_are_read() {
    let read = read(concat!(
        "; a comment\r\n[HKEY_CURRENT_USER\\K]\r\n",
        "\"Server\"=\"a\\\\b \\\"c\\\"\"\r\n",
        "\"Enable\"=dword:0000000A ; ten\r\n",
        "\"Blob\"=hex:46,00,\\\r\n  0a,ff\r\n",
        "\"Wide\"=hex(2):61,00,62,00,00,00\r\n",
        "\"Empty\"=hex:\r\n\"Gone\"=\"x\"\r\n\"Gone\"=-\r\n@=\"default\"\r\n",
        "\"Lines\"=\"one\r\ntwo\"\r\n",
    ));
    let text = |text: &str| Some(Data::Text(text.to_owned()));
    assert_eq!(value(&read, "server"), text("a\\b \"c\""));
    assert_eq!(value(&read, "enable"), Some(Data::Number(10)));
    assert_eq!(
        value(&read, "blob"),
        Some(Data::Bytes(vec![0x46, 0, 10, 255]))
    );
    assert_eq!(value(&read, "wide"), text("ab"));
    assert_eq!(value(&read, "empty"), Some(Data::Bytes(Vec::new())));
    assert_eq!(value(&read, "gone"), None);
    assert_eq!(value(&read, ""), text("default"));
    assert_eq!(value(&read, "lines"), text("one\ntwo"));
}

#[test]
fn keys_are_compared_in_any_case_and_removed_with_all_below() {
    let read = read(concat!(
        "[hkcu\\K\\Below]\r\n\"a\"=\"1\"\r\n[HKEY_CURRENT_USER\\k]\r\n\"a\"=\"1\"\r\n",
        "[HKEY_CURRENT_USER\\K]\r\n\"A\"=\"2\"\r\n[HKCU\\Kx]\r\n[-HKEY_CURRENT_USER\\K\\below]\r\n",
    ));
    let keys: Vec<_> = read.keys.keys().collect();
    assert_eq!(keys, [r"hkey_current_user\k", r"hkey_current_user\kx"]);
    assert_eq!(value(&read, "a"), Some(Data::Text("2".to_owned())));
}

#[test]
fn every_encoding_that_windows_and_editors_write_is_read() {
    let text = "REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\K]\r\n\"a\"=hex(2):62,00\r\n\"c\"=\"x\"\r\n";
    let big: Vec<u8> = [0xfe, 0xff]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_be_bytes))
        .collect();
    let with_mark = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let ansi = [text.as_bytes(), b"\"caf\xe9\"=\"\xe9\"\r\n"].concat();
    for bytes in [text.as_bytes().to_vec(), utf16(text), big, with_mark, ansi] {
        let mut registry = Registry::default();
        registry.add(&bytes).unwrap();
        assert_eq!(value(&registry, "a"), Some(Data::Text("b".to_owned())));
    }
}

#[test]
fn a_doubled_file_says_what_one_says() {
    let text = utf16("Windows Registry Editor Version 5.00\r\n\r\n[HKCU\\K]\r\n\"a\"=\"1\"\r\n");
    let mut registry = Registry::default();
    registry.add(&[text.clone(), text].concat()).unwrap();
    assert_eq!(value(&registry, "a"), Some(Data::Text("1".to_owned())));
}

#[test]
fn a_file_that_is_cut_off_or_is_none_names_the_line() {
    let head = "Windows Registry Editor Version 5.00\r\n\r\n[HKCU\\K]\r\n";
    for (text, line, why) in [
        ("\"a\"=\"begun", 4, "the file may be cut off"),
        ("\"a\"=hex:01,\\", 4, "it is cut off"),
        ("\"a\"=hex:01,\\\r\n  0g", 5, "hex"),
        ("\"a\"=hex:01,\\\r\n", 5, "may be cut off"),
        ("\"a\"=hex:01,", 4, "hex"),
        ("\"a\"=hex:01,zz", 4, "hex"),
        ("\"a\"=dword:", 4, "dword"),
        ("\"a\"=", 4, "cut off"),
        ("\"a", 4, "does not end"),
        ("\"a\"=\"b\" c", 4, "follows"),
        ("\"a\"=qword:1", 4, "type"),
        ("[HKCU\\L", 4, "does not end with `]`"),
        ("rubbish", 4, "no key, value or comment"),
    ] {
        let (at, said) = fails(&utf16(&format!("{head}{text}")));
        assert!(at == line && said.contains(why), "{text}: {at}: {said}");
    }
    let (line, why) = fails(&utf16(
        "Windows Registry Editor Version 5.00\r\n\"a\"=\"b\"",
    ));
    assert_eq!((line, &*why), (2, "the value stands below no key"));
}

#[test]
fn other_files_are_told_apart_in_their_first_line() {
    let mut odd = utf16("Windows Registry Editor Version 5.00\r\n\r\n");
    odd.push(0);
    let no_mark = utf16("Windows Registry Editor Version 5.00\r\n").split_off(2);
    let long = vec![b' '; MOST_BYTES + 1];
    for (bytes, line, why) in [
        (&b""[..], 1, "no registry export"),
        (b"<configuration/>", 1, "no registry export"),
        (b"regf\0\0", 1, "registry hive"),
        (&no_mark, 1, "no byte order mark"),
        (&odd, 3, "middle of a character"),
        (b"\xff\xfe\x00\xd8\x00\x00", 1, "not UTF-16"),
        (&long, 1, "longer than 4 MiB"),
    ] {
        let (at, said) = fails(bytes);
        assert!(at == line && said.contains(why), "{at}: {said}");
    }
}

#[test]
fn every_beginning_of_a_file_is_read_or_refused() {
    let text =
        "REGEDIT4\r\n[HKCU\\K]\r\n\"a\"=\"b\\\\\"\r\n\"c\"=hex:01,\\\r\n  02\r\n\"d\"=dword:1\r\n";
    for end in 0..text.len() {
        let _ = Registry::default().add(&text.as_bytes()[..end]);
        let _ = Registry::default().add(&utf16(text)[..end]);
    }
}
