//! Who tries to sign in, as their failures are counted.

use super::{AccountName, Accounts, AddressKey, DeviceKey};
use crate::store::StoreError;

/// Whose failures are counted together, for each name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trier {
    /// A browser that has signed in to this account before.
    Device(DeviceKey),
    /// Whoever else comes from this address.
    Address(AddressKey),
    /// All who are no such browser, wherever they come from.
    Strangers,
}

impl Trier {
    /// Whether it is nobody's browser that has signed in to the account before.
    pub const fn is_a_stranger(self) -> bool {
        match self {
            Self::Device(_) => false,
            Self::Address(_) | Self::Strangers => true,
        }
    }
}

/// What is tried, and by whom.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The name that was typed.
    pub name: AccountName,
    /// By what the browser says that it is known.
    pub device: Option<DeviceKey>,
    /// From where it comes.
    pub address: AddressKey,
}

impl Tried {
    /// As whom they try: a secret that the account does not know makes nobody known.
    pub(super) async fn by(&self, tx: &mut (impl Accounts + ?Sized)) -> Result<Trier, StoreError> {
        match self.device {
            Some(device) if tx.has_device(&self.name, device).await? => Ok(Trier::Device(device)),
            Some(_) | None => Ok(Trier::Address(self.address)),
        }
    }
}
