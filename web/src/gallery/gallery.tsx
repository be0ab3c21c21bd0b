// Every component in every state, on one page, or one of them alone: /gallery#Team/Feed, empty. With `?longer` all
// words are as long as in the wordiest languages.
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { lengthen } from './longer-words';
import type { State, States } from './states';

const files = import.meta.glob<States | readonly States[]>('./*-states.tsx', { eager: true, import: 'default' });
const lists: readonly States[] = Object.values(files)
  .flat()
  .toSorted((a, b) => a.title.localeCompare(b.title));

const addressOf = (list: States, state: State): string => `${list.title}/${state.name}`;

export function Gallery() {
  const chosen = decodeURIComponent(useSyncExternalStore(onHash, () => location.hash.slice(1)));
  useEffect(() => {
    // For whoever walks through all of them.
    Object.assign(globalThis, {
      galleryAddresses: lists.flatMap((list) => list.states.map((state) => addressOf(list, state))),
    });
  }, []);
  for (const list of lists) {
    const state = list.states.find((one) => addressOf(list, one) === chosen);
    if (state) return <Alone key={chosen} list={list} state={state} />;
  }
  return (
    <main className="mx-auto grid max-w-[60rem] gap-10 p-6">
      <h1>Gallery</h1>
      {lists.map((list) => (
        <section key={list.title} className="grid gap-6" aria-label={list.title}>
          <h2 className="text-display!">{list.title}</h2>
          {list.states.map((state) => (
            <section key={state.name} className="grid gap-3 border-t border-hairline pt-3" aria-label={state.name}>
              <p>
                <a href={`#${encodeURIComponent(addressOf(list, state))}`}>{state.name}</a>
              </p>
              {!state.coversAll && <Shown state={state} />}
            </section>
          ))}
        </section>
      ))}
    </main>
  );
}

function Alone({ list, state }: { list: States; state: State }) {
  return (
    <main className="main-column p-4" data-testid="state">
      <h1 className="sr-only">{`${list.title}: ${state.name}`}</h1>
      <Shown state={state} />
    </main>
  );
}

function Shown({ state }: { state: State }) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const root = ref.current;
    if (!root || !new URLSearchParams(location.search).has('longer')) return undefined;
    return lengthen(root);
  }, []);
  return (
    <div ref={ref} className="@container grid min-w-0 gap-4">
      {state.element}
    </div>
  );
}

function onHash(listener: () => void): () => void {
  globalThis.addEventListener('hashchange', listener);
  return () => globalThis.removeEventListener('hashchange', listener);
}
