//! The index of what was said in inquiries: an inverted index in plain tables, the same on both databases.
//!
//! Inquiries are kept in blocks by the order of their ids, so that a search goes from the newest block to the oldest and stops
//! when its page is full. Of each block the index keeps under a token the places of the inquiries that have it. What it offers
//! is compared with the texts themselves. It is written behind everything else; of what it lacks yet (`inquiries.unindexed`) the
//! newest is read as a whole, and where there is more, the answer says so
//! ([ADR 47](../../../../docs/adr/0047-an-index-of-texts-in-plain-tables.md)).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use desk::handoff::{TicketFilter, TicketHit, TicketStanding, Tickets};
use desk::id::{InquiryId, MessageId, TeamId};
use desk::inquiry::{Excerpt, Hits, InquiryHit, InquirySummary, Search, tokens_of};
use desk::store::StoreError;
use time::Duration;
use uuid::Uuid;

use super::inquiries::summary_of;
use super::postings::{places_in, written};
use super::row::{Columns, Read};
use super::tickets::is_wanted;
use super::{LAST_ID, Tx, any_tenant, limit, milliseconds};
use crate::driver::statement::Value;
use crate::driver::{Row, Statement};
use crate::session::Session;

/// Inquiries of a block, and those that are taken into the index in one transaction: a block is then written once and as a whole
/// where much is lacking. With fewer, a search reads more rows; with more, other writers of SQLite wait longer.
const BLOCK: u32 = 1024;
/// Rows of tokens that are taken away in one transaction.
const TOKENS_TOGETHER: u32 = 2_000;
/// For so long at most the index keeps tokens of what was changed or forgotten.
const SPOILT_KEPT: Duration = Duration::hours(12);
/// Ids and tokens in one statement; places that are left over repeat the last one.
pub(super) const SLOTS: usize = 32;
/// Inquiries that the index lacks whose texts a search reads, the newest: some ten milliseconds.
const UNINDEXED_READ: usize = 256;
/// Blocks of which tokens are read in one step: few at first, since a page is often full then.
const BLOCKS_TOGETHER: [usize; 2] = [4, 64];

/// `$from, …`, as many as there are slots.
pub(super) fn slots(from: usize, count: usize) -> String {
    let mut list = format!("${from}");
    for number in from + 1..from + count {
        let _ = write!(list, ", ${number}");
    }
    list
}

macro_rules! listing {
    ($($name:ident = ($before:literal, $from:literal, $count:expr, $after:literal);)+) => {$(
        static $name: LazyLock<String> = LazyLock::new(|| format!("{}{}{}", $before, slots($from, $count), $after));
    )+};
}

listing! {
    TEXTS = ("SELECT inquiries.id, inquiries.team, messages.id AS message, messages.text
              FROM inquiries
              JOIN messages ON messages.tenant = inquiries.tenant AND messages.inquiry = inquiries.id
              WHERE inquiries.tenant = $1 AND messages.text <> '' AND inquiries.id IN (", 2, SLOTS, ")
              ORDER BY inquiries.id DESC, messages.number");
    PLACES_OF = ("SELECT search_places.inquiry, search_places.block, search_places.place, search_blocks.closing
                  FROM search_places
                  JOIN search_blocks ON search_blocks.number = search_places.block
                  WHERE search_places.tenant = $1 AND search_places.inquiry IN (", 2, SLOTS, ")");
    LEAVE = ("DELETE FROM search_places WHERE tenant = $1 AND inquiry IN (", 2, SLOTS, ")");
    INDEXED = ("UPDATE inquiries SET unindexed = FALSE, changed = FALSE
                WHERE tenant = $1 AND text_version = $2 AND id IN (", 3, SLOTS, ")");
    CHANGED = ("UPDATE inquiries SET unindexed = TRUE, changed = TRUE, text_version = text_version + 1
                WHERE tenant = $1 AND id IN (", 2, SLOTS, ")");
    TOKENS_OF_BLOCK = ("SELECT token, places
                        FROM search_tokens
                        WHERE block = $1 AND token IN (", 2, ROWS[0], ")");
    INQUIRIES_AT = ("SELECT inquiry
                     FROM search_places
                     WHERE tenant = $1 AND block = $2 AND place IN (", 3, SLOTS, ")");
}

/// The tokens of some blocks; of this tenant, as its blocks are.
static TOKENS_OF_BLOCKS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT search_tokens.block, search_tokens.token, search_tokens.places
         FROM search_blocks
         JOIN search_tokens ON search_tokens.block = search_blocks.number
         WHERE search_blocks.tenant = $1 AND search_blocks.number IN ({}) AND search_tokens.token IN ({})",
        slots(2, BLOCKS_TOGETHER[1]),
        slots(2 + BLOCKS_TOGETHER[1], SLOTS)
    )
});

/// Rows in one statement: as many as fit of what is left.
const ROWS: [usize; 3] = [128, 16, 1];

/// `($1, $2, $3), ($1, $4, $5), …`: `shared` values that all rows have, and `own` of each.
fn rows(count: usize, shared: usize, own: usize) -> String {
    let row = |row: usize| {
        let values = (1..=shared).chain((1..=own).map(|value| shared + own * row + value));
        format!("({})", values.map(|value| format!("${value}")).collect::<Vec<_>>().join(", "))
    };
    (0..count).map(row).collect::<Vec<_>>().join(", ")
}

static PUT_TOKENS: LazyLock<[String; 3]> = LazyLock::new(|| {
    ROWS.map(|count| {
        format!(
            "INSERT INTO search_tokens (block, token, places)
             VALUES {}
             ON CONFLICT (block, token) DO UPDATE
             SET places = excluded.places",
            rows(count, 1, 2)
        )
    })
});
static PUT_PLACES: LazyLock<[String; 3]> = LazyLock::new(|| {
    ROWS.map(|count| format!("INSERT INTO search_places (tenant, block, place, inquiry) VALUES {}", rows(count, 1, 3)))
});

/// Binds a value for each slot.
fn filled<T: Clone + Into<Value>>(statement: Statement, values: &[T], slots: usize) -> Statement {
    let last = values.last().into_iter().cycle();
    values.iter().chain(last).take(slots).fold(statement, |statement, value| statement.bind(value.clone()))
}

/// Inquiries of one tenant that the index is to take in, oldest first, with what was said in them.
pub(super) struct Lacking {
    tenant: String,
    inquiries: Vec<Due>,
    texts: Vec<(usize, String)>,
}

/// The same, ready to be written.
pub(super) struct Prepared {
    tenant: String,
    inquiries: Vec<Due>,
    /// In which of them a token stands, by their numbers; in the order of the index.
    tokens: BTreeMap<String, Vec<usize>>,
}

/// An inquiry that the index takes in.
struct Due {
    inquiry: Uuid,
    team: Option<Uuid>,
    /// Something was changed or taken out: its tokens are not only more.
    changed: bool,
    /// What was said, when it was read.
    version: i64,
}

impl Lacking {
    /// Makes the tokens: work for the processor, and for no transaction.
    pub(super) fn prepare(self) -> Prepared {
        let mut tokens: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for of_one in self.texts.chunk_by(|one, next| one.0 == next.0) {
            let number = of_one[0].0;
            let mut said: HashSet<String> = of_one.iter().flat_map(|(_, text)| tokens_of(text)).collect();
            if !said.is_empty() {
                said.extend(self.inquiries[number].team.map(token_of_team));
            }
            for token in said {
                tokens.entry(token).or_default().push(number);
            }
        }
        Prepared { tenant: self.tenant, inquiries: self.inquiries, tokens }
    }
}

/// A block that takes in inquiries.
struct Block {
    number: i64,
    lowest: Uuid,
    highest: Uuid,
    places: i64,
    spoilt: i64,
    was_empty: bool,
    touched: bool,
}

impl Session<'_> {
    /// What the index of texts lacks, some of it; then what still stands in blocks that close.
    pub(super) async fn lacking_texts(&mut self) -> Result<Option<Lacking>, StoreError> {
        // With bounds for the id SQLite takes the small index, and without them the key of all inquiries.
        const UNINDEXED: &str = "SELECT lacking.id, lacking.team, lacking.changed, lacking.text_version, messages.text
             FROM (SELECT id, team, changed, text_version
                   FROM inquiries
                   WHERE tenant = $1 AND unindexed = TRUE AND id BETWEEN $3 AND $4
                   ORDER BY id
                   LIMIT $2) AS lacking
             LEFT JOIN messages ON messages.tenant = $1 AND messages.inquiry = lacking.id AND messages.text <> ''
             ORDER BY lacking.id";
        const MOVING: &str = "SELECT lacking.id, lacking.team, lacking.changed, lacking.text_version, messages.text
             FROM (SELECT inquiries.id, inquiries.team, inquiries.changed, inquiries.text_version
                   FROM search_places
                   JOIN inquiries ON inquiries.tenant = search_places.tenant AND inquiries.id = search_places.inquiry
                   WHERE search_places.tenant = $1 AND search_places.block = $3
                   ORDER BY search_places.place
                   LIMIT $2) AS lacking
             LEFT JOIN messages ON messages.tenant = $1 AND messages.inquiry = lacking.id AND messages.text <> ''
             ORDER BY lacking.id";
        let tenants = any_tenant("SELECT tenant FROM inquiries WHERE unindexed = TRUE LIMIT 1");
        for tenant in self.all(tenants).await?.read("inquiries", |row| row.text("tenant"))? {
            let query = any_tenant(UNINDEXED).bind(tenant.clone()).bind(limit(BLOCK)).bind(Uuid::nil()).bind(LAST_ID);
            if let Some(lacking) = lacking_of(tenant, self.all(query.long()).await?)? {
                return Ok(Some(lacking));
            }
        }
        let closing = any_tenant("SELECT number, tenant FROM search_blocks WHERE closing ORDER BY number");
        let closing = self.all(closing).await?;
        for (block, tenant) in
            closing.read("search_blocks", |row| Ok((row.get::<i64>("number")?, row.text("tenant")?)))?
        {
            let query = any_tenant(MOVING).bind(tenant.clone()).bind(limit(BLOCK)).bind(block);
            if let Some(lacking) = lacking_of(tenant, self.all(query.long()).await?)? {
                return Ok(Some(lacking));
            }
        }
        Ok(None)
    }

    /// Whether the index keeps what it should not.
    pub(super) async fn index_is_untidy(&mut self) -> Result<bool, StoreError> {
        let query = any_tenant(
            "SELECT number
             FROM search_blocks
             WHERE closing OR spoilt * 4 > places OR spoilt_at <= $1
             LIMIT 1",
        );
        Ok(!self.all(query.bind(milliseconds(self.now - SPOILT_KEPT))).await?.is_empty())
    }

    /// Clears up in the index. Returns whether there was anything to do.
    pub(super) async fn tidy_index(&mut self) -> Result<bool, StoreError> {
        self.lock_index().await?;
        Ok(self.clear_up().await? || self.close_a_block().await?)
    }

    async fn lock_index(&mut self) -> Result<(), StoreError> {
        if let Some(lock) = self.dialect().queue_lock() {
            self.all(any_tenant(lock).bind("search")).await?;
        }
        Ok(())
    }

    /// Takes in what was prepared. What has been changed meanwhile is taken in once more.
    pub(super) async fn take_in(&mut self, prepared: Prepared) -> Result<(), StoreError> {
        self.lock_index().await?;
        let Prepared { tenant, inquiries, tokens } = prepared;
        let of_tenant = |sql: &'static LazyLock<String>| any_tenant(sql).bind(tenant.clone());
        let mut known: HashMap<Uuid, (i64, i64, bool)> = HashMap::new();
        for some in inquiries.chunks(SLOTS) {
            let ids: Vec<Uuid> = some.iter().map(|due| due.inquiry).collect();
            let rows = self.all(filled(of_tenant(&PLACES_OF), &ids, SLOTS)).await?;
            known.extend(rows.read("search_places", |row| {
                Ok((row.get("inquiry")?, (row.get("block")?, row.get("place")?, row.get("closing")?)))
            })?);
        }
        let mut says_something = vec![false; inquiries.len()];
        for number in tokens.values().flatten() {
            says_something[*number] = true;
        }
        let mut blocks = self.open_blocks(&tenant).await?;
        let (mut leaving, mut entering) = (Vec::new(), Vec::new());
        // Where each of them stands.
        let mut places: Vec<Option<(i64, u32)>> = Vec::with_capacity(inquiries.len());
        for (Due { inquiry, changed, .. }, says_something) in inquiries.iter().zip(says_something) {
            let before = known.get(inquiry);
            if let Some((block, place, false)) = before
                && !changed
                && says_something
            {
                places.push(Some((*block, *place as u32)));
                continue;
            }
            if let Some((block, _, closing)) = before {
                leaving.push(*inquiry);
                if !closing && let Some(block) = blocks.iter_mut().find(|open| open.number == *block) {
                    block.spoilt += 1;
                    block.touched = true;
                }
            }
            if !says_something {
                places.push(None);
                continue;
            }
            let at = self.block_for(*inquiry, &tenant, &mut blocks).await?;
            let block = &mut blocks[at];
            places.push(Some((block.number, block.places as u32)));
            entering.push((block.number, block.places, *inquiry));
            block.places += 1;
            block.highest = block.highest.max(*inquiry);
            block.touched = true;
        }
        for some in leaving.chunks(SLOTS) {
            self.change(filled(of_tenant(&LEAVE), some, SLOTS)).await?;
        }
        self.put_rows(&PUT_PLACES, tenant.clone(), &entering, |put, (block, place, inquiry)| {
            put.bind(*block).bind(*place).bind(*inquiry)
        })
        .await?;
        let written: BTreeSet<i64> = places.iter().flatten().map(|(block, _)| *block).collect();
        for block in written {
            let was_empty = blocks.iter().any(|open| open.number == block && open.was_empty);
            let of_block = tokens.iter().filter_map(|(token, numbers)| {
                let here = numbers.iter().filter_map(|number| places[*number]).filter(|(there, _)| *there == block);
                let here: Vec<u32> = here.map(|(_, place)| place).collect();
                (!here.is_empty()).then(|| (token.clone(), here))
            });
            self.add_tokens(block, of_block.collect(), was_empty).await?;
        }
        for block in blocks.iter().filter(|block| block.touched) {
            let change = any_tenant(
                "UPDATE search_blocks
                 SET highest = $2,
                     places = $3,
                     spoilt = $4,
                     spoilt_at = CASE WHEN spoilt = $4 THEN spoilt_at ELSE COALESCE(spoilt_at, $5) END
                 WHERE number = $1",
            );
            let at = milliseconds(self.now);
            let change = change.bind(block.number).bind(block.highest).bind(block.places).bind(block.spoilt).bind(at);
            self.change(change).await?;
        }
        let mut versions: BTreeMap<i64, Vec<Uuid>> = BTreeMap::new();
        for due in &inquiries {
            versions.entry(due.version).or_default().push(due.inquiry);
        }
        for (version, ids) in versions {
            for some in ids.chunks(SLOTS) {
                self.change(filled(of_tenant(&INDEXED).bind(version), some, SLOTS)).await?;
            }
        }
        Ok(())
    }

    /// Puts rows into a table, many in a statement. `first` is what all of them have.
    async fn put_rows<T>(
        &mut self,
        sql: &'static LazyLock<[String; 3]>,
        first: impl Into<Value> + Clone,
        mut rows: &[T],
        bind: impl Fn(Statement, &T) -> Statement,
    ) -> Result<(), StoreError> {
        for (count, sql) in ROWS.iter().zip(sql.iter()) {
            while let Some((some, rest)) = rows.split_at_checked(*count)
                && !some.is_empty()
            {
                self.change(some.iter().fold(any_tenant(sql).bind(first.clone()), &bind)).await?;
                rows = rest;
            }
        }
        Ok(())
    }

    /// The blocks that take in inquiries, in order.
    async fn open_blocks(&mut self, tenant: &str) -> Result<Vec<Block>, StoreError> {
        let query = any_tenant(
            "SELECT number, lowest, highest, places, spoilt
             FROM search_blocks
             WHERE tenant = $1 AND NOT closing
             ORDER BY lowest",
        )
        .bind(tenant.to_owned());
        self.all(query).await?.read("search_blocks", |row| {
            Ok(Block {
                number: row.get("number")?,
                lowest: row.get("lowest")?,
                highest: row.get("highest")?,
                places: row.get("places")?,
                spoilt: row.get("spoilt")?,
                was_empty: row.get::<i64>("places")? == 0,
                touched: false,
            })
        })
    }

    /// Which block takes in an inquiry, by its place in the list. A new one begins only behind all that is there, so that no two
    /// overlap.
    async fn block_for(&mut self, inquiry: Uuid, tenant: &str, blocks: &mut Vec<Block>) -> Result<usize, StoreError> {
        let behind = blocks.partition_point(|block| block.lowest <= inquiry);
        let is_full = |block: &Block| block.places - block.spoilt >= i64::from(BLOCK) && block.highest < inquiry;
        if behind < blocks.len() || blocks.last().is_some_and(|last| !is_full(last)) {
            return Ok(behind.saturating_sub(1));
        }
        let number = self.add_block(tenant, inquiry).await?;
        blocks.push(Block {
            number,
            lowest: inquiry,
            highest: inquiry,
            places: 0,
            spoilt: 0,
            was_empty: true,
            touched: true,
        });
        Ok(blocks.len() - 1)
    }

    async fn add_block(&mut self, tenant: &str, lowest: Uuid) -> Result<i64, StoreError> {
        let insert = any_tenant(
            "INSERT INTO search_blocks (tenant, lowest, highest, places, spoilt, closing)
             VALUES ($1, $2, $2, 0, 0, $3)
             RETURNING number",
        );
        let insert = insert.bind(tenant.to_owned()).bind(lowest).bind(false);
        let numbers = self.change_returning(insert).await?.read("search_blocks", |row| row.get("number"))?;
        numbers.into_iter().next().ok_or_else(|| super::missing("search_blocks.number"))
    }

    /// Adds places under tokens. A block that was empty has none that would have to be read.
    async fn add_tokens(
        &mut self,
        block: i64,
        tokens: Vec<(String, Vec<u32>)>,
        was_empty: bool,
    ) -> Result<(), StoreError> {
        let mut merged = Vec::with_capacity(tokens.len());
        for some in tokens.chunks(ROWS[0]) {
            let mut known: HashMap<String, Vec<u8>> = HashMap::new();
            if !was_empty {
                let names: Vec<String> = some.iter().map(|(token, _)| token.clone()).collect();
                let query = filled(any_tenant(&TOKENS_OF_BLOCK).bind(block), &names, ROWS[0]).long();
                known.extend(self.all(query).await?.read("search_tokens", token_and_places)?);
            }
            for (token, added) in some {
                let mut places = added.clone();
                if let Some(known) = known.get(token) {
                    places.extend(places_in(known));
                }
                places.sort_unstable();
                places.dedup();
                merged.push((token.clone(), written(&places)));
            }
        }
        self.put_rows(&PUT_TOKENS, block, &merged, |put, (token, places)| put.bind(token.clone()).bind(places.clone()))
            .await
    }

    /// Takes away what is left of a block that has closed. Returns whether there was one.
    async fn clear_up(&mut self) -> Result<bool, StoreError> {
        // Where somebody holds one of its inquiries, that one is still to be moved.
        let query = any_tenant(
            "SELECT number
             FROM search_blocks
             WHERE closing
               AND NOT EXISTS (SELECT 1 FROM search_places WHERE search_places.block = search_blocks.number)
             ORDER BY number
             LIMIT 1",
        );
        let closed: Vec<i64> = self.all(query).await?.read("search_blocks", |row| row.get("number"))?;
        let Some(block) = closed.first().copied() else { return Ok(false) };
        let tokens = any_tenant(
            "DELETE FROM search_tokens
             WHERE block = $1
               AND token IN (SELECT token FROM search_tokens WHERE block = $1 ORDER BY token LIMIT $2)",
        );
        let gone = self.change(tokens.bind(block).bind(limit(TOKENS_TOGETHER))).await?;
        if gone < u64::from(TOKENS_TOGETHER) {
            self.change(any_tenant("DELETE FROM search_blocks WHERE number = $1").bind(block)).await?;
        }
        Ok(true)
    }

    /// Closes a block with many places that nobody has any more, or with some for long, and opens its successor.
    async fn close_a_block(&mut self) -> Result<bool, StoreError> {
        let close = any_tenant(
            "UPDATE search_blocks
             SET closing = $2
             WHERE number = (SELECT number
                             FROM search_blocks
                             WHERE NOT closing AND (spoilt * 4 > places OR spoilt_at <= $1)
                             ORDER BY number
                             LIMIT 1)
             RETURNING tenant, lowest",
        );
        let close = close.bind(milliseconds(self.now - SPOILT_KEPT)).bind(true);
        let closed = self.change_returning(close).await?;
        let closed = closed.read("search_blocks", |row| Ok((row.text("tenant")?, row.get("lowest")?)))?;
        for (tenant, lowest) in &closed {
            self.add_block(tenant, *lowest).await?;
        }
        Ok(!closed.is_empty())
    }

    /// Notes that texts of inquiries were changed or taken out.
    pub(super) async fn note_changed_texts(&mut self, tenant: &str, inquiries: &[Uuid]) -> Result<(), StoreError> {
        for some in inquiries.chunks(SLOTS) {
            self.change(filled(any_tenant(&CHANGED).bind(tenant.to_owned()), some, SLOTS)).await?;
        }
        Ok(())
    }
}

/// `None`: nothing is lacking.
fn lacking_of(tenant: String, rows: Vec<Row>) -> Result<Option<Lacking>, StoreError> {
    let mut lacking = Lacking { tenant, inquiries: Vec::new(), texts: Vec::new() };
    let rows = rows.read("inquiries", |row| {
        let due = Due {
            inquiry: row.get("id")?,
            team: row.get("team")?,
            changed: row.get("changed")?,
            version: row.get("text_version")?,
        };
        Ok((due, row.text_or_none("text")?))
    })?;
    for (due, text) in rows {
        if lacking.inquiries.last().is_none_or(|last| last.inquiry != due.inquiry) {
            lacking.inquiries.push(due);
        }
        lacking.texts.extend(text.map(|text| (lacking.inquiries.len() - 1, text)));
    }
    Ok((!lacking.inquiries.is_empty()).then_some(lacking))
}

fn token_and_places(row: Columns<'_>) -> Result<(String, Vec<u8>), StoreError> {
    Ok((row.text("token")?, row.get("places")?))
}

/// No text has it: a word of one has no sign in it.
fn token_of_team(team: Uuid) -> String {
    format!("team {}", team.simple())
}

/// A block as a search passes it: those with one beginning are the old and the new one of a block that is written anew.
struct Stretch {
    floor: Uuid,
    blocks: Vec<i64>,
}

/// The places of a block under each token.
type Tokens = HashMap<i64, HashMap<String, Vec<u8>>>;

/// A text in which all of it was said.
struct Found {
    inquiry: Uuid,
    message: MessageId,
    excerpt: Excerpt,
}

impl Tx<'_, '_> {
    /// See [`desk::inquiry::Inquiries::inquiries_with`].
    pub(super) async fn search(
        &mut self,
        teams: Option<&[TeamId]>,
        search: &Search,
        before: Option<InquiryId>,
        most: u32,
    ) -> Result<Hits<InquiryHit>, StoreError> {
        let tokens = search.tokens();
        if tokens.is_empty() || teams.is_some_and(<[TeamId]>::is_empty) {
            return Ok(Hits::default());
        }
        let teams: Option<Vec<Uuid>> = teams.map(|teams| teams.iter().map(|team| team.uuid()).collect());
        let mut upper = before.map_or(LAST_ID, InquiryId::uuid);
        let stretches: Vec<Stretch> =
            self.stretches().await?.into_iter().filter(|stretch| stretch.floor < upper).collect();
        let mut unindexed = self.unindexed_before(upper).await?;
        let indexing = unindexed.len() > UNINDEXED_READ;
        if indexing {
            unindexed.pop_first();
        }
        let mut found = Vec::new();
        let mut known = Tokens::new();
        for (at, stretch) in stretches.iter().enumerate() {
            if stretch.blocks.iter().any(|block| !known.contains_key(block)) {
                let together = BLOCKS_TOGETHER[usize::from(at > 0)];
                let blocks = stretches[at..].iter().flat_map(|stretch| stretch.blocks.iter().copied());
                known = self
                    .tokens_of_blocks(
                        blocks.take(together.max(stretch.blocks.len())).collect(),
                        &tokens,
                        teams.as_deref(),
                    )
                    .await?;
            }
            let mut candidates: BTreeSet<Uuid> = unindexed.range(stretch.floor..upper).copied().collect();
            for block in &stretch.blocks {
                let places = places_with(known.get(block), &tokens, teams.as_deref());
                candidates.extend(self.inquiries_at(*block, &places).await?);
            }
            let candidates: Vec<Uuid> = candidates.range(stretch.floor..upper).rev().copied().collect();
            for some in candidates.chunks(SLOTS) {
                found.extend(self.found_in(some, teams.as_deref(), search).await?);
                if found.len() >= most as usize {
                    found.truncate(most as usize);
                    return Ok(Hits { hits: self.hits(found).await?, indexing });
                }
            }
            upper = stretch.floor;
        }
        Ok(Hits { hits: self.hits(found).await?, indexing })
    }

    /// See [`desk::handoff::Tickets::tickets_with`].
    pub(super) async fn search_tickets(
        &mut self,
        teams: &[TeamId],
        filter: TicketFilter,
        search: &Search,
        mut before: Option<InquiryId>,
        most: u32,
    ) -> Result<Hits<TicketHit>, StoreError> {
        if search.tokens().is_empty() {
            return Ok(Hits::default());
        }
        let mut hits = Vec::new();
        let is_open = !matches!(filter.standing, TicketStanding::Any | TicketStanding::Ended);
        if is_open || filter.agent.is_some() {
            // They are few: their texts are read, and the index is not asked.
            let mut few = BTreeSet::new();
            for team in teams {
                let tickets = self.tickets_of_team(*team, filter, None, u32::MAX).await?;
                few.extend(tickets.iter().map(|summary| summary.ticket.inquiry.uuid()));
            }
            let upper = before.map_or(LAST_ID, InquiryId::uuid);
            let few: Vec<Uuid> = few.range(..upper).rev().copied().collect();
            let teams: Vec<Uuid> = teams.iter().map(|team| team.uuid()).collect();
            for some in few.chunks(SLOTS) {
                let found = self.found_in(some, Some(&teams), search).await?;
                let found = found.into_iter().map(|found| (found.inquiry, (found.message, found.excerpt)));
                hits.extend(self.newest_tickets(found.collect(), filter).await?);
                if hits.len() >= most as usize {
                    break;
                }
            }
            hits.truncate(most as usize);
            return Ok(Hits { hits, indexing: false });
        }
        loop {
            let Hits { hits: found, indexing } = self.search(Some(teams), search, before, most).await?;
            let is_last = found.len() < most as usize;
            before = found.last().map(|hit| hit.summary.inquiry.id);
            let found = found.into_iter().map(|hit| (hit.summary.inquiry.id.uuid(), (hit.message, hit.excerpt)));
            hits.extend(self.newest_tickets(found.collect(), filter).await?);
            if is_last || hits.len() >= most as usize {
                hits.truncate(most as usize);
                return Ok(Hits { hits, indexing });
            }
        }
    }

    /// The newest tickets of inquiries in which something was said, in their order; those that are wanted.
    async fn newest_tickets(
        &mut self,
        found: Vec<(Uuid, (MessageId, Excerpt))>,
        filter: TicketFilter,
    ) -> Result<Vec<TicketHit>, StoreError> {
        let mut summaries = HashMap::new();
        for some in found.chunks(SLOTS) {
            let ids: Vec<Uuid> = some.iter().map(|(inquiry, _)| *inquiry).collect();
            let query = filled(self.sql(&super::tickets::OF_INQUIRIES), &ids, SLOTS).long();
            let mut rows = self.all(query).await?.read("tickets", super::tickets::summary_of)?;
            // Of several the newest stays.
            rows.sort_unstable_by_key(|summary| summary.ticket.number);
            summaries.extend(rows.into_iter().map(|summary| (summary.ticket.inquiry.uuid(), summary)));
        }
        let hits = found.into_iter().filter_map(|(inquiry, said)| {
            let summary = summaries.remove(&inquiry).filter(|newest| is_wanted(&newest.ticket, filter))?;
            Some(TicketHit { summary, said: Some(said) })
        });
        Ok(hits.collect())
    }

    /// The blocks, newest first. The last one has no floor: what is older than it is taken in there.
    async fn stretches(&mut self) -> Result<Vec<Stretch>, StoreError> {
        let query = self.sql("SELECT number, lowest FROM search_blocks WHERE tenant = $1 ORDER BY lowest DESC, number");
        let blocks = self.all(query).await?;
        let mut stretches: Vec<Stretch> = Vec::new();
        for (block, floor) in
            blocks.read("search_blocks", |row| Ok((row.get::<i64>("number")?, row.get::<Uuid>("lowest")?)))?
        {
            match stretches.last_mut() {
                Some(last) if last.floor == floor => last.blocks.push(block),
                _ => stretches.push(Stretch { floor, blocks: vec![block] }),
            }
        }
        match stretches.last_mut() {
            Some(last) => last.floor = Uuid::nil(),
            None => stretches.push(Stretch { floor: Uuid::nil(), blocks: Vec::new() }),
        }
        Ok(stretches)
    }

    async fn tokens_of_blocks(
        &mut self,
        blocks: Vec<i64>,
        tokens: &[String],
        teams: Option<&[Uuid]>,
    ) -> Result<Tokens, StoreError> {
        let mut known: Tokens = blocks.iter().map(|block| (*block, HashMap::new())).collect();
        let mut wanted = tokens.to_vec();
        wanted.extend(asked_by_team(teams).iter().map(|team| token_of_team(*team)));
        for blocks in blocks.chunks(BLOCKS_TOGETHER[1]) {
            let query = filled(self.sql(&TOKENS_OF_BLOCKS), blocks, BLOCKS_TOGETHER[1]);
            let query = filled(query, &wanted, SLOTS).long();
            let rows = self.all(query).await?.read("search_tokens", |row| {
                let (token, places) = token_and_places(row)?;
                Ok((row.get::<i64>("block")?, token, places))
            })?;
            for (block, token, places) in rows {
                known.entry(block).or_default().insert(token, places);
            }
        }
        Ok(known)
    }

    /// The inquiries at places of a block. Where they are many, the block is read as a whole.
    async fn inquiries_at(&mut self, block: i64, places: &[u32]) -> Result<Vec<Uuid>, StoreError> {
        let numbers: Vec<i64> = places.iter().map(|place| i64::from(*place)).collect();
        if numbers.len() > 4 * SLOTS {
            let query = self
                .sql(
                    "SELECT place, inquiry
                     FROM search_places
                     WHERE tenant = $1 AND block = $2",
                )
                .bind(block)
                .long();
            let all = self.all(query).await?;
            let all = all.read("search_places", |row| Ok((row.get::<i64>("place")?, row.get("inquiry")?)))?;
            return Ok(all
                .into_iter()
                .filter(|(place, _)| numbers.binary_search(place).is_ok())
                .map(|(_, id)| id)
                .collect());
        }
        let mut found = Vec::new();
        for some in numbers.chunks(SLOTS) {
            let query = filled(self.sql(&INQUIRIES_AT).bind(block), some, SLOTS).long();
            found.extend(self.all(query).await?.read("search_places", |row| row.get::<Uuid>("inquiry"))?);
        }
        Ok(found)
    }

    /// The newest inquiries that the index lacks something of; one more than are read, where there are more.
    async fn unindexed_before(&mut self, upper: Uuid) -> Result<BTreeSet<Uuid>, StoreError> {
        let query = self
            .sql(
                "SELECT id
                 FROM inquiries
                 WHERE tenant = $1 AND unindexed = TRUE AND id >= $2 AND id < $3
                 ORDER BY id DESC
                 LIMIT $4",
            )
            .bind(Uuid::nil())
            .bind(upper)
            .bind(UNINDEXED_READ as i64 + 1);
        Ok(self.all(query.long()).await?.read("inquiries", |row| row.get("id"))?.into_iter().collect())
    }

    /// Those of some inquiries in whose texts all of it was said, in their order, and that these teams see.
    async fn found_in(
        &mut self,
        inquiries: &[Uuid],
        teams: Option<&[Uuid]>,
        search: &Search,
    ) -> Result<Vec<Found>, StoreError> {
        let query = filled(self.sql(&TEXTS), inquiries, SLOTS).long();
        let said = self.all(query).await?.read("messages", |row| {
            let seen = row.get::<Option<Uuid>>("team")?;
            let seen = teams.is_none_or(|teams| seen.is_some_and(|team| teams.contains(&team)));
            Ok((row.get::<Uuid>("id")?, seen, row.id("message", MessageId::new)?, row.text("text")?))
        })?;
        let mut found = Vec::new();
        for of_one in said.chunk_by(|(one, ..), (next, ..)| one == next) {
            let texts: Vec<&str> = of_one.iter().map(|(.., text)| text.as_str()).collect();
            let (inquiry, seen, ..) = of_one[0];
            if seen && let Some((at, place)) = search.find(&texts) {
                let excerpt = Excerpt::around(texts[at], place);
                found.push(Found { inquiry, message: of_one[at].2, excerpt });
            }
        }
        Ok(found)
    }

    async fn hits(&mut self, found: Vec<Found>) -> Result<Vec<InquiryHit>, StoreError> {
        let mut summaries: HashMap<Uuid, InquirySummary> = HashMap::new();
        for some in found.chunks(SLOTS) {
            let ids: Vec<Uuid> = some.iter().map(|found| found.inquiry).collect();
            let query = filled(self.sql(&super::inquiries::SUMMARIES), &ids, SLOTS).long();
            let rows = self.all(query).await?.read("inquiries", summary_of)?;
            summaries.extend(rows.into_iter().map(|summary| (summary.inquiry.id.uuid(), summary)));
        }
        let hit = |Found { inquiry, message, excerpt }| {
            Some(InquiryHit { summary: summaries.remove(&inquiry)?, message, excerpt })
        };
        Ok(found.into_iter().filter_map(hit).collect())
    }
}

/// The teams by which the index is asked: none where they do not fit into a statement. Whatever it offers is looked at again.
fn asked_by_team(teams: Option<&[Uuid]>) -> &[Uuid] {
    teams.filter(|teams| teams.len() <= SLOTS / 2).unwrap_or_default()
}

/// The places of a block that have every token and one of the teams.
fn places_with(known: Option<&HashMap<String, Vec<u8>>>, tokens: &[String], teams: Option<&[Uuid]>) -> Vec<u32> {
    let under = |token: &str| known.and_then(|known| known.get(token)).map(Vec::as_slice).unwrap_or_default();
    let mut lists: Vec<Vec<u32>> = tokens.iter().map(|token| places_in(under(token)).collect()).collect();
    let asked = asked_by_team(teams);
    if !asked.is_empty() {
        let of_teams: BTreeSet<u32> = asked.iter().flat_map(|team| places_in(under(&token_of_team(*team)))).collect();
        lists.push(of_teams.into_iter().collect());
    }
    lists.sort_by_key(Vec::len);
    let mut lists = lists.into_iter();
    let first = lists.next().unwrap_or_default();
    lists.fold(first, |kept, list| kept.into_iter().filter(|place| list.binary_search(place).is_ok()).collect())
}
