//! Passwords, and what is kept of them: argon2id with the parameters that OWASP's "Password Storage Cheat Sheet" gives (19 MiB,
//! two rounds, one lane). Hashing takes some hundredths of a second of one core: never within a transaction.

use argon2::password_hash::phc;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};

/// Shortest password, in characters (NIST SP 800-63B).
const SHORTEST: usize = 8;
/// Longest password, in bytes: a sentence, and no work for whoever sends a megabyte.
const LONGEST: usize = 512;

/// Chance that makes two hashes of one password differ.
pub type Salt = [u8; 16];

/// What somebody types. Never shown, never kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Why a text is no password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPassword {
    /// Fewer than [`SHORTEST`] characters.
    #[error("shorter than {SHORTEST} characters")]
    TooShort,
    /// More than [`LONGEST`] bytes.
    #[error("longer than {LONGEST} bytes")]
    TooLong,
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

impl Password {
    /// Reads what somebody wants as a password.
    pub fn parse(text: &str) -> Result<Self, BadPassword> {
        if text.len() > LONGEST {
            return Err(BadPassword::TooLong);
        }
        if text.chars().count() < SHORTEST {
            return Err(BadPassword::TooShort);
        }
        Ok(Self(text.to_owned()))
    }

    /// What is kept of it.
    pub fn hashed(&self, salt: &Salt) -> PasswordHash {
        let hash: phc::PasswordHash = Argon2::default()
            .hash_password_with_salt(self.0.as_bytes(), salt)
            .expect("salt and parameters are of the right length");
        PasswordHash(hash.to_string())
    }
}

/// What is kept of a password: a text in the PHC format, which names its parameters.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

impl PasswordHash {
    /// Reads a hash as it was kept. `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        phc::PasswordHash::new(text).ok().map(|_| Self(text.to_owned()))
    }

    /// As it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the password.
    pub fn is_of(&self, password: &Password) -> bool {
        Argon2::default().verify_password(password.0.as_bytes(), self.0.as_str()).is_ok()
    }

    /// A hash of no password, to be compared with where there is no account: whoever measures the time learns nothing.
    pub fn of_nothing() -> Self {
        let hash = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        Self(hash.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash_and_another_is_not() {
        let password = Password::parse("正しい馬の電池と留め金").expect("long enough");
        let hash = password.hashed(&[7; 16]);
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.as_str());
        assert_eq!(PasswordHash::parse(hash.as_str()), Some(hash.clone()));
        assert!(hash.is_of(&password));
        assert!(!hash.is_of(&Password::parse("正しい馬の電池と留め具").expect("long enough")));
        assert_ne!(password.hashed(&[8; 16]), hash, "two people with one password are not seen to have it");
    }

    #[test]
    fn the_hash_of_nothing_is_read_and_is_of_no_password() {
        let nothing = PasswordHash::of_nothing();
        assert_eq!(PasswordHash::parse(nothing.as_str()), Some(nothing.clone()));
        assert!(!nothing.is_of(&Password::parse("password").expect("long enough")));
    }

    #[test]
    fn what_is_too_short_or_too_long_is_no_password_and_none_is_shown() {
        assert_eq!(Password::parse("短い"), Err(BadPassword::TooShort));
        assert_eq!(Password::parse(&"x".repeat(LONGEST + 1)), Err(BadPassword::TooLong));
        assert_eq!(PasswordHash::parse("plain"), None);
        let password = Password::parse("secret-1").expect("long enough");
        assert_eq!(format!("{password:?} {:?}", password.hashed(&[0; 16])), "Password(…) PasswordHash(…)");
    }
}
