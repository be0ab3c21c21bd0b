// Entries of a pact's feed in the store: each once, newest first, whichever way and in whichever order they are told.
// It knows no message.
import type { MemberStatus, Pact, PactId, PactStatus } from '../protocol/types.ts';
import { ACTIVITIES_MAX, type PactItem, type PactsState } from './pacts-state.ts';

/** Puts a word about an entry in the entry's place, until the entry itself is told; `false` if one is there already. */
export function addWord(state: PactsState, item: PactItem): boolean {
  const { items, at } = placeOf(state, item);
  if (items[at]?.seq === item.seq) return false;
  put(items, at, item);
  return true;
}

/** Puts an entry in its place, also over a word about it. The same entry again changes nothing. */
export function addEntry(state: PactsState, item: PactItem): void {
  const { items, at } = placeOf(state, item);
  const known = items[at];
  if (known?.seq !== item.seq) put(items, at, item);
  else if (known.id !== item.id || known.createdAt === null) items[at] = item;
}

function placeOf(state: PactsState, item: PactItem): { items: PactItem[]; at: number } {
  const items = (state.pactActivities[item.pactId] ??= []);
  const at = items.findIndex((one) => one.seq <= item.seq);
  return { items, at: at === -1 ? items.length : at };
}

function put(items: PactItem[], at: number, item: PactItem): void {
  items.splice(at, 0, item);
  if (items.length > ACTIVITIES_MAX) items.length = ACTIVITIES_MAX;
}

/** Takes note that the feed was told up to here; `false` if it was before. */
export function advance(state: PactsState, pactId: PactId, seq: number): boolean {
  const position = state.feedPositions[pactId];
  if (!position || seq <= position.seq) return false;
  position.seq = seq;
  return true;
}

/** Takes over a pact as the server says that it stands. */
export function putPact(state: PactsState, pact: Pact): void {
  const at = state.activePacts.findIndex(({ id }) => id === pact.id);
  if (pact.status !== 'active') state.activePacts = state.activePacts.filter(({ id }) => id !== pact.id);
  else if (at === -1) state.activePacts.push(pact);
  else state.activePacts[at] = pact;
  if (state.currentPact?.id === pact.id) state.currentPact = pact;
}

const STATUS_AFTER: Partial<Record<PactItem['type'], PactStatus>> = {
  pact_started: 'active',
  pact_completed: 'completed',
  pact_abandoned: 'abandoned',
  pact_expired: 'expired',
};

const MEMBER_AFTER: Partial<Record<PactItem['type'], MemberStatus>> = {
  partner_joined: 'active',
  partner_declined: 'declined',
  partner_left: 'left',
};

/** What a new entry says about the pact itself: that it started or ended, that somebody came or went. */
export function followEntry(state: PactsState, item: PactItem): void {
  const status = STATUS_AFTER[item.type];
  const memberStatus = MEMBER_AFTER[item.type];
  const known = [...state.activePacts, state.currentPact].find((pact) => pact?.id === item.pactId);
  if (!known || (!status && !memberStatus)) return;
  putPact(state, {
    ...known,
    status: status ?? known.status,
    members: known.members.map((member) =>
      memberStatus && member.userId === item.userId ? { ...member, status: memberStatus } : member,
    ),
  });
}
