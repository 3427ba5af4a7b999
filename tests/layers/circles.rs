//! Which file depends on which, and the circles among them.
//!
//! A name is followed through `pub use` to the file that defines it, so that a door is no dependency.
//! Test code is left out: a test may look at everything.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;

/// A module's place: the segments of its path.
type Place = Vec<String>;

/// What is known of one file.
#[derive(Default)]
struct Names {
    /// What it imports: the name that it goes by here, and the path as it is written.
    imported: Vec<(String, Place)>,
    /// What it passes on under a name of its own.
    passed_on: BTreeMap<String, Place>,
    /// Paths that stand in its code.
    written: Vec<Place>,
}

/// All files by their places.
pub(crate) struct Files {
    all: BTreeMap<Place, Names>,
}

impl Files {
    pub(crate) fn read(sources: &[Source]) -> Self {
        let own = sources.iter().filter(|file| !is_test(&file.path));
        let all = own.map(|file| (place_of(&file.path), names_in(&file.code)));
        Self { all: all.collect() }
    }

    /// Files that depend on each other, in groups.
    pub(crate) fn circles(&self) -> Vec<Vec<String>> {
        let below: BTreeMap<&Place, BTreeSet<&Place>> = self
            .all
            .keys()
            .map(|place| (place, self.dependencies(place)))
            .collect();
        let reach: BTreeMap<&Place, BTreeSet<&Place>> = self
            .all
            .keys()
            .map(|place| (place, reachable(place, &below)))
            .collect();
        let mut done = BTreeSet::new();
        let mut circles = Vec::new();
        for place in self.all.keys() {
            let mutual = reach[place]
                .iter()
                .filter(|&&other| reach[other].contains(place));
            let circle: Vec<&Place> = mutual.copied().filter(|one| done.insert(*one)).collect();
            if !circle.is_empty() {
                circles.push(circle.iter().map(|place| place.join("/")).collect());
            }
        }
        circles
    }

    /// The files that this one names.
    fn dependencies(&self, place: &Place) -> BTreeSet<&Place> {
        let names = &self.all[place];
        let imported = names.imported.iter().map(|(_, path)| path.clone());
        let paths = imported.chain(names.written.iter().cloned());
        let found = paths.filter_map(|path| self.defining(&self.absolute(place, &path)?, 0));
        found.filter(|other| *other != place).collect()
    }

    /// A path from the crate's root; none where it leads to another crate.
    fn absolute(&self, from: &Place, path: &[String]) -> Option<Place> {
        let (first, rest) = path.split_first()?;
        let ups = path.iter().take_while(|part| *part == "super").count();
        if first == "crate" {
            return Some(rest.to_vec());
        }
        if ups > 0 {
            return Some([&from[..from.len().checked_sub(ups)?], &path[ups..]].concat());
        }
        if first == "self" {
            return Some([from, rest].concat());
        }
        let child = [from.as_slice(), std::slice::from_ref(first)].concat();
        if self.all.contains_key(&child) {
            return Some([from, path].concat());
        }
        let mut imported = self.all.get(from)?.imported.iter();
        let (_, known) = imported.find(|(name, known)| name == first && known != path)?;
        self.absolute(from, &[known.as_slice(), rest].concat())
    }

    /// The file that defines what a path leads to; none where it is a module itself.
    fn defining(&self, path: &[String], depth: usize) -> Option<&Place> {
        assert!(depth < 20, "{path:?} is passed on in a circle");
        let deepest = (0..=path.len()).rev();
        let mut known = deepest.filter_map(|end| self.all.get_key_value(&path[..end]));
        let (module, names) = known.next()?;
        let (item, rest) = path[module.len()..].split_first()?;
        match names.passed_on.get(item) {
            Some(behind) => {
                let whole = [self.absolute(module, behind)?.as_slice(), rest].concat();
                self.defining(&whole, depth + 1)
            }
            None => Some(module),
        }
    }
}

fn reachable<'a>(
    from: &'a Place,
    below: &BTreeMap<&'a Place, BTreeSet<&'a Place>>,
) -> BTreeSet<&'a Place> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Place> = below[from].iter().copied().collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(&below[next]);
        }
    }
    reached
}

fn is_test(path: &str) -> bool {
    path.split('/')
        .any(|part| part.trim_end_matches(".rs") == "tests")
}

fn place_of(path: &str) -> Place {
    let parts = path.trim_end_matches(".rs").split('/');
    let place = parts.filter(|part| !["mod", "lib"].contains(part));
    place.map(str::to_owned).collect()
}

/// The names in one file's code, which has no comments and stands on one line.
fn names_in(code: &str) -> Names {
    let code = without_tests(code);
    let mut names = Names::default();
    let mut rest = String::new();
    for statement in code.split_inclusive(';') {
        let Some((before, import)) = statement
            .rsplit_once("use ")
            .filter(|(_, import)| !import.contains(['(', '=', '"']) && import.contains("::"))
        else {
            rest.push_str(statement);
            continue;
        };
        rest.push_str(before);
        let is_passed_on = before.trim_end().ends_with([')', 'b'])
            && before
                .rsplit(['}', ';'])
                .next()
                .is_some_and(|head| head.contains("pub"));
        for path in paths_of(import.trim_end_matches(';')) {
            let name = path.last().expect("a path has a name").clone();
            if is_passed_on {
                names.passed_on.insert(name, path);
            } else {
                names.imported.push((name, path));
            }
        }
    }
    names.written = written_paths(&rest);
    names
}

/// The code up to its inline tests. What else is only there for tests is one statement.
fn without_tests(code: &str) -> String {
    let mut parts = code.split("#[cfg(test)]");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.find([';', '{']) {
            Some(end) if part[end..].starts_with(';') => rest.push_str(&part[end + 1..]),
            _ => break,
        }
    }
    rest
}

/// The paths of an import, its groups taken apart.
fn paths_of(import: &str) -> Vec<Place> {
    let import = import.trim();
    let Some((head, group)) = import.split_once('{') else {
        let (path, _) = import.split_once(" as ").unwrap_or((import, ""));
        let parts = path.split("::").map(|part| part.trim().to_owned());
        let parts = parts.filter(|part| !part.is_empty() && part != "self");
        let own = path
            .trim_start()
            .starts_with("self")
            .then(|| "self".to_owned());
        return vec![own.into_iter().chain(parts).collect()];
    };
    let head: Place = head
        .split("::")
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    let members = members(group.trim_end().trim_end_matches('}'));
    let paths = members.iter().flat_map(|member| match member.trim() {
        "" => Vec::new(),
        "self" => vec![Vec::new()],
        other => paths_of(other),
    });
    paths
        .map(|tail| [head.as_slice(), &tail].concat())
        .collect()
}

/// The members of a group, at its own depth.
fn members(group: &str) -> Vec<String> {
    let (mut depth, mut all) = (0, vec![String::new()]);
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                all.push(String::new());
                continue;
            }
            _ => {}
        }
        all.last_mut().expect("there is one").push(c);
    }
    all
}

/// Paths of two segments and more.
fn written_paths(code: &str) -> Vec<Place> {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let words = code.split(|c| !part(c));
    let paths = words.filter(|word| word.contains("::") && !word.starts_with(':'));
    let paths = paths.map(|word| word.split("::").map(str::to_owned).collect::<Place>());
    paths
        .filter(|path| path.iter().all(|part| !part.is_empty()))
        .collect()
}
