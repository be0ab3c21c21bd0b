// The parts of Kith that one can go to, in the order of the navigation. A new part is one line here and its page in
// `pages.tsx`.
import type { IconName } from '../design/icon-paths';

export type Place = 'team' | 'pacts' | 'messages' | 'inbox' | 'you';

export interface Way {
  readonly place: Place;
  readonly href: string;
  readonly icon: IconName;
  readonly text: string;
}

export const WAYS: readonly Way[] = [
  { place: 'team', href: '/', icon: 'team', text: 'Team' },
  { place: 'pacts', href: '/pacts', icon: 'pact', text: 'Pacts' },
  { place: 'messages', href: '/messages', icon: 'message', text: 'Messages' },
  { place: 'inbox', href: '/inbox', icon: 'bell', text: 'Inbox' },
  { place: 'you', href: '/you', icon: 'you', text: 'You' },
];

/** How many wait at each place. */
export type Counts = Partial<Record<Place, number>>;
