// Keeps what fails in its own place: a part that cannot be loaded, or that breaks while it is drawn, is replaced by words
// and a way to try again, and everything around it goes on.
import { Component, type ComponentType, type ReactNode } from 'react';
import { renewParts, PartMissing } from './lazy-part';
import { TryAgain } from './notice';

/** What is told of a part that is not there. */
export interface Missing {
  readonly sentence: string;
  /** Shows it anew; the page is loaded again where that has failed before and the server is there. */
  readonly onAgain: () => void;
  /** Gives up what was opened, if anything was. */
  readonly onClose?: (() => void) | undefined;
}

interface BoundaryProps {
  /** What stands in its place. */
  instead: ComponentType<Missing>;
  onClose?: () => void;
  /** Another one is another thing: what failed before is forgotten. */
  of?: string;
  children: ReactNode;
}

interface BoundaryState {
  error?: unknown;
  isBroken: boolean;
  of: string | undefined;
}

export const NOT_LOADED = 'This part of Kith could not be loaded. Everything else goes on.';
export const NOT_SHOWN = 'This part of Kith could not be shown. Everything else goes on.';

export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { isBroken: false, of: this.props.of };
  private tries = 0;

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { error, isBroken: true };
  }

  static getDerivedStateFromProps({ of }: BoundaryProps, state: BoundaryState): BoundaryState | null {
    if (of === state.of) return null;
    if (state.isBroken) renewParts();
    return { isBroken: false, of };
  }

  private readonly again = (): void => {
    this.tries += 1;
    if (this.tries === 1) this.renew();
    else void this.reload();
  };

  private renew(): void {
    renewParts();
    this.setState({ isBroken: false });
  }

  /** Without a server a page that is loaded again may be none at all. */
  private async reload(): Promise<void> {
    const isThere = await fetch('/healthz', { cache: 'no-store' }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) location.reload();
    else this.renew();
  }

  override render(): ReactNode {
    const { isBroken, error } = this.state;
    if (!isBroken) return this.props.children;
    const sentence = error instanceof PartMissing ? NOT_LOADED : NOT_SHOWN;
    const { instead: Instead, onClose } = this.props;
    return <Instead sentence={sentence} onAgain={this.again} onClose={onClose} />;
  }
}

/** Around a part inside a page: words in its place. */
export function PartBoundary({ children }: { children: ReactNode }) {
  return <Boundary instead={MissingPart}>{children}</Boundary>;
}

function MissingPart({ sentence, onAgain }: Missing) {
  return <TryAgain sentence={sentence} onAgain={onAgain} />;
}

/** Around what nobody misses, as an ornament: nothing in its place. */
export function QuietBoundary({ children }: { children: ReactNode }) {
  return <Boundary instead={Nothing}>{children}</Boundary>;
}

function Nothing() {
  return null;
}

interface OverlayBoundaryProps {
  /** Gives up what was opened. */
  onClose: () => void;
  children: ReactNode;
}

/** Around what opens over the page, as a dialog: a card where toasts stand, until it is closed. */
export function OverlayBoundary({ onClose, children }: OverlayBoundaryProps) {
  return (
    <Boundary instead={MissingOverlay} onClose={onClose}>
      {children}
    </Boundary>
  );
}

export function MissingOverlay({ sentence, onAgain, onClose }: Missing) {
  return (
    <div className="toasts">
      <div className="card pointer-events-auto" role="alert">
        <p>{sentence}</p>
        <div className="flex flex-wrap gap-2">
          <button type="button" className="btn" onClick={onAgain}>
            Try again
          </button>
          <button type="button" className="btn btn-text" onClick={onClose}>
            Close
          </button>
        </div>
      </div>
    </div>
  );
}
