//! A file that is no model is refused with a reason, and never ends the program.

use std::path::Path;

use embedding::{BadModel, FILE, Model};

fn read(file: Vec<u8>) -> Result<Model, BadModel> {
    Model::read(file.leak())
}

#[test]
fn what_is_no_file_of_arrays_is_refused() {
    for junk in [Vec::new(), b"PK\x03\x04".to_vec(), vec![0xff; 64], b"\x02\0\0\0\0\0\0\0{}".to_vec()] {
        assert!(read(junk).is_err());
    }
}

#[test]
fn a_model_that_is_cut_off_or_lacks_an_array_is_refused() {
    let Ok(whole) = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("model").join(FILE)) else {
        return println!("not tried: there is no model; `cargo xtask model` fetches it");
    };
    for length in [7, 8, 1_000, whole.len() / 2, whole.len() - 1] {
        assert!(read(whole[..length].to_vec()).is_err(), "{length}");
    }
    let mut renamed = whole;
    let at = renamed.windows(7).position(|some| some == b"\"cnn_W\"").expect("it stands in the head");
    renamed[at + 1] = b'k';
    let refused = read(renamed).err().map(|error| error.to_string());
    assert_eq!(refused.as_deref(), Some("array cnn_W is missing or of another form"));
}
