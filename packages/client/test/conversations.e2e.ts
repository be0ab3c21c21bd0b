// Two devices of one person against a real server: what is read on one is read on the other.
import { expect, it } from 'vitest';
import { makeTeam, openHouse } from './house.ts';

const house = openHouse();

it('[CL3, CL4] what one device has read is read on the other', async () => {
  const [sarah, ruth] = await Promise.all([house.person('Sarah'), house.person('Ruth')]);
  const id = await makeTeam(sarah, ruth);
  const coach = house.guest(sarah).kith.api;
  const [phone, laptop] = [house.guest(ruth).kith.api, house.guest(ruth).kith.api];
  const { seq } = await coach.forums.sayInForum(id, { message: 'Hello team' });
  const direct = await coach.messages.sayDirectly(ruth.id, { message: 'Hello Ruth' });
  const unread = async (): Promise<unknown> =>
    (await laptop.messages.fetchConversations()).conversations.map((one) => [one.kind, one.unread, one.last?.text]);
  expect(await unread()).toEqual([
    ['person', 1, 'Hello Ruth'],
    ['team', 1, 'Hello team'],
  ]);
  expect(await phone.forums.readForum(id, (seq ?? 0) + 9)).toBe(seq);
  await phone.messages.readDirectMessages(sarah.id, direct.seq);
  expect(await unread()).toEqual([
    ['person', 0, 'Hello Ruth'],
    ['team', 0, 'Hello team'],
  ]);
  const first = await laptop.messages.fetchConversations(undefined, 1);
  const rest = await laptop.messages.fetchConversations(first.next ?? '', 1);
  expect([first, rest].map(({ conversations }) => conversations[0]?.kind)).toEqual(['person', 'team']);
});

it('[NT7, NT8] news is paged back, and marked as read by one call on every device', async () => {
  const ruth = await house.person('Ruth');
  const [phone, laptop] = [house.guest(ruth).kith.api, house.guest(ruth).kith.api];
  for (const name of ['Sarah', 'Alan', 'Margaret']) {
    const friend = await house.person(name);
    await house.guest(friend).kith.api.connections.askToConnect(ruth.id);
  }
  const { notifications, unread } = await phone.notifications.fetchNotifications();
  const [newest, middle, oldest] = notifications;
  expect(unread).toBe(3);
  const earlier = await laptop.notifications.fetchEarlierNotifications(newest?.id ?? '');
  expect(earlier.notifications).toEqual([middle, oldest]);
  expect(await phone.notifications.readNotifications(middle?.id)).toEqual({ marked: 2, unread: 1 });
  expect(await phone.notifications.readNotifications()).toEqual({ marked: 1, unread: 0 });
  expect((await laptop.notifications.fetchNotifications()).unread).toBe(0);
});
