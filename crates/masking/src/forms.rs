//! Measures masking over ways of writing: each form with each value, and lines that must stay as they are.
//!
//! `tests/data/forms` holds a file a kind: a line that begins with `=` gives values, the lines below it are forms with `{}`
//! where a value goes and `{name}` where a name goes; an empty line ends a block. `⏎` is a line break.

use crate::{KINDS, Kind, Known, Seek, find_by, my_number};
use std::fmt::Write as _;

const MY_NUMBER: &str = include_str!("../tests/data/forms/my_number.txt");
const EMPLOYEE: &str = include_str!("../tests/data/forms/employee.txt");
const BIRTH: &str = include_str!("../tests/data/forms/birth.txt");
const PERSON: &str = include_str!("../tests/data/forms/person.txt");
const CLEAN: &str = include_str!("../tests/data/forms/clean.txt");

/// Names for `{name}`, in turn.
const NAMES: [&str; 8] =
    ["山本 蓮", "佐藤花子", "加藤さくら", "林　ジョージ", "勅使河原由美子", "ヤマモト レン", "Taro Yamada", "関誠"];

/// A text, and the value in it that must be gone.
struct Case {
    text: String,
    value: String,
}

fn cases(file: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for block in file.split("\n\n") {
        let lines: Vec<&str> = block.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
        let (values, forms): (Vec<&str>, Vec<&str>) = lines.iter().partition(|line| line.starts_with("= "));
        let values: Vec<&str> = values.iter().flat_map(|line| line[2..].split(" | ")).collect();
        for form in forms {
            for value in &values {
                let value = digits_for(&value.replace('⏎', "\n"), cases.len());
                let name = NAMES[cases.len() % NAMES.len()];
                let text = form.replace('⏎', "\n").replace("{name}", name).replace("{}", &value);
                cases.push(Case { text, value });
            }
        }
    }
    cases
}

/// Twelve letters d become an Individual Number with a right check digit.
fn digits_for(value: &str, seed: usize) -> String {
    if value.chars().filter(|c| matches!(c, 'd' | 'ｄ')).count() != 12 {
        return value.to_owned();
    }
    let front = format!("{:011}", (seed as u64 * 7_919 + 31) * 98_765_431 % 100_000_000_000);
    let number = (0..10)
        .map(|check| format!("{front}{check}"))
        .find(|number| my_number::is_my_number(&crate::finder::digits(number)));
    let number = number.expect("one of ten digits checks the others");
    let mut digits = number.chars();
    let wide = |digit: char| char::from_u32(digit as u32 - '0' as u32 + '０' as u32).unwrap_or(digit);
    value
        .chars()
        .map(|c| match c {
            'd' => digits.next().unwrap_or(c),
            'ｄ' => digits.next().map_or(c, wide),
            _ => c,
        })
        .collect()
}

/// Every thirteenth case is enough to see a measure fall.
const SAMPLE: usize = 13;

/// Share of the values that are wholly gone, and what was left.
fn recall(file: &str, kinds: &[Seek], step: usize) -> (f64, String) {
    let cases: Vec<Case> = cases(file).into_iter().step_by(step).collect();
    let mut missed = String::new();
    let mut hits = 0;
    for case in &cases {
        let spans = find_by(&case.text, &Known::default(), kinds).0;
        let at = case.text.rfind(&case.value).expect("the value is in its form");
        let gone = case
            .value
            .char_indices()
            .filter(|(_, c)| c.is_alphanumeric())
            .all(|(offset, _)| spans.iter().any(|span| span.range.contains(&(at + offset))));
        hits += usize::from(gone);
        if !gone {
            let _ = writeln!(missed, "  {:?} in {:?}", case.value, case.text);
        }
    }
    (f64::from(hits as u32) / cases.len() as f64, format!("{hits} of {}\n{missed}", cases.len()))
}

/// The clean lines that a set of searches touches, and how many there are.
fn touched(kinds: &[Seek]) -> (Vec<String>, usize) {
    let lines: Vec<&str> = CLEAN.lines().filter(|line| !line.starts_with('#')).collect();
    let touched = lines.iter().filter_map(|line| {
        let spans = find_by(line, &Known::default(), kinds).0;
        let parts: Vec<(&str, Kind)> = spans.iter().map(|span| (&line[span.range.clone()], span.kind)).collect();
        (!parts.is_empty()).then(|| format!("{line} {parts:?}"))
    });
    (touched.collect(), lines.len())
}

/// The searches without one of them.
fn without(left_out: Seek) -> Vec<Seek> {
    KINDS.iter().copied().filter(|seek| !std::ptr::fn_addr_eq(*seek, left_out)).collect()
}

/// For each kind: its name, its file, the share of the values (0 to 1) that must be wholly gone, and its own search.
const LEAST: [(&str, &str, f64, Seek); 4] = [
    ("MY_NUMBER", MY_NUMBER, 0.99, my_number::seek),
    ("EMPLOYEE_ID", EMPLOYEE, 0.99, crate::employee::seek),
    ("BIRTH_DATE", BIRTH, 0.99, crate::birth::seek),
    ("PERSON", PERSON, 0.95, crate::person::seek),
];

#[test]
fn every_way_of_writing_is_masked() {
    let mut low = Vec::new();
    for (kind, file, least, _) in LEAST {
        let (share, report) = recall(file, &KINDS, 1);
        println!("{kind} {share:.4}: {report}");
        if share < least {
            low.push(kind);
        }
    }
    assert!(low.is_empty(), "{low:?}");
}

#[test]
fn the_measure_falls_when_a_search_is_taken_out() {
    for (kind, file, least, seek) in LEAST {
        let (share, _) = recall(file, &without(seek), SAMPLE);
        assert!(share < least, "{kind}: {share} without its own search");
    }
}

#[test]
fn lines_without_personal_data_stay() {
    let (touched, all) = touched(&KINDS);
    assert!(all >= 200 && touched.len() * 100 <= all, "{} of {all}\n{}", touched.len(), touched.join("\n"));
}

#[test]
fn the_measure_of_clean_lines_rises_when_a_search_masks_too_much() {
    let greedy: Seek = |finder| {
        if !finder.text().contains(crate::fold::GONE) {
            finder.add(0..finder.text().len(), Kind::Secret);
        }
    };
    let (touched, all) = touched(&[greedy]);
    assert_eq!(touched.len(), all);
}
