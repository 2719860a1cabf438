//! Finds out which person spoke and in which conversation, and keeps the newest names and addresses that the channel tells.

use super::inbound::{Inbound, InboundKind, RemoteConversation, Sender};
use crate::delivery::Deliveries;
use crate::id::{ConversationId, PersonId};
use crate::inquiry::{Conversation, ConversationKind, Conversations, Inquiries, Reach};
use crate::language::Language;
use crate::people::{People, Person};
use crate::policy::Policy;
use crate::store::{Now, StoreError};

/// The person who spoke, stored with today's name. The channel leaves the name out at times: then the known one stays, or the
/// one that a roster has.
pub(super) async fn person(tx: &mut (impl People + Now + ?Sized), speaker: &Sender) -> Result<Person, StoreError> {
    match known_person(tx, speaker).await? {
        // Writing the same again would lock the row: whoever takes in something else of this person would wait.
        (Some(known), said) if known == said => Ok(known),
        (_, said) => tx.save_person(said).await,
    }
}

/// The person who spoke as they are known, and as they are from now on.
async fn known_person(
    tx: &mut (impl People + Now + ?Sized),
    speaker: &Sender,
) -> Result<(Option<Person>, Person), StoreError> {
    let known = tx.person_by_directory(&speaker.directory_id).await?;
    let name = match (speaker.name.is_empty(), &known) {
        (false, _) => speaker.name.clone(),
        (true, Some(known)) if !known.name.is_empty() => known.name.clone(),
        (true, _) => name_in_rosters(tx, speaker).await?,
    };
    let said = Person {
        id: known.as_ref().map_or_else(|| PersonId::new(tx.fresh()), |known| known.id),
        directory_id: speaker.directory_id.clone(),
        channel_id: speaker.channel_id.clone(),
        name,
        language: speaker.language.or(known.as_ref().and_then(|known| known.language)),
    };
    Ok((known, said))
}

/// Who spoke in a personal chat, and the chat, as they will be once that is taken in; nothing is stored.
pub(super) async fn foresee(
    tx: &mut (impl Conversations + People + Now + ?Sized),
    policy: &Policy,
    remote: &RemoteConversation,
    speaker: &Sender,
) -> Result<(Person, Conversation), StoreError> {
    let (_, person) = known_person(tx, speaker).await?;
    let known = tx.conversation_by_remote(&remote.remote_id).await?;
    let conversation = noted(tx, policy, (known, remote), (Some(&person), None));
    Ok((person, conversation))
}

/// The name that somebody has in a roster; empty where none has it.
async fn name_in_rosters(tx: &mut (impl People + ?Sized), speaker: &Sender) -> Result<String, StoreError> {
    for channel in tx.channels_with(&speaker.directory_id).await? {
        if let Some(member) = tx.member(channel, &speaker.directory_id).await?
            && !member.name.is_empty()
        {
            return Ok(member.name);
        }
    }
    Ok(String::new())
}

/// The conversation from which it came, stored with its newest address. That something came from it proves that it can
/// be reached.
pub(super) async fn conversation(
    tx: &mut (impl Conversations + Inquiries + People + Now + ?Sized),
    policy: &Policy,
    inbound: &Inbound,
    person: Option<&Person>,
) -> Result<Conversation, StoreError> {
    let remote = &inbound.conversation;
    let parent = match (&remote.channel_remote_id, remote.kind) {
        (Some(channel), ConversationKind::Thread) => Some(channel_of(tx, policy, remote, channel).await?),
        _ => None,
    };
    let known = tx.conversation_by_remote(&remote.remote_id).await?;
    let noted = noted(tx, policy, (known.clone(), remote), (person, parent.as_ref()));
    let is_new = known.is_none();
    let noted = keep(tx, known, noted).await?;
    // A person has one chat with the bot. When it comes under another id (the app was installed anew), or under an earlier one
    // again, what they asked goes on there: an open ticket hears them there, and they are answered there.
    let writes = matches!(inbound.what, InboundKind::Message { .. } | InboundKind::Edited { .. });
    if let (true, Some(person)) = (is_new || writes, noted.person) {
        tx.move_inquiries(person, noted.id).await?;
    }
    Ok(noted)
}

/// A conversation as it is from now on.
fn noted(
    tx: &mut (impl Now + ?Sized),
    policy: &Policy,
    (known, remote): (Option<Conversation>, &RemoteConversation),
    (person, parent): (Option<&Person>, Option<&Conversation>),
) -> Conversation {
    let personal = remote.kind == ConversationKind::Personal;
    let language = person.and_then(|person| person.language).filter(|_| personal);
    match known {
        Some(known) => renewed(known, remote, language),
        None => Conversation {
            id: ConversationId::new(tx.fresh()),
            person: person.filter(|_| personal).map(|person| person.id),
            parent: parent.map(|channel| channel.id),
            language: language
                .or(parent.map(|channel| channel.language))
                .or(person.and_then(|person| person.language))
                .unwrap_or(policy.language),
            ..blank(tx, policy, remote)
        },
    }
}

/// Stores a conversation where it has changed. Writing the same again would lock the row: whoever takes in something
/// from another thread of the same channel, or sends something there, would wait.
async fn keep(
    tx: &mut (impl Conversations + ?Sized),
    known: Option<Conversation>,
    noted: Conversation,
) -> Result<Conversation, StoreError> {
    if known.as_ref() != Some(&noted) {
        tx.save_conversation(&noted).await?;
    }
    Ok(noted)
}

/// Whether something may come from a thread whose root we have sent, but whose id we have not noted yet: a quick
/// colleague answers at once.
pub(super) async fn comes_before_its_thread(
    tx: &mut (impl Conversations + Deliveries + ?Sized),
    remote: &RemoteConversation,
) -> Result<bool, StoreError> {
    let (ConversationKind::Thread, Some(team)) = (remote.kind, &remote.team_remote_id) else { return Ok(false) };
    if tx.conversation_by_remote(&remote.remote_id).await?.is_some() {
        return Ok(false);
    }
    // Only cards that wait or are being sent count: one whose arrival stays unknown would hold this up for ever.
    tx.opens_thread_in(team).await
}

/// The conversation where a card was pressed. A press cannot wait; where its thread's root is not noted yet, no
/// conversation is stored for it, because the ticket's own is about to get that very id.
pub(super) async fn pressed_in(
    tx: &mut (impl Conversations + Inquiries + Deliveries + People + Now + ?Sized),
    policy: &Policy,
    inbound: &Inbound,
    person: &Person,
) -> Result<Conversation, StoreError> {
    let remote = &inbound.conversation;
    if !comes_before_its_thread(tx, remote).await? {
        return conversation(tx, policy, inbound, Some(person)).await;
    }
    let channel = match &remote.channel_remote_id {
        Some(channel) => tx.conversation_by_remote(channel).await?,
        None => None,
    };
    let language = channel.map_or(policy.language, |channel| channel.language);
    Ok(Conversation { language, ..blank(tx, policy, remote) })
}

fn renewed(known: Conversation, remote: &RemoteConversation, language: Option<Language>) -> Conversation {
    Conversation {
        address: remote.address.clone(),
        name: remote.name.clone().or(known.name),
        team_remote_id: remote.team_remote_id.clone().or(known.team_remote_id),
        language: language.unwrap_or(known.language),
        reach: Reach::Reachable,
        ..known
    }
}

async fn channel_of(
    tx: &mut (impl Conversations + Now + ?Sized),
    policy: &Policy,
    thread: &RemoteConversation,
    channel: &str,
) -> Result<Conversation, StoreError> {
    let remote = RemoteConversation {
        remote_id: channel.to_owned(),
        kind: ConversationKind::Channel,
        channel_remote_id: None,
        root_remote_id: None,
        ..thread.clone()
    };
    let known = tx.conversation_by_remote(channel).await?;
    let noted = match known.clone() {
        Some(known) => renewed(known, &remote, None),
        None => blank(tx, policy, &remote),
    };
    keep(tx, known, noted).await
}

fn blank(tx: &mut (impl Now + ?Sized), policy: &Policy, remote: &RemoteConversation) -> Conversation {
    Conversation {
        id: ConversationId::new(tx.fresh()),
        kind: remote.kind,
        remote_id: remote.remote_id.clone(),
        address: remote.address.clone(),
        parent: None,
        team_remote_id: remote.team_remote_id.clone(),
        name: remote.name.clone(),
        person: None,
        language: policy.language,
        reach: Reach::Reachable,
        greeted: false,
    }
}
