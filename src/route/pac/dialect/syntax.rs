//! The syntax later than ECMAScript 5 in a script, by a parser that needs no stack and asks no questions.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use tree_sitter::{Node, ParseOptions, Parser, Tree, TreeCursor};

use super::regex::{later_flag, later_groups};
use crate::route::{Construct, ConstructKind};

/// How long a script is read; 1 MiB of the densest takes about 2 s.
const READ: Duration = Duration::from_secs(4);
/// Constructs that are named.
const MOST: usize = 8;

/// What stands in a script, by its lines, each construct once. Nothing where the text is no script: `ran`
/// says whether our own engine took it.
pub(in crate::route) fn syntax(script: &str, ran: bool) -> Vec<Construct> {
    let Some(tree) = parse(script) else {
        return Vec::new();
    };
    if tree.root_node().has_error() && !ran {
        return Vec::new();
    }
    let mut found = Found::default();
    if walk(script, &tree, &mut found).is_none() {
        return Vec::new();
    }
    found.0.sort_by_key(|one| one.line);
    found.0.truncate(MOST);
    found.0
}

fn parse(script: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    let language = tree_sitter_javascript::LANGUAGE.into();
    parser.set_language(&language).ok()?;
    let began = Instant::now();
    let mut progress = |_: &_| {
        if began.elapsed() > READ {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let bytes = script.as_bytes();
    let options = ParseOptions::new().progress_callback(&mut progress);
    let mut text = |at: usize, _| bytes.get(at..).unwrap_or_default();
    parser.parse_with_options(&mut text, None, Some(options))
}

/// The node around the one that is read.
struct Around {
    kind: &'static str,
    line: u32,
    /// The line of the comma, where the last child was one.
    comma: Option<u32>,
}

/// Reads every node, without recursion. None where markup stands in the script, which is a page then.
fn walk(script: &str, tree: &Tree, found: &mut Found) -> Option<()> {
    let mut cursor = tree.walk();
    let mut around: Vec<Around> = Vec::new();
    loop {
        let node = cursor.node();
        if node.kind().starts_with("jsx") {
            return None;
        }
        found.read(script, &node, &around);
        if let Some(parent) = around.last_mut().filter(|_| node.kind() != "comment") {
            parent.comma = (node.kind() == ",").then(|| line_of(&node));
        }
        let inside = Around {
            kind: node.kind(),
            line: line_of(&node),
            comma: None,
        };
        // What the parser could not make sense of is not named.
        if !node.is_error() && cursor.goto_first_child() {
            around.push(inside);
        } else if !next(&mut cursor, &mut around) {
            return Some(());
        }
    }
}

fn next(cursor: &mut TreeCursor<'_>, around: &mut Vec<Around>) -> bool {
    while !cursor.goto_next_sibling() {
        if !cursor.goto_parent() {
            return false;
        }
        around.pop();
    }
    true
}

fn line_of(node: &Node<'_>) -> u32 {
    u32::try_from(node.start_position().row + 1).unwrap_or(u32::MAX)
}

#[derive(Default)]
struct Found(Vec<Construct>);

impl Found {
    fn add(&mut self, construct: &str, line: u32) {
        if self.0.iter().all(|one| one.construct != construct) {
            self.0.push(Construct {
                construct: construct.to_owned(),
                line: Some(line),
                kind: ConstructKind::Syntax,
            });
        }
    }

    fn read(&mut self, script: &str, node: &Node<'_>, around: &[Around]) {
        let line = line_of(node);
        let parent = around.last();
        let within = parent.map_or("", |around| around.kind);
        let text = || script.get(node.byte_range()).unwrap_or_default();
        match node.kind() {
            "number" => self.number(text(), line),
            "regex_flags" => {
                if let Some(flag) = later_flag(text()) {
                    self.add(&flag, line);
                }
            }
            "regex_pattern" => {
                for group in later_groups(text()) {
                    self.add(group, line);
                }
            }
            "escape_sequence" if text().starts_with("\\u{") => self.add("\\u{…} escapes", line),
            ")" => {
                let comma = parent.and_then(|around| around.comma);
                if let (Some(line), Some(name)) = (comma, trailing(within)) {
                    self.add(name, line);
                }
            }
            kind if node.is_named() => {
                if let Some(name) = of_node(kind, node, around) {
                    self.add(name, line);
                }
            }
            token => {
                if let Some(name) = of_token(token, within) {
                    let whole = matches!(within, "for_in_statement");
                    let line = parent.filter(|_| whole).map_or(line, |around| around.line);
                    self.add(name, line);
                }
            }
        }
    }

    fn number(&mut self, text: &str, line: u32) {
        let lower = text.to_ascii_lowercase();
        if lower.starts_with("0b") {
            self.add("binary numbers (0b1)", line);
        } else if lower.starts_with("0o") {
            self.add("octal numbers (0o7)", line);
        }
        if lower.ends_with('n') {
            self.add("big integers (1n)", line);
        }
        if lower.contains('_') {
            self.add("numbers with separators (1_000)", line);
        }
    }
}

fn trailing(within: &str) -> Option<&'static str> {
    match within {
        "arguments" => Some("trailing commas in calls"),
        "formal_parameters" => Some("trailing commas in parameter lists"),
        _ => None,
    }
}

/// What a node with a name is, where ECMAScript 5 does not know it.
fn of_node(kind: &str, node: &Node<'_>, around: &[Around]) -> Option<&'static str> {
    let within = around.last().map_or("", |around| around.kind);
    Some(match kind {
        "arrow_function" => "arrow functions",
        "class" | "class_declaration" => "classes",
        "template_string" => "template literals",
        "spread_element" => "spread syntax (...)",
        "rest_pattern" if within == "formal_parameters" => "rest parameters",
        "assignment_pattern" if within == "formal_parameters" => "default parameters",
        "array_pattern" | "object_pattern" => "destructuring",
        "optional_chain" => "optional chaining (?.)",
        "generator_function" | "generator_function_declaration" => "generator functions",
        "await_expression" => "await",
        "method_definition" if within == "object" && !is_accessor(node) => {
            "methods in object literals"
        }
        "shorthand_property_identifier" => "shorthand properties",
        "computed_property_name" => "computed property names",
        "meta_property" => "new.target",
        "import" | "import_statement" => "import",
        "export_statement" => "export",
        "catch_clause" if node.child(1).is_none_or(|next| next.kind() != "(") => {
            "catch without a variable"
        }
        "hash_bang_line" => "a #! line",
        _ => return None,
    })
}

/// Getters and setters are ECMAScript 5.
fn is_accessor(method: &Node<'_>) -> bool {
    method
        .child(0)
        .is_some_and(|first| !first.is_named() && matches!(first.kind(), "get" | "set"))
}

/// What a word or a sign is, where ECMAScript 5 does not know it.
fn of_token(token: &str, within: &str) -> Option<&'static str> {
    let declares = matches!(within, "lexical_declaration" | "for_in_statement");
    Some(match token {
        "let" if declares => "let",
        "const" if declares => "const",
        "of" if within == "for_in_statement" => "for…of",
        "await" if within == "for_in_statement" => "for await",
        "async" => "async functions",
        "*" if within == "method_definition" => "generator functions",
        "??" => "the ?? operator",
        "**" | "**=" => "the ** operator",
        "??=" | "||=" | "&&=" => "logical assignment (||=)",
        _ => return None,
    })
}
