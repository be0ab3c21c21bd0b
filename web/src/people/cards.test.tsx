// The cards of the people page: asking, answering, and blocking only after a second word.
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { Acquaintance } from './acquaintance';
import { BlockedCard } from './blocked-card';
import { FindPeople } from './find-people';
import { FriendsCard } from './friends-card';
import { RequestsCard } from './requests-card';

const person = (userName: string, standing: Acquaintance['standing'], status?: 'active'): Acquaintance => ({
  userId: userName.toLowerCase(),
  userName,
  standing,
  status,
  lastSeen: undefined,
});
const button = (name: string): HTMLElement => screen.getByRole('button', { name, hidden: true });

afterEach(cleanup);

it('[UC1] a question is answered, and one of one’s own is taken back', () => {
  const [onAccept, onDeny] = [vi.fn(), vi.fn()];
  const people = { asking: [person('Alan', 'asking')], asked: [person('Walter', 'asked')] };
  render(<RequestsCard {...people} onAccept={onAccept} onDeny={onDeny} onBlock={() => undefined} />);
  fireEvent.click(button('Accept Alan'));
  fireEvent.click(button('Not now Alan'));
  fireEvent.click(button('Take it back what I asked Walter'));
  expect([onAccept.mock.calls, onDeny.mock.calls]).toEqual([[['alan']], [['alan'], ['walter']]]);
});

it('[CV5] nobody is blocked by one press', () => {
  const onBlock = vi.fn();
  render(<FriendsCard friends={[person('Alan', 'friend', 'active')]} onEnd={() => undefined} onBlock={onBlock} />);
  screen.getByText('Here now');
  fireEvent.click(button('More about Alan'));
  fireEvent.click(button('Block Alan…'));
  expect(onBlock).not.toHaveBeenCalled();
  fireEvent.click(button('No, go back'));
  fireEvent.click(button('Block Alan…'));
  fireEvent.click(button('Yes, block Alan'));
  expect(onBlock).toHaveBeenCalledExactlyOnceWith('alan');
});

it('[CV5] who is blocked can be unblocked', () => {
  const onUnblock = vi.fn();
  render(<BlockedCard blocked={[person('Alan', 'blocked')]} onUnblock={onUnblock} />);
  fireEvent.click(button('Unblock Alan'));
  expect(onUnblock).toHaveBeenCalledWith('alan');
});

it('people are found by name, asked, and written to', () => {
  const onAsk = vi.fn();
  const strangers = Array.from({ length: 12 }, (_, index) => ({
    userId: `u${index}`,
    userName: `Person ${index}`,
    teamName: 'Harbour Walkers',
  }));
  render(<FindPeople strangers={strangers} isLoading={false} onAsk={onAsk} />);
  expect(screen.getAllByRole('listitem')).toHaveLength(8);
  screen.getByText('12 people fit. Write more of the name to see fewer.');
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: '11' } });
  fireEvent.click(button('Ask to be friends with Person 11'));
  expect(onAsk).toHaveBeenCalledWith('u11');
  expect(screen.getByRole('link', { name: 'Write to Person 11' }).getAttribute('href')).toBe('/messages/person/u11');
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'Zed' } });
  screen.getByText(/Nobody of your teams is called “Zed”/);
});
