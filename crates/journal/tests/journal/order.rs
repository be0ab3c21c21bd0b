//! The queue: who is answered when, and when it is full or closed.

use crate::bed::{SMALL, append, entry, folder, numbers, team};
use kith_journal::{Journal, Limits, Position};
use std::io::ErrorKind;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};
use std::thread;

#[test]
fn jo1_appends_are_answered_in_order() {
    let (_parent, folder) = folder();
    let (journal, found) = Journal::open(&folder).unwrap();
    assert_eq!(found, []);
    let told = Arc::new(Mutex::new(Vec::new()));
    let mut expected = Vec::new();
    let mut position = 0;
    for number in 0..2_000_u64 {
        let (told, count) = (Arc::clone(&told), number % 4);
        position += count;
        expected.push((number, Position(position)));
        let entries = (0..count).map(|more| entry(number * 10 + more)).collect();
        journal
            .append(team(1), entries, move |outcome| told.lock().unwrap().push((number, outcome.unwrap())));
    }
    journal.close();
    assert_eq!(*told.lock().unwrap(), expected);
    drop(journal);
    let (_journal, found) = Journal::open(&folder).unwrap();
    let all = (0..2_000).flat_map(|number| (0..number % 4).map(move |more| number * 10 + more));
    assert_eq!(numbers(&found), all.collect::<Vec<_>>());
}

#[test]
fn jo1_many_append_at_once_and_each_keeps_its_order() {
    let (_parent, folder) = folder();
    let (journal, _) = Journal::open_with(&folder, SMALL).unwrap();
    thread::scope(|scope| {
        for who in 0..4_u64 {
            let journal = &journal;
            scope.spawn(move || {
                let positions = (0..100)
                    .map(|step| append(journal, team(u128::from(who)), &[who * 1_000 + step]).unwrap());
                assert!(positions.collect::<Vec<_>>().is_sorted());
            });
        }
    });
    drop(journal);
    let (_journal, found) = Journal::open(&folder).unwrap();
    for who in 0..4_u64 {
        let of_one = found.iter().filter(|found| found.team == team(u128::from(who)));
        let expected: Vec<u64> = (0..100).map(|step| who * 1_000 + step).collect();
        assert_eq!(of_one.map(|found| found.entry.stamp).collect::<Vec<_>>(), expected);
    }
    assert_eq!(numbers(&found).len(), 400);
}

#[test]
fn jo6_when_too_much_waits_appends_are_refused_at_once_and_later_taken_again() {
    let (_parent, folder) = folder();
    let limits = Limits { queue_entries: 10, ..Limits::default() };
    let (journal, _) = Journal::open_with(&folder, limits).unwrap();
    let (go_on, stopped) = sync_channel::<()>(0);
    let (arrived, arrival) = sync_channel(1);
    journal.append(team(1), vec![entry(0)], move |_| {
        arrived.send(()).unwrap();
        stopped.recv().unwrap();
    });
    // The journal's thread is held up now, and nothing waits.
    arrival.recv().unwrap();
    let (told, answers) = sync_channel(20);
    for number in 1..=12 {
        let told = told.clone();
        journal.append(team(1), vec![entry(number)], move |outcome| {
            told.send((number, outcome.map_err(|error| error.kind()))).unwrap();
        });
    }
    let refused = [11, 12].map(|number| (number, Err(ErrorKind::WouldBlock)));
    assert_eq!([answers.try_recv().unwrap(), answers.try_recv().unwrap()], refused);
    assert!(answers.try_recv().is_err(), "the others wait");
    go_on.send(()).unwrap();
    for number in 1..=10 {
        assert_eq!(answers.recv().unwrap(), (number, Ok(Position(number + 1))));
    }
    assert_eq!(append(&journal, team(1), &[13]).unwrap(), Position(12));
    let too_many: Vec<u64> = (0..11).collect();
    assert_eq!(append(&journal, team(1), &too_many).unwrap_err().kind(), ErrorKind::WouldBlock);
    drop(journal);
    let (_journal, found) = Journal::open(&folder).unwrap();
    assert_eq!(numbers(&found), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13]);
}

#[test]
fn jo6_a_full_journal_refuses_until_something_is_released() {
    let (_parent, folder) = folder();
    let limits = Limits { total_bytes: 1_000, ..SMALL };
    let (journal, _) = Journal::open_with(&folder, limits).unwrap();
    for number in 0..10 {
        append(&journal, team(1), &[number]).unwrap();
    }
    assert_eq!(append(&journal, team(1), &[98]).unwrap_err().kind(), ErrorKind::StorageFull);
    journal.release(team(1), Position(10));
    // It is carried out when this is answered.
    journal.unreleased(team(1)).unwrap();
    assert_eq!(append(&journal, team(1), &[99]).unwrap(), Position(11));
}

#[test]
fn jo1_closing_carries_out_what_waits_and_takes_nothing_more() {
    let (_parent, folder) = folder();
    let (journal, _) = Journal::open(&folder).unwrap();
    let accepted = Arc::new(Mutex::new(0));
    for number in 0..500 {
        let accepted = Arc::clone(&accepted);
        journal.append(team(1), vec![entry(number)], move |outcome| {
            *accepted.lock().unwrap() += u64::from(outcome.is_ok());
        });
    }
    journal.close();
    assert_eq!(*accepted.lock().unwrap(), 500);
    assert_eq!(append(&journal, team(1), &[500]).unwrap_err().kind(), ErrorKind::BrokenPipe);
    assert_eq!(journal.unreleased(team(1)).unwrap_err().kind(), ErrorKind::BrokenPipe);
    journal.close();
}

#[test]
fn jo1_who_panics_when_told_harms_nobody_else() {
    let (_parent, folder) = folder();
    let (journal, _) = Journal::open(&folder).unwrap();
    journal.append(team(1), vec![entry(1)], |_| panic!("a bug of whoever waits"));
    assert_eq!(append(&journal, team(1), &[2]).unwrap(), Position(2));
}

#[test]
fn jo1_the_last_handle_may_be_dropped_by_who_is_told() {
    let (_parent, folder) = folder();
    let (journal, _) = Journal::open(&folder).unwrap();
    let (told, answer) = sync_channel(1);
    let last = journal.clone();
    journal.append(team(1), vec![entry(1)], move |outcome| {
        drop(last);
        told.send(outcome.is_ok()).unwrap();
    });
    drop(journal);
    assert!(answer.recv().unwrap());
}
