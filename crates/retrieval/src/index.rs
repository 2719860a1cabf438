//! The index of all tenants.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use async_trait::async_trait;
use desk::answering::{
    Candidate, Corrections, Embedder, EntryVectors, Index, IndexFollower, OutcomeCounts, Rehearsing, Retriever, Search,
    Shipped, Thresholds, Trust, Trusted, VectorFollower, without_courtesy,
};
use desk::faq::{Audience, AudienceGroup, Entry, Revision};
use desk::id::{EntryId, TenantId};
use desk::inquiry::Evidence;
use desk::language::Language;
use desk::lexicon::WordGroup;

use crate::confidence::{DEFAULT_THRESHOLDS, WORD_FOR_WORD, among, confidence, has_vectors};
use crate::discriminant::tell_apart;
use crate::explain::{self, Explained};
use crate::features::{self, Features, TOP};
use crate::lexicon::{self, Lexicon};
use crate::question::{Question, Texts};
use crate::rank::Pruning;
use crate::scorer::{KnownLengths, Parts, Scored, View, WithVectors};
use crate::segment::{IndexedEntry, Segment};
use crate::text::Wording;
use crate::vectors::QuestionVectors;
use crate::vocabulary::Known;

/// Entries taken over under one write lock: a search waits for so many at most.
const AT_ONCE: usize = 32;

/// Different views of a tenant's entries whose lengths are kept: as many as teams that have entries of their own, mostly.
const MOST_VIEWS: usize = 64;

/// Published entries of all tenants, in memory.
///
/// Text is read before a lock is taken, and a lock of a tenant is held for a few entries at a time, so a search waits
/// for a change at most some milliseconds, and tenants never wait for each other's.
#[derive(Default)]
pub struct MemoryIndex {
    tenants: RwLock<HashMap<TenantId, Arc<RwLock<Segments>>>>,
}

/// A candidate with what its confidence was made of, for fitting and for reports.
#[derive(Debug, Clone)]
pub struct Inspected {
    /// The candidate.
    pub candidate: Candidate,
    /// What its score is made of.
    pub parts: Parts,
    /// Its features, for the ten best; `None` for the others.
    pub features: Option<Features>,
}

/// The entries of a tenant, by audience.
struct Segments {
    by_audience: Vec<(Audience, Segment)>,
    places: HashMap<EntryId, Place>,
    /// Vectors of versions that have not come yet.
    ahead: HashMap<EntryId, Arc<EntryVectors>>,
    revision: Revision,
    words: Words,
    /// By the segments in view; forgotten with every change.
    lengths: Mutex<HashMap<Vec<usize>, Arc<KnownLengths>>>,
    trust: Trust,
}

/// Where nothing has been said about trust.
const UNCORRECTED: Trust = Trust {
    corrections: Corrections::NONE,
    thresholds: DEFAULT_THRESHOLDS,
    outcomes: OutcomeCounts { japanese: 0, english: 0 },
};

/// The words with which texts are read, and their revision.
#[derive(Clone, Default)]
struct Words {
    /// The organisation's own over the general ones; `None`: the general ones alone.
    own: Option<Arc<Lexicon>>,
    revision: Revision,
}

impl Words {
    fn lexicon(&self) -> &Lexicon {
        self.own.as_deref().unwrap_or_else(|| lexicon::general())
    }
}

/// What is known of an entry: how new, and where it stands; a retired one stands nowhere.
struct Place {
    revision: Revision,
    version: u32,
    segment: Option<(usize, u32)>,
}

/// A changed entry, read.
struct Change {
    id: EntryId,
    revision: Revision,
    version: u32,
    published: Option<(Audience, IndexedEntry)>,
}

impl MemoryIndex {
    /// An index that knows no tenant.
    pub fn new() -> Self {
        Self::default()
    }

    /// Searches like [`Retriever::search`] and tells the features of the best. Finds nothing where the question has no
    /// words, only particles, marks and stop words.
    pub fn inspect(&self, tenant: &TenantId, search: Search<'_>, vectors: Option<&QuestionVectors>) -> Vec<Inspected> {
        self.inspect_with(tenant, search, vectors, Pruning::SHIPPED)
    }

    pub(crate) fn inspect_with(
        &self,
        tenant: &TenantId,
        search: Search<'_>,
        vectors: Option<&QuestionVectors>,
        pruning: Pruning,
    ) -> Vec<Inspected> {
        let Some(segments) = self.tenant(tenant) else { return Vec::new() };
        let segments = read(&segments);
        let known = segments.known(search.groups);
        let question = Question::read(search.question, search.language, segments.words.lexicon(), &known);
        let worded = segments.worded(question.wordings(), search.groups);
        if worded.is_none() && vectors.is_none() && !question.has_words() {
            return Vec::new();
        }
        segments.search(&question, vectors, worded, search, pruning)
    }

    /// Searches like [`Retriever::search`] and tells everything that was looked at.
    pub fn explain(&self, tenant: &TenantId, search: Search<'_>, vectors: Option<&QuestionVectors>) -> Explained {
        let found = self.inspect(tenant, search, vectors);
        let segments = self.tenant(tenant).unwrap_or_default();
        let segments = read(&segments);
        let known = segments.known(search.groups);
        let question = Question::read(search.question, search.language, segments.words.lexicon(), &known);
        let texts = Texts::of(search.question).into_meant(segments.words.lexicon(), &known);
        let view = segments.view(search.groups);
        let by_vectors = found.first().is_some_and(|best| best.features.as_ref().is_some_and(has_vectors));
        let best = found.first().and_then(|best| segments.entry(best.candidate.entry));
        explain::explained(&view, segments.words.lexicon(), &question, texts, by_vectors, best, found)
    }

    /// The texts of which a search needs the vectors, in some microseconds: those of the question, in the words that it probably
    /// means.
    pub fn texts(&self, tenant: &TenantId, search: Search<'_>) -> Texts {
        let texts = Texts::of(search.question);
        let Some(segments) = self.tenant(tenant) else { return texts };
        let segments = read(&segments);
        texts.into_meant(segments.words.lexicon(), &segments.known(search.groups))
    }

    /// [`Retriever::word_for_word`] on the calling thread, in some microseconds.
    pub fn worded(&self, tenant: &TenantId, search: Search<'_>) -> Option<Candidate> {
        let segments = self.tenant(tenant)?;
        // Only a question that is none as it stands costs the look for courtesy in it.
        let whole = std::iter::once_with(|| Wording::new(search.question));
        let cut = std::iter::once_with(|| Wording::new(&without_courtesy(search.question)));
        let entry = read(&segments).worded(whole.chain(cut).flatten(), search.groups)?;
        let evidence = Evidence::default();
        Some(Candidate { entry, score: 0.0, confidence: WORD_FOR_WORD, among: WORD_FOR_WORD, evidence })
    }

    fn tenant(&self, tenant: &TenantId) -> Option<Arc<RwLock<Segments>>> {
        read(&self.tenants).get(tenant).cloned()
    }

    fn tenant_or_new(&self, tenant: &TenantId) -> Arc<RwLock<Segments>> {
        if let Some(known) = self.tenant(tenant) {
            return known;
        }
        write(&self.tenants).entry(tenant.clone()).or_default().clone()
    }
}

impl MemoryIndex {
    /// [`Retriever::search`] on the calling thread, by words alone: some 0.1 ms of processor time for each thousand entries.
    pub fn find(&self, tenant: &TenantId, search: Search<'_>) -> Vec<Candidate> {
        self.find_with(tenant, search, None)
    }

    /// The same with the vectors of the question's texts. While some entries lack vectors of that model the surer of two searches
    /// counts: of those that have some by words and vectors, or of all by words alone.
    pub fn find_with(
        &self,
        tenant: &TenantId,
        search: Search<'_>,
        vectors: Option<&QuestionVectors>,
    ) -> Vec<Candidate> {
        self.inspect(tenant, search, vectors).into_iter().map(|inspected| inspected.candidate).collect()
    }

    /// The same by reading everything there is, for measuring and tests: what cannot win is read, too.
    pub fn find_reading_all(
        &self,
        tenant: &TenantId,
        search: Search<'_>,
        vectors: Option<&QuestionVectors>,
    ) -> Vec<Candidate> {
        let found = self.inspect_with(tenant, search, vectors, Pruning::NONE);
        found.into_iter().map(|inspected| inspected.candidate).collect()
    }

    /// [`VectorFollower::apply_vectors`] on the calling thread, some microseconds an entry.
    pub fn take_over_vectors(&self, tenant: &TenantId, vectors: Vec<Arc<EntryVectors>>) {
        let segments = self.tenant_or_new(tenant);
        for some in vectors.chunks(AT_ONCE) {
            let mut segments = write(&segments);
            for vectors in some {
                segments.take_over_vectors(vectors);
            }
        }
    }

    /// [`IndexFollower::apply_changes`] on the calling thread: some 0.1 ms of processor time for each entry.
    pub fn take_over(&self, tenant: &TenantId, changed: &[Entry], revision: Revision) {
        let segments = self.tenant_or_new(tenant);
        for some in changed.chunks(AT_ONCE) {
            let words = read(&segments).words.clone();
            let changes: Vec<Change> = some.iter().map(|entry| Change::read(entry, words.lexicon())).collect();
            let mut segments = write(&segments);
            let is_late = segments.words.revision != words.revision;
            for change in changes {
                let entry = change.id;
                segments.take_over(change);
                if is_late {
                    segments.reread(entry);
                }
            }
        }
        let mut segments = write(&segments);
        segments.revision = segments.revision.max(revision);
    }

    /// [`IndexFollower::apply_lexicon`] on the calling thread: some microseconds of processor time for each phrasing.
    pub fn take_over_lexicon(&self, tenant: &TenantId, groups: &[WordGroup], revision: Revision) {
        let own = (!groups.is_empty()).then(|| Lexicon::own(groups.iter().map(|group| group.words().collect())));
        let segments = self.tenant_or_new(tenant);
        let entries: Vec<EntryId> = {
            let mut segments = write(&segments);
            segments.words = Words { own: own.map(Arc::new), revision };
            segments.places.keys().copied().collect()
        };
        for some in entries.chunks(AT_ONCE) {
            let mut segments = write(&segments);
            for entry in some {
                segments.reread(*entry);
            }
        }
    }

    /// The revision of the organisation's own words that are in force; 0 where there are none.
    pub fn lexicon_revision(&self, tenant: &TenantId) -> Revision {
        self.tenant(tenant).map_or(0, |segments| read(&segments).words.revision)
    }

    /// How many entries of a tenant are published.
    pub fn entries(&self, tenant: &TenantId) -> usize {
        let Some(segments) = self.tenant(tenant) else { return 0 };
        read(&segments).by_audience.iter().map(|(_, segment)| segment.totals().entries as usize).sum()
    }

    /// [`Trusted::trust`]
    pub fn trust(&self, tenant: &TenantId) -> Trust {
        self.tenant(tenant).map_or(UNCORRECTED, |segments| read(&segments).trust)
    }

    /// [`Trusted::take_trust`]
    pub fn take_trust(&self, tenant: &TenantId, trust: Trust) {
        write(&self.tenant_or_new(tenant)).trust = trust;
    }

    /// The revision that it has reached; 0 when it knows nothing of the tenant.
    pub fn revision(&self, tenant: &TenantId) -> Revision {
        self.tenant(tenant).map_or(0, |segments| read(&segments).revision)
    }
}

#[async_trait]
impl Retriever for MemoryIndex {
    async fn search(&self, tenant: &TenantId, search: Search<'_>) -> Vec<Candidate> {
        self.find(tenant, search)
    }

    fn word_for_word(&self, tenant: &TenantId, search: Search<'_>) -> Option<Candidate> {
        self.worded(tenant, search)
    }

    fn is_quick(&self, _tenant: &TenantId) -> bool {
        true
    }
}

#[async_trait]
impl IndexFollower for MemoryIndex {
    async fn apply_changes(&self, tenant: &TenantId, changed: Vec<Entry>, revision: Revision) {
        self.take_over(tenant, &changed, revision);
    }

    fn revision(&self, tenant: &TenantId) -> Revision {
        Self::revision(self, tenant)
    }

    async fn apply_lexicon(&self, tenant: &TenantId, groups: Vec<WordGroup>, revision: Revision) {
        self.take_over_lexicon(tenant, &groups, revision);
    }

    fn lexicon_revision(&self, tenant: &TenantId) -> Revision {
        Self::lexicon_revision(self, tenant)
    }
}

impl Trusted for MemoryIndex {
    fn trust(&self, tenant: &TenantId) -> Trust {
        Self::trust(self, tenant)
    }

    fn shipped_thresholds(&self) -> Thresholds {
        DEFAULT_THRESHOLDS
    }

    fn confidence_as_shipped(&self, evidence: &Evidence) -> Option<(Language, Shipped)> {
        let (language, features) = features::kept(evidence)?;
        Some((language, confidence(language, &features)))
    }

    fn take_trust(&self, tenant: &TenantId, trust: Trust) {
        Self::take_trust(self, tenant, trust);
    }
}

impl Rehearsing for MemoryIndex {
    fn empty(&self) -> Arc<dyn Index> {
        Arc::new(Self::default())
    }

    fn models(&self) -> Vec<Arc<dyn Embedder>> {
        Vec::new()
    }
}

#[async_trait]
impl VectorFollower for MemoryIndex {
    async fn apply_vectors(&self, tenant: &TenantId, vectors: Vec<Arc<EntryVectors>>) {
        self.take_over_vectors(tenant, vectors);
    }
}

impl Change {
    fn read(entry: &Entry, lexicon: &Lexicon) -> Self {
        let published = (!entry.retired).then(|| (canonical(&entry.audience), IndexedEntry::read(entry, lexicon)));
        Self { id: entry.id, revision: entry.revision, version: entry.version, published }
    }
}

impl Default for Segments {
    fn default() -> Self {
        Self {
            by_audience: Vec::new(),
            places: HashMap::new(),
            ahead: HashMap::new(),
            revision: 0,
            words: Words::default(),
            lengths: Mutex::default(),
            trust: UNCORRECTED,
        }
    }
}

impl Segments {
    fn search(
        &self,
        question: &Question,
        vectors: Option<&QuestionVectors>,
        worded: Option<EntryId>,
        search: Search<'_>,
        pruning: Pruning,
    ) -> Vec<Inspected> {
        let view = self.view(search.groups);
        let by = |vectors| self.search_by(&view, question, vectors, worded, search.most, pruning);
        let Some(vectors) = vectors else { return by(None) };
        match view.with_vectors(&vectors.model) {
            WithVectors::All => by(Some(vectors)),
            WithVectors::None => by(None),
            WithVectors::Some => {
                let (words, near) = (by(None), by(Some(vectors)));
                let best_by_words = words.first().map(|best| &best.candidate);
                let lacks = |entry: &IndexedEntry| entry.vectors_by(&vectors.model).is_none();
                // Who has vectors is ranked better with them; so words have to say only what vectors cannot know yet.
                let is_news = best_by_words.is_some_and(|best| {
                    let surest = near.first().map_or(0.0, |near| near.candidate.confidence);
                    self.entry(best.entry).is_some_and(lacks)
                        && (worded == Some(best.entry) || best.confidence >= surest)
                });
                if is_news { words } else { near }
            }
        }
    }

    /// Searches by words, and with vectors among the entries that have some.
    fn search_by<'v>(
        &'v self,
        view: &View<'v>,
        question: &Question,
        vectors: Option<&QuestionVectors>,
        worded: Option<EntryId>,
        most: usize,
        pruning: Pruning,
    ) -> Vec<Inspected> {
        let first = worded.and_then(|id| self.entry(id));
        let mut ranked: Vec<Scored<'_>> = view.rank(question, vectors, most.max(TOP), first, pruning);
        if let Some(vectors) = vectors {
            let top = ranked.len().min(TOP);
            tell_apart(&mut ranked[..top], usize::from(first.is_some()).min(top), vectors, question.language);
        }
        let features = features::describe(view, question, vectors, &ranked);
        let correction = self.trust.corrections.of(question.language);
        // No candidate is surer than one that ranks above it; without features, none is sure at all.
        let mut ceiling = 1.0f32;
        ranked
            .iter()
            .enumerate()
            .take(most)
            .map(|(at, scored)| {
                let features = features.get(at).copied();
                let fitted = features.map_or(0.0, |features| correction.of(confidence(question.language, &features)));
                let own = if worded == Some(scored.entry.id) { WORD_FOR_WORD } else { fitted };
                ceiling = own.min(ceiling);
                let of_best = features.filter(|_| at == 0);
                let among = of_best.map(|features| among(question.language, &features).max(ceiling));
                let evidence = of_best.map(|features| features::evidence(question.language, features));
                let candidate = Candidate {
                    entry: scored.entry.id,
                    score: scored.score,
                    confidence: ceiling,
                    among: among.unwrap_or_default(),
                    evidence: evidence.unwrap_or_default(),
                };
                Inspected { candidate, parts: scored.parts, features }
            })
            .collect()
    }

    /// The entry that has one of these wordings, where it is the only one with it that somebody of these groups may see.
    fn worded(&self, mut wordings: impl Iterator<Item = Wording>, groups: &[AudienceGroup]) -> Option<EntryId> {
        let only = |wording| {
            let admitted = self.by_audience.iter().filter(|(audience, _)| audience.admits(groups));
            let mut entries = admitted.flat_map(|(_, segment)| segment.worded(wording)).map(|entry| entry.id);
            entries.next().filter(|_| entries.next().is_none())
        };
        wordings.find_map(only)
    }

    /// What somebody of these groups may see, to look up words.
    fn known(&self, groups: &[AudienceGroup]) -> Known<'_> {
        let admitted = self.by_audience.iter().filter(|(audience, _)| audience.admits(groups));
        Known(admitted.map(|(_, segment)| segment).collect())
    }

    /// What somebody of these groups may see.
    fn view(&self, groups: &[AudienceGroup]) -> View<'_> {
        let of = |at: &usize| &self.by_audience[*at];
        let mut admitted: Vec<usize> =
            (0..self.by_audience.len()).filter(|at| !of(at).1.is_empty() && of(at).0.admits(groups)).collect();
        // The order decides the order of sums of floating point numbers: it must not tell of other segments.
        admitted.sort_by(|a, b| key(&of(a).0).cmp(&key(&of(b).0)));
        let segments = admitted.iter().map(|at| &of(at).1).collect();
        let mut known = self.lengths.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_VIEWS {
            known.clear();
        }
        View::new(segments, known.entry(admitted).or_default().clone())
    }

    /// Changes may come late or twice: only a newer one counts.
    fn take_over(&mut self, change: Change) {
        if let Some(known) = self.places.get(&change.id) {
            if (known.revision, known.version) >= (change.revision, change.version) {
                return;
            }
            if let Some((segment, slot)) = known.segment {
                self.by_audience[segment].1.take(slot);
            }
        }
        let ahead = match self.ahead.remove(&change.id) {
            Some(vectors) if vectors.version > change.version => {
                self.ahead.insert(change.id, vectors);
                None
            }
            vectors => vectors.filter(|vectors| vectors.version == change.version),
        };
        let segment = change.published.map(|(audience, mut entry)| {
            entry.vectors = ahead;
            let segment = self.segment(audience);
            (segment, self.by_audience[segment].1.put(entry))
        });
        self.lengths.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        self.places.insert(change.id, Place { revision: change.revision, version: change.version, segment });
    }

    /// Reads an entry again with the words that are in force now. It keeps its place.
    fn reread(&mut self, entry: EntryId) {
        let Some((segment, slot)) = self.places.get(&entry).and_then(|place| place.segment) else { return };
        let segment = &mut self.by_audience[segment].1;
        let Some(meanings) = segment.entry(slot).and_then(|entry| entry.reread(self.words.lexicon())) else { return };
        if let Some(mut entry) = segment.take(slot) {
            entry.mean(meanings);
            segment.put(entry);
        }
        self.lengths.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Vectors of a version that has not come yet wait for it; those of an older one are of no use any more.
    fn take_over_vectors(&mut self, vectors: &Arc<EntryVectors>) {
        let known = self.places.get(&vectors.entry);
        if known.is_none_or(|place| place.version < vectors.version) {
            self.ahead.insert(vectors.entry, vectors.clone());
        } else if let Some((segment, slot)) =
            known.filter(|place| place.version == vectors.version).and_then(|place| place.segment)
        {
            self.by_audience[segment].1.embed(slot, vectors.clone());
        }
    }

    fn entry(&self, id: EntryId) -> Option<&IndexedEntry> {
        let (segment, slot) = self.places.get(&id)?.segment?;
        self.by_audience[segment].1.entry(slot)
    }

    fn segment(&mut self, audience: Audience) -> usize {
        let known = self.by_audience.iter().position(|(known, _)| *known == audience);
        known.unwrap_or_else(|| {
            self.by_audience.push((audience, Segment::default()));
            self.by_audience.len() - 1
        })
    }
}

/// One audience for all orders and repetitions of its groups.
fn canonical(audience: &Audience) -> Audience {
    match audience {
        Audience::Everyone => Audience::Everyone,
        Audience::Chosen(groups) => {
            let mut groups = groups.clone();
            groups.sort();
            groups.dedup();
            Audience::Chosen(groups)
        }
    }
}

fn key(audience: &Audience) -> Option<&[AudienceGroup]> {
    match audience {
        Audience::Everyone => None,
        Audience::Chosen(groups) => Some(groups),
    }
}

// A panic while the lock was held (only an allocation can fail there) leaves at worst one entry half taken over, which
// its next change mends; refusing all searches from then on would be worse.
fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
