//! Deliveries.

use desk::delivery::{Delivery, DeliveryState, Subject};
use desk::id::{ConversationId, DeliveryId, MessageId};
use time::Duration;

use crate::fixture::Fixture;
use crate::{commit, everywhere, look};

everywhere! {
    a_delivery_is_changed_as_a_whole_in_every_state,
    a_delivery_goes_to_another_conversation,
    the_deliveries_of_a_subject_come_oldest_first,
    deliveries_of_a_state_come_oldest_first,
}

impl Fixture {
    fn delivery_to(&self, conversation: ConversationId, subject: Subject) -> Delivery {
        Delivery {
            id: DeliveryId::new(self.fresh()),
            conversation,
            subject,
            state: DeliveryState::Waiting,
            remote_id: None,
            at: self.now(),
        }
    }

    async fn save(&self, delivery: &Delivery) {
        let saved = delivery.clone();
        commit!(self, tx => tx.save_delivery(&saved).await);
    }
}

async fn a_delivery_is_changed_as_a_whole_in_every_state(fixture: Fixture) {
    let world = fixture.world().await;
    let delivery = fixture.delivery_to(world.chat.id, Subject::Welcome);
    let states = [
        DeliveryState::Waiting,
        DeliveryState::Sending { again: false },
        DeliveryState::Sending { again: true },
        DeliveryState::Sent,
        DeliveryState::Unknown,
        DeliveryState::Undeliverable("403 BotNotInConversationRoster".into()),
    ];
    let id = delivery.id;
    for state in states {
        let changed = Delivery { state, remote_id: Some("1700".into()), ..delivery.clone() };
        fixture.save(&changed).await;
        assert_eq!(look!(fixture, tx => tx.delivery(id).await), Some(changed.clone()));
        assert_eq!(commit!(fixture, tx => tx.delivery(id).await), Some(changed));
    }
}

async fn a_delivery_goes_to_another_conversation(fixture: Fixture) {
    let world = fixture.world().await;
    let delivery = fixture.delivery_to(world.channel.id, Subject::Welcome);
    let (id, to) = (delivery.id, world.chat.id);
    fixture.save(&delivery).await;
    commit!(fixture, tx => tx.redirect_delivery(id, to).await);
    let redirected = Delivery { conversation: to, ..delivery };
    assert_eq!(look!(fixture, tx => tx.deliveries_in(to, &DeliveryState::Waiting).await), [redirected]);
}

async fn the_deliveries_of_a_subject_come_oldest_first(fixture: Fixture) {
    let world = fixture.world().await;
    let message = MessageId::new(fixture.fresh());
    let first = fixture.delivery_to(world.channel.id, Subject::Relay(message));
    fixture.pass(Duration::seconds(1));
    let second = fixture.delivery_to(world.chat.id, Subject::Relay(message));
    let other = fixture.delivery_to(world.chat.id, Subject::Answer(message));
    for delivery in [&second, &first, &other] {
        fixture.save(delivery).await;
    }
    assert_eq!(look!(fixture, tx => tx.deliveries_of(&Subject::Relay(message)).await), [first, second]);
    assert_eq!(look!(fixture, tx => tx.deliveries_of(&Subject::Help).await), []);
}

async fn deliveries_of_a_state_come_oldest_first(fixture: Fixture) {
    let world = fixture.world().await;
    let mut all = Vec::new();
    for state in [DeliveryState::Sending { again: true }, DeliveryState::Sent, DeliveryState::Sending { again: false }]
    {
        fixture.pass(Duration::seconds(1));
        let delivery = Delivery { state, ..fixture.delivery_to(world.chat.id, Subject::Help) };
        fixture.save(&delivery).await;
        all.push(delivery);
    }
    fixture.save(&fixture.delivery_to(world.channel.id, Subject::Help)).await;
    let chat = world.chat.id;
    let sending = DeliveryState::Sending { again: false };
    let found = look!(fixture, tx => tx.deliveries_in(chat, &sending).await);
    assert_eq!(found, [all[0].clone(), all[2].clone()]);
    assert_eq!(look!(fixture, tx => tx.deliveries_in(chat, &DeliveryState::Unknown).await), []);
}
