//! The rule that chooses a team.

use crate::people::Team;
use crate::text::normalised;

/// What the words of a question say about the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route<'a> {
    /// This team.
    To(&'a Team),
    /// The words do not tell; the requester may choose among the teams.
    Open,
}

/// Chooses by the teams' keywords: most hits win. A tie or no hit leaves it open; with one team there is no question.
pub fn route<'a>(teams: &'a [Team], text: &str) -> Route<'a> {
    if let [only] = teams {
        return Route::To(only);
    }
    let text = normalised(text);
    let mut hits: Vec<(usize, &Team)> = teams.iter().map(|team| (hits(team, &text), team)).collect();
    hits.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    match hits.as_slice() {
        [(most, team), rest @ ..] if *most > 0 && rest.first().is_none_or(|(next, _)| next < most) => Route::To(team),
        _ => Route::Open,
    }
}

fn hits(team: &Team, text: &str) -> usize {
    team.keywords
        .iter()
        .map(|word| normalised(word))
        .filter(|word| !word.is_empty() && text.contains(word.as_str()))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::TeamId;
    use uuid::Uuid;

    fn team(name: &str, keywords: &[&str]) -> Team {
        Team {
            id: TeamId::new(Uuid::from_u128(name.len() as u128)),
            name: name.into(),
            is_default: false,
            keywords: keywords.iter().map(ToString::to_string).collect(),
            listed_agents: None,
            channel: None,
            serves: crate::faq::Audience::Everyone,
        }
    }

    #[test]
    fn most_keywords_win_and_a_tie_is_left_to_the_requester() {
        let teams = [team("IT", &["VPN", "パソコン"]), team("HR", &["休暇", "給与"])];
        let to = |text| match route(&teams, text) {
            Route::To(team) => team.name.as_str(),
            Route::Open => "open",
        };
        assert_eq!(to("ｖｐｎに入れない"), "IT");
        assert_eq!(to("休暇の残り"), "HR");
        assert_eq!(to("休暇中のVPN"), "open");
        assert_eq!(to("こまっています"), "open");
    }

    #[test]
    fn the_only_team_takes_all() {
        let teams = [team("IT", &[])];
        assert_eq!(route(&teams, "何でも"), Route::To(&teams[0]));
    }
}
