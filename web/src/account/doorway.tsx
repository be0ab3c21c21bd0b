// The frame of the pages before a team is open: the name of the house, and one calm card in the middle.
import type { ReactNode } from 'react';
import { Logo } from '../shell/logo';

export function Doorway({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto grid min-h-dvh w-full max-w-[32rem] content-start gap-6 px-4 py-8 wide:content-center">
      <Logo />
      <main id="main" className="grid gap-4">
        {children}
      </main>
    </div>
  );
}
