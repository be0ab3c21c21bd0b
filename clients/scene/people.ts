// The people of the tests and what they do over REST: accounts, teams, posts, friends.
import { createHmac, randomUUID } from 'node:crypto';
import { SECRET } from './kith';

export const PASSWORD = 'harbour-walk';

/** An answer of the REST API: any object. */
export type Answer = Record<string, unknown>;

/** Somebody with an account. */
export interface Person {
  readonly id: string;
  readonly userName: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly token: string;
  /** Calls the REST API as this person; throws when it is refused. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
}

/** A post as it was acknowledged. */
export interface Post {
  readonly id: string;
  readonly seq: number;
  readonly teamId: string;
  readonly body: string;
}

/** Makes an account. */
export async function register(url: string, firstName: string, lastName = 'Walker'): Promise<Person> {
  const userName = `${firstName} ${lastName}`;
  const account = { email: `${randomUUID()}@kith.example`, password: PASSWORD, userName, firstName, lastName };
  const { user, idToken } = (await rest(url, undefined, 'POST', '/auth/register', account)) as {
    user: { id: string };
    idToken: string;
  };
  const call = (method: string, path: string, body?: unknown): Promise<Answer> =>
    rest(url, idToken, method, path, body);
  return { id: user.id, userName, firstName, lastName, token: idToken, call };
}

/** Makes a team of a coach and members, and gives its id. */
export async function makeTeam(coach: Person, ...members: Person[]): Promise<string> {
  const { team } = (await coach.call('POST', '/teams', { name: `The team of ${coach.firstName}` })) as {
    team: { id: string };
  };
  const { code } = await coach.call('POST', `/teams/${team.id}/invites`, {});
  for (const member of members) await member.call('POST', `/invites/${String(code)}/accept`, {});
  return team.id;
}

/** Writes a post. */
export async function post(author: Person, teamId: string, body: string): Promise<Post> {
  const { post: written } = await author.call('POST', `/teams/${teamId}/posts`, { body });
  return written as Post;
}

/** Writes posts one after the other. */
export async function posts(author: Person, teamId: string, count: number, about = 'Post'): Promise<Post[]> {
  const written: Post[] = [];
  for (let nth = 1; nth <= count; nth += 1) written.push(await post(author, teamId, `${about} ${nth}`));
  return written;
}

/** Makes friends of two people. */
export async function befriend(one: Person, other: Person): Promise<void> {
  await one.call('POST', '/connections', { userId: other.id });
  await other.call('PUT', `/connections/${one.id}`, { requestStatus: 'complete' });
}

/** A running pact on a daily habit of the first of some people. */
export interface RunningPact {
  readonly id: string;
  readonly habitGoalId: string;
}

/** Makes a pact that everybody has accepted. */
export async function makePact(creator: Person, ...partners: Person[]): Promise<RunningPact> {
  const { habitGoal } = (await creator.call('POST', '/habit-goals', {
    name: `The walk of ${creator.firstName}`,
    frequencyType: 'daily',
  })) as { habitGoal: { id: string } };
  const { pact } = (await creator.call('POST', '/pacts', {
    habitGoalId: habitGoal.id,
    durationDays: 7,
    partnerUserIds: partners.map(({ id }) => id),
  })) as { pact: { id: string } };
  for (const partner of partners) await partner.call('POST', `/pacts/${pact.id}/accept`, {});
  return { id: pact.id, habitGoalId: habitGoal.id };
}

/** A token of our own make for a person; `claims` replace or add some. */
export function signToken(person: Person, claims: Record<string, unknown> = {}, secret = SECRET): string {
  const part = (fields: object): string => Buffer.from(JSON.stringify(fields)).toString('base64url');
  const now = Math.floor(Date.now() / 1_000);
  const usual = {
    id: person.id,
    sub: person.id,
    userName: person.userName,
    jti: randomUUID(),
    iat: now,
    exp: now + 3_600,
  };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...usual, ...claims })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

export async function rest(
  url: string,
  token: string | undefined,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...authorization },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Answer);
}
