//! How often each answer to a survey was given. No response stands alone in it.

use merzim_domain::procedures::survey::QuestionKind;
use serde::{Deserialize, Serialize};

use super::form::{SurveyForm, SurveyQuestion};
use crate::app::Record;

/// The counts of a survey.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Counts {
    /// How many have responded.
    pub responses: i64,
    /// Question by question.
    pub questions: Vec<QuestionCounts>,
}

/// The counts of a question.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct QuestionCounts {
    /// How many have answered it.
    pub answered: i64,
    /// How often each of its options, or the values of its scale, was chosen.
    pub chosen: Vec<i64>,
}

impl Record for Counts {}

impl Counts {
    /// Those of a survey to which nobody has responded.
    pub fn none_of(form: &SurveyForm) -> Self {
        let choices = |question: &SurveyQuestion| match (question.kind.0, &question.scale) {
            (QuestionKind::Scale, Some(scale)) => usize::try_from(scale.to - scale.from + 1).unwrap_or_default(),
            _ => question.options.len(),
        };
        let none = |question: &SurveyQuestion| QuestionCounts { answered: 0, chosen: vec![0; choices(question)] };
        Self { responses: 0, questions: form.questions.iter().map(none).collect() }
    }

    /// Adds a response: what was chosen of each question.
    pub fn add(&mut self, response: &[Option<Vec<usize>>]) {
        self.responses += 1;
        for (counts, chosen) in self.questions.iter_mut().zip(response) {
            let Some(chosen) = chosen else { continue };
            counts.answered += 1;
            for place in chosen {
                if let Some(count) = counts.chosen.get_mut(*place) {
                    *count += 1;
                }
            }
        }
    }
}
