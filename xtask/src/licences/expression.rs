//! SPDX licence expressions: `OR`, `AND`, `WITH`, parentheses, and the old `/` of crates.io.

use anyhow::{Context, Result, bail};

/// An expression as a tree.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Expression {
    /// One licence, with its exception if it has one (`Apache-2.0 WITH LLVM-exception`).
    Licence(String),
    /// One of the two will do.
    Either(Box<Self>, Box<Self>),
    /// Both bind.
    Both(Box<Self>, Box<Self>),
}

impl Expression {
    /// Reads an expression; fails on anything that is not one, so that nothing unread counts as allowed.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let mut words = Words::of(text);
        let expression = either(&mut words).with_context(|| format!("{text:?} is not a licence expression"))?;
        match words.next() {
            None => Ok(expression),
            Some(word) => bail!("{text:?} is not a licence expression: {word:?} is one word too many"),
        }
    }

    /// Whether someone who accepts only these licences may use the work.
    pub(super) fn satisfied_by(&self, allowed: &impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Licence(name) => allowed(name),
            Self::Either(one, other) => one.satisfied_by(allowed) || other.satisfied_by(allowed),
            Self::Both(one, other) => one.satisfied_by(allowed) && other.satisfied_by(allowed),
        }
    }
}

/// `a OR b`, which binds weaker than `AND`.
fn either(words: &mut Words) -> Result<Expression> {
    let mut left = both(words)?;
    while words.take("OR") {
        left = Expression::Either(Box::new(left), Box::new(both(words)?));
    }
    Ok(left)
}

/// `a AND b`
fn both(words: &mut Words) -> Result<Expression> {
    let mut left = one(words)?;
    while words.take("AND") {
        left = Expression::Both(Box::new(left), Box::new(one(words)?));
    }
    Ok(left)
}

/// A licence or something in parentheses.
fn one(words: &mut Words) -> Result<Expression> {
    if words.take("(") {
        let inner = either(words)?;
        anyhow::ensure!(words.take(")"), "a parenthesis is not closed");
        return Ok(inner);
    }
    let licence = words.name()?;
    if words.take("WITH") {
        return Ok(Expression::Licence(format!("{licence} WITH {}", words.name()?)));
    }
    Ok(Expression::Licence(licence))
}

/// The words of an expression, last one first.
struct Words(Vec<String>);

impl Words {
    fn of(text: &str) -> Self {
        // Before SPDX, crates.io separated alternatives by a slash.
        let spaced = text.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
        Self(spaced.split_whitespace().rev().map(str::to_owned).collect())
    }

    fn next(&mut self) -> Option<String> {
        self.0.pop()
    }

    fn take(&mut self, word: &str) -> bool {
        let is_next = self.0.last().is_some_and(|next| next == word);
        if is_next {
            self.0.pop();
        }
        is_next
    }

    fn name(&mut self) -> Result<String> {
        let word = self.next().context("it ends where a licence should stand")?;
        let is_name = word.chars().all(|letter| letter.is_ascii_alphanumeric() || "-.+:".contains(letter));
        if !is_name || ["OR", "AND", "WITH"].contains(&word.as_str()) {
            bail!("{word:?} stands where a licence should stand");
        }
        Ok(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(name: &str) -> bool {
        ["MIT", "Apache-2.0", "ISC", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"].contains(&name)
    }

    #[test]
    fn an_expression_is_satisfied_only_by_what_is_allowed() {
        let table = [
            ("MIT", true),
            ("GPL-3.0-only", false),
            ("mit", false),
            ("MIT OR GPL-3.0-only", true),
            ("GPL-3.0-only OR MIT", true),
            ("GPL-2.0-only OR LGPL-2.1-or-later", false),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0-only/AGPL-3.0-only", false),
            ("ISC AND (Apache-2.0 OR GPL-2.0-only)", true),
            ("ISC AND GPL-2.0-only", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(MIT OR Apache-2.0) AND Unicode-3.0 AND OpenSSL", false),
            // AND binds stronger: this is MIT, or the two others together.
            ("MIT OR GPL-2.0-only AND OpenSSL", true),
            ("GPL-2.0-only AND MIT OR OpenSSL", false),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("GPL-2.0-only WITH Classpath-exception-2.0", false),
            // An exception is part of the name: the bare licence does not allow every exception to it.
            ("MIT WITH Commons-Clause", false),
        ];
        for (text, expected) in table {
            let expression = Expression::parse(text).expect(text);
            assert_eq!(expression.satisfied_by(&allowed), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for text in
            ["", "MIT OR", "OR MIT", "(MIT", "MIT)", "MIT Apache-2.0", "MIT AND OR ISC", "see <LICENSE>", "MIT WITH"]
        {
            assert!(Expression::parse(text).is_err(), "{text:?} was read as an expression");
        }
    }
}
