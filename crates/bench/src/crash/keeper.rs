//! Somebody who logs, logs again, takes back, celebrates and accepts, and writes into their book what was acknowledged.
//! What had no answer is asked for again under the same client id.

use super::book::{Accepted, Asked, Book};
use super::circles::{Circles, Together, said_by};
use crate::Attempt;
use crate::dice::Dice;
use crate::rest::{Answer, Rest};
use kith_protocol::pacts::{ActivityBody, Checkin, CheckinLogged, CheckinStatus, PactActivities, PactBody};
use kith_protocol::{PactId, UserId};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::sleep;

/// How long somebody waits who was told that it is too fast.
const PUT_OFF: Duration = Duration::from_millis(20);
const TOO_FAST: u16 = 429;
const NOT_FOUND: u16 = 404;
const STATUSES: [CheckinStatus; 4] =
    [CheckinStatus::Completed, CheckinStatus::Completed, CheckinStatus::Partial, CheckinStatus::Skipped];

/// Somebody with their book.
pub struct Keeper {
    /// What was acknowledged to them.
    pub book: Book,
    /// How often they were told to try again in a moment.
    pub put_off: u64,
    place: usize,
    me: UserId,
    pacts: Vec<PactId>,
    invited: Option<PactId>,
    asked: u64,
}

impl Keeper {
    /// Somebody who has not acted yet.
    pub fn new(circles: &Circles, place: usize) -> Self {
        let mine = circles.kept.iter().filter(|kept| kept.members.contains(&place));
        Self {
            book: Book::new(circles.dates_of(place)),
            put_off: 0,
            place,
            me: circles.people[place].id,
            pacts: mine.map(|kept| kept.pact).collect(),
            invited: None,
            asked: 0,
        }
    }

    /// Learns of the pact of the next life.
    pub fn is_asked_into(&mut self, together: Option<&Together>) {
        self.book.accepted = Accepted::Not;
        let together = together.filter(|together| together.asked.contains(&self.place));
        self.invited = together.map(|together| together.pact);
    }

    /// Asks again for what had no answer.
    ///
    /// # Errors
    /// The server is gone, or answered what it may not answer.
    pub async fn ask_again(&mut self, rest: &mut Rest) -> Attempt<()> {
        match self.book.unanswered() {
            Some((place, Asked::Log(status, client_id))) => self.log(rest, place, status, &client_id).await,
            Some((place, Asked::TakeBack)) if self.book.dates[place].row.is_some() => {
                self.take_back(rest, place).await
            }
            Some((place, Asked::TakeBack)) => {
                self.book.dates[place].asked = None;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Does something.
    ///
    /// # Errors
    /// The server is gone, or answered what it may not answer.
    pub async fn act(&mut self, rest: &mut Rest, dice: &mut Dice) -> Attempt<()> {
        let dates = self.book.dates.len() as u64;
        if dates == 0 {
            return Ok(());
        }
        let place = usize::try_from(dice.throw(0..dates))?;
        match (dice.throw(0..10), self.invited) {
            (0, Some(pact)) => self.accept(rest, pact).await,
            (0..3, _) => self.celebrate(rest, dice).await,
            (3..5, _) if self.book.dates[place].row.is_some() => self.take_back(rest, place).await,
            (throw, _) => {
                let status = STATUSES[usize::try_from(dice.throw(0..STATUSES.len() as u64))?];
                self.asked += 1;
                let client_id = format!("{}-{}", self.place, self.asked);
                self.log(rest, place, status, &client_id).await?;
                if throw > 7 { self.say_again(rest, place, status, &client_id).await } else { Ok(()) }
            }
        }
    }

    async fn log(
        &mut self,
        rest: &mut Rest,
        place: usize,
        status: CheckinStatus,
        client_id: &str,
    ) -> Attempt<()> {
        self.book.dates[place].asked = Some(Asked::Log(status, client_id.to_owned()));
        let checkin = self.post_checkin(rest, place, status, client_id).await?;
        let known = self.book.dates[place].row;
        let is_same = known.is_none_or(|(id, _)| id == checkin.id);
        if !is_same || checkin.status != status {
            return Err(format!("{status:?} of what was {known:?} was acknowledged as {checkin:?}").into());
        }
        self.book.logged(place, &checkin);
        Ok(())
    }

    /// The same request again: it is answered as before, and nothing happens.
    async fn say_again(
        &mut self,
        rest: &mut Rest,
        place: usize,
        status: CheckinStatus,
        client_id: &str,
    ) -> Attempt<()> {
        let checkin = self.post_checkin(rest, place, status, client_id).await?;
        let (known, again) = (self.book.dates[place].row, Some((checkin.id, checkin.status)));
        if known == again { Ok(()) } else { Err(format!("{known:?} said again became {again:?}").into()) }
    }

    async fn post_checkin(
        &mut self,
        rest: &mut Rest,
        place: usize,
        status: CheckinStatus,
        client_id: &str,
    ) -> Attempt<Checkin> {
        let date = &self.book.dates[place];
        let day = date.day.to_string();
        let body = json!({ "habitGoalId": date.goal, "status": status, "day": day, "clientId": client_id });
        let answer = self.patiently(rest, "POST", "/api/v1/checkins", Some(&body)).await?;
        Ok(answer.read::<CheckinLogged>()?.checkin)
    }

    async fn take_back(&mut self, rest: &mut Rest, place: usize) -> Attempt<()> {
        let Some((id, _)) = self.book.dates[place].row else { return Ok(()) };
        self.book.dates[place].asked = Some(Asked::TakeBack);
        let answer = self.patiently(rest, "DELETE", &format!("/api/v1/checkins/{id}"), None).await?;
        if !answer.is_fine() {
            return Err(format!("check-in {id} cannot be taken back: {}", answer.text()?).into());
        }
        self.book.taken_back(place);
        Ok(())
    }

    /// Celebrates one of the newest check-ins of the others; it may be gone by then.
    async fn celebrate(&mut self, rest: &mut Rest, dice: &mut Dice) -> Attempt<()> {
        let pact = self.pacts[usize::try_from(dice.throw(0..self.pacts.len() as u64))?];
        let path = format!("/api/v1/pacts/{pact}/activities");
        let newest = self.patiently(rest, "GET", &path, None).await?.read::<PactActivities>()?.activities;
        let of_others = newest.iter().filter(|one| one.user_id != self.me && said_by(one.kind).is_some());
        let Some(checkin) = of_others.filter_map(|one| one.data.checkin_id).next() else { return Ok(()) };
        self.book.celebrated.entry(checkin).or_default();
        let path = format!("/api/v1/checkins/{checkin}/celebrate");
        let answer = self.patiently(rest, "POST", &path, Some(&json!({ "message": "Well done" }))).await?;
        let known = self.book.celebrated.get(&checkin).and_then(|celebration| celebration.known);
        if answer.status == NOT_FOUND {
            if known.is_none() {
                self.book.celebrated.remove(&checkin);
            }
            return Ok(());
        }
        let told = answer.read::<ActivityBody>()?.activity;
        if known.is_some_and(|known| known != (told.pact_id, told.seq)) {
            return Err(format!("a celebration that was {known:?} is {told:?}").into());
        }
        self.book.celebrates(checkin, &told);
        Ok(())
    }

    async fn accept(&mut self, rest: &mut Rest, pact: PactId) -> Attempt<()> {
        if self.book.accepted == Accepted::Not {
            self.book.accepted = Accepted::Asked;
        }
        let path = format!("/api/v1/pacts/{pact}/accept");
        self.patiently(rest, "POST", &path, None).await?.read::<PactBody>()?;
        self.book.accepted = Accepted::Known;
        self.book.acknowledged += 1;
        Ok(())
    }

    async fn patiently(
        &mut self,
        rest: &mut Rest,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Attempt<Answer> {
        loop {
            let answer = rest.call(method, path, body).await?;
            if answer.status != TOO_FAST {
                return Ok(answer);
            }
            self.put_off += 1;
            sleep(PUT_OFF).await;
        }
    }
}
