//! The model's file: named arrays, used as they lie or unpacked once.

use safetensors::{Dtype, SafeTensors};

use crate::products::Weights;

/// Why a file is no model.
#[derive(Debug, thiserror::Error)]
pub enum BadModel {
    /// It is not of the form, or is cut off.
    #[error("the file holds no arrays")]
    NoArrays(#[source] safetensors::SafeTensorError),
    /// An array is missing, or has another form than the model's.
    #[error("array {0} is missing or of another form")]
    Array(String),
    /// The pieces of its tokenizer cannot be read.
    #[error("the pieces of the tokenizer cannot be read: {0}")]
    Pieces(&'static str),
    /// The file is not there, is cut off, or may not be read.
    #[error("it cannot be read")]
    Unreadable(#[source] std::io::Error),
    /// What says of which form a model or its file is cannot be understood.
    #[error("it does not describe a model")]
    Config(#[source] serde_json::Error),
    /// Another kind of model than those that are known here.
    #[error("{0}")]
    Kind(&'static str),
}

/// The arrays of a file, by name.
pub(crate) struct Arrays<'m>(SafeTensors<'m>);

impl<'m> Arrays<'m> {
    pub(crate) fn read(file: &'m [u8]) -> Result<Self, BadModel> {
        SafeTensors::deserialize(file).map(Self).map_err(BadModel::NoArrays)
    }

    /// The bytes of an array, which has this shape.
    pub(crate) fn bytes(&self, name: &str, shape: &[usize]) -> Result<&'m [u8], BadModel> {
        self.of(name, Dtype::U8, Some(shape))
    }

    /// The bytes of an array, however many.
    pub(crate) fn blob(&self, name: &str) -> Result<&'m [u8], BadModel> {
        self.of(name, Dtype::U8, None)
    }

    /// Numbers that are stored as such.
    pub(crate) fn numbers(&self, name: &str, count: usize) -> Result<Vec<f32>, BadModel> {
        let bytes = self.of(name, Dtype::F32, Some(&[count]))?;
        let number = |four: &[u8]| f32::from_le_bytes([four[0], four[1], four[2], four[3]]);
        let numbers: Vec<f32> = bytes.chunks_exact(4).map(number).collect();
        if numbers.iter().all(|number| number.is_finite()) {
            Ok(numbers)
        } else {
            Err(BadModel::Array(name.to_owned()))
        }
    }

    /// A matrix that is stored in whole steps; the size of its step is the array of its name with `.step` behind.
    pub(crate) fn steps(&self, name: &str, rows: usize, columns: usize) -> Result<Weights<'m, u8>, BadModel> {
        let cells = self.of(name, Dtype::I8, Some(&[rows, columns]))?;
        Ok(Weights { cells, columns, step: self.numbers(&format!("{name}.step"), 1)?[0] })
    }

    fn of(&self, name: &str, dtype: Dtype, shape: Option<&[usize]>) -> Result<&'m [u8], BadModel> {
        let array = self.0.tensor(name).ok();
        let fits = array.filter(|array| array.dtype() == dtype && shape.is_none_or(|shape| array.shape() == shape));
        fits.map(|array| array.data()).ok_or_else(|| BadModel::Array(name.to_owned()))
    }
}
