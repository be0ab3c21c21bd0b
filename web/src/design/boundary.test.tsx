// What fails stays in its own place, and can be tried again.
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { type ComponentType, Suspense } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { PageBoundary } from '../shell/page-boundary';
import { NOT_LOADED, NOT_SHOWN, OverlayBoundary, PartBoundary } from './boundary';
import { lazyPart } from './lazy-part';

let isThere: boolean;
let asked: number;

const load = async (): Promise<{ default: ComponentType }> => {
  asked += 1;
  if (!isThere) throw new TypeError('Failed to fetch dynamically imported module');
  return { default: () => <p>The whole month</p> };
};

beforeEach(() => {
  [isThere, asked] = [false, 0];
  // React tells the console of what a boundary has caught.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function Page({ part: Part }: { part: ComponentType }) {
  return (
    <>
      <p>The rest of the page</p>
      <PartBoundary>
        <Suspense fallback="Loading">
          <Part />
        </Suspense>
      </PartBoundary>
    </>
  );
}

it('[WB9] a part that cannot be loaded says so, is asked for once, and again when one wants it', async () => {
  render(<Page part={lazyPart(load)} />);
  await screen.findByText(NOT_LOADED);
  screen.getByText('The rest of the page');
  expect(asked).toBe(1);
  isThere = true;
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('The whole month');
  expect(asked).toBe(2);
});

it.each([
  [true, 1],
  [false, 0],
])(
  '[WB9] where trying again was no use the page is loaded again, if the server is there: %s',
  async (isUp, reloads) => {
    const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined);
    const health = vi.fn(() => (isUp ? Promise.resolve(new Response(null)) : Promise.reject(new TypeError('gone'))));
    vi.stubGlobal('fetch', health);
    render(<Page part={lazyPart(load)} />);
    fireEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    await vi.waitFor(() => expect(asked).toBe(2));
    expect(health).not.toHaveBeenCalled();
    fireEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    await vi.waitFor(() => expect([reload.mock.calls.length, asked]).toEqual([reloads, isUp ? 2 : 3]));
    await screen.findByText(NOT_LOADED);
  },
);

it('[WB9] a page that breaks leaves the others as they are', async () => {
  const { hook, navigate } = memoryLocation({ path: '/inbox' });
  const Breaks = ({ path }: { path: string }) => {
    if (path === '/inbox') throw new Error('a fault');
    return <h1>You</h1>;
  };
  const Shell = () => {
    const [path] = hook();
    return (
      <Router hook={hook}>
        <nav>Inbox</nav>
        <PageBoundary>
          <Breaks path={path} />
        </PageBoundary>
      </Router>
    );
  };
  render(<Shell />);
  screen.getByText(NOT_SHOWN);
  screen.getByRole('heading', { level: 1, name: 'Not here just now' });
  screen.getByRole('navigation');
  navigate('/you');
  await screen.findByRole('heading', { level: 1, name: 'You' });
});

it('[WB9] a dialog that cannot be loaded is given up', async () => {
  const onClose = vi.fn();
  const Part = lazyPart(load);
  render(
    <OverlayBoundary onClose={onClose}>
      <Suspense>
        <Part />
      </Suspense>
    </OverlayBoundary>,
  );
  await screen.findByText(NOT_LOADED);
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(onClose).toHaveBeenCalledOnce();
});
