//! What the demo tells: people, posts, likes. It does nothing.

/// Somebody in the demo.
pub struct Character {
    /// What they sign in with, before `@kith.example`.
    pub address: &'static str,
    /// The name to show.
    pub name: &'static str,
    /// What they have added to the team's counter.
    pub steps: u64,
}

/// Something that was said.
pub struct Line {
    /// The address of who said it.
    pub by: &'static str,
    /// How many minutes ago.
    pub minutes_ago: i64,
    /// The words.
    pub text: &'static str,
    /// The addresses of who likes it.
    pub liked_by: &'static [&'static str],
}

/// The team's name.
pub const TEAM: &str = "Harbour Walkers";

/// What the team counts, and the sum that everybody will hear of.
pub const COUNTER: (&str, u64) = ("steps", 100_000);

/// The coach.
pub const COACH: Character = Character { address: "sarah", name: "Sarah", steps: 12_300 };

/// The members. What they and the coach walked adds up to 68,400.
pub const MEMBERS: [Character; 6] = [
    Character { address: "margaret", name: "Margaret Oduya", steps: 9_850 },
    Character { address: "ruth", name: "Ruth Abernathy", steps: 14_200 },
    Character { address: "alan", name: "Alan Kowalski", steps: 11_600 },
    Character { address: "walter", name: "Walter Kim", steps: 5_150 },
    Character { address: "josephine", name: "Josephine Oyelaran-Whittaker", steps: 8_900 },
    Character { address: "bartholomew", name: "Bartholomew Featherstonehaugh-Montgomery", steps: 6_400 },
];

/// Which line the coach has pinned.
pub const PINNED: usize = 9;

/// What was said in the last two days, oldest first.
pub const LINES: [Line; 12] = [
    Line {
        by: "sarah",
        minutes_ago: 2_820,
        text: "Good morning, Harbour Walkers! New week, same friendly faces. Tell us how far you went today. Ten \
               minutes around the block counts just as much as the long way round the bay.",
        liked_by: &["margaret", "ruth", "alan", "josephine"],
    },
    Line {
        by: "margaret",
        minutes_ago: 2_695,
        text: "To the baker and back, and I let the bus go past without me. My hip says thank you, in its own way.",
        liked_by: &["sarah", "ruth", "walter"],
    },
    Line {
        by: "walter",
        minutes_ago: 2_480,
        text: "First walk since the cold. Slow, but I saw the herons again. I had missed them more than I knew.",
        liked_by: &["sarah", "margaret", "ruth", "alan", "josephine", "bartholomew"],
    },
    Line {
        by: "josephine",
        minutes_ago: 2_130,
        text: "My sister called from Lagos while I was out, so she came along the whole way. 45 minutes and we \
               never noticed.",
        liked_by: &["margaret", "walter"],
    },
    Line {
        by: "alan",
        minutes_ago: 1_840,
        text: "Does anybody have a good pair of shoes to recommend for wet cobbles? Mine have opinions of their own.",
        liked_by: &[],
    },
    Line {
        by: "ruth",
        minutes_ago: 1_790,
        text: "Alan, try the little shop behind the library. They let me walk up and down the lane before I \
               decided.",
        liked_by: &["alan", "sarah"],
    },
    Line {
        by: "bartholomew",
        minutes_ago: 1_020,
        text: "Missed my walk on Tuesday. Nobody told me off, so back out tonight with the dog, who had plenty to \
               say about it.",
        liked_by: &["sarah", "ruth", "margaret", "walter", "josephine"],
    },
    Line {
        by: "margaret",
        minutes_ago: 640,
        text: "Could not sleep, so I watched the ferry come in from the pier at six. The harbour is all yours at \
               that hour.",
        liked_by: &["josephine", "ruth", "sarah"],
    },
    Line {
        by: "sarah",
        minutes_ago: 410,
        text: "Walter, twenty minutes three days in a row after a cold like that is something to be proud of. \
               Keep it gentle.",
        liked_by: &["walter", "ruth", "margaret", "alan"],
    },
    Line {
        by: "sarah",
        minutes_ago: 305,
        text: "Twenty minutes after lunch, at a pace where you can still chat. Sore knee? The pool counts too.",
        liked_by: &["ruth", "josephine"],
    },
    Line {
        by: "ruth",
        minutes_ago: 62,
        text: "Drizzle all the way to the lighthouse, and the ducks came out to see us home.",
        liked_by: &["sarah", "margaret", "alan", "walter", "josephine"],
    },
    Line {
        by: "alan",
        minutes_ago: 21,
        text: "Two weeks in, and I took the stairs at the library without stopping. My granddaughter had to \
               catch up with me.",
        liked_by: &["ruth", "sarah", "josephine"],
    },
];

/// Something said in a conversation.
pub struct Said {
    pub by: &'static str,
    pub minutes_ago: i64,
    pub text: &'static str,
}

const fn said(by: &'static str, minutes_ago: i64, text: &'static str) -> Said {
    Said { by, minutes_ago, text }
}

/// The team's conversation, the oldest first.
pub const IN_THE_TEAM: [Said; 4] = [
    said("josephine", 1_510, "Is the path along the mole open again? The map says no."),
    said("walter", 1_480, "It is. They took the fence away on Friday."),
    said("sarah", 1_475, "Then Saturday at half past nine, at the bandstand, for whoever likes company."),
    said("margaret", 1_300, "I will bring the flask."),
];

/// What the two who keep the pact said to each other, the oldest first.
pub const ALONE: [Said; 3] = [
    said("ruth", 2_900, "How is the knee today?"),
    said("alan", 2_870, "Grumbling, but it came along. You?"),
    said("ruth", 2_860, "Two hills and no complaints. See you at the bandstand."),
];

/// Who keeps the pact; the first made it.
pub const KEEPERS: [&str; 2] = ["alan", "ruth"];

/// What they keep, with its picture.
pub const PACT_HABIT: (&str, &str) = ("Walk for 20 minutes", "🚶");

/// What the first of them wrote, and how many days ago.
pub const NOTES: [(i64, &str); 4] = [
    (13, "Round the block twice. The second time was easier."),
    (8, "A whole week! I did not think I would."),
    (3, "Rain. Wore the silly hat."),
    (0, "Took the stairs at the library."),
];

/// Everybody, the coach first.
pub fn everybody() -> impl Iterator<Item = &'static Character> {
    std::iter::once(&COACH).chain(&MEMBERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_story_is_of_one_piece() {
        assert_eq!(everybody().map(|person| person.steps).sum::<u64>(), 68_400);
        assert_eq!(LINES[PINNED].by, COACH.address);
        assert!(LINES.is_sorted_by(|one, next| one.minutes_ago > next.minutes_ago));
        assert!(LINES[0].minutes_ago < 2 * 24 * 60);
        let known = |address: &str| everybody().any(|person| person.address == address);
        for line in &LINES {
            assert!(known(line.by) && line.liked_by.iter().all(|address| known(address)), "{}", line.text);
            assert!(!line.liked_by.contains(&line.by), "{} likes their own post", line.by);
        }
    }
}
