//! Rust source as the rules read it: without comments and texts, function by function. It is no parser, and need not
//! be: what it reads has passed rustfmt.

use std::ops::Range;

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    pub name: String,
    /// Where the word `fn` stands.
    pub start: usize,
    /// Of the word `fn`, counted from 1.
    pub line: usize,
    /// From the word `fn` to the closing brace.
    pub lines: usize,
}

/// The same text with comments, strings and characters blanked out; lines and columns stay.
pub fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = end_of_silence(&chars, at);
        if end == at {
            code.push(chars[at]);
            at += 1;
        } else {
            code.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    code
}

/// Code without its `#[cfg(test)]` modules.
pub fn without_tests(code: &str) -> String {
    let mut kept = code.to_owned();
    while let Some(start) = kept.find("#[cfg(test)]") {
        let end = kept[start..].find(['{', ';']).map_or(kept.len(), |open| end_of_block(&kept, start + open));
        let blank: String = kept[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        kept.replace_range(start..end, &blank);
    }
    kept
}

/// All functions with a body, nested ones too, from code without comments and texts.
pub fn functions(code: &str) -> Vec<Function> {
    let mut functions = Vec::new();
    for (start, _) in code.match_indices("fn ") {
        let is_word = !code[..start].ends_with(is_word_char);
        let name: String = code[start + 3..].chars().take_while(|c| is_word_char(*c)).collect();
        let body = body_of(code, start);
        if let (true, false, Some(open)) = (is_word, name.is_empty(), body) {
            let end = end_of_block(code, open);
            let line = code[..start].matches('\n').count() + 1;
            functions.push(Function { name, start, line, lines: code[start..end].matches('\n').count() + 1 });
        }
    }
    functions
}

/// Where the blocks of a macro stand: of `contract! { … }`, or of `macro_rules! name { … }`.
pub fn blocks<'a>(code: &'a str, macro_name: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let calls = code.match_indices(macro_name).filter(|(start, _)| !code[..*start].ends_with(is_word_char));
    calls.filter_map(|(start, _)| {
        let open = start + code[start..].find('{')?;
        Some(open..end_of_block(code, open))
    })
}

/// The lines in which a word stands as a word, counted from 1. Where the word itself begins or ends with another sign,
/// anything may stand beside it.
pub fn lines_with<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let holds = move |line: &str| {
        line.match_indices(word).any(|(start, _)| {
            let (before, after) = (&line[..start], &line[start + word.len()..]);
            let goes_on_before = word.starts_with(is_word_char) && before.ends_with(is_word_char);
            let goes_on_after = word.ends_with(is_word_char) && after.starts_with(is_word_char);
            !goes_on_before && !goes_on_after
        })
    };
    code.lines().enumerate().filter(move |(_, line)| holds(line)).map(|(index, _)| index + 1)
}

pub fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where the comment, string or character that begins here ends; the same place if none does.
fn end_of_silence(chars: &[char], at: usize) -> usize {
    let next = |offset: usize| chars.get(at + offset).copied();
    let after_word = at > 0 && is_word_char(chars[at - 1]);
    match chars[at] {
        '/' if next(1) == Some('/') => find(chars, at, |rest| rest[0] == '\n'),
        '/' if next(1) == Some('*') => end_of_block_comment(chars, at),
        '"' => end_of_string(chars, at + 1),
        'r' if !after_word && matches!(next(1), Some('"' | '#')) => end_of_raw_string(chars, at),
        'b' if !after_word && next(1) == Some('r') && matches!(next(2), Some('"' | '#')) => {
            end_of_raw_string(chars, at + 1)
        }
        '\'' if next(1) == Some('\\') => find(chars, at + 3, |rest| rest[0] == '\'') + 1,
        '\'' if next(2) == Some('\'') => at + 3,
        _ => at,
    }
    .min(chars.len())
}

fn find(chars: &[char], from: usize, ends: impl Fn(&[char]) -> bool) -> usize {
    (from..chars.len()).find(|at| ends(&chars[*at..])).unwrap_or(chars.len())
}

fn end_of_string(chars: &[char], mut at: usize) -> usize {
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn end_of_raw_string(chars: &[char], at: usize) -> usize {
    let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    if chars.get(at + 1 + hashes) != Some(&'"') {
        return at;
    }
    let closes =
        |rest: &[char]| rest[0] == '"' && rest[1..].iter().take_while(|c| **c == '#').count() >= hashes;
    find(chars, at + 2 + hashes, closes) + 1 + hashes
}

fn end_of_block_comment(chars: &[char], start: usize) -> usize {
    let (mut depth, mut at) = (0_usize, start);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    at
}

/// The brace that opens the body of the function declared here; `None` if the declaration ends without one.
fn body_of(code: &str, start: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (offset, c) in code[start..].char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => return Some(start + offset),
            ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Behind the brace that closes the one at `open`, or behind `open` if it is none.
fn end_of_block(code: &str, open: usize) -> usize {
    let mut depth = 0_i32;
    for (offset, c) in code[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + offset + c.len_utf8();
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_texts_are_blanked() {
        let text = "a /* b /* c */ d */ e // f\n\"g\\\"h\" i r#\"j\"k\"# l b'm' '\\'' n 'o' 'static p";
        let code: Vec<&str> =
            code_only(text).split_whitespace().map(str::to_owned).map(|word| &*word.leak()).collect();
        assert_eq!(code, ["a", "e", "i", "l", "b", "n", "'static", "p"]);
        assert_eq!(code_only(text).matches('\n').count(), 1);
    }

    #[test]
    fn functions_are_measured() {
        let code = "impl A {\n    fn one(&self) {\n        if x {\n        }\n    }\n}\ntrait B { fn none(&self); }\nfn two() {}";
        let expected = [("one", 2, 4), ("two", 8, 1)];
        let found = functions(code);
        let found: Vec<_> =
            found.iter().map(|found| (found.name.as_str(), found.line, found.lines)).collect();
        assert_eq!(found, expected);
        assert_eq!(functions("let f: fn (u8) = g;"), []);
    }

    #[test]
    fn tests_are_left_out() {
        let code = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { {} } }\nfn c() {}\n#[cfg(test)]\nmod more;\nfn d() {}";
        let names: Vec<_> =
            functions(&without_tests(code)).into_iter().map(|function| function.name).collect();
        assert_eq!(names, ["a", "c", "d"]);
    }

    #[test]
    fn words_are_found_as_words() {
        let code = "tokio::spawn(x)\nmy_tokio::spawn(x)\ntokio::spawner(x)\n a tokio::spawn";
        assert_eq!(lines_with(code, "tokio::spawn").collect::<Vec<_>>(), [1, 4]);
        assert_eq!(lines_with(code, "::spawn").collect::<Vec<_>>(), [1, 2, 4]);
    }
}
