// How the reader stands with the people around them. Pure: what the server lists and tells goes in, sorted lists of
// people come out.
import type { ActivePerson, ListedConnection, PersonStatus, UserConnection, UserId } from '@kith/client';

/** `asking`: they asked the reader. `asked`: the reader asked them. */
export type Standing = 'friend' | 'asking' | 'asked' | 'blocked';

export interface Acquaintance {
  readonly userId: UserId;
  readonly userName: string;
  readonly standing: Standing;
  /** Told of friends alone. */
  readonly status: PersonStatus | undefined;
  /** When they were last connected, RFC 3339. */
  readonly lastSeen: string | undefined;
}

/** Those with whom something stands, by name; a no is nobody's business any more. */
export function acquaintances(connections: readonly ListedConnection[], reader: UserId): Acquaintance[] {
  return connections
    .map((connection) => toAcquaintance(connection, reader))
    .filter((one) => one !== undefined)
    .toSorted((a, b) => a.userName.localeCompare(b.userName, 'en'));
}

/** Friends who are here come first, each group by name. */
export function friendsOf(people: readonly Acquaintance[]): Acquaintance[] {
  const order: Record<PersonStatus, number> = { active: 0, away: 1, offline: 2 };
  return people
    .filter(({ standing }) => standing === 'friend')
    .toSorted((a, b) => order[a.status ?? 'offline'] - order[b.status ?? 'offline']);
}

/** A connection was made or changed; what was known of presence stays. */
export function withConnection(list: readonly ListedConnection[], changed: UserConnection): ListedConnection[] {
  const before = list.find((one) => isSame(one, changed));
  const { status, lastSeen } = before ?? {};
  const isFriend = changed.requestStatus === 'complete';
  const presence = isFriend ? { ...(status && { status }), ...(lastSeen !== undefined && { lastSeen }) } : {};
  return [{ ...changed, ...presence }, ...list.filter((one) => !isSame(one, changed))];
}

/** Friends came or went. */
export function withPresence(list: readonly ListedConnection[], person: ActivePerson): ListedConnection[] {
  return list.map((one) => {
    if (one.requestStatus !== 'complete' || !one.users.some(({ id }) => id === person.id)) return one;
    const lastSeen = person.lastSeen ?? one.lastSeen;
    return { ...one, status: person.status, ...(lastSeen !== undefined && { lastSeen }) };
  });
}

function toAcquaintance(connection: ListedConnection, reader: UserId): Acquaintance | undefined {
  const other = connection.users.find(({ id }) => id !== reader);
  const standing = standingOf(connection, reader);
  if (!other || !standing) return undefined;
  const { status, lastSeen } = connection;
  return { userId: other.id, userName: other.userName, standing, status, lastSeen };
}

function standingOf(connection: ListedConnection, reader: UserId): Standing | undefined {
  switch (connection.requestStatus) {
    case 'complete':
      return connection.isConnectionBroken ? undefined : 'friend';
    case 'pending':
      return connection.requestingUserId === reader ? 'asked' : 'asking';
    case 'blocked':
      return 'blocked';
    case 'denied':
      return undefined;
  }
}

function isSame(a: UserConnection, b: UserConnection): boolean {
  const [first, second] = [pairOf(a), pairOf(b)];
  return first === second;
}

function pairOf({ requestingUserId, acceptingUserId }: UserConnection): string {
  return [requestingUserId, acceptingUserId].toSorted().join(' ');
}
