//! A comparison as one page: the matrix as a table, what differs below it.

use super::table::{Compared, Row, label};
use crate::report::format::html::page::{badge, capital, document, section};
use crate::report::format::markup::Markup;

pub(super) fn write(compared: &Compared) -> String {
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
                header.worded("p", &[("class", "word")], word);
                header.worded("h1", &[], &capital(&compared.sentence()));
                for more in compared.besides() {
                    header.worded("p", &[], &more);
                }
            });
        body.literal("\n").element("main", &[], |main| {
            section("reports", "Reports", main, |to| reports(compared, to));
            section("endpoints", "Endpoints", main, |to| matrix(compared, to));
            if compared.rows.iter().any(Row::has_words) {
                section("differences", "What differs", main, |to| {
                    differences(compared, to);
                });
            }
        });
        body.literal("\n");
    })
}

fn reports(compared: &Compared, to: &mut Markup) {
    to.literal("\n")
        .element("dl", &[("class", "facts")], |list| {
            for (at, column) in compared.columns.iter().enumerate() {
                list.literal("\n").element("div", &[], |pair| {
                    pair.worded("dt", &[], &label(at));
                    pair.element("dd", &[], |value| {
                        badge(column.about.verdict, value);
                        value.literal(" ").worded("code", &[], &column.file);
                        value.literal(" ").text(&column.said());
                    });
                });
            }
        });
}

fn matrix(compared: &Compared, to: &mut Markup) {
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
                    row.worded("th", &[("scope", "col")], "endpoint");
                    for at in 0..compared.columns.len() {
                        row.worded("th", &[("scope", "col")], &label(at));
                    }
                    row.worded("th", &[("scope", "col")], "keys");
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

fn line(row: &Row, to: &mut Markup) {
    to.element("tr", &[], |line| {
        line.element("th", &[("scope", "row")], |head| {
            head.worded("b", &[], &row.key.id).literal(" ");
            head.worded("code", &[], &format!("{}:{}", row.key.host, row.key.port));
        });
        for cell in &row.cells {
            line.element("td", &[], |to| match cell {
                Some(cell) => badge(cell.verdict, to),
                None => {
                    to.worded("span", &[("class", "quiet")], "not there");
                }
            });
        }
        line.worded("td", &[("class", "quiet")], row.keys.said());
    });
}

fn differences(compared: &Compared, to: &mut Markup) {
    for row in compared.ordered().into_iter().filter(|row| row.has_words()) {
        let heading = format!("{} {}:{}", row.key.id, row.key.host, row.key.port);
        to.literal("\n").worded("h3", &[], &heading);
        to.literal("\n")
            .element("dl", &[("class", "facts")], |list| {
                for (said, labels) in row.said().into_iter().chain(row.issuers()) {
                    list.literal("\n").element("div", &[], |pair| {
                        pair.worded("dt", &[], &labels.join(" "));
                        pair.worded("dd", &[], &said);
                    });
                }
            });
    }
}
