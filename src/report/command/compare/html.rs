//! A comparison as one page: how many reports pass, the matrix as a table, what differs below it.

use super::column::Column;
use super::letters::{letter, letters};
use super::table::{Comparison, EndpointRow, Said};
use crate::finding::Verdict;
use crate::report::format::html::page::{badge, capital, document, section};
use crate::report::format::markup::Markup;

/// More reports than these have no columns of their own: no page is wide enough.
const MOST_COLUMNS: usize = 6;

pub(super) fn write(compared: &Comparison) -> String {
    let title = format!("{} \u{2013} clearway", compared.headline());
    document(&title, |body| {
        let class = format!("verdict {}", tone(compared));
        body.literal("\n")
            .element("header", &[("class", &class)], |header| {
                answer(compared, header);
            });
        body.literal("\n").element("main", &[], |main| {
            section("reports", "Reports", main, |to| reports(compared, to));
            let causes = compared.run_wide();
            if !causes.is_empty() {
                section("runs", "What concerns whole runs", main, |to| {
                    facts(causes, to);
                });
            }
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

/// The worst verdict of the reports; a warning where all of them pass and yet differ.
fn tone(compared: &Comparison) -> Verdict {
    let verdicts = compared.columns.iter().map(|column| column.about.verdict);
    match verdicts.max().unwrap_or(Verdict::Pass) {
        Verdict::Pass if compared.differ() => Verdict::Warn,
        worst => worst,
    }
}

fn answer(compared: &Comparison, header: &mut Markup) {
    let word = if compared.differ() {
        "DIFFERENT"
    } else {
        "SAME"
    };
    header
        .literal("\n")
        .text_element("h1", &[], &compared.headline());
    header.literal("\n").element("p", &[], |line| {
        line.text_element("strong", &[], word).literal(" ");
        line.text(&capital(&compared.sentence()));
    });
    for said in compared.besides() {
        header.literal("\n").text_element("p", &[], &capital(&said));
    }
    header.literal("\n");
}

fn reports(compared: &Comparison, to: &mut Markup) {
    to.literal("\n")
        .element("dl", &[("class", "facts")], |list| {
            for (at, column) in compared.columns.iter().enumerate() {
                list.literal("\n").element("div", &[], |pair| {
                    pair.text_element("dt", &[], &letter(at));
                    pair.element("dd", &[], |value| report(column, value));
                });
            }
        });
}

fn report(column: &Column, value: &mut Markup) {
    badge(column.about.verdict, value);
    if let Some(label) = &column.label {
        value.literal(" ").text_element("b", &[], label);
    }
    value.literal(" ").text_element("code", &[], &column.file);
    value.literal(" ").text(&column.about.sentence());
}

/// What is said, beside the reports that say so.
fn facts(all: Vec<Said>, to: &mut Markup) {
    to.literal("\n")
        .element("dl", &[("class", "facts")], |list| {
            for (said, reports) in all {
                list.literal("\n").element("div", &[], |pair| {
                    pair.text_element("dt", &[], &letters(&reports));
                    pair.text_element("dd", &[], &said);
                });
            }
        });
}

fn matrix(compared: &Comparison, to: &mut Markup) {
    let reports = Some(compared.columns.len()).filter(|&number| number <= MOST_COLUMNS);
    to.literal("\n")
        .element("table", &[("class", "matrix")], |table| {
            table.element("thead", &[], |head| {
                head.element("tr", &[], |row| heading(reports, row));
            });
            table.element("tbody", &[], |body| {
                for row in compared.ordered() {
                    body.literal("\n");
                    body.element("tr", &[], |line| cells(row, reports, line));
                }
            });
        });
}

fn heading(reports: Option<usize>, row: &mut Markup) {
    let verdicts = match reports {
        Some(number) => (0..number).map(letter).collect(),
        None => vec!["reports".to_owned()],
    };
    let names = std::iter::once("endpoint".to_owned()).chain(verdicts);
    for name in names.chain(Some("keys".to_owned())) {
        row.text_element("th", &[("scope", "col")], &name);
    }
}

fn cells(row: &EndpointRow, reports: Option<usize>, line: &mut Markup) {
    line.element("th", &[("scope", "row")], |head| {
        head.text_element("b", &[], &row.key.id).literal(" ");
        head.text_element("code", &[], &format!("{}:{}", row.key.host, row.key.port));
    });
    if reports.is_some() {
        for (at, cell) in row.cells.iter().enumerate() {
            let verdict = cell.as_ref().map(|cell| cell.verdict);
            line.element("td", &[], |to| marked(verdict, &letter(at), "at", to));
        }
    } else {
        line.element("td", &[("class", "many")], |to| {
            for (verdict, reports) in row.by_verdict() {
                to.element("div", &[], |to| {
                    marked(verdict, &letters(&reports), "in", to);
                });
            }
        });
    }
    line.text_element("td", &[("class", "quiet")], row.keys.words());
}

/// The verdict of these reports.
fn marked(verdict: Option<Verdict>, reports: &str, class: &'static str, to: &mut Markup) {
    to.text_element("span", &[("class", class)], reports)
        .literal(" ");
    match verdict {
        Some(verdict) => badge(verdict, to),
        None => {
            to.text_element("span", &[("class", "quiet")], "not there");
        }
    }
}

fn differences(compared: &Comparison, to: &mut Markup) {
    for row in compared.ordered().into_iter().filter(|row| row.has_words()) {
        to.literal("\n").element("h3", &[], |heading| {
            heading.text(&row.key.id).literal(" ");
            heading.text_element("code", &[], &format!("{}:{}", row.key.host, row.key.port));
        });
        let said = row.verdicts().into_iter().chain(row.conclusions());
        facts(said.chain(row.issuers()).collect(), to);
    }
}
