//! What people do and what befalls nodes, drawn one act at a time, as often and as hard as the world's swarm says.

use crate::event::{Event, Words};
use crate::names::{CROWD, Place, user};
use crate::node::State;
use crate::oracle::verdict::Checked;
use crate::store_work::Job;
use crate::world::World;
use kith_domain::FeedKind;
use kith_protocol::CheerIcon;

const ICONS: [CheerIcon; 3] = [CheerIcon::Heart, CheerIcon::Clap, CheerIcon::Fire];
/// More pairs of person and post than one batch takes.
const CROWD_LIKES: usize = kith_domain::likes::FLUSH_AT_ENTRIES + 500;
/// More entries at once than a room remembers.
const FLURRY: usize = kith_domain::feed::RECENT_MAX + 6;

impl World {
    /// One act, and the next one later.
    pub(crate) fn act(&mut self) -> Checked {
        if self.is_calm {
            return Ok(());
        }
        let longest_ms = if self.dice.chance(4) { 90_000 } else { self.swarm.pace_ms };
        self.soon(longest_ms, Event::Act);
        if self.dice.chance(80) {
            let device = self.dice.below(self.devices.len());
            self.somebody_acts(device);
            return Ok(());
        }
        let node = self.dice.below(self.nodes.len());
        match self.dice.below(100) {
            0..12 if self.swarm.crashes => return self.crash(node),
            12..20 if self.swarm.stops => self.stop(node),
            20..30 if self.swarm.falls => self.dooms(node),
            30..45 if self.swarm.disk_full => {
                let disk = &mut self.nodes[node].disk;
                disk.is_full = !disk.is_full;
                self.nodes[node].stop_failed |= self.nodes[node].disk.is_full;
            }
            45..65 if self.swarm.store_down => {
                self.store_is_up = !self.store_is_up;
                let is_up = self.store_is_up;
                self.nodes.iter_mut().for_each(|node| node.stop_failed |= !is_up);
            }
            65..75 if self.swarm.crowd => self.swarm.crowd = !self.crowd_likes(node),
            75..78 if self.swarm.flurry => (0..FLURRY).for_each(|_| self.publishes(node)),
            _ => {}
        }
        Ok(())
    }

    fn somebody_acts(&mut self, device: usize) {
        let Some(door) = self.devices[device].online else {
            self.later(0, Event::Connects(device));
            return;
        };
        let team = self.dice.below(self.swarm.teams);
        match self.dice.below(100) {
            0..45 => {
                let (post, liked) = (self.dice.pick(&self.posts), self.dice.chance(60));
                self.likes_by_socket(device, post, liked);
            }
            45..52 => {
                let (post, liked) = (self.dice.pick(&self.posts), self.dice.chance(60));
                let node = if self.swarm.roaming { door.process.node } else { self.home_of(post) };
                if self.nodes[node].state == State::Up {
                    self.requests_like(node, post, self.devices[device].person, liked);
                }
            }
            52..64 => self.cheers(device, team),
            64..66 => (0..30).for_each(|_| self.cheers(device, team)),
            66..70 => {
                self.devices[device].wants[team] = false;
                self.says(device, |mark| Words::Leave { team, mark });
            }
            70..78 => {
                self.devices[device].wants[team] = true;
                self.joins(device, team);
            }
            78..88 => self.goes_offline(device),
            _ => self.publishes(door.process.node),
        }
    }

    fn cheers(&mut self, device: usize, team: usize) {
        let icon = self.dice.pick(&ICONS);
        self.says(device, |mark| Words::Cheer { team, icon, mark });
    }

    fn goes_offline(&mut self, device: usize) {
        let Some(door) = self.devices[device].online else { return };
        let within_ms = if self.swarm.half_open { 45_000 } else { self.swarm.network_ms };
        self.soon(within_ms, Event::Ends(door));
        self.is_cut_off(device, door);
    }

    /// Somebody writes a post, or the coach pins one.
    pub(crate) fn publishes(&mut self, node: usize) {
        if self.nodes[node].state != State::Up {
            return;
        }
        let (process, team) = (self.process(node), self.dice.below(self.swarm.teams));
        self.publishes_in(process, team);
    }

    /// The same in a team that was chosen.
    pub(crate) fn publishes_in(&mut self, process: crate::names::Process, team: usize) {
        let post_id = self.dice.pick(&self.posts);
        let kind = if self.dice.chance(30) {
            FeedKind::Pin { post_id, coach_name: "person 0".to_owned() }
        } else {
            FeedKind::Post { post_id, author_id: user(self.dice.below(self.swarm.people)) }
        };
        self.ask_store(Job::Publish { process, team, kind });
    }

    /// A room will fall over the next thing it is told.
    fn dooms(&mut self, node: usize) {
        let place = Place { process: self.process(node), team: self.dice.below(self.swarm.teams) };
        if let Some(awake) = self.nodes[node].awake_mut(place.team).filter(|awake| !awake.is_homeless) {
            awake.is_doomed = true;
        }
    }

    /// Thousands like every post of a team through one node. Whether they could.
    fn crowd_likes(&mut self, node: usize) -> bool {
        let here = |world: &Self, post| world.swarm.roaming || world.home_of(post) == node;
        let team = self.dice.below(self.swarm.teams);
        let posts: Vec<_> = self
            .posts
            .iter()
            .copied()
            .filter(|post| self.team_of(*post) == team && here(self, *post))
            .collect();
        if posts.is_empty() || self.nodes[node].state != State::Up {
            return false;
        }
        for person in CROWD..CROWD + CROWD_LIKES.div_ceil(posts.len()) {
            for post in &posts {
                self.requests_like(node, *post, person, true);
            }
        }
        true
    }
}
