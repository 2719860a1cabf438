//! `madoguchi admin`

use std::io::Read;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use desk::audit::Actor;
use desk::people::Role;
use desk::session::{
    AccountError, AccountName, NewAccount, Password, PasswordHash, Salt, create_account, renew_password,
};
use desk::store::StoreError;
use time::format_description::well_known::Rfc3339;

use super::{Outcome, Sources, out};
use crate::wiring;

/// Longest password that is read, in bytes; the desk says what is too long.
const MOST: u64 = 64 * 1024;

/// Local accounts of the console, for a machine without Entra
#[derive(Subcommand)]
pub(crate) enum Admin {
    /// Make an account with every right, also while a server runs
    Create(Create),
    /// Give an account another password; whoever was signed in with the old one no longer is
    Password(Named),
    /// List the accounts
    List {
        #[command(flatten)]
        sources: Sources,
    },
}

#[derive(Args)]
pub(crate) struct Create {
    #[command(flatten)]
    named: Named,
    /// What others are shown [default: NAME]
    #[arg(long, value_name = "TEXT")]
    display_name: Option<String>,
}

#[derive(Args)]
pub(crate) struct Named {
    #[command(flatten)]
    sources: Sources,
    /// What is typed to sign in, in any case, without blanks
    name: String,
    /// Read the password from standard input, up to the end of its first line
    #[arg(long, required = true)]
    password_stdin: bool,
}

impl Admin {
    pub(crate) async fn run(self) -> Result<Outcome> {
        match self {
            Self::Create(create) => create.run().await,
            Self::Password(named) => named.renew().await,
            Self::List { sources } => list(&sources).await,
        }
    }
}

impl Named {
    fn account(&self) -> Result<(AccountName, PasswordHash)> {
        let name = AccountName::parse(&self.name)
            .with_context(|| format!("{:?} is no name: use 1 to 64 characters without blanks", self.name))?;
        let mut text = String::new();
        std::io::stdin().take(MOST).read_to_string(&mut text).context("cannot read the password")?;
        let password = Password::parse(text.lines().next().unwrap_or_default());
        let password = password.map_err(|bad| anyhow::anyhow!("the password is {bad}"))?;
        let mut salt = Salt::default();
        getrandom::fill(&mut salt).context("the system gives no chance")?;
        Ok((name, password.hashed(&salt)))
    }

    async fn renew(self) -> Result<Outcome> {
        let (name, password) = self.account()?;
        let store = wiring::existing_store(&self.sources.settings()?).await?;
        let home = wiring::home();
        let renewed = store.write::<_, AccountError, _>(&home, {
            let name = name.clone();
            move |tx| {
                Box::pin(async move {
                    tx.act_as(Actor::CommandLine);
                    renew_password(tx, &name, password).await
                })
            }
        });
        match renewed.await {
            Ok(()) => out::line(format_args!("{name} has another password; nobody is signed in with the old one."))?,
            Err(AccountError::Missing) => {
                bail!("there is no account {name}; `madoguchi admin list` shows those there are")
            }
            Err(other) => return Err(other.into()),
        }
        Ok(Outcome::Done)
    }
}

impl Create {
    async fn run(self) -> Result<Outcome> {
        let (name, password) = self.named.account()?;
        let display_name = self.display_name.unwrap_or_else(|| self.named.name.trim().to_owned());
        let store = wiring::store_for_command(&self.named.sources.settings()?).await?;
        let wanted = NewAccount { name: name.clone(), display_name, password, role: Role::Admin };
        let home = wiring::home();
        let created = store.write::<_, AccountError, _>(&home, move |tx| {
            Box::pin(async move {
                tx.act_as(Actor::CommandLine);
                create_account(tx, wanted).await
            })
        });
        match created.await {
            Ok(person) => out::line(format_args!("{name} is an admin now ({}).", person.id))?,
            Err(AccountError::Taken) => bail!(
                "there is an account {name} already; `madoguchi admin password {name} --password-stdin` gives it another password"
            ),
            Err(other) => return Err(other.into()),
        }
        Ok(Outcome::Done)
    }
}

async fn list(sources: &Sources) -> Result<Outcome> {
    let store = wiring::existing_store(&sources.settings()?).await?;
    let home = wiring::home();
    let accounts = store.read::<_, StoreError, _>(&home, |tx| {
        Box::pin(async move {
            let mut accounts = Vec::new();
            for (account, person) in tx.accounts().await? {
                let roles = tx.grants_of(person.id).await?;
                accounts.push((account, person, roles));
            }
            Ok(accounts)
        })
    });
    let accounts = accounts.await?;
    if accounts.is_empty() {
        out::line("No local accounts: `madoguchi admin create NAME --password-stdin` makes the first one.")?;
    }
    for (account, person, roles) in accounts {
        let since = account.created_at.format(&Rfc3339).unwrap_or_default();
        let roles: Vec<&str> = roles.iter().map(|grant| grant.role.name()).collect();
        out::line(format_args!(
            "{}  {since}  {:24}  {:24}  {}",
            person.id,
            account.name,
            roles.join(", "),
            person.name
        ))?;
    }
    Ok(Outcome::Done)
}
