//! A model from a folder: a tiny one that the test writes, with vectors that `data/tiny_bert.py` computes by itself.

use std::collections::BTreeMap;
use std::path::Path;

use embedding::FolderModel;
use safetensors::Dtype;
use safetensors::tensor::TensorView;

const CONFIG: &str = r#"{
    "_name_or_path": "somebody/tiny-e5", "model_type": "bert", "hidden_size": 8, "num_hidden_layers": 2,
    "num_attention_heads": 2, "intermediate_size": 12, "vocab_size": 12, "max_position_embeddings": 16,
    "layer_norm_eps": 1e-5, "pad_token_id": 1, "hidden_act": "gelu"
}"#;

const TOKENIZER: &str = r#"{
    "added_tokens": [{"id": 0, "content": "<s>"}, {"id": 1, "content": "<pad>"}, {"id": 2, "content": "</s>"},
                     {"id": 3, "content": "<unk>"}],
    "normalizer": null,
    "model": {"type": "Unigram", "unk_id": 3, "vocab": [
        ["<s>", 0.0], ["<pad>", 0.0], ["</s>", 0.0], ["<unk>", 0.0], ["▁v", -3.0], ["pn", -3.0],
        ["▁query", -2.0], [":", -2.5], ["▁passage", -2.0], ["▁down", -4.0]
    ]}
}"#;

/// The arrays of the model, each with its shape, in the order by which their numbers are made.
fn shapes() -> Vec<(String, Vec<usize>)> {
    let mut all: Vec<(String, Vec<usize>)> = vec![
        ("embeddings.word_embeddings.weight".into(), vec![12, 8]),
        ("embeddings.position_embeddings.weight".into(), vec![16, 8]),
        ("embeddings.token_type_embeddings.weight".into(), vec![2, 8]),
        ("embeddings.LayerNorm.weight".into(), vec![8]),
        ("embeddings.LayerNorm.bias".into(), vec![8]),
    ];
    for layer in 0..2 {
        for (name, shape) in [
            ("attention.self.query", vec![8, 8]),
            ("attention.self.key", vec![8, 8]),
            ("attention.self.value", vec![8, 8]),
            ("attention.output.dense", vec![8, 8]),
            ("attention.output.LayerNorm", vec![8]),
            ("intermediate.dense", vec![12, 8]),
            ("output.dense", vec![8, 12]),
            ("output.LayerNorm", vec![8]),
        ] {
            all.push((format!("encoder.layer.{layer}.{name}.weight"), shape.clone()));
            all.push((format!("encoder.layer.{layer}.{name}.bias"), vec![shape[0]]));
        }
    }
    all
}

/// Writes the model; its arrays have this in front of their names.
fn folder(prefix: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut arrays = BTreeMap::new();
    for (place, (name, shape)) in shapes().into_iter().enumerate() {
        let number = |n: usize| (0.8 * (1.7 * place as f64 + 2.3 * n as f64).sin()) as f32;
        let count = shape.iter().product();
        let bytes: Vec<u8> = (0..count).flat_map(|n| number(n).to_le_bytes()).collect();
        arrays.insert(format!("{prefix}{name}"), (shape, bytes));
    }
    let views = arrays.iter().map(|(name, (shape, bytes))| {
        (name.clone(), TensorView::new(Dtype::F32, shape.clone(), bytes).expect("the shape fits"))
    });
    let file = safetensors::serialize(views, None).expect("good arrays");
    write(folder.path(), "model.safetensors", &file);
    write(folder.path(), "config.json", CONFIG.as_bytes());
    write(folder.path(), "tokenizer.json", TOKENIZER.as_bytes());
    folder
}

fn write(folder: &Path, file: &str, bytes: &[u8]) {
    let path = folder.join(file);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, bytes).expect("it can be written");
}

fn assert_near(found: &[f32], expected: [f32; 8]) {
    let most = found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(found.len() == 8 && most < 2e-5, "{found:?}");
}

/// Why a folder is refused, with its cause.
fn refused(folder: &Path) -> String {
    let error = FolderModel::open(folder).err().expect("it is refused");
    format!("{error}: {}", error.reason)
}

#[test]
fn the_vectors_are_those_of_another_implementation() {
    for prefix in ["", "bert."] {
        let folder = folder(prefix);
        let model = FolderModel::open(folder.path()).expect("a good folder");
        assert_near(&model.question("vpn down"), QUESTION);
        assert_near(&model.answer("vpn down"), ANSWER);
        assert!(model.name().starts_with("tiny-e5@"), "{}", model.name());
    }
}

#[test]
fn positions_pooling_and_prompts_are_as_the_folder_says() {
    let folder = folder("");
    let config = CONFIG.replace("tiny-e5", "tiny").replace("\"bert\"", "\"xlm-roberta\"");
    write(folder.path(), "config.json", config.as_bytes());
    write(folder.path(), "1_Pooling/config.json", br#"{"pooling_mode_cls_token": true}"#);
    let model = FolderModel::open(folder.path()).expect("a good folder");
    assert_near(&model.question("vpn down"), FIRST);
    assert_eq!(model.question("vpn down"), model.answer("vpn down"));
    let prompts = br#"{"prompts": {"query": "query: ", "document": ""}}"#;
    write(folder.path(), "config_sentence_transformers.json", prompts);
    let other = FolderModel::open(folder.path()).expect("a good folder");
    assert_ne!(other.question("vpn down"), model.question("vpn down"));
    assert_ne!(other.name(), model.name(), "what makes other vectors has another name");
}

#[test]
fn a_text_has_a_vector_however_long_or_strange_it_is() {
    let folder = folder("");
    let model = FolderModel::open(folder.path()).expect("a good folder");
    for text in ["", "\u{0}", "語", &"vpn ".repeat(10_000)] {
        let vector = model.question(text);
        let length = vector.iter().map(|number| number * number).sum::<f32>();
        assert!((length - 1.0).abs() < 1e-5, "{length}");
    }
}

#[test]
fn a_folder_without_a_model_is_told_by_file() {
    for (file, bytes, words) in [
        ("config.json", &b"{}"[..], "config.json of the model: it does not describe a model"),
        ("config.json", br#"{"a""#, "config.json of the model: it does not describe"),
        (
            "tokenizer.json",
            br#"{"model": {"type": "WordPiece", "vocab": {"a": 1}}}"#,
            "tokenizer.json of the model: the pieces",
        ),
        ("model.safetensors", &[0xff; 64], "model.safetensors of the model: array header"),
        ("model.safetensors", &[9, 0, 0], "model.safetensors of the model: it cannot be read"),
    ] {
        let folder = folder("");
        write(folder.path(), file, bytes);
        assert!(refused(folder.path()).starts_with(words), "{}", refused(folder.path()));
        std::fs::remove_file(folder.path().join(file)).expect("it is there");
        assert_eq!(refused(folder.path()), format!("{file} of the model: it cannot be read"));
    }
}

/// The file of the folder's arrays with another header and what stands behind it.
fn with_header(folder: &Path, change: impl Fn(serde_json::Value) -> serde_json::Value, behind: &[u8]) {
    let path = folder.join("model.safetensors");
    let file = std::fs::read(&path).expect("it is there");
    let size = u64::from_le_bytes(file[..8].try_into().expect("eight bytes")) as usize;
    let header = change(serde_json::from_slice(&file[8..8 + size]).expect("JSON")).to_string();
    let mut changed = (header.len() as u64).to_le_bytes().to_vec();
    changed.extend(header.as_bytes());
    changed.extend(&file[8 + size..]);
    changed.extend(behind);
    std::fs::write(path, changed).expect("it can be written");
}

#[test]
fn arrays_that_only_the_header_has_are_not_there() {
    let huge = |mut header: serde_json::Value| {
        // Behind all others, where only the end of the file is missing.
        let end = header.as_object().expect("arrays").values().map(|array| array["data_offsets"][1].as_u64()).max();
        let end = end.flatten().expect("an end");
        let size = 1u64 << 46;
        header["huge"] = serde_json::json!({ "dtype": "F32", "shape": [size / 4], "data_offsets": [end, end + size] });
        header
    };
    let none = |mut header: serde_json::Value| {
        let array = &mut header["embeddings.token_type_embeddings.weight"];
        let (from, to) = (array["data_offsets"][0].clone(), array["data_offsets"][1].clone());
        *array = serde_json::json!({ "dtype": "F32", "shape": [0, 8], "data_offsets": [from, from] });
        header["other"] = serde_json::json!({ "dtype": "F32", "shape": [16], "data_offsets": [from, to] });
        header
    };
    let cut = folder("");
    with_header(cut.path(), huge, &[]);
    assert_eq!(refused(cut.path()), "model.safetensors of the model: it cannot be read");
    let empty = folder("");
    with_header(empty.path(), none, &[]);
    assert!(refused(empty.path()).contains("array embeddings.token_type_embeddings"), "{}", refused(empty.path()));
}

#[test]
fn numbers_that_make_no_vectors_are_no_model() {
    for (from, to) in [("1e-5", "-1e30"), ("\"pad_token_id\": 1", "\"pad_token_id\": 18446744073709551615")] {
        let folder = folder("");
        let config = CONFIG.replace(from, to).replace("\"bert\"", "\"xlm-roberta\"");
        write(folder.path(), "config.json", config.as_bytes());
        let told = refused(folder.path());
        assert!(told.contains("make no vectors") || told.contains("positions for no text"), "{to}: {told}");
    }
}

#[test]
fn another_kind_of_model_is_refused_with_what_is_other() {
    for (from, to, words) in [
        ("\"bert\"", "\"t5\"", "model_type"),
        ("\"gelu\"", "\"relu\"", "hidden_act"),
        ("\"num_attention_heads\": 2", "\"num_attention_heads\": 3", "heads"),
        ("\"max_position_embeddings\": 16", "\"max_position_embeddings\": 2", "positions"),
        ("\"vocab_size\": 12", "\"vocab_size\": 5", "more of them than vectors"),
        ("\"hidden_size\": 8", "\"hidden_size\": 10", "embeddings.word_embeddings.weight"),
    ] {
        let folder = folder("");
        write(folder.path(), "config.json", CONFIG.replace(from, to).as_bytes());
        assert!(refused(folder.path()).contains(words), "{to}: {}", refused(folder.path()));
    }
}

const QUESTION: [f32; 8] = [-0.226_785, 0.666_078, 0.278_704, -0.214_099, 0.231_189, -0.455_693, -0.055_968, 0.342_283];
const ANSWER: [f32; 8] = [-0.226_801, 0.665_977, 0.278_795, -0.214_052, 0.231_185, -0.455_787, -0.055_866, 0.342_318];
const FIRST: [f32; 8] = [-0.226_784, 0.664_648, 0.279_977, -0.213_274, 0.232_499, -0.456_287, -0.054_717, 0.343_063];
