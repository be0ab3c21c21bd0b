// Generated from crates/protocol by `cargo xtask codegen`. Do not edit: the next run would undo it.
/**
 * A person with an account.
 */
export type UserId = string;

/**
 * A team. A coach's first team has the coach's user id as its id (interface of teams).
 */
export type TeamId = string;

/**
 * A post in a team's feed.
 */
export type PostId = string;

/**
 * A group that talks together. A team's own forum has the team's id.
 */
export type ForumId = string;

/**
 * A message in a forum, or to one person.
 */
export type MessageId = string;

/**
 * One thing a person was told in their inbox.
 */
export type NotificationId = string;

/**
 * A pact: some people keeping a habit together.
 */
export type PactId = string;

/**
 * Something a person wants to keep at.
 */
export type HabitGoalId = string;

/**
 * What a person said of a date.
 */
export type CheckinId = string;

/**
 * A picture of a check-in.
 */
export type ProofId = string;

/**
 * Something that happened in a pact.
 */
export type ActivityId = string;

/**
 * Milliseconds since 1970-01-01T00:00:00Z. Years 0000 to 9999 can be written.
 */
export type Timestamp = string;

/**
 * Why a request was not carried out. SPEC.md, rules ER.
 */
export type ErrorCode = "BAD_MESSAGE" | "UNAUTHORIZED" | "NOT_A_MEMBER" | "FORBIDDEN" | "NOT_FOUND" | "CONFLICT" | "TOO_LARGE" | "TOO_FAST" | "UNAVAILABLE";

/**
 * The closed list of cheers (SPEC.md CH2).
 */
export type CheerIcon = "heart" | "clap" | "fire" | "star" | "high_five" | "thumbs_up";

/**
 * A client's own mark on a message, handed back with the answer. Text of at most 64 bytes, or a whole number.
 */
export type Reference = number | string;

/**
 * Whether somebody can be reached now. SPEC.md SE1.
 */
export type PersonStatus = "active" | "away" | "offline";

/**
 * How two people are connected, as one of them sees it. SPEC.md UC1.
 */
export type RequestStatus = "pending" | "complete" | "denied" | "blocked";

/**
 * What a notification is about.
 */
export type NotificationKind = "CONNECTION_REQUEST_RECEIVED" | "CONNECTION_REQUEST_ACCEPTED" | "NEW_DM_RECEIVED" | "NEW_REACTION_RECEIVED" | "PACT_INVITATION_RECEIVED" | "PACT_ACCEPTED" | "PACT_DECLINED" | "PACT_PARTNER_LEFT" | "PACT_ABANDONED" | "PACT_COMPLETED" | "PACT_EXPIRED" | "PARTNER_CHECKED_IN" | "PARTNER_CELEBRATED" | "PARTNER_ENCOURAGED" | "STREAK_MILESTONE" | "STREAK_AT_RISK" | "STREAK_BROKEN" | "ACHIEVEMENT_UNLOCKED";

/**
 * A line for the person themselves.
 */
export type Notice = { 
/**
 * Its own.
 */
key: string, 
/**
 * When, for people.
 */
time: string, 
/**
 * The line.
 */
text: string, };

/**
 * One connection of a person, as that connection is told it.
 */
export type SessionData = { 
/**
 * Who.
 */
id: UserId, 
/**
 * Names this connection; it opens nothing.
 */
socketId: string, 
/**
 * What the client remembers of the connection before.
 */
previousSocketId?: string, 
/**
 * Their name.
 */
userName: string, 
/**
 * Given name.
 */
firstName?: string, 
/**
 * Family name.
 */
lastName?: string, 
/**
 * How they can be reached.
 */
status: PersonStatus, };

/**
 * A session, told to its own connection.
 */
export type SocketSession = { 
/**
 * Which service this is.
 */
app: string, 
/**
 * Names this connection.
 */
socketId: string, 
/**
 * Not told: it is nobody's business, and always empty.
 */
ip: string, 
/**
 * Seconds of silence after which the person counts as away.
 */
ttl: number, 
/**
 * How they can be reached.
 */
status: PersonStatus, 
/**
 * The person.
 */
data: SessionData, };

/**
 * Somebody one is connected with, as friends are told it.
 */
export type ActivePerson = { 
/**
 * Who.
 */
id: UserId, 
/**
 * Their name.
 */
userName: string, 
/**
 * Given name.
 */
firstName?: string, 
/**
 * Family name.
 */
lastName?: string, 
/**
 * How they can be reached.
 */
status: PersonStatus, 
/**
 * Names their latest connection; it opens nothing.
 */
socketId?: string, 
/**
 * When they were last connected, by the server's clock.
 */
lastSeen?: Timestamp, };

/**
 * What is said in a forum, or that somebody comes or goes.
 */
export type RoomMessage = { 
/**
 * Its id; an announcement has one that only tells it from others.
 */
id: string, 
/**
 * The same, for clients that look here.
 */
key: string, 
/**
 * Its place in the forum; announcements have none.
 */
seq?: number, 
/**
 * Who said it.
 */
fromUserId: UserId, 
/**
 * Their name; `you` where it is told to themselves.
 */
fromUserName: string, 
/**
 * Their picture; there are none yet.
 */
fromUserImgSrc: string, 
/**
 * When, for people.
 */
time: string, 
/**
 * When.
 */
createdAt: Timestamp, 
/**
 * What.
 */
text: string, 
/**
 * Nobody said it: somebody came or went.
 */
isAnnouncement: boolean, };

/**
 * What one person says to another.
 */
export type DirectMessage = { 
/**
 * Its id.
 */
id: MessageId, 
/**
 * The same, for clients that look here.
 */
key: MessageId, 
/**
 * Its place in the inbox of whom it is told.
 */
seq: number, 
/**
 * Who said it.
 */
fromUserId: UserId, 
/**
 * Their name; `you` where it is told to themselves.
 */
fromUserName: string, 
/**
 * Their picture; there are none yet.
 */
fromUserImgSrc: string, 
/**
 * To whom.
 */
toUserId: UserId, 
/**
 * When, for people.
 */
time: string, 
/**
 * When.
 */
createdAt: Timestamp, 
/**
 * What.
 */
text: string, 
/**
 * Whether the receiver has not read it.
 */
isUnread: boolean, };

/**
 * One of the caller's forums.
 */
export type ListedRoom = { 
/**
 * Which.
 */
roomId: ForumId, 
/**
 * The same, for clients that look here.
 */
roomKey: ForumId, 
/**
 * Its name.
 */
name: string, 
/**
 * How many people are in it now.
 */
length: number, 
/**
 * Never told: which connection is whose is nobody's business.
 */
sockets: Array<string>, };

/**
 * Somebody in a connection.
 */
export type ConnectedUser = { 
/**
 * Who.
 */
id: UserId, 
/**
 * Their name.
 */
userName: string, 
/**
 * Given name.
 */
firstName?: string, 
/**
 * Family name.
 */
lastName?: string, };

/**
 * How two people are connected, as one of them is told it.
 */
export type UserConnection = { 
/**
 * Who asked first.
 */
requestingUserId: UserId, 
/**
 * Whom.
 */
acceptingUserId: UserId, 
/**
 * How it stands.
 */
requestStatus: RequestStatus, 
/**
 * It was complete and is no more.
 */
isConnectionBroken: boolean, 
/**
 * Both of them.
 */
users: Array<ConnectedUser>, 
/**
 * When it was asked for first.
 */
createdAt: Timestamp, 
/**
 * When it changed last.
 */
updatedAt: Timestamp, };

/**
 * What goes into the sentence of a notification. What is not there is not part of it.
 */
export type NotificationParams = { 
/**
 * Who did it; oneself, where it is about oneself.
 */
userId: UserId, 
/**
 * Their name.
 */
userName: string, 
/**
 * The pact.
 */
pactId?: PactId, 
/**
 * The habit.
 */
habitGoalId?: HabitGoalId, 
/**
 * What it is called.
 */
habitName?: string, 
/**
 * How many dates, or weeks, the run counts, or counted; never 0.
 */
streakDays?: number, 
/**
 * The date that it is about, `YYYY-MM-DD`.
 */
day?: string, 
/**
 * What was written with it.
 */
message?: string, 
/**
 * What was earned, such as `habit_builder_7`.
 */
achievement?: string, };

/**
 * One thing a person is told.
 */
export type Notification = { 
/**
 * Which.
 */
id: NotificationId, 
/**
 * Its place in the person's inbox.
 */
seq: number, 
/**
 * Whose.
 */
userId: UserId, 
/**
 * What it is about.
 */
notificationType: NotificationKind, 
/**
 * The name of its sentence in the languages of shipping clients.
 */
messageLocaleKey: string, 
/**
 * What goes into it.
 */
messageParams: NotificationParams, 
/**
 * The post, message, check-in, pact or habit that it is about, where there is one.
 */
associationId?: string, 
/**
 * Whether it was not read yet.
 */
isUnread: boolean, 
/**
 * When it came.
 */
createdAt: Timestamp, 
/**
 * When it was marked last.
 */
updatedAt: Timestamp, 
/**
 * The connection that it is about.
 */
userConnection?: UserConnection, };

/**
 * What a client knows of the person who is signed in.
 */
export type SessionDetails = { 
/**
 * A newer token of the same person: it prolongs the connection.
 */
idToken?: string, };

/**
 * What a client remembers of its connection before.
 */
export type SocketDetails = { 
/**
 * The session that it was told then.
 */
session?: EarlierSession, };

/**
 * A connection before this one.
 */
export type EarlierSession = { 
/**
 * Its `socketId`, as the client remembers it.
 */
id?: string, };

/**
 * A reaction as clients of other feeds record it.
 */
export type RecordedReaction = { 
/**
 * What it is about.
 */
momentId?: string, 
/**
 * `false` takes the reaction back.
 */
userHasLiked?: boolean, };

/**
 * Who is to get a direct message. A socket's id beside it is a hint that nobody needs.
 */
export type Addressee = { 
/**
 * Who.
 */
id: UserId, };

/**
 * Which notification, and how it is to be.
 */
export type NotificationMark = { 
/**
 * Which.
 */
id: NotificationId, 
/**
 * Whether it is unread; read when nothing is said.
 */
isUnread?: boolean, };

/**
 * Whom to connect with.
 */
export type ConnectionAsk = { 
/**
 * Who.
 */
acceptingUserId: UserId, };

/**
 * How a connection is to be.
 */
export type ConnectionAnswer = { 
/**
 * With whom.
 */
otherUserId: UserId, 
/**
 * What it becomes; nothing changes when nothing is said.
 */
requestStatus?: RequestStatus, 
/**
 * `true` ends it.
 */
isConnectionBroken?: boolean, };

/**
 * How a pact stands.
 */
export type PactStatus = "pending" | "active" | "completed" | "abandoned" | "expired";

/**
 * What somebody is in a pact.
 */
export type PactRole = "creator" | "partner";

/**
 * How somebody stands in a pact.
 */
export type MemberStatus = "pending" | "active" | "done" | "declined" | "expired" | "left";

/**
 * What somebody says of a date.
 */
export type CheckinStatus = "completed" | "partial" | "skipped";

/**
 * How often a habit is asked for.
 */
export type FrequencyType = "daily" | "weekly" | "custom";

/**
 * What an activity is about.
 */
export type ActivityType = "checkin_completed" | "checkin_partial" | "checkin_skipped" | "checkin_undone" | "note_changed" | "celebration_sent" | "encouragement_sent" | "proof_added" | "streak_milestone" | "streak_broken" | "partner_joined" | "partner_declined" | "partner_left" | "pact_started" | "pact_completed" | "pact_abandoned" | "pact_expired";

/**
 * What an activity says beside who and when.
 */
export type ActivityData = { 
/**
 * The name of who did it.
 */
userName: string, 
/**
 * The habit.
 */
habitGoalId: HabitGoalId, 
/**
 * What it is called.
 */
habitName: string, 
/**
 * The check-in it is about.
 */
checkinId?: CheckinId, 
/**
 * The check-in's date, `YYYY-MM-DD`.
 */
day?: string, 
/**
 * Whom it is for.
 */
targetUserId?: UserId, 
/**
 * What was written with it.
 */
message?: string, 
/**
 * How long the run is, in dates or weeks: after a check-in, at a milestone, or before it came to rest. Not there
 * where none lives.
 */
streakDays?: number, };

/**
 * What happened in a pact, numbered 1, 2, 3 … without a hole.
 */
export type PactActivity = { 
/**
 * Which.
 */
id: ActivityId, 
/**
 * Its number in the pact.
 */
seq: number, 
/**
 * The pact.
 */
pactId: PactId, 
/**
 * What it is about.
 */
type: ActivityType, 
/**
 * Who did it; of an ended pact, who made it.
 */
userId: UserId, 
/**
 * The rest of it.
 */
data: ActivityData, 
/**
 * When.
 */
createdAt: Timestamp, };

/**
 * A streak as it reads now.
 */
export type StreakNow = { 
/**
 * How many dates, or weeks, the run that lives counts; 0 when none lives.
 */
current: number, 
/**
 * The largest run there ever was.
 */
longest: number, 
/**
 * How many missed dates can still be bridged.
 */
freezesLeft: number, 
/**
 * Whether the run ends with today unless something is done.
 */
atRisk: boolean, 
/**
 * The milestones that the run that lives has reached.
 */
milestones: Array<number>, };

/**
 * Some people keeping a habit together for some time.
 */
export type Pact = { 
/**
 * Which.
 */
id: PactId, 
/**
 * The habit.
 */
habitGoalId: HabitGoalId, 
/**
 * What it is called.
 */
habitName: string, 
/**
 * How it stands.
 */
status: PactStatus, 
/**
 * What kind it is, as its creator called it.
 */
pactType: string, 
/**
 * For how many dates: 7, 14, 30, 60 or 90.
 */
durationDays: number, 
/**
 * What who fails owes the others.
 */
consequence?: string, 
/**
 * Who made it.
 */
creatorUserId: UserId, 
/**
 * Its first date, `YYYY-MM-DD`, once it has started.
 */
startDate?: string, 
/**
 * Its last date, `YYYY-MM-DD`, once it has started.
 */
endDate?: string, 
/**
 * When its last date is over everywhere, once it has started.
 */
endsAt?: Timestamp, 
/**
 * The pact that this one renews.
 */
renews?: PactId, 
/**
 * Everybody who is or was in it or invited, in the order of their coming.
 */
members: Array<PactMember>, 
/**
 * When it was made.
 */
createdAt: Timestamp, };

/**
 * Somebody in a pact.
 */
export type PactMember = { 
/**
 * Who.
 */
userId: UserId, 
/**
 * Their name.
 */
userName: string, 
/**
 * What they are in it.
 */
role: PactRole, 
/**
 * How they stand.
 */
status: MemberStatus, };

/**
 * Somebody in a pact, with how they keep it.
 */
export type PactMemberProgress = { 
/**
 * Who.
 */
userId: UserId, 
/**
 * Their name.
 */
userName: string, 
/**
 * What they are in it.
 */
role: PactRole, 
/**
 * How they stand.
 */
status: MemberStatus, 
/**
 * How many dates they completed of those the pact asked for until now.
 */
completed: number, 
/**
 * How many it asked for until now; today counts once it is done.
 */
due: number, 
/**
 * The one of the other in whole percent, rounded down; 0 before the first date.
 */
completionRate: number, 
/**
 * Their streak with this habit.
 */
streak: StreakNow, };

/**
 * A picture of a check-in: its pixels, and nothing else that the camera knew.
 */
export type Proof = { 
/**
 * Which.
 */
id: ProofId, 
/**
 * Where it is, on this server. It is given to who shows a token, as every call is.
 */
url: string, 
/**
 * Where a small one is, no side of which is over 320 pixels.
 */
thumbnailUrl: string, 
/**
 * In pixels, at most 1,600.
 */
width: number, 
/**
 * In pixels, at most 1,600.
 */
height: number, };

/**
 * What a person said of a date.
 */
export type Checkin = { 
/**
 * Which.
 */
id: CheckinId, 
/**
 * Whose.
 */
userId: UserId, 
/**
 * The habit.
 */
habitGoalId: HabitGoalId, 
/**
 * The date, `YYYY-MM-DD`.
 */
day: string, 
/**
 * What.
 */
status: CheckinStatus, 
/**
 * A word about it.
 */
notes?: string, 
/**
 * When it was said, last.
 */
at: Timestamp, 
/**
 * Its pictures, in the order of their adding; none where there are none, and in live messages, which do not
 * tell of them.
 */
proofs?: Array<Proof>, };

/**
 * Logs a check-in.
 */
export type NewCheckin = { 
/**
 * The habit: the caller's own, or that of a pact they are in.
 */
habitGoalId: HabitGoalId, 
/**
 * A running pact on this habit that the caller is in; every such pact hears of the check-in anyway.
 */
pactId?: PactId, 
/**
 * What is said of the date.
 */
status: CheckinStatus, 
/**
 * The date, `YYYY-MM-DD`: today where the caller is (the default), or yesterday.
 */
day?: string, 
/**
 * A word about it, at most 500 characters.
 */
notes?: string, 
/**
 * The client's own id for it, at most 64 bytes: the same again changes nothing, for ever.
 */
clientId?: string, };

/**
 * Somebody in a pact, as far as being here goes.
 */
export type PactPerson = { 
/**
 * Who.
 */
userId: UserId, 
/**
 * Their name.
 */
userName: string, 
/**
 * When somebody who is not here last was, by the server's clock, if they ever were.
 */
lastSeen?: Timestamp, };

/**
 * Who of those in a pact is in its room. SPEC.md LP3.
 */
export type PactPresence = { 
/**
 * How many are here: people, not devices.
 */
count: number, 
/**
 * Who is here, by name.
 */
here: Array<PactPerson>, 
/**
 * Who else is in the pact, by name.
 */
away: Array<PactPerson>, };

/**
 * What a check-in made of a streak.
 */
export type StreakUpdate = { 
/**
 * How many dates, or weeks, the run counted before.
 */
before: number, 
/**
 * How many it counts now.
 */
after: number, 
/**
 * Whether that is more than any run before.
 */
isNewRecord: boolean, 
/**
 * The milestone that it reached for the first time in this run.
 */
milestone?: number, };

/**
 * A celebration or an encouragement.
 */
export type Letter = { 
/**
 * The entry of the feed.
 */
id: ActivityId, 
/**
 * Its number in the pact's feed.
 */
seq: number, 
/**
 * The pact.
 */
pactId: PactId, 
/**
 * Who sent it.
 */
fromUserId: UserId, 
/**
 * To whom.
 */
toUserId: UserId, 
/**
 * About which check-in.
 */
checkinId?: CheckinId, 
/**
 * What was written.
 */
message?: string, };

/**
 * Where a pact stands, for who comes into its room.
 */
export type JoinedPact = { 
/**
 * The client's mark.
 */
ref?: Reference, 
/**
 * The pact.
 */
pactId: PactId, 
/**
 * How it stands.
 */
pact: Pact, 
/**
 * How everybody keeps it.
 */
members: Array<PactMemberProgress>, 
/**
 * Who is here, the caller included, and who is not.
 */
presence: PactPresence, 
/**
 * The newest entries of its feed, oldest first.
 */
activities: Array<PactActivity>, 
/**
 * Names this numbering of the feed.
 */
epoch: string, 
/**
 * The number of the feed's newest entry; 0 when it is empty.
 */
seq: number, 
/**
 * The server cannot tell all that `since` missed: fetch the feed again (RC2).
 */
resync: boolean, };

/**
 * One is out of a pact's room.
 */
export type LeftPact = { 
/**
 * The client's mark.
 */
ref?: Reference, 
/**
 * The pact.
 */
pactId: PactId, };

/**
 * Somebody else came into the room.
 */
export type PartnerJoinedPact = { 
/**
 * The pact.
 */
pactId: PactId, 
/**
 * Who.
 */
userId: UserId, 
/**
 * Their name.
 */
userName: string, };

/**
 * Somebody else left the room.
 */
export type PartnerLeftPact = { 
/**
 * The pact.
 */
pactId: PactId, 
/**
 * Who.
 */
userId: UserId, 
/**
 * Their name.
 */
userName: string, 
/**
 * When their last device went, by the server's clock.
 */
lastSeen: Timestamp, };

/**
 * One's own check-in.
 */
export type OwnCheckin = { 
/**
 * The client's mark, for the device that logged it.
 */
ref?: Reference, 
/**
 * What was said.
 */
checkin: Checkin, 
/**
 * What the streak made of it.
 */
streakUpdate: StreakUpdate, 
/**
 * What it achieved, each for the first time.
 */
achievementsUnlocked: Array<string>, };

/**
 * Another one's check-in.
 */
export type PartnerCheckin = { 
/**
 * The pact.
 */
pactId: PactId, 
/**
 * Who.
 */
userId: UserId, 
/**
 * Their name.
 */
userName: string, 
/**
 * What they said.
 */
checkin: Checkin, 
/**
 * The habit's name.
 */
habitName: string, 
/**
 * Its number in the pact's feed; `PACT_ACTIVITY` of the same number is the same event.
 */
seq: number, };

/**
 * A celebration for who hears it.
 */
export type ReceivedCelebration = { 
/**
 * The pact.
 */
pactId: PactId, 
/**
 * What was sent.
 */
celebration: Letter, 
/**
 * Who sent it.
 */
fromUserName: string, 
/**
 * What they wrote with it.
 */
message?: string, };

/**
 * An encouragement for who hears it.
 */
export type ReceivedEncouragement = { 
/**
 * The pact.
 */
pactId: PactId, 
/**
 * What was sent.
 */
encouragement: Letter, 
/**
 * Who sent it.
 */
fromUserName: string, 
/**
 * What they wrote.
 */
message?: string, };

/**
 * A milestone of somebody's run.
 */
export type ReachedMilestone = { 
/**
 * The pact.
 */
pactId: PactId, 
/**
 * Whose run.
 */
userId: UserId, 
/**
 * Their name.
 */
userName: string, 
/**
 * The habit.
 */
habitGoalId: HabitGoalId, 
/**
 * The milestone.
 */
streakDays: number, 
/**
 * Its number in the pact's feed.
 */
seq: number, };

/**
 * A [`PactActivity`] whose own `type` is `activityType` here: `type` is the message's.
 */
export type ToldActivity = { 
/**
 * Which.
 */
id: ActivityId, 
/**
 * Its number in the pact's feed.
 */
seq: number, 
/**
 * The pact.
 */
pactId: PactId, 
/**
 * What it is about. In the `action` envelope it is `type` within `data`.
 */
activityType: ActivityType, 
/**
 * Who did it; of an ended pact, who made it.
 */
userId: UserId, 
/**
 * The rest of it.
 */
data: ActivityData, 
/**
 * When.
 */
createdAt: Timestamp, };

/**
 * Everything a client may say, whatever the dialect. No field names the sender: that is the connection's.
 */
export type ClientMessage = { "type": "JOIN_TEAM", 
/**
 * The team to enter; the caller must be its member.
 */
teamId: TeamId, 
/**
 * The last `seq` the client has seen; what came after it is told again (RC1).
 */
since?: number, 
/**
 * The `epoch` that `since` belongs to; another one means a resync (RC2).
 */
epoch?: string, } | { "type": "LEAVE_TEAM", 
/**
 * The team to leave.
 */
teamId: TeamId, } | { "type": "SEND_CHEER", 
/**
 * One of the closed list.
 */
icon: CheerIcon, 
/**
 * The team; without it, the one this connection joined last.
 */
teamId?: TeamId, } | { "type": "POST_LIKE", 
/**
 * The post, of one of the caller's teams.
 */
postId: PostId, } | { "type": "POST_UNLIKE", 
/**
 * The post, of one of the caller's teams.
 */
postId: PostId, } | { "type": "LOGIN" } | { "type": "LOGOUT" } | { "type": "UPDATE_SESSION", 
/**
 * What the client knows of the person.
 */
details?: SessionDetails, 
/**
 * What it remembers of its connection before.
 */
socketDetails?: SocketDetails, } | { "type": "REQUEST_ROOMS_LIST" } | { "type": "JOIN_ROOM", 
/**
 * The forum, by its id or as `FORUM:id`; the caller must be its member.
 */
roomId: ForumId, 
/**
 * The last `seq` the client has seen; what came after it is told again.
 */
since?: number, 
/**
 * The `epoch` that `since` belongs to; another one means a resync.
 */
epoch?: string, } | { "type": "EXIT_ROOM", 
/**
 * The forum.
 */
roomId: ForumId, } | { "type": "SEND_MESSAGE", 
/**
 * The forum; the caller must be its member.
 */
roomId: ForumId, 
/**
 * 1 to 2,000 characters.
 */
message: string, 
/**
 * The client's own id for it, at most 64 bytes: the same again is the same message.
 */
clientId?: string, } | { "type": "SEND_DIRECT_MESSAGE", 
/**
 * Who is to get it.
 */
to: Addressee, 
/**
 * 1 to 2,000 characters.
 */
message: string, 
/**
 * The client's own id for it, at most 64 bytes: the same again is the same message.
 */
clientId?: string, } | { "type": "UPDATE_NOTIFICATION", 
/**
 * Which, and how.
 */
notification: NotificationMark, } | { "type": "LOAD_ACTIVE_CONNECTIONS" } | { "type": "CREATE_USER_CONNECTION", 
/**
 * Whom.
 */
connection: ConnectionAsk, } | { "type": "UPDATE_USER_CONNECTION", 
/**
 * With whom, and what it becomes.
 */
connection: ConnectionAnswer, } | { "type": "CREATE_OR_UPDATE_REACTION", 
/**
 * The post of one of the caller's teams.
 */
postId?: PostId, 
/**
 * The message of one of the caller's forums.
 */
messageId?: MessageId, 
/**
 * How; a heart when nothing is said.
 */
reaction?: CheerIcon, 
/**
 * Whether the reaction is taken back instead.
 */
takenBack?: boolean, 
/**
 * The same by a client of another feed.
 */
momentReaction?: RecordedReaction, 
/**
 * The same by a client of another feed.
 */
spaceReaction?: RecordedReaction, 
/**
 * The same by a client of another feed.
 */
thoughtReaction?: RecordedReaction, } | { "type": "JOIN_PACT", 
/**
 * The pact; the caller must be in it.
 */
pactId: PactId, 
/**
 * The last `seq` the client has heard; what came after it is told again.
 */
since?: number, 
/**
 * The `epoch` that `since` belongs to; another one means a resync.
 */
epoch?: string, } | { "type": "LEAVE_PACT", 
/**
 * The pact; the caller must be in it.
 */
pactId: PactId, } | { "type": "LOG_CHECKIN" } & NewCheckin | { "type": "SEND_CELEBRATION", 
/**
 * The check-in; without it the newest of `targetUserId` in `pactId`.
 */
checkinId?: CheckinId, 
/**
 * The pact; without it the newest that both are in.
 */
pactId?: PactId, 
/**
 * Whose check-in it is, to be sure.
 */
targetUserId?: UserId, 
/**
 * A word with it, at most 500 characters.
 */
message?: string, } | { "type": "SEND_ENCOURAGEMENT", 
/**
 * The pact that both are in.
 */
pactId: PactId, 
/**
 * Whom.
 */
targetUserId: UserId, 
/**
 * With what, 1 to 500 characters.
 */
message: string, };

/**
 * A person's standing in a team.
 */
export type Role = "coach" | "member";

/**
 * Somebody who is here.
 */
export type Person = { 
/**
 * Who.
 */
userId: UserId, 
/**
 * The name to show.
 */
userName: string, 
/**
 * Coach or member.
 */
role: Role, };

/**
 * Who is in a team's room now. SPEC.md PR1-PR3.
 */
export type Presence = { 
/**
 * People, not tabs.
 */
count: number, 
/**
 * The names of the coaches among them.
 */
activeCoaches: Array<string>, 
/**
 * Everybody, coaches first, while the room is small; left out of a large one (PR6).
 */
here?: Array<Person>, };

/**
 * A shared win, told to every team. SPEC.md TK1.
 */
export type Ticker = { 
/**
 * A short heading.
 */
title: string, 
/**
 * The win in one sentence.
 */
body: string, 
/**
 * When it happened.
 */
at: Timestamp, };

/**
 * Everything the server says in a room or to a connection, whatever the dialect.
 */
export type ServerMessage = { "type": "JOINED_TEAM", 
/**
 * The client's mark.
 */
ref?: Reference, 
/**
 * The team.
 */
teamId: TeamId, 
/**
 * Names this numbering of the feed; another one means that numbers seen before are void.
 */
epoch: string, 
/**
 * The number of the feed's newest entry; 0 when it is empty.
 */
seq: number, 
/**
 * What the caller is here.
 */
role: Role, 
/**
 * Who is here, the caller included.
 */
presence: Presence, 
/**
 * The latest shared win, if there was one.
 */
ticker?: Ticker, 
/**
 * The server cannot tell all that `since` missed: fetch the feed again (RC2).
 */
resync: boolean, } | { "type": "PRESENCE_UPDATE", 
/**
 * The team.
 */
teamId: TeamId, 
/**
 * People, not tabs.
 */
count: number, 
/**
 * The names of the coaches among them.
 */
activeCoaches: Array<string>, 
/**
 * Everybody, while the room is small (PR6).
 */
here?: Array<Person>, } | { "type": "LIVE_CHEER", 
/**
 * The team.
 */
teamId: TeamId, 
/**
 * Who.
 */
userId: UserId, 
/**
 * Their name.
 */
userName: string, 
/**
 * How.
 */
icon: CheerIcon, 
/**
 * How many more cheers of this icon this message stands for, when many came at once (CH4).
 */
others?: number, } | { "type": "LIVE_NOTIFICATION", 
/**
 * A short heading.
 */
title: string, 
/**
 * One sentence.
 */
body: string, 
/**
 * The path of the page to open.
 */
link: string, 
/**
 * The team.
 */
teamId: TeamId, 
/**
 * The pinned post.
 */
postId: PostId, 
/**
 * Its place in the team's feed.
 */
seq: number, } | { "type": "POST_UNPINNED", 
/**
 * The team.
 */
teamId: TeamId, 
/**
 * The post, which is pinned no more.
 */
postId: PostId, } | { "type": "NEW_POST", 
/**
 * The team.
 */
teamId: TeamId, 
/**
 * The post.
 */
postId: PostId, 
/**
 * Its place in the team's feed.
 */
seq: number, 
/**
 * Who wrote it.
 */
authorId: UserId, } | { "type": "LIKE_UPDATE", 
/**
 * The post.
 */
postId: PostId, 
/**
 * People who like it.
 */
likeCount: number, } | { "type": "TICKER", 
/**
 * A short heading.
 */
title: string, 
/**
 * The win in one sentence.
 */
body: string, 
/**
 * When it happened.
 */
at: Timestamp, } | { "type": "USER_LOGIN_SUCCESS", 
/**
 * The line to show.
 */
message: Notice, 
/**
 * Who, by the token.
 */
userName: string, } | { "type": "USER_LOGOUT_SUCCESS", 
/**
 * The line to show.
 */
message: Notice, 
/**
 * Who, by the token.
 */
userName: string, } | { "type": "SESSION_CREATED" } & SocketSession | { "type": "SESSION_UPDATED" } & SocketSession | { "type": "SESSION_CLOSED", } | { "type": "JOINED_ROOM", 
/**
 * The client's mark.
 */
ref?: Reference, 
/**
 * The forum.
 */
roomId: ForumId, 
/**
 * The line to show.
 */
message: RoomMessage, 
/**
 * Who, by the token.
 */
userName: string, 
/**
 * Names this numbering of the forum's messages.
 */
epoch: string, 
/**
 * The number of the newest message; 0 when there is none.
 */
seq: number, 
/**
 * The server cannot tell all that `since` missed: fetch the messages again.
 */
resync: boolean, } | { "type": "OTHER_JOINED_ROOM", 
/**
 * The forum.
 */
roomId: ForumId, 
/**
 * The line to show.
 */
message: RoomMessage, } | { "type": "LEFT_ROOM", 
/**
 * The forum.
 */
roomId: ForumId, 
/**
 * The line to show.
 */
message: RoomMessage, } | { "type": "SEND_MESSAGE", 
/**
 * The forum.
 */
roomId: ForumId, 
/**
 * What.
 */
message: RoomMessage, } | { "type": "SEND_DIRECT_MESSAGE", 
/**
 * The other of the two, as seen by whom this is told.
 */
contextUserId: UserId, 
/**
 * What.
 */
message: DirectMessage, } | { "type": "SEND_ROOMS_LIST", 
/**
 * By name. In the `action` envelope this list is the `data` itself.
 */
rooms: Array<ListedRoom>, } | { "type": "NOTIFICATION_CREATED" } & Notification | { "type": "NOTIFICATION_UPDATED" } & Notification | { "type": "ACTIVE_CONNECTIONS_LOADED", 
/**
 * By name.
 */
activeUsers: Array<ActivePerson>, } | { "type": "ACTIVE_CONNECTIONS_ADDED" } & ActivePerson | { "type": "ACTIVE_CONNECTION_LOGGED_IN" } & ActivePerson | { "type": "ACTIVE_CONNECTION_LOGGED_OUT" } & ActivePerson | { "type": "ACTIVE_CONNECTION_DISCONNECTED" } & ActivePerson | { "type": "ACTIVE_CONNECTION_REFRESHED" } & ActivePerson | { "type": "USER_CONNECTION_CREATED" } & UserConnection | { "type": "USER_CONNECTION_UPDATED" } & UserConnection | { "type": "JOINED_PACT" } & JoinedPact | { "type": "LEFT_PACT" } & LeftPact | { "type": "PARTNER_JOINED_PACT" } & PartnerJoinedPact | { "type": "PARTNER_LEFT_PACT" } & PartnerLeftPact | { "type": "CHECKIN_LOGGED" } & OwnCheckin | { "type": "PARTNER_CHECKED_IN" } & PartnerCheckin | { "type": "CELEBRATION_RECEIVED" } & ReceivedCelebration | { "type": "ENCOURAGEMENT_RECEIVED" } & ReceivedEncouragement | { "type": "STREAK_MILESTONE" } & ReachedMilestone | { "type": "PACT_ACTIVITY" } & ToldActivity | { "type": "ACK", 
/**
 * The client's mark.
 */
ref?: Reference, 
/**
 * The post that was liked or unliked.
 */
postId?: PostId, 
/**
 * How many like it now.
 */
likeCount?: number, 
/**
 * Whether the caller does.
 */
likedByMe?: boolean, 
/**
 * What the command made, or what it made when it was said before.
 */
id?: string, 
/**
 * The place of that in its forum or inbox.
 */
seq?: number, } | { "type": "ERROR", 
/**
 * For programs.
 */
code: ErrorCode, 
/**
 * For people.
 */
message: string, 
/**
 * The client's mark, where it could be read.
 */
ref?: Reference, 
/**
 * Whether the same may succeed later without a change.
 */
temporary: boolean, };

/**
 * What a client says about pacts.
 */
export type PactRequest = Extract<
  ClientMessage,
  { type: 'JOIN_PACT' | 'LEAVE_PACT' | 'LOG_CHECKIN' | 'SEND_CELEBRATION' | 'SEND_ENCOURAGEMENT' }
>;

/**
 * What the server says about pacts.
 */
export type PactMessage = Extract<
  ServerMessage,
  {
    type:
      | 'JOINED_PACT'
      | 'LEFT_PACT'
      | 'PARTNER_JOINED_PACT'
      | 'PARTNER_LEFT_PACT'
      | 'CHECKIN_LOGGED'
      | 'PARTNER_CHECKED_IN'
      | 'CELEBRATION_RECEIVED'
      | 'ENCOURAGEMENT_RECEIVED'
      | 'STREAK_MILESTONE'
      | 'PACT_ACTIVITY';
  }
>;

/**
 * Something a person wants to keep at.
 */
export type HabitGoal = { 
/**
 * Which.
 */
id: HabitGoalId, 
/**
 * What, 1 to 80 characters.
 */
name: string, 
/**
 * A word to sort by.
 */
category?: string, 
/**
 * A picture of it.
 */
emoji?: string, 
/**
 * How often it is asked for.
 */
frequencyType: FrequencyType, 
/**
 * On how many dates a week, 1 to 7.
 */
frequencyCount?: number, 
/**
 * On which days of the week: 0 is Sunday, 6 is Saturday.
 */
targetDaysOfWeek?: Array<number>, 
/**
 * `build_good`, `break_bad`, `savings_goal` or `maintenance`.
 */
goalType: string, 
/**
 * Whether its owner put it away. Pacts on it go on.
 */
archived: boolean, 
/**
 * When it was made.
 */
createdAt: Timestamp, };

/**
 * Makes a habit goal.
 */
export type NewHabitGoal = { 
/**
 * What, 1 to 80 characters.
 */
name: string, 
/**
 * A word to sort by, 1 to 40 characters.
 */
category?: string, 
/**
 * A picture of it, 1 to 16 characters.
 */
emoji?: string, 
/**
 * How often it is asked for.
 */
frequencyType: FrequencyType, 
/**
 * On how many dates a week, 1 to 7; `weekly` without it and without days is once.
 */
frequencyCount?: number, 
/**
 * On which days of the week: 0 is Sunday, 6 is Saturday.
 */
targetDaysOfWeek?: Array<number>, 
/**
 * `build_good` (the default), `break_bad`, `savings_goal` or `maintenance`.
 */
goalType?: string, };

/**
 * One habit goal.
 */
export type HabitGoalBody = { 
/**
 * The goal.
 */
habitGoal: HabitGoal, };

/**
 * The caller's habit goals.
 */
export type HabitGoals = { 
/**
 * Oldest first.
 */
habitGoals: Array<HabitGoal>, };

/**
 * A habit to begin with: what `NewHabitGoal` takes.
 */
export type HabitTemplate = { 
/**
 * Names it among the templates.
 */
key: string, 
/**
 * What.
 */
name: string, 
/**
 * A word to sort by.
 */
category: string, 
/**
 * A picture of it.
 */
emoji: string, 
/**
 * How often it is asked for.
 */
frequencyType: FrequencyType, 
/**
 * On how many dates a week.
 */
frequencyCount?: number, 
/**
 * `build_good`, `break_bad`, `savings_goal` or `maintenance`.
 */
goalType: string, };

/**
 * Habits to begin with.
 */
export type HabitTemplates = { 
/**
 * The most usual ones first.
 */
templates: Array<HabitTemplate>, };

/**
 * Makes a pact.
 */
export type NewPact = { 
/**
 * The habit, one of the caller's own.
 */
habitGoalId: HabitGoalId, 
/**
 * For how many dates: 7, 14, 30, 60 or 90.
 */
durationDays: number, 
/**
 * Who is invited, at most 5.
 */
partnerUserIds?: Array<UserId>, 
/**
 * What kind it is, 1 to 40 characters; `accountability` without it.
 */
pactType?: string, 
/**
 * What who fails owes the others, 1 to 500 characters.
 */
consequence?: string, };

/**
 * A new pact and the way into it.
 */
export type PactMade = { 
/**
 * The pact.
 */
pact: Pact, 
/**
 * Short enough to be read aloud; good until somebody accepts it, or for 14 days.
 */
inviteCode: string, };

/**
 * Asks people into a pact.
 */
export type NewPactInvite = { 
/**
 * Who is asked by name; also such as have declined or left.
 */
partnerUserIds?: Array<UserId>, };

/**
 * One pact.
 */
export type PactBody = { 
/**
 * The pact.
 */
pact: Pact, };

/**
 * One pact with how everybody keeps it.
 */
export type PactDetail = { 
/**
 * The pact.
 */
pact: Pact, 
/**
 * Everybody, in the order of their coming.
 */
members: Array<PactMemberProgress>, };

/**
 * The caller's pacts.
 */
export type Pacts = { 
/**
 * Newest first.
 */
pacts: Array<Pact>, 
/**
 * What to send as `before` for the next page; `null` at the end.
 */
next: string | null, };

/**
 * A streak of the caller's, with its habit.
 */
export type HabitStreak = { 
/**
 * The habit.
 */
habitGoalId: HabitGoalId, 
/**
 * What it is called.
 */
habitName: string, 
/**
 * How it reads.
 */
streak: StreakNow, };

/**
 * The caller's streaks.
 */
export type Streaks = { 
/**
 * Oldest habit first.
 */
streaks: Array<HabitStreak>, 
/**
 * What the caller has achieved, in the order of achieving.
 */
achievements: Array<string>, };

/**
 * A check-in and what it did.
 */
export type CheckinLogged = { 
/**
 * What was said.
 */
checkin: Checkin, 
/**
 * The streak after it.
 */
streak: StreakNow, 
/**
 * The milestone that it reached for the first time in this run.
 */
milestone?: number, 
/**
 * What it achieved, each for the first time.
 */
achievementsUnlocked: Array<string>, };

/**
 * The caller's check-ins.
 */
export type Checkins = { 
/**
 * Newest date first.
 */
checkins: Array<Checkin>, 
/**
 * What to send as `to` for the next page; `null` at the end.
 */
next: string | null, };

/**
 * One check-in.
 */
export type CheckinBody = { 
/**
 * The check-in.
 */
checkin: Checkin, };

/**
 * One picture of a check-in.
 */
export type ProofBody = { 
/**
 * The picture.
 */
proof: Proof, };

/**
 * Celebrates a check-in.
 */
export type NewCelebration = { 
/**
 * A word with it, at most 500 characters.
 */
message?: string, };

/**
 * Encourages somebody.
 */
export type NewEncouragement = { 
/**
 * Whom.
 */
targetUserId: UserId, 
/**
 * With what, 1 to 500 characters.
 */
message: string, };

/**
 * Some activities of a pact.
 */
export type PactActivities = { 
/**
 * With `since` oldest first, else newest first.
 */
activities: Array<PactActivity>, 
/**
 * What to send for the next page, as `since` or as `before`, whichever was asked; `null` at the end.
 */
next: string | null, };

/**
 * One activity.
 */
export type ActivityBody = { 
/**
 * The activity.
 */
activity: PactActivity, };

/**
 * The body of every refusal.
 */
export type ErrorBody = { 
/**
 * For programs.
 */
code: ErrorCode, 
/**
 * For people.
 */
message: string, 
/**
 * Whether the same may succeed later without a change.
 */
temporary: boolean, };

/**
 * A person, as told to themselves.
 */
export type User = { 
/**
 * Who.
 */
id: UserId, 
/**
 * The name to show, 1 to 60 characters.
 */
userName: string, 
/**
 * The address they sign in with.
 */
email: string, 
/**
 * Given name.
 */
firstName?: string, 
/**
 * Family name.
 */
lastName?: string, 
/**
 * IANA name of their time zone, `UTC` until they say.
 */
timezone: string, 
/**
 * The hour at which their days begin where they are, 0 (midnight) to 12 (noon): what is done before it belongs
 * to the date before. 4 until they say.
 */
dayStartsAt?: number, 
/**
 * When the account was made.
 */
createdAt: Timestamp, };

/**
 * Makes an account.
 */
export type Register = { 
/**
 * The address to sign in with; one account each.
 */
email: string, 
/**
 * 8 to 200 characters.
 */
password: string, 
/**
 * The name to show, 1 to 60 characters.
 */
userName: string, 
/**
 * Given name.
 */
firstName?: string, 
/**
 * Family name.
 */
lastName?: string, 
/**
 * IANA name, such as `Europe/Lisbon`.
 */
timezone?: string, 
/**
 * The hour at which their days begin, a whole number from 0 (midnight) to 12 (noon).
 */
dayStartsAt?: number, };

/**
 * Changes what a person says of themselves; what is not there stays.
 */
export type ChangeMe = { 
/**
 * The name to show, 1 to 60 characters.
 */
userName?: string, 
/**
 * Given name; an empty one takes it away.
 */
firstName?: string, 
/**
 * Family name; an empty one takes it away.
 */
lastName?: string, 
/**
 * IANA name, such as `Europe/Lisbon`.
 */
timezone?: string, 
/**
 * The hour at which their days begin, a whole number from 0 (midnight) to 12 (noon).
 */
dayStartsAt?: number, };

/**
 * Signs in.
 */
export type Login = { 
/**
 * The address.
 */
email: string, 
/**
 * The password.
 */
password: string, };

/**
 * The answer to register, login and refresh.
 */
export type SignedIn = { 
/**
 * Who signed in.
 */
user: User, 
/**
 * A JWT, HS256; sent as `Authorization: Bearer`.
 */
idToken: string, };

/**
 * The answer to `GET` and `PATCH /api/v1/me`.
 */
export type Me = { 
/**
 * Who.
 */
user: User, 
/**
 * Their teams, oldest membership first.
 */
teams: Array<Team>, };

/**
 * A team, as told to a member.
 */
export type Team = { 
/**
 * Which.
 */
id: TeamId, 
/**
 * Its name, 1 to 80 characters.
 */
name: string, 
/**
 * What the caller is in it.
 */
role: Role, 
/**
 * How many belong to it.
 */
memberCount: number, 
/**
 * When it was made.
 */
createdAt: Timestamp, };

/**
 * Somebody of a team.
 */
export type TeamMember = { 
/**
 * Who.
 */
userId: UserId, 
/**
 * The name to show.
 */
userName: string, 
/**
 * Coach or member.
 */
role: Role, 
/**
 * When they were last connected, now if they are; told to coaches only.
 */
lastSeen?: Timestamp, 
/**
 * When they wrote their newest post here; told to coaches only.
 */
lastPostAt?: Timestamp, };

/**
 * Who belongs to a team.
 */
export type TeamMembers = { 
/**
 * Coaches first, then by name.
 */
members: Array<TeamMember>, };

/**
 * Makes a team, or names one.
 */
export type NewTeam = { 
/**
 * Its name, 1 to 80 characters.
 */
name: string, };

/**
 * One team.
 */
export type TeamBody = { 
/**
 * The team.
 */
team: Team, };

/**
 * The caller's teams.
 */
export type Teams = { 
/**
 * Oldest membership first.
 */
teams: Array<Team>, };

/**
 * A way into a team; good for many people until it expires.
 */
export type Invite = { 
/**
 * Short enough to be read aloud.
 */
code: string, 
/**
 * The page that accepts it.
 */
url: string, 
/**
 * Until when it is good.
 */
expiresAt: Timestamp, };

/**
 * A post, as told to a member.
 */
export type Post = { 
/**
 * Which.
 */
id: PostId, 
/**
 * Its place in the team's feed.
 */
seq: number, 
/**
 * Whose feed.
 */
teamId: TeamId, 
/**
 * Who wrote it.
 */
authorId: UserId, 
/**
 * Their name.
 */
authorName: string, 
/**
 * What the author is in the team.
 */
authorRole: Role, 
/**
 * The text, 1 to 4,000 characters.
 */
body: string, 
/**
 * How many like it.
 */
likeCount: number, 
/**
 * Whether the caller does.
 */
likedByMe: boolean, 
/**
 * Whether a coach pinned it.
 */
pinned: boolean, 
/**
 * When it was pinned.
 */
pinnedAt?: Timestamp, 
/**
 * The name of the coach who pinned it.
 */
pinnedBy?: string, 
/**
 * When it was written.
 */
createdAt: Timestamp, };

/**
 * Writes a post.
 */
export type NewPost = { 
/**
 * The text, 1 to 4,000 characters.
 */
body: string, 
/**
 * The client's own id for it, at most 64 bytes: the same again answers with the same post.
 */
clientId?: string, };

/**
 * One post.
 */
export type PostBody = { 
/**
 * The post.
 */
post: Post, };

/**
 * A page of posts, newest first.
 */
export type Posts = { 
/**
 * The posts.
 */
posts: Array<Post>, 
/**
 * What to send as `before` for the next page; `null` at the end.
 */
next: string | null, };

/**
 * What "3 new posts" polls.
 */
export type NewPosts = { 
/**
 * Posts after `since`.
 */
count: number, 
/**
 * The number of the newest post; 0 when there is none.
 */
latestSeq: number, };

/**
 * How a post stands after a like.
 */
export type Liked = { 
/**
 * The post.
 */
postId: PostId, 
/**
 * How many like it.
 */
likeCount: number, 
/**
 * Whether the caller does.
 */
likedByMe: boolean, };

/**
 * Adds to a team's counter.
 */
export type CounterDelta = { 
/**
 * How much; not negative, at most 1,000,000,000.
 */
delta: number, 
/**
 * The client's own id for it, at most 64 bytes: the same again adds nothing.
 */
clientId?: string, };

/**
 * How a counter stands.
 */
export type CounterTotal = { 
/**
 * The sum so far.
 */
total: number, };

/**
 * Which totals are worth telling everybody.
 */
export type Thresholds = { 
/**
 * The totals, at most 50; each is announced once, for ever.
 */
thresholds: number[], 
/**
 * What is counted, such as `steps`; 1 to 30 characters.
 */
unit: string, };

/**
 * A team's counter with its goals.
 */
export type Counter = { 
/**
 * Its name, such as `steps`.
 */
name: string, 
/**
 * The sum so far.
 */
total: number, 
/**
 * What is counted.
 */
unit: string, 
/**
 * The next total worth telling; absent when all are reached.
 */
nextThreshold?: number, };

/**
 * A team's counters.
 */
export type Counters = { 
/**
 * By name.
 */
counters: Array<Counter>, };

/**
 * Makes a forum.
 */
export type NewForum = { 
/**
 * Its name, 1 to 80 characters.
 */
name: string, 
/**
 * Who is in it besides the caller, at most 100.
 */
memberIds?: Array<UserId>, };

/**
 * Brings somebody into a forum.
 */
export type NewForumMember = { 
/**
 * Who.
 */
userId: UserId, };

/**
 * A forum, as told to a member.
 */
export type Forum = { 
/**
 * Which; a team's own forum has the team's id.
 */
id: ForumId, 
/**
 * Its name.
 */
name: string, 
/**
 * Who is in it, by name; at most 500.
 */
members: Array<ConnectedUser>, };

/**
 * One forum.
 */
export type ForumBody = { 
/**
 * The forum.
 */
forum: Forum, };

/**
 * One of the caller's forums, without its members.
 */
export type ForumSummary = { 
/**
 * Which.
 */
id: ForumId, 
/**
 * Its name.
 */
name: string, };

/**
 * The caller's forums.
 */
export type Forums = { 
/**
 * By name.
 */
forums: Array<ForumSummary>, };

/**
 * Says something in a forum, or to a person.
 */
export type NewMessage = { 
/**
 * 1 to 2,000 characters.
 */
message: string, 
/**
 * The client's own id for it, at most 64 bytes: the same again is the same message.
 */
clientId?: string, };

/**
 * One message of a forum.
 */
export type ForumMessageBody = { 
/**
 * The message.
 */
message: RoomMessage, };

/**
 * A page of a forum's messages.
 */
export type ForumMessages = { 
/**
 * Newest first.
 */
messages: Array<RoomMessage>, 
/**
 * What to send as `before` for the next page; `null` at the end.
 */
next: string | null, };

/**
 * One direct message.
 */
export type DirectMessageBody = { 
/**
 * The message.
 */
message: DirectMessage, };

/**
 * A page of what two people said to each other.
 */
export type DirectMessages = { 
/**
 * Newest first.
 */
messages: Array<DirectMessage>, 
/**
 * What to send as `before` for the next page; `null` at the end.
 */
next: string | null, };

/**
 * What a conversation is.
 */
export type ConversationKind = "forum" | "pact" | "person" | "team";

/**
 * The last line of a conversation.
 */
export type LastLine = { 
/**
 * Its id.
 */
id: MessageId, 
/**
 * Its place: in the forum, or in the caller's own inbox.
 */
seq: number, 
/**
 * Who said it.
 */
authorId: UserId, 
/**
 * Their name, also where it is the caller's own.
 */
authorName: string, 
/**
 * What, cut after 280 characters.
 */
text: string, 
/**
 * When.
 */
at: Timestamp, };

/**
 * A conversation of the caller's, as a list shows it.
 */
export type Conversation = { 
/**
 * What it is.
 */
kind: ConversationKind, 
/**
 * The forum's, which is the team's or pact's where it is theirs; or the other person's.
 */
id: string, 
/**
 * What it is called, or who it is with.
 */
name: string, 
/**
 * What was said last; `null` where nothing was.
 */
last: LastLine | null, 
/**
 * How many of its newest 100 lines are of others and not read by the caller on any device.
 */
unread: number, };

/**
 * A page of the caller's conversations.
 */
export type Conversations = { 
/**
 * Newest first.
 */
conversations: Array<Conversation>, 
/**
 * What to send as `before` for the next page; `null` at the end.
 */
next: string | null, };

/**
 * Says how far the caller has read a forum.
 */
export type NewReadMark = { 
/**
 * The `seq` of the newest line that was seen.
 */
seq: number, };

/**
 * How far the caller has read a forum.
 */
export type ReadMark = { 
/**
 * The `seq` of the newest line that was seen, on any device.
 */
seq: number, };

/**
 * Says how far the caller has read what somebody wrote to them.
 */
export type NewDirectReadMark = { 
/**
 * The `seq` of the newest line that was seen; without it all are.
 */
seq?: number, };

/**
 * Asks somebody to connect.
 */
export type NewConnection = { 
/**
 * Whom.
 */
userId: UserId, };

/**
 * Changes a connection.
 */
export type ConnectionChange = { 
/**
 * `complete` accepts, `denied` says no or ends it, `blocked` blocks.
 */
requestStatus: RequestStatus, };

/**
 * One connection.
 */
export type ConnectionBody = { 
/**
 * The connection, as the caller sees it.
 */
connection: UserConnection, };

/**
 * A connection, and whether the other one is here.
 */
export type ListedConnection = { 
/**
 * Whether the other one can be reached; told of friends alone.
 */
status?: PersonStatus, 
/**
 * When they were last connected; told of friends alone.
 */
lastSeen?: Timestamp, 
/**
 * Who asked first.
 */
requestingUserId: UserId, 
/**
 * Whom.
 */
acceptingUserId: UserId, 
/**
 * How it stands.
 */
requestStatus: RequestStatus, 
/**
 * It was complete and is no more.
 */
isConnectionBroken: boolean, 
/**
 * Both of them.
 */
users: Array<ConnectedUser>, 
/**
 * When it was asked for first.
 */
createdAt: Timestamp, 
/**
 * When it changed last.
 */
updatedAt: Timestamp, };

/**
 * The caller's connections.
 */
export type Connections = { 
/**
 * Last changed first; at most 1,000.
 */
connections: Array<ListedConnection>, };

/**
 * What the caller was told.
 */
export type Notifications = { 
/**
 * Newest first; at most 100.
 */
notifications: Array<Notification>, 
/**
 * Whether there are older ones after `since` that are not in the list.
 */
more: boolean, 
/**
 * How many are unread of all there are, in the list or not.
 */
unread: number, 
/**
 * The number of the newest entry of the inbox, messages counted too; 0 when it is empty.
 */
seq: number, };

/**
 * Marks notifications as read.
 */
export type ReadNotifications = { 
/**
 * This one and all older ones; without it all are.
 */
upTo?: NotificationId, };

/**
 * What became of it.
 */
export type NotificationsRead = { 
/**
 * How many were unread and are read now.
 */
marked: number, 
/**
 * How many are unread still.
 */
unread: number, };

/**
 * One notification.
 */
export type NotificationBody = { 
/**
 * The notification.
 */
notification: Notification, };

/**
 * Somebody's reaction.
 */
export type Reaction = { 
/**
 * Whose.
 */
userId: UserId, 
/**
 * Their name.
 */
userName: string, 
/**
 * How.
 */
reaction: CheerIcon, };

/**
 * The reactions to a post or a message.
 */
export type Reactions = { 
/**
 * Oldest first; at most 500.
 */
reactions: Array<Reaction>, };
