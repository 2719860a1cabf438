//! Judges a whole file before anything of it is written.

use std::collections::HashMap;

use desk::faq::{CheckedRow, Row, check_row};

use super::{Line, quoted};

/// A file that has been judged.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// What may be taken over, with its line.
    pub(super) rows: Vec<(u64, CheckedRow)>,
    /// What may not, with its line and the reason.
    pub(super) refused: Vec<(u64, String)>,
}

/// Checks each row by itself and against those above it. `teams` are the names of the desk's teams.
pub(super) fn check(lines: Vec<Line>, teams: &[String]) -> Checked {
    let mut checked = Checked::default();
    let mut above = Above::default();
    for (line, row) in lines {
        let has_id = row.as_ref().is_ok_and(has_id);
        let row = row.and_then(|row| check_row(row, teams).map_err(|refusal| refusal.to_string()));
        match row.and_then(|row| above.admit(line, has_id, &row).map(|()| row)) {
            Ok(row) => checked.rows.push((line, row)),
            Err(reason) => checked.refused.push((line, reason)),
        }
    }
    checked
}

fn has_id(row: &Row) -> bool {
    row.id.as_deref().is_some_and(|id| !id.trim().is_empty())
}

/// What stands on the lines above.
#[derive(Default)]
struct Above {
    ids: HashMap<String, u64>,
    questions: HashMap<String, (u64, bool)>,
}

impl Above {
    /// Refuses a row that would silently replace an earlier one, now and at every later import. The same question twice may be
    /// meant, for two audiences; then each row has its id.
    fn admit(&mut self, line: u64, has_id: bool, row: &CheckedRow) -> Result<(), String> {
        let question = &row.wording().question;
        if let Some((first, had_id)) = self.questions.get(question)
            && !(has_id && *had_id)
        {
            let question = quoted(question);
            return Err(format!(
                "the question {question} stands on line {first} already; give both an id if both are meant"
            ));
        }
        if let Some(first) = self.ids.get(row.key()) {
            return Err(format!("the id {} stands on line {first} already", quoted(row.key())));
        }
        self.ids.insert(row.key().to_owned(), line);
        self.questions.entry(question.clone()).or_insert((line, has_id));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faq_files::read_text;

    fn refused(text: &str) -> Vec<(u64, String)> {
        check(read_text("faq.csv", text, None).expect("a FAQ file").lines, &["IT".to_owned()]).refused
    }

    #[test]
    fn a_repeated_id_is_refused_and_names_the_line_of_the_first() {
        let text = "id,question,answer\na,Q1,A1\n,Q2,A2\n,Q3,A3\n a ,Q4,A4\n";
        assert_eq!(refused(text), [(5, "the id \"a\" stands on line 2 already".to_owned())]);
    }

    #[test]
    fn a_repeated_question_is_refused_unless_both_rows_have_an_id() {
        let text = "id,question,answer\n,Q,A1\n,Q,A2\nb,Q ,A3\nc,R,A4\nd,R,A5\n,R,A6\n";
        let lines: Vec<u64> = refused(text).iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 4, 7]);
        assert!(refused(text)[0].1.contains("\"Q\" stands on line 2 already"), "{:?}", refused(text));
    }

    #[test]
    fn a_team_that_the_desk_does_not_have_is_refused() {
        let refused = refused("question,answer,audience\nQ,A,team:IT\nR,A,team:NoSuch\n");
        assert!(refused.len() == 1 && refused[0].0 == 3 && refused[0].1.contains("\"NoSuch\""), "{refused:?}");
    }
}
