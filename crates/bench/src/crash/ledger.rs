//! What one person asked for and what was acknowledged to them, and the judgement of what is there after a crash.
//! It knows no server.

use super::seen::Seen;
use kith_protocol::PostId;
use kith_protocol::rest::Post;
use std::collections::BTreeMap;

/// How the bodies of the posts begin that are there to be liked.
pub const LIKEABLE_BODY: &str = "Like me: ";

/// One person's book.
#[derive(Debug)]
pub struct Ledger {
    /// By client id, which is the body too: the acknowledged post and its number; `None` while there is no answer.
    pub posts: BTreeMap<String, Option<(PostId, u64)>>,
    /// One for each post that can be liked.
    pub likes: Vec<Like>,
    acknowledged: u64,
}

/// How a person's like of one post stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Like {
    /// What was last acknowledged, or found after a crash.
    pub known: bool,
    /// What was asked for since, without an answer.
    pub asked: Option<bool>,
}

/// What was found wrong, and what only happened.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Acknowledged and not there.
    pub lost: usize,
    /// There more than once, or counted wrongly.
    pub duplicated: usize,
    /// Asked for without an answer when the server died: may be there or not.
    pub unanswered: usize,
    /// Of these, there.
    pub kept_unanswered: usize,
    /// What was found wrong, in sentences.
    pub findings: Vec<String>,
}

impl Ledger {
    /// An empty book, with `likeable` posts to like.
    pub fn new(likeable: usize) -> Self {
        Self { posts: BTreeMap::new(), likes: vec![Like::default(); likeable], acknowledged: 0 }
    }

    /// A post is asked for.
    pub fn ask_to_post(&mut self, client_id: &str) {
        self.posts.insert(client_id.to_owned(), None);
    }

    /// A post was acknowledged.
    pub fn posted(&mut self, client_id: &str, post: &Post) {
        self.acknowledged += 1;
        self.posts.insert(client_id.to_owned(), Some((post.id, post.seq)));
    }

    /// A like or unlike is asked for.
    pub fn ask_to_like(&mut self, place: usize, liked: bool) {
        self.likes[place].asked = Some(liked);
    }

    /// A like or unlike was acknowledged.
    pub fn liked(&mut self, place: usize, liked: bool) {
        self.acknowledged += 1;
        self.likes[place] = Like { known: liked, asked: None };
    }

    /// How much was acknowledged so far.
    pub const fn acknowledged(&self) -> u64 {
        self.acknowledged
    }

    /// Takes over how the unanswered likes turned out. Unanswered posts stay so: they are asked for again.
    pub fn settle(&mut self, view: &[Post]) {
        for (like, post) in self.likes.iter_mut().zip(view) {
            *like = Like { known: post.liked_by_me, asked: None };
        }
    }
}

/// Compares what is there with everybody's books, in the order of `seen.views`. `who` tells it, for the sentences.
pub fn judge(who: &str, ledgers: &[&mut Ledger], seen: &Seen) -> Verdict {
    let mut verdict = Verdict::default();
    verdict.judge_posts(ledgers, &seen.feed);
    for (ledger, view) in ledgers.iter().zip(&seen.views) {
        verdict.judge_likes(ledger, view);
    }
    verdict.judge_counts(&seen.views);
    verdict.findings = verdict.findings.iter().map(|finding| format!("{who}: {finding}")).collect();
    verdict
}

impl Verdict {
    /// Adds another one's findings.
    pub fn add(&mut self, other: Self) {
        self.lost += other.lost;
        self.duplicated += other.duplicated;
        self.unanswered += other.unanswered;
        self.kept_unanswered += other.kept_unanswered;
        self.findings.extend(other.findings);
    }

    /// Something acknowledged is not there.
    pub fn lost(&mut self, finding: String) {
        self.lost += 1;
        self.findings.push(finding);
    }

    /// Something is there that may not be.
    pub fn duplicated(&mut self, finding: String) {
        self.duplicated += 1;
        self.findings.push(finding);
    }

    fn judge_posts(&mut self, ledgers: &[&mut Ledger], feed: &[Post]) {
        let mut by_body: BTreeMap<&str, Vec<&Post>> = BTreeMap::new();
        for post in feed.iter().filter(|post| !post.body.starts_with(LIKEABLE_BODY)) {
            by_body.entry(&post.body).or_default().push(post);
        }
        for (client_id, acknowledged) in ledgers.iter().flat_map(|ledger| &ledger.posts) {
            let found = by_body.remove(client_id.as_str()).unwrap_or_default();
            match acknowledged {
                Some((id, seq)) if !found.iter().any(|post| post.id == *id && post.seq == *seq) => {
                    self.lost(format!(
                        "post {client_id} was acknowledged as {id}, number {seq}; there is {found:?}"
                    ));
                }
                Some(_) => {}
                None => {
                    self.unanswered += 1;
                    self.kept_unanswered += usize::from(!found.is_empty());
                }
            }
            if found.len() > 1 {
                self.duplicated(format!("post {client_id} is there {} times", found.len()));
            }
        }
        for body in by_body.into_keys() {
            self.duplicated(format!("nobody wrote {body:?}"));
        }
        let mut numbers: Vec<u64> = feed.iter().map(|post| post.seq).collect();
        numbers.sort_unstable();
        if !numbers.iter().copied().eq(1..=feed.len() as u64) {
            self.duplicated("the feed is not numbered 1, 2, 3 …".to_owned());
        }
    }

    fn judge_likes(&mut self, ledger: &Ledger, view: &[Post]) {
        for (like, post) in ledger.likes.iter().zip(view) {
            let is = post.liked_by_me;
            if let Some(asked) = like.asked {
                self.unanswered += 1;
                self.kept_unanswered += usize::from(asked == is);
            }
            if is != like.known && like.asked != Some(is) {
                self.lost(format!("post {} is liked: {is}; acknowledged was {}", post.id, like.known));
            }
        }
    }

    fn judge_counts(&mut self, views: &[Vec<Post>]) {
        for post in views.iter().flatten() {
            let same = views.iter().flatten().filter(|other| other.id == post.id);
            let likes = same.filter(|other| other.liked_by_me).count() as u64;
            if post.like_count != likes {
                let finding = format!("post {} counts {} likes of {likes} people", post.id, post.like_count);
                self.duplicated(finding);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_protocol::{Role, TeamId, Timestamp, UserId};

    fn post(number: u64, body: &str, like_count: u64, liked_by_me: bool) -> Post {
        let nobody = "0198c0de-0000-7000-8000-000000000000";
        Post {
            id: format!("0198c0de-0000-7000-8000-{number:012x}").parse().unwrap(),
            seq: number,
            team_id: nobody.parse::<TeamId>().unwrap(),
            author_id: nobody.parse::<UserId>().unwrap(),
            author_name: "Ann".to_owned(),
            author_role: Role::Member,
            body: body.to_owned(),
            like_count,
            liked_by_me,
            pinned: false,
            pinned_at: None,
            pinned_by: None,
            created_at: Timestamp(0),
        }
    }

    fn likeable(like_count: u64, liked_by_me: bool) -> Post {
        post(1, "Like me: 0", like_count, liked_by_me)
    }

    fn wrong(ledger: &mut Ledger, feed: Vec<Post>, view: Post) -> (usize, usize) {
        let verdict = judge("a test", &[ledger], &Seen { feed, views: vec![vec![view]] });
        assert_eq!(verdict.findings.len(), verdict.lost + verdict.duplicated);
        (verdict.lost, verdict.duplicated)
    }

    #[test]
    fn an_acknowledged_post_is_there_once() {
        let mut ledger = Ledger::new(1);
        ledger.posted("a", &post(2, "a", 0, false));
        let view = || likeable(0, false);
        let first = || vec![view(), post(2, "a", 0, false)];
        assert_eq!(wrong(&mut ledger, first(), view()), (0, 0));
        assert_eq!(wrong(&mut ledger, vec![view()], view()), (1, 0), "lost");
        assert_eq!(
            wrong(&mut ledger, [first(), vec![post(3, "a", 0, false)]].concat(), view()),
            (0, 1),
            "twice"
        );
        assert_eq!(
            wrong(&mut ledger, [first(), vec![post(3, "b", 0, false)]].concat(), view()),
            (0, 1),
            "strange"
        );
        assert_eq!(
            wrong(&mut ledger, vec![view(), post(3, "a", 0, false)], view()),
            (1, 1),
            "another, and a hole"
        );
    }

    #[test]
    fn an_unanswered_post_may_be_there_once() {
        let mut ledger = Ledger::new(1);
        ledger.ask_to_post("a");
        let view = || likeable(0, false);
        assert_eq!(wrong(&mut ledger, vec![view()], view()), (0, 0));
        assert_eq!(wrong(&mut ledger, vec![view(), post(2, "a", 0, false)], view()), (0, 0));
        let twice = vec![view(), post(2, "a", 0, false), post(3, "a", 0, false)];
        assert_eq!(wrong(&mut ledger, twice, view()), (0, 1));
    }

    #[test]
    fn a_like_is_as_acknowledged_or_as_asked_for() {
        let mut ledger = Ledger::new(1);
        let verdict = |ledger: &mut Ledger, view: Post| wrong(ledger, vec![view.clone()], view);
        assert_eq!(verdict(&mut ledger, likeable(1, true)), (1, 0), "nobody asked");
        ledger.ask_to_like(0, true);
        assert_eq!(verdict(&mut ledger, likeable(1, true)), (0, 0));
        assert_eq!(verdict(&mut ledger, likeable(0, false)), (0, 0));
        ledger.liked(0, true);
        assert_eq!(verdict(&mut ledger, likeable(0, false)), (1, 0), "lost");
        assert_eq!(verdict(&mut ledger, likeable(2, true)), (0, 1), "counted twice");
    }
}
