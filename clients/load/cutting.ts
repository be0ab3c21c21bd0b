// Many stock clients behind a wire that is cut again and again, while posts flow in a few teams. Counts what each of
// them was shown of what was acknowledged to the authors: once, twice, never, out of order.
import { eventually } from '../scene/ear';
import type { Kith } from '../scene/kith';
import { makeTeam, type Person, post, register } from '../scene/people';
import { type Options, stock, type Stock } from '../scene/stock';
import { layWire } from '../scene/wire';

export interface Plan {
  readonly clients: number;
  readonly teams: number;
  /** Each has so many devices; every client is one. */
  readonly devicesPerPerson: number;
  readonly cutEveryMs: number;
  readonly lastsMs: number;
  /** Between two posts in the same team. */
  readonly postEveryMs: number;
  readonly options: Options;
}

/** What came of it. Feed-class messages are posts and pins, as each client is to be shown them. */
export interface Outcome {
  readonly clients: number;
  readonly teams: number;
  readonly cuts: number;
  readonly posts: number;
  readonly expected: number;
  readonly shownOnce: number;
  readonly duplicated: number;
  readonly missing: number;
  readonly outOfOrder: number;
  readonly reconnects: number;
  readonly recovered: number;
}

/** The author of a team, its clients, and the numbers of what was acknowledged in it. */
interface Group {
  readonly coach: Person;
  readonly team: string;
  readonly members: Member[];
  readonly acknowledged: { readonly id: string; readonly seq: number }[];
}

interface Member {
  readonly client: Stock;
  /** What it was shown of its team, in order. */
  readonly shown: { readonly id: string; readonly seq: number }[];
  isIn: boolean;
}

const CALM_MS = 30_000;

export async function runCutting(kith: Kith, plan: Plan, tell: (line: string) => void): Promise<Outcome> {
  const wire = await layWire(kith.url);
  const groups = await gather(kith, plan, wire.url);
  const all = groups.flatMap((group) => group.members);
  try {
    await eventually(() => all.every(({ isIn }) => isIn), 'all are in', CALM_MS);
    tell(`${all.length} clients are in ${groups.length} teams; cutting every ${plan.cutEveryMs} ms`);
    let cuts = 0;
    const cutting = setInterval(() => {
      cuts += 1;
      wire.reset();
      tell(`cut ${cuts}`);
    }, plan.cutEveryMs);
    try {
      await Promise.all(groups.map((group) => write(group, plan)));
    } finally {
      clearInterval(cutting);
    }
    await calm(groups);
    return count(groups, cuts);
  } finally {
    for (const { client } of all) client.leave();
    await wire.close();
  }
}

async function gather(kith: Kith, plan: Plan, url: string): Promise<Group[]> {
  const groups: Group[] = [];
  const perTeam = plan.clients / plan.teams;
  for (let nth = 1; nth <= plan.teams; nth += 1) {
    const coach = await register(kith.url, `Coach ${nth}`);
    const people: Person[] = [];
    for (let one = 0; one < perTeam / plan.devicesPerPerson; one += 1) {
      people.push(await register(kith.url, `Person ${nth}.${one}`));
    }
    const team = await makeTeam(coach, ...people);
    const members = Array.from({ length: perTeam }, (_, one) => {
      const person = people[one % people.length] ?? coach;
      return listen(stock(url, { ...plan.options, auth: { token: person.token } }), team);
    });
    groups.push({ coach, team, members, acknowledged: [] });
  }
  return groups;
}

function listen(client: Stock, team: string): Member {
  const member: Member = { client, shown: [], isIn: false };
  client.socket.on(
    'action',
    ({ type, data }: { type: string; data: { teamId: string; postId: string; seq: number } }) => {
      const isFeed = type === 'SERVER:NEW_POST' || type === 'SERVER:LIVE_NOTIFICATION';
      if (isFeed && data.teamId === team) member.shown.push({ id: data.postId, seq: data.seq });
      member.isIn ||= type === 'SERVER:JOINED_TEAM';
      // Only the feed is counted: what an ear keeps of the rest would fill the memory.
      client.ear.forget();
    },
  );
  return member;
}

async function write({ coach, team, acknowledged }: Group, plan: Plan): Promise<void> {
  const until = Date.now() + plan.lastsMs;
  for (let nth = 1; Date.now() < until; nth += 1) {
    acknowledged.push(await post(coach, team, `Post ${nth}`));
    await new Promise((resolve) => setTimeout(resolve, plan.postEveryMs));
  }
}

/** Waits until everybody was shown the last entry, or nothing comes any more. */
async function calm(groups: readonly Group[]): Promise<void> {
  const isCalm = ({ members, acknowledged }: Group): boolean =>
    members.every(({ shown }) => shown.some(({ seq }) => seq === acknowledged.at(-1)?.seq));
  await eventually(() => groups.every(isCalm), 'everybody was shown the last post', CALM_MS).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 500));
}

function count(groups: readonly Group[], cuts: number): Outcome {
  const total = { expected: 0, shownOnce: 0, duplicated: 0, missing: 0, outOfOrder: 0, reconnects: 0, recovered: 0 };
  for (const { members, acknowledged } of groups) {
    for (const { client, shown } of members) {
      const times = new Map<number, number>();
      for (const { seq } of shown) times.set(seq, (times.get(seq) ?? 0) + 1);
      total.expected += acknowledged.length;
      for (const { seq } of acknowledged) {
        const shownTimes = times.get(seq) ?? 0;
        if (shownTimes === 0) total.missing += 1;
        if (shownTimes === 1) total.shownOnce += 1;
        if (shownTimes > 1) total.duplicated += 1;
      }
      total.outOfOrder += shown.filter(({ seq }, at) => at > 0 && seq <= (shown[at - 1]?.seq ?? 0)).length;
      total.reconnects += client.recovered.length - 1;
      total.recovered += client.recovered.slice(1).filter(Boolean).length;
    }
  }
  const clients = groups.reduce((sum, { members }) => sum + members.length, 0);
  const posts = groups.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
  return { clients, teams: groups.length, cuts, posts, ...total };
}
