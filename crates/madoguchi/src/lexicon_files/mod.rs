//! Files of the organisation's own words: CSV and JSON lines, in and out.
//!
//! A row is a word and its synonyms. Encoding, form and what keeps a spreadsheet from computing a cell are those of FAQ files
//! (`faq_files`). Not here: what a group may be (desk).

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use csv::{ReaderBuilder, Writer};
use desk::lexicon::{SEPARATORS, WordGroup};
use serde::{Deserialize, Serialize};

use crate::faq_files::{self, BYTE_ORDER_MARK, Encoding, Format, csv_line, guarded, json_lines, json_reason, plain};

/// A row of a file with its line, from 1, or why the line is none.
pub(crate) type Line = (u64, Result<WordGroup, String>);

/// The names of the columns; the first of each is written.
const WORD: [&str; 4] = ["word", "用語", "言葉", "単語"];
const SYNONYMS: [&str; 5] = ["synonyms", "synonym", "同義語", "類義語", "言い換え"];
/// What may stand between two cells.
const CELL_SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// Most characters of a header that an error repeats.
const QUOTED: usize = 200;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object in { }")]
struct Wire {
    word: String,
    synonyms: Vec<String>,
}

/// Reads a file (`-`: standard input), with remarks on what was understood without being asked.
pub(crate) fn read(
    path: &Path,
    format: Option<Format>,
    encoding: Option<Encoding>,
) -> Result<(Vec<Line>, Vec<String>)> {
    let (text, remark) = faq_files::text_of(path, encoding)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let lines = match Format::of_file(format, path, text) {
        Format::Csv => read_csv(text),
        Format::Jsonl => read_json(text),
    };
    let lines = lines.with_context(|| format!("{} is no file of words", path.display()))?;
    Ok((lines, remark.into_iter().collect()))
}

fn read_csv(text: &str) -> Result<Vec<Line>> {
    let mut seen = None;
    for separator in CELL_SEPARATORS {
        let mut reader =
            ReaderBuilder::new().flexible(true).has_headers(false).delimiter(separator).from_reader(text.as_bytes());
        let mut records = reader.records();
        let Some(header) = records.next().transpose().ok().flatten() else { bail!("it holds no rows") };
        let place = |names: &[&str]| {
            header.iter().position(|name| names.contains(&name.trim().trim_matches('\u{feff}').to_lowercase().as_str()))
        };
        let (Some(word), Some(synonyms)) = (place(&WORD), place(&SYNONYMS)) else {
            seen.get_or_insert_with(|| {
                header.iter().take(5).map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
            });
            continue;
        };
        return Ok(records.filter_map(|record| csv_row(text, record, word, synonyms)).collect());
    }
    let seen: String = seen.unwrap_or_default().chars().take(QUOTED).collect();
    Err(anyhow!("the first line must name the columns word and synonyms (in Japanese 用語 and 同義語); it has {seen}"))
}

fn csv_row(text: &str, record: Result<csv::StringRecord, csv::Error>, word: usize, synonyms: usize) -> Option<Line> {
    let record = match record {
        Ok(record) => record,
        Err(error) => {
            return Some((csv_line(text, error.position()), Err("is no row of CSV".to_owned())));
        }
    };
    if record.iter().all(|cell| cell.trim().is_empty()) {
        return None;
    }
    let line = csv_line(text, record.position());
    // Synonyms may stand in cells of their own, too: what follows the column belongs to it.
    let cells = record.iter().skip(synonyms).enumerate().filter(|(at, _)| synonyms + at != word);
    let is_between = |letter: char| letter == '\n' || SEPARATORS.contains(&letter);
    let synonyms = cells.flat_map(|(_, cell)| cell.split(is_between)).map(|synonym| plain(synonym.trim()).to_owned());
    let word = record.get(word).map(|word| plain(word.trim()).to_owned());
    Some((line, word.map(|word| WordGroup { word, synonyms: synonyms.collect() }).ok_or("has no word".to_owned())))
}

fn read_json(text: &str) -> Result<Vec<Line>> {
    Ok(json_lines(text)?.map(|(at, line)| (at, json_row(line))).collect())
}

fn json_row(line: &str) -> Result<WordGroup, String> {
    let wire: Wire = serde_json::from_str(line).map_err(|error| json_reason(&error))?;
    Ok(WordGroup { word: wire.word, synonyms: wire.synonyms })
}

/// Writes groups, as [`read`] reads them.
pub(crate) fn write(groups: &[WordGroup], path: Option<&Path>, format: Option<Format>) -> Result<()> {
    let (mut out, format) = faq_files::out(path, format)?;
    match format {
        Format::Csv => {
            out.write_all(BYTE_ORDER_MARK)?;
            let mut writer = Writer::from_writer(&mut out);
            writer.write_record([WORD[0], SYNONYMS[0]])?;
            for group in groups {
                let synonyms: Vec<String> = group.synonyms.iter().map(|synonym| guarded(synonym)).collect();
                writer.write_record([guarded(&group.word), synonyms.join("\n")])?;
            }
            writer.flush()?;
        }
        Format::Jsonl => {
            for group in groups {
                let wire = Wire { word: group.word.clone(), synonyms: group.synonyms.clone() };
                serde_json::to_writer(&mut out, &wire)?;
                out.write_all(b"\n")?;
            }
        }
    }
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: Result<Vec<Line>>) -> Vec<(u64, Result<String, String>)> {
        let joined = |group: WordGroup| group.words().collect::<Vec<_>>().join("=");
        lines.expect("a file of words").into_iter().map(|(line, row)| (line, row.map(joined))).collect()
    }

    #[test]
    fn csv_is_read_with_either_names_and_separators() {
        for text in [
            "word,synonyms\n経費,\"けいひ\nケイヒ\"\n,,\nVPN,ぶいぴー|KS\n",
            "用語;同義語\r\n経費;けいひ、ケイヒ\r\n\r\nVPN;ぶいぴー;KS\r\n",
            "同義語\t単語\nけいひ、ケイヒ\t経費\nぶいぴー；KS\tVPN\n",
        ] {
            let read: Vec<_> = rows(read_csv(text)).into_iter().map(|(_, row)| row.expect("a row")).collect();
            assert_eq!(read, ["経費=けいひ=ケイヒ", "VPN=ぶいぴー=KS"], "{text}");
        }
        assert_eq!(rows(read_csv("word,synonyms\na1,b1\n\n'=cmd,c1\n"))[1], (4, Ok("=cmd=c1".to_owned())));
        for wrong in ["", "question,answer\nQ,A\n", "word\nab\n"] {
            assert!(read_csv(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn json_lines_are_read_and_a_wrong_one_is_named() {
        let read = rows(read_json("{\"word\":\"a1\",\"synonyms\":[\"b1\"]}\n\n{\"word\":\"a2\"}\nno\n{\"wrd\":1}\n"));
        assert_eq!(read[0], (1, Ok("a1=b1".to_owned())));
        assert_eq!(read[1], (3, Err("missing field `synonyms` (column 13)".to_owned())));
        assert!(read[2].0 == 4 && read[2].1.is_err() && read[3].1.is_err());
        assert!(read_json("[{}]").is_err());
    }
}
