//! Two tenants never meet.

use desk::id::TenantId;
use desk::store::StoreError;
use testkit::World;

#[tokio::test]
async fn what_one_tenant_has_the_other_does_not_see() {
    let world = World::new().await;
    let entry = world.publish("VPNに接続できません", "再起動してください。").await;
    let other = TenantId::parse("tenant-b").expect("a good id");
    let id = entry.id;
    let seen = world
        .store()
        .read::<_, StoreError, _>(&other, move |tx| {
            Box::pin(async move { Ok((tx.entry(id).await?, tx.teams().await?.len())) })
        })
        .await
        .expect("the store works");
    assert_eq!(seen, (None, 0));
    let revisions = world.store().revisions().await.expect("the store works");
    assert!(revisions.iter().all(|(tenant, _)| *tenant != other), "{revisions:?}");
    let search = desk::answering::Search {
        question: "VPNに接続できません",
        language: desk::language::Language::Japanese,
        groups: &[],
        most: 10,
    };
    assert!(world.help_desk.index.search(&other, search).await.is_empty());
    assert!(!world.help_desk.index.search(&world.tenant, search).await.is_empty());
}
