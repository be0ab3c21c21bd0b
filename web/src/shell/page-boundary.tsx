// What stands in a page's place when it cannot be loaded or breaks: the navigation beside it goes on, and another page
// begins anew.
import { type ReactNode, useEffect } from 'react';
import { useLocation } from 'wouter';
import { Boundary, type Missing } from '../design/boundary';
import { TryAgain } from '../design/notice';

export function PageBoundary({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  return (
    <Boundary of={path} instead={MissingPage}>
      {children}
    </Boundary>
  );
}

export function MissingPage({ sentence, onAgain }: Missing) {
  useEffect(() => {
    document.title = 'Kith';
  }, []);
  return (
    <main id="main" className="main-column py-6">
      <h1>Not here just now</h1>
      <TryAgain sentence={sentence} onAgain={onAgain} />
    </main>
  );
}
