// Makes words as long as a translation may: short ones double, sentences grow by two fifths. For looking at pages before
// there are other languages.

/** Up to so many letters a text grows by this share; longer ones by the last. */
const GROWTH: readonly [upTo: number, share: number][] = [
  [10, 1],
  [20, 0.8],
  [30, 0.6],
  [50, 0.5],
  [Number.POSITIVE_INFINITY, 0.4],
];

/** What words are lengthened with, as long as the words of several languages are. */
const FILLING = ['über', 'förändringar', 'käyttö', 'la', 'Einstellung', 'à', 'mensajes', 'och', 'további'];

export function longer(text: string): string {
  const words = text.trim();
  if (!/\p{L}/u.test(words)) return text;
  const share = GROWTH.find(([upTo]) => words.length <= upTo)?.[1] ?? 0;
  const wanted = Math.ceil(words.length * share);
  // One word becomes one longer word, as where words are put together.
  const more = /\s/.test(words) ? sentence(wanted) : `${words.toLowerCase()}${words.toLowerCase()}`.slice(0, wanted);
  return text.replace(words, () => (/\s/.test(words) ? `${words} ${more}` : `${words}${more}`));
}

function sentence(letters: number): string {
  let made = '';
  for (let index = 0; made.length < letters; index += 1) made += `${FILLING[index % FILLING.length]} `;
  return made.trim();
}

/** Initials and the like are decoration. */
function isSaid(node: Text): boolean {
  return !node.parentElement?.closest('[aria-hidden=true]');
}

/** Lengthens all text below an element, now and when it changes; the result stops that. */
export function lengthen(root: HTMLElement): () => void {
  const done = new WeakMap<Text, string>();
  const all = (): void => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!(node instanceof Text) || done.get(node) === node.data || !isSaid(node)) continue;
      const text = longer(node.data);
      done.set(node, text);
      node.data = text;
    }
  };
  all();
  const observer = new MutationObserver(all);
  observer.observe(root, { subtree: true, childList: true, characterData: true });
  return () => observer.disconnect();
}
