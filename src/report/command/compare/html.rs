//! A comparison as one page: the matrix as a table, what differs below it.

use super::table::{Comparison, EndpointRow, label};
use crate::report::format::html::page::{badge, capital, document, section};
use crate::report::format::markup::Markup;

pub(super) fn write(compared: &Comparison) -> String {
    let title = format!("{} \u{2013} clearway", capital(&compared.sentence()));
    document(&title, |body| {
        let tone = if compared.differ() {
            "verdict warn"
        } else {
            "verdict pass"
        };
        body.literal("\n")
            .element("header", &[("class", tone)], |header| {
                let word = if compared.differ() {
                    "DIFFERENT"
                } else {
                    "SAME"
                };
                header.text_element("p", &[("class", "word")], word);
                header.text_element("h1", &[], &capital(&compared.sentence()));
                for more in compared.besides() {
                    header.text_element("p", &[], &more);
                }
            });
        body.literal("\n").element("main", &[], |main| {
            section("reports", "Reports", main, |to| reports(compared, to));
            section("endpoints", "Endpoints", main, |to| matrix(compared, to));
            if compared.rows.iter().any(EndpointRow::has_words) {
                section("differences", "What differs", main, |to| {
                    differences(compared, to);
                });
            }
        });
        body.literal("\n");
    })
}

fn reports(compared: &Comparison, to: &mut Markup) {
    to.literal("\n")
        .element("dl", &[("class", "facts")], |list| {
            for (at, column) in compared.columns.iter().enumerate() {
                list.literal("\n").element("div", &[], |pair| {
                    pair.text_element("dt", &[], &label(at));
                    pair.element("dd", &[], |value| {
                        badge(column.about.verdict, value);
                        value.literal(" ").text_element("code", &[], &column.file);
                        value.literal(" ").text(&column.origin());
                    });
                });
            }
        });
}

fn matrix(compared: &Comparison, to: &mut Markup) {
    let scroll = [
        ("class", "scroll"),
        ("tabindex", "0"),
        ("role", "region"),
        ("aria-labelledby", "endpoints"),
    ];
    to.literal("\n").element("div", &scroll, |scroll| {
        scroll.element("table", &[("class", "matrix")], |table| {
            table.element("thead", &[], |head| {
                head.element("tr", &[], |row| {
                    row.text_element("th", &[("scope", "col")], "endpoint");
                    for at in 0..compared.columns.len() {
                        row.text_element("th", &[("scope", "col")], &label(at));
                    }
                    row.text_element("th", &[("scope", "col")], "keys");
                });
            });
            table.element("tbody", &[], |body| {
                for row in compared.ordered() {
                    body.literal("\n");
                    line(row, body);
                }
            });
        });
    });
}

fn line(row: &EndpointRow, to: &mut Markup) {
    to.element("tr", &[], |line| {
        line.element("th", &[("scope", "row")], |head| {
            head.text_element("b", &[], &row.key.id).literal(" ");
            head.text_element("code", &[], &format!("{}:{}", row.key.host, row.key.port));
        });
        for cell in &row.cells {
            line.element("td", &[], |to| match cell {
                Some(cell) => badge(cell.verdict, to),
                None => {
                    to.text_element("span", &[("class", "quiet")], "not there");
                }
            });
        }
        line.text_element("td", &[("class", "quiet")], row.keys.words());
    });
}

fn differences(compared: &Comparison, to: &mut Markup) {
    for row in compared.ordered().into_iter().filter(|row| row.has_words()) {
        let heading = format!("{} {}:{}", row.key.id, row.key.host, row.key.port);
        to.literal("\n").text_element("h3", &[], &heading);
        to.literal("\n")
            .element("dl", &[("class", "facts")], |list| {
                for (said, labels) in row.verdicts().into_iter().chain(row.issuers()) {
                    list.literal("\n").element("div", &[], |pair| {
                        pair.text_element("dt", &[], &labels.join(" "));
                        pair.text_element("dd", &[], &said);
                    });
                }
            });
    }
}
