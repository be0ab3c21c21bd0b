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
postId: PostId, };

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
seq: number, } | { "type": "NEW_POST", 
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
at: Timestamp, } | { "type": "ACK", 
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
likedByMe?: boolean, } | { "type": "ERROR", 
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
timezone?: string, };

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
 * The answer to `GET /api/v1/me`.
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
