//! A model from a folder as it is published: `config.json`, `tokenizer.json` and `model.safetensors`, of the kind BERT or
//! XLM-RoBERTa with pieces of the kind unigram. Made for multilingual-e5-small.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::arrays::BadModel;
use crate::bert::{Bert, Form};
use crate::model::MOST_TOKENS;
use crate::rows::add;
use crate::tensors::Tensors;
use crate::tokenizer_json;
use crate::tokens::Tokens;

/// The files that a folder must have.
pub const FOLDER_FILES: [&str; 3] = [CONFIG, TOKENIZER, WEIGHTS];
const CONFIG: &str = "config.json";
const TOKENIZER: &str = "tokenizer.json";
const WEIGHTS: &str = "model.safetensors";
/// Says how the rows become one vector, where a folder has it.
const POOLING: &str = "1_Pooling/config.json";
/// Says what stands before a text, where a folder has it.
const PROMPTS: &str = "config_sentence_transformers.json";

/// Each number may be sound, and the model not: what is multiplied by them outgrows every number, or vanishes.
const NO_VECTORS: &str = "its numbers make no vectors";

/// A sentence model from a folder.
pub struct FolderModel {
    name: String,
    tokens: Tokens,
    bert: Bert,
    /// The first row is the vector; otherwise it is the mean of all.
    first_row: bool,
    question: String,
    answer: String,
}

/// A folder holds no model that can be used.
#[derive(Debug, thiserror::Error)]
#[error("{file} of the model")]
pub struct BadFolder {
    /// Which file, within the folder.
    pub file: &'static str,
    /// What is wrong with it.
    #[source]
    pub reason: BadModel,
}

#[derive(Deserialize)]
struct Config {
    #[serde(rename = "_name_or_path", default)]
    name: String,
    #[serde(default)]
    model_type: String,
    hidden_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    intermediate_size: usize,
    vocab_size: usize,
    max_position_embeddings: usize,
    #[serde(default = "twelfth")]
    layer_norm_eps: f32,
    #[serde(default)]
    pad_token_id: usize,
    #[serde(default = "gelu")]
    hidden_act: String,
}

fn twelfth() -> f32 {
    1e-12
}

fn gelu() -> String {
    "gelu".to_owned()
}

impl FolderModel {
    /// Reads the model of a folder: some seconds for one of 500 MB, most of it for its checksum.
    pub fn open(folder: &Path) -> Result<Self, BadFolder> {
        let in_file = |file| move |reason| BadFolder { file, reason };
        let config = read(folder, CONFIG)?;
        let config: Config = serde_json::from_slice(&config)
            .map_err(|error| BadFolder { file: CONFIG, reason: BadModel::Config(error) })?;
        let form = config.form().map_err(in_file(CONFIG))?;
        let tokens = tokenizer_json::read(&read(folder, TOKENIZER)?).map_err(in_file(TOKENIZER))?;
        if tokens.vocabulary() > form.vocabulary {
            return Err(in_file(TOKENIZER)(BadModel::Pieces("there are more of them than vectors")));
        }
        let mut tensors = Tensors::open(&folder.join(WEIGHTS)).map_err(in_file(WEIGHTS))?;
        let bert = Bert::read(&mut tensors, form).map_err(in_file(WEIGHTS))?;
        let folder_name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let published = config.name.rsplit('/').next().unwrap_or_default();
        let (question, answer) = prompts(folder, &format!("{published} {folder_name}"));
        let shown = if published.is_empty() { &folder_name } else { published };
        let sum = checksum(folder).map_err(|(file, error)| in_file(file)(BadModel::Unreadable(error)))?;
        let model = Self {
            name: format!("{shown}@{}", &sum[..12]),
            tokens,
            bert,
            first_row: takes_first(folder),
            question,
            answer,
        };
        let sample = model.question("?");
        let length = sample.iter().map(|number| number * number).sum::<f32>();
        if (length - 1.0).abs() < 0.01 { Ok(model) } else { Err(in_file(WEIGHTS)(BadModel::Kind(NO_VECTORS))) }
    }

    /// Its name as published, or the folder's, and the beginning of a checksum over its files.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The vector of a question or of a wording of one, of length 1; of a long text, of its beginning ([`MOST_TOKENS`]).
    pub fn question(&self, text: &str) -> Vec<f32> {
        self.vector(&format!("{}{text}", self.question))
    }

    /// The vector of an answer.
    pub fn answer(&self, text: &str) -> Vec<f32> {
        self.vector(&format!("{}{text}", self.answer))
    }

    fn vector(&self, text: &str) -> Vec<f32> {
        let rows = self.bert.rows(&self.tokens.of_beginning(text, MOST_TOKENS.min(self.bert.most_tokens())));
        let mut rows = rows.chunks_exact(self.bert.width());
        let mut sum = rows.next().map(<[f32]>::to_vec).unwrap_or_default();
        if !self.first_row {
            rows.for_each(|row| add(&mut sum, row));
        }
        let length = sum.iter().map(|number| number * number).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        sum.into_iter().map(|number| number / length).collect()
    }
}

impl Config {
    fn form(&self) -> Result<Form, BadModel> {
        let first_position = match self.model_type.as_str() {
            "bert" => 0,
            "xlm-roberta" | "roberta" => self.pad_token_id.saturating_add(1),
            _ => return Err(BadModel::Kind("its model_type is neither bert nor xlm-roberta")),
        };
        if self.hidden_act != "gelu" {
            return Err(BadModel::Kind("its hidden_act is not gelu"));
        }
        let heads = self.num_attention_heads;
        if heads == 0 || self.hidden_size == 0 || !self.hidden_size.is_multiple_of(heads) {
            return Err(BadModel::Kind("its hidden_size cannot be shared out to its heads"));
        }
        // Two markers and one piece are the shortest text.
        if self.max_position_embeddings < first_position.saturating_add(3) {
            return Err(BadModel::Kind("it has positions for no text"));
        }
        Ok(Form {
            hidden: self.hidden_size,
            heads,
            layers: self.num_hidden_layers,
            inner: self.intermediate_size,
            vocabulary: self.vocab_size,
            positions: self.max_position_embeddings,
            first_position,
            epsilon: self.layer_norm_eps,
        })
    }
}

fn read(folder: &Path, file: &'static str) -> Result<Vec<u8>, BadFolder> {
    std::fs::read(folder.join(file)).map_err(|error| BadFolder { file, reason: BadModel::Unreadable(error) })
}

/// A file that a folder need not have.
fn optional(folder: &Path, file: &str) -> Value {
    let json = std::fs::read(folder.join(file)).ok();
    json.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default()
}

fn takes_first(folder: &Path) -> bool {
    optional(folder, POOLING)["pooling_mode_cls_token"] == true
}

/// What stands before a question, and before an answer: what the folder says, or what the models named e5 were made with.
fn prompts(folder: &Path, names: &str) -> (String, String) {
    let named = optional(folder, PROMPTS);
    let prompt = |names: [&str; 2]| names.iter().find_map(|name| named["prompts"][name].as_str().map(str::to_owned));
    match (prompt(["query", "question"]), prompt(["passage", "document"])) {
        (None, None) if names.to_lowercase().contains("e5") => ("query: ".to_owned(), "passage: ".to_owned()),
        (question, answer) => (question.unwrap_or_default(), answer.unwrap_or_default()),
    }
}

/// Over all that decides a vector.
fn checksum(folder: &Path) -> Result<String, (&'static str, std::io::Error)> {
    let mut sum = Sha256::new();
    let mut part = vec![0; 1 << 20];
    for file in [CONFIG, TOKENIZER, WEIGHTS] {
        let mut open = File::open(folder.join(file)).map_err(|error| (file, error))?;
        loop {
            match open.read(&mut part).map_err(|error| (file, error))? {
                0 => break,
                read => sum.update(&part[..read]),
            }
        }
    }
    for file in [POOLING, PROMPTS] {
        sum.update(optional(folder, file).to_string());
    }
    Ok(format!("{:x}", sum.finalize()))
}
