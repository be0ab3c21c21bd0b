//! An inbox read back in pages, and marked as read all at once.

use crate::bed::{Bed, NOW, refused};
use kith_domain::connections::Wish;
use kith_protocol::{ErrorCode, NotificationId, UserId};
use kith_store::{ConnectionStep, NOTIFICATIONS_LISTED_MAX, NotificationPage, NotificationPlace};
use uuid::Uuid;

impl Bed {
    /// So many ask somebody to connect: as many notifications. Oldest first.
    async fn asked_by(&self, user: UserId, count: usize) -> Vec<NotificationId> {
        let mut told = Vec::new();
        for other in self.people(count).await {
            let notification_id = NotificationId(Uuid::now_v7());
            let wish = Wish::Ask;
            let step = ConnectionStep {
                user: other,
                other: user,
                wish,
                notification_id,
                epoch: "i".into(),
                now: NOW,
            };
            told.push(self.store.step_connection(step).await.unwrap().notification.unwrap().id);
        }
        told
    }

    async fn page(&self, user: UserId, before: Option<NotificationId>, limit: u32) -> NotificationPage {
        self.store.notifications(user, NotificationPlace { since: 0, before }, limit).await.unwrap()
    }
}

contract! {
    async fn nt7_pages_show_each_notification_once_and_how_many_are_unread_of_all(bed: Bed) {
        let ann = bed.person("ann").await.id;
        let told = bed.asked_by(ann, 7).await;
        bed.store.mark_notification(ann, told[0], false, NOW.plus_ms(1)).await.unwrap();
        let (mut paged, mut before) = (Vec::new(), None);
        loop {
            let page = bed.page(ann, before, 3).await;
            assert_eq!((page.unread, page.seq), (6, 7));
            let Some(last) = page.notifications.last() else { break };
            before = Some(last.id);
            paged.extend(page.notifications.into_iter().map(|told| told.id));
        }
        paged.reverse();
        assert_eq!(paged, told);
        let place = NotificationPlace { since: 2, before: Some(told[4]) };
        let between = bed.store.notifications(ann, place, 100).await.unwrap().notifications;
        assert_eq!(between.iter().map(|told| told.seq).collect::<Vec<_>>(), [4, 3]);
        let stranger = bed.person("stranger").await.id;
        let of_another = NotificationPlace { since: 0, before: Some(told[4]) };
        assert_eq!(refused(bed.store.notifications(stranger, of_another, 9).await), ErrorCode::NotFound);
    }

    async fn nt8_all_are_read_or_one_and_the_older_ones(bed: Bed) {
        let (ann, bea) = (bed.person("ann").await.id, bed.person("bea").await.id);
        let told = bed.asked_by(ann, 5).await;
        let later = NOW.plus_ms(5);
        let read = bed.store.mark_notifications_read(ann, Some(told[2]), later).await.unwrap();
        assert_eq!((read.marked, read.unread), (3, 2));
        assert_eq!(read.told.iter().map(|told| told.seq).collect::<Vec<_>>(), [3, 2, 1]);
        let page = bed.page(ann, None, 100).await;
        assert_eq!(page.notifications[2..], read.told, "as it was told, so it stands");
        assert!(read.told.iter().all(|told| !told.is_unread && told.updated_at == later));
        let again = bed.store.mark_notifications_read(ann, Some(told[2]), later).await.unwrap();
        assert_eq!((again.told.len(), again.marked, again.unread), (0, 0, 2), "twice is the same as once");
        assert_eq!(refused(bed.store.mark_notifications_read(bea, Some(told[2]), later).await), ErrorCode::NotFound);
        assert_eq!(bed.store.mark_notifications_read(bea, None, later).await.unwrap().marked, 0);
        assert_eq!(bed.page(ann, None, 1).await.unread, 2, "nobody else reads for one");
        let rest = bed.store.mark_notifications_read(ann, None, later).await.unwrap();
        assert_eq!((rest.marked, rest.unread), (2, 0));
    }

    async fn nt8_the_newest_100_are_told_and_all_are_marked(bed: Bed) {
        let ann = bed.person("ann").await.id;
        let count = NOTIFICATIONS_LISTED_MAX as usize + 3;
        bed.asked_by(ann, count).await;
        assert_eq!(bed.page(ann, None, u32::MAX).await.notifications.len(), NOTIFICATIONS_LISTED_MAX as usize + 1);
        let read = bed.store.mark_notifications_read(ann, None, NOW).await.unwrap();
        assert_eq!((read.told.len(), read.marked, read.unread), (NOTIFICATIONS_LISTED_MAX as usize, count as u64, 0));
        assert_eq!((read.told[0].seq, read.told[99].seq), (count as u64, 4));
    }
}
